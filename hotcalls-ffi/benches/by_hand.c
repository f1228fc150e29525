/* See by_hand.h. */
#define _GNU_SOURCE
#include "by_hand.h"

#include <sqlite3.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <time.h>

enum { BEGIN_READ, BEGIN_WRITE, COMMIT, SETTINGS, NUMBER, AGENT, AGENT_HOME, NUMBER_HOME, TWIN, LIMIT, INSERT_CALL, COUNT, CALL, INSERT_EVENT, EVENTS, FOLD, STATEMENTS };

static const char *const SQL[STATEMENTS] = {
    [BEGIN_READ] = "BEGIN",
    [BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [SETTINGS] = "SELECT time_zone, shared_rows FROM settings WHERE id = 1",
    [NUMBER] = "SELECT id, phonenumber, workspace_id, inbound_agent_id FROM phone_numbers WHERE phonenumber = ?1 AND is_active = 1",
    [AGENT] = "SELECT agent_id, workspace_id, name, greeting, voice, language, character, max_call_duration_minutes, workdays, call_from, call_to,"
              " timezone FROM agents WHERE agent_id = ?1 AND status = 'active'",
    [AGENT_HOME] = "SELECT workspace_id FROM agents WHERE agent_id = ?1",
    [NUMBER_HOME] = "SELECT workspace_id FROM phone_numbers WHERE id = ?1",
    [TWIN] = "SELECT id FROM calls WHERE workspace_id = ?1 AND provider = ?2 AND external_id = ?3",
    [LIMIT] = "SELECT pf.limit_value FROM workspaces w JOIN plan_features pf ON pf.plan_id = w.plan_id"
              " JOIN features f ON f.id = pf.feature_id AND f.feature_name = 'call_minutes' WHERE w.id = ?1",
    [INSERT_CALL] = "INSERT INTO calls (id, workspace_id, agent_id, phone_number_id, provider, external_id, from_number, to_number, direction, status,"
                    " timestamp, started_at, duration, duration_ms, created_at, updated_at, from_number_fold, to_number_fold, owner, lease_until)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, 0, 0, ?12, ?12, ?13, ?14, ?15, ?16)"
                    " ON CONFLICT (workspace_id, provider, external_id) WHERE external_id IS NOT NULL DO NOTHING",
    [COUNT] = "INSERT INTO counters (workspace_id, kind, n) VALUES (?1, 'calls', 1) ON CONFLICT (workspace_id, kind) DO UPDATE SET n = n + 1",
    [CALL] = "SELECT c.id, c.workspace_id, c.status, c.started_at, c.ringing_at, c.answered_at, c.ended_at, c.duration_ms, c.reason, c.lease_until,"
             " l.name, l.surname, l.email FROM calls c LEFT JOIN leads l ON l.id = c.lead_id WHERE c.id = ?1",
    [INSERT_EVENT] = "INSERT INTO call_events (call_id, workspace_id, source, event_id, kind, at, sip_status, q850_cause, said, after_cancel, party,"
                     " answered_by, received_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
                     " ON CONFLICT (call_id, workspace_id, source, event_id) DO NOTHING",
    [EVENTS] = "SELECT source, event_id, kind, at, sip_status, q850_cause, said, after_cancel, party, answered_by FROM call_events WHERE call_id = ?1",
    [FOLD] = "UPDATE calls SET status = ?2, ringing_at = ?3, answered_at = ?4, ended_at = ?5, duration = ?6, duration_ms = ?7,"
             " disconnection_reason = ?8, disconnection_reason_fold = ?9, reason = ?10, answered_by = ?11, transferred_to = ?12, hung_up_by = ?13,"
             " owner = CASE WHEN ?14 THEN NULL ELSE owner END, lease_until = CASE WHEN ?14 THEN NULL ELSE lease_until END, updated_at = ?15 WHERE id = ?1",
};

struct by_hand {
    sqlite3 *db;
    sqlite3_stmt *statement[STATEMENTS];
};

static void fail(by_hand *h, const char *what) {
    fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(h->db));
    exit(1);
}

