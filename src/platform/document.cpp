#include "platform/document.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "platform/access.hpp"

namespace octant::platform {
namespace {

/// Counts how deep verbs call verbs: rights are asked at the outermost only.
class Deeper {
public:
    explicit Deeper(Context& cx) : cx_(cx) { ++cx_.depth; }
    ~Deeper() { --cx_.depth; }
    Deeper(const Deeper&) = delete;

private:
    Context& cx_;
};

Record& head(void* record) { return *static_cast<Record*>(record); }

template <class T>
T& system_field(const TypeInfo& type, std::string_view name, void* record) {
    const auto* field = type.find_field(name);
    check(field);
    return field_at<T>(record, field->offset);
}

Result<void> ask_right(Context& cx, const TypeInfo& type, std::string_view right, const void* record) {
    if (cx.depth > 0) return {};
    const auto reach = reach_of(type, cx.actor, right);
    if (reach.none() || (record && !reaches(reach, type, record)))
        return refuse(
            Problem{"right_must_be_held", "", {{"right", std::string(right)}, {"noun", type.name}}});
    return {};
}

Result<void> ask_version(std::int64_t wanted, const void* record) {
    if (wanted != 0 && static_cast<const Record*>(record)->version != wanted)
        return refuse("version_must_be_current");
    return {};
}

bool in_states(std::uint32_t mask, int state) { return mask >> state & 1U; }

/// A document past the states in which the noun is editable keeps its fields, but for those that say
/// otherwise.
Result<void> check_editable(const TypeInfo& type, const void* before, const void* after) {
    if (!type.is_document) return {};
    const int state = state_of(type, before);
    const bool open = in_states(type.editable_in, state);
    for (const auto& field : type.fields) {
        if (field.readonly || same_field(field, before, after)) continue;
        if (field.editable_in ? !in_states(field.editable_in, state) : !open)
            return refuse(Problem{"field_must_be_editable", "/" + std::string(field.name)});
    }
    if (open) return {};
    for (const auto& lines : type.lines) {
        auto* old_lines = const_cast<char*>(static_cast<const char*>(before)) + lines.offset;
        auto* new_lines = const_cast<char*>(static_cast<const char*>(after)) + lines.offset;
        bool same = lines.size(old_lines) == lines.size(new_lines);
        for (std::size_t i = 0; same && i < lines.size(new_lines); ++i)
            for (const auto& field : lines.type().fields)
                same = same &&
                       (field.readonly || same_field(field, lines.at(old_lines, i), lines.at(new_lines, i)));
        if (!same) return refuse(Problem{"field_must_be_editable", "/" + std::string(lines.name)});
    }
    return {};
}

void number_document(Context& cx, const TypeInfo& type, void* record) {
    auto& number = system_field<std::string>(type, "number", record);
    if (!type.numbering.prefix || !number.empty()) return;
    auto date = cx.today;
    if (type.numbering.date_field) date = system_field<Date>(type, type.numbering.date_field, record);
    const auto series =
        fmt::format("{}-{}", type.series ? type.series(record) : type.numbering.prefix, year_of(date));
    number = fmt::format("{}-{:05}", series, next_in_series(cx, series, type.numbering.gaps));
}

void stamp(Context& cx, const TypeInfo& type, void* record) {
    ++head(record).version;
    if (type.is_document) system_field<Instant>(type, "changed", record) = cx.now;
}

Result<void> write_and_react(Context& cx, const Event& event, std::string_view changes) {
    write_event(cx, event, changes);
    return react(cx, event);
}

}  // namespace

namespace {

/// What a client sends may point anywhere; what an effect makes is made of records that are there.
Check check_for(const Context& cx) { return cx.depth == 0 ? Check::among_others : Check::by_itself; }

/// Id (unless one was reserved for it), owner, first version, what the noun fills in; checked.
Result<void> prepare(Context& cx, const TypeInfo& type, void* record, Check check) {
    if (!head(record).id) head(record).id = cx.new_id();
    if (type.is_document) {
        auto& owner = system_field<std::int64_t>(type, "owner", record);
        if (!owner) owner = cx.actor.id;
        system_field<Instant>(type, "created", record) = cx.now;
    }
    stamp(cx, type, record);
    if (type.fill_in) TRY(type.fill_in(cx, record));
    return check_fields(cx, {type, nullptr, record}, check);
}

/// Rule, number, state, effect: what a verb does to the record itself.
Result<void> advance(Context& cx, const TypeInfo& type, void* record, const VerbInfo& verb) {
    if (verb.rule) TRY(verb.rule(record, cx.today));
    const int to = verb.decide ? verb.decide(cx, record) : verb.to;
    if (to != 0) number_document(cx, type, record);
    field_at<std::int32_t>(record, type.state_offset) = to;
    return verb.effect ? verb.effect(cx, record) : Result<void>();
}

}  // namespace

Result<void> create_record(Context& cx, const TypeInfo& type, void* record) {
    TRY(ask_right(cx, type, "create", nullptr));
    const auto check = check_for(cx);
    const Deeper deeper(cx);
    TRY(prepare(cx, type, record, check));
    insert_record(cx, type, record);
    const int state = type.is_document ? state_of(type, record) : -1;
    return write_and_react(cx, {type, head(record).id, record, "create", -1, state, cx.today}, {});
}

Result<void> create_record_with(Context& cx, const TypeInfo& type, void* record, const VerbInfo& verb) {
    TRY(ask_right(cx, type, "create", nullptr));
    TRY(ask_right(cx, type, verb.name, nullptr));
    const auto check = check_for(cx);
    const Deeper deeper(cx);
    TRY(prepare(cx, type, record, check));
    TRY(advance(cx, type, record, verb));
    insert_record(cx, type, record);
    return write_and_react(
        cx, {type, head(record).id, record, verb.name, -1, state_of(type, record), cx.today}, {});
}

Result<void> edit_record(Context& cx, const TypeInfo& type, const void* before, void* after) {
    const auto check = check_for(cx);
    const Deeper deeper(cx);
    if (type.fill_in) TRY(type.fill_in(cx, after));
    TRY(check_editable(type, before, after));
    TRY(check_fields(cx, {type, before, after}, check));
    auto changes = changes_between(cx, type, before, after);
    if (changes.empty()) return {};  // nothing said, nothing done
    stamp(cx, type, after);
    const int state = type.is_document ? state_of(type, after) : -1;
    if (type.amend) TRY(type.amend(cx, before, after));
    update_record(cx, type, before, after);
    return write_and_react(cx, {type, head(after).id, after, "edit", state, state, cx.today}, changes);
}

Result<void> carry_out_record(Context& cx, const TypeInfo& type, void* record, const VerbInfo& verb) {
    TRY(ask_right(cx, type, verb.name, record));
    const int from = state_of(type, record);
    if (!in_states(verb.from, from))
        return refuse(Problem{"state_must_allow_verb",
                              "",
                              {{"verb", std::string(verb.name)},
                               {"state", std::string(type.states[static_cast<std::size_t>(from)])}}});
    const Deeper deeper(cx);
    const auto before = copy_record(type, record);
    stamp(cx, type, record);
    TRY(advance(cx, type, record, verb));
    update_record(cx, type, before.get(), record);
    return write_and_react(cx,
                           {type, head(record).id, record, verb.name, from, state_of(type, record), cx.today},
                           cx.bulk ? std::string() : changes_between(cx, type, before.get(), record));
}

void save_derived(Context& cx, const TypeInfo& type, const void* before, const void* after) {
    update_record(cx, type, before, after);
}

Result<AnyRecord> read_any(Context& cx, const TypeInfo& type, std::int64_t id) {
    auto record = make_record(type);
    const auto reach = reach_of(type, cx.actor, "read");
    if (reach.none() && cx.depth == 0)
        return refuse(Problem{"right_must_be_held", "", {{"right", "read"}, {"noun", type.name}}});
    if (!read_record(cx, type, id, record.get()) || (cx.depth == 0 && !reaches(reach, type, record.get())))
        return refuse(Problem{"record_must_exist", "", {{"noun", type.name}}});
    return record;
}

namespace {

/// For carrying `right` out on it. Who lacks the right learns neither state nor version.
Result<AnyRecord> locked_for(Context& cx, std::string_view right, const Seen& seen) {
    auto record = make_record(seen.type);
    if (!lock_record(cx, seen.type, seen.id, record.get()) ||
        !reaches(reach_of(seen.type, cx.actor, "read"), seen.type, record.get()))
        return refuse(Problem{"record_must_exist", "", {{"noun", seen.type.name}}});
    TRY(ask_right(cx, seen.type, right, record.get()));
    TRY(ask_version(seen.version, record.get()));
    return record;
}

}  // namespace

Result<AnyRecord> create_any(Context& cx, const TypeInfo& type, std::string_view fields_json) {
    TRY(ask_right(cx, type, "create", nullptr));
    auto record = make_record(type);
    TRY(read_json(cx, type, record.get(), fields_json));
    TRY(create_record(cx, type, record.get()));
    return record;
}

Result<AnyRecord> complete_any(Context& cx, const TypeInfo& type, std::string_view fields_json) {
    TRY(ask_right(cx, type, "create", nullptr));
    auto record = make_record(type);
    TRY(read_json(cx, type, record.get(), fields_json));
    const Deeper deeper(cx);
    // While a form is being filled in, a missing field is no refusal: what can be completed is.
    if (type.fill_in) (void)type.fill_in(cx, record.get());
    return record;
}

Result<AnyRecord> edit_any(Context& cx, const Seen& seen, std::string_view fields_json) {
    const auto& type = seen.type;
    auto before = TRY(locked_for(cx, "edit", seen));
    auto after = copy_record(type, before.get());
    TRY(read_json(cx, type, after.get(), fields_json));
    TRY(edit_record(cx, type, before.get(), after.get()));
    return after;
}

Result<AnyRecord> carry_out_any(Context& cx, const Seen& seen, std::string_view verb,
                                std::string_view fields_json) {
    const auto& type = seen.type;
    const auto* info = type.find_verb(verb);
    if (!info) return refuse(Problem{"verb_must_be_known", "", {{"verb", std::string(verb)}}});
    auto record = TRY(locked_for(cx, verb, seen));
    auto edited = copy_record(type, record.get());
    TRY(read_json(cx, type, edited.get(), fields_json));
    if (!changes_between(cx, type, record.get(), edited.get()).empty()) {
        TRY(edit_record(cx, type, record.get(), edited.get()));
        record = std::move(edited);
    }
    TRY(carry_out_record(cx, type, record.get(), *info));
    return record;
}

Result<void> delete_any(Context& cx, const Seen& seen) {
    const auto& type = seen.type;
    auto record = TRY(locked_for(cx, "delete", seen));
    if (type.is_document && state_of(type, record.get()) != 0) return refuse("document_must_be_a_draft");
    TRY(check_unused(cx, type, seen.id));
    const Deeper deeper(cx);
    delete_record(cx, type, record.get());
    return write_and_react(cx, {type, seen.id, record.get(), "delete", -1, -1, cx.today}, {});
}

}  // namespace octant::platform
