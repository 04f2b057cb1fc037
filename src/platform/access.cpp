#include "platform/access.hpp"

#include <algorithm>

namespace octant::platform {
namespace {

bool names(std::string_view rights, std::string_view right) {
    if (rights == "*") return true;
    for (std::size_t at = 0; (at = rights.find(right, at)) != std::string_view::npos; at += right.size()) {
        const bool starts = at == 0 || rights[at - 1] == ' ';
        const auto end = at + right.size();
        if (starts && (end == rights.size() || rights[end] == ' ')) return true;
    }
    return false;
}

bool is_portal(Role role) { return role == Role::customer_portal || role == Role::supplier_portal; }

void extend(Reach& reach, const Grant& grant, const Actor& actor) {
    if (is_portal(grant.role)) {
        reach.party = actor.party;
        return;
    }
    switch (grant.scope) {
        case Scope::all:
            reach.all = true;
            break;
        case Scope::team:
            reach.owners.insert(reach.owners.end(), actor.team_members.begin(), actor.team_members.end());
            [[fallthrough]];
        case Scope::own:
            reach.owners.push_back(actor.id);
            break;
    }
}

}  // namespace

Reach reach_of(const TypeInfo& type, const Actor& actor, std::string_view right) {
    Reach reach;
    if (!actor.scope.covers(type.module(), right)) return reach;
    // Every noun: the administrator may all, the auditor may read all.
    reach.all =
        actor.is_system() || actor.has(Role::administrator) || (right == "read" && actor.has(Role::auditor));
    if (reach.all) return reach;
    for (const auto& grant : type.grants)
        if (actor.has(grant.role) && names(grant.rights, right)) extend(reach, grant, actor);
    return reach;
}

bool may(const TypeInfo& type, const Actor& actor, std::string_view right) {
    return !reach_of(type, actor, right).none();
}

const FieldInfo* owner_field(const TypeInfo& type) {
    return type.find_field(type.owner_field.empty() ? "owner" : type.owner_field);
}

const FieldInfo* party_field(const TypeInfo& type) {
    for (const auto name : {"party", "customer", "supplier"})
        if (const auto* field = type.find_field(name)) return field;
    return nullptr;
}

bool reaches(const Reach& reach, const TypeInfo& type, const void* record) {
    if (reach.all) return true;
    if (const auto* party = party_field(type); party && reach.party)
        if (field_at<std::int64_t>(record, party->offset) == reach.party) return true;
    const auto* owner = owner_field(type);
    if (!owner) return !reach.owners.empty();  // a noun without owners is everybody's
    return std::ranges::find(reach.owners, field_at<std::int64_t>(record, owner->offset)) !=
           reach.owners.end();
}

bool may_see(const Actor& actor, Secret secret) {
    switch (secret) {
        case Secret::none:
            return true;
        case Secret::hidden:
            return false;
        case Secret::pay:
            return actor.has(Role::hr) || actor.has(Role::administrator);
        case Secret::cost:
            if (actor.has(Role::planner) || actor.has(Role::buyer)) return true;
            [[fallthrough]];
        case Secret::margin:
            return actor.has(Role::sales_manager) || actor.has(Role::accountant) ||
                   actor.has(Role::auditor) || actor.has(Role::administrator);
    }
    return false;
}

bool may_set(const Actor& actor, const FieldInfo& field) {
    return !field.readonly && may_see(actor, field.secret);
}

}  // namespace octant::platform
