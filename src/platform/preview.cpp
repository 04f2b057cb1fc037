#include "platform/preview.hpp"

#include <fmt/format.h>

#include <map>

#include "base/text.hpp"
#include "platform/access.hpp"
#include "platform/json.hpp"
#include "platform/registry.hpp"
#include "platform/store.hpp"

namespace octant::platform {

void Touches::add(const Event& event, std::string_view changes) {
    const auto [place, is_new] = places_.try_emplace(event.id, all_.size());
    if (is_new) {
        const bool created = event.verb == "create" || (event.type.is_document && event.from < 0);
        all_.push_back({&event.type, event.id, std::string(event.verb), created});
        if (all_.size() <= most) all_.back().changes = changes;
        return;
    }
    auto& known = all_[place->second];
    if (!known.created && place->second < most) known.changes = net_changes(known.changes, changes);
    if (known.verb != "create" && event.verb != "edit") known.verb = event.verb;
}

namespace {

std::string changes_json(Context& cx, const Touched& touched, const void* record) {
    if (!touched.created) return changes_list(cx, *touched.type, touched.changes);
    const auto blank = make_record(*touched.type);
    return changes_list(cx, *touched.type, changes_between(cx, *touched.type, blank.get(), record));
}

/// Who may not read the document learns that it is touched, not how.
void append_effect(Context& cx, std::string& out, const Touched& touched) {
    const auto& type = *touched.type;
    auto record = make_record(type);
    const bool there = read_record(cx, type, touched.id, record.get());
    if (!there && touched.created) return;  // made and removed again
    const bool readable = !there || reaches(reach_of(type, cx.actor, "read"), type, record.get());
    const auto* number = type.find_field("number");
    if (!out.empty()) out += ',';
    out += fmt::format("{{\"noun\":\"{}\",\"id\":\"{}\",\"number\":", type.name, touched.id);
    append_json_string(out, there && number ? plain(*number, record.get(), 2) : "");
    out += ",\"title\":";
    append_json_string(out, there ? title_of(cx, type, touched.id) : "");
    out += ",\"verb\":";
    append_json_string(out, touched.verb);
    out += ",\"changes\":" + (readable ? changes_json(cx, touched, record.get()) : "[]") + "}";
}

using IdsByType = std::map<std::string_view, std::pair<const TypeInfo*, std::vector<std::int64_t>>>;

void append_totals(Context& cx, std::string& out, const TypeInfo& type,
                   const std::vector<std::int64_t>& ids) {
    if (!type.totals || !reach_of(type, cx.actor, "read").all) return;
    const auto digits = cx.company.currency.minor_digits();
    for (const auto& [of, amount] : type.totals(cx, ids)) {
        out += fmt::format("{}{{\"noun\":\"{}\",\"id\":\"{}\",\"title\":", out.empty() ? "" : ",", of.noun,
                           of.id);
        append_json_string(out, title_of(cx, *find_noun(of.noun), of.id));
        out += fmt::format(",\"amount\":\"{}\"}}", format_decimal(amount.minor, digits, digits));
    }
}

std::string totals_json(Context& cx, const std::vector<Touched>& all) {
    IdsByType created;
    for (const auto& touched : all) {
        if (!touched.created || !touched.type->totals) continue;
        auto& [type, ids] = created[touched.type->name];
        type = touched.type;
        ids.push_back(touched.id);
    }
    std::string out;
    for (const auto& [name, of] : created) append_totals(cx, out, *of.first, of.second);
    return "[" + out + "]";
}

std::string more_json(const std::vector<Touched>& all) {
    std::map<std::string_view, std::int64_t> counts;
    for (auto i = Touches::most; i < all.size(); ++i) ++counts[all[i].type->name];
    std::string out;
    for (const auto& [name, count] : counts)
        out += fmt::format("{}\"{}\":{}", out.empty() ? "" : ",", name, count);
    return "{" + out + "}";
}

}  // namespace

std::string effects_json(Context& cx, const Touches& touches) {
    const auto& all = touches.all();
    std::string effects;
    for (std::size_t i = 0; i < std::min(all.size(), Touches::most); ++i) append_effect(cx, effects, all[i]);
    return fmt::format("\"effects\":[{}],\"more\":{},\"totals\":{}", effects, more_json(all),
                       totals_json(cx, all));
}

}  // namespace octant::platform
