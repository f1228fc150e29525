#include "journal.h"

#include <hotcalls.h>

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* One thing to tell: an operation with its input. */
typedef struct entry {
    struct entry *next;
    const char *operation;
    char input[2048];
} entry;

struct journal {
    hotcalls_db *db;
    hotcalls_actor *root;
    char owner[128];
    int lease_seconds;
    pthread_t writer;
    pthread_mutex_t lock;
    pthread_cond_t told;
    entry *first, **last; /* what is to be told; under the lock, as is `closing` */
    bool closing;
    atomic_uint_fast64_t taken, written; /* numbers of the last telling */
};

/* ---- JSON by hand; a program with a JSON library uses that ---- */

/* Appends; what does not fit makes the input too long, which the library refuses. */
static void put(char *out, size_t size, const char *format, ...) {
    size_t used = strlen(out);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out + used, size - used, format, arguments);
    va_end(arguments);
}

/* Appends a member with a text; what SIP allows and JSON does not is left out. */
static void put_text(char *out, size_t size, const char *name, const char *text) {
    const char *comma = out[strlen(out) - 1] == '{' ? "" : ",";
    if (text == NULL || *text == '\0') return;
    put(out, size, "%s\"%s\":\"", comma, name);
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0x20 && (unsigned char)*text < 0x7f && *text != '"' && *text != '\\') put(out, size, "%c", *text);
    put(out, size, "\"");
}

static void put_number(char *out, size_t size, const char *name, int number) {
    if (number != 0) put(out, size, ",\"%s\":%d", name, number);
}

/* The time in UTC with microseconds. */
static void put_now(char *out, size_t size, const char *name) {
    struct timespec now;
    struct tm utc;
    char text[40];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    put(out, size, ",\"%s\":\"%s.%06ldZ\"", name, text, now.tv_nsec / 1000);
}

/* Where the value of a member begins in a JSON object of the library, at whatever depth; NULL if it is not there or null. */
static const char *member(const char *json, const char *name) {
    char pattern[64];
    const char *found;
    snprintf(pattern, sizeof pattern, "\"%s\":", name);
    found = strstr(json, pattern);
    if (found != NULL) found += strlen(pattern);
    return found == NULL || strncmp(found, "null", 4) == 0 ? NULL : found;
}

static void get_text(const char *json, const char *name, char *value, size_t size) {
    const char *from = json == NULL ? NULL : member(json, name);
    size_t i = 0;
    if (from != NULL && *from == '"')
        for (from++; i + 1 < size && *from != '"' && *from != '\0'; from++) {
            if (*from == '\\' && from[1] != '\0') from++;
            value[i++] = *from;
        }
    value[i] = '\0';
}

/* ---- telling ---- */

static void complain(const char *what, hotcalls_error *error) {
    hotcalls_view json = hotcalls_error_json(error);
    fprintf(stderr, "%s: %.*s\n", what, (int)json.len, json.ptr);
    hotcalls_error_free(error);
}

/* A write that has to succeed; its answer does not matter. */
static void write_now(journal *j, const char *operation, const char *input) {
    hotcalls_error *error = NULL;
    if (hotcalls_call(j->db, j->root, operation, input, strlen(input), NULL, &error) != HOTCALLS_OK) {
        fprintf(stderr, "%s\n", input);
        complain(operation, error);
    }
}

/* Keeps our leases, and closes the calls of those who did not keep theirs. */
static void keep_house(journal *j) {
    char input[512] = "{";
    put_text(input, sizeof input, "owner", j->owner);
    put_number(input, sizeof input, "lease_seconds", j->lease_seconds);
    put(input, sizeof input, "}");
    write_now(j, HOTCALLS_OP_CALLS_RENEW, input);
    write_now(j, HOTCALLS_OP_CALLS_REAP, "{}");
}

static entry *next_entry(journal *j, const struct timespec *until) {
    entry *e;
    pthread_mutex_lock(&j->lock);
    while (j->first == NULL && !j->closing)
        if (pthread_cond_timedwait(&j->told, &j->lock, until) != 0) break;
    e = j->first;
    if (e != NULL && (j->first = e->next) == NULL) j->last = &j->first;
    pthread_mutex_unlock(&j->lock);
    return e;
}

static void *writer(void *argument) {
    journal *j = argument;
    struct timespec due;
    bool closing = false;
    clock_gettime(CLOCK_REALTIME, &due);
    while (!closing) {
        struct timespec now;
        entry *e = next_entry(j, &due);
        if (e != NULL) {
            write_now(j, e->operation, e->input);
            free(e);
            atomic_fetch_add(&j->written, 1);
        }
        clock_gettime(CLOCK_REALTIME, &now);
        if (now.tv_sec >= due.tv_sec) {
            keep_house(j);
            due.tv_sec = now.tv_sec + (j->lease_seconds >= 3 ? j->lease_seconds / 3 : 1);
        }
        pthread_mutex_lock(&j->lock);
        closing = j->closing && j->first == NULL;
        pthread_mutex_unlock(&j->lock);
    }
    return NULL;
}

static entry *new_entry(const char *operation) {
    entry *e = calloc(1, sizeof *e);
    if (e == NULL) abort();
    e->operation = operation;
    e->input[0] = '{';
    return e;
}

