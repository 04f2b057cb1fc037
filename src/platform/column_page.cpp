// One page out of many rows: the few that come first are kept, the order of the others is never worked out.

#include <algorithm>
#include <cstring>

#include "base/check.hpp"
#include "platform/column_query.hpp"

namespace octant::platform {
namespace {

constexpr std::uint64_t sign = std::uint64_t{1} << 63U;

std::uint64_t ordered(std::int64_t number) { return static_cast<std::uint64_t>(number) ^ sign; }

/// The first eight bytes as a number in the same order.
std::uint64_t head_of(std::string_view text) {
    unsigned char bytes[8] = {};
    std::memcpy(bytes, text.data(), std::min<std::size_t>(text.size(), 8));
    std::uint64_t head = 0;
    for (const auto byte : bytes) head = head << 8U | byte;
    return head;
}

std::size_t common_length(std::string_view a, std::string_view b) {
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

/// One column of the sort order. A row's key is a number; where it is only the head of a text, equal keys
/// leave the order to the texts themselves.
class Order {
public:
    Order(const Column& column, bool is_descending, const Bits& rows)
        : column_(column), is_descending_(is_descending) {
        if (column.form == Column::plain_numbers)
            by_ = numbers;
        else if (!column.ranks.empty())
            by_ = ranks;
        else if (column.form == Column::coded_numbers)
            by_ = coded;
        else
            skip_common_head(rows);
    }

    /// In the order of the list, whatever its direction.
    std::uint64_t key(std::size_t row) const {
        const auto key = ascending_key(row);
        return is_descending_ ? ~key : key;
    }
    bool is_exact() const { return by_ != heads; }
    bool is_descending() const { return is_descending_; }
    int compare_texts(std::size_t a, std::size_t b) const { return directed(text(a).compare(text(b))); }

    KeyValue value(std::size_t row) const {
        if (by_ == numbers) return value_of(column_.numbers[row]);
        const auto code = column_.codes[row];
        if (by_ == coded) return value_of(column_.coded[code]);
        if (column_.field->kind != Kind::ref) return {code == 0, std::string(column_.texts[code])};
        return {column_.titles.states[code] == Titles::missing, column_.titles.texts[code]};
    }

    /// The key such a row would have, as far as one number tells; equal keys decide nothing.
    std::uint64_t key_of(const KeyValue& value) const {
        const auto key = ascending_key_of(value);
        return is_descending_ ? ~key : key;
    }
    /// Where the row stands to the key of the page before: below 0, 0, above.
    int compare(std::size_t row, const KeyValue& other) const {
        const auto own = value(row);
        if (own.is_null || other.is_null)
            return directed(static_cast<int>(other.is_null) - static_cast<int>(own.is_null));
        if (own.value.index() != other.value.index()) return -1;
        return directed(own.value < other.value ? -1 : own.value > other.value ? 1 : 0);
    }

private:
    enum By { numbers, coded, ranks, heads };

    static KeyValue value_of(std::int64_t number) {
        return {number == no_number, number == no_number ? 0 : number};
    }
    int directed(int order) const { return is_descending_ ? -order : order; }
    std::string_view text(std::size_t row) const { return column_.texts[column_.codes[row]]; }

    std::uint64_t ascending_key(std::size_t row) const {
        switch (by_) {
            case numbers:
                return ordered(column_.numbers[row]);
            case coded:
                return ordered(column_.coded[column_.codes[row]]);
            case ranks:
                return column_.ranks[column_.codes[row]];
            case heads:
                break;
        }
        // None, then what is shorter than the common head (drafts have no number yet), then the others.
        const auto code = column_.codes[row];
        return code == 0 ? 0 : head_key(column_.texts[code]);
    }

    std::uint64_t ascending_key_of(const KeyValue& value) const {
        if (by_ == numbers || by_ == coded) {
            const auto* number = std::get_if<std::int64_t>(&value.value);
            return ordered(value.is_null || !number ? no_number : *number);
        }
        const auto* whole = std::get_if<std::string>(&value.value);
        if (value.is_null || !whole) return 0;
        return by_ == heads ? head_key(*whole) : rank_up_to(*whole);
    }

    std::uint64_t head_key(std::string_view whole) const {
        return whole.size() <= skipped_ ? 1 : std::max<std::uint64_t>(head_of(whole.substr(skipped_)), 1);
    }

    /// The rank of this text, or of the last one before it.
    std::uint64_t rank_up_to(std::string_view whole) const {
        Code rank = 0;
        const bool is_reference = column_.field->kind == Kind::ref;
        for (Code code = 1; code < column_.ranks.size(); ++code) {
            const auto own =
                is_reference ? std::string_view(column_.titles.texts[code]) : column_.texts[code];
            if (own <= whole) rank = std::max(rank, column_.ranks[code]);
        }
        return rank;
    }

    /// Numbers of documents begin alike: what tells them apart comes behind.
    void skip_common_head(const Bits& rows) {
        by_ = heads;
        std::string_view common;
        bool is_first = true;
        rows.each([&](std::size_t row) {
            const auto whole = text(row);
            if (whole.empty() || (!is_first && common.empty())) return;
            common = is_first ? whole : common.substr(0, common_length(common, whole));
            is_first = false;
        });
        skipped_ = common.size();
    }

    const Column& column_;
    bool is_descending_;
    By by_ = heads;
    std::size_t skipped_ = 0;
};

class Selection {
public:
    Selection(const ColumnTable& table, const Bits& rows, const ListPlan& plan) : table_(table) {
        for (const auto& sort : plan.sort)
            orders_.emplace_back(table.column(*sort.field), sort.descending, rows);
    }

    /// The first `count` rows past the key, in order.
    std::vector<std::size_t> first(const Bits& rows, const std::vector<KeyValue>& after, std::size_t count) {
        count_ = count;
        const auto bound = after.empty() ? 0 : orders_.front().key_of(after.front());
        const auto take = [&](std::size_t row) {
            const Candidate candidate{orders_.front().key(row), row};
            if (is_full_ && !before(candidate, worst_)) return;
            if (candidate.key < bound || (!after.empty() && candidate.key == bound && !is_past(row, after)))
                return;
            kept_.push_back(candidate);
            if (kept_.size() == 2 * count_ + 1000) keep_best();
        };
        // Ids and dates grow with time: from the end to which the best of them lie, most others are turned
        // away.
        orders_.front().is_descending() ? rows.each_from_last(take) : rows.each(take);
        if (kept_.size() > count_) keep_best();
        std::ranges::sort(kept_, [&](const auto& a, const auto& b) { return before(a, b); });
        std::vector<std::size_t> found;
        for (const auto& candidate : kept_) found.push_back(candidate.row);
        return found;
    }

    std::vector<KeyValue> key(std::size_t row) const {
        std::vector<KeyValue> key;
        for (const auto& order : orders_) key.push_back(order.value(row));
        return key;
    }

private:
    struct Candidate {
        std::uint64_t key;
        std::size_t row;
    };

    bool before(const Candidate& a, const Candidate& b) const {
        if (a.key != b.key) return a.key < b.key;
        for (std::size_t i = 0; i < orders_.size(); ++i) {
            const auto& order = orders_[i];
            if (i > 0)
                if (const auto left = order.key(a.row), right = order.key(b.row); left != right)
                    return left < right;
            if (!order.is_exact())
                if (const auto by_text = order.compare_texts(a.row, b.row); by_text != 0) return by_text < 0;
        }
        return false;
    }

    bool is_past(std::size_t row, const std::vector<KeyValue>& after) const {
        for (std::size_t i = 0; i < orders_.size(); ++i)
            if (const auto order = orders_[i].compare(row, after[i]); order != 0) return order > 0;
        return false;
    }

    void keep_best() {
        const auto end = kept_.begin() + static_cast<std::ptrdiff_t>(count_);
        std::nth_element(kept_.begin(), end - 1, kept_.end(),
                         [&](const auto& a, const auto& b) { return before(a, b); });
        kept_.erase(end, kept_.end());
        worst_ = kept_.back();
        is_full_ = true;
    }

    const ColumnTable& table_;
    std::vector<Order> orders_;
    std::size_t count_ = 0;
    std::vector<Candidate> kept_;
    Candidate worst_{};
    bool is_full_ = false;
};

}  // namespace

ColumnPage page_of(const ColumnTable& table, const Bits& rows, const ListPlan& plan) {
    const auto limit = static_cast<std::size_t>(plan.limit);
    Selection selection(table, rows, plan);
    auto found = selection.first(rows, plan.after, limit + 1);
    ColumnPage page;
    page.has_more = found.size() > limit;
    if (page.has_more) found.pop_back();
    for (const auto row : found) page.ids.push_back(table.id(row));
    if (!found.empty()) page.last_key = selection.key(found.back());
    return page;
}

}  // namespace octant::platform
