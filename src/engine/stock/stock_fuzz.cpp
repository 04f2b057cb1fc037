#include <cmath>
#include <cstdint>

#include "base/check.hpp"
#include "engine/stock/case.hpp"
#include "engine/stock/guaranteed_time.hpp"
#include "engine/stock/policy.hpp"
#include "engine/stock/proof.hpp"

namespace {

using namespace octant;
using namespace octant::engine;

void try_items(std::string_view text) {
    const auto items = stock::parse_items(text, {});
    if (!items) return;
    const auto ready = stock::ready_models(*items, {});
    for (std::size_t i = 0; i < items->size(); ++i) {
        const auto& item = (*items)[i];
        const auto pattern = static_cast<std::size_t>(stock::pattern_of(item.history));
        const auto model = item.history.empty() ? stock::DemandModel{} : ready.models[pattern];
        const auto known = item.history.size();
        const auto fit = stock::fit_in_season(item, item.history, model,
                                              {ready.profiles.of(i), ready.profiles.power, known, known});
        const auto policy = stock::make_policy(item, fit, {});
        check(std::isfinite(policy.reorder_point) && std::isfinite(policy.order_quantity));
    }
}

void try_chain(std::string_view text) {
    const auto network = stock::parse_chain(text, 0.2);
    if (!network) return;
    const auto answer = stock::place_safety_stock(*network, {.rounds = 5});
    check(!answer || std::isfinite(answer->total));
}

}  // namespace

// Any text may be refused; what is read must have finite levels.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1 || size > 4000) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 3 == 0)
        try_items(text);
    else if (data[0] % 3 == 1)
        try_chain(text);
    else
        (void)stock::solve_cases(text);
    return 0;
}
