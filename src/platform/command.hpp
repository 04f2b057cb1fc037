#pragma once
// A command that came over HTTP, carried out in a transaction: idempotency key, preview, refusal, answer.

#include <string>

#include "platform/context.hpp"
#include "platform/session.hpp"

namespace octant::platform {

struct Command {
    enum Kind { create, complete, edit, verb, erase } kind;
    const TypeInfo* type = nullptr;
    std::int64_t id = 0;
    std::string verb_name{};
    std::string body{};
    std::int64_t version = 0;  // If-Match; 0: any
    std::string key{};         // Idempotency-Key
    std::string note{};
    bool preview = false;
    bool titles = false;
};

struct Answer {
    int status = 200;
    std::string body;
    std::int64_t version = 0;  // for ETag; 0: none
    bool touched_access = false;
};

struct Performed {
    Answer answer;
    Outcome outcome;  // whether the transaction is to be kept
};

/// Fills the context's clock and calls the kernel.
Performed perform(Connection& connection, IdSource& ids, const Principal& principal, const Command& command);

/// Answers older than `before` are given no second time. Returns how many.
std::int64_t forget_answers(Context& cx, Instant before);

/// Today and now for a principal.
void set_clock(Context& cx, const Principal& principal);

}  // namespace octant::platform
