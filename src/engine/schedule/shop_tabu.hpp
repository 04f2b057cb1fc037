#pragma once
// Tabu search on the critical path of a shop.

#include <functional>
#include <vector>

#include "engine/schedule/shop_graph.hpp"

namespace octant::engine::schedule {

struct TabuLimits {
    std::int64_t patience = 12'500;  // moves without a better makespan
    std::int64_t most = 0;           // moves in all
    std::int32_t enough = 0;         // a makespan nobody can beat
    const std::function<bool()>* is_over = nullptr;
};

class TabuSearch {
public:
    TabuSearch(const Shop& shop, std::uint64_t seed);

    /// Improves `order`; answers how many moves it made.
    std::int64_t improve(ShopOrder& order, const TabuLimits& limits);
    Rng& rng() { return rng_; }

private:
    void collect_block(std::size_t begin, std::size_t end);
    void collect_reassignments();
    void collect_insertions(Node node, std::uint8_t choice);
    void offer(Move move);
    void offer_forward(Node node, Node after);
    void offer_backward(Node node, Node before);
    bool is_tabu(const Move& move) const;
    void forbid(const Move& move);
    bool choose_move();

    std::int32_t& until(std::uint32_t a, std::uint32_t b) { return tabu_[key(a, b)]; }
    std::int32_t until(std::uint32_t a, std::uint32_t b) const { return tabu_[key(a, b)]; }
    // Exact below 256 nodes; beyond, two pairs of some 65,000 may now and then share a place.
    static std::uint32_t key(std::uint32_t a, std::uint32_t b) {
        return ((a << 8) ^ (a >> 8) * 0x35 ^ b ^ (b >> 8) * 0x9d00) & 0xffff;
    }

    const Shop& shop_;
    ShopGraph graph_;
    Rng rng_;
    std::vector<std::int32_t> tabu_;
    std::vector<Node> path_;
    std::int32_t now_ = 0;
    std::int32_t best_ = 0;
    // The best free move, the best of all, and how many equal ones were seen of each.
    Move chosen_{}, fallback_{};
    std::int32_t chosen_value_ = 0;
    std::uint32_t chosen_ties_ = 0;
    std::uint32_t fallback_count_ = 0;
};

}  // namespace octant::engine::schedule
