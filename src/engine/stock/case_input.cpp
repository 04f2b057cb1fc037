#include "engine/stock/case_input.hpp"

#include <cmath>

#include "base/text.hpp"

namespace octant::engine::stock {
namespace json = boost::json;

const json::value* CaseInput::find(Names names) const {
    for (const auto* name : names)
        if (const auto* value = inputs_.if_contains(name); value && !value->is_null()) return value;
    return nullptr;
}

Result<double> to_number(const json::value& value, const char* name) {
    double number = 0;
    if (value.is_double()) {
        number = value.get_double();
    } else if (value.is_int64()) {
        number = static_cast<double>(value.get_int64());
    } else if (value.is_uint64()) {
        number = static_cast<double>(value.get_uint64());
    } else if (value.is_string()) {
        const auto& string = value.get_string();
        const auto parsed = to_real(std::string_view(string.data(), string.size()));
        if (!parsed) return refuse("value_must_be_a_number", name);
        number = *parsed;
    } else {
        return refuse("value_must_be_a_number", name);
    }
    if (!std::isfinite(number)) return refuse("value_must_be_finite", name);
    return number;
}

Result<double> CaseInput::number(Names names) const {
    const auto* value = find(names);
    if (!value) return refuse("value_must_be_given", *names.begin());
    return to_number(*value, *names.begin());
}

Result<double> CaseInput::number(Names names, double otherwise) const {
    const auto* value = find(names);
    if (!value) return otherwise;
    return to_number(*value, *names.begin());
}

Result<double> CaseInput::positive(Names names) const {
    const double value = TRY(number(names));
    if (!(value > 0)) return refuse("value_must_be_positive", *names.begin());
    return value;
}

Result<double> CaseInput::at_least_zero(Names names) const {
    const double value = TRY(number(names));
    if (!(value >= 0)) return refuse("value_must_not_be_negative", *names.begin());
    return value;
}

Result<std::vector<double>> CaseInput::list(Names names) const {
    const auto* value = find(names);
    if (!value) return refuse("value_must_be_given", *names.begin());
    if (!value->is_array()) return std::vector<double>{TRY(to_number(*value, *names.begin()))};
    std::vector<double> result;
    for (const auto& element : value->get_array()) result.push_back(TRY(to_number(element, *names.begin())));
    return result;
}

Result<std::vector<double>> CaseInput::per_period(Names names, std::size_t periods, double otherwise) const {
    const auto* value = find(names);
    if (!value) return std::vector<double>(periods, otherwise);
    if (!value->is_array()) return std::vector<double>(periods, TRY(to_number(*value, *names.begin())));
    std::vector<double> result;
    const auto& array = value->get_array();
    if (array.size() != periods && array.size() != periods + 1)
        return refuse("lists_must_have_one_entry_a_period", *names.begin());
    for (auto i = array.size() - periods; i < array.size(); ++i)
        result.push_back(TRY(to_number(array[i], *names.begin())));
    return result;
}

namespace {

/// {"1": 0.25, ...}, or a list of the probabilities of 0, 1, 2, ...
Result<Distribution> discrete(const json::value& pmf) {
    std::vector<double> values;
    std::vector<double> weights;
    if (pmf.is_object()) {
        for (const auto& entry : pmf.get_object()) {
            const auto value = to_real(std::string_view(entry.key().data(), entry.key().size()));
            if (!value) return refuse("value_must_be_a_number", "pmf");
            values.push_back(*value);
            weights.push_back(TRY(to_number(entry.value(), "pmf")));
        }
    } else if (pmf.is_array()) {
        for (const auto& element : pmf.get_array()) {
            values.push_back(static_cast<double>(values.size()));
            weights.push_back(TRY(to_number(element, "pmf")));
        }
    }
    double sum = 0;
    for (const double weight : weights) {
        if (weight < 0) return refuse("probability_must_not_be_negative", "pmf");
        sum += weight;
    }
    if (std::abs(sum - 1) > 1e-6) return refuse("probabilities_must_sum_to_one", "pmf");
    return Distribution::empirical(std::move(values), std::move(weights));
}

}  // namespace

Result<Distribution> CaseInput::demand(std::string_view model) const {
    if (const auto* pmf = find({"pmf", "demand_pmf"})) return discrete(*pmf);
    std::string family(model);
    if (const auto* named = find({"distribution", "demand_distribution", "family"});
        named && named->is_string())
        family = lower(std::string_view(named->get_string().data(), named->get_string().size()));
    const double mean = TRY(at_least_zero(mean_names));
    if (family.find("poisson") != std::string::npos) return Distribution::poisson(mean);
    const double deviation = TRY(at_least_zero(deviation_names));
    if (family.find("gamma") != std::string::npos) return Distribution::gamma(mean, deviation * deviation);
    if (family.find("negative") != std::string::npos)
        return Distribution::negative_binomial(mean, deviation * deviation);
    return Distribution::normal(mean, deviation);
}

}  // namespace octant::engine::stock
