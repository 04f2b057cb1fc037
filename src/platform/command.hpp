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

/// Fills the context's clock and calls the kernel. Says in `outcome` whether the transaction is to be kept.
Answer perform(Connection& connection, IdSource& ids, const Principal& principal, const Command& command,
               Outcome& outcome);

/// Today and now for a principal.
void set_clock(Context& cx, const Principal& principal);

}  // namespace octant::platform
