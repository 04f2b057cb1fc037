#include "engine/schedule/cumulative_search.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

#include "base/rng.hpp"
#include "engine/schedule/parallel.hpp"
#include "engine/schedule/proof_search.hpp"

namespace octant::engine::schedule {
namespace {

using List = std::vector<std::uint16_t>;

struct Member {
    List list;  // by start
    std::int32_t makespan = 0;
    double cost = 0;  // the makespan, and a little for work that lies late: it tells equal makespans apart
    std::uint64_t mark = 0;  // of its starts: equal schedules are kept once
};

constexpr std::size_t members = 60;
constexpr std::size_t memory = 150;                  // of the late acceptance walk
constexpr std::int64_t schedules_of_epoch = 20'000;  // of an island, between two exchanges

/// One population with its own luck; islands meet only between epochs.
class Island {
public:
    enum class Style { breeding, walking };

    Island(const Project& project, Style style, std::uint64_t seed);

    void run(std::int64_t schedules, std::int32_t bound, const std::function<bool()>& is_over);
    void admit(const Member& member);
    Member member_of(const std::vector<std::int32_t>& starts);
    const Member& best() const { return best_; }
    std::int64_t generated() const { return generated_; }

private:
    void breed();
    void walk();
    Member improved(List list);
    List random_list();
    void cross(const Member& a, const Member& b, List& child);
    void mutate(List& list, std::uint64_t moves);
    const Member& parent();

