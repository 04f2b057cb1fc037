// Filters as people type them: rows or a refusal, never a fault of the database.

#include "app/fuzz_house.hpp"
#include "platform/list.hpp"
#include "platform/registry.hpp"

using namespace octant;
using namespace octant::platform;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto& house = app::FuzzHouse::instance();
    static const auto* order = find_noun("sales.order");
    const auto text = app::text_of(data, size);
    const auto half = text.substr(0, text.find('\n'));
    house.workspace.database().read([&](Connection& connection) {
        Context cx(connection, house.who->company, house.who->actor, house.workspace.ids());
        set_clock(cx, *house.who);
        ListQuery wanted{.filter = std::string(half)};
        if (half.size() < text.size()) wanted.sort = text.substr(half.size() + 1);
        (void)list_json(cx, *order, wanted);
    });
    return 0;
}
