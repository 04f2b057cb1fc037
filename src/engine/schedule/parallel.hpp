#pragma once
// Tasks that do not touch each other, on a few threads. Which thread runs a task never shows in its result.

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace octant::engine::schedule {

template <class Task>
void run_all(int threads, std::size_t count, const Task& task) {
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (auto i = next.fetch_add(1); i < count; i = next.fetch_add(1)) task(i);
    };
    std::vector<std::jthread> pool;
    for (int t = 1; t < std::min<int>(threads, static_cast<int>(count)); ++t) pool.emplace_back(work);
    work();
}

}  // namespace octant::engine::schedule
