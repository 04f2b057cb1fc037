// Against a local stand-in that speaks the table service's protocol on a loopback socket.
#include "app/engines/distances.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace octant::app {
namespace {

/// Answers each connection with the next prepared response, then closes it.
class StandIn {
public:
    explicit StandIn(std::vector<std::string> responses) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        socklen_t size = sizeof address;
        EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        port_ = ntohs(address.sin_port);
        EXPECT_EQ(::listen(socket_, 8), 0);
        thread_ = std::thread([this, responses = std::move(responses)] { serve(responses); });
    }
    ~StandIn() {
        thread_.join();
        ::close(socket_);
    }
    std::uint16_t port() const { return port_; }
    const std::vector<std::string>& requests() const { return requests_; }

private:
    void serve(const std::vector<std::string>& responses) {
        for (const auto& response : responses) {
            const int client = ::accept(socket_, nullptr, nullptr);
            std::string request;
            char bytes[4096];
            while (request.find("\r\n\r\n") == std::string::npos) {
                const auto count = ::read(client, bytes, sizeof bytes);
                if (count <= 0) break;
                request.append(bytes, static_cast<std::size_t>(count));
            }
            requests_.push_back(request.substr(0, request.find("\r\n")));
            const auto written = ::write(client, response.data(), response.size());
            EXPECT_EQ(written, static_cast<ssize_t>(response.size()));
            ::close(client);
        }
    }

    int socket_;
    std::uint16_t port_ = 0;
    std::vector<std::string> requests_;
    std::thread thread_;
};

std::string http(int status, const std::string& body) {
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

TEST(Distances, TilesAreFetchedRetriedAndTheirGapsFilled) {
    const std::vector<engine::route::GeoPoint> points{{31, 121}, {31.1, 121}, {31.2, 121}};
    StandIn service({http(503, "busy"),
                     http(200, R"({"code":"Ok","durations":[[0,7],[8,0]],"distances":[[0,70],[80,0]]})"),
                     http(200, R"({"code":"Ok","durations":[[9],[null]],"distances":[[90],[91]]})"),
                     http(200, R"({"code":"Ok","durations":[[10,11]],"distances":[[100,110]]})"),
                     http(200, R"({"code":"Ok","durations":[[0]],"distances":[[0]]})")});
    const auto table = fetch_table({.port = service.port(), .most_coordinates = 4}, points, {});
    EXPECT_EQ(table.seconds[1], 7);
    EXPECT_EQ(table.metres[3], 80);
    EXPECT_EQ(table.seconds[2], 9);
    EXPECT_EQ(table.seconds[7], 11);
    EXPECT_EQ(table.filled, 1);
    EXPECT_GT(table.seconds[5], 1000);  // 11 km, estimated
    EXPECT_EQ(table.metres[5], 91);
    EXPECT_NE(table.provenance.find("1 cells estimated"), std::string::npos);
}

TEST(Distances, ADeadServiceLeavesTheEstimate) {
    const std::vector<engine::route::GeoPoint> points{{31, 121}, {31.1, 121}};
    const auto table = fetch_table({.port = 1, .attempts = 1}, points, {});
    EXPECT_EQ(table.filled, 4);
    EXPECT_GT(table.metres[1], 11'000);
}

}  // namespace
}  // namespace octant::app