by_hand *by_hand_open(const char *path) {
    by_hand *h = calloc(1, sizeof *h);
    if (sqlite3_open_v2(path, &h->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) fail(h, "open");
    sqlite3_exec(h->db, "PRAGMA journal_mode = wal; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY",
        NULL, NULL, NULL);
    sqlite3_db_config(h->db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
    for (int n = 0; n < STATEMENTS; n++)
        if (sqlite3_prepare_v3(h->db, SQL[n], -1, SQLITE_PREPARE_PERSISTENT, &h->statement[n], NULL) != SQLITE_OK) fail(h, SQL[n]);
    return h;
}

void by_hand_close(by_hand *h) {
    for (int n = 0; n < STATEMENTS; n++) sqlite3_finalize(h->statement[n]);
    sqlite3_close(h->db);
    free(h);
}

static void run(by_hand *h, int n) {
    sqlite3_stmt *s = h->statement[n];
    if (sqlite3_step(s) != SQLITE_DONE) fail(h, SQL[n]);
    sqlite3_reset(s);
}

/* The first row, or NULL. */
static sqlite3_stmt *row(by_hand *h, int n) {
    sqlite3_stmt *s = h->statement[n];
    int result = sqlite3_step(s);
    if (result == SQLITE_ROW) return s;
    if (result != SQLITE_DONE) fail(h, SQL[n]);
    sqlite3_reset(s);
    return NULL;
}

static void done(sqlite3_stmt *s) {
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
}

static void bind_text(sqlite3_stmt *s, int n, hotcalls_view view) {
    if (view.ptr) sqlite3_bind_text(s, n, view.ptr, (int)view.len, SQLITE_STATIC);
}

static void copy_text(char *to, size_t room, sqlite3_stmt *s, int column) {
    size_t len = (size_t)sqlite3_column_bytes(s, column);
    const unsigned char *text = sqlite3_column_text(s, column);
    if (len >= room) len = room - 1;
    if (text) memcpy(to, text, len);
    to[text ? len : 0] = 0;
}

static void id_text(hotcalls_id *id, const unsigned char *bytes) {
    static const char hex[] = "0123456789abcdef";
    char *to = id->text;
    for (int n = 0; n < 16; n++) {
        if (n == 4 || n == 6 || n == 8 || n == 10) *to++ = '-';
        *to++ = hex[bytes[n] >> 4];
        *to++ = hex[bytes[n] & 15];
    }
    *to = 0;
}

static int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

static void id_bytes(unsigned char *bytes, const hotcalls_id *id) {
    const char *from = id->text;
    for (int n = 0; n < 16; n++) {
        if (*from == '-') from++;
        bytes[n] = (unsigned char)(digit(from[0]) << 4 | digit(from[1]));
        from += 2;
    }
}

#define DAY INT64_C(86400000000)

/* The zones of the bench are UTC; any other would cost both sides a look into its table. */
static int is_open(by_hand *h, sqlite3_stmt *s, const char *zone, int64_t now) {
    static const char *const days[] = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
    const char *workdays = (const char *)sqlite3_column_text(s, 8);
    int64_t from = sqlite3_column_int64(s, 9), to = sqlite3_column_int64(s, 10);
    time_t seconds = (time_t)(now / 1000000);
    struct tm local;
    if (strcmp(zone, "UTC") != 0) fail(h, "a zone that the bench does not know");
    gmtime_r(&seconds, &local);
    int64_t of_day = now % DAY;
    int today = strcmp(workdays, "[]") == 0 || strstr(workdays, days[local.tm_wday]) != NULL;
    if (from == to) return today;
    if (from < to) return today && from <= of_day && of_day < to;
    int yesterday = strcmp(workdays, "[]") == 0 || strstr(workdays, days[(local.tm_wday + 6) % 7]) != NULL;
    return (today && from <= of_day) || (yesterday && of_day < to);
}

/* When an agent that is closed opens. */
static int64_t opens_at(by_hand *h, sqlite3_stmt *s, const char *zone, int64_t now) {
    int64_t from = sqlite3_column_int64(s, 9), to = sqlite3_column_int64(s, 10);
    int64_t start = now - now % DAY + (from == to ? 0 : from);
    for (int day = 0; day < 15; day++, start += DAY)
        if (start > now && is_open(h, s, zone, start)) return start;
    return 0;
}

/* What was dialed: the user part of a SIP or tel URI, anything else without white space around it. */
static hotcalls_view dialed(const char *text) {
    static const char *const schemes[] = {"sip:", "sips:", "tel:"};
    size_t len = strlen(text);
    int uri = 0;
    const char *inside = memchr(text, '<', len), *end = inside ? memchr(inside, '>', (size_t)(text + len - inside)) : NULL;
    if (end) text = inside + 1, len = (size_t)(end - text);
    while (len > 0 && isspace((unsigned char)*text)) text++, len--;
    while (len > 0 && isspace((unsigned char)text[len - 1])) len--;
    for (int n = 0; n < 3 && !uri; n++) {
        size_t scheme = strlen(schemes[n]);
        if (len >= scheme && strncasecmp(text, schemes[n], scheme) == 0) text += scheme, len -= scheme, uri = 1;
    }
    for (size_t n = 0; uri && n < len; n++)
        if (strchr("@;?:", text[n])) len = n;
    return (hotcalls_view){text, len};
}

int by_hand_route(by_hand *h, const char *number, int64_t now, hotcalls_route *route) {
    int found = 0;
    char zone[64] = "";
    run(h, BEGIN_READ);
    sqlite3_stmt *s = row(h, SETTINGS);
    if (!s) fail(h, "settings");
    copy_text(zone, sizeof zone, s, 0);
    done(s);
    bind_text(h->statement[NUMBER], 1, dialed(number));
    s = row(h, NUMBER);
    if (s) {
        id_text(&route->phone_number, sqlite3_column_blob(s, 0));
        copy_text(route->number, sizeof route->number, s, 1);
        id_text(&route->workspace, sqlite3_column_blob(s, 2));
        sqlite3_bind_blob(h->statement[AGENT], 1, sqlite3_column_blob(s, 3), 16, SQLITE_TRANSIENT);
        done(s);
        s = row(h, AGENT);
        if (s) {
            id_text(&route->agent, sqlite3_column_blob(s, 0));
            id_text(&route->workspace, sqlite3_column_blob(s, 1));
            copy_text(route->name, sizeof route->name, s, 2);
            route->greeting_len = (size_t)sqlite3_column_bytes(s, 3);
            copy_text(route->voice, sizeof route->voice, s, 4);
            copy_text(route->language, sizeof route->language, s, 5);
            route->character_len = (size_t)sqlite3_column_bytes(s, 6);
            route->max_call_duration_minutes = sqlite3_column_int(s, 7);
            if (sqlite3_column_type(s, 11) == SQLITE_TEXT) copy_text(zone, sizeof zone, s, 11);
            route->is_open = is_open(h, s, zone, now);
            if (!route->is_open) route->opens_at = opens_at(h, s, zone, now);
            found = 1;
            done(s);
        }
    }
    run(h, COMMIT);
    return found;
}

static void new_id(unsigned char *id, int64_t now) {
    uint64_t millis = (uint64_t)(now / 1000);
    if (getrandom(id, 16, 0) != 16) exit(1);
    for (int n = 0; n < 6; n++) id[n] = (unsigned char)(millis >> (40 - 8 * n));
    id[6] = (unsigned char)(0x70 | (id[6] & 15));
    id[8] = (unsigned char)(0x80 | (id[8] & 63));
}

static hotcalls_view folded(char *buffer, hotcalls_view text) {
    for (size_t n = 0; n < text.len; n++) buffer[n] = (char)tolower((unsigned char)text.ptr[n]);
    return (hotcalls_view){buffer, text.len};
}

void by_hand_begin(by_hand *h, const hotcalls_begin *begin, int64_t now, hotcalls_call_info *call) {
    unsigned char id[16], agent[16], number[16], home[16];
    char from_fold[1024], to_fold[1024];
    id_bytes(agent, &begin->agent);
    id_bytes(number, &begin->phone_number);
    sqlite3_exec(h->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
    run(h, BEGIN_WRITE);
    sqlite3_stmt *s = row(h, SETTINGS);
    if (s) done(s);
    sqlite3_bind_blob(h->statement[AGENT_HOME], 1, agent, 16, SQLITE_STATIC);
    s = row(h, AGENT_HOME);
    if (!s) fail(h, "agent");
    memcpy(home, sqlite3_column_blob(s, 0), 16);
    done(s);
    sqlite3_bind_blob(h->statement[NUMBER_HOME], 1, number, 16, SQLITE_STATIC);
    s = row(h, NUMBER_HOME);
    if (!s || memcmp(home, sqlite3_column_blob(s, 0), 16) != 0) fail(h, "number");
    done(s);
    s = h->statement[TWIN];
    sqlite3_bind_blob(s, 1, home, 16, SQLITE_STATIC);
    bind_text(s, 2, begin->provider);
    bind_text(s, 3, begin->external_id);
    if (row(h, TWIN)) fail(h, "twin");
    sqlite3_bind_blob(h->statement[LIMIT], 1, home, 16, SQLITE_STATIC);
    if (row(h, LIMIT)) fail(h, "limit");
    new_id(id, now);
    s = h->statement[INSERT_CALL];
    sqlite3_bind_blob(s, 1, id, 16, SQLITE_STATIC);
    sqlite3_bind_blob(s, 2, home, 16, SQLITE_STATIC);
    sqlite3_bind_blob(s, 3, agent, 16, SQLITE_STATIC);
    sqlite3_bind_blob(s, 4, number, 16, SQLITE_STATIC);
    bind_text(s, 5, begin->provider);
    bind_text(s, 6, begin->external_id);
    bind_text(s, 7, begin->from_number);
    bind_text(s, 8, begin->to_number);
    sqlite3_bind_text(s, 9, "inbound", -1, SQLITE_STATIC);
    sqlite3_bind_text(s, 10, "ringing", -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 11, begin->started_at);
    sqlite3_bind_int64(s, 12, now);
    bind_text(s, 13, folded(from_fold, begin->from_number));
    bind_text(s, 14, folded(to_fold, begin->to_number));
    bind_text(s, 15, begin->owner);
    sqlite3_bind_int64(s, 16, now + begin->lease_seconds * INT64_C(1000000));
    run(h, INSERT_CALL);
    sqlite3_bind_blob(h->statement[COUNT], 1, home, 16, SQLITE_STATIC);
    run(h, COUNT);
    run(h, COMMIT);
    sqlite3_exec(h->db, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
    id_text(&call->id, id);
    id_text(&call->workspace, home);
    strcpy(call->status, "ringing");
}

/* The row that follows from the events: first ringing, first answer, the strongest and latest end. */
struct fold { int64_t ringing_at, answered_at, ended_at; int end_rank, cause; char answered_by[16]; };

static void fold_events(by_hand *h, const unsigned char *id, struct fold *f) {
    sqlite3_stmt *s = h->statement[EVENTS];
    memset(f, 0, sizeof *f);
    sqlite3_bind_blob(s, 1, id, 16, SQLITE_STATIC);
    while (row(h, EVENTS)) {
        const char *source = (const char *)sqlite3_column_text(s, 0), *kind = (const char *)sqlite3_column_text(s, 2);
        int64_t at = sqlite3_column_int64(s, 3);
        int rank = strcmp(source, "carrier") == 0 ? 3 : strcmp(source, "host") == 0 ? 2 : 1;
        if (strcmp(kind, "ringing") == 0 && (!f->ringing_at || at < f->ringing_at)) f->ringing_at = at;
        if (strcmp(kind, "answered") == 0 && (!f->answered_at || at < f->answered_at)) {
            f->answered_at = at;
            copy_text(f->answered_by, sizeof f->answered_by, s, 9);
        }
        if (strcmp(kind, "ended") == 0 && (rank > f->end_rank || (rank == f->end_rank && at > f->ended_at))) {
            f->end_rank = rank;
            f->ended_at = at;
            f->cause = sqlite3_column_int(s, 5);
        }
    }
    done(s);
}

static void bind_time(sqlite3_stmt *s, int n, int64_t at) {
    if (at) sqlite3_bind_int64(s, n, at);
}

void by_hand_event(by_hand *h, const hotcalls_event *event, int64_t now, hotcalls_call_info *call) {
    static const char *const kinds[] = {"", "ringing", "answered", "transferred", "held", "resumed", "ended"};
    unsigned char id[16], home[16];
    struct fold f;
    id_bytes(id, &event->call);
    run(h, BEGIN_WRITE);
    sqlite3_stmt *s = row(h, SETTINGS);
    if (s) done(s);
    sqlite3_bind_blob(h->statement[CALL], 1, id, 16, SQLITE_STATIC);
    s = row(h, CALL);
    if (!s) fail(h, "call");
    memcpy(home, sqlite3_column_blob(s, 1), 16);
    call->started_at = sqlite3_column_int64(s, 3);
    done(s);
    s = h->statement[INSERT_EVENT];
    sqlite3_bind_blob(s, 1, id, 16, SQLITE_STATIC);
    sqlite3_bind_blob(s, 2, home, 16, SQLITE_STATIC);
    sqlite3_bind_text(s, 3, event->source == HOTCALLS_SOURCE_HOST ? "host" : "carrier", -1, SQLITE_STATIC);
    bind_text(s, 4, event->event_id);
    sqlite3_bind_text(s, 5, kinds[event->kind], -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 6, event->at);
    if (event->sip_status) sqlite3_bind_int(s, 7, event->sip_status);
    if (event->q850_cause) sqlite3_bind_int(s, 8, event->q850_cause);
    bind_text(s, 9, event->disconnection_reason);
    sqlite3_bind_int(s, 10, event->after_cancel);
    bind_text(s, 11, event->hung_up_by);
    if (event->answered_by == HOTCALLS_BY_HUMAN) sqlite3_bind_text(s, 12, "human", -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 13, now);
    run(h, INSERT_EVENT);
    sqlite3_clear_bindings(s);
    fold_events(h, id, &f);
    const char *status = f.end_rank ? (f.answered_at ? "completed" : "no_answer") : f.answered_at ? "in_progress" : "ringing";
    int64_t ms = f.answered_at && f.ended_at > f.answered_at ? (f.ended_at - f.answered_at) / 1000 : 0;
    char cause[16];
    snprintf(cause, sizeof cause, "Q.850 %d", f.cause);
    s = h->statement[FOLD];
    sqlite3_bind_blob(s, 1, id, 16, SQLITE_STATIC);
    sqlite3_bind_text(s, 2, status, -1, SQLITE_STATIC);
    bind_time(s, 3, f.ringing_at);
    bind_time(s, 4, f.answered_at);
    bind_time(s, 5, f.ended_at);
    sqlite3_bind_int64(s, 6, ms / 1000);
    sqlite3_bind_int64(s, 7, ms);
    if (f.end_rank) {
        sqlite3_bind_text(s, 8, cause, -1, SQLITE_STATIC);
        sqlite3_bind_text(s, 9, cause, -1, SQLITE_STATIC);
        sqlite3_bind_text(s, 10, f.cause == 16 ? "completed_user_hangup" : "unknown", -1, SQLITE_STATIC);
    }
    if (f.answered_at) sqlite3_bind_text(s, 11, f.answered_by, -1, SQLITE_STATIC);
    sqlite3_bind_int(s, 14, f.end_rank > 0);
    sqlite3_bind_int64(s, 15, now);
    run(h, FOLD);
    sqlite3_clear_bindings(s);
    run(h, COMMIT);
    id_text(&call->id, id);
    strcpy(call->status, status);
    call->duration_ms = ms;
}
