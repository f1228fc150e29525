/* A SIP user agent that answers calls for the agents of a HotCalls database, and echoes what it hears.
 *
 * The agent of the called number decides: nobody's number is declined with 404, a closed agent's with 480, one whose lines are all in use
 * with 486; else it rings, answers and sends the audio back until somebody hangs up. Every call is in the log once, with how it ended, and
 * no call is answered before it is there: what the log does not take is declined.
 */
#include "journal.h"

#include <re.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    RING_MS = 200,         /* unless told otherwise */
    LOOK_MS = 20,          /* how often the journal is asked whether a call has begun */
    GRACE_MS = 500,        /* for the last words of a program that is told to stop */
    LEASE_S = 30,
    MAX_WAITING = 2000,    /* tellings that may wait; then new calls are declined */
    RTP_FROM = 20000, RTP_TO = 40000,
    MAX_LIMITS = 16,
};

/* One call, from INVITE to its end; libre counts its references. */
struct call {
    struct le le;
    struct sipsess *session;
    struct sdp_session *sdp;
    struct sdp_media *audio;
    struct rtp_sock *rtp;
    struct tmr timer;      /* until it is answered; then until it has lasted too long */
    journal_call *told;
    hotcalls_id phone_number;
    int max_minutes;
    uint64_t rang;         /* since when, in milliseconds */
    bool offered;          /* the INVITE had a description */
    bool answered;
};

static struct {
    journal *journal;
    struct sip *sip;
    struct sipsess_sock *sessions;
    struct list calls;
    struct sa local;
    uint32_t ring_ms;
    struct { char number[64]; unsigned lines; } limits[MAX_LIMITS]; /* how many calls at once a number takes; others take any */
    unsigned limits_used;
    struct tmr grace;
    bool stopping;
} agent;

static void destroy(void *argument) {
    struct call *c = argument;
    tmr_cancel(&c->timer);
    list_unlink(&c->le);
    mem_deref(c->session);
    mem_deref(c->rtp);
    mem_deref(c->sdp);
    journal_release(c->told);
}

static void hang_up(struct call *c, const journal_cause *cause) {
    journal_end(agent.journal, c->told, cause);
    mem_deref(c); /* an established session says BYE when it goes */
}

static void too_long(void *argument) {
    const journal_cause cause = {.reason = "max_duration", .hung_up_by = "agent"};
    hang_up(argument, &cause);
}

/* Sends the audio back to where the other side said that it listens. */
static void echo(const struct sa *from, const struct rtp_header *header, struct mbuf *payload, void *argument) {
    struct call *c = argument;
    (void)from;
    if (c->answered && sdp_media_rport(c->audio) != 0)
        rtp_send(c->rtp, sdp_media_raddr(c->audio), header->ext, header->m, header->pt, header->ts, payload);
}

static void answer(void *argument) {
    static const journal_cause failed = {.sip_status = 500};
    struct call *c = argument;
    struct mbuf *description = NULL;
    int error = sdp_encode(&description, c->sdp, !c->offered);
    if (error == 0) error = sipsess_answer(c->session, 200, "OK", description, NULL);
    mem_deref(description);
    if (error != 0) {
        hang_up(c, &failed);
        return;
    }
    c->answered = true;
    journal_event(agent.journal, c->told, HOTCALLS_EVENT_ANSWERED);
    if (c->max_minutes > 0) tmr_start(&c->timer, (uint64_t)c->max_minutes * 60 * 1000, too_long, c);
}

/* What a declined INVITE says. */
typedef struct { uint16_t status; const char *words; int q850_cause; } refusal;

#define REASON "Reason: Q.850;cause=%d\r\nContent-Length: 0\r\n\r\n"

