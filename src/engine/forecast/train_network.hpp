#pragma once
// Trains the nets of a network: each history is cut at every origin of its last years, and the error of what
// then came, relative sMAPE plus relative MASE as in the M4 competition, goes down by gradient descent
// (AdamW: Loshchilov and Hutter 2019) with dropout. No library: three layers of a few thousand numbers.

#include <optional>

#include "engine/forecast/network.hpp"
#include "engine/forecast/problem.hpp"

namespace octant::engine::forecast {

struct NetworkOptions {
    NetworkKind kind = NetworkKind::network;
    std::optional<std::size_t> half;  // 0, 1: from every other series alone
    std::size_t hidden = 64;
    int nets = 3;
    int epochs = 10;
    std::size_t batch = 512;
    double rate = 2e-3, decay = 1e-2, dropout = 0.1;
    std::uint64_t seed = 1;
};

/// None when no history is long enough. The same bits for the same seed.
std::optional<Network> train_network(const Problem& problem, const NetworkOptions& options);

}  // namespace octant::engine::forecast
