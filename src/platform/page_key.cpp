// Pages by key: a page begins past the last row of the page before, wherever rows were added meanwhile.

#include <fmt/format.h>

#include <charconv>

#include "base/text.hpp"
#include "platform/list_plan.hpp"

namespace octant::platform {
namespace {

std::string to_hex(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return out;
}

}  // namespace

std::string encode_key(const std::vector<KeyValue>& key) {
    std::string out;
    for (const auto& part : key) {
        if (part.is_null)
            out += 'n';
        else if (const auto* text = std::get_if<std::string>(&part.value))
            out += "t" + *text;
        else
            out += "i" + std::to_string(std::get<std::int64_t>(part.value));
        out += '\0';
    }
    return to_hex(out);
}

Result<std::vector<KeyValue>> decode_key(std::string_view hex, std::size_t parts) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        int byte = 0;
        const auto [end, error] = std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
        if (error != std::errc{} || end != hex.data() + i + 2) return refuse("page_key_must_be_valid");
        bytes += static_cast<char>(byte);
    }
    std::vector<KeyValue> key;
    if (!bytes.empty() && bytes.back() == '\0') bytes.pop_back();
    for (const auto part : split(bytes, '\0')) {
        if (part.starts_with('n'))
            key.push_back({true, std::int64_t{0}});
        else if (part.starts_with('t'))
            key.push_back({false, std::string(part.substr(1))});
        else if (const auto number = part.empty() ? std::nullopt : to_integer(part.substr(1)))
            key.push_back({false, *number});
        else
            return refuse("page_key_must_be_valid");
    }
    if (key.size() != parts) return refuse("page_key_must_be_valid");
    return key;
}

/// Rows past the key: (a > x) or (a = x and b > y) or ... Nulls come first ascending, last descending.
std::string past_key(ListPlan& plan, const std::vector<KeyValue>& key) {
    const auto bind = [&](const Bound& value) {
        plan.values.push_back(value);
        return fmt::format("?{}", plan.values.size() + 1);
    };
    std::string sql;
    std::string equal;
    for (std::size_t i = 0; i < key.size(); ++i) {
        const auto& column = plan.sort[i];
        const auto& e = column.expression;
        std::string past;
        if (key[i].is_null)
            past = column.descending ? "1 = 0" : e + " IS NOT NULL";
        else if (!column.descending)
            past = e + " > " + bind(key[i].value);
        else
            past = column.nullable ? fmt::format("({} < {} OR {} IS NULL)", e, bind(key[i].value), e)
                                   : e + " < " + bind(key[i].value);
        sql += fmt::format("{}({}{})", sql.empty() ? "" : " OR ", equal, past);
        equal += key[i].is_null ? e + " IS NULL AND " : e + " = " + bind(key[i].value) + " AND ";
    }
    return sql;
}

}  // namespace octant::platform
