#include "platform/column_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

#include "base/check.hpp"
#include "base/text.hpp"

namespace octant::platform {
namespace {

constexpr std::int64_t page_rows = 20'000;  // PostgreSQL brings a whole answer into memory
constexpr std::size_t ids_at_once = 256;
constexpr std::size_t ranked_at_most = 100'000;  // different texts: sorting them takes 50 ms

Column::Form form_of(Kind kind) {
    switch (kind) {
        case Kind::text:
        case Kind::enumeration:
        case Kind::currency:
            return Column::coded_texts;
        case Kind::boolean:
        case Kind::date:
        case Kind::ratio:
        case Kind::ref:
            return Column::coded_numbers;
        default:
            return Column::plain_numbers;
    }
}

template <class T>
void put_at(std::vector<T>& values, std::size_t row, T value) {
    if (row >= values.size()) values.resize(row + 1);
    values[row] = value;
}

std::string select_columns(const TypeInfo& type, const Fields& fields) {
    std::string sql = "SELECT t.id";
    for (const auto* field : fields) sql += fmt::format(", t.{}", field->name);
    return sql + fmt::format(" FROM {} t WHERE t.company_id = ?1", type.table);
}

}  // namespace

std::vector<std::uint8_t> Texts::holding(std::string_view word) const {
    std::vector<std::uint8_t> found(ends_.size(), word.empty() ? 1 : 0);
    if (word.empty()) return found;
    const auto wanted = lower(word);
    const bool has_letters = std::ranges::any_of(wanted, [](char c) { return c >= 'a' && c <= 'z'; });
    const auto folded = has_letters ? lower(bytes_) : std::string();
    const std::string_view all = has_letters ? folded : bytes_;
    // All texts in one pass: most hold nothing, and a search that begins anew for each would cost more.
    Code code = 0;
    for (std::size_t from = 0; from < all.size();) {
        const auto* hit = static_cast<const char*>(
            memmem(all.data() + from, all.size() - from, wanted.data(), wanted.size()));
        if (!hit) break;
        const auto at = static_cast<std::size_t>(hit - all.data());
        while (ends_[code] <= at) ++code;
        const bool is_inside = at + wanted.size() <= ends_[code];
        if (is_inside) found[code] = 1;
        from = is_inside ? ends_[code] : at + 1;
    }
    return found;
}

Column::Column(const FieldInfo& of) : field(&of), form(form_of(of.kind)) {}

void Column::put(std::size_t row, const Rows& from, int at) {
    if (form == coded_texts) return put_at(codes, row, from.is_null(at) ? 0 : texts.add(from.text(at)));
    if (form == coded_numbers) return put_at(codes, row, from.is_null(at) ? 0 : coded.add(from.integer(at)));
    put_at(numbers, row, from.is_null(at) ? no_number : from.integer(at));
}

void Column::fit(std::size_t rows) {
    if (form == plain_numbers) return numbers.resize(rows, no_number), numbers.shrink_to_fit();
    codes.resize(rows, 0);
    codes.shrink_to_fit();
}

std::size_t Column::memory() const {
    std::size_t bytes = numbers.capacity() * 8 + (codes.capacity() + ranks.capacity()) * sizeof(Code);
    bytes += coded.memory() + texts.memory();
    for (const auto& title : titles.texts) bytes += sizeof title + title.size();
    return bytes;
}

std::optional<std::size_t> ColumnTable::row_of(std::int64_t id) const {
    const auto end = ids_.begin() + static_cast<std::ptrdiff_t>(ascending_);
    const auto found = std::lower_bound(ids_.begin(), end, id);
    if (found != end && *found == id) return static_cast<std::size_t>(found - ids_.begin());
    const auto later = later_.find(id);
    return later == later_.end() ? std::nullopt : std::optional(later->second);
}

/// The row of an id, made when there is none.
std::size_t ColumnTable::put_id(std::int64_t id) {
    if (const auto row = row_of(id)) {
        alive_.set(*row);
        return *row;
    }
    const auto row = ids_.size();
    if (row == ascending_ && (row == 0 || ids_.back() < id))
        ++ascending_;
    else
        later_.emplace(id, row);
    ids_.push_back(id);
    alive_.append(true);
    return row;
}

Column* ColumnTable::own(const FieldInfo& field) {
    const auto found = std::ranges::find(columns_, &field, &Column::field);
    return found == columns_.end() ? nullptr : &*found;
}
const Column* ColumnTable::find(const FieldInfo& field) const {
    return const_cast<ColumnTable*>(this)->own(field);
}
const Column& ColumnTable::column(const FieldInfo& field) const {
    const auto* found = find(field);
    check(found != nullptr);
    return *found;
}
bool ColumnTable::has(const Fields& fields) const {
    return std::ranges::all_of(fields, [&](const auto* field) { return find(*field) != nullptr; });
}

std::size_t ColumnTable::memory() const {
    std::size_t bytes = ids_.capacity() * 8 + ids_.size() / 8 + later_.size() * 40;
    for (const auto& column : columns_) bytes += column.memory();
    return bytes;
}

void ColumnTable::load(Context& cx, const Fields& fields) {
    Fields missing;
    for (const auto* field : fields)
        if (!find(*field) && std::ranges::find(missing, field) == missing.end()) missing.push_back(field);
    if (missing.empty()) return;
    const auto first = columns_.size();
    for (const auto* field : missing) columns_.emplace_back(*field);
    const auto sql = select_columns(type_, missing) + " AND t.id > ?2 ORDER BY t.id LIMIT ?3";
    std::int64_t last = INT64_MIN;
    for (std::int64_t count = page_rows; count == page_rows;) {
        auto rows = query(cx.db, sql, cx.company.id, last, page_rows);
        for (count = 0; rows.next(); ++count) {
            last = rows.integer(0);
            const auto row = put_id(last);
            for (std::size_t i = 0; i < missing.size(); ++i)
                columns_[first + i].put(row, rows, static_cast<int>(i) + 1);
        }
    }
    for (auto i = first; i < columns_.size(); ++i) columns_[i].fit(ids_.size());
}

void ColumnTable::refresh(Context& cx, std::span<const std::int64_t> ids) {
    if (ids.empty()) return;
    Fields fields;
    for (const auto& column : columns_) fields.push_back(column.field);
    for (std::size_t at = 0; at < ids.size(); at += ids_at_once) {
        const auto some = ids.subspan(at, std::min(ids_at_once, ids.size() - at));
        for (const auto id : some)
            if (const auto row = row_of(id)) alive_.reset(*row);
        auto& statement = cx.db.prepare(select_columns(type_, fields) +
                                        fmt::format(" AND t.id IN ({})", id_places(2, some.size())));
        statement.bind(1, cx.company.id);
        bind_ids(statement, 2, some);
        Rows rows(statement);
        while (rows.next()) {
            const auto row = put_id(rows.integer(0));
            for (std::size_t i = 0; i < fields.size(); ++i)
                columns_[i].put(row, rows, static_cast<int>(i) + 1);
        }
    }
}

/// A few are looked up one by one, many are read with all others of their noun.
void ColumnTable::read_titles(Context& cx, Column& column) {
    auto& titles = column.titles;
    titles.texts.resize(column.coded.size());
    titles.states.resize(column.coded.size(), Titles::unknown);
    titles.states[0] = Titles::missing;
    std::vector<std::int64_t> wanted;
    for (Code code = 1; code < titles.states.size(); ++code)
        if (titles.states[code] == Titles::unknown) {
            wanted.push_back(column.coded[code]);
            titles.states[code] = Titles::missing;
        }
    const auto& target = column.field->target();
    const auto read = [&](Rows rows) {
        while (rows.next())
            if (const auto code = column.coded.find(rows.integer(0)); code != 0) {
                titles.texts[code] = rows.text(1);
                titles.states[code] = Titles::known;
            }
    };
    auto sql = fmt::format("SELECT r.id, r.{} FROM {} r WHERE r.company_id = ?1", target.title, target.table);
    if (wanted.empty()) return;
    if (wanted.size() > ids_at_once) return read(query(cx.db, sql, cx.company.id));
    auto& statement = cx.db.prepare(sql + fmt::format(" AND r.id IN ({})", id_places(2, wanted.size())));
    statement.bind(1, cx.company.id);
    bind_ids(statement, 2, wanted);
    read(Rows(statement));
}

bool ColumnTable::is_ranked(const FieldInfo& field) const {
    const auto& column = this->column(field);
    const bool is_reference = field.kind == Kind::ref;
    if (!is_reference && column.form != Column::coded_texts) return true;
    const auto count = column.codes_used();
    return column.ranks.size() == (count > ranked_at_most && !is_reference ? 0 : count);
}

bool ColumnTable::rank(Context& cx, const FieldInfo& field) {
    if (is_ranked(field)) return true;
    auto& column = *own(field);
    const bool is_reference = field.kind == Kind::ref;
    const auto count = column.codes_used();
    column.ranks.clear();
    if (count > ranked_at_most) return !is_reference;
    if (is_reference) {
        const auto& target = field.target();
        if (target.find_field(target.title)->kind != Kind::text) return false;
        read_titles(cx, column);
    }
    const auto text = [&](Code code) {
        return is_reference ? std::string_view(column.titles.texts[code]) : column.texts[code];
    };
    const auto is_none = [&](Code code) {
        return is_reference ? column.titles.states[code] == Titles::missing : code == 0;
    };
    const auto same = [&](Code a, Code b) { return is_none(a) == is_none(b) && text(a) == text(b); };
    std::vector<Code> sorted(count);
    std::iota(sorted.begin(), sorted.end(), Code{0});
    std::ranges::sort(
        sorted, [&](Code a, Code b) { return is_none(a) != is_none(b) ? is_none(a) : text(a) < text(b); });
    column.ranks.assign(count, 0);
    for (std::size_t i = 1; i < count; ++i)
        column.ranks[sorted[i]] = column.ranks[sorted[i - 1]] + (same(sorted[i - 1], sorted[i]) ? 0 : 1);
    return true;
}

void ColumnTable::forget_titles(const TypeInfo& target, std::span<const std::int64_t> ids) {
    for (auto& column : columns_) {
        if (column.field->kind != Kind::ref || &column.field->target() != &target) continue;
        column.ranks.clear();
        for (const auto id : ids)
            if (const auto code = column.coded.find(id); code != 0 && code < column.titles.states.size())
                column.titles.states[code] = Titles::unknown;
    }
}

void ColumnTable::forget_all_titles(const TypeInfo& target) {
    for (auto& column : columns_) {
        if (column.field->kind != Kind::ref || &column.field->target() != &target) continue;
        column.ranks.clear();
        column.titles = {};
    }
}

void ColumnTable::clear() {
    ids_.clear();
    ascending_ = 0;
    later_.clear();
    alive_ = {};
    columns_.clear();
}

std::vector<const TypeInfo*> ColumnTable::titled() const {
    std::vector<const TypeInfo*> nouns;
    for (const auto& column : columns_)
        if (!column.titles.states.empty()) nouns.push_back(&column.field->target());
    return nouns;
}

std::string id_places(int first, std::size_t count) {
    std::string places;
    for (std::size_t i = 0; i < std::bit_ceil(count); ++i)
        places += fmt::format("{}?{}", i ? ", " : "", first + static_cast<int>(i));
    return places;
}

void bind_ids(Statement& statement, int first, std::span<const std::int64_t> ids) {
    for (std::size_t i = 0; i < std::bit_ceil(ids.size()); ++i)
        statement.bind(first + static_cast<int>(i), ids[std::min(i, ids.size() - 1)]);
}

}  // namespace octant::platform
