// Files as people upload them: each row taken or refused by number, never a fault.

#include "app/fuzz_house.hpp"
#include "platform/registry.hpp"
#include "platform/transfer.hpp"

using namespace octant;
using namespace octant::platform;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto& house = app::FuzzHouse::instance();
    static const auto* item = find_noun("master.item");
    const auto csv = "code,name,unit,list_price,components.item,components.quantity\n" +
                     std::string(app::text_of(data, size));
    const auto result = import_csv({house.workspace.database(), house.workspace.ids(), *house.who}, *item,
                                   csv, {.dry_run = true, .key = "code"});
    check(!result || result->created + result->updated + result->unchanged + result->refused <= result->rows);
    return 0;
}
