#pragma once
// JSON of the rich model, and of what is added to it during the day; each refusal names the path of the
// value.

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <map>

#include "engine/route/rich_model.hpp"
#include "engine/route/table.hpp"

namespace octant::engine::route {

/// A JSON object with the path that leads to it, so that a refusal can say where.
class JsonNode {
public:
    JsonNode(const boost::json::object& object, std::string path)
        : object_(&object), path_(std::move(path)) {}

    bool has(std::string_view key) const { return object_->contains(key); }
    const boost::json::value* find(std::string_view key) const { return object_->if_contains(key); }
    std::string at(std::string_view key) const {
        return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
    }
    const std::string& path() const { return path_; }

    Result<std::int64_t> integer(std::string_view key, std::int64_t otherwise) const {
        const auto* value = find(key);
        if (!value || value->is_null()) return otherwise;
        return integer_of(*value, at(key));
    }
    static Result<std::int64_t> integer_of(const boost::json::value& value, const std::string& path) {
        if (!value.is_number()) return refuse("value_must_be_a_number", path);
        const auto number = value.to_number<double>();
        if (!std::isfinite(number) || std::abs(number) > 1e12) return refuse("value_must_be_in_range", path);
        return std::llround(number);
    }
    Result<double> real(std::string_view key, double otherwise) const {
        const auto* value = find(key);
        if (!value || value->is_null()) return otherwise;
        if (!value->is_number()) return refuse("value_must_be_a_number", at(key));
        return value->to_number<double>();
    }
    Result<std::string> text(std::string_view key) const {
        const auto* value = find(key);
        if (!value || !value->is_string()) return refuse("value_must_be_a_text", at(key));
        return std::string(value->as_string());
    }
    bool flag(std::string_view key) const {
        const auto* value = find(key);
        return value && value->is_bool() && value->as_bool();
    }
    /// A misspelt key would silently drop what was meant.
    Result<void> has_only(std::initializer_list<std::string_view> keys) const {
        for (const auto& item : *object_)
            if (std::find(keys.begin(), keys.end(), std::string_view(item.key())) == keys.end())
                return refuse("key_must_be_known", at(item.key()));
        return {};
    }
    /// The objects of an array; an absent one is empty.
    Result<std::vector<JsonNode>> objects(std::string_view key) const {
        std::vector<JsonNode> nodes;
        const auto* value = find(key);
        if (!value || value->is_null()) return nodes;
        if (!value->is_array()) return refuse("value_must_be_a_list", at(key));
        for (std::size_t i = 0; i < value->as_array().size(); ++i) {
            const auto& item = value->as_array()[i];
            const auto path = at(key) + "[" + std::to_string(i) + "]";
            if (!item.is_object()) return refuse("value_must_be_an_object", path);
            nodes.emplace_back(item.as_object(), path);
        }
        return nodes;
    }

private:
    const boost::json::object* object_;
    std::string path_;
};

class RichReader {
public:
    /// Knows the names that the model has already.
    explicit RichReader(RichModel& model);

    Result<void> read(const boost::json::object& object);
    Result<void> read_places(const JsonNode& root);
    Result<int> place(const boost::json::value* value, const std::string& path) const;
    /// Places with coordinates that the model has not; distances to them are estimated.
    Result<void> read_new_places(const JsonNode& root);
    Result<NewOrder> read_order(const JsonNode& node);
    Result<Window> window(const boost::json::value& value, const std::string& path) const;
    /// -1 when the key is absent.
    Result<int> vehicle(const JsonNode& node, std::string_view key) const;
    Result<int> order(const JsonNode& node, std::string_view key) const;

private:
    Result<bool> read_matrices(const JsonNode& root);
    Result<Calibration> read_legs(const JsonNode& root) const;
    Result<void> read_matrix(const JsonNode& root, std::string_view key,
                             std::vector<std::int64_t>& out) const;
    Result<Quantity> quantity(const JsonNode& node, std::string_view key, std::int64_t otherwise);
    Result<std::uint64_t> skills(const JsonNode& node);
    Result<void> read_vehicle(const JsonNode& node);
    Result<Task> read_task(const JsonNode& node, TaskKind kind) const;
    Result<void> read_tasks(const JsonNode& node, NewOrder& added) const;
    Result<Site> read_site(const JsonNode& node) const;

    RichModel& model_;
    std::map<std::string, int, std::less<>> places_, vehicles_, orders_;
};

/// Thousandths of a currency unit.
Result<std::int64_t> read_cost(const JsonNode& node, std::string_view key);
Result<boost::json::object> parse_object(std::string_view text, const char* what);

}  // namespace octant::engine::route
