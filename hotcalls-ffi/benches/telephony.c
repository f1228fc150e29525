/* The telephony face beside hand-written C (by_hand.c), turn by turn on two copies of one database; threads beside processes. */
#define _GNU_SOURCE
#include "by_hand.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { AGENTS = 1000, NUMBERS = 10000, ROUTES = 40000, CALLS = 400, EVENT_ROUNDS = 4000, READS = 100000 };

static hotcalls_db *db;
static hotcalls_actor *root;
static hotcalls_id agents[AGENTS];

static void check(int32_t status, int line) {
    if (status != HOTCALLS_OK) {
        fprintf(stderr, "telephony.c:%d: status %d\n", line, (int)status);
        exit(1);
    }
}
#define OK(call) check((call), __LINE__)

static int64_t clock_of(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}
static int64_t ns(void) { return clock_of(CLOCK_MONOTONIC); }
static int64_t now_us(void) { return clock_of(CLOCK_REALTIME) / 1000; }

static int by_size(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}
static double median_us(int64_t *times, int n) {
    qsort(times, (size_t)n, sizeof *times, by_size);
    return (double)times[n / 2] / 1000.0;
}
static void report(const char *name, int64_t *ours, int64_t *theirs, int n) {
    double a = median_us(ours, n), b = median_us(theirs, n);
    printf("%-52s %7.2fµs %7.2fµs   %5.2fx\n", name, a, b, a / b);
    fflush(stdout);
}

static void make(const char *name, const char *input, hotcalls_id *id) {
    hotcalls_text *out = NULL;
    OK(hotcalls_call(db, root, name, input, strlen(input), &out, NULL));
    if (id) memcpy(id->text, strstr(hotcalls_text_view(out).ptr, "id\":\"") + 5, 36);
    hotcalls_text_free(out);
}

static void number_text(char *text, int n) { sprintf(text, "+1555%07d", n); }

static void fill(void) {
    hotcalls_id workspace = {{0}};
    char input[1024], number[32];
    make(HOTCALLS_OP_WORKSPACES_CREATE, "{\"workspace_name\":\"Bench\"}", &workspace);
    for (int n = 0; n < AGENTS; n++) {
        snprintf(input, sizeof input, "{\"workspace\":\"%s\",\"name\":\"Agent %d\",\"greeting\":\"Hello, this is agent %d of the bench. How may I help you?\","
            "\"voice\":\"en-US-Wavenet-D\",\"language\":\"en-US\",\"workdays\":[\"monday\",\"tuesday\",\"wednesday\",\"thursday\",\"friday\"],"
            "\"call_from\":\"09:00\",\"call_to\":\"17:00\",\"character\":\"Friendly, patient, and brief.\"}", workspace.text, n, n);
        make(HOTCALLS_OP_AGENTS_CREATE, input, &agents[n]);
    }
    for (int n = 0; n < NUMBERS; n++) {
        number_text(number, n);
        snprintf(input, sizeof input, "{\"workspace\":\"%s\",\"phonenumber\":\"%s\",\"inbound_agent\":\"%s\"}", workspace.text, number, agents[n % AGENTS].text);
        make(HOTCALLS_OP_PHONE_NUMBERS_CREATE, input, NULL);
    }
}

static void same(int condition, const char *what) {
    if (!condition) {
        fprintf(stderr, "the two differ: %s\n", what);
        exit(1);
    }
}

static void routes(by_hand *h) {
    static int64_t ours[ROUTES], theirs[ROUTES];
    const int64_t at = INT64_C(1795435200000000); /* a Monday noon */
    char number[32];
    for (int n = -ROUTES / 10; n < ROUTES; n++) {
        hotcalls_route a = {.size = sizeof a}, b = {.size = sizeof b};
        int64_t times[2] = {0, 0};
        number_text(number, (n + ROUTES) * 7919 % NUMBERS);
        for (int turn = 0; turn < 2; turn++) {
            int64_t start = ns();
            if ((turn ^ n) & 1) {
                OK(hotcalls_route_inbound(db, root, number, 12, at, &a, NULL));
                times[0] = ns() - start;
            } else {
                same(by_hand_route(h, number, at, &b), "found");
                times[1] = ns() - start;
            }
        }
        same(strcmp(a.agent.text, b.agent.text) == 0 && strcmp(a.workspace.text, b.workspace.text) == 0 && strcmp(a.voice, b.voice) == 0, "route");
        same(a.is_open == b.is_open && a.opens_at == b.opens_at && a.greeting_len == b.greeting_len, "hours");
        same(a.character_len == b.character_len && a.max_call_duration_minutes == b.max_call_duration_minutes, "agent");
        if (n >= 0) ours[n] = times[0], theirs[n] = times[1];
    }
    /* The two agree on what is closed too. */
    const int64_t friday_evening = at + (4 * 24 + 8) * INT64_C(3600000000);
    hotcalls_route a = {.size = sizeof a}, b = {.size = sizeof b};
    OK(hotcalls_route_inbound(db, root, "sip:+15550000000@host;user=phone", 32, friday_evening, &a, NULL));
    same(by_hand_route(h, "sip:+15550000000@host;user=phone", friday_evening, &b), "found by URI");
    same(a.opens_at > friday_evening && a.opens_at == b.opens_at && !a.is_open && !b.is_open, "closed");
    report("hotcalls_route_inbound | lookups by hand", ours, theirs, ROUTES);
}

static hotcalls_view view(const char *text) { return (hotcalls_view){text, strlen(text)}; }

/* One call: begun, three events, and its end, which is an event too. */
struct call { hotcalls_begin begin; hotcalls_event events[4]; char external_id[32]; };

