#include "engine/plan/edits.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <unordered_map>

#include "base/json_text.hpp"
#include "base/text.hpp"
#include "engine/plan/directory.hpp"

namespace octant::engine::plan {
namespace {

namespace json = boost::json;
using Object = json::object;
using Refusal = octant::Problem;

class EditReader {
public:
    explicit EditReader(Problem& problem)
        : problem_(problem),
          directory_(problem),
          nodes_(problem.nodes),
          methods_(problem.methods),
          receipts_(problem.receipts) {
        for (const auto& demand : problem.demands) demands_.emplace(demand.name, demand);
    }

    Result<EditGroup> read(const Object& row, std::size_t position) {
        where_ = "edits " + std::to_string(position);
        group_ = {.label = json::serialize(row)};
        const auto kind = text(row, "edit");
        static constexpr std::pair<std::string_view, Result<void> (EditReader::*)(const Object&)> kinds[] = {
            {"add_demand", &EditReader::add_demand},
            {"change_demand", &EditReader::change_demand},
            {"remove_demand", &EditReader::remove},
            {"scale_demand", &EditReader::scale_demand},
            {"on_hand", &EditReader::on_hand},
            {"safety_stock", &EditReader::safety_stock},
            {"receipt", &EditReader::receipt},
            {"lead_time", &EditReader::lead_time},
            {"purchase_price", &EditReader::purchase},
            {"price", &EditReader::price},
            {"machine_down", &EditReader::machine},
            {"supplier_late", &EditReader::supplier_late},
            {"budget", &EditReader::budget}};
        const auto* found = std::ranges::find(kinds, kind, [](const auto& k) { return k.first; });
        if (found == std::end(kinds)) return no("edit_kind_must_be_known", kind);
        TRY((this->*found->second)(row));
        return std::move(group_);
    }

private:
    tl::unexpected<Refusal> no(const char* rule, const std::string& what) const {
        return refuse(rule, where_ + " " + what);
    }

    static std::string text(const Object& row, std::string_view key) {
        const auto* value = row.if_contains(key);
        if (value == nullptr || value->is_null()) return {};
        return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
    }
    Result<std::int64_t> micro(const Object& row, std::string_view key) const {
        const auto number = to_real(text(row, key));
        if (!number || std::abs(*number) > 4e12) return no("number_must_be_in_range", std::string(key));
        return std::llround(*number * 1e6);
    }
    /// A count of days, a date, or a date with its time.
    Result<Moment> moment(const std::string& value) const {
        if (const auto number = to_integer(value); number && std::abs(*number) < 1'000'000)
            return Moment{static_cast<std::int32_t>(*number), 0};
        const auto moment = parse_moment(value, problem_.start);
        if (!moment) return no("date_must_be_valid", value);
        return *moment;
    }
    Result<std::int32_t> day(const Object& row, std::string_view key, std::int32_t otherwise) const {
        const auto value = text(row, key);
        if (value.empty()) return otherwise;
        return TRY(moment(value)).day;
    }
    Result<std::int32_t> node(const Object& row) const {
        auto name = text(row, "item");
        if (const auto site = text(row, "site"); !site.empty()) name += "@" + site;
        const auto index = directory_.node(name);
        if (index == none) return no("item_must_exist", name);
        return index;
    }
    Result<std::int32_t> method(const Object& row) const {
        const auto name = text(row, "operation");
        const auto index = directory_.method(name);
        if (index == none) return no("method_must_exist", name);
        return index;
    }

    /// Fields that stand in the row, over what the demand had.
    Result<void> set_fields(const Object& row, Demand& demand) const {
        if (row.contains("quantity")) demand.quantity = TRY(micro(row, "quantity"));
        if (const auto due = text(row, "due"); !due.empty()) {
            const auto at = TRY(moment(due));
            demand.due = at.day;
            demand.due_minute = at.minute;
        }
        if (row.contains("priority"))
            demand.priority = static_cast<std::int32_t>(TRY(micro(row, "priority")) / whole);
        if (row.contains("price")) demand.price = TRY(micro(row, "price"));
        if (row.contains("payment_days"))
            demand.payment_days = static_cast<std::int32_t>(TRY(micro(row, "payment_days")) / whole);
        if (row.contains("kind"))
            demand.kind = text(row, "kind") == "forecast" ? DemandKind::forecast : DemandKind::order;
        return {};
    }

    void push(EditKind kind, const Demand& demand) {
        group_.edits.push_back({.kind = kind, .target = demand.name, .demand = demand});
        demands_[demand.name] = demand;
    }

