#include "engine/plan/generator.hpp"

#include "base/rng.hpp"

namespace octant::engine::plan {
namespace {

std::string item(std::int32_t end, std::int32_t level) {
    return "\"E" + std::to_string(end) + "-" + std::to_string(level) + "\"";
}

std::string number(std::int64_t value) { return std::to_string(value); }

void add_chain(const ScalingModel& model, std::int32_t end, Rng& rng, std::string& out) {
    for (std::int32_t level = 1; level <= model.levels; ++level) {
        out += (end + level > 1 ? ",\n{\"item\":" : "\n{\"item\":") + item(end, level);
        // Two hours a unit at level 1, two days of plain lead time below.
        if (level == 1)
            out += ",\"routing\":[{\"resource\":\"R" + number(rng.between(0, model.resources - 1)) +
                   "\",\"run_minutes\":120}]";
        else
            out += ",\"lead_time_days\":2";
        out += ",\"components\":[";
        if (level < model.levels) {
            out += "{\"item\":" + item(end, level + 1) + "}";
        } else {
            for (std::int32_t c = 0; c < model.components; ++c)
                out += (c > 0 ? ",{\"item\":\"C" : "{\"item\":\"C") + number(rng.between(0, model.pool - 1)) +
                       "\",\"quantity\":" + number(rng.between(1, 3)) + "}";
        }
        out += "]}";
    }
}

}  // namespace

std::string scaling_network(const ScalingModel& model) {
    Rng rng(model.seed);
    const auto ends = model.items / model.levels;
    std::string out =
        "{\"plan\":{\"start\":\"2026-01-05\",\"days\":" + number(model.days) + "},\n\"resources\":[";
    for (std::int32_t r = 0; r < model.resources; ++r)
        out += (r > 0 ? "," : "") + std::string("\n{\"id\":\"R") + number(r) +
               "\",\"size\":" + number(model.resource_size) + ",\"cost_per_hour\":20}";
    out += "],\n\"items\":[";
    for (std::int32_t c = 0; c < model.pool; ++c)
        out += (c > 0 ? "," : "") + std::string("\n{\"id\":\"C") + number(c) +
               "\",\"on_hand\":" + number(rng.between(0, 50)) +
               ",\"unit_cost\":" + number(rng.between(1, 20)) + "}";
    for (std::int32_t end = 0; end < ends; ++end)
        for (std::int32_t level = 1; level <= model.levels; ++level) {
            out += ",\n{\"id\":" + item(end, level) + (level == 1 ? ",\"price\":400" : "");
            if (level == 1 && model.to_stock)
                out += ",\"lot_rule\":\"fixed_quantity\",\"lot_quantity\":20,\"on_hand\":" +
                       number(rng.between(0, 20));
            out += "}";
        }
    out += "],\n\"purchases\":[";
    for (std::int32_t c = 0; c < model.pool; ++c)
        out += (c > 0 ? "," : "") + std::string("\n{\"item\":\"C") + number(c) + "\",\"supplier\":\"S" +
               number(c % 20) + "\",\"lead_time_days\":" + number(rng.between(15, 25)) +
               ",\"price\":" + number(rng.between(1, 20)) + ",\"payment_days\":30}";
    out += "],\n\"operations\":[";
    for (std::int32_t end = 0; end < ends; ++end) add_chain(model, end, rng, out);
    out += "],\n\"demands\":[";
    std::int64_t count = 0;
    for (std::int32_t end = 0; end < ends; ++end)
        for (std::int32_t d = 0; d < model.demands_each; ++d) {
            out += (count > 0 ? "," : "") + std::string("\n{\"id\":\"D") + number(count) +
                   "\",\"item\":" + item(end, 1) + ",\"quantity\":" + number(rng.between(1, 6)) +
                   ",\"due\":" + number(rng.between(10, 180)) + ",\"priority\":" + number(rng.between(1, 3)) +
                   "}";
            ++count;
        }
    return out + "]}\n";
}

}  // namespace octant::engine::plan
