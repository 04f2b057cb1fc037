#include <fmt/format.h>

#include "app/verify/parts.hpp"
#include "platform/event.hpp"
#include "platform/registry.hpp"

namespace octant::app {
namespace {

std::string named(const TypeInfo& type, const void* record) {
    const auto* title = type.find_field(type.title);
    const auto id = static_cast<const Record*>(record)->id;
    if (title->kind != Kind::text || is_empty(*title, record)) return fmt::format("{} {}", type.name, id);
    return fmt::format("{} {} ({})", type.name, field_at<std::string>(record, title->offset), id);
}

}  // namespace

/// A pointer of a record or line, and where it stands.
struct Records::Pointer {
    const TypeInfo& type;
    const FieldInfo& field;
    std::int64_t id;
};

Records::Records(LastEvents& last) : last_(last) {
    live_.reserve(last.size());
    for (const auto& [id, event] : last)
        if (!event.is_deleted) live_.emplace(id, event.type);
}

void Records::look_at(const TypeInfo& type, const Page& page) {
    for (const auto& fault : page.faults) blame(digests, fault);
    for (const auto& record : page.records) {
        check_record(type, record.get());
        check_pointers(type, record.get());
    }
}

void Records::check_record(const TypeInfo& type, const void* record) {
    ++digests.count;
    const auto found = last_.find(static_cast<const Record*>(record)->id);
    if (found == last_.end() || found->second.type != &type)
        return blame(digests, named(type, record) + " has no event");
    found->second.is_seen = true;
    if (found->second.is_deleted) return blame(digests, named(type, record) + " was deleted");
    if (found->second.digest != digest_of(type, record))
        blame(digests, named(type, record) + " is not what its last event says");
}

void Records::check_pointers(const TypeInfo& type, const void* record) {
    const auto id = static_cast<const Record*>(record)->id;
    check_row(type, record, id);
    for (const auto& lines : type.lines) {
        auto* vector = const_cast<char*>(static_cast<const char*>(record)) + lines.offset;
        for (std::size_t i = 0; i < lines.size(vector); ++i) check_row(lines.type(), lines.at(vector, i), id);
    }
}

void Records::finish() {
    for (const auto& [id, event] : last_)
        if (!event.is_seen && !event.is_deleted)
            blame(digests,
                  fmt::format("{} {} is missing", event.type ? event.type->name : std::string("record"), id));
}

void Records::check_row(const TypeInfo& type, const void* row, std::int64_t id) {
    for (const auto& field : type.fields) {
        if (field.kind == Kind::ref)
            check_pointer({type, field, id}, field.target(), field_at<std::int64_t>(row, field.offset));
        if (field.kind != Kind::any_ref) continue;
        const auto& ref = field_at<Ref>(row, field.offset);
        const auto* target = ref ? find_noun(ref.noun) : nullptr;
        if (target)
            check_pointer({type, field, id}, *target, ref.id);
        else if (ref)
            blame(references, fmt::format("{} of {} {} names the unknown noun '{}'", field.name, type.name,
                                          id, ref.noun));
    }
}

void Records::check_pointer(const Pointer& from, const TypeInfo& target, std::int64_t id) {
    if (id == 0) return;
    ++references.count;
    // That a record with a live event is there is seen by finish.
    if (const auto found = live_.find(id); found != live_.end() && found->second == &target) return;
    blame(references, fmt::format("{} of {} {} points at {} {}, which is not there", from.field.name,
                                  from.type.name, from.id, target.name, id));
}

}  // namespace octant::app
