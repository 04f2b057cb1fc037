#pragma once
// Looks for a project schedule shorter than the best known, and for the proof that there is none.

#include <functional>
#include <vector>

#include "engine/schedule/cumulative.hpp"
#include "engine/schedule/learner.hpp"

namespace octant::engine::schedule {

/// Time tables that explain themselves (Schutt, Feydy, Stuckey and Wallace 2011, Constraints 16:250), driven
/// by turns from below (can the lower bound be reached?) and from above (can the best be beaten?).
class ProofSearch {
public:
    /// `starts` is a schedule of length `makespan`.
    ProofSearch(const Project& project, Time bound, std::int32_t makespan, std::vector<std::int32_t> starts);

    static bool can_handle(const Project& project, std::int32_t makespan);

    /// Until so much work is done, or the best is proved.
    void run(std::int64_t work, const std::function<bool()>& is_over);
    /// A schedule found elsewhere.
    void offer(std::int32_t makespan, const std::vector<std::int32_t>& starts);

    std::int32_t makespan() const { return makespan_; }
    const std::vector<std::int32_t>& starts() const { return starts_; }
    std::int32_t lower_bound() const { return lower_; }

private:
    struct Use {
        std::int32_t activity = 0;
        std::int32_t duration = 0;
        std::int32_t units = 0;
    };
    struct Segment {
        std::int32_t begin = 0, end = 0, height = 0;
    };

    bool is_proved() const { return lower_ >= makespan_; }
    void step();
    void restart();
    void keep_schedule();
    Fact next_decision();
    bool propagate();
    bool propagate_resource(std::int32_t resource);
    bool build_profile(std::int32_t resource);
    bool push_later(std::int32_t resource, const Use& use);
    bool push_earlier(std::int32_t resource, const Use& use);
    bool refuse_at(std::int32_t resource, std::int32_t moment);
    void reasons_at(std::int32_t resource, std::int32_t moment, std::int32_t units, std::int32_t except);
    bool is_compulsory(const Use& use, std::int32_t moment) const;

    const Project& project_;
    std::int32_t last_;  // the number that stands for the makespan
    std::int32_t makespan_;
    std::vector<std::int32_t> starts_;
    std::int32_t lower_;
    Learner learner_;
    std::vector<std::vector<Use>> uses_;  // by resource, the greediest first
    std::vector<std::int32_t> capacity_;
    std::vector<std::vector<std::int32_t>> resources_of_;  // by number; none for the makespan
    std::vector<std::uint8_t> is_dirty_;
    std::vector<std::int32_t> difference_;
    std::vector<std::uint8_t> is_border_;
    std::vector<Segment> profile_;
    std::vector<Fact> because_;
    std::int64_t work_ = 0;
    std::int64_t conflicts_ = 0, restart_at_ = 100, restarts_ = 0;
    bool from_below_ = true;
};

}  // namespace octant::engine::schedule
