#include "base/json_text.hpp"

#include <algorithm>

#include "base/json_cursor.hpp"
#include "base/text.hpp"

namespace octant {
namespace {

class KeyCheck {
public:
    explicit KeyCheck(std::string_view json) : cursor_(json) {}

    Result<void> run() {
        value();
        if (!cursor_.failed()) return {};
        auto problem = cursor_.problem();
        if (problem.rule == "field_must_stand_once") problem.field = (path_ + "/" + problem.field).substr(1);
        return refuse(std::move(problem));
    }

private:
    void value() {
        if (cursor_.at_object()) return object();
        if (cursor_.at_array()) return array();
        cursor_.skip();
    }
    void below(std::string_view part) {
        const auto length = path_.size();
        path_.append("/").append(part);
        value();
        if (!cursor_.failed()) path_.resize(length);
    }
    void object() {
        std::string_view key;
        for (cursor_.begin_object(); cursor_.next_key(key);) below(key);
    }
    void array() {
        std::size_t index = 0;
        for (cursor_.begin_array(); cursor_.next_element(); ++index)
            if (cursor_.at_object() || cursor_.at_array())
                below(std::to_string(index));
            else
                cursor_.skip();
    }

    JsonCursor cursor_;
    std::string path_;  // each part behind a slash; of the object that is refused
};

/// Goes to the part of the value at the cursor; stays where that has no such part.
bool descend(JsonCursor& cursor, std::string_view part) {
    const auto here = cursor.position();
    if (cursor.at_object()) {
        std::string_view key;
        for (cursor.begin_object(); cursor.next_key(key); cursor.skip())
            if (key == part) return true;
    } else if (cursor.at_array()) {
        const auto wanted = to_integer(part);
        std::int64_t index = 0;
        for (cursor.begin_array(); cursor.next_element(); cursor.skip())
            if (index++ == wanted) return true;
    }
    cursor.move_to(here);
    return false;
}

}  // namespace

Result<void> check_keys_stand_once(std::string_view json) { return KeyCheck(json).run(); }

std::size_t line_of(std::string_view json, std::string_view path) {
    JsonCursor cursor(json);
    for (const auto part : split(path, '/'))
        if (!descend(cursor, part)) break;
    return cursor.line_at(cursor.position());
}

}  // namespace octant
