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

/* What is known when a call comes in. */
typedef struct {
    const char *id;        /* SIP's Call-ID */
    const char *from, *to;
    const journal_route *route;
} journal_call;

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
bool journal_ask(journal *j, const char *number, journal_route *route);

/* Tells of a call. The answer numbers the telling. */
uint64_t journal_begin(journal *j, const journal_call *call);
void journal_event(journal *j, const char *id, int kind); /* HOTCALLS_EVENT_... */
void journal_end(journal *j, const char *id, const journal_cause *cause);

/* Whether a telling is on the disk. */
bool journal_written(const journal *j, uint64_t number);

/* How many tellings wait. Who calls while these are too many is better declined than forgotten. */
uint64_t journal_waiting(const journal *j);

#endif
