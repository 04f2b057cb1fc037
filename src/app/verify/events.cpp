#include <fmt/format.h>

#include <cstring>

#include "app/verify/parts.hpp"
#include "platform/event.hpp"
#include "platform/registry.hpp"

namespace octant::app {
namespace {

// The seal and the chain are worked out here a second time, on purpose: a proof must not lean on what it
// proves.

void append_number(std::string& out, std::int64_t value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof value);
}

/// Columns: company_id, id, record_id, user_id, at, noun, verb, from_state, to_state, note, changes, digest,
/// seal.
std::string seal_of(const Rows& rows) {
    static thread_local std::string content;
    content.clear();
    for (int column = 0; column < 5; ++column) append_number(content, rows.integer(column));
    for (int column = 5; column < 12; ++column) {
        append_number(content, static_cast<std::int64_t>(rows.text(column).size()));
        content += rows.text(column);
    }
    return digest_of(content);
}

struct Block {
    std::int64_t first;
    std::int64_t last;
    std::int64_t count;
    std::string hash;
};

std::vector<Block> read_blocks(Context& cx) {
    auto rows = query(cx.db,
                      "SELECT first_event, last_event, count, hash FROM event_block WHERE company_id = ?1 "
                      "ORDER BY last_event",
                      cx.company.id);
    std::vector<Block> blocks;
    while (rows.next())
        blocks.push_back({rows.integer(0), rows.integer(1), rows.integer(2), std::string(rows.text(3))});
    return blocks;
}

/// Follows the blocks while the events pass by in the order of their ids.
class Chain {
public:
    Chain(Context& cx, Check& check) : check_(check), blocks_(read_blocks(cx)) {}

    void pass(std::int64_t id, std::string_view seal) {
        while (at_ < blocks_.size() && id > blocks_[at_].last) close();
        if (at_ == blocks_.size()) {
            ++unsealed_;
            return;
        }
        if (count_++ == 0) first_ = id;
        last_ = id;
        append_number(content_, id);
        content_ += seal;
    }
    void finish() {
        while (at_ < blocks_.size()) close();
        check_.note = fmt::format("{} events not sealed yet", unsealed_);
    }

private:
    void close() {
        const auto& block = blocks_[at_++];
        const bool same = first_ == block.first && last_ == block.last && count_ == block.count &&
                          digest_of(content_) == block.hash;
        if (!same)
            blame(check_, fmt::format("block of events {} to {}: {} events found, {} sealed", block.first,
                                      block.last, count_, block.count));
        check_.count += count_;
        content_ = block.hash;
        first_ = last_ = count_ = 0;
    }

    Check& check_;
    std::vector<Block> blocks_;
    std::size_t at_ = 0;
    std::string content_;
    std::int64_t first_ = 0;
    std::int64_t last_ = 0;
    std::int64_t count_ = 0;
    std::int64_t unsealed_ = 0;
};

constexpr std::int64_t page_rows = 20'000;

/// One page of events after an id; returns the last id, or 0 at the end.
std::int64_t read_events(Context& cx, std::int64_t after, Trail& trail, Chain& chain) {
    auto rows = query(cx.db,
                      "SELECT company_id, id, record_id, user_id, at, noun, verb, from_state, to_state, "
                      "note, changes, digest, seal "
                      "FROM event WHERE company_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                      cx.company.id, after, page_rows);
    std::int64_t last = 0;
    while (rows.next()) {
        last = rows.integer(1);
        ++trail.seals.count;
        if (seal_of(rows) != rows.text(12))
            blame(trail.seals,
                  fmt::format("event {} ({} of {} {})", last, rows.text(6), rows.text(5), rows.integer(2)));
        chain.pass(last, rows.text(12));
        trail.last[rows.integer(2)] = {find_noun(rows.text(5)), std::string(rows.text(11)),
                                       rows.text(6) == "delete"};
    }
    return last;
}

}  // namespace

Trail read_trail(Context& cx) {
    Trail trail;
    Chain chain(cx, trail.chain);
    std::int64_t after = INT64_MIN;
    while (const auto last = read_events(cx, after, trail, chain)) after = last;
    chain.finish();
    return trail;
}

}  // namespace octant::app
