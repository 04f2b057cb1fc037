#include "platform/sqlite_log.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

namespace octant::platform {
namespace {

constexpr std::int64_t most_waiting = 1 << 20;
constexpr std::int64_t most_at_once = 1 << 16;  // SQLite's own files take no more than 2^17 - 1 bytes

/// What was written to a log and waits: bytes that lie side by side in the file.
struct Waiting {
    std::int64_t begin = 0;
    std::int64_t size = 0;
    std::unique_ptr<char[]> bytes{new char[most_waiting]};

    std::int64_t end() const { return begin + size; }
    /// Takes them where they follow, or change, what waits already.
    bool take(const void* data, std::int64_t count, std::int64_t at) {
        if (size == 0) begin = at;
        const bool has_place = at >= begin && at <= end() && at + count <= begin + most_waiting;
        if (!has_place) return false;
        std::memcpy(bytes.get() + (at - begin), data, static_cast<std::size_t>(count));
        size = std::max(size, at + count - begin);
        return true;
    }
};

/// A log as SQLite sees it. The file itself lies behind it in the memory that SQLite gives.
struct LogFile {
    sqlite3_file head{};
    Waiting waiting{};

    sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    int write_waiting() {
        for (std::int64_t done = 0; done < waiting.size; done += most_at_once) {
            const auto count = static_cast<int>(std::min(most_at_once, waiting.size - done));
            const char* bytes = waiting.bytes.get() + done;
            const int code = file()->pMethods->xWrite(file(), bytes, count, waiting.begin + done);
            if (code != SQLITE_OK) return code;
        }
        waiting.size = 0;
        return SQLITE_OK;
    }
};

LogFile& log_of(sqlite3_file* file) { return *reinterpret_cast<LogFile*>(file); }

/// Does with the file what SQLite asks, once all that waits is in it.
template <class Act>
int after_waiting(sqlite3_file* file, Act act) {
    auto& log = log_of(file);
    const int code = log.write_waiting();
    return code == SQLITE_OK ? act(log.file()) : code;
}

int write_log(sqlite3_file* file, const void* data, int count, sqlite3_int64 at) {
    auto& log = log_of(file);
    if (log.waiting.take(data, count, at)) return SQLITE_OK;
    return after_waiting(file, [&](sqlite3_file* real) {
        return log.waiting.take(data, count, at) ? SQLITE_OK
                                                 : real->pMethods->xWrite(real, data, count, at);
    });
}

/// When this fails SQLite undoes the transaction, so nothing that waited may reach the file later.
int sync_log(sqlite3_file* file, int flags) {
    const int code =
        after_waiting(file, [&](sqlite3_file* real) { return real->pMethods->xSync(real, flags); });
    log_of(file).waiting.size = 0;
    return code;
}

int close_log(sqlite3_file* file) {
    auto& log = log_of(file);
    const int code = log.file()->pMethods->xClose(log.file());
    log.~LogFile();
    return code;
}

const sqlite3_io_methods log_methods{
    .iVersion = 1,
    .xClose = close_log,
    .xRead =
        [](sqlite3_file* file, void* data, int count, sqlite3_int64 at) {
            return after_waiting(
                file, [&](sqlite3_file* real) { return real->pMethods->xRead(real, data, count, at); });
        },
    .xWrite = write_log,
    .xTruncate =
        [](sqlite3_file* file, sqlite3_int64 size) {
            return after_waiting(
                file, [&](sqlite3_file* real) { return real->pMethods->xTruncate(real, size); });
        },
    .xSync = sync_log,
    .xFileSize =
        [](sqlite3_file* file, sqlite3_int64* size) {
            return after_waiting(
                file, [&](sqlite3_file* real) { return real->pMethods->xFileSize(real, size); });
        },
    .xLock = [](sqlite3_file*, int) { return SQLITE_OK; },  // SQLite locks the database, never its log
    .xUnlock = [](sqlite3_file*, int) { return SQLITE_OK; },
    .xCheckReservedLock =
        [](sqlite3_file*, int* is_reserved) {
            *is_reserved = 0;
            return SQLITE_OK;
        },
    .xFileControl =
        [](sqlite3_file* file, int wish, void* argument) {
            auto* real = log_of(file).file();
            return real->pMethods->xFileControl(real, wish, argument);
        },
    .xSectorSize =
        [](sqlite3_file* file) {
            auto* real = log_of(file).file();
            return real->pMethods->xSectorSize(real);
        },
    .xDeviceCharacteristics =
        [](sqlite3_file* file) {
            auto* real = log_of(file).file();
            return real->pMethods->xDeviceCharacteristics(real);
        },
};

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* given) {
    auto* usual = static_cast<sqlite3_vfs*>(vfs->pAppData);
    if (!(flags & SQLITE_OPEN_WAL)) return usual->xOpen(usual, path, file, flags, given);
    file->pMethods = nullptr;  // not to be closed unless it could be opened
    try {
        auto* log = new (file) LogFile;
        const int code = usual->xOpen(usual, path, log->file(), flags, given);
        if (code == SQLITE_OK)
            log->head.pMethods = &log_methods;
        else
            log->~LogFile();
        return code;
    } catch (const std::bad_alloc&) {
        return SQLITE_NOMEM;
    }
}

}  // namespace

const char* log_writing_vfs() {
    static sqlite3_vfs vfs = [] {
        auto* usual = sqlite3_vfs_find(nullptr);
        auto own = *usual;
        own.zName = "octant-log";
        own.szOsFile = static_cast<int>(sizeof(LogFile)) + usual->szOsFile;
        own.pAppData = usual;
        own.xOpen = open_file;
        return own;
    }();
    static const int registered = sqlite3_vfs_register(&vfs, 0);
    return registered == SQLITE_OK ? vfs.zName : nullptr;
}

}  // namespace octant::platform
