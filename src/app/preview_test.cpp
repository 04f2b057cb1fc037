// A preview names the documents it touches, each once; of thousands it tells the first and counts the rest.

#include "platform/preview.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "app/story/stage.hpp"
#include "app/world/world.hpp"
#include "master/master.hpp"
#include "platform/command.hpp"
#include "platform/document.hpp"

namespace octant::app {
namespace {

namespace json = boost::json;
using namespace octant::platform;

/// What making (and then renaming) so many parties is told as.
json::value preview_of(std::size_t parties) {
    const Stage stage;
    Workspace workspace(stage.place(), {});
    EXPECT_TRUE(create_cast(workspace));
    json::value told;
    EXPECT_TRUE(workspace.write(0, [&](Context& cx) -> Result<void> {
        cx.depth = 1;
        Touches touches;
        cx.touches = &touches;
        for (std::size_t i = 0; i < parties; ++i) {
            master::Party party;
            party.code = fmt::format("P{}", i);
            party.name = "before";
            const auto made = TRY(create(cx, std::move(party)));
            auto renamed = made;
            renamed.name = "after";
            TRY(edit(cx, made, renamed));
        }
        told = json::parse("{" + effects_json(cx, touches) + "}");
        return {};
    }));
    return told;
}

std::size_t effects_in(const json::value& told) { return told.at("effects").as_array().size(); }

TEST(Preview, EachDocumentIsToldOnceWithItsLastValues) {
    const auto told = preview_of(2);
    ASSERT_EQ(effects_in(told), 2);
    EXPECT_TRUE(told.at("more").as_object().empty());
    const auto& effect = told.at("effects").at(0);
    EXPECT_EQ(effect.at("verb"), "create");
    for (const auto& change : effect.at("changes").as_array())
        if (change.at("field") == "name") EXPECT_EQ(change.at("new"), "after");
}

TEST(Preview, OfManyTheFirstAreToldAndTheRestCounted) {
    const auto told = preview_of(Touches::most + 7);
    EXPECT_EQ(effects_in(told), Touches::most);
    EXPECT_EQ(told.at("more").at("master.party").to_number<int>(), 7);
}

}  // namespace
}  // namespace octant::app
