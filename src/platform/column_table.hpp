#pragma once
// The rows of a noun in memory, column by column: what lists filter, sort and sum by. As exact as the table
// it was read from, as of one position; column_copies.hpp keeps it there.

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/bits.hpp"
#include "platform/dictionary.hpp"
#include "platform/row_change.hpp"
#include "platform/store.hpp"

namespace octant::platform {

using Fields = std::vector<const FieldInfo*>;

constexpr std::int64_t no_number = INT64_MIN;  // null: before every number, as lists sort it

/// What records are called to whom a column refers, by the codes of the column.
struct Titles {
    enum State : std::uint8_t { unknown, missing, known };
    std::vector<std::string> texts;
    std::vector<State> states;
};

/// One field of all rows. Texts, dates, references and other values that repeat are held as codes.
struct Column {
    enum Form { plain_numbers, coded_numbers, coded_texts };

    explicit Column(const FieldInfo& of);
    void put(std::size_t row, const Rows& from, int at);
    void fit(std::size_t rows);  // also those that were deleted before it was read
    std::size_t codes_used() const { return form == coded_texts ? texts.size() : coded.size(); }
    std::size_t memory() const;

    const FieldInfo* field;
    Form form;
    std::vector<std::int64_t> numbers{};
    std::vector<Code> codes{};
    Dictionary<Numbers> coded{no_number};
    Dictionary<Texts> texts{std::string_view()};
    Titles titles{};            // of a reference, once it was sorted by
    std::vector<Code> ranks{};  // by code: where its text or title stands among the others; empty: not known
};

class ColumnTable {
public:
    explicit ColumnTable(const TypeInfo& type) : type_(type) {}

    const TypeInfo& type() const { return type_; }
    std::size_t size() const { return ids_.size(); }  // rows that were deleted included
    const Bits& alive() const { return alive_; }
    std::int64_t id(std::size_t row) const { return ids_[row]; }
    std::optional<std::size_t> row_of(std::int64_t id) const;
    const Column* find(const FieldInfo& field) const;
    const Column& column(const FieldInfo& field) const;
    bool has(const Fields& fields) const;
    std::size_t memory() const;

    /// Reads fields that are not there yet, of every row.
    void load(Context& cx, const Fields& fields);
    /// Reads these rows anew.
    void refresh(Context& cx, std::span<const std::int64_t> ids);
    /// Ranks for sorting by a text or a reference; without them when there are too many different ones, and
    /// false when that is no way to sort by it.
    bool rank(Context& cx, const FieldInfo& field);
    bool is_ranked(const FieldInfo& field) const;  // or needs no ranks
    /// Records of this noun were changed: their titles are to be read again.
    void forget_titles(const TypeInfo& target, std::span<const std::int64_t> ids);
    void forget_all_titles(const TypeInfo& target);
    void clear();
    /// Nouns whose titles are held.
    std::vector<const TypeInfo*> titled() const;

private:
    std::size_t put_id(std::int64_t id);
    void read_titles(Context& cx, Column& column);
    Column* own(const FieldInfo& field);

    const TypeInfo& type_;
    std::vector<std::int64_t> ids_;
    std::size_t ascending_ = 0;                            // so many ids from the first on
    std::unordered_map<std::int64_t, std::size_t> later_;  // rows behind them
    Bits alive_;
    std::vector<Column> columns_;
};

/// "?3, ?4, ..": places for `count` ids from ?first on, rounded up so that few texts of SQL serve all counts.
std::string id_places(int first, std::size_t count);
/// Binds the ids there; the last one fills the rest.
void bind_ids(Statement& statement, int first, std::span<const std::int64_t> ids);

}  // namespace octant::platform
