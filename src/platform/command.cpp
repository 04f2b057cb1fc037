#include "platform/command.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "platform/access.hpp"
#include "platform/api.hpp"
#include "platform/catalogue.hpp"
#include "platform/clock.hpp"
#include "platform/document.hpp"
#include "platform/event.hpp"
#include "platform/preview.hpp"

namespace octant::platform {
namespace {

std::string request_digest(const Command& c) {
    return digest_of(
        fmt::format("{}\n{}\n{}\n{}\n{}", static_cast<int>(c.kind), c.type->name, c.id, c.verb_name, c.body));
}

/// The answer given before to the same key, if any.
Result<std::optional<Answer>> answered(Context& cx, const Command& command) {
    auto rows = query(cx.db,
                      "SELECT request, status, body, version FROM command_key WHERE company_id = ?1 AND "
                      "user_id = ?2 AND key = ?3",
                      cx.company.id, cx.actor.id, std::string_view(command.key));
    if (!rows.next()) return std::optional<Answer>();
    if (rows.text(0) != request_digest(command)) return refuse("key_must_not_be_used_for_another_command");
    return std::optional<Answer>(
        {static_cast<int>(rows.integer(1)), std::string(rows.text(2)), rows.integer(3)});
}

void keep_answer(Context& cx, const Command& command, const Answer& answer) {
    const auto digest = request_digest(command);
    run(cx.db,
        "INSERT INTO command_key (company_id, user_id, key, request, status, body, at, version) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        cx.company.id, cx.actor.id, std::string_view(command.key), std::string_view(digest),
        static_cast<std::int64_t>(answer.status), std::string_view(answer.body),
        static_cast<std::int64_t>(cx.now.time_since_epoch().count()), answer.version);
}

Result<AnyRecord> call(Context& cx, const Command& command) {
    const Seen seen{*command.type, command.id, command.version};
    switch (command.kind) {
        case Command::create:
            return create_any(cx, *command.type, command.body);
        case Command::complete:
            return complete_any(cx, *command.type, command.body);
        case Command::edit:
            return edit_any(cx, seen, command.body);
        case Command::verb:
            return carry_out_any(cx, seen, command.verb_name, command.body);
        case Command::erase: {
            TRY(delete_any(cx, seen));
            return AnyRecord{};
        }
    }
    return refuse("verb_must_be_known");
}

Answer answer_of(Context& cx, const Command& command, AnyRecord& record, const Touches& touches) {
    Answer answer{.status = command.kind == Command::create ? 201 : 200};
    if (!record.get()) {
        answer.body = "{}";
        return answer;
    }
    auto json = record_json(cx, *command.type, record.get(), {.titles = command.titles});
    if (command.preview) json = fmt::format("{{\"record\":{},{}}}", json, effects_json(cx, touches));
    answer.body = std::move(json);
    answer.version = record.head().version;
    return answer;
}

Answer refusal(Context& cx, const Command& command, const Problem& problem) {
    Answer answer{.status = status_of(problem), .body = problem_json(problem, cx.actor.language)};
    if (problem.rule != "version_must_be_current") return answer;
    auto current = make_record(*command.type);
    if (!read_record(cx, *command.type, command.id, current.get())) return answer;
    answer.body.pop_back();
    answer.body += fmt::format(",\"yours\":\"{}\",\"current\":", command.version);
    answer.body += record_json(cx, *command.type, current.get(), {.titles = true}) + "}";
    return answer;
}

}  // namespace

std::int64_t forget_answers(Context& cx, Instant before) {
    return run_counted(cx.db, "DELETE FROM command_key WHERE company_id = ?1 AND at < ?2", cx.company.id,
                       static_cast<std::int64_t>(before.time_since_epoch().count()));
}

void set_clock(Context& cx, const Principal& principal) {
    cx.now = system_now();
    cx.today = std::chrono::floor<Days>(cx.now + std::chrono::minutes(principal.utc_offset_minutes));
}

Performed perform(Connection& connection, IdSource& ids, const Principal& principal, const Command& command) {
    Context cx(connection, principal.company, principal.actor, ids);
    set_clock(cx, principal);
    cx.note = command.note;
    Touches touches;
    if (command.preview) cx.touches = &touches;
    const bool keyed = !command.key.empty() && !command.preview;
    if (keyed) {
        auto known = answered(cx, command);
        if (!known) return {refusal(cx, command, known.error()), Outcome::undo};
        if (*known) return {std::move(**known), Outcome::undo};
        connection.savepoint("command");
    }
    auto record = call(cx, command);
    auto answer = record ? answer_of(cx, command, *record, touches) : refusal(cx, command, record.error());
    auto outcome =
        record && !command.preview && command.kind != Command::complete ? Outcome::keep : Outcome::undo;
    if (keyed) {
        if (outcome == Outcome::undo)
            connection.rollback_to("command");
        else
            connection.release("command");
        keep_answer(cx, command, answer);
        outcome = Outcome::keep;
    }
    answer.touched_access = outcome == Outcome::keep && command.type->module() == "access";
    return {std::move(answer), outcome};
}

}  // namespace octant::platform
