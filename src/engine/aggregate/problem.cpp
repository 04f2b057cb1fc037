#include "engine/aggregate/problem.hpp"

#include <boost/json.hpp>
#include <cmath>
#include <set>

#include "base/json_text.hpp"
#include "base/text.hpp"

namespace octant::engine::aggregate {
namespace json = boost::json;
namespace {

/// Larger figures are a slip of the pen, and beyond what the programme can hold to a unit.
constexpr double largest = 1e12;

/// A key that nobody reads is a misspelt one more often than a needless one.
Result<void> check_keys(const json::object& object, std::string_view known, const std::string& where) {
    for (const auto& entry : object) {
        const std::string key(entry.key_c_str());
        bool is_known = false;
        for (const auto name : split(known, ' ')) is_known = is_known || name == key;
        if (!is_known) return refuse("key_must_be_known", where + key);
    }
    return {};
}

Result<double> checked(const json::value& value, const char* name) {
    boost::system::error_code error;
    const double parsed = value.to_number<double>(error);
    if (error || !std::isfinite(parsed)) return refuse("value_must_be_a_number", name);
    if (std::abs(parsed) > largest) return refuse("value_must_be_in_range", name);
    return parsed;
}

Result<double> number(const json::object& object, const char* name, double otherwise) {
    const auto* value = object.if_contains(name);
    if (!value || value->is_null()) return otherwise;
    return checked(*value, name);
}

/// One figure for every month, or one a month.
Result<std::vector<double>> monthly(const json::object& object, const char* name, std::size_t months,
                                    double otherwise) {
    const auto* value = object.if_contains(name);
    if (!value || value->is_null()) return std::vector<double>(months, otherwise);
    if (!value->is_array()) return std::vector<double>(months, TRY(number(object, name, otherwise)));
    std::vector<double> list;
    for (const auto& element : value->get_array())
        list.push_back(element.is_null() ? otherwise : TRY(checked(element, name)));
    if (list.size() != months) return refuse("lists_must_have_one_entry_a_month", name);
    return list;
}

std::string text(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string().c_str()) : std::string();
}

Result<Family> read_family(const json::object& object, std::size_t months) {
    Family family;
    family.name = text(object, "family");
    if (family.name.empty()) family.name = text(object, "name");
    TRY(check_keys(object,
                   "family name unit_hours regular_cost overtime_cost subcontract_cost holding_cost "
                   "backlog_cost initial_stock initial_backlog final_stock final_backlog_cost demand "
                   "safety_stock subcontract_limit items",
                   family.name + "."));
    const struct {
        const char* name;
        double Family::*field;
    } numbers[] = {
        {"unit_hours", &Family::unit_hours},       {"regular_cost", &Family::regular_cost},
        {"overtime_cost", &Family::overtime_cost}, {"subcontract_cost", &Family::subcontract_cost},
        {"holding_cost", &Family::holding_cost},   {"backlog_cost", &Family::backlog_cost},
        {"initial_stock", &Family::initial_stock}, {"initial_backlog", &Family::initial_backlog},
        {"final_stock", &Family::final_stock},     {"final_backlog_cost", &Family::final_backlog_cost}};
    for (const auto& row : numbers) family.*row.field = TRY(number(object, row.name, family.*row.field));
    family.demand = TRY(monthly(object, "demand", months, 0));
    family.safety_stock = TRY(monthly(object, "safety_stock", months, 0));
    // Whoever gives it no price does not mean that it is free.
    const double otherwise = object.contains("subcontract_cost") ? largest : 0;
    family.subcontract_limit = TRY(monthly(object, "subcontract_limit", months, otherwise));
    if (const auto* items = object.if_contains("items")) {
        if (!items->is_array()) return refuse("value_must_be_a_list", "items");
        for (const auto& element : items->get_array()) {
            if (!element.is_object()) return refuse("item_must_not_be_empty", "items");
            const auto& item = element.get_object();
            TRY(check_keys(item, "item share on_hand", family.name + ".items."));
            family.items.push_back(
                {text(item, "item"), TRY(number(item, "share", 1)), TRY(number(item, "on_hand", 0))});
        }
    }
    return family;
}

Result<Workforce> read_workforce(const json::object& object) {
    Workforce workforce{.planned = true};
    TRY(check_keys(object, "initial hours overtime_share wage hire_cost layoff_cost maximum", "workforce."));
    workforce.initial = TRY(number(object, "initial", 0));
    workforce.hours = TRY(number(object, "hours", 160));
    workforce.overtime_share = TRY(number(object, "overtime_share", 0));
    workforce.wage = TRY(number(object, "wage", 0));
    workforce.hire_cost = TRY(number(object, "hire_cost", 0));
    workforce.layoff_cost = TRY(number(object, "layoff_cost", 0));
    workforce.maximum = TRY(number(object, "maximum", 1e9));
    return workforce;
}

bool any_negative(const std::vector<double>& list) {
    for (const double value : list)
        if (!(value >= 0)) return true;
    return false;
}

Result<void> check_family(const Family& family, std::size_t months) {
    const auto no = [&](const char* rule, const char* field) {
        return refuse(octant::Problem{rule, field}.with("family", family.name));
    };
    if (family.name.empty()) return no("family_must_be_named", "family");
    if (!(family.unit_hours >= 0)) return no("value_must_not_be_negative", "unit_hours");
    for (const double cost : {family.regular_cost, family.overtime_cost, family.subcontract_cost})
        if (!(cost >= 0)) return no("cost_must_not_be_negative", "regular_cost");
    if (!(family.holding_cost >= 0)) return no("cost_must_not_be_negative", "holding_cost");
    // Without it the cheapest plan is to deliver nothing.
    if (!(family.backlog_cost > 0)) return no("backlog_cost_must_be_positive", "backlog_cost");
    if (family.demand.size() != months || family.safety_stock.size() != months ||
        family.subcontract_limit.size() != months)
        return no("lists_must_have_one_entry_a_month", "demand");
    if (any_negative(family.demand) || any_negative(family.safety_stock) ||
        any_negative(family.subcontract_limit))
        return no("value_must_not_be_negative", "demand");
    if (!(family.initial_stock >= 0) || !(family.initial_backlog >= 0) || !(family.final_stock >= 0))
        return no("value_must_not_be_negative", "initial_stock");
    double shares = 0;
    std::set<std::string> names;
    for (const auto& item : family.items) {
        if (item.item.empty()) return no("item_must_not_be_empty", "items");
        if (!(item.share >= 0) || !(item.on_hand >= 0)) return no("value_must_not_be_negative", "items");
        if (!names.insert(item.item).second) return no("item_must_not_repeat", "items");
        shares += item.share;
    }
    if (!family.items.empty() && !(shares > 0)) return no("value_must_be_positive", "share");
    return {};
}

}  // namespace