/* Why the journal does not take a call, in the words of SIP. */
static refusal refusal_of(int32_t error) {
    static const refusal malformed = {400, "Bad Request", 95}, forbidden = {403, "Forbidden", 21}, broken = {503, "Service Unavailable", 42};
    switch (error) {
    case HOTCALLS_ERROR_INVALID_INPUT: case HOTCALLS_ERROR_TOO_LARGE: return malformed;
    case HOTCALLS_ERROR_QUOTA_EXCEEDED: return forbidden;
    default: return broken;
    }
}

/* Rings on until the call is in the log, and as long as it shall ring. */
static void await_journal(void *argument) {
    struct call *c = argument;
    int32_t error;
    const uint64_t passed = tmr_jiffies() - c->rang;
    switch (journal_what_of(c->told, &error)) {
    case JOURNAL_WAITING:
        tmr_start(&c->timer, LOOK_MS, await_journal, c);
        return;
    case JOURNAL_WRITTEN:
        tmr_start(&c->timer, passed < agent.ring_ms ? agent.ring_ms - passed : 0, answer, c);
        return;
    case JOURNAL_REFUSED:
        break;
    }
    const refusal why = refusal_of(error);
    if (sipsess_reject(c->session, why.status, why.words, REASON, why.q850_cause) != 0) fprintf(stderr, "could not decline a call\n");
    mem_deref(c);
}

static int take_offer(struct mbuf **description, const struct sip_msg *message, void *argument) {
    struct call *c = argument;
    int error = mbuf_get_left(message->mb) > 0 ? sdp_decode(c->sdp, message->mb, true) : 0;
    return error != 0 ? error : sdp_encode(description, c->sdp, mbuf_get_left(message->mb) == 0);
}

static int take_answer(const struct sip_msg *message, void *argument) {
    struct call *c = argument;
    return sdp_decode(c->sdp, message->mb, false);
}

static void established(const struct sip_msg *message, void *argument) {
    (void)message, (void)argument; /* the ACK came; the call counts from our answer on */
}

/* The other side ended it, or was never heard of again. */
static void closed(int error, const struct sip_msg *message, void *argument) {
    struct call *c = argument;
    journal_cause cause = {0};
    (void)message;
    if (error == ETIMEDOUT) cause.sip_status = 408;
    else if (c->answered) cause.reason = "completed", cause.hung_up_by = "user";
    else cause.reason = "originator_cancel", cause.sip_status = 487;
    hang_up(c, &cause);
}

static unsigned calls_of(const hotcalls_id *phone_number) {
    unsigned count = 0;
    struct le *le;
    for (le = agent.calls.head; le != NULL; le = le->next)
        if (strcmp(((struct call *)le->data)->phone_number.text, phone_number->text) == 0) count++;
    return count;
}

static bool is_busy(const struct pl *called, const hotcalls_id *phone_number) {
    unsigned i;
    for (i = 0; i < agent.limits_used; i++)
        if (pl_strcmp(called, agent.limits[i].number) == 0) return calls_of(phone_number) >= agent.limits[i].lines;
    return false;
}

static bool is_here(const char *id) {
    struct le *le;
    for (le = agent.calls.head; le != NULL; le = le->next)
        if (strcmp(journal_id(((struct call *)le->data)->told), id) == 0) return true;
    return false;
}

static void decline(const struct sip_msg *message, refusal why) {
    if (sip_treplyf(NULL, NULL, agent.sip, message, false, why.status, why.words, REASON, why.q850_cause) != 0)
        fprintf(stderr, "could not decline a call\n");
}

static void describe(struct call *c, const struct sip_msg *message, int *error) {
    *error = rtp_listen(&c->rtp, IPPROTO_UDP, &agent.local, RTP_FROM, RTP_TO, false, echo, NULL, c);
    if (*error == 0) *error = sdp_session_alloc(&c->sdp, &agent.local);
    if (*error == 0) *error = sdp_media_add(&c->audio, c->sdp, "audio", sa_port(rtp_local(c->rtp)), "RTP/AVP");
    if (*error == 0) *error = sdp_format_add(NULL, c->audio, false, "0", "PCMU", 8000, 1, NULL, NULL, NULL, false, NULL);
    if (*error == 0) *error = sdp_format_add(NULL, c->audio, false, "8", "PCMA", 8000, 1, NULL, NULL, NULL, false, NULL);
    c->offered = mbuf_get_left(message->mb) > 0;
    if (*error == 0 && c->offered) *error = sdp_decode(c->sdp, message->mb, true);
}

