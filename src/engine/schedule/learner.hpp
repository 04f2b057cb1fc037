#pragma once
// A search over whole numbers that learns from its dead ends (lazy clause generation: Ohrimenko, Stuckey and
// Codish 2009, Constraints 14:357). Every change of a bound knows why it was made; a conflict is traced back
// to the one fact of the last decision that made it, and what is learned there prunes the rest of the search.

#include <cstdint>
#include <span>
#include <vector>

namespace octant::engine::schedule {

/// A statement about one number: on side 2 x that x >= value, on side 2 x + 1 that -x >= value.
struct Fact {
    std::int32_t side = 0;
    std::int32_t value = 0;
    bool operator==(const Fact&) const = default;
};

inline Fact at_least(std::int32_t number, std::int32_t value) { return {2 * number, value}; }
inline Fact at_most(std::int32_t number, std::int32_t value) { return {2 * number + 1, -value}; }
inline Fact negated(Fact fact) { return {fact.side ^ 1, 1 - fact.value}; }

class Learner {
public:
    /// Numbers within [low, high].
    Learner(std::vector<std::int32_t> low, std::vector<std::int32_t> high);

    /// to >= from + distance, always.
    void add_distance(std::int32_t from, std::int32_t to, std::int32_t distance);

    std::int32_t low(std::int32_t number) const { return bound_[2 * number]; }
    std::int32_t high(std::int32_t number) const { return -bound_[2 * number + 1]; }
    bool holds(Fact fact) const { return bound_[fact.side] >= fact.value; }
    bool fails(Fact fact) const { return holds(negated(fact)); }
    std::int32_t level() const { return static_cast<std::int32_t>(levels_.size()); }
    std::int64_t work() const { return work_; }  // changes of bounds followed up

    /// Makes a fact true because others are; false when that contradicts what holds already.
    bool imply(Fact fact, std::span<const Fact> because);
    /// Follows up distances and clauses; false on a conflict.
    bool propagate();
    /// Numbers whose bounds changed since the last call.
    const std::vector<std::int32_t>& take_changed();

    void decide(Fact fact);
    void backtrack(std::int32_t level);
    /// Undoes all decisions, and forgets clauses when there are too many.
    void restart();
    /// After a conflict: learns a clause and goes back to where it first helps; false when nothing is left.
    bool learn();
    /// The open statement that took part in most recent conflicts, as "x <= value"; number none: no such.
    Fact most_active();

private:
    enum class Why : std::uint8_t { decision, distance, clause, facts };
    struct Change {
        Fact now;
        std::int32_t before = 0;     // the bound it replaced
        std::int32_t previous = -1;  // change of the same side
        std::int32_t level = 0;
        Why why = Why::decision;
        std::int32_t first = 0;  // side of a distance, a clause, or the first of reasons_
        std::int32_t count = 0;  // of a distance, or of reasons_
    };
    struct Distance {
        std::int32_t side = 0;
        std::int32_t length = 0;
    };
    struct Clause {
        std::int32_t first = 0;  // of literals_; the first two are watched
        std::int32_t count = 0;
        std::int32_t levels = 0;  // decisions it spans when learned: few of them make a good clause
    };
    struct Watch {
        std::int32_t threshold = 0;  // the watched literal fails once the side gets there
        std::int32_t clause = 0;
    };

    bool set(Fact fact, Change change);
    bool follow_distances(const Change& change);
    bool follow_clauses(std::int32_t index);
    bool move_watch(const Clause& clause, std::int32_t id);
    void explain(const Change& change, std::int32_t value, std::vector<Fact>& out) const;
    std::int32_t cause(Fact fact) const;
    void require(Fact fact);
    Fact trace_back();
    bool is_redundant(Fact fact);
    void add_clause(const std::vector<Fact>& literals);
    void watch(Fact literal, std::int32_t clause);
    void forget();

    std::int32_t atom(Fact fact) const;
    void bump(Fact fact);
    void heap_up(std::int32_t place);
    void heap_down(std::int32_t place);
    void heap_push(std::int32_t atom);

    std::vector<std::int32_t> bound_;  // by side
    std::vector<std::int32_t> last_;   // change of each side
    std::vector<Change> trail_;
    std::vector<std::int32_t> levels_;  // first change of each decision level
    std::vector<std::int32_t> reason_levels_;
    std::vector<Fact> reasons_;
    std::size_t followed_ = 0;
    std::vector<std::vector<Distance>> distances_;  // by side
    std::vector<Clause> clauses_;
    std::vector<Fact> literals_;
    std::vector<std::vector<Watch>> watches_;  // by side
    std::vector<std::int32_t> changed_, taken_;
    std::vector<std::uint8_t> is_changed_;
    std::int64_t work_ = 0;
    std::size_t room_ = 4'000;  // clauses kept

    std::vector<Fact> conflict_, scratch_, learned_;
    std::vector<std::int32_t> need_, need_at_, needed_sides_;
    std::int32_t open_ = 0;  // facts of the current level in need_

    std::vector<std::int32_t> first_atom_, lowest_;  // by number
    std::vector<std::int32_t> number_of_;            // by atom
    std::vector<double> activity_;
    double increment_ = 1;
    std::vector<std::int32_t> heap_, place_;
    std::vector<std::pair<std::int32_t, std::int32_t>> popped_;  // atom, level
};

}  // namespace octant::engine::schedule
