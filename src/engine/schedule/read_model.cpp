#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <unordered_map>

#include "base/json_cursor.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "engine/schedule/read.hpp"

namespace octant::engine::schedule {
namespace {

namespace json = boost::json;

using Names = std::unordered_map<std::string, std::int32_t>;

Problem at(const char* rule, const std::string& field) { return Problem{rule, field}; }

/// Fields of one object; the first that is missing, of the wrong kind or asked for by nobody is told with its
/// path.
class Reader {
public:
    Reader(const json::value& value, std::string path)
        : object_(value.is_object() ? &value.as_object() : nullptr), path_(std::move(path)) {}

    const json::value* find(const char* name) const {
        asked_.push_back(name);
        const auto* found = object_ ? object_->if_contains(name) : nullptr;
        return found && !found->is_null() ? found : nullptr;
    }
    std::string path(const char* name) const { return path_.empty() ? name : path_ + "/" + name; }

    Result<std::int64_t> integer(const char* name, std::int64_t otherwise) const {
        const auto* value = find(name);
        if (!value) return otherwise;
        if (!value->is_int64() || value->as_int64() < -never || value->as_int64() > never)
            return refuse(at("number_must_be_valid", path(name)));
        return value->as_int64();
    }
    Result<std::int32_t> small(const char* name, std::int32_t otherwise) const {
        const auto value = TRY(integer(name, otherwise));
        if (value < INT32_MIN || value > INT32_MAX) return refuse(at("number_must_be_valid", path(name)));
        return static_cast<std::int32_t>(value);
    }
    Result<std::string> text(const char* name) const {
        const auto* value = find(name);
        if (!value) return std::string();
        if (value->is_int64()) return std::to_string(value->as_int64());
        if (!value->is_string()) return refuse(at("text_must_be_valid", path(name)));
        return std::string(value->as_string());
    }
    Result<bool> flag(const char* name) const {
        const auto* value = find(name);
        if (!value) return false;
        if (!value->is_bool()) return refuse(at("flag_must_be_valid", path(name)));
        return value->as_bool();
    }
    /// An empty list when the field is absent.
    Result<const json::array*> list(const char* name) const {
        static const json::array nothing;
        const auto* value = find(name);
        if (!value) return &nothing;
        if (!value->is_array()) return refuse(at("list_must_be_valid", path(name)));
        return &value->as_array();
    }
    /// The index of a name declared before; none when absent.
    Result<std::int32_t> index(const char* name, const Names& names, const char* rule) const {
        const auto wanted = TRY(text(name));
        if (wanted.empty()) return none;
        const auto found = names.find(wanted);
        if (found == names.end()) return refuse(at(rule, path(name)));
        return found->second;
    }
    Result<void> check_object() const {
        if (object_) return {};
        return refuse(at("object_must_be_valid", path_));
    }
    /// A misspelt field would plan in silence without it. Call when all that is known was asked for.
    Result<void> check_nothing_else() const {
        for (const auto& field : *object_) {
            const std::string name(field.key());
            if (name != "name" && name != "note" && std::ranges::find(asked_, name) == asked_.end())
                return refuse(at("field_must_be_known", path(name.c_str())));
        }
        return {};
    }

private:
    const json::object* object_;
    std::string path_;
    mutable std::vector<std::string_view> asked_{};
};

/// The objects of a list.
Result<std::vector<Reader>> entries(const Reader& root, const char* list) {
    std::vector<Reader> readers;
    for (const auto& value : *TRY(root.list(list))) {
        readers.emplace_back(value, root.path(list) + "/" + std::to_string(readers.size()));
        TRY(readers.back().check_object());
    }
    return readers;
}

template <class Read>
Result<void> each(const Reader& root, const char* list, Read read) {
    for (const auto& entry : TRY(entries(root, list))) {
        TRY(read(entry));
        TRY(entry.check_nothing_else());
    }
    return {};
}

class ModelReader {
public:
    Result<Model> read(const json::value& root);

private:
    Result<void> calendars(const Reader& root);
    Result<void> setups(const Reader& root);
    Result<void> families(const Reader& entry, Setups& setups);
    Result<void> resources(const Reader& root);
    Result<void> outages(const Reader& root);
    Result<void> activities(const Reader& root);
    Result<void> activity(const Reader& entry);
    Result<void> mode(const Reader& entry, Activity& activity);
    Result<void> standing(const Reader& entry, Activity& activity);
    Result<void> links(const Reader& root);
    Result<void> objectives(const Reader& root);
    Result<Span> span(const Reader& entry);
    Result<void> name(Names& names, const std::string& wanted, const std::string& field);
    std::int32_t family(const std::string& name);
    std::int32_t skill(const std::string& name);

