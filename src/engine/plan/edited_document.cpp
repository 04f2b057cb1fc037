#include "engine/plan/edited_document.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <functional>

#include "base/time.hpp"

namespace octant::engine::plan {
namespace {

namespace json = boost::json;
using Object = json::object;

double number_at(const Object& row, std::string_view key, double otherwise) {
    const auto* value = row.if_contains(key);
    if (value == nullptr || value->is_null()) return otherwise;
    return value->is_string() ? std::atof(value->as_string().c_str()) : value->to_number<double>();
}

std::string text_at(const Object& row, std::string_view key) {
    const auto* value = row.if_contains(key);
    if (value == nullptr || value->is_null()) return {};
    return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
}

std::string place(const Object& row) {
    auto name = text_at(row, row.contains("item") ? "item" : "id");
    const auto site = text_at(row, row.contains("to_site") ? "to_site" : "site");
    return site.empty() ? name : name + "@" + site;
}

/// Down to a millionth, as quantities are kept.
double scaled(double value, double percent) {
    const auto micro = static_cast<__int128>(std::llround(value * 1e6));
    const auto factor = 100'000'000 + std::llround(percent * 1e6);
    return static_cast<double>(static_cast<std::int64_t>(micro * factor / 100'000'000)) / 1e6;
}

class Editor {
public:
    explicit Editor(Object& network) : network_(network) {
        const auto& plan = network.at("plan").as_object();
        if (const auto date = parse_date(text_at(plan, "start").substr(0, 10))) start_ = *date;
        days_ = number_at(plan, "days", 0);
        std::int64_t count = 0;
        each("demands", [&](Object& row) {
            ++count;
            if (text_at(row, "id").empty()) row["id"] = "demand " + std::to_string(count);
        });
    }

    bool apply(const Object& edit) {
        const auto kind = text_at(edit, "edit");
        if (kind == "add_demand" || kind == "change_demand" || kind == "remove_demand")
            change_demands(edit, kind);
        else if (kind == "scale_demand")
            scale_demand(edit);
        else if (kind == "on_hand" || kind == "safety_stock" || kind == "price")
            change_item(edit, kind);
        else if (kind == "receipt")
            change_receipt(edit);
        else if (kind == "lead_time" || kind == "purchase_price")
            change_operation(edit, kind);
        else if (kind == "machine_down")
            add_outage(edit);
        else if (kind == "supplier_late")
            delay_supplier(edit);
        else if (kind == "budget")
            network_.at("plan").as_object()["budget_per_week"] = number_at(edit, "per_week", 0);
        else
            return false;
        return true;
    }

private:
    void each(std::string_view section, const std::function<void(Object&)>& visit) {
        auto* rows = network_.if_contains(section);
        if (rows == nullptr || !rows->is_array()) return;
        for (auto& row : rows->as_array())
            if (row.is_object()) visit(row.as_object());
    }
    json::array& section(std::string_view name) {
        auto& rows = network_[name];
        if (!rows.is_array()) rows = json::array{};
        return rows.as_array();
    }
    double day(const Object& row, std::string_view key, double otherwise) const {
        const auto* value = row.if_contains(key);
        if (value == nullptr || value->is_null()) return otherwise;
        if (value->is_number()) return value->to_number<double>();
        const auto date = parse_date(std::string(value->as_string()).substr(0, 10));
        return date ? static_cast<double>((*date - start_).count()) : otherwise;
    }

    void set_fields(const Object& edit, Object& row) const {
        for (const auto* key : {"quantity", "due", "priority", "price", "payment_days", "kind"})
            if (edit.contains(key)) row[key] = edit.at(key);
    }

    void change_demands(const Object& edit, const std::string& kind) {
        auto& rows = section("demands");
        const auto id = text_at(edit, "id");
        if (kind == "add_demand") {
            Object row{{"id", id.empty() ? "scenario demand " + std::to_string(rows.size() + 1) : id},
                       {"item", edit.at("item")}};
            if (edit.contains("site")) row["site"] = edit.at("site");
            set_fields(edit, row);
            rows.push_back(row);
            return;
        }
        const auto is_it = [&](const json::value& row) { return text_at(row.as_object(), "id") == id; };
        auto found = std::ranges::find_if(rows, is_it);
        if (found == rows.end()) return;
        if (kind == "change_demand")
            set_fields(edit, found->as_object());
        else
            rows.erase(found);
    }

    void scale_demand(const Object& edit) {
        const auto which = text_at(edit, "kind");
        each("demands", [&](Object& row) {
            const auto due = std::floor(day(row, "due", 0));
            const bool fits =
                (!edit.contains("item") || place(edit) == place(row)) && due >= day(edit, "from", -1e9) &&
                due < day(edit, "until", 1e9) &&
                (which.empty() || (which == "forecast") == (text_at(row, "kind") == "forecast"));
            const auto quantity = scaled(number_at(row, "quantity", 0), number_at(edit, "percent", 0));
            if (fits && quantity > 0) row["quantity"] = quantity;
        });
    }

