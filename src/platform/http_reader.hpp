#pragma once
// One request, read by Beast's parser. Included by http_server.cpp only.

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "platform/http.hpp"
#include "platform/http_text.hpp"

namespace octant::platform::http {

/// Reads one request straight into our Request. Trailer fields are dropped.
class RequestReader final : public boost::beast::http::basic_parser<true> {
public:
    RequestReader(const ServerOptions& options, std::string remote) {
        request.remote = std::move(remote);
        eager(true);
        header_limit(static_cast<std::uint32_t>(options.header_limit));
        body_limit(options.body_limit);
    }
    bool wants_continue() const {
        return is_header_done() && !is_done() && expects_continue_ && !is_http_1_0;
    }

    Request request;
    bool is_head = false;
    bool is_http_1_0 = false;

private:
    using Text = boost::beast::string_view;
    using Field = boost::beast::http::field;
    using Error = boost::beast::error_code;
    static Error bad() { return make_error_code(boost::beast::http::error::bad_value); }
    static std::string_view view(Text text) { return {text.data(), text.size()}; }

    void on_request_impl(boost::beast::http::verb, Text method, Text target, int version,
                         Error& error) override {
        is_head = method == "HEAD";
        request.method = is_head ? "GET" : std::string(view(method));
        is_http_1_0 = version < 11;
        auto parsed = platform::parse_target(view(target));
        if (!parsed) {
            error = bad();
            return;
        }
        request.path = std::move(parsed->path);
        request.query = std::move(parsed->query);
        request.headers.reserve(16);
    }
    void on_field_impl(Field field, Text name, Text value, Error&) override {
        if (in_body_) return;
        hosts_ += field == Field::host;
        if (field == Field::transfer_encoding) encoded_ = true;
        if (field == Field::expect) expects_continue_ = boost::beast::iequals(value, "100-continue");
        request.headers.emplace_back(lower(view(name)), view(value));
    }
    void on_header_impl(Error& error) override {
        in_body_ = true;
        // An encoding we cannot undo hides where the body ends: the next request could be smuggled in it.
        const bool clear_length = !encoded_ || (chunked() && !is_http_1_0 && has_only_chunked());
        if (!clear_length || hosts_ > 1 || (hosts_ == 0 && !is_http_1_0)) error = bad();
    }
    bool has_only_chunked() const { return lower(request.header("transfer-encoding")) == "chunked"; }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) override {
        // What the client only announces must not cost memory yet.
        request.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(length.value_or(0), 1U << 20)));
    }
    std::size_t on_body_impl(Text body, Error&) override {
        request.body.append(body.data(), body.size());
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text body, Error& error) override {
        return on_body_impl(body, error);
    }
    void on_finish_impl(Error&) override {}
    void on_response_impl(int, Text, int, Error&) override {}

    int hosts_ = 0;
    bool encoded_ = false;
    bool expects_continue_ = false;
    bool in_body_ = false;
};

/// How reading a request ended; the others are the status of the refusal.
enum class Reading : int {
    complete = 0,
    gone = 1,
    malformed = 400,
    late = 408,
    body_large = 413,
    header_large = 431
};

inline Reading reading_of(const boost::beast::error_code& error) {
    if (error == boost::beast::http::error::body_limit) return Reading::body_large;
    if (error == boost::beast::http::error::header_limit) return Reading::header_large;
    return Reading::malformed;
}

}  // namespace octant::platform::http
