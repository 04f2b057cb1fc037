#include "base/text.hpp"

#include <charconv>
#include <cstring>

namespace octant {

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::string lower(std::string_view ascii) {
    std::string out(ascii);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

template <class T>
static std::optional<T> to_number(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

std::optional<std::int64_t> to_integer(std::string_view text) { return to_number<std::int64_t>(text); }
std::optional<double> to_real(std::string_view text) { return to_number<double>(text); }

bool is_utf8(std::string_view text) {
    // Table 3-7 of the Unicode standard: well-formed UTF-8 byte sequences.
    constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080;
    for (std::size_t i = 0; i < text.size();) {
        // Most text is ASCII: eight characters at a time.
        for (std::uint64_t eight = 0; i + sizeof eight <= text.size(); i += sizeof eight) {
            std::memcpy(&eight, text.data() + i, sizeof eight);
            if ((eight & high_bits) != 0) break;
        }
        if (i == text.size()) break;
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        const int tail = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
        if (lead < 0xc2 || lead > 0xf4 || i + static_cast<std::size_t>(tail) >= text.size()) return false;
        const auto second = static_cast<unsigned char>(text[i + 1]);
        if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
            (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f))
            return false;
        for (int k = 1; k <= tail; ++k)
            if ((static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]) & 0xc0) != 0x80)
                return false;
        i += static_cast<std::size_t>(tail) + 1;
    }
    return true;
}

bool is_text(std::string_view text) { return text.find('\0') == text.npos && is_utf8(text); }

CsvReader::CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
}

std::string_view CsvReader::take_quoted() {
    text_.remove_prefix(1);
    std::size_t end = 0;
    bool doubled = false;
    for (;; ++end) {
        end = text_.find('"', end);
        if (end == std::string_view::npos) {
            malformed_ = true;
            const auto rest = text_;
            text_ = {};
            return rest;
        }
        if (end + 1 >= text_.size() || text_[end + 1] != '"') break;
        doubled = true;
        ++end;
    }
    const auto raw = text_.substr(0, end);
    for (const char c : raw) line_ += c == '\n';
    text_.remove_prefix(end + 1);
    if (!doubled) return raw;
    auto& owned = unquoted_.emplace_back();
    for (std::size_t i = 0; i < raw.size(); ++i) {
        owned += raw[i];
        if (raw[i] == '"') ++i;
    }
    return owned;
}

bool CsvReader::next(std::vector<std::string_view>& fields) {
    fields.clear();
    unquoted_.clear();
    if (text_.empty()) return false;
    row_line_ = line_;
    for (;;) {
        if (!text_.empty() && text_.front() == '"') {
            fields.push_back(take_quoted());
            const auto stop = text_.find_first_of(std::string{separator_, '\n'});
            if (!trim(text_.substr(0, stop)).empty()) malformed_ = true;
            text_.remove_prefix(stop == std::string_view::npos ? text_.size() : stop);
        } else {
            std::size_t stop = 0;
            while (stop < text_.size() && text_[stop] != separator_ && text_[stop] != '\n') ++stop;
            auto field = text_.substr(0, stop);
            if (stop < text_.size() && text_[stop] == '\n' && field.ends_with('\r')) field.remove_suffix(1);
            if (stop == text_.size() && field.ends_with('\r')) field.remove_suffix(1);
            fields.push_back(field);
            text_.remove_prefix(stop);
        }
        if (text_.empty()) return true;
        const char stopped = text_.front();
        text_.remove_prefix(1);
        if (stopped == '\n') {
            ++line_;
            return true;
        }
    }
}

void append_csv_field(std::string& out, std::string_view field) {
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += field;
        return;
    }
    out += '"';
    for (const char c : field) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

}  // namespace octant