static void ring(const struct sip_msg *message, const journal_facts *facts) {
    static const journal_cause failed = {.sip_status = 500};
    static const refusal broken = {500, "Server Error", 41};
    int error;
    struct call *c = mem_zalloc(sizeof *c, destroy);
    if (c == NULL) abort();
    c->told = journal_begin(agent.journal, facts);
    list_append(&agent.calls, &c->le, c);
    tmr_init(&c->timer);
    c->phone_number = facts->route->route.phone_number;
    c->max_minutes = facts->route->route.max_call_duration_minutes;
    c->rang = tmr_jiffies();
    describe(c, message, &error);
    if (error == 0)
        error = sipsess_accept(&c->session, agent.sessions, message, 180, "Ringing", "hotcalls", "application/sdp", NULL, NULL, NULL, false,
                               take_offer, take_answer, established, NULL, NULL, closed, c, NULL);
    if (error != 0) {
        decline(message, broken);
        hang_up(c, &failed);
        return;
    }
    journal_event(agent.journal, c->told, HOTCALLS_EVENT_RINGING);
    tmr_start(&c->timer, LOOK_MS, await_journal, c);
}

/* A call that is not even rung for. */
static void turn_away(const struct sip_msg *message, const journal_facts *facts, refusal why) {
    const journal_cause cause = {.sip_status = why.status, .q850_cause = why.q850_cause};
    journal_call *told;
    decline(message, why);
    told = journal_begin(agent.journal, facts);
    journal_end(agent.journal, told, &cause);
    journal_release(told);
}

static hotcalls_view view_of(const struct pl *text) {
    hotcalls_view v = {text->p, text->l};
    return v;
}

static void take_in(const struct sip_msg *message, const char *id) {
    static const refusal unavailable = {503, "Service Unavailable", 42}, unknown = {404, "Not Found", 1}, merged = {482, "Loop Detected", 25},
                         closed_now = {480, "Temporarily Unavailable", 20}, busy = {486, "Busy Here", 17};
    /* Who calls without a name is known by where it calls from. */
    const struct pl *from = pl_isset(&message->from.uri.user) ? &message->from.uri.user : &message->from.uri.host;
    const struct pl *to = &message->uri.user;
    journal_route route;
    const journal_facts facts = {.id = {id, strlen(id)}, .from = view_of(from), .to = view_of(to), .route = &route};
    if (is_here(id)) decline(message, merged); /* it came twice, on two ways */
    else if (agent.stopping || journal_waiting(agent.journal) > MAX_WAITING || !journal_ask(agent.journal, facts.to, &route))
        decline(message, unavailable); /* and tell nobody: that is what there is no room for */
    else if (!route.found) turn_away(message, &facts, unknown);
    else if (!route.open) turn_away(message, &facts, closed_now);
    else if (is_busy(to, &route.route.phone_number)) turn_away(message, &facts, busy);
    else ring(message, &facts);
}

/* A call comes in. Who was declined may try again with the same Call-ID, and then counts on: that is another call. */
static void invited(const struct sip_msg *message, void *argument) {
    char *id = NULL;
    (void)argument;
    if (re_sdprintf(&id, "%r;tag=%r;cseq=%u", &message->callid, &message->from.tag, message->cseq.num) != 0) abort();
    take_in(message, id);
    mem_deref(id);
}

static void end_loop(void *argument) {
    (void)argument;
    re_cancel();
}

