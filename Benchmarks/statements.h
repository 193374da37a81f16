// The SQL of Ringback's two hot paths (Sources/Emulator/Persist), as the bare-C baseline runs it: the same text on
// the same schema, every column read and every value bound, with none of what Ringback does around it.

#include <sqlite3.h>
#include <string.h>
#include <time.h>

// As Sources/Database opens a connection.
#define FILE_PRAGMAS "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
#define PRAGMAS \
    "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = OFF; PRAGMA foreign_keys = ON;"

#define SELECT_CALL \
    "SELECT sid, account_sid, parent_call_sid, direction, to_address, from_address, phone_number_sid, status," \
    " date_created, date_updated, started, answered, ended, duration, queue_time, price, price_unit," \
    " answered_by, forwarded_from, caller_name, group_sid, trunk_sid, annotation, timeout, time_limit," \
    " url, method, twiml, fallback_url, fallback_method, status_callback, status_callback_method," \
    " status_callback_events, callback_count" \
    " FROM calls WHERE sid = ?"

#define UPDATE_CALL \
    "UPDATE calls SET status = ?, date_updated = ?, started = ?, answered = ?, ended = ?, duration = ?," \
    " time_limit = ?, url = ?, method = ?, twiml = ?, fallback_url = ?, fallback_method = ?," \
    " status_callback = ?, status_callback_method = ?, status_callback_events = ?, callback_count = ?" \
    " WHERE sid = ?"

#define DELETE_EFFECTS "DELETE FROM effects WHERE call_sid = ? AND kind IN ('drop_document', 'run_document')"
#define INSERT_EFFECT "INSERT INTO effects (account_sid, call_sid, at, kind, payload) VALUES (?, ?, ?, ?, ?)"

typedef struct {
    sqlite3_stmt *begin, *commit, *rollback, *select, *update, *delete, *insert;
} Statements;

// The columns of a call that an update writes back, by their place in SELECT_CALL and in UPDATE_CALL's order.
static const int saved[] = {7, 9, 10, 11, 12, 13, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33};
enum { COLUMNS = 34, SAVED = sizeof saved / sizeof *saved, DATE_UPDATED = 9, URL = 25 };

static int prepare(sqlite3 *database, Statements *made) {
    const char *sql[] = {
        "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", SELECT_CALL, UPDATE_CALL, DELETE_EFFECTS, INSERT_EFFECT,
    };
    sqlite3_stmt **statements[] = {
        &made->begin, &made->commit, &made->rollback, &made->select, &made->update, &made->delete, &made->insert,
    };
    for (int index = 0; index < (int)(sizeof sql / sizeof *sql); index++) {
        int result = sqlite3_prepare_v3(database, sql[index], -1, SQLITE_PREPARE_PERSISTENT, statements[index], NULL);
        if (result != SQLITE_OK) return 0;
    }
    return 1;
}

static int run(sqlite3_stmt *statement) {
    int done = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_reset(statement);
    return done;
}

// A call that belongs to the account; the row is then the statement's.
static int find(Statements *all, const char *account, const char *call) {
    sqlite3_bind_text(all->select, 1, call, 34, SQLITE_STATIC);
    return sqlite3_step(all->select) == SQLITE_ROW
        && memcmp(sqlite3_column_text(all->select, 1), account, 34) == 0;
}

// Reads every column as its type asks.
static void readAll(sqlite3_stmt *row) {
    for (int column = 0; column < COLUMNS; column++) {
        switch (sqlite3_column_type(row, column)) {
        case SQLITE_INTEGER: (void)sqlite3_column_int64(row, column); break;
        case SQLITE_TEXT: (void)sqlite3_column_text(row, column), (void)sqlite3_column_bytes(row, column); break;
        }
    }
}

static int fetch(Statements *all, const char *account, const char *call) {
    int found = find(all, account, call);
    if (found) readAll(all->select);
    sqlite3_reset(all->select);
    return found;
}

static sqlite3_int64 now(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (sqlite3_int64)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int forget(Statements *all, const char *call) {
    sqlite3_bind_text(all->delete, 1, call, 34, SQLITE_STATIC);
    return run(all->delete);
}

static int append(Statements *all, const char *account, const char *call, const char *kind, const char *payload) {
    sqlite3_bind_text(all->insert, 1, account, 34, SQLITE_STATIC);
    sqlite3_bind_text(all->insert, 2, call, 34, SQLITE_STATIC);
    sqlite3_bind_int64(all->insert, 3, now());
    sqlite3_bind_text(all->insert, 4, kind, -1, SQLITE_STATIC);
    sqlite3_bind_text(all->insert, 5, payload, -1, SQLITE_STATIC);
    return run(all->insert);
}

static int save(Statements *all, const char *call, const char *url, int length) {
    for (int index = 0; index < SAVED; index++) {
        int place = index + 1;
        switch (saved[index]) {
        case DATE_UPDATED: sqlite3_bind_int64(all->update, place, now()); break;
        case URL: sqlite3_bind_text(all->update, place, url, length, SQLITE_STATIC); break;
        default: sqlite3_bind_value(all->update, place, sqlite3_column_value(all->select, saved[index]));
        }
    }
    sqlite3_bind_text(all->update, SAVED + 1, call, 34, SQLITE_STATIC);
    return run(all->update);
}

// One redirect of a call in progress: the form is "Url=…", and its value is stored as it came.
static int update(Statements *all, const char *account, const char *call, const char *form, size_t size) {
    static const char payload[] = "{\"url\":\"http://demo.twilio.com/docs/voice.xml\",\"method\":\"POST\"}";
    if (size < 4 || !run(all->begin)) return 0;
    int done = find(all, account, call);
    if (done) readAll(all->select);
    done = done && save(all, call, form + 4, (int)size - 4);
    sqlite3_reset(all->select);
    done = done && forget(all, call)
        && append(all, account, call, "drop_document", "{}") && append(all, account, call, "run_document", payload)
        && run(all->commit);
    if (!done) run(all->rollback);
    return done;
}
