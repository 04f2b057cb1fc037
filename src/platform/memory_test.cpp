#include "platform/memory.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>

namespace octant::platform {
namespace {

/// A counter row in a database that others use, too.
struct Counter {
    std::int64_t value = 0;
    std::int64_t advance(std::int64_t by) { return value += by; }
};

TEST(NumberBlocks, count_from_one_without_gaps_as_long_as_nobody_else_counts) {
    Counter counter;
    NumberBlocks blocks;
    for (std::int64_t number = 1; number <= 1000; ++number)
        ASSERT_EQ(blocks.take({1, "SO-2026"}, [&](auto by) { return counter.advance(by); }), number);
    EXPECT_GE(counter.value, 1000);
    EXPECT_LT(counter.value, 1200);
}

TEST(NumberBlocks, give_the_smallest_number_that_came_back_first) {
    Counter counter;
    NumberBlocks blocks;
    const NumberBlocks::Series series{1, "SO-2026"};
    const auto take = [&] { return blocks.take(series, [&](auto by) { return counter.advance(by); }); };
    EXPECT_EQ(take(), 1);
    EXPECT_EQ(take(), 2);
    EXPECT_EQ(take(), 3);
    blocks.give_back(series, 3);
    blocks.give_back(series, 1);
    EXPECT_EQ(take(), 1);
    EXPECT_EQ(take(), 3);
    EXPECT_EQ(take(), 4);
}

TEST(NumberBlocks, keep_series_and_companies_apart) {
    NumberBlocks blocks;
    const auto advance = [](std::int64_t by) { return by; };
    EXPECT_EQ(blocks.take({1, "SO-2026"}, advance), 1);
    EXPECT_EQ(blocks.take({2, "SO-2026"}, advance), 1);
    EXPECT_EQ(blocks.take({1, "DN-2026"}, advance), 1);
    EXPECT_EQ(blocks.take({1, "SO-2026"}, advance), 2);
}

TEST(NumberBlocks, return_the_end_that_was_not_used) {
    Counter counter;
    NumberBlocks blocks;
    const NumberBlocks::Series series{1, "SO-2026"};
    const auto take = [&] { return blocks.take(series, [&](auto by) { return counter.advance(by); }); };
    for (int i = 0; i < 3; ++i) take();
    blocks.give_back(series, 3);
    const auto rests = blocks.rests();
    ASSERT_EQ(rests.size(), 1U);
    EXPECT_EQ(rests[0].used, 2);
    EXPECT_EQ(rests[0].last, counter.value);
    EXPECT_TRUE(blocks.rests().empty());
}

TEST(NumberBlocks, give_each_number_to_one_thread_only) {
    std::atomic<std::int64_t> counter{0};
    NumberBlocks blocks;
    constexpr int threads = 4;
    constexpr int each = 500;
    std::array<std::vector<std::int64_t>, threads> taken;
    {
        std::vector<std::jthread> takers;
        for (auto& mine : taken)
            takers.emplace_back([&] {
                for (int i = 0; i < each; ++i)
                    mine.push_back(blocks.take({1, "JE-2026"}, [&](auto by) { return counter += by; }));
            });
    }
    std::set<std::int64_t> all;
    for (const auto& mine : taken) all.insert(mine.begin(), mine.end());
    EXPECT_EQ(all.size(), std::size_t{threads} * each);
    EXPECT_EQ(*all.rbegin(), threads * each);
}

RecordMemory::Value value(int number) { return std::make_shared<const int>(number); }
int number_in(const RecordMemory::Value& value) { return value ? *static_cast<const int*>(value.get()) : 0; }

TEST(RecordMemory, finds_under_the_same_version_only) {
    RecordMemory memory;
    memory.keep({1, nullptr, 10}, 7, value(1));
    memory.keep_key({1, nullptr, 10}, "A1", 7);
    EXPECT_EQ(number_in(memory.find({1, nullptr, 10}, 7)), 1);
    EXPECT_EQ(memory.find_key({1, nullptr, 10}, "A1"), 7);
    EXPECT_FALSE(memory.find({1, nullptr, 11}, 7));
    EXPECT_EQ(memory.find_key({1, nullptr, 11}, "A1"), 0);
    EXPECT_FALSE(memory.find({2, nullptr, 10}, 7));
}

TEST(RecordMemory, takes_nothing_from_one_who_sees_an_older_version) {
    RecordMemory memory;
    memory.keep({1, nullptr, 11}, 7, value(2));
    memory.keep({1, nullptr, 10}, 7, value(1));
    EXPECT_EQ(number_in(memory.find({1, nullptr, 11}, 7)), 2);
    EXPECT_FALSE(memory.find({1, nullptr, 10}, 7));
}

TEST(RecordMemory, forgets_all_of_a_noun_when_it_holds_too_much) {
    RecordMemory memory;
    for (std::int64_t id = 1; id <= 50'000; ++id) memory.keep({1, nullptr, 1}, id, value(1));
    EXPECT_TRUE(memory.find({1, nullptr, 1}, 50'000));
    EXPECT_FALSE(memory.find({1, nullptr, 1}, 1));
}

TEST(RecordMemory, knows_all_versions_by_the_newest_of_them) {
    RecordMemory memory;
    const auto versions = [](std::int64_t newest) {
        return std::make_shared<NounVersions>(NounVersions{{"", newest}, {"master.item", 5}});
    };
    EXPECT_EQ(memory.find_versions(1, 7), nullptr);
    memory.keep_versions(1, versions(7));
    ASSERT_NE(memory.find_versions(1, 7), nullptr);
    EXPECT_EQ(memory.find_versions(1, 7)->at("master.item"), 5);
    EXPECT_EQ(memory.find_versions(1, 8), nullptr);
    EXPECT_EQ(memory.find_versions(2, 7), nullptr);
    memory.keep_versions(1, versions(9));
    memory.keep_versions(1, versions(8));  // of a transaction that began before the last change
    EXPECT_NE(memory.find_versions(1, 9), nullptr);
    EXPECT_EQ(memory.find_versions(1, 8), nullptr);
}

TEST(RecordMemory, keeps_no_versions_without_the_newest) {
    RecordMemory memory;
    memory.keep_versions(1, std::make_shared<NounVersions>(NounVersions{{"master.item", 5}}));
    EXPECT_EQ(memory.find_versions(1, 0), nullptr);
}

}  // namespace
}  // namespace octant::platform
