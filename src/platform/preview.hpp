#pragma once
// What a command would do: told after it is done and before it is undone.

#include <string>
#include <unordered_map>
#include <vector>

#include "platform/event.hpp"

namespace octant::platform {

/// A document that a command touched, however many events it took.
struct Touched {
    const TypeInfo* type;
    std::int64_t id;
    std::string verb;
    bool created;
    std::string changes{};  // JSON object, field pointer -> [old, new]
};

class Touches {
public:
    /// The documents told in full; a revaluation touches thousands, and nobody reads those.
    static constexpr std::size_t most = 100;

    void add(const Event& event, std::string_view changes);
    const std::vector<Touched>& all() const { return all_; }

private:
    std::vector<Touched> all_;
    std::unordered_map<std::int64_t, std::size_t> places_;  // by id, which is unique among all nouns
};

/// `"effects":[...],"more":{"finance.journal_entry":912},"totals":[...]`: the net effect on each of the first
/// documents, how many others there are, and what all add up to.
std::string effects_json(Context& cx, const Touches& touches);

}  // namespace octant::platform
