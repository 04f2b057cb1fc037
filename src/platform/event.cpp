#include "platform/event.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <unordered_map>

#include "base/check.hpp"
#include "platform/json.hpp"
#include "platform/preview.hpp"
#include "platform/store.hpp"

namespace octant::platform {
namespace {

using Key = std::pair<std::string, std::string>;
std::map<Key, std::vector<Reaction>>& reactions() {
    static std::map<Key, std::vector<Reaction>> table;
    return table;
}

void append_number(std::string& out, std::int64_t value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof value);
}

void append_text(std::string& out, std::string_view text) {
    append_number(out, static_cast<std::int64_t>(text.size()));
    out += text;
}

/// The same in one go, for a short text and a number.
void append_named(std::string& out, std::string_view name, std::int64_t value) {
    char bytes[2 * sizeof value + 64];
    const auto size = static_cast<std::int64_t>(name.size());
    check(name.size() <= 64);
    std::memcpy(bytes, &size, sizeof size);
    std::memcpy(bytes + sizeof size, name.data(), name.size());
    std::memcpy(bytes + sizeof size + name.size(), &value, sizeof value);
    out.append(bytes, sizeof size + name.size() + sizeof value);
}

void append_content(std::string& out, const FieldInfo& field, const void* record) {
    switch (field.kind) {
        case Kind::text:
            append_text(out, field.name);
            return append_text(out, field_at<std::string>(record, field.offset));
        case Kind::boolean:
            return append_named(out, field.name, field_at<bool>(record, field.offset));
        case Kind::enumeration:
            append_text(out, field.name);
            // By name: a value added in the middle of an enum must not change old digests.
            return append_text(
                out, field.values[static_cast<std::size_t>(field_at<std::int32_t>(record, field.offset))]);
        case Kind::currency:
            return append_named(out, field.name, field_at<std::int32_t>(record, field.offset));
        case Kind::any_ref: {
            const auto& ref = field_at<Ref>(record, field.offset);
            append_text(out, field.name);
            append_text(out, ref ? std::string_view(ref.noun) : std::string_view());
            return append_number(out, ref.id);
        }
        default:
            return append_named(out, field.name, field_at<std::int64_t>(record, field.offset));
    }
}

void append_content(std::string& out, const TypeInfo& type, const void* record) {
    for (const auto& field : type.fields)
        // An empty field adds nothing but its absence, so that a field added by a later release keeps old
        // digests.
        if (!field.derived && !is_empty(field, record)) append_content(out, field, record);
}

}  // namespace

std::string digest_of(std::string_view content) {
    unsigned char hash[16];
    crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(content.data()),
                       content.size(), nullptr, 0);
    char hex[33];
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return {hex, 32};
}

std::string digest_of(const TypeInfo& type, const void* record) {
    static thread_local std::string content;
    content.clear();
    append_content(content, type, record);
    for (const auto& lines : type.lines) {
        if (lines.derived) continue;
        auto* vector = const_cast<char*>(static_cast<const char*>(record)) + lines.offset;
        const auto& line_type = lines.type();
        for (std::size_t i = 0; i < lines.size(vector); ++i) {
            content += '\n';
            append_content(content, line_type, lines.at(vector, i));
        }
    }
    return digest_of(content);
}

void set_reactions(std::span<const ReactionRow> rows) {
    reactions().clear();
    for (const auto& row : rows)
        reactions()[{std::string(row.noun), std::string(row.verb)}].push_back(row.react);
}

Result<void> react(Context& cx, const Event& event) {
    const auto found = reactions().find({event.type.name, std::string(event.verb)});
    if (found == reactions().end()) return {};
    for (const auto reaction : found->second) TRY(reaction(cx, event));
    return {};
}

