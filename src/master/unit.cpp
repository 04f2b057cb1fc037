#include "master/unit.hpp"

namespace octant::master {

Result<Quantity> convert(Context& cx, Quantity quantity, Id<Unit> from, Id<Unit> to) {
    if (from == to) return quantity;
    const auto& a = kept(cx, from);
    const auto& b = kept(cx, to);
    if (a.family != b.family)
        return refuse(Problem{"units_must_be_of_one_family", "/unit", {{"from", a.code}, {"to", b.code}}});
    return Quantity{
        divide(static_cast<__int128>(quantity.micro) * a.per_base.nano, b.per_base.nano, Rounding::half_up)};
}

}  // namespace octant::master
