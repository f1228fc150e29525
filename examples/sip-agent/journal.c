#include "journal.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A call, held by who began it and by what is still to be told of it. Its texts stand behind it: as long as they came. */
struct journal_call {
    atomic_uint holders;
    atomic_int fate, error;
    char *id, *from, *to;
    size_t id_len, from_len, to_len;
};

/* One thing to tell. */
typedef struct entry {
    struct entry *next;
    journal_call *call;
    enum { BEGIN, EVENT, END } what;
    union {
        hotcalls_begin begin;
        hotcalls_event event;
        hotcalls_end end;
    } of;
    char event_id[16];
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
    atomic_uint_fast64_t waiting; /* how many are to be told */
};

/* Texts of HotCalls are UTF-8 with a length; what SIP brings as bytes may be none, and is then refused when it is written. */
static hotcalls_view view(const char *text) {
    hotcalls_view v = {text == NULL ? "" : text, text == NULL ? 0 : strlen(text)};
    return v;
}

static int64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void complain(const char *what, hotcalls_error *error) {
    hotcalls_view json = hotcalls_error_json(error);
    fprintf(stderr, "%s: %.*s\n", what, (int)json.len, json.ptr);
    hotcalls_error_free(error);
}

/* ---- writing ---- */

static void write_now(journal *j, const entry *e) {
    hotcalls_error *error = NULL;
    int32_t status;
    if (e->what != BEGIN && journal_what_of(e->call, NULL) == JOURNAL_REFUSED) return; /* nobody knows the call */
    status = e->what == BEGIN   ? hotcalls_call_begin(j->db, j->root, &e->of.begin, NULL, &error)
             : e->what == EVENT ? hotcalls_call_event(j->db, j->root, &e->of.event, NULL, &error)
                                : hotcalls_call_end(j->db, j->root, &e->of.end, NULL, &error);
    if (e->what == BEGIN) {
        atomic_store(&e->call->error, status);
        atomic_store(&e->call->fate, status == HOTCALLS_OK ? JOURNAL_WRITTEN : JOURNAL_REFUSED);
    }
    if (status != HOTCALLS_OK) complain(e->call->id, error);
}

/* Keeps our leases, and closes the calls of those who did not keep theirs. */
static void keep_house(journal *j) {
    hotcalls_error *error = NULL;
    hotcalls_renew renew = {.size = sizeof renew, .owner = view(j->owner), .lease_seconds = j->lease_seconds};
    if (hotcalls_call_renew(j->db, j->root, &renew, NULL, NULL, &error) != HOTCALLS_OK) complain("renew", error);
    if (hotcalls_call(j->db, j->root, HOTCALLS_OP_CALLS_REAP, NULL, 0, NULL, &error) != HOTCALLS_OK) complain("reap", error);
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
            write_now(j, e);
            journal_release(e->call);
            free(e);
            atomic_fetch_sub(&j->waiting, 1);
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

/* ---- telling ---- */

static entry *new_entry(journal_call *call) {
    entry *e = calloc(1, sizeof *e);
    if (e == NULL) abort();
    atomic_fetch_add(&call->holders, 1);
    e->call = call;
    return e;
}

static void tell(journal *j, entry *e) {
    atomic_fetch_add(&j->waiting, 1);
    pthread_mutex_lock(&j->lock);
    *j->last = e;
    j->last = &e->next;
    pthread_cond_signal(&j->told);
    pthread_mutex_unlock(&j->lock);
}

/* Puts a text at `*place`, which moves behind it. */
static char *keep(char **place, hotcalls_view text) {
    char *kept = *place;
    if (text.len > 0) memcpy(kept, text.ptr, text.len);
    *place += text.len + 1; /* all zero before */
    return kept;
}

static hotcalls_view kept(const char *text, size_t len) {
    hotcalls_view v = {text, len};
    return v;
}

journal_call *journal_begin(journal *j, const journal_facts *facts) {
    journal_call *call = calloc(1, sizeof *call + facts->id.len + facts->from.len + facts->to.len + 3);
    const hotcalls_route *route = &facts->route->route;
    char *place = (char *)(call + 1);
    entry *e;
    if (call == NULL) abort();
    atomic_store(&call->holders, 1);
    call->id = keep(&place, facts->id), call->id_len = facts->id.len;
    call->from = keep(&place, facts->from), call->from_len = facts->from.len;
    call->to = keep(&place, facts->to), call->to_len = facts->to.len;
    e = new_entry(call);
    e->what = BEGIN;
    e->of.begin = (hotcalls_begin){
        .size = sizeof e->of.begin, .direction = HOTCALLS_INBOUND, .started_at = now_us(), .external_id = kept(call->id, call->id_len),
        .from_number = kept(call->from, call->from_len), .to_number = kept(call->to, call->to_len), .owner = view(j->owner),
        .lease_seconds = j->lease_seconds, .agent = route->agent, .workspace = route->workspace, .phone_number = route->phone_number,
    };
    tell(j, e);
    return call;
}

void journal_event(journal *j, journal_call *call, int kind) {
    entry *e = new_entry(call);
    e->what = EVENT;
    snprintf(e->event_id, sizeof e->event_id, "%d", kind); /* each kind of ours happens once in a call */
    e->of.event = (hotcalls_event){
        .size = sizeof e->of.event, .external_id = kept(call->id, call->id_len), .event_id = view(e->event_id), .kind = kind, .at = now_us(),
        .source = HOTCALLS_SOURCE_HOST,
    };
    tell(j, e);
}

void journal_end(journal *j, journal_call *call, const journal_cause *cause) {
    entry *e = new_entry(call);
    e->what = END;
    e->of.end = (hotcalls_end){
        .size = sizeof e->of.end, .external_id = kept(call->id, call->id_len), .at = now_us(), .sip_status = cause->sip_status,
        .q850_cause = cause->q850_cause, .disconnection_reason = view(cause->reason), .hung_up_by = view(cause->hung_up_by),
    };
    tell(j, e);
}

void journal_release(journal_call *call) {
    if (call != NULL && atomic_fetch_sub(&call->holders, 1) == 1) free(call);
}

/* ---- the rest of what journal.h says ---- */

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

bool journal_ask(journal *j, hotcalls_view number, journal_route *answer) {
    hotcalls_error *error = NULL;
    memset(answer, 0, sizeof *answer);
    answer->route.size = sizeof answer->route;
    switch (hotcalls_route_inbound(j->db, j->root, number.ptr, number.len, 0, &answer->route, &error)) {
    case HOTCALLS_OK:
        answer->found = true;
        answer->open = answer->route.agent.text[0] != '\0' && answer->route.is_open;
        return true;
    case HOTCALLS_ERROR_NOT_FOUND: case HOTCALLS_ERROR_INVALID_INPUT: case HOTCALLS_ERROR_TOO_LARGE:
        hotcalls_error_free(error);
        return true;
    default:
        complain("route", error);
        return false;
    }
}

journal_fate journal_what_of(const journal_call *call, int32_t *error) {
    journal_fate fate = (journal_fate)atomic_load(&call->fate);
    if (error != NULL) *error = atomic_load(&call->error);
    return fate;
}

const char *journal_id(const journal_call *call) {
    return call->id;
}

uint64_t journal_waiting(const journal *j) {
    return atomic_load(&j->waiting);
}