    const Project& project_;
    Style style_;
    SerialSchedule schedule_;
    Rng rng_;
    std::vector<double> weight_;  // an activity's share of all work
    List child_;
    std::vector<Member> pool_;
    Member best_;
    std::int64_t generated_ = 0;
    std::int64_t idle_ = 0;
    Member at_;                     // where the walk stands
    std::vector<double> accepted_;  // what it cost some steps ago
    std::size_t step_ = 0;
};

Island::Island(const Project& project, Style style, std::uint64_t seed)
    : project_(project), style_(style), schedule_(project), rng_(seed), weight_(project.count) {
    double total = 0;
    for (std::int32_t i = 0; i < project.count; ++i)
        for (std::int32_t r = 0; r < project.words * lanes; ++r) {
            const auto units = [&](std::uint64_t word) {
                return static_cast<double>(word >> (16 * (r % lanes)) & 0x7fff);
            };
            const auto capacity = std::max(1.0, units(project.capacity[r / lanes]));
            const auto work =
                units(project.demand[i * project.words + r / lanes]) * project.duration[i] / capacity;
            weight_[i] += work;
            total += work;
        }
    for (auto& weight : weight_) weight /= std::max(total, 1.0);
}

// Any order of the network, drawn with a taste for activities that many wait for (their longest tail).
List Island::random_list() {
    const auto count = project_.count;
    std::vector<std::int32_t> waits(count), tail(count);
    for (auto it = project_.order.rbegin(); it != project_.order.rend(); ++it)
        for (auto e = project_.first_after[*it]; e < project_.first_after[*it + 1]; ++e)
            tail[*it] =
                std::max(tail[*it], tail[project_.after[e].node] + project_.duration[project_.after[e].node]);
    std::vector<std::int32_t> ready;
    for (std::int32_t i = 0; i < count; ++i) {
        waits[i] = project_.first_before[i + 1] - project_.first_before[i];
        if (waits[i] == 0) ready.push_back(i);
    }
    List list;
    while (!ready.empty()) {
        auto chosen = rng_.below(ready.size());
        for (int draw = 0; draw < 2; ++draw) {
            const auto other = rng_.below(ready.size());
            const auto length = [&](std::int32_t i) { return tail[i] + project_.duration[i]; };
            if (length(ready[other]) > length(ready[chosen])) chosen = other;
        }
        const auto i = ready[chosen];
        ready[chosen] = ready.back();
        ready.pop_back();
        list.push_back(static_cast<std::uint16_t>(i));
        for (auto e = project_.first_after[i]; e < project_.first_after[i + 1]; ++e)
            if (--waits[project_.after[e].node] == 0) ready.push_back(project_.after[e].node);
    }
    return list;
}

// Forward, backward by latest end, forward by earliest start: double justification (Valls et al. 2005).
Member Island::improved(List list) {
    schedule_.forward(list);
    schedule_.turn(list, false);
    schedule_.backward(list);
    schedule_.turn(list, true);
    Member member;
    member.makespan = schedule_.forward(list);
    generated_ += 3;
    schedule_.by_start(list);
    for (const auto start : schedule_.starts())
        member.mark =
            (member.mark ^ static_cast<std::uint64_t>(start)) * 0x9e3779b97f4a7c15 + (member.mark >> 29);
    double moment = 0;
    for (std::int32_t i = 0; i < project_.count; ++i) moment += weight_[i] * schedule_.starts()[i];
    member.cost = member.makespan + moment / std::max(1, member.makespan);
    member.list = std::move(list);
    return member;
}

// Two points: the stretch between them is in the order of `b`, what lies around it in that of `a`.
void Island::cross(const Member& a, const Member& b, List& child) {
    const auto count = a.list.size();
    auto low = rng_.below(count);
    auto high = rng_.below(count);
    if (low > high) std::swap(low, high);
    std::vector<std::uint8_t> taken(count);
    child.assign(a.list.begin(), a.list.begin() + static_cast<std::ptrdiff_t>(low));
    for (const auto i : child) taken[i] = 1;
    for (const auto i : b.list) {
        if (child.size() > high) break;
        if (!taken[i]) child.push_back(i);
        taken[i] = 1;
    }
    for (const auto i : a.list)
        if (!taken[i]) child.push_back(i);
}

// A few activities move to any place between their last predecessor and their first successor.
void Island::mutate(List& list, std::uint64_t moves) {
    const auto count = static_cast<std::int32_t>(list.size());
    std::vector<std::int32_t> place(count);
    for (std::int32_t k = 0; k < count; ++k) place[list[k]] = k;
    for (; moves > 0; --moves) {
        const auto i = static_cast<std::int32_t>(rng_.below(static_cast<std::uint64_t>(count)));
        std::int32_t low = 0;
        std::int32_t high = count - 1;
        for (auto e = project_.first_before[i]; e < project_.first_before[i + 1]; ++e)
            low = std::max(low, place[project_.before[e].node] + 1);
        for (auto e = project_.first_after[i]; e < project_.first_after[i + 1]; ++e)
            high = std::min(high, place[project_.after[e].node] - 1);
        const auto to = static_cast<std::int32_t>(rng_.between(low, high));
        const auto begin = list.begin();
        if (to > place[i]) std::rotate(begin + place[i], begin + place[i] + 1, begin + to + 1);
        if (to < place[i]) std::rotate(begin + to, begin + place[i], begin + place[i] + 1);
        for (auto k = std::min(to, place[i]), last = std::max(to, place[i]); k <= last; ++k)
            place[list[k]] = k;
    }
}

Member Island::member_of(const std::vector<std::int32_t>& starts) {
    List list(project_.order.begin(), project_.order.end());
    std::stable_sort(list.begin(), list.end(), [&](auto a, auto b) { return starts[a] < starts[b]; });
    return improved(std::move(list));
}

const Member& Island::parent() {
    const auto& a = pool_[rng_.below(pool_.size())];
    const auto& b = pool_[rng_.below(pool_.size())];
    return a.makespan <= b.makespan ? a : b;
}

void Island::admit(const Member& member) {
    if (best_.list.empty() || member.makespan < best_.makespan) {
        best_ = member;
        idle_ = 0;
    }
    for (const auto& other : pool_)
        if (other.mark == member.mark) return;
    if (pool_.size() < members) return pool_.push_back(member);
    // Among the worst any may go: those that stayed longest are no better than the newcomer.
    const auto offset = rng_.below(pool_.size());
    auto worst = offset;
    for (std::size_t k = 1; k < pool_.size(); ++k) {
        const auto i = (offset + k) % pool_.size();
        if (pool_[i].makespan > pool_[worst].makespan) worst = i;
    }
    if (member.makespan <= pool_[worst].makespan) pool_[worst] = member;
}

void Island::breed() {
    constexpr std::int64_t patience = 40'000;
    if (pool_.size() < members / 2) {
        admit(improved(random_list()));
    } else {
        cross(parent(), parent(), child_);
        mutate(child_, rng_.below(4));
        admit(improved(child_));
    }
    if (++idle_ <= patience) return;
    idle_ = 0;  // the pool has grown alike
    pool_.clear();
}

// Late acceptance hill climbing (Burke and Bykov 2017): a step is good when it is no worse than where the
// walk stood some steps ago.
void Island::walk() {
    constexpr std::int64_t patience = 30'000;
    if (at_.list.empty()) {
        at_ = improved(random_list());
        for (int draw = 1; draw < 30; ++draw)
            if (auto other = improved(random_list()); other.cost < at_.cost) at_ = std::move(other);
        accepted_.assign(memory, at_.cost + 1);
        idle_ = 0;
    }
    child_ = at_.list;
    mutate(child_, 1 + rng_.below(10));
    auto next = improved(child_);
    ++idle_;
    if (best_.list.empty() || next.makespan < best_.makespan) {
        best_ = next;
        idle_ = 0;
    }
    auto& before = accepted_[step_++ % memory];
    if (next.cost <= before || next.cost <= at_.cost) at_ = std::move(next);
    before = std::min(before, at_.cost);
    if (idle_ > patience) at_.list.clear();
}

void Island::run(std::int64_t schedules, std::int32_t bound, const std::function<bool()>& is_over) {
    const auto last = generated_ + schedules;
    while (generated_ < last && (best_.list.empty() || best_.makespan > bound)) {
        if (style_ == Style::breeding) breed();
        if (style_ == Style::walking) walk();
        if (is_over()) return;
    }
}

/// Two islands and the search for a proof, which meet after each epoch.
class Archipelago {
public:
    Archipelago(const Project& project, Time bound, const SolveOptions& options)
        : project_(project), options_(options), lower_(static_cast<std::int32_t>(bound)) {
        Rng luck(options.seed);
        for (const auto style : {Island::Style::breeding, Island::Style::walking})
            islands_.emplace_back(project, style, luck());
    }

