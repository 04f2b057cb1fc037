#include "app/reactions.hpp"

#include <array>

#include "sales/sales.hpp"

namespace octant::app {

std::span<const platform::ReactionRow> reactions() {
    static constexpr std::array rows{
        platform::ReactionRow{"inventory.stock_move", "post", sales::reconcile_waiting},
        platform::ReactionRow{"supply.delivery", "edit", sales::check_delivery_edit},
        platform::ReactionRow{"supply.delivery", "ship", sales::reconcile_source},
        platform::ReactionRow{"supply.delivery", "cancel", sales::reconcile_source},
        platform::ReactionRow{"finance.invoice", "post", sales::reconcile_source},
        platform::ReactionRow{"finance.invoice", "cancel", sales::reconcile_source},
        platform::ReactionRow{"finance.invoice", "delete", sales::reconcile_source},
        platform::ReactionRow{"finance.payment", "post", sales::reconcile_payment},
        platform::ReactionRow{"finance.payment", "cancel", sales::reconcile_payment},
        platform::ReactionRow{"sales.return", "receive", sales::reconcile_return},
    };
    return rows;
}

}  // namespace octant::app