void write_event(Context& cx, const Event& event, std::string_view changes) {
    const auto id = cx.new_id();
    const auto state_name = [&](int state) {
        return state < 0 ? std::string_view{} : event.type.states[static_cast<std::size_t>(state)];
    };
    const auto at = cx.now.time_since_epoch().count();
    const auto digest = digest_of(event.type, event.record);
    static thread_local std::string row;
    row.clear();
    for (const auto number : {cx.company.id, id, event.id, cx.actor.id, static_cast<std::int64_t>(at)})
        append_number(row, number);
    const std::string_view texts[] = {
        event.type.name, event.verb, state_name(event.from), state_name(event.to), cx.note, changes, digest};
    for (const auto text : texts) append_text(row, text);
    const auto seal = digest_of(row);
    add_last(
        cx.db,
        "INSERT INTO event (company_id, id, record_id, user_id, at, noun, verb, from_state, to_state, note, "
        "changes, digest, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        cx.company.id, id, event.id, cx.actor.id, static_cast<std::int64_t>(at),
        std::string_view(event.type.name), event.verb, texts[2], texts[3], std::string_view(cx.note), changes,
        std::string_view(digest), std::string_view(seal));
    if (cx.touches) cx.touches->add(event, changes);
}

namespace {

void append_change(std::string& out, const std::string& pointer, const std::string& before,
                   const std::string& after) {
    out += out.empty() ? "{" : ",";
    append_json_string(out, pointer);
    out += ":[" + before + "," + after + "]";
}

constexpr std::array<std::string_view, 5> untold{"id", "created", "version", "changed", "line"};

void append_changes(std::string& out, const Change& change, const std::string& prefix, MoneyDigits digits) {
    const auto& [type, before, after] = change;
    for (const auto& field : type.fields) {
        if (field.derived || std::ranges::find(untold, field.name) != untold.end()) continue;
        if (before && after && same_field(field, before, after)) continue;
        if ((!before && is_empty(field, after)) || (!after && is_empty(field, before))) continue;
        append_change(out, prefix + std::string(field.name),
                      before ? json_value(field, before, digits) : "null",
                      after ? json_value(field, after, digits) : "null");
    }
}

}  // namespace

std::string changes_between(Context& cx, const TypeInfo& type, const void* before, const void* after) {
    std::string out;
    const auto digits = money_digits(cx, type, after);
    append_changes(out, {type, before, after}, "", digits);
    for (const auto& lines : type.lines) {
        if (lines.derived) continue;
        const auto vector_of = [&](const void* record) {
            return const_cast<char*>(static_cast<const char*>(record)) + lines.offset;
        };
        std::map<std::int64_t, std::pair<const void*, const void*>> pairs;
        for (std::size_t i = 0; i < lines.size(vector_of(before)); ++i) {
            const auto* line = lines.at(vector_of(before), i);
            pairs[static_cast<const Line*>(line)->line].first = line;
        }
        for (std::size_t i = 0; i < lines.size(vector_of(after)); ++i) {
            const auto* line = lines.at(vector_of(after), i);
            pairs[static_cast<const Line*>(line)->line].second = line;
        }
        for (const auto& [number, pair] : pairs)
            append_changes(out, {lines.type(), pair.first, pair.second},
                           std::string(lines.name) + "/" + std::to_string(number) + "/", digits);
    }
    return out.empty() ? out : out + "}";
}

std::int64_t seal_events(Context& cx, Instant before) {
    std::int64_t last_sealed = 0;
    std::string chain;
    {
        auto rows = query(
            cx.db,
            "SELECT last_event, hash FROM event_block WHERE company_id = ?1 ORDER BY last_event DESC LIMIT 1",
            cx.company.id);
        if (rows.next()) last_sealed = rows.integer(0), chain = rows.text(1);
    }
    std::int64_t count = 0;
    std::int64_t first = 0;
    std::int64_t last = last_sealed;
    std::string content = chain;
    {
        auto rows = query(
            cx.db, "SELECT id, seal FROM event WHERE company_id = ?1 AND id > ?2 AND at < ?3 ORDER BY id",
            cx.company.id, last_sealed, static_cast<std::int64_t>(before.time_since_epoch().count()));
        for (; rows.next(); ++count) {
            last = rows.integer(0);
            if (!first) first = last;
            append_number(content, last);
            content += rows.text(1);
        }
    }
    if (count == 0) return 0;
    const auto hash = digest_of(content);
    run(cx.db,
        "INSERT INTO event_block (company_id, first_event, last_event, count, hash) VALUES (?1, ?2, ?3, ?4, "
        "?5)",
        cx.company.id, first, last, count, std::string_view(hash));
    return count;
}

}  // namespace octant::platform
