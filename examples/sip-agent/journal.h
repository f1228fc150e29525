/* What the agent asks HotCalls and tells it: who answers a number, and what happens to each call.
 *
 * Asking is done at once, in the thread that asks: it reads a row or two. Telling is done by a thread of the journal's own, in the order of
 * telling, so that SIP never waits for a disk; times are those of the telling.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include <hotcalls.h>

#include <stdbool.h>
#include <stdint.h>

typedef struct journal journal;

/* Who answers a number. */
typedef struct {
    bool found;            /* we know the number */
    bool open;             /* an agent takes calls now */
    hotcalls_route route;  /* if it was found */
} journal_route;

/* What is known when a call comes in. Texts need not live on. */
typedef struct {
    hotcalls_view id;      /* of the call, unlike that of any other */
    hotcalls_view from, to;
    const journal_route *route;
} journal_facts;

/* A call that is told of. Whoever began it releases it. */
typedef struct journal_call journal_call;

/* What became of a beginning. */
typedef enum {
    JOURNAL_WAITING,       /* it is still to be written */
    JOURNAL_WRITTEN,       /* it is on the disk */
    JOURNAL_REFUSED        /* it will never be: nothing more is written of the call */
} journal_fate;

/* How a call ended: a SIP status, a Q.850 cause, words, who hung up; 0 and NULL for what is not known. Texts are literals. */
typedef struct {
    int sip_status, q850_cause;
    const char *reason, *hung_up_by;
} journal_cause;

/* Opens the database. `owner` names this process in the leases of its calls, which last `lease_seconds` and are renewed in time;
 * calls of processes that are gone are closed as lost when theirs have run out. NULL: it says why on stderr. */
journal *journal_open(const char *path, const char *owner, int lease_seconds);

/* Writes what is still to be written, then closes. */
void journal_close(journal *j);

/* Asks who answers a number. False: the database failed. */
bool journal_ask(journal *j, hotcalls_view number, journal_route *route);

/* Tells of a call: that it begins, what happens to it, that it ends. */
journal_call *journal_begin(journal *j, const journal_facts *facts);
void journal_event(journal *j, journal_call *call, int kind); /* HOTCALLS_EVENT_... */
void journal_end(journal *j, journal_call *call, const journal_cause *cause);
void journal_release(journal_call *call); /* NULL is fine */

/* What became of the beginning of a call; `*error`, unless NULL, gets HOTCALLS_ERROR_... if it was refused. Why is said on stderr. */
journal_fate journal_what_of(const journal_call *call, int32_t *error);

/* The id of a call, as it was begun. */
const char *journal_id(const journal_call *call);

/* How many tellings wait. Who calls while these are too many is better declined than forgotten. */
uint64_t journal_waiting(const journal *j);

#endif
