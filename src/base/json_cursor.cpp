#include "base/json_cursor.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"

namespace octant {

void JsonCursor::fail(const char* rule, std::string_view field) {
    if (failed_) return;
    failed_ = true;
    failed_at_ = std::min(at_, text_.size());
    rule_ = rule;
    field_ = field;
}

Problem JsonCursor::problem() const {
    return {rule_, field_, {{"line", std::to_string(line_at(failed_at_))}}};
}

std::size_t JsonCursor::line_at(std::size_t position) const {
    return 1 + static_cast<std::size_t>(std::ranges::count(text_.substr(0, position), '\n'));
}

char JsonCursor::peek() {
    while (at_ < text_.size() && static_cast<unsigned char>(text_[at_]) <= ' ') ++at_;
    // A byte order mark counts as space.
    if (at_ == 0 && text_.starts_with("\xEF\xBB\xBF")) {
        at_ = 3;
        return peek();
    }
    return failed_ || at_ >= text_.size() ? '\0' : text_[at_];
}

void JsonCursor::open(char bracket) {
    if (peek() != bracket) return fail("document_must_be_json", bracket == '{' ? "an object" : "an array");
    ++at_;
    first_ = true;
}

bool JsonCursor::step(char close) {
    auto next = peek();
    if (failed_) return false;
    if (next == close) {
        ++at_;
        first_ = false;
        return false;
    }
    if (!first_) {
        if (next != ',') {
            fail("document_must_be_json", "a comma");
            return false;
        }
        ++at_;
        next = peek();
    }
    first_ = false;
    if (next == '\0' || next == close) fail("document_must_be_json", "a value");
    return !failed_;
}

bool JsonCursor::next_key(std::string_view& key) {
    if (!step('}')) return false;
    key = string();
    if (peek() != ':') fail("document_must_be_json", "a colon");
    ++at_;
    return !failed_;
}

bool JsonCursor::next_element() { return step(']'); }

void JsonCursor::skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
        if (text_[at_] == '\\') ++at_;
    if (at_ >= text_.size()) return fail("document_must_be_json", "a closing quote");
    ++at_;
}

std::string_view JsonCursor::string() {
    const auto first = peek();
    if (first != '"') {
        // Ids are often written as bare numbers.
        const auto begin = at_;
        while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) ||
                                      text_[at_] == '-' || text_[at_] == '.' || text_[at_] == '+'))
            ++at_;
        if (at_ == begin) fail("document_must_be_json", "a string");
        return failed_ ? std::string_view() : text_.substr(begin, at_ - begin);
    }
    const auto begin = at_ + 1;
    skip_string();
    if (failed_) return {};
    const auto raw = text_.substr(begin, at_ - begin - 1);
    if (raw.find('\\') == std::string_view::npos) return raw;
    buffer_ = raw;
    return unescaped();
}

std::string_view JsonCursor::unescaped() {
    static constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
    std::string out;
    for (std::size_t i = 0; i < buffer_.size(); ++i) {
        if (buffer_[i] != '\\') {
            out += buffer_[i];
            continue;
        }
        const auto which = ++i < buffer_.size() ? letters.find(buffer_[i]) : std::string_view::npos;
        if (which != std::string_view::npos) {
            out += meant[which];
            continue;
        }
        const auto digits = buffer_.substr(std::min(i + 1, buffer_.size()), 4);
        char* end = nullptr;
        const auto code = std::strtoul(digits.c_str(), &end, 16);
        if (i >= buffer_.size() || buffer_[i] != 'u' || end != digits.c_str() + 4) {
            fail("document_must_be_json", "an escape");
            return {};
        }
        i += 4;
        if (code < 0x80) {
            out += static_cast<char>(code);
        } else if (code < 0x800) {
            out += static_cast<char>(0xC0 | (code >> 6));
            out += static_cast<char>(0x80 | (code & 63));
        } else {
            out += static_cast<char>(0xE0 | (code >> 12));
            out += static_cast<char>(0x80 | ((code >> 6) & 63));
            out += static_cast<char>(0x80 | (code & 63));
        }
    }
    buffer_ = std::move(out);
    return buffer_;
}

std::int64_t JsonCursor::micro() {
    constexpr std::int64_t unit = 1'000'000;
    auto text = string();
    if (failed_) return 0;
    const auto full = text;
    const bool negative = !text.empty() && text.front() == '-';
    if (negative) text.remove_prefix(1);
    std::int64_t value = 0;
    std::size_t i = 0;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9' && value < 4'000'000'000'000; ++i)
        value = value * 10 + (text[i] - '0');
    bool fine = i > 0 && i <= text.size();
    value *= unit;
    if (i < text.size() && text[i] == '.') {
        auto digit = unit / 10;
        for (++i; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, digit /= 10)
            value += digit * (text[i] - '0');
    }
    if (i < text.size()) {  // an exponent, or a number too large
        const auto real = to_real(full);
        fine = real && *real > -4e12 && *real < 4e12;
        if (fine) return static_cast<std::int64_t>(*real * 1e6 + (*real < 0 ? -0.5 : 0.5));
    }
    if (!fine) fail("number_must_be_in_range", full);
    return negative ? -value : value;
}

std::int64_t JsonCursor::integer() {
    const auto value = micro();
    if (value % 1'000'000 != 0) fail("number_must_be_whole", std::to_string(value / 1'000'000));
    return value / 1'000'000;
}

bool JsonCursor::boolean() {
    const auto text = string();
    if (text != "true" && text != "false" && text != "1" && text != "0")
        fail("value_must_be_true_or_false", text);
    return text == "true" || text == "1";
}

void JsonCursor::unknown(std::string_view key, std::string_view place) {
    if (key != "name" && key != "note")
        fail("field_must_be_known", std::string(place).append(" ").append(key));
    skip();
}

bool JsonCursor::at_null() {
    if (peek() != 'n' || text_.substr(at_, 4) != "null") return false;
    at_ += 4;
    return true;
}

void JsonCursor::skip() {
    std::int32_t depth = 0;
    do {
        const auto next = peek();
        if (failed_ || next == '\0') return fail("document_must_be_json", "a value");
        if (next == '"') {
            skip_string();
        } else if (next == '{' || next == '[') {
            ++depth;
            ++at_;
        } else if (next == '}' || next == ']') {
            --depth;
            ++at_;
        } else if (depth > 0) {
            ++at_;
        } else {
            string();
        }
    } while (depth > 0 && !failed_);
    first_ = false;
}

}  // namespace octant
