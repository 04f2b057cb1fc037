#include "engine/stock/case.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/json_text.hpp"
#include "base/text.hpp"
#include "engine/stock/case_parts.hpp"

namespace octant::engine::stock {
namespace json = boost::json;
namespace {

struct Model {
    std::array<const char*, 2> words;  // both must be in the name; an empty one always is
    CaseSolver solve;
};

// The first row whose words are in the model's name answers; narrower rows stand before wider ones.
constexpr std::array models{
    Model{{"guaranteed", ""}, guaranteed_case},
    Model{{"graves", ""}, guaranteed_case},
    Model{{"clark", ""}, serial_case},
    Model{{"serial", ""}, serial_case},
    Model{{"finite-horizon", ""}, horizon_case},
    Model{{"finite horizon", ""}, horizon_case},
    Model{{"(s,s)", ""}, min_max_case},
    Model{{"(s, s)", ""}, min_max_case},
    Model{{"min-max", ""}, min_max_case},
    Model{{"(r,q)", ""}, reorder_case},
    Model{{"(r, q)", ""}, reorder_case},
    Model{{"explicit", ""}, season_case},
    Model{{"season", ""}, season_case},
    Model{{"newsvendor", ""}, newsvendor_case},
    Model{{"base-stock", ""}, newsvendor_case},
    Model{{"base stock", ""}, newsvendor_case},
    Model{{"loss", ""}, loss_case},
    Model{{"joint", ""}, joint_case},
    Model{{"jrp", ""}, joint_case},
    Model{{"wagner", ""}, dynamic_case},
    Model{{"silver", "meal"}, dynamic_case},
    Model{{"least unit cost", ""}, dynamic_case},
    Model{{"part", "period"}, dynamic_case},
    Model{{"lot", "for"}, dynamic_case},
    Model{{"discount", ""}, discount_case},
    Model{{"disruption", ""}, disruption_case},
    Model{{"yield", ""}, yield_case},
    Model{{"kanban", ""}, kanban_case},
    Model{{"eoq", ""}, economic_order_case},
    Model{{"epq", ""}, economic_order_case},
    Model{{"economic", ""}, economic_order_case},
};

std::string_view view(const json::string& string) { return {string.data(), string.size()}; }

/// Leaves a line for each figure that is not within the tolerance.
class Comparison {
public:
    Comparison(double tolerance, std::vector<std::string>& unlike) : tolerance_(tolerance), unlike_(unlike) {}

    void compare(const json::value& expected, const json::value* got, const std::string& path) {
        if (!got) {
            unlike_.push_back(path + ": missing");
        } else if (expected.is_object() && got->is_object()) {
            for (const auto& entry : expected.get_object())
                compare(entry.value(), got->get_object().if_contains(entry.key()),
                        path + " " + std::string(entry.key()));
        } else if (expected.is_array() && got->is_array() &&
                   expected.get_array().size() == got->get_array().size()) {
            for (std::size_t i = 0; i < expected.get_array().size(); ++i)
                compare(expected.get_array()[i], &got->get_array()[i], path);
        } else if (!is_near(expected, *got)) {
            unlike_.push_back(path + ": expected " + json::serialize(expected) + ", got " +
                              json::serialize(*got));
        }
    }

private:
    bool is_near(const json::value& expected, const json::value& got) const {
        const auto wanted = to_number(expected, "expected");
        const auto figure = to_number(got, "answer");
        return wanted && figure &&
               std::abs(*wanted - *figure) <= tolerance_ * std::max(1e-9, std::abs(*wanted));
    }

    double tolerance_;
    std::vector<std::string>& unlike_;
};

void check_expected(const json::object& one, const json::object& answer, const std::string& id,
                    CaseReport& report) {
    const auto* expected = one.if_contains("expected");
    if (!expected || !expected->is_object()) return;
    ++report.compared;
    double tolerance = 1e-6;
    if (const auto* given = one.if_contains("rel_tol"))
        tolerance = to_number(*given, "rel_tol").value_or(tolerance);
    Comparison comparison(tolerance, report.unlike);
    for (const auto& entry : expected->get_object()) {
        const auto key = std::string(entry.key());
        if (key.rfind("published_", 0) == 0) continue;  // a rounded figure from print beside the exact one
        comparison.compare(entry.value(), answer.if_contains(key), id + " " + key);
    }
}

Result<void> solve_one(const json::value& value, json::array& answers, CaseReport& report) {
    if (!value.is_object()) return refuse("case_must_be_an_object", "cases");
    const auto& one = value.get_object();
    const auto* model = one.if_contains("model");
    const auto* inputs = one.if_contains("inputs");
    json::object row;
    const auto* id = one.if_contains("id");
    row["id"] = id ? *id : json::value(answers.size() + 1);
    if (model) row["model"] = *model;
    Result<json::object> answer =
        model && model->is_string() && inputs && inputs->is_object()
            ? solve_case(view(model->get_string()), inputs->get_object())
            : Result<json::object>(refuse("case_must_have_a_model_and_inputs", "model"));
    if (answer) {
        ++report.solved;
        check_expected(one, *answer, id && id->is_string() ? std::string(view(id->get_string())) : "case",
                       report);
        row["answer"] = std::move(*answer);
    } else {
        row["refused"] = answer.error().rule;
        row["field"] = answer.error().field;
        report.refused.push_back(std::move(answer.error()).with("case", json::serialize(row["id"])));
    }
    answers.push_back(std::move(row));
    return {};
}

}  // namespace

Result<json::object> solve_case(std::string_view model, const json::object& inputs) {
    const auto name = lower(model);
    for (const auto& row : models)
        if (name.find(row.words[0]) != std::string::npos && name.find(row.words[1]) != std::string::npos)
            return row.solve(CaseInput(inputs), name);
    return refuse(Problem{"model_must_be_known", "model"}.with("model", std::string(model)));
}

Result<CaseReport> solve_cases(std::string_view text) {
    boost::system::error_code error;
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    const auto document = json::parse(json::string_view(text.data(), text.size()), error);
    if (error) return refuse(Problem{"json_must_be_well_formed", "cases"}.with("cause", error.message()));
    TRY(check_keys_stand_once(text));
    CaseReport report;
    json::array answers;
    const json::array* list = document.is_array() ? &document.get_array() : nullptr;
    if (document.is_object())
        if (const auto* cases = document.get_object().if_contains("cases"); cases && cases->is_array())
            list = &cases->get_array();
    if (list) {
        for (const auto& one : *list) TRY(solve_one(one, answers, report));
    } else {
        TRY(solve_one(document, answers, report));
    }
    report.answers = json::serialize(json::object{{"answers", std::move(answers)}}) + "\n";
    return report;
}

}  // namespace octant::engine::stock
