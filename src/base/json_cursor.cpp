#include "base/json_cursor.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

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
    constexpr std::string_view space = " \t\r\n";
    while (at_ < text_.size() && space.find(text_[at_]) != space.npos) ++at_;
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

void JsonCursor::end() {
    peek();
    if (at_ < text_.size()) fail("document_must_be_json", "the end");
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

void JsonCursor::begin_object() {
    open('{');
    objects_.push_back(keys_.size());
}

void JsonCursor::end_object() {
    const auto first = keys_.begin() + static_cast<std::ptrdiff_t>(objects_.back());
    std::sort(first, keys_.end());
    const auto twice =
        std::adjacent_find(first, keys_.end(), [](const Key& a, const Key& b) { return a.hash == b.hash; });
    if (twice != keys_.end()) {
        const auto at = (twice + 1)->at;
        at_ = at;
        const std::string name(string());
        at_ = at;
        fail("field_must_stand_once", name);
    }
    keys_.erase(first, keys_.end());
    objects_.pop_back();
}

bool JsonCursor::next_key(std::string_view& key) {
    if (!step('}')) {
        if (!failed_) end_object();
        return false;
    }
    const auto at = at_;  // step() has passed over the space
    key = string();
    keys_.push_back({std::hash<std::string_view>{}(key), at});
    if (peek() != ':') fail("document_must_be_json", "a colon");
    ++at_;
    return !failed_;
}

bool JsonCursor::next_element() { return step(']'); }

void JsonCursor::skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
        if (static_cast<unsigned char>(text_[at_]) < ' ')
            return fail("document_must_be_json", "a closing quote");
        if (text_[at_] == '\\') ++at_;
    }
    if (at_ >= text_.size()) return fail("document_must_be_json", "a closing quote");
    ++at_;
}

namespace {

/// How many of the leading characters are digits.
std::size_t digits_of(std::string_view text) {
    const auto end = text.find_first_not_of("0123456789");
    return end == text.npos ? text.size() : end;
}

/// true, false, null, or -12.5e+3; 05 is no number.
bool is_plain_value(std::string_view text) {
    if (text == "true" || text == "false" || text == "null") return true;
    if (text.starts_with('-')) text.remove_prefix(1);
    const auto take_digits = [&text] {
        const auto count = digits_of(text);
        text.remove_prefix(count);
        return count > 0;
    };
    if (text.starts_with('0'))
        text.remove_prefix(1);
    else if (!take_digits())
        return false;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        if (!take_digits()) return false;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
        if (!take_digits()) return false;
    }
    return text.empty();
}

}  // namespace

std::string_view JsonCursor::string() {
    const auto first = peek();
    if (first != '"') {
        // Ids are often written as bare numbers.
        const auto begin = at_;
        while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) ||
                                      text_[at_] == '-' || text_[at_] == '.' || text_[at_] == '+'))
            ++at_;
        const auto plain = text_.substr(begin, at_ - begin);
        if (!is_plain_value(plain)) fail("document_must_be_json", "a value");
        return failed_ ? std::string_view() : plain;
    }
    const auto begin = at_ + 1;
    skip_string();
    if (failed_) return {};
    const auto raw = text_.substr(begin, at_ - begin - 1);
    if (raw.find('\\') == std::string_view::npos) return raw;
    buffer_ = raw;
    return unescaped();
}

namespace {

void append_utf8(std::string& out, std::uint32_t code) {
    const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (code >> shift & 63)); };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | code >> 6);
        tail(0);
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | code >> 12);
        tail(6), tail(0);
    } else {
        out += static_cast<char>(0xF0 | code >> 18);
        tail(12), tail(6), tail(0);
    }
}

bool is_high_surrogate(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

}  // namespace

/// The four digits behind "\u" at that place of the buffer.
std::uint32_t JsonCursor::escaped_unit(std::size_t at) {
    const auto escape = std::string_view(buffer_).substr(std::min(at, buffer_.size()), 6);
    std::uint32_t unit = 0;
    const auto* end = escape.data() + escape.size();
    const bool fine = escape.size() == 6 && escape.starts_with("\\u") &&
                      std::from_chars(escape.data() + 2, end, unit, 16).ptr == end;
    if (!fine) fail("document_must_be_json", "an escape");
    return unit;
}

std::string_view JsonCursor::unescaped() {
    static constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
    std::string out;
    for (std::size_t i = 0; i < buffer_.size() && !failed_;) {
        if (buffer_[i] != '\\') {
            out += buffer_[i++];
            continue;
        }
        const auto which = i + 1 < buffer_.size() ? letters.find(buffer_[i + 1]) : std::string_view::npos;
        if (which != std::string_view::npos) {
            out += meant[which];
            i += 2;
            continue;
        }
        auto code = escaped_unit(i);
        i += 6;
        if (is_high_surrogate(code)) {
            const auto low = escaped_unit(i);
            i += 6;
            if (!is_low_surrogate(low)) fail("document_must_be_json", "an escape");
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        } else if (is_low_surrogate(code)) {
            fail("document_must_be_json", "an escape");
        }
        append_utf8(out, code);
    }
    if (failed_) return {};
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
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9' && value < 400'000'000'000; ++i)
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
    pass_over(0);
}

/// As skip, but what is in it must be JSON.
void JsonCursor::pass_over(int depth) {
    constexpr int deepest = 64;
    if (depth > deepest) fail("document_must_be_json", "a value");
    std::string_view key;
    if (at_object()) {
        for (begin_object(); next_key(key);) pass_over(depth + 1);
    } else if (at_array()) {
        for (begin_array(); next_element();) pass_over(depth + 1);
    } else {
        string();
    }
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
