#include <toml++/toml.h>

#include "app/files.hpp"
#include "app/import/sales_import.hpp"

namespace octant::app {
namespace {

std::string text_of(const toml::table& table, const char* section, const char* key) {
    const auto value = table[section][key].value<std::string>();
    if (!value) throw std::runtime_error(std::string("mapping: ") + section + "." + key + " must be a text");
    return *value;
}

}  // namespace

bool SalesMapping::is_service(std::string_view code) const {
    for (const std::string_view service : services)
        if (service.ends_with('*') ? code.starts_with(service.substr(0, service.size() - 1))
                                   : code == service)
            return true;
    return false;
}

SalesMapping read_sales_mapping(const std::string& text) {
    toml::table table;
    try {
        table = toml::parse(text);
    } catch (const toml::parse_error& error) {
        throw std::runtime_error("mapping, line " + std::to_string(error.source().begin.line) + ": " +
                                 std::string(error.description()));
    }
    SalesMapping m;
    m.company = {text_of(table, "company", "code"), text_of(table, "company", "name"),
                 text_of(table, "company", "currency"), text_of(table, "company", "chart"), "en"};
    m.number = text_of(table, "columns", "number"), m.item = text_of(table, "columns", "item"),
    m.item_name = text_of(table, "columns", "item_name");
    m.quantity = text_of(table, "columns", "quantity"), m.date = text_of(table, "columns", "date"),
    m.price = text_of(table, "columns", "price");
    m.customer = text_of(table, "columns", "customer"), m.region = text_of(table, "columns", "region");
    m.return_prefix = table["documents"]["return_prefix"].value_or(std::string());
    m.bad_debt_prefix = table["documents"]["bad_debt_prefix"].value_or(std::string());
    if (const auto* services = table["items"]["services"].as_array())
        for (const auto& service : *services) m.services.push_back(service.value_or(std::string()));
    m.cost_share = table["opening"]["cost_share"].value_or(0.5);
    return m;
}

std::string online_retail_mapping() {
    return {
#include "online_retail_mapping.inc"
    };
}

}  // namespace octant::app
