// Bodies as the network may bring them: an answer or a refusal, never a fault.

#include "app/fuzz_house.hpp"
#include "platform/registry.hpp"

using namespace octant;
using namespace octant::platform;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto& house = app::FuzzHouse::instance();
    static const auto* order = find_noun("sales.order");
    const Command command{
        .kind = Command::create, .type = order, .body = std::string(app::text_of(data, size))};
    house.workspace.database().write([&](Connection& connection) {
        try {
            const auto done = perform(connection, house.workspace.ids(), *house.who, command);
            check(done.answer.status < 500);
        } catch (const std::overflow_error&) {  // the API answers number_must_be_in_range
        }
        return Outcome::undo;
    });
    return 0;
}