static uint64_t tell(journal *j, entry *e) {
    uint64_t number = atomic_fetch_add(&j->taken, 1) + 1;
    put(e->input, sizeof e->input, "}");
    pthread_mutex_lock(&j->lock);
    *j->last = e;
    j->last = &e->next;
    pthread_cond_signal(&j->told);
    pthread_mutex_unlock(&j->lock);
    return number;
}

/* ---- what journal.h says ---- */

journal *journal_open(const char *path, const char *owner, int lease_seconds) {
    hotcalls_error *error = NULL;
    journal *j = calloc(1, sizeof *j);
    if (j == NULL) return NULL;
    if (hotcalls_open(path, strlen(path), NULL, &j->db, &error) != HOTCALLS_OK || hotcalls_actor_system(j->db, &j->root, &error) != HOTCALLS_OK) {
        complain(path, error);
        hotcalls_close(j->db, NULL);
        free(j);
        return NULL;
    }
    snprintf(j->owner, sizeof j->owner, "%s", owner);
    j->lease_seconds = lease_seconds;
    j->last = &j->first;
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->told, NULL);
    if (pthread_create(&j->writer, NULL, writer, j) != 0) abort();
    return j;
}

void journal_close(journal *j) {
    hotcalls_error *error = NULL;
    pthread_mutex_lock(&j->lock);
    j->closing = true;
    pthread_cond_signal(&j->told);
    pthread_mutex_unlock(&j->lock);
    pthread_join(j->writer, NULL);
    hotcalls_actor_free(j->root);
    if (hotcalls_close(j->db, &error) != HOTCALLS_OK) complain("close", error);
    pthread_cond_destroy(&j->told);
    pthread_mutex_destroy(&j->lock);
    free(j);
}

bool journal_ask(journal *j, const char *number, journal_route *route) {
    char input[512] = "{", json[8192];
    hotcalls_text *answer = NULL;
    hotcalls_error *error = NULL;
    hotcalls_view view;
    const char *agent, *minutes;
    memset(route, 0, sizeof *route);
    put_text(input, sizeof input, "number", number);
    put(input, sizeof input, "}");
    switch (hotcalls_call(j->db, j->root, HOTCALLS_OP_AGENTS_ROUTE, input, strlen(input), &answer, &error)) {
    case HOTCALLS_OK:
        break;
    case HOTCALLS_ERROR_NOT_FOUND: case HOTCALLS_ERROR_INVALID_INPUT:
        hotcalls_error_free(error);
        return true;
    default:
        complain("route", error);
        return false;
    }
    view = hotcalls_text_view(answer);
    snprintf(json, sizeof json, "%.*s", (int)view.len, view.ptr);
    hotcalls_text_free(answer);
    agent = member(json, "agent");
    minutes = member(json, "max_call_duration_minutes");
    route->found = true;
    get_text(json, "phone_number", route->phone_number, sizeof route->phone_number);
    get_text(json, "workspace", route->workspace, sizeof route->workspace);
    get_text(agent, "agent_id", route->agent, sizeof route->agent);
    get_text(agent, "greeting", route->greeting, sizeof route->greeting);
    route->open = agent != NULL && strstr(json, "\"is_open\":true") != NULL;
    route->max_minutes = minutes == NULL ? 0 : atoi(minutes);
    return true;
}

uint64_t journal_begin(journal *j, const journal_call *call) {
    entry *e = new_entry(HOTCALLS_OP_CALLS_BEGIN);
    put_text(e->input, sizeof e->input, "external_id", call->id);
    put_text(e->input, sizeof e->input, "from_number", call->from);
    put_text(e->input, sizeof e->input, "to_number", call->to);
    put_text(e->input, sizeof e->input, "direction", "inbound");
    put_text(e->input, sizeof e->input, "agent", call->route->agent);
    put_text(e->input, sizeof e->input, "workspace", call->route->workspace);
    put_text(e->input, sizeof e->input, "phone_number", call->route->phone_number);
    put_text(e->input, sizeof e->input, "owner", j->owner);
    put_number(e->input, sizeof e->input, "lease_seconds", j->lease_seconds);
    put_now(e->input, sizeof e->input, "started_at");
    return tell(j, e);
}

void journal_event(journal *j, const char *id, const char *kind) {
    entry *e = new_entry(HOTCALLS_OP_CALLS_EVENT);
    put_text(e->input, sizeof e->input, "external_id", id);
    put_text(e->input, sizeof e->input, "event_id", kind); /* each of ours happens once in a call */
    put_text(e->input, sizeof e->input, "kind", kind);
    put_text(e->input, sizeof e->input, "source", "host");
    put_now(e->input, sizeof e->input, "at");
    tell(j, e);
}

void journal_end(journal *j, const char *id, const journal_cause *cause) {
    entry *e = new_entry(HOTCALLS_OP_CALLS_END);
    put_text(e->input, sizeof e->input, "external_id", id);
    put_text(e->input, sizeof e->input, "disconnection_reason", cause->reason);
    put_text(e->input, sizeof e->input, "hung_up_by", cause->hung_up_by);
    put_number(e->input, sizeof e->input, "sip_status", cause->sip_status);
    put_number(e->input, sizeof e->input, "q850_cause", cause->q850_cause);
    put_now(e->input, sizeof e->input, "at");
    tell(j, e);
}

bool journal_written(const journal *j, uint64_t number) {
    return atomic_load(&j->written) >= number;
}

uint64_t journal_waiting(const journal *j) {
    return atomic_load(&j->taken) - atomic_load(&j->written);
}
