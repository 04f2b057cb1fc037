#pragma once
// A pull parser of JSON for large files: no tree is built. After a fault every call does nothing, so a reader
// asks `failed()` once. An object that holds a field twice is refused at its end, `field_must_stand_once`.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace octant {

class JsonCursor {
public:
    explicit JsonCursor(std::string_view text) : text_(text) {}

    /// for (begin_object(); next_key(key);) { one value }
    void begin_object();
    bool next_key(std::string_view& key);
    /// for (begin_array(); next_element();) { one value }
    void begin_array() { open('['); }
    bool next_element();

    /// The text stays valid until the next string with an escape.
    std::string_view string();
    /// A decimal number, or one in quotes, at 10^-6.
    std::int64_t micro();
    std::int64_t integer();
    bool boolean();
    /// Finds the end of a value that is read later, and does not look at it otherwise.
    void skip();
    /// For a key that the place does not have: only a `name` or a `note` is passed over.
    void unknown(std::string_view key, std::string_view place);
    bool at_string() { return peek() == '"'; }
    bool at_array() { return peek() == '['; }
    bool at_object() { return peek() == '{'; }
    bool at_null();  // and passes over it

    void fail(const char* rule, std::string_view field);
    bool failed() const { return failed_; }
    Problem problem() const;
    std::size_t position() const { return at_; }
    std::size_t line_at(std::size_t position) const;  // from 1
    void move_to(std::size_t position) {
        at_ = position;
        first_ = false;
    }
    /// After the document: nothing may follow it.
    void end();

private:
    char peek();
    void open(char bracket);
    bool step(char close);
    void end_object();
    void skip_string();
    void pass_over(int depth);
    std::string_view unescaped();
    std::uint32_t escaped_unit(std::size_t at);

    struct Key {
        std::size_t hash;  // of the name, escapes resolved
        std::size_t at;

        auto operator<=>(const Key&) const = default;
    };

    std::string_view text_;
    std::vector<Key> keys_;             // of the objects that are open, from the outermost in
    std::vector<std::size_t> objects_;  // where the keys of each begin
    std::size_t at_ = 0;
    bool first_ = false;  // a bracket was just opened
    bool failed_ = false;
    std::size_t failed_at_ = 0;
    std::string rule_, field_;
    std::string buffer_;
};

}  // namespace octant
