#pragma once
// A report's table: typed columns with labels, rows, sums. Columns the actor may not see are left out.

#include <string>
#include <string_view>
#include <vector>

#include "platform/context.hpp"
#include "platform/description.hpp"

namespace octant::platform {

class Table {
public:
    struct Column {
        std::string name;
        Kind kind;
        std::string noun{};
        Secret secret = Secret::none;
    };

    Table(const Context& cx, std::vector<Column> columns);

    /// Cells in column order.
    class Row {
    public:
        explicit Row(Table& table) : table_(table) {}
        ~Row();
        Row(const Row&) = delete;
        Row& text(std::string_view text);
        Row& ref(std::int64_t id, std::string_view title);
        Row& number(std::int64_t value);  // amounts, quantities and integers are summed

    private:
        friend class Table;
        bool begin(std::string& out);
        Table& table_;
        std::size_t column_ = 0;
        bool any_ = false;
    };
    Row row();
    void total(std::string_view column, std::int64_t value);  // instead of the sum
    void without_total(std::string_view column);              // its sum would mean nothing
    std::string json() const;

private:
    void append_number(std::string& out, const Column& column, std::int64_t value) const;

    const Context& cx_;
    std::vector<Column> columns_;
    std::vector<bool> shown_;
    std::vector<std::int64_t> totals_;
    std::vector<bool> totalled_;
    std::string rows_;
};

}  // namespace octant::platform
