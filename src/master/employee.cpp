#include "master/employee.hpp"

namespace octant::master {

Id<Employee> employee_of(Context& cx, std::int64_t user) {
    return find_one<Employee>(cx, "login = ?2", user).value_or(Id<Employee>{});
}

}  // namespace octant::master
