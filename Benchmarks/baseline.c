// What the two C libraries alone can do: the bar that Ringback is measured against.
//
// A bare libmicrohttpd server (epoll, a thread pool of the same size) that carries out the same SQL as Ringback, in
// one transaction under one lock, and sends the same number of bytes: status, head and body are those that a running
// Ringback gave. It validates nothing, authenticates nobody and encodes nothing.
//
//   baseline memory|file DATABASE THREADS UPDATE_REPLY FETCH_REPLY
//
// DATABASE is a file that Ringback made and closed, so schema and rows are the same; `memory` works on a copy of it
// in memory. The replies are files as they came over the wire. The port, a free one on loopback, is printed once it
// serves. It ends on SIGTERM.

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "statements.h"

enum { BODY_LIMIT = 64 * 1024 };

typedef struct {
    unsigned status;
    struct MHD_Response *response;
} Reply;

typedef struct {
    size_t size;
    char bytes[BODY_LIMIT];
} Body;

static sqlite3 *database;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Statements statements;
static Reply updateReply, fetchReply;

static void fail(const char *what, const char *why) {
    fprintf(stderr, "baseline: %s: %s\n", what, why);
    exit(1);
}

static char *contents(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail(path, "cannot be opened");
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*size + 1);
    if (fread(bytes, 1, *size, file) != *size) fail(path, "cannot be read");
    bytes[*size] = 0;
    fclose(file);
    return bytes;
}

// Parses a recorded reply. What libmicrohttpd writes itself (Date, Content-Length, Connection) is left to it.
static Reply replyFrom(const char *path) {
    size_t size;
    char *text = contents(path, &size);
    char *end = strstr(text, "\r\n\r\n");
    if (end == NULL) fail(path, "holds no HTTP reply");
    char *body = end + 4;
    end[2] = 0;
    Reply reply = {.status = (unsigned)atoi(text + strlen("HTTP/1.1 "))};
    reply.response = MHD_create_response_from_buffer(size - (size_t)(body - text), body, MHD_RESPMEM_PERSISTENT);
    char *rest = strstr(text, "\r\n") + 2;
    for (char *line = strtok_r(rest, "\r\n", &rest); line != NULL; line = strtok_r(NULL, "\r\n", &rest)) {
        char *colon = strstr(line, ": ");
        if (colon == NULL) continue;
        *colon = 0;
        if (strcasecmp(line, "Connection") == 0) {
            MHD_set_response_options(reply.response, MHD_RF_SEND_KEEP_ALIVE_HEADER, MHD_RO_END);
        } else if (strcasecmp(line, "Date") != 0 && strcasecmp(line, "Content-Length") != 0) {
            MHD_add_response_header(reply.response, line, colon + 2);
        }
    }
    return reply;
}

// "/2010-04-01/Accounts/AC…/Calls/CA….json": both SIDs have 34 characters at fixed places.
static const char *accountIn(const char *url) { return url + strlen("/2010-04-01/Accounts/"); }
static const char *callIn(const char *url) { return accountIn(url) + 34 + strlen("/Calls/"); }

static enum MHD_Result answer(
    void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
    const char *chunk, size_t *size, void **slot
) {
    (void)context;
    (void)version;
    int updates = strcmp(method, "POST") == 0;
    if (*slot == NULL) {
        *slot = updates ? malloc(sizeof(Body)) : &fetchReply;
        if (updates) ((Body *)*slot)->size = 0;
        return MHD_YES;
    }
    if (*size > 0) {
        Body *body = *slot;
        if (body->size + *size > BODY_LIMIT) return MHD_NO;
        memcpy(body->bytes + body->size, chunk, *size);
        body->size += *size;
        *size = 0;
        return MHD_YES;
    }
    if (strlen(url) != strlen("/2010-04-01/Accounts/") + 34 + strlen("/Calls/") + 34 + strlen(".json")) return MHD_NO;
    pthread_mutex_lock(&lock);
    int done = updates ? update(&statements, accountIn(url), callIn(url), ((Body *)*slot)->bytes, ((Body *)*slot)->size)
                       : fetch(&statements, accountIn(url), callIn(url));
    pthread_mutex_unlock(&lock);
    if (!done) {
        fprintf(stderr, "baseline: %s\n", sqlite3_errmsg(database));
        return MHD_NO;
    }
    Reply *reply = updates ? &updateReply : &fetchReply;
    return MHD_queue_response(connection, reply->status, reply->response);
}

static void completed(
    void *context, struct MHD_Connection *connection, void **slot, enum MHD_RequestTerminationCode why
) {
    (void)context;
    (void)connection;
    (void)why;
    if (*slot != &fetchReply) free(*slot);
    *slot = NULL;
}

static void execute(const char *sql) {
    char *message = NULL;
    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK) fail("SQL", message);
}

static sqlite3 *opened(const char *path) {
    sqlite3 *connection;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &connection, flags, NULL) != SQLITE_OK) fail(path, sqlite3_errmsg(connection));
    return connection;
}

int main(int count, char **arguments) {
    if (count != 6) fail("usage", "baseline memory|file DATABASE THREADS UPDATE_REPLY FETCH_REPLY");
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);

    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    int inMemory = strcmp(arguments[1], "memory") == 0;
    sqlite3 *file = opened(arguments[2]);
    if (inMemory) {
        database = opened(":memory:");
        sqlite3_backup *copy = sqlite3_backup_init(database, "main", file, "main");
        if (copy == NULL || sqlite3_backup_step(copy, -1) != SQLITE_DONE) fail("backup", sqlite3_errmsg(database));
        sqlite3_backup_finish(copy);
        sqlite3_close(file);
    } else {
        database = file;
        execute(FILE_PRAGMAS);
    }
    execute(PRAGMAS);
    if (!prepare(database, &statements)) fail("prepare", sqlite3_errmsg(database));
    updateReply = replyFrom(arguments[4]);
    fetchReply = replyFrom(arguments[5]);

    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG, 0, NULL, NULL, &answer, NULL,
        MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)atoi(arguments[3]),
        MHD_OPTION_CONNECTION_LIMIT, 2000u, MHD_OPTION_CONNECTION_TIMEOUT, 30u,
        MHD_OPTION_NOTIFY_COMPLETED, &completed, NULL, MHD_OPTION_END
    );
    if (daemon == NULL) fail("libmicrohttpd", "cannot start");
    printf("%u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    fflush(stdout);
    int received;
    sigwait(&stop, &received);
    MHD_stop_daemon(daemon);
    return 0;
}
