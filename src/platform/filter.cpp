#include "platform/filter.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/check.hpp"
#include "base/text.hpp"
#include "platform/access.hpp"
#include "platform/json.hpp"

namespace octant::platform {
namespace {

constexpr int deepest = 16;  // brackets within brackets

struct Token {
    enum Kind { word, open, close, minus, alternative, end } kind = end;
    std::string_view field;  // "state"; empty for a bare word
    std::string_view op;
    std::string value;
};

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    Result<Token> next() {
        text_.remove_prefix(std::min(text_.find_first_not_of(" \t\n"), text_.size()));
        if (text_.empty()) return Token{};
        switch (text_.front()) {
            case '(':
                return take(Token::open);
            case ')':
                return take(Token::close);
            case '-':
                return take(Token::minus);
            default:
                return word();
        }
    }

private:
    Token take(Token::Kind kind) {
        text_.remove_prefix(1);
        return {kind, {}, {}, {}};
    }

    Result<Token> word() {
        if (text_.front() == '"') return Token{Token::word, {}, {}, TRY(value())};
        const auto stop = std::min(text_.find_first_of(" ()\":=!<>"), text_.size());
        const auto name = text_.substr(0, stop);
        const auto rest = text_.substr(stop);
        std::string_view op;
        for (const std::string_view known : {"!=", ">=", "<=", ":", "=", ">", "<"})
            if (rest.starts_with(known)) {
                op = known;
                break;
            }
        if (op.empty() || name.empty()) {
            if (stop == 0)
                return refuse(
                    Problem{"filter_must_be_well_formed", "", {{"near", std::string(text_.substr(0, 20))}}});
            text_.remove_prefix(stop);
            if (name == "or") return Token{Token::alternative, {}, {}, {}};
            return Token{Token::word, {}, {}, std::string(name)};
        }
        text_.remove_prefix(stop + op.size());
        return Token{Token::word, name, op, TRY(value())};
    }

    Result<std::string> value() {
        if (text_.empty() || text_.front() != '"') {
            const auto stop = std::min(text_.find_first_of(" ()"), text_.size());
            std::string out(text_.substr(0, stop));
            text_.remove_prefix(stop);
            return out;
        }
        const auto close = text_.find('"', 1);
        if (close == std::string_view::npos)
            return refuse(
                Problem{"filter_must_be_well_formed", "", {{"near", std::string(text_.substr(0, 20))}}});
        std::string out(text_.substr(1, close - 1));
        text_.remove_prefix(close + 1);
        return out;
    }

    std::string_view text_;
};

std::string like_pattern(std::string_view text) {
    std::string out = "%";
    for (const char c : lower(text)) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out + "%";
}

class Compiler {
public:
    Compiler(Context& cx, const TypeInfo& type, std::string_view text, int first)
        : cx_(cx), type_(type), scanner_(text), first_(first) {}

    Result<Condition> run() {
        TRY(advance());
        if (token_.kind == Token::end) return Condition{};
        auto sql = TRY(alternatives(0));
        if (token_.kind != Token::end) return malformed();
        return Condition{std::move(sql), std::move(values_)};
    }

private:
    Result<void> advance() {
        token_ = TRY(scanner_.next());
        return {};
    }
    tl::unexpected<Problem> malformed() const {
        return refuse(Problem{"filter_must_be_well_formed", "", {{"near", token_.value}}});
    }

    std::string bind(Bound value) {
        values_.push_back(std::move(value));
        return fmt::format("?{}", first_ + static_cast<int>(values_.size()) - 1);
    }

    Result<std::string> alternatives(int depth) {
        if (depth > deepest) return malformed();
        auto sql = TRY(conjunction(depth));
        while (token_.kind == Token::alternative) {
            TRY(advance());
            sql = fmt::format("({} OR {})", sql, TRY(conjunction(depth)));
        }
        return sql;
    }

    Result<std::string> conjunction(int depth) {
        auto sql = TRY(term(depth));
        while (token_.kind == Token::word || token_.kind == Token::open || token_.kind == Token::minus)
            sql = fmt::format("{} AND {}", sql, TRY(term(depth)));
        return "(" + sql + ")";
    }

    Result<std::string> term(int depth) {
        if (depth > deepest) return malformed();
        if (token_.kind == Token::minus) {
            TRY(advance());
            return "NOT " + TRY(term(depth + 1));
        }
        if (token_.kind == Token::open) {
            TRY(advance());
            auto sql = TRY(alternatives(depth + 1));
            if (token_.kind != Token::close) return malformed();
            TRY(advance());
            return sql;
        }
        if (token_.kind != Token::word) return malformed();
        const auto token = token_;
        TRY(advance());
        auto sql = token.op.empty() ? search(token.value) : compare(token);
        if (!sql) return sql;
        return "(" + *sql + ")";
    }

    /// A word without a field: in any of the searched texts, or in the title of a referenced record.
    Result<std::string> search(const std::string& word) {
        std::string sql;
        for (const auto& field : type_.fields) {
            if (!field.searched || !may_see(cx_.actor, field.secret)) continue;
            if (!sql.empty()) sql += " OR ";
            sql += field.kind == Kind::ref ? title_contains(field, "t", word) : contains(field, "t", word);
        }
        return sql.empty() ? std::string("1 = 0") : sql;
    }

    std::string contains(const FieldInfo& field, std::string_view alias, std::string_view word) {
        return fmt::format("lower({}.{}) LIKE {} ESCAPE '\\'", alias, field.name, bind(like_pattern(word)));
    }

