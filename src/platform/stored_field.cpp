// One field as a column or two.

#include <fmt/format.h>

#include <unordered_map>

#include "base/check.hpp"
#include "platform/store.hpp"

namespace octant::platform {

std::int64_t stored_date(Date date) {
    if (date == none_date) return 0;
    const std::chrono::year_month_day d{date};
    return static_cast<int>(d.year()) * 10'000 + static_cast<unsigned>(d.month()) * 100 +
           static_cast<unsigned>(d.day());
}
Date from_stored_date(std::int64_t stored) {
    if (stored == 0) return none_date;
    return to_date(static_cast<int>(stored / 10'000), static_cast<unsigned>(stored / 100 % 100),
                   static_cast<unsigned>(stored % 100));
}

int column_count(const FieldInfo& field) { return field.kind == Kind::any_ref ? 2 : 1; }

namespace {

/// Fields held as one 63-bit number in memory.
bool is_stored_as_number(Kind kind) {
    switch (kind) {
        case Kind::integer:
        case Kind::instant:
        case Kind::amount:
        case Kind::price:
        case Kind::quantity:
        case Kind::ratio:
        case Kind::ref:
            return true;
        default:
            return false;
    }
}

static_assert(sizeof(Date) == 8 && sizeof(Instant) == 8 && sizeof(Amount) == 8 && sizeof(Currency) == 4);

}  // namespace

void bind_field(Statement& statement, int& index, const FieldInfo& field, const void* record) {
    const int at = index++;
    if (is_stored_as_number(field.kind)) {
        const auto value = field_at<std::int64_t>(record, field.offset);
        if (value == 0 && (field.kind == Kind::ref || field.kind == Kind::instant))
            return statement.bind_null(at);
        return statement.bind(at, value);
    }
    switch (field.kind) {
        case Kind::text:
            return statement.bind(at, std::string_view(field_at<std::string>(record, field.offset)));
        case Kind::boolean:
            return statement.bind(at, std::int64_t{field_at<bool>(record, field.offset)});
        case Kind::date: {
            const auto date = field_at<Date>(record, field.offset);
            return date == none_date ? statement.bind_null(at) : statement.bind(at, stored_date(date));
        }
        case Kind::enumeration: {
            const auto value = field_at<std::int32_t>(record, field.offset);
            return statement.bind(at, field.values[static_cast<std::size_t>(value)]);
        }
        case Kind::currency: {
            // Three capitals are short enough to be read again from a static table of the codes seen.
            const auto& currency = field_at<Currency>(record, field.offset);
            if (!currency) return statement.bind_null(at);
            static thread_local std::unordered_map<std::string, std::string> codes;
            const auto code = currency.code();
            return statement.bind(at, std::string_view(codes.try_emplace(code, code).first->second));
        }
        case Kind::any_ref: {
            const auto& ref = field_at<Ref>(record, field.offset);
            if (!ref) {
                statement.bind_null(at);
                return statement.bind_null(index++);
            }
            statement.bind(at, std::string_view(ref.noun));
            return statement.bind(index++, ref.id);
        }
        default:
            check(false);
    }
}

void read_field(const Rows& rows, int& column, const FieldInfo& field, void* record) {
    const int at = column++;
    if (is_stored_as_number(field.kind)) {
        field_at<std::int64_t>(record, field.offset) = rows.integer(at);
        return;
    }
    switch (field.kind) {
        case Kind::text:
            field_at<std::string>(record, field.offset) = rows.text(at);
            break;
        case Kind::boolean:
            field_at<bool>(record, field.offset) = rows.integer(at) != 0;
            break;
        case Kind::date:
            field_at<Date>(record, field.offset) = from_stored_date(rows.integer(at));
            break;
        case Kind::enumeration: {
            const int value = field.values.find(rows.text(at));
            if (value < 0)
                throw DatabaseFault(
                    fmt::format("stored value '{}' of {} is unknown", rows.text(at), field.name));
            field_at<std::int32_t>(record, field.offset) = value;
            break;
        }
        case Kind::currency:
            field_at<Currency>(record, field.offset) = Currency::of(rows.text(at));
            break;
        case Kind::any_ref:
            field_at<Ref>(record, field.offset) = {std::string(rows.text(at)), rows.integer(column++)};
            break;
        default:
            check(false);
    }
}

bool same_field(const FieldInfo& field, const void* a, const void* b) {
    if (is_stored_as_number(field.kind) || field.kind == Kind::date)
        return field_at<std::int64_t>(a, field.offset) == field_at<std::int64_t>(b, field.offset);
    switch (field.kind) {
        case Kind::text:
            return field_at<std::string>(a, field.offset) == field_at<std::string>(b, field.offset);
        case Kind::boolean:
            return field_at<bool>(a, field.offset) == field_at<bool>(b, field.offset);
        case Kind::any_ref:
            return field_at<Ref>(a, field.offset) == field_at<Ref>(b, field.offset);
        default:
            return field_at<std::int32_t>(a, field.offset) == field_at<std::int32_t>(b, field.offset);
    }
}

bool is_empty(const FieldInfo& field, const void* record) {
    if (is_stored_as_number(field.kind) || field.kind == Kind::date)
        return field_at<std::int64_t>(record, field.offset) == 0;
    switch (field.kind) {
        case Kind::text:
            return field_at<std::string>(record, field.offset).empty();
        case Kind::boolean:
        case Kind::enumeration:
            return false;
        case Kind::any_ref:
            return !field_at<Ref>(record, field.offset);
        default:
            return field_at<std::int32_t>(record, field.offset) == 0;
    }
}

}  // namespace octant::platform
