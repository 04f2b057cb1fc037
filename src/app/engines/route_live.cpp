// octant route live MODEL EVENTS: one JSON object a line in, one a line out.
#include <fmt/core.h>

#include <boost/json.hpp>
#include <condition_variable>
#include <fstream>
#include <iostream>
#include <mutex>
#include <optional>
#include <queue>
#include <sstream>
#include <thread>

#include "app/engines/route_request.hpp"
#include "app/files.hpp"
#include "base/text.hpp"
#include "engine/route/live_json.hpp"

namespace octant::app {

namespace route = engine::route;
namespace json = boost::json;

namespace {

constexpr double slice_seconds = 0.2;  // of improvement, after which a waiting event is taken

/// Lines as they come, read on a thread of its own so that the plan can be improved in between.
class Lines {
public:
    explicit Lines(std::istream& input) : thread_([this, &input] { read(input); }) {}
    ~Lines() { thread_.join(); }
    Lines(const Lines&) = delete;
    Lines& operator=(const Lines&) = delete;

    bool is_waiting() {
        const std::lock_guard lock(mutex_);
        return lines_.empty() && !is_over_;
    }
    /// Nothing: the input has ended.
    std::optional<std::string> next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !lines_.empty() || is_over_; });
        if (lines_.empty()) return std::nullopt;
        auto line = std::move(lines_.front());
        lines_.pop();
        return line;
    }

private:
    void read(std::istream& input) {
        for (std::string line; std::getline(input, line);) {
            if (trim(line).empty()) continue;
            const std::lock_guard lock(mutex_);
            lines_.push(std::move(line));
            changed_.notify_one();
        }
        const std::lock_guard lock(mutex_);
        is_over_ = true;
        changed_.notify_one();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::queue<std::string> lines_;
    bool is_over_ = false;
    std::thread thread_;
};

class Day {
public:
    Day(const RouteRequest& request, route::LivePlan plan) : request_(request), plan_(std::move(plan)) {}

    void run(std::istream& input) {
        out(route::version_json(plan_, plan_.versions().back()));
        Lines lines(input);
        for (;;) {
            while (request_.improves_while_waiting && lines.is_waiting())
                improve({.seed = ++seed_,
                         .seconds = request_.elapsed_seconds() + slice_seconds,
                         .elapsed_seconds = request_.elapsed_seconds,
                         .threads = static_cast<int>(request_.threads)});
            const auto line = lines.next();
            if (!line) break;
            take(*line);
            if (request_.improve > 0)
                improve({.seed = ++seed_,
                         .iterations = request_.improve,
                         .threads = static_cast<int>(request_.threads)});
        }
        if (!request_.output.empty() && request_.output != "-") write_file(request_.output, text_);
    }

private:
    void out(const json::object& object) {
        const auto line = json::serialize(object) + "\n";
        if (request_.output.empty() || request_.output == "-") {
            fmt::print("{}", line);
            std::fflush(stdout);
        } else {
            text_ += line;
        }
    }
    void improve(const route::RichOptions& options) {
        const auto threshold = static_cast<std::int64_t>(request_.threshold * 1000);
        if (plan_.improve(options, threshold)) out(route::version_json(plan_, plan_.versions().back()));
    }
    Result<json::object> answer(const std::string& line) {
        boost::system::error_code error;
        const auto value = json::parse(line, error);
        const bool asks = !error && value.is_object() && value.as_object().contains("event") &&
                          value.at("event") == "quote";
        if (asks) {
            const auto [order, slots] = TRY(plan_.read_request(line));
            return route::quotes_json(plan_, plan_.quotes(order, slots), slots);
        }
        const auto event = TRY(plan_.read_event(line));
        return route::version_json(plan_, *TRY(plan_.take(event)));
    }
    /// A refused event changes nothing; the day goes on.
    void take(const std::string& line) {
        const auto start = request_.elapsed_seconds();
        auto answered = answer(line);
        if (!answered)
            out({{"refused", answered.error().rule}, {"field", answered.error().field}});
        else
            out(*answered);
        if (request_.report)
            fmt::print(stderr, "{:.1f} ms: {}\n", 1000 * (request_.elapsed_seconds() - start), line);
    }

    const RouteRequest& request_;
    route::LivePlan plan_;
    std::string text_;
    std::uint64_t seed_ = 0;
};

}  // namespace

Result<void> live(const RouteRequest& request) {
    auto model = TRY(read_rich_model(request, read_file(request.instance)));
    auto plan = TRY(first_plan(request, model));
    Day day(request, route::LivePlan(std::move(model), std::move(plan)));
    if (request.second == "-") {
        day.run(std::cin);
        return {};
    }
    std::istringstream events(read_file(request.second));
    day.run(events);
    return {};
}

}  // namespace octant::app