    void push_receipt(std::int32_t index) {
        const auto& receipt = receipts_[static_cast<std::size_t>(index)];
        group_.edits.push_back({.kind = EditKind::change_receipt,
                                .target = index,
                                .day = receipt.day,
                                .quantity = receipt.quantity});
    }

    Result<void> add_demand(const Object& row) {
        Demand demand;
        demand.node = TRY(node(row));
        TRY(set_fields(row, demand));
        auto id = text(row, "id");
        if (id.empty()) id = "scenario demand " + std::to_string(problem_.demand_names.size() + 1);
        if (directory_.demand(id) != none || added_.contains(id)) return no("id_must_be_unique", id);
        demand.name = problem_.demand_names.add(id);
        added_.emplace(id, demand.name);
        push(EditKind::add_demand, demand);
        return {};
    }

    Result<Demand> demand_named(const std::string& id) const {
        auto name = none;
        if (const auto at = directory_.demand(id); at != none)
            name = problem_.demands[static_cast<std::size_t>(at)].name;
        if (const auto at = added_.find(id); at != added_.end()) name = at->second;
        const auto found = demands_.find(name);
        if (found == demands_.end()) return no("demand_must_exist", id);
        return found->second;
    }

    Result<void> change_demand(const Object& row) {
        auto demand = TRY(demand_named(text(row, "id")));
        TRY(set_fields(row, demand));
        push(EditKind::change_demand, demand);
        return {};
    }

    Result<void> remove(const Object& row) {
        const auto demand = TRY(demand_named(text(row, "id")));
        group_.edits.push_back(
            {.kind = EditKind::remove_demand, .target = demand.name, .demand = {.node = demand.node}});
        demands_.erase(demand.name);
        return {};
    }

    /// All demands of an item (of every item without one) due in a time, by a percentage.
    Result<void> scale_demand(const Object& row) {
        const auto only = row.contains("item") ? TRY(node(row)) : none;
        const auto from = TRY(day(row, "from", INT32_MIN)), until = TRY(day(row, "until", no_day));
        const auto factor = 100 * whole + TRY(micro(row, "percent"));
        if (factor < 0) return no("quantity_must_be_positive", "percent");
        const auto which = text(row, "kind");
        std::vector<Demand> chosen;
        for (const auto& [name, demand] : demands_) {
            const bool forecast = demand.kind == DemandKind::forecast;
            if ((only != none && demand.node != only) || demand.due < from || demand.due >= until) continue;
            if (which.empty() || (which == "forecast") == forecast) chosen.push_back(demand);
        }
        std::ranges::sort(chosen, {}, &Demand::name);
        for (auto demand : chosen) {
            demand.quantity =
                static_cast<std::int64_t>(static_cast<__int128>(demand.quantity) * factor / (100 * whole));
            if (demand.quantity > 0) push(EditKind::change_demand, demand);
        }
        return {};
    }

    Result<void> set_node(const Object& row, EditKind kind, std::string_view key) {
        const auto target = TRY(node(row));
        group_.edits.push_back({.kind = kind, .target = target, .quantity = TRY(micro(row, key))});
        return {};
    }
    Result<void> on_hand(const Object& row) { return set_node(row, EditKind::change_on_hand, "quantity"); }
    Result<void> safety_stock(const Object& row) {
        return set_node(row, EditKind::change_safety, "quantity");
    }

    Result<void> receipt(const Object& row) {
        const auto target = directory_.receipt(text(row, "id"));
        if (target == none) return no("receipt_must_exist", text(row, "id"));
        auto& receipt = receipts_[static_cast<std::size_t>(target)];
        if (row.contains("quantity")) receipt.quantity = TRY(micro(row, "quantity"));
        receipt.day = TRY(day(row, "date", receipt.day));
        push_receipt(target);
        return {};
    }

    Result<void> lead_time(const Object& row) {
        const auto target = TRY(method(row));
        auto& method = methods_[static_cast<std::size_t>(target)];
        const auto days = static_cast<std::int32_t>(TRY(micro(row, "days")) / whole);
        if (days < 0) return no("lead_time_must_not_be_negative", text(row, "operation"));
        method.lead_days = days + method.safety_days;
        group_.edits.push_back({.kind = EditKind::change_lead, .target = target, .day = method.lead_days});
        return {};
    }

    Result<void> purchase(const Object& row) {
        const auto target = TRY(method(row));
        group_.edits.push_back(
            {.kind = EditKind::change_price, .target = target, .quantity = TRY(micro(row, "price"))});
        return {};
    }

