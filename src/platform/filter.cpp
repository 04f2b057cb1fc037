#include "platform/filter.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "platform/access.hpp"
#include "platform/json.hpp"
#include "platform/registry.hpp"

namespace octant::platform {
namespace {

constexpr int deepest = 16;   // brackets within brackets
constexpr int longest = 200;  // comparisons; SQLite takes expressions to a depth of 1,000

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

class Parser {
public:
    Parser(Context& cx, const TypeInfo& type, std::string_view text) : cx_(cx), type_(type), scanner_(text) {}

    Result<Filter> run() {
        TRY(advance());
        if (token_.kind == Token::end) return Filter{};
        auto filter = TRY(alternatives(0));
        if (token_.kind != Token::end) return malformed();
        return filter;
    }

private:
    Result<void> advance() {
        token_ = TRY(scanner_.next());
        return {};
    }
    tl::unexpected<Problem> malformed() const {
        return refuse(Problem{"filter_must_be_well_formed", "", {{"near", token_.value}}});
    }

    Result<Filter> alternatives(int depth) {
        if (depth > deepest) return malformed();
        Filter either{.kind = Filter::any};
        either.parts.push_back(TRY(conjunction(depth)));
        while (token_.kind == Token::alternative) {
            TRY(advance());
            either.parts.push_back(TRY(conjunction(depth)));
        }
        return either.parts.size() == 1 ? std::move(either.parts.front()) : std::move(either);
    }

    Result<Filter> conjunction(int depth) {
        Filter both;
        both.parts.push_back(TRY(term(depth)));
        while (token_.kind == Token::word || token_.kind == Token::open || token_.kind == Token::minus)
            both.parts.push_back(TRY(term(depth)));
        return both.parts.size() == 1 ? std::move(both.parts.front()) : std::move(both);
    }

    Result<Filter> term(int depth) {
        if (depth > deepest || ++comparisons_ > longest) return malformed();
        if (token_.kind == Token::minus) {
            TRY(advance());
            return negated(TRY(term(depth + 1)));
        }
        if (token_.kind == Token::open) {
            TRY(advance());
            auto inner = TRY(alternatives(depth + 1));
            if (token_.kind != Token::close) return malformed();
            TRY(advance());
            return inner;
        }
        if (token_.kind != Token::word) return malformed();
        const auto token = token_;
        TRY(advance());
        return token.op.empty() ? search(token.value) : compare(token);
    }

    static Filter negated(Filter inner) {
        Filter out{.kind = Filter::negation};
        out.parts.push_back(std::move(inner));
        return out;
    }

    /// A word without a field: in any of the searched texts, or in the title of a referenced record.
    Result<Filter> search(const std::string& word) {
        Filter anywhere{.kind = Filter::any};
        for (const auto& field : type_.fields) {
            if (!field.searched || !may_see(cx_.actor, field.secret)) continue;
            const auto op = field.kind == Kind::ref ? Test::title_contains : Test::contains;
            anywhere.parts.push_back(filter_of({&field, op, word}));
        }
        return anywhere;
    }

    Result<Filter> compare(const Token& token) {
        if (const auto dot = token.field.find('.'); dot != std::string_view::npos)
            return compare_line(token, dot);
        const auto* field = type_.find_field(token.field);
        if (!field || !may_see(cx_.actor, field->secret)) return unknown(token);
        return compare_field(*field, token);
    }

    tl::unexpected<Problem> unknown(const Token& token) const {
        return refuse(Problem{"field_must_be_known", "", {{"field", std::string(token.field)}}});
    }

    /// lines.item:A1 - some line of the document fits.
    Result<Filter> compare_line(const Token& token, std::size_t dot) {
        const auto* lines = type_.find_lines(token.field.substr(0, dot));
        const auto* field = lines ? lines->type().find_field(token.field.substr(dot + 1)) : nullptr;
        if (!field || !may_see(cx_.actor, field->secret)) return unknown(token);
        Filter some{.kind = Filter::some_line, .lines = lines};
        some.parts.push_back(TRY(compare_field(*field, token)));
        return some;
    }

    Result<Filter> compare_field(const FieldInfo& field, const Token& token) {
        const bool equality = token.op == ":" || token.op == "=" || token.op == "!=";
        Filter either{.kind = Filter::any};
        if (asks_for_empty(field, token.value))
            either = empty(field);
        else if (!equality)
            return compare_value(field, token.op, token.value);
        else
            for (const auto part : split(token.value, ',')) {
                if (++comparisons_ > longest) return malformed();
                either.parts.push_back(TRY(equals(field, token.op, std::string(part))));
            }
        return token.op == "!=" ? negated(std::move(either)) : either;
    }

    /// `none` is a word of the language, unless it is a value of the field.
    static bool asks_for_empty(const FieldInfo& field, std::string_view value) {
        if (value.empty()) return true;
        if (value != "none") return false;
        return field.kind != Kind::enumeration || field.values.find(value) < 0;
    }

    static Filter empty(const FieldInfo& field) {
        const bool is_always_something = field.kind == Kind::boolean || field.kind == Kind::enumeration;
        return is_always_something ? Filter{.kind = Filter::any} : filter_of({&field, Test::empty});
    }

    Result<Filter> equals(const FieldInfo& field, std::string_view op, const std::string& value) {
        if (value == "me" && field.kind == Kind::ref) return filter_of({&field, Test::equal, cx_.actor.id});
        if (field.kind == Kind::text && op == ":") return filter_of({&field, Test::contains, value});
        if (field.kind == Kind::ref && !value.starts_with('#'))
            return filter_of({&field, Test::title_contains, value});
        return compare_value(field, "=", value);
    }

    static Test::Op test_op(std::string_view op) {
        if (op == "<") return Test::less;
        if (op == "<=") return Test::at_most;
        if (op == ">") return Test::more;
        return op == ">=" ? Test::at_least : Test::equal;
    }

    Result<Filter> compare_value(const FieldInfo& field, std::string_view op, const std::string& value) {
        if (field.kind == Kind::text) return filter_of({&field, test_op(op), value});
        // Parsed as the field itself would be, so that a wrong value is refused by the same rule.
        auto scratch = field;
        scratch.offset = 0;
        alignas(8) unsigned char slot[sizeof(Ref)] = {};
        if (field.kind == Kind::any_ref)  // ids are unique among all nouns
            return filter_of({&field, test_op(op), find_record(cx_, value).id});
        if (auto set = set_plain(cx_, scratch, slot, {value, cx_.company.currency.minor_digits()}); !set)
            return refuse(std::move(set).error().with("field", std::string(field.name)));
        if (field.kind == Kind::enumeration || field.kind == Kind::currency)
            return filter_of({&field, test_op(op), plain(scratch, slot, 2)});
        std::int64_t number = field_at<std::int64_t>(static_cast<const void*>(slot), 0);
        if (field.kind == Kind::date) number = stored_date(field_at<Date>(static_cast<const void*>(slot), 0));
        if (field.kind == Kind::boolean) number = field_at<bool>(static_cast<const void*>(slot), 0);
        return filter_of({&field, test_op(op), number});
    }

    Context& cx_;
    const TypeInfo& type_;
    Scanner scanner_;
    Token token_;
    int comparisons_ = 0;
};

}  // namespace

Filter filter_of(Test test) { return {.kind = Filter::test, .test_of = std::move(test)}; }

Result<Filter> parse_filter(Context& cx, const TypeInfo& type, std::string_view text) {
    if (!is_text(text) || text.size() > 4000) return refuse("filter_must_be_well_formed");
    return Parser(cx, type, text).run();
}

}  // namespace octant::platform
