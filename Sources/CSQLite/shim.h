#ifndef RINGBACK_CSQLITE_SHIM_H
#define RINGBACK_CSQLITE_SHIM_H

#include <sqlite3.h>
#include <stdint.h>

#if SQLITE_VERSION_NUMBER < 3037000
#error "Ringback needs SQLite 3.37 or newer (SQLITE_OPEN_EXRESCODE, STRICT tables, sqlite3_changes64)"
#endif

// sqlite3_config() is variadic. Without statistics, SQLite takes no lock around each allocation.
// It must run before the first use of the library, and does nothing later.
static inline int csqlite_drop_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift does not import.
// A null pointer would bind NULL, but the empty text is a text.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *bytes, uint64_t count) {
    return sqlite3_bind_text64(statement, index, bytes ? bytes : "", count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

// As above; an empty blob is a blob.
static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, uint64_t count) {
    return sqlite3_bind_blob64(statement, index, bytes ? bytes : "", count, SQLITE_TRANSIENT);
}

#endif
