#pragma once
// The one small named company, the same in tests, demo and docs: 华新机械 Huaxin Machinery.

#include "app/workspace.hpp"

namespace octant::app {

/// The demo: two years of orders with trend and season, made by the same verbs as real use. Deterministic.
Result<void> create_world(Workspace& workspace);
/// A company with its chart and an administrator (admin / octant-admin), nothing else.
Result<void> create_empty_company(Workspace& workspace);
/// What the stories start from: the company, its people, a few items and customers, no documents.
Result<void> create_cast(Workspace& workspace);

}  // namespace octant::app
