#include "platform/kept.hpp"

#include "platform/clock.hpp"
#include "platform/memory.hpp"
#include "platform/store.hpp"

namespace octant::platform {
namespace {

constexpr std::int64_t overview_id = -1;

/// One row tells that nothing has changed since the others were read.
KnownVersions read_versions(Context& cx) {
    auto& memory = cx.db.memory->records;
    auto newest =
        query(cx.db, "SELECT version FROM noun_version WHERE company_id = ?1 AND noun = ''", cx.company.id);
    if (newest.next())
        if (auto known = memory.find_versions(cx.company.id, newest.integer(0))) return known;
    const auto versions = std::make_shared<NounVersions>();
    auto rows = query(cx.db, "SELECT noun, version FROM noun_version WHERE company_id = ?1", cx.company.id);
    while (rows.next()) versions->emplace(rows.text(0), rows.integer(1));
    memory.keep_versions(cx.company.id, versions);
    return versions;
}

std::int64_t version_of(Context& cx, const std::string& noun) {
    auto& versions = cx.db.noun_versions[cx.company.id];
    if (!versions) versions = read_versions(cx);
    const auto version = versions->find(noun);
    return version == versions->end() ? 0 : version->second;
}

/// The shared memory of a noun, unless this transaction has changed it.
std::optional<RecordMemory::View> view_of(Context& cx, const TypeInfo& type) {
    if (!type.remembered || !cx.db.memory || cx.kept.changed.contains(&type)) return std::nullopt;
    return RecordMemory::View{cx.company.id, &type, version_of(cx, type.name)};
}

template <class Read>
const void* keep(Context& cx, const TypeInfo& type, std::int64_t id, Read read) {
    auto& records = cx.kept.records[&type];
    if (const auto found = records.find(id); found != records.end()) return found->second.get();
    const auto view = view_of(cx, type);
    auto value = view ? cx.db.memory->records.find(*view, id) : nullptr;
    if (!value) {
        value = read();
        if (!value) return nullptr;
        if (view) cx.db.memory->records.keep(*view, id, value);
    }
    return (records[id] = std::move(value)).get();
}

}  // namespace

const void* kept_record(Context& cx, const TypeInfo& type, std::int64_t id) {
    return keep(cx, type, id, [&]() -> std::shared_ptr<const void> {
        const std::shared_ptr<void> record(type.make(), type.destroy);
        return read_record(cx, type, id, record.get()) ? record : nullptr;
    });
}

const void* kept_overview(Context& cx, const TypeInfo& type, MakeOverview make) {
    return keep(cx, type, overview_id, [&] { return make(cx); });
}

std::int64_t kept_key(Context& cx, const TypeInfo& type, std::string_view key) {
    const auto view = view_of(cx, type);
    if (const auto known = view ? cx.db.memory->records.find_key(*view, key) : 0) return known;
    const auto id = find_by_key(cx, type, key);
    if (view && id) cx.db.memory->records.keep_key(*view, key, id);
    return id;
}

void tell_changed(Context& cx, const TypeInfo& type) {
    cx.kept.records.erase(&type);
    if (!type.remembered) return;
    auto& is_written = cx.kept.changed[&type];
    if (std::exchange(is_written, true)) return;
    // Never the same twice, also when the change is undone: else what was read of the undone records would
    // pass for what another change made of them.
    run(cx.db,
        "INSERT INTO noun_version (company_id, noun, version) VALUES (?1, '', ?3), (?1, ?2, ?3) "
        "ON CONFLICT (company_id, noun) DO UPDATE SET version = CASE WHEN excluded.version > "
        "noun_version.version THEN excluded.version ELSE noun_version.version + 1 END",
        cx.company.id, std::string_view(type.name), unique_tick());
    cx.db.noun_versions.erase(cx.company.id);
}

void forget_kept(Context& cx) {
    cx.kept.records.clear();
    for (auto& [type, is_written] : cx.kept.changed) is_written = false;
}

}  // namespace octant::platform
