#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace octant::platform {

/// A fixed number of threads and a bounded queue.
class Pool {
public:
    explicit Pool(int threads, std::size_t limit = 10'000) : limit_(limit) {
        for (int i = 0; i < threads; ++i)
            threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
    }
    ~Pool() {
        for (auto& thread : threads_) thread.request_stop();
        ready_.notify_all();
    }
    /// False when the queue is full: the caller says "busy".
    bool post(std::function<void()> work) {
        const std::lock_guard lock(mutex_);
        if (queue_.size() >= limit_) return false;
        queue_.push_back(std::move(work));
        ready_.notify_one();
        return true;
    }

private:
    void run(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (ready_.wait(lock, stop, [&] { return !queue_.empty(); })) {
            const auto work = std::move(queue_.front());
            queue_.pop_front();
            lock.unlock();
            work();
            lock.lock();
        }
    }

    std::size_t limit_;
    std::mutex mutex_;
    std::condition_variable_any ready_;
    std::deque<std::function<void()>> queue_;
    std::vector<std::jthread> threads_;
};

}  // namespace octant::platform
