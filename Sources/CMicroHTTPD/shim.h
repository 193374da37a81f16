// What Swift cannot say to libmicrohttpd: variadic calls, va_list, unions, and macros with casts.
#ifndef CMICROHTTPD_SHIM_H
#define CMICROHTTPD_SHIM_H

#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

// One daemon's options. It is the context of the log callback, so it must outlive the daemon.
struct cmhd_settings {
    int socket;
    unsigned int threads;
    unsigned int connection_limit;
    unsigned int timeout_seconds;
    size_t connection_memory;
    void *context;
    MHD_AccessHandlerCallback access;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    void *(*target)(void *context, const char *target, struct MHD_Connection *connection);
    void (*log)(void *context, const char *line);
};

// The log callback takes a va_list, which Swift has no portable name for.
static inline void cmhd_log(void *settings, const char *format, va_list arguments) {
    const struct cmhd_settings *own = (const struct cmhd_settings *)settings;
    char line[1024];
    vsnprintf(line, sizeof line, format, arguments);
    own->log(own->context, line);
}

// Called for every query argument; answering with the length and touching nothing keeps "%2F" as it was sent.
static inline size_t cmhd_leave_escaped(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

// MHD_start_daemon() is variadic. The logger comes first: options before it would log to standard error.
static inline struct MHD_Daemon *cmhd_start(struct cmhd_settings *own) {
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
        NULL, NULL, own->access, own->context,
        MHD_OPTION_EXTERNAL_LOGGER, cmhd_log, (void *)own,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket)own->socket,
        MHD_OPTION_THREAD_POOL_SIZE, own->threads,
        MHD_OPTION_CONNECTION_LIMIT, own->connection_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, own->timeout_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, own->connection_memory,
        MHD_OPTION_UNESCAPE_CALLBACK, cmhd_leave_escaped, (void *)NULL,
        MHD_OPTION_URI_LOG_CALLBACK, own->target, own->context,
        MHD_OPTION_NOTIFY_COMPLETED, own->completed, own->context,
        MHD_OPTION_NOTIFY_CONNECTION, own->connection, own->context,
        MHD_OPTION_END);
}

// MHD_get_connection_info() is variadic and answers with a union.
static inline int cmhd_connection_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? (int)info->connect_fd : -1;
}

// The same union, read for what the connection callback left there.
static inline void *cmhd_connection_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

// The kind is a flag enum, whose Swift name differs between versions of the library.
static inline void cmhd_each_header(struct MHD_Connection *connection, MHD_KeyValueIteratorN each, void *context) {
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, each, context);
}

// MHD_set_response_options() is variadic. The flag makes "Connection: keep-alive" visible to clients that look for it.
static inline void cmhd_say_keep_alive(struct MHD_Response *response) {
    MHD_set_response_options(response, MHD_RF_SEND_KEEP_ALIVE_HEADER, MHD_RO_END);
}

// MHD_create_response_from_buffer() takes a mutable pointer even where it only copies.
static inline struct MHD_Response *cmhd_copied_response(const void *bytes, size_t count) {
    return MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}

// MHD_SIZE_UNKNOWN is a macro with a cast.
static inline struct MHD_Response *cmhd_streamed_response(
    size_t block, MHD_ContentReaderCallback read, void *context, MHD_ContentReaderFreeCallback release) {
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, block, read, context, release);
}

// What a content reader answers: macros with casts.
static const ssize_t cmhd_end_of_stream = MHD_CONTENT_READER_END_OF_STREAM;
static const ssize_t cmhd_end_with_error = MHD_CONTENT_READER_END_WITH_ERROR;

// Swift's Glibc module leaves out eventfd and epoll.
static inline int cmhd_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static inline int cmhd_epoll(void) { return epoll_create1(EPOLL_CLOEXEC); }

// Tells with the token, each time, while the descriptor is readable.
static inline int cmhd_epoll_readable(int epoll, int descriptor, uint64_t token) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.u64 = token}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

// Tells with the token, once, when the other side has closed the connection.
static inline int cmhd_epoll_hang_up(int epoll, int descriptor, uint64_t token) {
    struct epoll_event event = {.events = EPOLLRDHUP | EPOLLONESHOT, .data = {.u64 = token}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

static inline void cmhd_epoll_forget(int epoll, int descriptor) {
    epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL);
}

// Waits, and writes the tokens of what has happened; the answer is their number.
static inline int cmhd_epoll_wait(int epoll, uint64_t *tokens, int capacity, int milliseconds) {
    struct epoll_event events[64];
    int count = epoll_wait(epoll, events, capacity < 64 ? capacity : 64, milliseconds);
    for (int i = 0; i < count; i++) {
        tokens[i] = events[i].data.u64;
    }
    return count;
}

#endif
