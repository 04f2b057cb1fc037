// A filter as a condition of SQL.

#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/filter.hpp"

namespace octant::platform {
namespace {

class SqlWriter {
public:
    explicit SqlWriter(int first) : first_(first) {}

    std::string write(const Filter& filter, std::string_view alias) {
        switch (filter.kind) {
            case Filter::all:
                return joined(filter, " AND ", "1 = 1", alias);
            case Filter::any:
                return joined(filter, " OR ", "1 = 0", alias);
            case Filter::negation:  // of null, which is neither: what is empty fits
                return fmt::format("({} IS NOT TRUE)", write(filter.parts.front(), alias));
            case Filter::some_line:
                return fmt::format(
                    "EXISTS (SELECT 1 FROM {} l WHERE l.company_id = ?1 AND l.head_id = t.id AND {})",
                    filter.lines->type().table, write(filter.parts.front(), "l"));
            case Filter::test:
                break;
        }
        return "(" + test(filter.test_of, alias) + ")";
    }

    std::vector<Bound> values;

private:
    std::string bind(Bound value) {
        values.push_back(std::move(value));
        return fmt::format("?{}", first_ + static_cast<int>(values.size()) - 1);
    }

    std::string joined(const Filter& filter, std::string_view word, std::string_view of_nothing,
                       std::string_view alias) {
        std::string sql = "(";
        for (const auto& part : filter.parts) {
            if (sql.size() > 1) sql += word;
            sql += write(part, alias);
        }
        if (filter.parts.empty()) sql += of_nothing;
        return sql + ")";
    }

    std::string test(const Test& test, std::string_view alias) {
        static constexpr const char* signs[] = {"=", "<", "<=", ">", ">="};
        const auto column = fmt::format("{}.{}", alias, test.field->name);
        switch (test.op) {
            case Test::empty:
                if (is_nullable(test.field->kind)) return column + " IS NULL";
                return column + (test.field->kind == Kind::text ? " = ''" : " = 0");
            case Test::contains:
                return fmt::format("lower({}) LIKE {} ESCAPE '\\'", column,
                                   bind(like_pattern(std::get<std::string>(test.value))));
            case Test::title_contains: {
                const auto pattern = bind(like_pattern(std::get<std::string>(test.value)));
                const auto n = static_cast<int>(*to_integer(std::string_view(pattern).substr(1)));
                return fmt::format("{} IN ({})", column, titles_sql(test.field->target(), n));
            }
            default:
                return fmt::format("{} {} {}", column, signs[test.op], bind(test.value));
        }
    }

    int first_;
};

}  // namespace

std::string like_pattern(std::string_view word) {
    std::string out = "%";
    for (const char c : lower(word)) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out + "%";
}

std::string titles_sql(const TypeInfo& type, int n) {
    const auto* key = key_field(type);
    auto sql =
        fmt::format("SELECT r.id FROM {} r WHERE r.company_id = ?1 AND (lower(r.{}) LIKE ?{} ESCAPE '\\'",
                    type.table, type.title, n);
    if (key && key->name != type.title)
        sql += fmt::format(" OR lower(r.{}) LIKE ?{} ESCAPE '\\'", key->name, n);
    return sql + ")";
}

Condition to_sql(const Filter& filter, int first) {
    SqlWriter writer(first);
    auto sql = writer.write(filter, "t");
    return {std::move(sql), std::move(writer.values)};
}

}  // namespace octant::platform