Result<void> validate(const Problem& problem) {
    const auto months = problem.months.size();
    if (months == 0) return refuse("months_must_not_be_empty", "months");
    if (problem.families.empty()) return refuse("families_must_not_be_empty", "families");
    if (months * problem.families.size() > 1'000'000) return refuse("months_must_be_in_range", "months");
    std::set<std::string> names;
    for (const auto& family : problem.families) {
        TRY(check_family(family, months));
        if (!names.insert(family.name).second) return refuse("family_must_not_repeat", "families");
    }
    if (problem.regular_hours.size() != months || problem.overtime_hours.size() != months)
        return refuse("lists_must_have_one_entry_a_month", "regular_hours");
    if (any_negative(problem.regular_hours) || any_negative(problem.overtime_hours))
        return refuse("capacity_must_not_be_negative", "regular_hours");
    const auto& w = problem.workforce;
    if (w.planned && (!(w.initial >= 0) || !(w.hours > 0) || !(w.wage >= 0) || !(w.hire_cost >= 0) ||
                      !(w.layoff_cost >= 0) || !(w.overtime_share >= 0) || !(w.maximum >= 0)))
        return refuse("value_must_not_be_negative", "workforce");
    return {};
}

Result<Problem> parse_problem(std::string_view content) {
    if (content.substr(0, 3) == "\xEF\xBB\xBF") content.remove_prefix(3);
    boost::system::error_code error;
    const auto document = json::parse(json::string_view(content.data(), content.size()), error);
    if (error || !document.is_object())
        return refuse(octant::Problem{"json_must_be_well_formed", "plan"}.with(
            "cause", error ? error.message() : "object"));
    TRY(check_keys_stand_once(content));
    const auto& root = document.get_object();
    TRY(check_keys(root, "months families regular_hours overtime_hours workforce", ""));
    Problem problem;
    if (const auto* months = root.if_contains("months")) {
        if (months->is_array()) {
            for (const auto& month : months->get_array())
                problem.months.push_back(month.is_string() ? std::string(month.get_string().c_str())
                                                           : json::serialize(month));
        } else {
            const double count = TRY(number(root, "months", 0));
            if (!(count >= 1 && count <= 10'000)) return refuse("months_must_be_in_range", "months");
            for (int i = 1; i <= static_cast<int>(count); ++i) problem.months.push_back(std::to_string(i));
        }
    }
    const auto months = problem.months.size();
    if (const auto* families = root.if_contains("families")) {
        if (!families->is_array()) return refuse("value_must_be_a_list", "families");
        for (const auto& element : families->get_array()) {
            if (!element.is_object()) return refuse("family_must_be_named", "families");
            problem.families.push_back(TRY(read_family(element.get_object(), months)));
        }
    }
    problem.regular_hours = TRY(monthly(root, "regular_hours", months, 0));
    problem.overtime_hours = TRY(monthly(root, "overtime_hours", months, 0));
    if (const auto* workforce = root.if_contains("workforce")) {
        if (!workforce->is_object()) return refuse("value_must_be_an_object", "workforce");
        problem.workforce = TRY(read_workforce(workforce->get_object()));
    }
    TRY(validate(problem));
    return problem;
}

}  // namespace octant::engine::aggregate