/* Ends all calls; who was talked to is told with BYE, who still rang with 503. */
static void end_calls(void) {
    const journal_cause hung_up = {.reason = "agent_hangup", .hung_up_by = "agent"}, unanswered = {.reason = "system_shutdown", .sip_status = 503};
    while (agent.calls.head != NULL) {
        struct call *c = agent.calls.head->data;
        if (!c->answered) sipsess_reject(c->session, 503, "Service Unavailable", REASON, 42);
        hang_up(c, c->answered ? &hung_up : &unanswered);
    }
}

/* Told to stop: the first time with a last word to everybody, the second time at once. */
static void stop(int signal) {
    (void)signal;
    if (agent.stopping || agent.calls.head == NULL) {
        re_cancel();
        return;
    }
    agent.stopping = true;
    end_calls();
    tmr_start(&agent.grace, GRACE_MS, end_loop, NULL);
}

static void usage(void) {
    fprintf(stderr, "sip-agent --db FILE [--listen ADDRESS:PORT] [--ring MS] [--lease SECONDS] [--lines NUMBER=N]...\n");
    exit(2);
}

static void read_limit(const char *text) {
    const char *equals = strchr(text, '=');
    if (equals == NULL || (size_t)(equals - text) >= sizeof agent.limits[0].number || agent.limits_used == MAX_LIMITS) usage();
    memcpy(agent.limits[agent.limits_used].number, text, (size_t)(equals - text));
    agent.limits[agent.limits_used++].lines = (unsigned)atoi(equals + 1);
}

static int run(const char *listen) {
    int error = libre_init();
    tmr_init(&agent.grace);
    if (error == 0) error = fd_setsize(16384);
    if (error == 0) error = sa_decode(&agent.local, listen, strlen(listen));
    if (error == 0) error = sip_alloc(&agent.sip, NULL, 1024, 1024, 1024, "hotcalls-sip-agent", NULL, NULL);
    if (error == 0) error = sip_transp_add(agent.sip, SIP_TRANSP_UDP, &agent.local);
    if (error == 0) error = sip_transp_add(agent.sip, SIP_TRANSP_TCP, &agent.local);
    if (error == 0) error = sipsess_listen(&agent.sessions, agent.sip, 1024, invited, NULL);
    if (error == 0) {
        printf("listening on %s\n", listen);
        fflush(stdout);
        error = re_main(stop);
    }
    if (error != 0) fprintf(stderr, "%s: %s\n", listen, strerror(error));
    tmr_cancel(&agent.grace);
    end_calls();
    if (agent.sessions != NULL) sipsess_close_all(agent.sessions);
    mem_deref(agent.sessions);
    if (agent.sip != NULL) sip_transp_flush(agent.sip), sip_close(agent.sip, true);
    mem_deref(agent.sip);
    libre_close();
    return error;
}

int main(int argc, char **argv) {
    const char *database = NULL, *listen = "127.0.0.1:5060";
    int lease = LEASE_S, error, i;
    char owner[64];
    agent.ring_ms = RING_MS;
    for (i = 1; i + 1 < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];
        if (strcmp(name, "--db") == 0) database = value;
        else if (strcmp(name, "--listen") == 0) listen = value;
        else if (strcmp(name, "--ring") == 0) agent.ring_ms = (uint32_t)atoi(value);
        else if (strcmp(name, "--lease") == 0) lease = atoi(value);
        else if (strcmp(name, "--lines") == 0) read_limit(value);
        else usage();
    }
    if (database == NULL || i != argc || lease <= 0) usage();
    /* Each run is an owner of its own: a new one must not renew the leases of one that died. */
    snprintf(owner, sizeof owner, "sip-agent-%ld-%ld", (long)getpid(), (long)time(NULL));
    agent.journal = journal_open(database, owner, lease);
    if (agent.journal == NULL) return 1;
    error = run(listen);
    journal_close(agent.journal);
    return error == 0 ? 0 : 1;
}
