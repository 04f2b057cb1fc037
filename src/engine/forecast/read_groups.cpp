#include <map>

#include "engine/forecast/at_line.hpp"
#include "engine/forecast/grouping.hpp"

namespace octant::engine::forecast {
namespace {

// Values of one column, in the order they appear.
struct Level {
    std::map<std::string, std::size_t, std::less<>> place;
    std::vector<std::string> names;
    std::vector<std::vector<std::uint32_t>> members;

    void add(std::string_view name, std::uint32_t leaf) {
        const auto [found, is_new] = place.try_emplace(std::string(name), names.size());
        if (is_new) {
            names.emplace_back(name);
            members.emplace_back();
        }
        members[found->second].push_back(leaf);
    }
};

class GroupReader {
public:
    GroupReader(std::string_view text, const Problem& problem) : reader_(text), seen_(problem.size(), 0) {
        for (std::size_t i = 0; i < problem.size(); ++i)
            leaf_of_.try_emplace(problem.ids[i], static_cast<std::uint32_t>(i));
        out_.hierarchy.leaves = problem.size();
    }

    Result<Grouping> run() {
        std::vector<std::string_view> fields;
        while (reader_.next(fields)) {
            if (fields.empty() || (fields.size() == 1 && trim(fields[0]).empty())) continue;
            if (out_.levels.empty())
                TRY(read_header(fields));
            else
                TRY(read_row(fields));
        }
        if (reader_.malformed()) return refuse(at_line("quotes_must_be_closed", reader_));
        for (const auto& [id, leaf] : leaf_of_)
            if (!seen_[leaf])
                return refuse(
                    octant::Problem{"series_must_have_groups", "hierarchy"}.with("id", std::string(id)));
        add_sums();
        return std::move(out_);
    }

private:
    Result<void> read_header(std::span<const std::string_view> fields) {
        if (fields.size() < 2) return refuse(at_line("column_must_be_given", reader_, "hierarchy"));
        for (const auto field : fields.subspan(1)) out_.levels.emplace_back(trim(field));
        values_.resize(out_.levels.size());
        return {};
    }

    Result<void> read_row(std::span<const std::string_view> fields) {
        const auto id = trim(fields[0]);
        const auto found = leaf_of_.find(id);
        if (found == leaf_of_.end())
            return refuse(at_line("series_must_exist", reader_, "id").with("id", std::string(id)));
        if (fields.size() != out_.levels.size() + 1) return refuse(at_line("row_must_be_complete", reader_));
        if (seen_[found->second])
            return refuse(at_line("series_must_appear_once", reader_, "id").with("id", std::string(id)));
        seen_[found->second] = 1;
        for (std::size_t k = 0; k < values_.size(); ++k) {
            const auto value = trim(fields[k + 1]);
            // A leaf without a value belongs to no group of that column.
            if (!value.empty()) values_[k].add(value, found->second);
        }
        return {};
    }

    void add_sums() {
        std::vector<std::uint32_t> all(out_.hierarchy.leaves);
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint32_t>(i);
        add_sum("total", 0, all);
        for (std::size_t k = 0; k < values_.size(); ++k)
            for (std::size_t g = 0; g < values_[k].names.size(); ++g)
                add_sum(out_.levels[k] + "=" + values_[k].names[g], k + 1, values_[k].members[g]);
    }

    void add_sum(std::string name, std::size_t level, std::span<const std::uint32_t> members) {
        out_.names.push_back(std::move(name));
        out_.level_of_sum.push_back(level);
        out_.hierarchy.add_sum(members);
    }

    CsvReader reader_;
    Grouping out_;
    std::vector<Level> values_;
    std::map<std::string_view, std::uint32_t> leaf_of_;
    std::vector<char> seen_;
};

}  // namespace

Result<Grouping> read_groups(std::string_view text, const Problem& problem) {
    return GroupReader(text, problem).run();
}

}  // namespace octant::engine::forecast
