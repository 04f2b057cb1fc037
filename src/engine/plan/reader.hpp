#pragma once

#include <array>
#include <string>
#include <unordered_map>

#include "base/json_cursor.hpp"
#include "engine/plan/problem.hpp"

namespace octant::engine::plan {

/// Reads one element of each section of a network into a problem that is not yet validated.
class Reader {
public:
    explicit Reader(JsonCursor& cursor) : cursor_(cursor) {}

    void read_plan();
    void read_calendar();
    void read_resource();
    void read_supplier();
    void read_item();
    void read_operation() { read_method(MethodKind::make); }
    void read_purchase() { read_method(MethodKind::buy); }
    void read_transfer() { read_method(MethodKind::transfer); }
    void read_on_hand();
    void read_safety_step();
    void read_receipt();
    void read_demand();
    Problem take();

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using Index = std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>>;

    /// The item and site of one row; resolved when the row ends.
    struct Place {
        std::string item, site;
    };
    struct Supplier {
        std::int32_t lead_days = 0, deviation_days = 0, payment_days = 0, calendar = 0;
    };
    /// What a line or co-product says before it is known which method it belongs to.
    struct Part {
        Place place;
        std::int64_t quantity = whole, scrap = 0;
        std::int32_t from = INT32_MIN, until = no_day;
        std::string alternate_of;
    };

    void settle_phantoms();
    void settle_economic_lots();
    bool read_place(std::string_view key, Place& place);  // false for another key
    void read_method(MethodKind kind);
    std::string method_name(const std::string& supplier, const Place& place);
    void finish_method(Method& method, const std::string& supplier);
    bool read_method_field(std::string_view key, Method& method);
    void read_shifts(Calendar& calendar);
    void read_shift(Calendar& calendar, std::array<std::int32_t, 7>& week);
    void set_week(Calendar& calendar, const std::array<std::int32_t, 7>& week);
    void read_price_break();
    void read_exceptions(Calendar& calendar);
    void read_outages(std::int32_t resource);
    Part read_part();
    void add_line(const Part& part, std::int64_t yield, std::span<const std::string> earlier);
    void read_routing(std::vector<Step>& steps, std::int32_t sequence);
    std::vector<std::int32_t> read_resources();
    std::int32_t node_of(const Place& place);
    std::int32_t found(const Index& index, std::string_view key, const char* rule);
    std::int32_t name(std::string_view text) { return problem_.names.add(text); }
    std::int32_t day();
    std::int32_t day_and_minute(std::int32_t& minute);
    std::int32_t minute();
    std::int32_t small(std::int64_t low);
    std::int64_t share();

    JsonCursor& cursor_;
    Problem problem_;
    Index calendars_, resources_, suppliers_, nodes_, receipts_;
    Index methods_;          // by node and name
    Index unnamed_methods_;  // how many of this name
    std::vector<Supplier> terms_;
    std::vector<std::int32_t> supplier_names_;
    std::string key_;
    std::int64_t confidence_ = 0;       // that a purchase comes within its planned lead time; 0: mean
    std::vector<std::int64_t> yearly_;  // demand by node, for economic quantities
};

}  // namespace octant::engine::plan