    Model model_;
    Names calendars_, setups_, families_, resources_, activities_, skills_;
};

Result<void> ModelReader::name(Names& names, const std::string& wanted, const std::string& field) {
    if (wanted.empty()) return refuse(at("name_must_not_be_empty", field));
    if (!names.emplace(wanted, static_cast<std::int32_t>(names.size())).second)
        return refuse(at("name_must_be_unique", field));
    return {};
}

std::int32_t ModelReader::family(const std::string& name) {
    return families_.emplace(name, static_cast<std::int32_t>(families_.size())).first->second;
}

std::int32_t ModelReader::skill(const std::string& name) {
    const auto [it, is_new] = skills_.emplace(name, static_cast<std::int32_t>(skills_.size()));
    if (is_new) model_.skills.push_back(name);
    return it->second;
}

Result<Span> ModelReader::span(const Reader& entry) {
    Span span;
    span.begin = TRY(entry.integer("begin", 0));
    span.end = TRY(entry.integer("end", 0));
    return span;
}

Result<void> ModelReader::calendars(const Reader& root) {
    return each(root, "calendars", [&](const Reader& entry) -> Result<void> {
        Calendar calendar{.name = TRY(entry.text("name"))};
        TRY(name(calendars_, calendar.name, entry.path("name")));
        calendar.period = TRY(entry.integer("period", 0));
        if (calendar.period < 1) return refuse(at("calendar_must_have_working_time", entry.path("period")));
        TRY(each(entry, "working", [&](const Reader& part) -> Result<void> {
            calendar.working.push_back(TRY(span(part)));
            return {};
        }));
        if (calendar.working.empty())
            return refuse(at("calendar_must_have_working_time", entry.path("working")));
        model_.calendars.push_back(std::move(calendar));
        return {};
    });
}

Result<void> ModelReader::families(const Reader& entry, Setups& setups) {
    for (const auto& value : *TRY(entry.list("families"))) {
        if (!value.is_string()) return refuse(at("text_must_be_valid", entry.path("families")));
        const auto known = family(std::string(value.as_string()));
        setups.place.resize(families_.size(), none);
        if (setups.place[known] != none) return refuse(at("name_must_be_unique", entry.path("families")));
        setups.place[known] = setups.families++;
    }
    return {};
}

// {"name": "paint", "families": ["red", "blue"], "minutes": [[0, 20], [15, 0]]}
Result<void> ModelReader::setups(const Reader& root) {
    return each(root, "setups", [&](const Reader& entry) -> Result<void> {
        Setups setups{.name = TRY(entry.text("name"))};
        TRY(name(setups_, setups.name, entry.path("name")));
        TRY(families(entry, setups));
        for (const auto& row : *TRY(entry.list("minutes"))) {
            if (!row.is_array() || row.as_array().size() != static_cast<std::size_t>(setups.families))
                return refuse(at("matrix_must_be_square", entry.path("minutes")));
            for (const auto& cell : row.as_array()) {
                if (!cell.is_int64()) return refuse(at("number_must_be_valid", entry.path("minutes")));
                setups.minutes.push_back(cell.as_int64());
            }
        }
        model_.setups.push_back(std::move(setups));
        return {};
    });
}

Result<void> ModelReader::resources(const Reader& root) {
    return each(root, "resources", [&](const Reader& entry) -> Result<void> {
        Resource resource{.name = TRY(entry.text("name"))};
        TRY(name(resources_, resource.name, entry.path("name")));
        const auto capacity = TRY(entry.integer("capacity", 1));
        if (capacity < 0 || capacity > INT32_MAX)
            return refuse(at("capacity_must_not_be_negative", entry.path("capacity")));
        resource.capacity = static_cast<std::int32_t>(capacity);
        resource.calendar = TRY(entry.index("calendar", calendars_, "calendar_must_exist"));
        resource.setups = TRY(entry.index("setups", setups_, "setup_must_exist"));
        resource.batch = TRY(entry.flag("batch"));
        resource.cost = TRY(entry.integer("cost", 0));
        for (const auto& value : *TRY(entry.list("skills"))) {
            if (!value.is_string()) return refuse(at("text_must_be_valid", entry.path("skills")));
            const auto bit = skill(std::string(value.as_string()));
            if (bit >= 64) return refuse(at("skills_must_be_fewer", entry.path("skills")));
            resource.skills |= std::uint64_t{1} << bit;
        }
        model_.resources.push_back(std::move(resource));
        return {};
    });
}

Result<void> ModelReader::outages(const Reader& root) {
    return each(root, "outages", [&](const Reader& entry) -> Result<void> {
        Outage outage;
        outage.resource = TRY(entry.index("resource", resources_, "resource_must_exist"));
        outage.when = TRY(span(entry));
        const auto whole = outage.resource == none ? 1 : model_.resources[outage.resource].capacity;
        outage.units = TRY(entry.small("units", std::max(1, whole)));
        model_.outages.push_back(outage);
        return {};
    });
}

Result<void> ModelReader::mode(const Reader& entry, Activity& activity) {
    Mode mode{.first_need = static_cast<std::int32_t>(model_.needs.size())};
    mode.duration = TRY(entry.integer("duration", 0));
    mode.cost = TRY(entry.integer("cost", 0));
    TRY(each(entry, "needs", [&](const Reader& part) -> Result<void> {
        Need need;
        need.resource = TRY(part.index("resource", resources_, "resource_must_exist"));
        need.units = TRY(part.small("units", 1));
        const auto wanted = TRY(part.text("skill"));
        if (need.resource == none && wanted.empty())
            return refuse(at("resource_must_exist", part.path("resource")));
        if (need.resource == none) need.skill = skill(wanted);
        if (need.resource == none && need.skill >= 64)
            return refuse(at("skills_must_be_fewer", part.path("skill")));
        model_.needs.push_back(need);
        return {};
    }));
    mode.needs = static_cast<std::int32_t>(model_.needs.size()) - mode.first_need;
    model_.modes.push_back(mode);
    ++activity.modes;
    return {};
}

Result<void> ModelReader::standing(const Reader& entry, Activity& activity) {
    const auto word = TRY(entry.text("standing"));
    activity.planned_start = TRY(entry.integer("start", none));
    const auto mode = TRY(entry.integer("mode", 0));
    const auto& used = *TRY(entry.list("resources"));
    for (const auto& value : used) {
        const auto found = resources_.find(value.is_string() ? std::string(value.as_string()) : "");
        if (found == resources_.end()) return refuse(at("resource_must_exist", entry.path("resources")));
        activity.planned_used.push_back(found->second);
    }
    if (activity.planned_start == none) {
        activity.planned_used.clear();
    } else {
        if (mode < 0 || mode >= activity.modes)
            return refuse(at("activity_must_have_a_mode", entry.path("mode")));
        activity.planned_mode = activity.first_mode + static_cast<std::int32_t>(mode);
    }
    if (word == "frozen")
        activity.standing = Standing::frozen;
    else if (word == "started")
        activity.standing = Standing::started;
    else if (!word.empty() && word != "open")
        return refuse(at("standing_must_be_known", entry.path("standing")));
    return {};
}

Result<void> ModelReader::activity(const Reader& entry) {
    Activity activity{.name = TRY(entry.text("name"))};
    TRY(name(activities_, activity.name, entry.path("name")));
    activity.group = TRY(entry.text("group"));
    activity.first_mode = static_cast<std::int32_t>(model_.modes.size());
    if (const auto wanted = TRY(entry.text("family")); !wanted.empty()) activity.family = family(wanted);
    activity.release = TRY(entry.integer("release", 0));
    activity.due = TRY(entry.integer("due", never));
    activity.deadline = TRY(entry.integer("deadline", never));
    activity.weight = TRY(entry.integer("weight", 1));
    activity.priority = TRY(entry.small("priority", 0));
    activity.may_pause = TRY(entry.flag("may_pause"));
    if (!entry.find("modes")) TRY(mode(entry, activity));  // the only mode may stand in the activity itself
    TRY(each(entry, "modes", [&](const Reader& part) { return mode(part, activity); }));
    TRY(standing(entry, activity));
    activity.optimistic = TRY(entry.integer("optimistic", none));
    activity.pessimistic = TRY(entry.integer("pessimistic", none));
    activity.budget = TRY(entry.integer("budget", 0));
    activity.actual_cost = TRY(entry.integer("actual_cost", 0));
    activity.percent_complete = TRY(entry.small("percent_complete", 0));
    if (activity.percent_complete < 0 || activity.percent_complete > 100)
        return refuse(at("share_must_be_in_range", entry.path("percent_complete")));
    model_.activities.push_back(std::move(activity));
    return {};
}

Result<void> ModelReader::links(const Reader& root) {
    return each(root, "links", [&](const Reader& entry) -> Result<void> {
        Link link;
        link.from = TRY(entry.index("from", activities_, "activity_must_exist"));
        link.to = TRY(entry.index("to", activities_, "activity_must_exist"));
        if (link.from == none || link.to == none)
            return refuse(at("activity_must_exist", entry.path("from")));
        link.lag = TRY(entry.integer("lag", 0));
        const auto kind = TRY(entry.text("kind"));
        if (kind == "SS")
            link.kind = LinkKind::start_start;
        else if (kind == "FF")
            link.kind = LinkKind::finish_finish;
        else if (kind == "SF")
            link.kind = LinkKind::start_finish;
        else if (!kind.empty() && kind != "FS")
            return refuse(at("link_must_be_known", entry.path("kind")));
        model_.links.push_back(link);
        return {};
    });
}

Result<void> ModelReader::objectives(const Reader& root) {
    static const std::unordered_map<std::string_view, Objective> known{{"makespan", Objective::makespan},
                                                                       {"tardiness", Objective::tardiness},
                                                                       {"setup", Objective::setup},
                                                                       {"stability", Objective::stability},
                                                                       {"cost", Objective::cost}};
    const auto& list = *TRY(root.list("objectives"));
    if (!list.empty()) model_.objectives.clear();
    for (const auto& value : list) {
        const auto found =
            known.find(value.is_string() ? std::string_view(value.as_string()) : std::string_view());
        if (found == known.end()) return refuse(at("objective_must_be_known", "objectives"));
        model_.objectives.push_back(found->second);
    }
    return {};
}

Result<Model> ModelReader::read(const json::value& value) {
    const Reader root(value, "");
    TRY(root.check_object());
    model_.now = TRY(root.integer("now", 0));
    TRY(calendars(root));
    TRY(setups(root));
    TRY(resources(root));
    TRY(outages(root));
    TRY(each(root, "activities", [&](const Reader& entry) { return activity(entry); }));
    TRY(links(root));
    TRY(objectives(root));
    TRY(root.check_nothing_else());
    return std::move(model_);
}

Result<json::value> parsed(std::string_view text) {
    boost::system::error_code error;
    json::stream_parser parser;
    const auto read = parser.write_some(text.data(), text.size(), error);
    if (!error && read < text.size()) error = json::error::extra_data;
    if (!error) parser.finish(error);
    if (error)
        return refuse(Problem{"json_must_be_valid", ""}
                          .with("line", std::to_string(JsonCursor(text).line_at(read)))
                          .with("cause", error.message()));
    auto value = parser.release();
    if (!value.is_object()) return refuse(at("object_must_be_valid", ""));
    TRY(check_keys_stand_once(text));
    return value;
}

Problem with_line(Problem problem, std::string_view text) {
    if (!problem.field.empty())
        problem.values.emplace_back("line", std::to_string(line_of(text, problem.field)));
    return problem;
}

Problem with_file(Problem problem, const char* file) { return std::move(problem).with("file", file); }

/// A model, the plan that was made of it, and what has changed since.
class ChangedModel {
public:
    ChangedModel(std::string_view model, std::string_view plan, std::string_view changes)
        : model_text_(model), plan_text_(plan), changes_text_(changes) {}