static void prepare(struct call *c, const hotcalls_route *route, int n, int64_t start) {
    memset(c, 0, sizeof *c);
    snprintf(c->external_id, sizeof c->external_id, "CA%08d", n);
    c->begin = (hotcalls_begin){.size = sizeof c->begin, .direction = HOTCALLS_INBOUND, .lease_seconds = 60, .started_at = start, .from_number = view("+19876543210"),
        .to_number = view("+15550000000"), .owner = view("bench"), .provider = view("acme"), .external_id = view(c->external_id), .agent = route->agent,
        .phone_number = route->phone_number};
    for (int e = 0; e < 4; e++) {
        static const int kinds[] = {HOTCALLS_EVENT_RINGING, HOTCALLS_EVENT_ANSWERED, HOTCALLS_EVENT_HELD, HOTCALLS_EVENT_ENDED};
        static const char *const ids[] = {"1", "2", "3", "4"};
        c->events[e] = (hotcalls_event){.size = sizeof c->events[e], .event_id = view(ids[e]), .kind = kinds[e], .at = start + (e + 1) * INT64_C(1000000)};
    }
    c->events[1].answered_by = HOTCALLS_BY_HUMAN;
    c->events[3].q850_cause = 16;
}

static int64_t ours_call(struct call *c, hotcalls_call_info *info, int64_t *begun) {
    int64_t start = ns();
    OK(hotcalls_call_begin(db, root, &c->begin, info, NULL));
    *begun = ns() - start;
    for (int e = 0; e < 4; e++) {
        c->events[e].call = info->id;
        OK(hotcalls_call_event(db, root, &c->events[e], info, NULL));
    }
    return ns() - start;
}

static int64_t theirs_call(by_hand *h, struct call *c, hotcalls_call_info *info, int64_t *begun) {
    int64_t start = ns();
    by_hand_begin(h, &c->begin, now_us(), info);
    *begun = ns() - start;
    for (int e = 0; e < 4; e++) {
        c->events[e].call = info->id;
        by_hand_event(h, &c->events[e], now_us(), info);
    }
    return ns() - start;
}

static void calls(by_hand *h) {
    static int64_t ours[CALLS], theirs[CALLS], our_begins[CALLS], their_begins[CALLS], our_events[CALLS], their_events[CALLS];
    hotcalls_route route = {.size = sizeof route};
    OK(hotcalls_route_inbound(db, root, "+15550000000", 12, 0, &route, NULL));
    for (int n = -CALLS / 10; n < CALLS; n++) {
        struct call a, b;
        hotcalls_call_info left = {.size = sizeof left}, right = {.size = sizeof right};
        int64_t begun[2], whole[2];
        prepare(&a, &route, n + CALLS, now_us());
        prepare(&b, &route, n + CALLS, now_us());
        if (n & 1) {
            whole[0] = ours_call(&a, &left, &begun[0]);
            whole[1] = theirs_call(h, &b, &right, &begun[1]);
        } else {
            whole[1] = theirs_call(h, &b, &right, &begun[1]);
            whole[0] = ours_call(&a, &left, &begun[0]);
        }
        same(strcmp(left.status, "completed") == 0 && strcmp(right.status, left.status) == 0 && left.duration_ms == right.duration_ms, "call");
        if (n < 0) continue;
        ours[n] = whole[0], theirs[n] = whole[1];
        our_begins[n] = begun[0], their_begins[n] = begun[1];
        our_events[n] = whole[0] - begun[0], their_events[n] = whole[1] - begun[1];
    }
    report("begin, three events, end | statements by hand", ours, theirs, CALLS);
    report("  of which begin (on the disk)", our_begins, their_begins, CALLS);
    report("  of which three events and end", our_events, their_events, CALLS);
}

static void *read_many(void *unused) {
    char number[32];
    (void)unused;
    for (int n = 0; n < READS; n++) {
        hotcalls_route route = {.size = sizeof route};
        number_text(number, n * 7919 % NUMBERS);
        OK(hotcalls_route_inbound(db, root, number, 12, 0, &route, NULL));
    }
    return NULL;
}

static void per_second(const char *name, int readers, int64_t start) {
    printf("%-52s %9.0f reads/s\n", name, (double)readers * READS / ((double)(ns() - start) / 1e9));
    fflush(stdout);
}

static void open_ours(void) {
    OK(hotcalls_open("ours.db", 7, NULL, &db, NULL));
    OK(hotcalls_actor_system(db, &root, NULL));
}

static void close_ours(void) {
    hotcalls_actor_free(root);
    OK(hotcalls_close(db, NULL));
}

/* One thread; two threads on one handle; two processes, each with its own. Whoever locks across a wait would show here. */
static void together(const char *program) {
    pthread_t threads[2];
    int64_t start = ns();
    read_many(NULL);
    per_second("reads: one thread", 1, start);
    start = ns();
    for (int n = 0; n < 2; n++) pthread_create(&threads[n], NULL, read_many, NULL);
    for (int n = 0; n < 2; n++) pthread_join(threads[n], NULL);
    per_second("reads: two threads on one handle", 2, start);
    close_ours();
    start = ns();
    for (int n = 0; n < 2; n++)
        if (fork() == 0) {
            execl(program, program, "reader", (char *)NULL);
            _exit(1);
        }
    for (int n = 0; n < 2; n++) {
        int status = 1;
        wait(&status);
        same(status == 0, "a reader failed");
    }
    per_second("reads: two processes", 2, start);
}

int main(int argc, char **argv) {
    open_ours();
    if (argc > 1) {
        read_many(NULL);
        close_ours();
        return 0;
    }
    fill();
    OK(hotcalls_snapshot(db, "theirs.db", 9, NULL));
    by_hand *h = by_hand_open("theirs.db");
    routes(h);
    calls(h);
    by_hand_close(h);
    together(argv[0]);
    return 0;
}