    /// What an item sells for, and all its demands that name a price of their own, by the same share.
    Result<void> price(const Object& row) {
        const auto target = TRY(node(row));
        auto& node_price = nodes_[static_cast<std::size_t>(target)].price;
        const bool relative = row.contains("percent");
        const auto factor = 100 * whole + (relative ? TRY(micro(row, "percent")) : 0);
        const auto scaled = [&](std::int64_t amount) {
            return static_cast<std::int64_t>(static_cast<__int128>(amount) * factor / (100 * whole));
        };
        const auto price = relative ? scaled(node_price) : TRY(micro(row, "price"));
        node_price = price;
        group_.edits.push_back({.kind = EditKind::change_sales_price, .target = target, .quantity = price});
        const auto from = TRY(day(row, "from", INT32_MIN));
        std::vector<Demand> chosen;
        for (const auto& [name, demand] : demands_)
            if (demand.node == target && demand.price != none && demand.due >= from) chosen.push_back(demand);
        std::ranges::sort(chosen, {}, &Demand::name);
        for (auto demand : chosen) {
            demand.price = relative ? scaled(demand.price) : price;
            push(EditKind::change_demand, demand);
        }
        return {};
    }

    Result<void> machine(const Object& row) {
        const auto resource = directory_.resource(text(row, "resource"));
        if (resource == none) return no("resource_must_exist", text(row, "resource"));
        const auto size = row.contains("size") ? TRY(micro(row, "size")) / whole : 1;
        const Outage outage{resource, TRY(day(row, "from", 0)), TRY(day(row, "until", problem_.days)),
                            static_cast<std::int32_t>(size)};
        group_.edits.push_back({.kind = EditKind::add_outage, .outage = outage});
        return {};
    }

    /// Every purchase of the supplier takes longer, and what is expected of items that it alone delivers
    /// comes later.
    Result<void> supplier_late(const Object& row) {
        const auto name = text(row, "supplier");
        const auto days = static_cast<std::int32_t>(TRY(micro(row, "days")) / whole);
        for (std::int32_t m = 0; m < std::ssize(methods_); ++m) {
            auto& method = methods_[static_cast<std::size_t>(m)];
            if (method.supplier == none || problem_.names[method.supplier] != name) continue;
            method.lead_days += days;
            group_.edits.push_back({.kind = EditKind::change_lead, .target = m, .day = method.lead_days});
            const auto& node = problem_.nodes[static_cast<std::size_t>(method.node)];
            for (auto r = node.receipts.begin; node.methods.size() == 1 && r < node.receipts.end; ++r) {
                auto& receipt = receipts_[static_cast<std::size_t>(r)];
                receipt.day = std::min(receipt.day + days, problem_.days - 1);
                push_receipt(r);
            }
        }
        if (group_.edits.empty()) return no("supplier_must_exist", name);
        return {};
    }

    Result<void> budget(const Object& row) {
        group_.edits.push_back({.kind = EditKind::change_budget, .quantity = TRY(micro(row, "per_week"))});
        return {};
    }

    Problem& problem_;
    Directory directory_;
    // As the edits so far leave them.
    std::vector<Node> nodes_;
    std::vector<Method> methods_;
    std::vector<Receipt> receipts_;
    std::unordered_map<std::string, std::int32_t> added_;
    std::unordered_map<std::int32_t, Demand> demands_;  // by name
    EditGroup group_;
    std::string where_;
};

}  // namespace

std::vector<Edit> EditFile::edits() const {
    std::vector<Edit> all;
    for (const auto& group : groups) all.insert(all.end(), group.edits.begin(), group.edits.end());
    return all;
}

Result<EditFile> read_edits(std::string_view text, Problem& problem, const std::vector<std::size_t>& chosen) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    boost::system::error_code fault;
    const auto value = json::parse(json::string_view(text.data(), text.size()), fault);
    if (fault) return refuse("document_must_be_json", "scenario");
    TRY(check_keys_stand_once(text));
    EditFile file;
    const json::array* rows = value.if_array();
    if (const auto* document = value.if_object()) {
        if (const auto* name = document->if_contains("name"); name != nullptr && name->is_string())
            file.name = name->as_string();
        if (const auto* edits = document->if_contains("edits")) rows = edits->if_array();
    }
    if (rows == nullptr) return refuse("document_must_be_json", "scenario edits");
    EditReader reader(problem);
    for (std::size_t i = 0; i < rows->size(); ++i) {
        const bool is_chosen = chosen.empty() || std::ranges::find(chosen, i + 1) != chosen.end();
        const auto* row = (*rows)[i].if_object();
        if (row == nullptr) return refuse("document_must_be_json", "edits " + std::to_string(i + 1));
        if (is_chosen) file.groups.push_back(TRY(reader.read(*row, i + 1)));
    }
    for (const auto position : chosen)
        if (position < 1 || position > rows->size())
            return refuse("edit_must_exist", std::to_string(position));
    return file;
}

}  // namespace octant::engine::plan
