#include "engine/plan/document.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>

#include "base/enumeration.hpp"
#include "base/text.hpp"
#include "engine/plan/reader.hpp"

namespace octant::engine::plan {

namespace {

struct Section {
    std::string_view name;
    void (Reader::*read)();
};

// In the order they need each other, whatever their order in the file.
constexpr std::array sections{
    Section{"plan", &Reader::read_plan},          Section{"calendars", &Reader::read_calendar},
    Section{"resources", &Reader::read_resource}, Section{"suppliers", &Reader::read_supplier},
    Section{"items", &Reader::read_item},         Section{"operations", &Reader::read_operation},
    Section{"purchases", &Reader::read_purchase}, Section{"transfers", &Reader::read_transfer},
    Section{"on_hand", &Reader::read_on_hand},    Section{"safety_stock", &Reader::read_safety_step},
    Section{"receipts", &Reader::read_receipt},   Section{"demands", &Reader::read_demand}};

}  // namespace

Result<Problem> read_network(std::string_view text) {
    if (!is_text(text)) return refuse("text_must_be_utf8", "network");
    JsonCursor cursor(text);
    std::array<std::size_t, sections.size()> places{};
    std::string_view key;
    for (cursor.begin_object(); cursor.next_key(key);) {
        const auto found = std::ranges::find(sections, key, &Section::name);
        if (found == sections.end()) {
            cursor.unknown(key, "network");
            continue;
        }
        auto& place = places[static_cast<std::size_t>(found - sections.begin())];
        if (place != 0) cursor.fail("section_must_stand_once", key);
        place = cursor.position();
        cursor.skip();
    }
    cursor.end();
    if (cursor.failed()) return refuse(cursor.problem());
    Reader reader(cursor);
    for (std::size_t i = 0; i < sections.size(); ++i) {
        if (places[i] == 0) {
            if (i == 0) return refuse("plan_must_have_a_start", "plan");
            continue;
        }
        cursor.move_to(places[i]);
        if (i == 0)
            (reader.*sections[i].read)();
        else
            for (cursor.begin_array(); cursor.next_element();) (reader.*sections[i].read)();
        if (cursor.failed()) return refuse(cursor.problem());
    }
    auto problem = reader.take();
    TRY(validate(problem));
    return problem;
}

}  // namespace octant::engine::plan
