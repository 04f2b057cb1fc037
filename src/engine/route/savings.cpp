#include "engine/route/savings.hpp"

#include <algorithm>
#include <tuple>

namespace octant::engine::route {
namespace {

struct Joint {
    std::int64_t saving = 0;
    int tail = 0, head = 0;
};

class Savings {
public:
    explicit Savings(const Problem& problem)
        : problem_(problem), type_(problem.types[0]), route_of_(index(problem.size), -1) {}

    Plan run(const Neighbours& neighbours) {
        for (int customer = problem_.depots; customer < problem_.size; ++customer) {
            const std::vector<int> alone{customer};
            if (!fits(alone)) {
                plan_.absent.push_back(customer);
                continue;
            }
            route_of_[index(customer)] = static_cast<int>(routes_.size());
            routes_.push_back(alone);
        }
        for (const auto& joint : joints(neighbours)) join(joint);
        return finished();
    }

private:
    std::vector<Joint> joints(const Neighbours& neighbours) const {
        std::vector<Joint> all;
        const auto* out = problem_.distance_row(type_.depot);
        for (int a = problem_.depots; a < problem_.size; ++a)
            for (const int b : neighbours.near(a)) {
                const auto home = problem_.distance_row(a)[type_.depot];
                const std::int64_t saving = std::int64_t{home} + out[b] - problem_.distance_row(a)[b];
                if (saving > 0) all.push_back({saving, a, b});
            }
        std::sort(all.begin(), all.end(), [](const Joint& a, const Joint& b) {
            return std::tie(b.saving, a.tail, a.head) < std::tie(a.saving, b.tail, b.head);
        });
        return all;
    }

    /// Loads, windows, duration and length of the whole route.
    bool fits(const std::vector<int>& stops) const {
        std::int64_t delivered = 0, collected = 0, length = 0;
        std::int64_t now = problem_.earliest[index(type_.depot)];
        for (const int stop : stops) now = std::max<std::int64_t>(now, problem_.release[index(stop)]);
        const auto start = now;
        int before = type_.depot;
        for (const int stop : stops) {
            delivered += problem_.delivery[index(stop)];
            collected += problem_.pickup[index(stop)];
            length += problem_.distance_row(before)[stop] + problem_.length_allowance[index(stop)];
            now = std::max<std::int64_t>(now + problem_.duration_row(before)[stop],
                                         problem_.earliest[index(stop)]);
            if (now > problem_.latest[index(stop)]) return false;
            now += problem_.service[index(stop)];
            before = stop;
        }
        length += problem_.distance_row(before)[type_.depot];
        now += problem_.duration_row(before)[type_.depot];
        return std::max(delivered, collected) <= type_.capacity && length < forbidden / 2 &&
               length <= type_.max_length && now <= problem_.latest[index(type_.depot)] &&
               (type_.max_duration >= never || now - start <= type_.max_duration);
    }

    void join(const Joint& joint) {
        const int first = route_of_[index(joint.tail)];
        const int second = route_of_[index(joint.head)];
        if (first < 0 || second < 0 || first == second) return;
        auto& front = routes_[index(first)];
        auto& back = routes_[index(second)];
        if (front.back() != joint.tail || back.front() != joint.head) return;
        auto whole = front;
        whole.insert(whole.end(), back.begin(), back.end());
        if (!fits(whole)) return;
        for (const int stop : back) route_of_[index(stop)] = first;
        front = std::move(whole);
        back.clear();
    }

    /// The longest routes that there are vehicles for.
    Plan finished() {
        std::erase_if(routes_, [](const auto& route) { return route.empty(); });
        std::stable_sort(routes_.begin(), routes_.end(),
                         [](const auto& a, const auto& b) { return a.size() > b.size(); });
        for (std::size_t i = 0; i < routes_.size(); ++i) {
            if (static_cast<int>(i) < type_.count)
                plan_.routes.push_back({0, std::move(routes_[i])});
            else
                plan_.absent.insert(plan_.absent.end(), routes_[i].begin(), routes_[i].end());
        }
        return std::move(plan_);
    }

    const Problem& problem_;
    const VehicleType& type_;
    std::vector<std::vector<int>> routes_;
    std::vector<int> route_of_;
    Plan plan_;
};

}  // namespace

bool savings_apply(const Problem& problem) {
    return problem.types.size() == 1 && !problem.types[0].reloads && !problem.has_backhauls;
}

Plan savings_plan(const Problem& problem, const Neighbours& neighbours) {
    return Savings(problem).run(neighbours);
}

}  // namespace octant::engine::route