    Result<Model> read();

private:
    void find_activities();
    Result<void> take_plan();
    Result<void> take_changes();
    void append(const char* list);
    Problem placed(Problem problem) const;

    std::string_view model_text_, plan_text_, changes_text_;
    json::value model_, plan_, changes_;
    std::unordered_map<std::string, json::object*> activities_;
};

void ChangedModel::find_activities() {
    auto* activities = model_.as_object().if_contains("activities");
    if (!activities || !activities->is_array()) return;
    for (auto& entry : activities->as_array())
        if (const auto name = Reader(entry, "").text("name"); name && entry.is_object())
            activities_.emplace(*name, &entry.as_object());
}

Result<void> ChangedModel::take_plan() {
    std::set<std::string> seen;
    for (const auto& operation : TRY(entries(Reader(plan_, ""), "operations"))) {
        const auto name = TRY(operation.text("name"));
        const auto found = activities_.find(name);
        if (found == activities_.end()) return refuse(at("plan_must_fit_the_model", operation.path("name")));
        if (!seen.insert(name).second) return refuse(at("name_must_be_unique", operation.path("name")));
        auto& activity = *found->second;
        activity["start"] = TRY(operation.integer("start", 0));
        activity["mode"] = TRY(operation.integer("mode", 0));
        activity["resources"] = *TRY(operation.list("resources"));
    }
    return {};
}

void ChangedModel::append(const char* list) {
    const auto* added = changes_.as_object().if_contains(list);
    if (!added || !added->is_array()) return;
    auto& into = model_.as_object()[list];
    if (!into.is_array()) into = json::array{};
    for (const auto& entry : added->as_array()) into.as_array().push_back(entry);
}

Result<void> ChangedModel::take_changes() {
    const Reader changed(changes_, "");
    TRY(each(changed, "late_materials", [&](const Reader& late) -> Result<void> {
        const auto found = activities_.find(TRY(late.text("activity")));
        if (found == activities_.end()) return refuse(at("activity_must_exist", late.path("activity")));
        (*found->second)["release"] = TRY(late.integer("release", 0));
        return {};
    }));
    for (const auto* list : {"activities", "links", "outages"}) {
        TRY(changed.list(list));
        append(list);
    }
    model_.as_object()["now"] = TRY(changed.integer("now", 0));
    return changed.check_nothing_else();
}

// What the changes add stands behind the model's own.
Problem ChangedModel::placed(Problem problem) const {
    const auto parts = split(problem.field, '/');
    const auto list = std::string(parts.front());
    const auto index = parts.size() > 1 ? to_integer(parts[1]) : std::nullopt;
    const auto* added = changes_.as_object().if_contains(list);
    if (!index || !added || !added->is_array()) return with_line(std::move(problem), model_text_);
    const auto all = model_.as_object().at(list).as_array().size();
    const auto own = static_cast<std::int64_t>(all - added->as_array().size());
    if (*index < own) return with_line(std::move(problem), model_text_);
    const auto rest = problem.field.substr(list.size() + 1 + parts[1].size());
    problem.field = list + "/" + std::to_string(*index - own) + rest;
    return with_file(with_line(std::move(problem), changes_text_), "changes");
}

Result<Model> ChangedModel::read() {
    const auto in_plan = [](Problem problem) { return with_file(std::move(problem), "plan"); };
    const auto in_changes = [](Problem problem) { return with_file(std::move(problem), "changes"); };
    model_ = TRY(parsed(model_text_));
    plan_ = TRY(parsed(plan_text_).map_error(in_plan));
    changes_ = TRY(parsed(changes_text_).map_error(in_changes));
    find_activities();
    TRY(take_plan().map_error([&](Problem problem) { return in_plan(with_line(problem, plan_text_)); }));
    TRY(take_changes().map_error(
        [&](Problem problem) { return in_changes(with_line(problem, changes_text_)); }));
    return ModelReader().read(model_).map_error([&](Problem problem) { return placed(std::move(problem)); });
}

}  // namespace

Result<Model> read_changed_model(std::string_view model, std::string_view plan, std::string_view changes) {
    return ChangedModel(model, plan, changes).read();
}

Result<Model> read_model(std::string_view text) {
    return ModelReader().read(TRY(parsed(text))).map_error([&](Problem problem) {
        return with_line(std::move(problem), text);
    });
}

}  // namespace octant::engine::schedule
