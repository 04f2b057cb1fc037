#pragma once
// For tests: small networks with every feature the format has, as documents.

#include <cstdlib>
#include <string>
#include <vector>

#include "base/rng.hpp"

namespace octant::engine::plan {

/// How many networks a property is tried on: OCTANT_PLAN_NETWORKS, or what a daily run has time for.
inline std::uint64_t networks(std::uint64_t daily) {
    const auto* wished = std::getenv("OCTANT_PLAN_NETWORKS");
    return wished == nullptr ? daily : std::strtoull(wished, nullptr, 10);
}

class RandomNetwork {
public:
    explicit RandomNetwork(std::uint64_t seed) : rng_(seed) {}

    std::string text() {
        count_ = number(3, 12);
        return "{\"plan\":{\"start\":\"2026-01-05\",\"days\":60},\n\"calendars\":[{\"id\":\"week\",\"week\":["
               "480,480,"
               "480,480,480,0,0],\"from\":\"08:00\",\"exceptions\":[{\"date\":\"2026-01-20\",\"until\":"
               "\"2026-01-23\",\"minutes\":0}]}],\n\"resources\":[{\"id\":\"R0\",\"size\":2},{\"id\":\"R1\","
               "\"calendar\":\"week\",\"efficiency\":0.8,\"outages\":[{\"from\":9,\"until\":12}]}],"
               "\n\"items\":[" +
               items() + "],\n\"operations\":[" + operations_ + "],\n\"purchases\":[" + purchases_ +
               "],\n\"on_hand\":[" + stock() + "],\n\"safety_stock\":[" + safety_ + "],\n\"receipts\":[" +
               receipts() + "],\n\"demands\":[" + demands() + "]}\n";
    }

private:
    std::int64_t number(std::int64_t low, std::int64_t high) { return rng_.between(low, high); }
    bool chance(int percent) { return number(0, 99) < percent; }
    static std::string quoted(const char* key, std::int64_t value) {
        return std::string(",\"") + key + "\":" + std::to_string(value);
    }
    static void append(std::string& list, const std::string& row) {
        list += (list.empty() ? "" : ",\n") + row;
    }

    std::string items() {
        std::string list;
        for (std::int64_t i = 0; i < count_; ++i) {
            auto row = "{\"id\":\"I" + std::to_string(i) + "\"";
            static constexpr const char* rules[] = {"lot_for_lot", "fixed_quantity", "period",
                                                    "order_up_to", "wagner_whitin",  "silver_meal"};
            const auto rule = chance(50) ? 0 : number(0, 5);
            row += std::string(",\"lot_rule\":\"") + rules[rule] + "\"";
            if (rule == 1) row += quoted("lot_quantity", number(5, 30));
            if (rule == 2) row += quoted("period_days", number(2, 10));
            if (rule == 3)
                row += quoted("reorder_level", number(1, 9)) + quoted("order_up_to", number(10, 40));
            if (rule > 3)
                row += quoted("order_cost", number(10, 90)) + quoted("holding_cost", number(20, 300));
            if (chance(20)) row += quoted("minimum", number(2, 8));
            if (chance(20)) row += quoted("multiple", number(2, 6));
            if (chance(15)) row += quoted("maximum", number(20, 60));
            if (chance(20)) row += quoted("safety_stock", number(1, 10));
            if (chance(15)) row += quoted("fence_days", number(1, 6));
            if (chance(50)) row += quoted("consume_backward_days", number(0, 9));
            if (chance(50)) row += quoted("consume_forward_days", number(0, 9));
            append(list, row + quoted("unit_cost", number(1, 50)) + quoted("price", number(50, 90)) + "}");
            if (chance(8))
                append(safety_, "{\"item\":\"I" + std::to_string(i) + "\",\"date\":" +
                                    std::to_string(number(1, 40)) + quoted("quantity", number(0, 12)) + "}");
            add_ways(i);
        }
        return list;
    }

    void add_ways(std::int64_t i) {
        const auto id = "\"item\":\"I" + std::to_string(i) + "\"";
        const auto ways = chance(25) ? 2 : 1;
        for (std::int64_t w = 0; w < ways; ++w) {
            if (i + 1 >= count_ || chance(15)) {
                auto row = "{" + id + ",\"supplier\":\"S" + std::to_string(w) + "\"" +
                           quoted("lead_time_days", number(0, 9)) + quoted("priority", w + 1) +
                           quoted("price", number(1, 30));
                if (chance(30)) row += ",\"calendar\":\"week\"";
                if (ways == 2 && chance(50)) row += w == 0 ? ",\"quota\":0.6" : ",\"quota\":0.4";
                append(purchases_, row + "}");
                continue;
            }
            append(operations_, "{\"id\":\"M" + std::to_string(i) + "-" + std::to_string(w) + "\"," + id +
                                    quoted("priority", w + 1) + operation(i) + "}");
        }
    }

    std::string operation(std::int64_t i) {
        std::string row = quoted("lead_time_days", number(0, 4));
        if (chance(20)) row += ",\"yield\":0.9";
        if (chance(40))
            row += ",\"routing\":[{\"resource\":\"R" + std::to_string(number(0, 1)) + "\"" +
                   quoted("setup_minutes", number(0, 60)) + quoted("run_minutes", number(1, 40)) + "}]";
        row += ",\"components\":[";
        std::string list;
        for (auto c = i + 1; c < count_; ++c) {
            if (!chance(40)) continue;
            auto line = "{\"item\":\"I" + std::to_string(c) + "\"" + quoted("quantity", number(1, 3));
            if (chance(20)) line += ",\"scrap\":0.1";
            if (chance(10)) line += quoted("from", number(0, 20));
            if (chance(10)) line += quoted("until", number(20, 50));
            append(list, line + "}");
        }
        row += list + "]";
        if (chance(10) && i + 2 < count_)
            row += ",\"co_products\":[{\"item\":\"I" + std::to_string(number(i + 1, count_ - 1)) +
                   "\",\"quantity\":0.5}]";
        return row;
    }

    std::string stock() {
        std::string list;
        for (std::int64_t i = 0; i < count_; ++i) {
            if (chance(50))
                append(list,
                       "{\"item\":\"I" + std::to_string(i) + "\"" + quoted("quantity", number(0, 40)) + "}");
            if (chance(15))
                append(list, "{\"item\":\"I" + std::to_string(i) + "\"" + quoted("quantity", number(1, 20)) +
                                 quoted("expiry", number(3, 40)) + "}");
        }
        return list;
    }

    std::string receipts() {
        std::string list;
        for (std::int64_t i = 0; i < count_; ++i)
            if (chance(30))
                append(list, "{\"id\":\"RC" + std::to_string(i) + "\",\"item\":\"I" + std::to_string(i) +
                                 "\"" + quoted("quantity", number(1, 40)) + quoted("date", number(-2, 30)) +
                                 "}");
        return list;
    }

    std::string demands() {
        std::string list;
        const auto many = number(1, 20);
        for (std::int64_t d = 0; d < many; ++d) {
            auto row = "{\"id\":\"D" + std::to_string(d) + "\",\"item\":\"I" +
                       std::to_string(number(0, count_ / 2)) + "\"" + quoted("quantity", number(1, 30)) +
                       quoted("due", number(-3, 59)) + quoted("priority", number(1, 3));
            if (chance(25)) row += ",\"kind\":\"forecast\"";
            append(list, row + "}");
        }
        return list;
    }

    Rng rng_;
    std::int64_t count_ = 0;
    std::string operations_, purchases_, safety_;
};

}  // namespace octant::engine::plan
