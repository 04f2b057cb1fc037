#pragma once
// Instances made by the published rules of families that are not at hand, and shops of any size.

#include <cstdint>

#include "engine/schedule/problem.hpp"

namespace octant::app {

struct ShopSize {
    std::int32_t jobs = 0;
    std::int32_t machines = 0;
    bool two_sets = false;  // every job visits the first half of the machines before the second
};

/// Demirkol, Mehta and Uzsoy (1998, EJOR 109:137): durations from 1 to 200, every job on every machine once.
engine::schedule::Model job_shop(const ShopSize& size, std::uint64_t seed);

/// Hurink, Jurisch and Thole (1994, OR Spektrum 15:205): machines beside its own that may do an operation, in
/// the same time. On average so many do (edata 1.15, rdata 2, vdata half of them), and at most `most`.
struct Flexibility {
    const char* name = "";
    double mean = 1;
    double most = 1;
};
Flexibility flexibility(const char* name, std::int32_t machines);
engine::schedule::Model made_flexible(const engine::schedule::Model& job_shop, const Flexibility& flexibility,
                                      std::uint64_t seed);

/// Work orders of ten operations, each on one of two machines of its stage.
engine::schedule::Model work_orders(std::int32_t operations);
/// The same with every third operation in need of one of so many people.
engine::schedule::Model staffed(engine::schedule::Model model, std::int32_t people);

}  // namespace octant::app