    std::string title_contains(const FieldInfo& field, std::string_view alias, std::string_view word) {
        const auto& target = field.target();
        const auto* key = key_field(target);
        const auto pattern = bind(like_pattern(word));
        auto sql = fmt::format(
            "{}.{} IN (SELECT r.id FROM {} r WHERE r.company_id = ?1 AND (lower(r.{}) LIKE {} ESCAPE '\\'",
            alias, field.name, target.table, target.title, pattern);
        if (key && key->name != target.title)
            sql += fmt::format(" OR lower(r.{}) LIKE {} ESCAPE '\\'", key->name, pattern);
        return sql + "))";
    }

    Result<std::string> compare(const Token& token) {
        if (const auto dot = token.field.find('.'); dot != std::string_view::npos)
            return compare_line(token, dot);
        const auto* field = type_.find_field(token.field);
        if (!field || !may_see(cx_.actor, field->secret)) return unknown(token);
        return compare_field(*field, "t", token);
    }

    tl::unexpected<Problem> unknown(const Token& token) const {
        return refuse(Problem{"field_must_be_known", "", {{"field", std::string(token.field)}}});
    }

    /// lines.item:A1 - some line of the document fits.
    Result<std::string> compare_line(const Token& token, std::size_t dot) {
        const auto* lines = type_.find_lines(token.field.substr(0, dot));
        const auto* field = lines ? lines->type().find_field(token.field.substr(dot + 1)) : nullptr;
        if (!field || !may_see(cx_.actor, field->secret)) return unknown(token);
        return fmt::format("EXISTS (SELECT 1 FROM {} l WHERE l.company_id = ?1 AND l.head_id = t.id AND {})",
                           lines->type().table, TRY(compare_field(*field, "l", token)));
    }

    Result<std::string> compare_field(const FieldInfo& field, std::string_view alias, const Token& token) {
        if (token.value == "none" || token.value.empty()) return is_none(field, alias, token.op == "!=");
        const bool equality = token.op == ":" || token.op == "=" || token.op == "!=";
        if (!equality) return compare_value(field, alias, token.op, token.value);
        std::string sql;
        for (const auto part : split(token.value, ',')) {
            if (!sql.empty()) sql += " OR ";
            sql += TRY(equals(field, alias, token.op, std::string(part)));
        }
        return token.op == "!=" ? fmt::format("NOT ({})", sql) : sql;
    }

    std::string is_none(const FieldInfo& field, std::string_view alias, bool negated) {
        switch (field.kind) {
            case Kind::text:
                return fmt::format("{}.{} {} ''", alias, field.name, negated ? "<>" : "=");
            case Kind::boolean:
            case Kind::enumeration:
                return negated ? "1 = 1" : "1 = 0";
            case Kind::date:
            case Kind::instant:
            case Kind::ref:
            case Kind::any_ref:
            case Kind::currency:
                return fmt::format("{}.{} IS {}NULL", alias, field.name, negated ? "NOT " : "");
            default:
                return fmt::format("{}.{} {} 0", alias, field.name, negated ? "<>" : "=");
        }
    }

    Result<std::string> equals(const FieldInfo& field, std::string_view alias, std::string_view op,
                               const std::string& value) {
        if (value == "me" && field.kind == Kind::ref)
            return fmt::format("{}.{} = {}", alias, field.name, bind(cx_.actor.id));
        if (field.kind == Kind::text && op == ":") return contains(field, alias, value);
        if (field.kind == Kind::ref && !value.starts_with('#')) return title_contains(field, alias, value);
        return compare_value(field, alias, "=", value);
    }

    Result<std::string> compare_value(const FieldInfo& field, std::string_view alias, std::string_view op,
                                      const std::string& value) {
        if (op == ":") op = "=";
        if (field.kind == Kind::text) return fmt::format("{}.{} {} {}", alias, field.name, op, bind(value));
        // Parsed as the field itself would be, so that a wrong value is refused by the same rule.
        auto scratch = field;
        scratch.offset = 0;
        alignas(8) unsigned char slot[sizeof(Ref)] = {};
        if (field.kind == Kind::any_ref) return refuse("filter_must_be_well_formed");
        if (auto set = set_plain(cx_, scratch, slot, {value, cx_.company.currency.minor_digits()}); !set)
            return refuse(std::move(set).error().with("field", std::string(field.name)));
        if (field.kind == Kind::enumeration || field.kind == Kind::currency)
            return fmt::format("{}.{} {} {}", alias, field.name, op, bind(plain(scratch, slot, 2)));
        std::int64_t number = field_at<std::int64_t>(static_cast<const void*>(slot), 0);
        if (field.kind == Kind::date) number = stored_date(field_at<Date>(static_cast<const void*>(slot), 0));
        if (field.kind == Kind::boolean) number = field_at<bool>(static_cast<const void*>(slot), 0);
        return fmt::format("{}.{} {} {}", alias, field.name, op, bind(number));
    }

    Context& cx_;
    const TypeInfo& type_;
    Scanner scanner_;
    int first_;
    Token token_;
    std::vector<Bound> values_;
};

}  // namespace

Result<Condition> compile_filter(Context& cx, const TypeInfo& type, std::string_view text, int first) {
    if (!is_text(text) || text.size() > 4000) return refuse("filter_must_be_well_formed");
    return Compiler(cx, type, text, first).run();
}

}  // namespace octant::platform
