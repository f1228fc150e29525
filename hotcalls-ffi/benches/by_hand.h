/* What a careful programmer writes by hand on the sqlite3 API: same file, schema, indexes and pragmas, statements prepared once, the same
 * answers in the same structs, the same number of transactions, the same durability and the same checks. */
#ifndef BY_HAND_H
#define BY_HAND_H

#include <hotcalls.h>

#include <stdint.h>

typedef struct by_hand by_hand;

by_hand *by_hand_open(const char *path);
void by_hand_close(by_hand *h);
/* Who answers a call to a number: 0 if nobody. */
int by_hand_route(by_hand *h, const char *number, int64_t now, hotcalls_route *route);
/* Begins a call. */
void by_hand_begin(by_hand *h, const hotcalls_begin *begin, int64_t now, hotcalls_call_info *call);
/* Takes an event, folds the call's events, writes its row. */
void by_hand_event(by_hand *h, const hotcalls_event *event, int64_t now, hotcalls_call_info *call);

#endif
