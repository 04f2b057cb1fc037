#include "master/tax.hpp"

namespace octant::master {

Taxed tax_on(Amount amount, Ratio rate, bool included) {
    if (!included) {
        const auto tax = times(amount, rate, Rounding::half_up);
        return {amount, tax, amount + tax};
    }
    const Amount net{divide(static_cast<__int128>(amount.minor) * Ratio::scale, Ratio::scale + rate.nano,
                            Rounding::half_up)};
    return {net, amount - net, amount};
}

}  // namespace octant::master
