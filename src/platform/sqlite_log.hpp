#pragma once
// SQLite's log (WAL), written with one call to the system a commit instead of two a page.

namespace octant::platform {

/// The name for sqlite3_open_v2 of a file system like the default one, except that what is written to a log
/// waits in memory for its sync, and goes out in one piece. Only for connections with synchronous = FULL:
/// each of their commits syncs the log before anybody is told of its pages.
const char* log_writing_vfs();

}  // namespace octant::platform
