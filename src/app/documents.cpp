#include "app/documents.hpp"

#include <array>

#include "app/explain.hpp"
#include "app/reactions.hpp"
#include "app/words.hpp"
#include "platform/catalogue.hpp"
#include "platform/registry.hpp"
#include "platform/schema.hpp"
#include "platform/user.hpp"
#include "sales/sales.hpp"

namespace octant::app {

using platform::type_info;

void register_all() {
    static const std::array types{
        &type_info<platform::CompanyRecord>(),
        &type_info<platform::Team>(),
        &type_info<platform::User>(),
        &type_info<master::Unit>(),
        &type_info<master::Tax>(),
        &type_info<master::ExchangeRate>(),
        &type_info<master::Calendar>(),
        &type_info<master::Site>(),
        &type_info<master::Employee>(),
        &type_info<master::Party>(),
        &type_info<master::Item>(),
        &type_info<finance::Account>(),
        &type_info<finance::Period>(),
        &type_info<finance::JournalEntry>(),
        &type_info<finance::Invoice>(),
        &type_info<finance::Payment>(),
        &type_info<finance::DunningLevel>(),
        &type_info<finance::DunningLetter>(),
        &type_info<finance::DunningRun>(),
        &type_info<finance::Allowance>(),
        &type_info<inventory::Location>(),
        &type_info<inventory::Lot>(),
        &type_info<inventory::StockMove>(),
        &type_info<inventory::Reservation>(),
        &type_info<inventory::Adjustment>(),
        &type_info<inventory::CarryingCost>(),
        &type_info<supply::Receipt>(),
        &type_info<supply::Delivery>(),
        &type_info<sales::PriceList>(),
        &type_info<sales::Quotation>(),
        &type_info<sales::Order>(),
        &type_info<sales::Return>(),
    };
    platform::register_nouns(types);
    auto tables = finance::tables();
    for (auto& table : inventory::tables()) tables.push_back(std::move(table));
    platform::register_tables(std::move(tables));
    platform::register_steps({});  // none yet: {2, {"ALTER TABLE .. RENAME COLUMN .."}}
    platform::set_reactions(reactions());
    platform::load_catalogue(catalogue_text());
}

std::vector<platform::Report> reports() {
    auto all = finance::reports();
    for (auto& report : supply::reports()) all.push_back(std::move(report));
    for (auto& report : app_reports()) all.push_back(std::move(report));
    return all;
}

}  // namespace octant::app
