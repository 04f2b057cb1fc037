#pragma once

#include "base/rng.hpp"
#include "engine/schedule/shop.hpp"
#include "engine/schedule/solve.hpp"

namespace octant::engine::schedule {

struct ShopAnswer {
    ShopOrder best;
    std::int64_t iterations = 0;
    bool cut = false;
};

/// Tabu search with path relinking (Peng, Lü and Cheng 2015) for the shortest makespan.
ShopAnswer search(const Shop& shop, Time bound, const SolveOptions& options);

/// A fast schedule: the job with most work left goes next, on the machine that ends it first.
ShopOrder dispatch(const Shop& shop, Rng* rng);

}  // namespace octant::engine::schedule