    ProjectAnswer run();

private:
    void epoch();
    void meet();
    std::vector<std::int32_t> starts_of(const Member& member) const {
        SerialSchedule schedule(project_);
        schedule.forward(member.list);
        return schedule.starts();
    }

    const Project& project_;
    const SolveOptions& options_;
    std::int32_t lower_;
    std::vector<Island> islands_;
    std::optional<ProofSearch> proof_;
    Member best_;
    ProjectAnswer answer_;
    std::int64_t epochs_ = 0;
    std::int64_t next_proof_ = 1;  // epoch
    std::int64_t pause_ = 1;
};

// The proof takes one thread while the islands share the other; while it gets nowhere it is tried ever less.
void Archipelago::epoch() {
    const auto left = std::max<std::int64_t>(1, (options_.iterations - answer_.iterations) / 2);
    const bool proves = proof_ && epochs_ >= next_proof_;
    const auto best = proves ? proof_->makespan() : 0;
    run_all(options_.threads, islands_.size() + 1, [&](std::size_t i) {
        if (i > 0) islands_[i - 1].run(std::min(schedules_of_epoch, left), lower_, options_.is_over);
        if (i == 0 && proves) proof_->run(2 * schedules_of_epoch * project_.count / 16, options_.is_over);
    });
    ++epochs_;
    if (!proves) return;
    const bool moved = proof_->lower_bound() > lower_ || proof_->makespan() < best;
    pause_ = moved ? 1 : std::min<std::int64_t>(2 * pause_, 64);
    next_proof_ = epochs_ + pause_ - 1;
}

void Archipelago::meet() {
    answer_.iterations = 0;
    for (const auto& island : islands_) {
        answer_.iterations += island.generated();
        if (best_.list.empty() || island.best().makespan < best_.makespan) best_ = island.best();
    }
    islands_[0].admit(islands_[1].best());
    if (!proof_ && best_.makespan > lower_ && ProofSearch::can_handle(project_, best_.makespan))
        proof_.emplace(project_, lower_, best_.makespan, starts_of(best_));
    if (!proof_) return;
    if (best_.makespan < proof_->makespan()) proof_->offer(best_.makespan, starts_of(best_));
    if (proof_->makespan() < best_.makespan) {
        best_ = islands_[0].member_of(proof_->starts());
        islands_[0].admit(best_);
    }
    lower_ = std::max(lower_, proof_->lower_bound());
}

ProjectAnswer Archipelago::run() {
    do {
        epoch();
        meet();
        answer_.cut = best_.makespan > lower_ && options_.is_over();
    } while (!answer_.cut && best_.makespan > lower_ && answer_.iterations < options_.iterations);
    answer_.starts = starts_of(best_);
    answer_.makespan = best_.makespan;
    answer_.lower_bound = lower_;
    return std::move(answer_);
}

}  // namespace

ProjectAnswer search(const Project& project, Time bound, const SolveOptions& options) {
    return Archipelago(project, bound, options).run();
}

}  // namespace octant::engine::schedule
