#pragma once
// Ours, because the standard's distributions differ between libraries and a plan must be the same everywhere.

#include <cmath>
#include <cstdint>

namespace octant {

/// xoshiro256** seeded by splitmix64 (Blackman and Vigna 2018, "Scrambled linear pseudorandom number
/// generators").
class Rng {
public:
    using result_type = std::uint64_t;

    explicit Rng(std::uint64_t seed) {
        for (auto& word : state_) word = splitmix(seed);
    }

    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~result_type{0}; }

    result_type operator()() {
        const auto result = rotate(state_[1] * 5, 7) * 9;
        const auto shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = rotate(state_[3], 45);
        return result;
    }

    /// Uniform in [0, bound), without the bias of a modulo (Lemire 2019).
    std::uint64_t below(std::uint64_t bound) {
        auto product = static_cast<unsigned __int128>((*this)()) * bound;
        if (auto low = static_cast<std::uint64_t>(product); low < bound) {
            const auto threshold = (0 - bound) % bound;
            while (low < threshold) {
                product = static_cast<unsigned __int128>((*this)()) * bound;
                low = static_cast<std::uint64_t>(product);
            }
        }
        return static_cast<std::uint64_t>(product >> 64);
    }

    /// Uniform in [low, high], both included.
    std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
    }

    /// Uniform in [0, 1).
    double uniform() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }

    /// Standard normal by Marsaglia's polar method (1964); one of each pair is thrown away to keep no state.
    double normal() {
        for (;;) {
            const double u = 2 * uniform() - 1;
            const double v = 2 * uniform() - 1;
            const double s = u * u + v * v;
            if (s > 0 && s < 1) return u * std::sqrt(-2 * std::log(s) / s);
        }
    }

private:
    static std::uint64_t rotate(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
    static std::uint64_t splitmix(std::uint64_t& seed) {
        auto z = (seed += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    std::uint64_t state_[4];
};

}  // namespace octant