    void change_item(const Object& edit, const std::string& kind) {
        const auto target = place(edit);
        const bool relative = edit.contains("percent");
        const auto priced = [&](double old) {
            return relative ? scaled(old, number_at(edit, "percent", 0)) : number_at(edit, "price", 0);
        };
        each("items", [&](Object& row) {
            auto name = text_at(row, row.contains("id") ? "id" : "item");
            if (const auto site = text_at(row, "site"); !site.empty()) name += "@" + site;
            if (name != target) return;
            if (kind == "price")
                row["price"] = priced(number_at(row, "price", 0));
            else
                row[kind] = edit.at("quantity");
        });
        if (kind == "on_hand") {
            // All that does not spoil now stands with the item.
            auto& rows = section("on_hand");
            rows.erase(std::remove_if(rows.begin(), rows.end(),
                                      [&](const json::value& value) {
                                          const auto& row = value.as_object();
                                          return place(row) == target && text_at(row, "expiry").empty();
                                      }),
                       rows.end());
        }
        if (kind == "price")
            each("demands", [&](Object& row) {
                if (place(row) == target && !text_at(row, "price").empty() &&
                    std::floor(day(row, "due", 0)) >= day(edit, "from", -1e9))
                    row["price"] = priced(number_at(row, "price", 0));
            });
    }

    void change_receipt(const Object& edit) {
        auto& rows = section("receipts");
        for (auto it = rows.begin(); it != rows.end(); ++it) {
            auto& row = it->as_object();
            if (text_at(row, "id") != text_at(edit, "id")) continue;
            if (edit.contains("quantity")) row["quantity"] = edit.at("quantity");
            if (edit.contains("date")) row["date"] = edit.at("date");
            if (number_at(row, "quantity", 0) == 0) rows.erase(it);
            return;
        }
    }

    /// The name it goes by when it has no id of its own.
    static std::string operation_name(const Object& row) {
        if (const auto id = text_at(row, "id"); !id.empty()) return id;
        const auto supplier = text_at(row, "supplier");
        return (supplier.empty() ? "" : supplier + " ") + "for " + place(row);
    }

    void each_operation(const std::function<void(Object&)>& visit) {
        for (const auto* name : {"operations", "purchases", "transfers"}) each(name, visit);
    }

    void change_operation(const Object& edit, const std::string& kind) {
        each_operation([&](Object& row) {
            if (operation_name(row) != text_at(edit, "operation")) return;
            if (kind == "lead_time")
                row["lead_time_days"] = edit.at("days");
            else
                row["price"] = edit.at("price");
        });
    }

    void add_outage(const Object& edit) {
        each("resources", [&](Object& row) {
            if (text_at(row, "id") != text_at(edit, "resource")) return;
            auto& rows = row["outages"];
            if (!rows.is_array()) rows = json::array{};
            rows.as_array().push_back(Object{{"from", day(edit, "from", 0)},
                                             {"until", day(edit, "until", days_)},
                                             {"size", number_at(edit, "size", 1)}});
        });
    }

    void delay_supplier(const Object& edit) {
        const auto supplier = text_at(edit, "supplier");
        const auto later = number_at(edit, "days", 0);
        double usual = 0;
        each("suppliers", [&](Object& row) {
            if (text_at(row, "id") == supplier) usual = number_at(row, "lead_time_days", 0);
        });
        std::vector<std::string> places;
        each_operation([&](Object& row) {
            places.push_back(place(row));
            if (text_at(row, "supplier") == supplier)
                row["lead_time_days"] = number_at(row, "lead_time_days", usual) + later;
        });
        each_operation([&](Object& row) {
            const auto item = place(row);
            if (text_at(row, "supplier") != supplier || std::ranges::count(places, item) != 1) return;
            each("receipts", [&](Object& receipt) {
                if (place(receipt) == item)
                    receipt["date"] = std::min(std::floor(day(receipt, "date", 0)) + later, days_ - 1);
            });
        });
    }

    Object& network_;
    Date start_{};
    double days_ = 0;
};

}  // namespace

Result<std::string> edited_document(std::string_view network, std::string_view edits,
                                    const std::vector<std::size_t>& chosen) {
    boost::system::error_code fault;
    if (network.starts_with("\xEF\xBB\xBF")) network.remove_prefix(3);
    if (edits.starts_with("\xEF\xBB\xBF")) edits.remove_prefix(3);
    auto document = json::parse(json::string_view(network.data(), network.size()), fault);
    if (fault || !document.is_object()) return refuse("document_must_be_json", "network");
    const auto list = json::parse(json::string_view(edits.data(), edits.size()), fault);
    if (fault) return refuse("document_must_be_json", "scenario");
    const auto& rows = list.is_array() ? list.as_array() : list.at("edits").as_array();
    Editor editor(document.as_object());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!chosen.empty() && std::ranges::find(chosen, i + 1) == chosen.end()) continue;
        if (!editor.apply(rows[i].as_object()))
            return refuse("edit_kind_must_be_known", "edits " + std::to_string(i + 1));
    }
    return json::serialize(document);
}

}  // namespace octant::engine::plan
