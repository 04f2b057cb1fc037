#include <fmt/format.h>

#include <algorithm>

#include "app/engines/forecast_answers.hpp"
#include "app/files.hpp"
#include "base/enumeration.hpp"
#include "base/text.hpp"
#include "engine/forecast/explanation.hpp"
#include "engine/forecast/intermittent.hpp"
#include "engine/forecast/paths.hpp"
#include "engine/forecast/read_drivers.hpp"

namespace octant::app {
namespace {

namespace forecast = engine::forecast;

// How the lead-time demand of one series is found: `paths` for demand that comes every period.
struct LeadTimeChoice {
    forecast::LeadTimeRequest request;
    enum class Way { by_series, intermittent, paths } way = Way::by_series;
};

Result<LeadTimeChoice> lead_time_choice(const ForecastRequest& request, forecast::Method method) {
    if (request.lead_time < 1 || request.lead_time > 10000)
        return refuse("lead_time_must_be_in_range", "lead_time");
    LeadTimeChoice out;
    out.request = {.periods = static_cast<std::size_t>(request.lead_time),
                   .seed = static_cast<std::uint64_t>(request.seed),
                   .samples = 1000};
    const bool is_rate = method >= forecast::Method::croston && method <= forecast::Method::imapa;
    if (is_rate) out.request.mean = method;
    auto name = lower(request.distribution);
    std::replace(name.begin(), name.end(), '-', '_');
    if (name == "auto" || name == "paths") {
        if (name == "paths") out.way = LeadTimeChoice::Way::paths;
        if (is_rate) out.way = LeadTimeChoice::Way::intermittent;
        return out;
    }
    const int found = enum_names<forecast::DemandModel>().find(name);
    if (found < 0)
        return refuse(
            Problem{"distribution_must_be_known", "distribution"}.with("name", request.distribution));
    out.request.model = static_cast<forecast::DemandModel>(found);
    out.way = LeadTimeChoice::Way::intermittent;
    return out;
}

std::string step_lines(const forecast::Explanation& explanation) {
    auto out =
        fmt::format("{:>6} {:>12} {:>12} {:>12} {:>12} {:>12} {:>12} {:>12} {:>14}\n", "period", "level",
                    "trend", "season", "calendar", "price", "promotion", "override", "forecast");
    for (std::size_t h = 0; h < explanation.steps.size(); ++h) {
        const auto& p = explanation.steps[h];
        out += fmt::format(
            "{:>6} {:>12.4g} {:>12.4g} {:>12.4g} {:>12.4g} {:>12.4g} {:>12.4g} {:>12.4g} {:>14.6g}\n", h + 1,
            p.level, p.trend, p.season, p.calendar, p.price, p.promotion, p.planned, p.total());
    }
    return out;
}

std::string reason_lines(const forecast::Explanation& explanation) {
    std::string out;
    for (const auto& member : explanation.members) {
        if (member.weight < 0.02) break;
        out += fmt::format(
            "  {:<20} {:>5.1f} % of the forecast; error on the values held back {:.2f} of the mean\n",
            forecast::name_of_method(member.method), 100 * member.weight, member.held_error);
    }
    if (explanation.origins == 0) return out + "past: the history is too short to look back\n";
    const int hits = static_cast<int>(explanation.hit_rate * explanation.origins + 0.5);
    return out + fmt::format(
                     "past: no worse than seasonal naive at {} of {} origins; mean absolute error "
                     "{:.6g} against {:.6g}\n",
                     hits, explanation.origins, explanation.error, explanation.naive_error);
}

}  // namespace

Result<std::string> lead_time_table(const ForecastRequest& request, const forecast::Problem& problem) {
    TRY(validate(problem));
    const auto choice = TRY(lead_time_choice(request, problem.method));
    const auto levels =
        TRY(read_quantiles(request.quantiles.empty() ? "0.5,0.9,0.95,0.99" : request.quantiles));
    std::vector<std::string> rows(problem.size());
    forecast::in_parallel(problem.size(), static_cast<int>(request.threads), [&](std::size_t i) {
        const auto history = problem.history(i);
        const bool rarely =
            choice.way == LeadTimeChoice::Way::intermittent ||
            (choice.way == LeadTimeChoice::Way::by_series && forecast::is_intermittent(history));
        const auto demand = rarely ? forecast::lead_time_demand(history, choice.request)
                                   : forecast::lead_time_of_paths(problem, i, choice.request);
        append_csv_field(rows[i], problem.ids[i]);
        rows[i] += fmt::format(",{:.6g}", demand.mean());
        for (const double level : levels) rows[i] += fmt::format(",{:.8g}", demand.quantile(level));
    });
    std::string out = "id,mean";
    for (const double level : levels) out += fmt::format(",q{:g}", level);
    for (const auto& row : rows) out += "\n" + row;
    return out + "\n";
}

Result<std::string> path_table(const ForecastRequest& request, const forecast::Problem& problem) {
    if (request.paths < 1 || request.paths > 100000) return refuse("paths_must_be_in_range", "paths");
    const auto count = static_cast<std::size_t>(request.paths),
               horizon = static_cast<std::size_t>(problem.horizon);
    std::string out = "id,path";
    for (std::size_t h = 1; h <= horizon; ++h) out += fmt::format(",F{}", h);
    out += '\n';
    for (std::size_t i = 0; i < problem.size(); ++i) {
        const auto paths =
            TRY(forecast::sample_paths(problem, i, count, static_cast<std::uint64_t>(request.seed) + i));
        for (std::size_t k = 0; k < count; ++k) {
            append_csv_field(out, problem.ids[i]);
            out += fmt::format(",{}", k + 1);
            for (std::size_t h = 0; h < horizon; ++h) out += fmt::format(",{:.8g}", paths[k * horizon + h]);
            out += '\n';
        }
    }
    return out;
}

Result<std::string> explanation_text(const ForecastRequest& request, const forecast::Problem& problem) {
    const auto found = std::find(problem.ids.begin(), problem.ids.end(), request.explained);
    if (found == problem.ids.end())
        return refuse(Problem{"series_must_exist", "explain"}.with("id", request.explained));
    const auto series = static_cast<std::size_t>(found - problem.ids.begin());
    std::vector<std::vector<double>> overrides;
    forecast::Drivers drivers;
    forecast::ExplainOptions options;
    if (!request.overrides.empty()) {
        overrides = TRY(read_beside(request.overrides, problem));
        options.overrides = overrides[series];
    }
    if (problem.method == forecast::Method::causal) {
        if (request.regressors.empty()) return refuse("method_must_have_its_table", "regressors");
        drivers = TRY(forecast::read_drivers(read_file(request.regressors)));
        options.drivers = drivers.find(request.explained);
    }
    const auto explanation = TRY(forecast::explain(problem, series, options));
    auto title = fmt::format("{}: {} periods ahead by {}", request.explained, problem.horizon,
                             forecast::name_of_method(problem.method));
    if (explanation.method != problem.method)
        title += fmt::format(", most of it {}", forecast::name_of_method(explanation.method));
    return title + "\n" + step_lines(explanation) + reason_lines(explanation);
}

}  // namespace octant::app
