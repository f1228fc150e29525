/* The telephony face: the life of a call, then everything that is wrong with it. */
#include <hotcalls.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int checks = 0;
static hotcalls_error *error = NULL;

static void expect(int line, int32_t status, int32_t wanted) {
    checks++;
    if (status != wanted || hotcalls_error_number(error) != status) {
        hotcalls_view json = hotcalls_error_json(error);
        fprintf(stderr, "line %d: status %d instead of %d: %.*s\n", line, (int)status, (int)wanted, (int)json.len, json.ptr);
        exit(1);
    }
    hotcalls_error_free(error);
    error = NULL;
}
#define EXPECT(wanted, call) expect(__LINE__, (call), (wanted))
#define CHECK(condition) do { checks++; if (!(condition)) { fprintf(stderr, "line %d: " #condition "\n", __LINE__); exit(1); } } while (0)
#define INVALID HOTCALLS_ERROR_INVALID_INPUT
#define SECOND INT64_C(1000000)
#define START INT64_C(1767693600000000) /* 2026-01-06T10:00:00Z */

static hotcalls_view view(const char *text) { return (hotcalls_view){text, strlen(text)}; }

/* Calls an operation; the text behind the first "id" (or "agent_id") of the answer. */
static hotcalls_id make(hotcalls_db *db, hotcalls_actor *actor, const char *name, const char *input) {
    hotcalls_text *out = NULL;
    hotcalls_id id = {{0}};
    EXPECT(HOTCALLS_OK, hotcalls_call(db, actor, name, input, strlen(input), &out, &error));
    const char *found = strstr(hotcalls_text_view(out).ptr, "id\":\"");
    CHECK(found != NULL);
    memcpy(id.text, found + 5, 36);
    hotcalls_text_free(out);
    return id;
}

struct world { hotcalls_id workspace, agent, number, lead; };

static struct world build(hotcalls_db *db, hotcalls_actor *root) {
    struct world w;
    char text[1024];
    w.workspace = make(db, root, HOTCALLS_OP_WORKSPACES_CREATE, "{\"workspace_name\":\"W\"}");
    snprintf(text, sizeof text, "{\"workspace\":\"%s\",\"name\":\"Ad\u00e4\",\"greeting\":\"Gr\u00fc\u00df Gott!\",\"voice\":\"nova\",\"language\":\"de-AT\","
        "\"call_from\":\"09:00\",\"call_to\":\"17:00\",\"character\":\"Kind\",\"max_call_duration_minutes\":7}", w.workspace.text);
    w.agent = make(db, root, HOTCALLS_OP_AGENTS_CREATE, text);
    snprintf(text, sizeof text, "{\"workspace\":\"%s\",\"phonenumber\":\"+15551230000\",\"inbound_agent\":\"%s\"}", w.workspace.text, w.agent.text);
    w.number = make(db, root, HOTCALLS_OP_PHONE_NUMBERS_CREATE, text);
    snprintf(text, sizeof text, "{\"workspace\":\"%s\",\"name\":\"Jane\",\"surname\":\"Smith\",\"email\":\"jane@example.com\",\"phone\":\"+1 987 654 3210\"}",
        w.workspace.text);
    w.lead = make(db, root, HOTCALLS_OP_LEADS_CREATE, text);
    return w;
}

static void story(hotcalls_db *db, hotcalls_actor *root, const struct world *w) {
    hotcalls_route route = {.size = sizeof route};
    const char *called = "sip:+15551230000@10.0.0.1;user=phone";
    EXPECT(HOTCALLS_OK, hotcalls_route_inbound(db, root, called, strlen(called), START, &route, &error));
    CHECK(strcmp(route.agent.text, w->agent.text) == 0 && strcmp(route.phone_number.text, w->number.text) == 0);
    CHECK(strcmp(route.workspace.text, w->workspace.text) == 0 && strcmp(route.number, "+15551230000") == 0);
    CHECK(route.is_open == 1 && route.opens_at == 0 && route.max_call_duration_minutes == 7 && route.size == sizeof route);
    CHECK(strcmp(route.name, "Ad\u00e4") == 0 && strcmp(route.voice, "nova") == 0 && strcmp(route.language, "de-AT") == 0);
    /* A size that no struct has is a mistake, and nothing is written. */
    route.size = 100000;
    EXPECT(INVALID, hotcalls_route_inbound(db, root, called, strlen(called), START, &route, &error));
    CHECK(route.size == 100000 && route.is_open == 1);
    route.size = sizeof route;
    EXPECT(HOTCALLS_OK, hotcalls_route_inbound(db, root, "+15551230000", 12, START + 8 * 3600 * SECOND, &route, &error));
    CHECK(route.is_open == 0 && route.opens_at == START + 23 * 3600 * SECOND);
    EXPECT(HOTCALLS_ERROR_NOT_FOUND, hotcalls_route_inbound(db, root, "+15551239999", 12, 0, &route, &error));

    char greeting[32];
    size_t len = 0;
    EXPECT(HOTCALLS_OK, hotcalls_agent_greeting(db, root, &route.agent, greeting, sizeof greeting, &len, &error));
    CHECK(strcmp(greeting, "Gr\u00fc\u00df Gott!") == 0 && len == route.greeting_len && len == strlen(greeting));
    EXPECT(HOTCALLS_OK, hotcalls_agent_greeting(db, root, &route.agent, greeting, 4, &len, &error));
    CHECK(strcmp(greeting, "Gr") == 0 && len == route.greeting_len); /* no half characters */
    EXPECT(HOTCALLS_OK, hotcalls_agent_greeting(db, root, &route.agent, NULL, 0, &len, &error));
    EXPECT(HOTCALLS_OK, hotcalls_agent_character(db, root, &route.agent, greeting, sizeof greeting, &len, &error));
    CHECK(strcmp(greeting, "Kind") == 0 && len == 4 && route.character_len == 4);

    hotcalls_lead lead = {.size = sizeof lead};
    EXPECT(HOTCALLS_OK, hotcalls_lead_by_phone(db, root, "0019876543210", 13, &route.workspace, &lead, &error));
    CHECK(lead.matches == 1 && strcmp(lead.id.text, w->lead.text) == 0 && strcmp(lead.phone_e164, "+19876543210") == 0);
    CHECK(strcmp(lead.name, "Jane") == 0 && strcmp(lead.surname, "Smith") == 0 && strcmp(lead.email, "jane@example.com") == 0);
    CHECK(strcmp(lead.phone, "+1 987 654 3210") == 0 && strcmp(lead.workspace.text, w->workspace.text) == 0);
    hotcalls_id jane = lead.id;
    EXPECT(HOTCALLS_OK, hotcalls_lead_by_phone(db, root, "anonymous", 9, NULL, &lead, &error));
    CHECK(lead.matches == 0 && lead.id.text[0] == 0 && lead.name[0] == 0);

    hotcalls_begin begin = {.size = sizeof begin, .direction = HOTCALLS_INBOUND, .agent = route.agent, .phone_number = route.phone_number, .lead = jane,
        .from_number = view("+19876543210"), .to_number = view("+15551230000"), .owner = view("sip-1"), .lease_seconds = 30, .started_at = START,
        .provider = view("acme"), .external_id = view("x-1")};
    hotcalls_call_info call = {.size = sizeof call};
    EXPECT(HOTCALLS_OK, hotcalls_call_begin(db, root, &begin, &call, &error));
    CHECK(strcmp(call.status, "ringing") == 0 && call.reason[0] == 0 && call.started_at == START && call.lease_until > START);
    hotcalls_id id = call.id;
    EXPECT(HOTCALLS_OK, hotcalls_call_begin(db, root, &begin, &call, &error));
    CHECK(strcmp(call.id.text, id.text) == 0);

    hotcalls_event event = {.size = sizeof event, .call = id, .event_id = view("2"), .kind = HOTCALLS_EVENT_ENDED, .at = START + 65 * SECOND, .q850_cause = 16};
    EXPECT(HOTCALLS_OK, hotcalls_call_event(db, root, &event, NULL, &error));
    hotcalls_event answered = {.size = sizeof answered, .external_id = view("x-1"), .provider = view("acme"), .event_id = view("1"),
        .kind = HOTCALLS_EVENT_ANSWERED, .at = START + 5 * SECOND, .answered_by = HOTCALLS_BY_HUMAN, .workspace = w->workspace};
    EXPECT(HOTCALLS_OK, hotcalls_call_event(db, root, &answered, &call, &error));
    EXPECT(HOTCALLS_OK, hotcalls_call_event(db, root, &answered, &call, &error));
    CHECK(strcmp(call.status, "completed") == 0 && strcmp(call.reason, "completed_user_hangup") == 0 && call.duration_ms == 60000);
    CHECK(call.answered_at == START + 5 * SECOND && call.ended_at == START + 65 * SECOND && call.ringing_at == 0 && call.lease_until == 0);
    answered.at += 1;
    EXPECT(HOTCALLS_ERROR_IDEMPOTENCY_CONFLICT, hotcalls_call_event(db, root, &answered, &call, &error));

    hotcalls_turn turns[2] = {{.size = sizeof *turns, .turn = 0, .role = HOTCALLS_ROLE_AGENT, .text = view("Hello!"), .end_ms = 900},
        {.size = sizeof *turns, .turn = 1, .role = HOTCALLS_ROLE_USER, .text = view("Hi."), .start_ms = 1000, .end_ms = 1200, .tool_calls = view("[{\"a\":1}]")}};
    size_t appended = 9;
    EXPECT(HOTCALLS_OK, hotcalls_transcript_append(db, root, &id, turns, 2, &appended, &error));
    CHECK(appended == 2);
    EXPECT(HOTCALLS_OK, hotcalls_transcript_append(db, root, &id, turns, 2, &appended, &error));
    CHECK(appended == 0);
    EXPECT(HOTCALLS_OK, hotcalls_transcript_append(db, root, &id, NULL, 0, NULL, &error));

    begin.external_id = view("x-2");
    EXPECT(HOTCALLS_OK, hotcalls_call_begin(db, root, &begin, &call, &error));
    hotcalls_id both[2] = {call.id, id};
    uint8_t renewed[2] = {9, 9};
    size_t count = 9;
    hotcalls_renew renew = {.size = sizeof renew, .owner = view("sip-1"), .calls = both, .calls_len = 2, .lease_seconds = 600};
    EXPECT(HOTCALLS_OK, hotcalls_call_renew(db, root, &renew, renewed, &count, &error));
    CHECK(renewed[0] == 1 && renewed[1] == 0 && count == 1);
    renew = (hotcalls_renew){.size = sizeof renew, .owner = view("sip-1")};
    EXPECT(HOTCALLS_OK, hotcalls_call_renew(db, root, &renew, NULL, &count, &error));
    CHECK(count == 1);
    hotcalls_end end = {.size = sizeof end, .call = call.id, .sip_status = 487, .after_cancel = 1, .at = START + 9 * SECOND};
    EXPECT(HOTCALLS_OK, hotcalls_call_end(db, root, &end, &call, &error));
    CHECK(strcmp(call.status, "canceled") == 0 && strcmp(call.reason, "canceled") == 0 && call.duration_ms == 0);
    EXPECT(HOTCALLS_OK, hotcalls_call_end(db, root, &end, NULL, &error));
}

/* NULL in every position. */
static void nulls(hotcalls_db *db, hotcalls_actor *root, const struct world *w) {
    hotcalls_route route = {.size = sizeof route};
    hotcalls_lead lead = {.size = sizeof lead};
    hotcalls_begin begin = {.size = sizeof begin};
    hotcalls_event event = {.size = sizeof event};
    hotcalls_end end = {.size = sizeof end};
    hotcalls_renew renew = {.size = sizeof renew};
    hotcalls_turn turn = {.size = sizeof turn};
    hotcalls_call_info call = {.size = sizeof call};
    char text[8];
    size_t len = 0;
    EXPECT(INVALID, hotcalls_route_inbound(NULL, root, "1", 1, 0, &route, &error));
    EXPECT(INVALID, hotcalls_route_inbound(db, NULL, "1", 1, 0, &route, &error));
    EXPECT(INVALID, hotcalls_route_inbound(db, root, NULL, 1, 0, &route, &error));
    EXPECT(INVALID, hotcalls_route_inbound(db, root, NULL, 0, 0, &route, &error));
    EXPECT(INVALID, hotcalls_route_inbound(db, root, "1", 1, 0, NULL, &error));
    CHECK(hotcalls_route_inbound(NULL, NULL, NULL, 0, 0, NULL, NULL) == INVALID);
    EXPECT(INVALID, hotcalls_agent_greeting(NULL, root, &w->agent, text, 8, &len, &error));
    EXPECT(INVALID, hotcalls_agent_greeting(db, NULL, &w->agent, text, 8, &len, &error));
    EXPECT(INVALID, hotcalls_agent_greeting(db, root, NULL, text, 8, &len, &error));
    EXPECT(INVALID, hotcalls_agent_greeting(db, root, &w->agent, NULL, 8, &len, &error));
    EXPECT(INVALID, hotcalls_agent_greeting(db, root, &w->agent, text, 8, NULL, &error));
    CHECK(hotcalls_agent_greeting(NULL, NULL, NULL, NULL, 0, NULL, NULL) == INVALID);
    EXPECT(INVALID, hotcalls_agent_character(NULL, root, &w->agent, text, 8, &len, &error));
    EXPECT(INVALID, hotcalls_agent_character(db, NULL, &w->agent, text, 8, &len, &error));
    EXPECT(INVALID, hotcalls_agent_character(db, root, NULL, text, 8, &len, &error));
    EXPECT(INVALID, hotcalls_agent_character(db, root, &w->agent, NULL, 8, &len, &error));
    EXPECT(INVALID, hotcalls_agent_character(db, root, &w->agent, text, 8, NULL, &error));
    EXPECT(INVALID, hotcalls_lead_by_phone(NULL, root, "1", 1, NULL, &lead, &error));
    EXPECT(INVALID, hotcalls_lead_by_phone(db, NULL, "1", 1, NULL, &lead, &error));
    EXPECT(INVALID, hotcalls_lead_by_phone(db, root, NULL, 1, NULL, &lead, &error));
    EXPECT(INVALID, hotcalls_lead_by_phone(db, root, "1", 1, NULL, NULL, &error));
    EXPECT(INVALID, hotcalls_call_begin(NULL, root, &begin, &call, &error));
    EXPECT(INVALID, hotcalls_call_begin(db, NULL, &begin, &call, &error));
    EXPECT(INVALID, hotcalls_call_begin(db, root, NULL, &call, &error));
    EXPECT(INVALID, hotcalls_call_event(NULL, root, &event, &call, &error));
    EXPECT(INVALID, hotcalls_call_event(db, NULL, &event, &call, &error));
    EXPECT(INVALID, hotcalls_call_event(db, root, NULL, &call, &error));
    EXPECT(INVALID, hotcalls_call_end(NULL, root, &end, &call, &error));
    EXPECT(INVALID, hotcalls_call_end(db, NULL, &end, &call, &error));
    EXPECT(INVALID, hotcalls_call_end(db, root, NULL, &call, &error));
    EXPECT(INVALID, hotcalls_call_renew(NULL, root, &renew, NULL, NULL, &error));
    EXPECT(INVALID, hotcalls_call_renew(db, NULL, &renew, NULL, NULL, &error));
    EXPECT(INVALID, hotcalls_call_renew(db, root, NULL, NULL, NULL, &error));
    EXPECT(INVALID, hotcalls_transcript_append(NULL, root, &w->agent, &turn, 1, NULL, &error));
    EXPECT(INVALID, hotcalls_transcript_append(db, NULL, &w->agent, &turn, 1, NULL, &error));
    EXPECT(INVALID, hotcalls_transcript_append(db, root, NULL, &turn, 1, NULL, &error));
    EXPECT(INVALID, hotcalls_transcript_append(db, root, &w->agent, NULL, 1, NULL, &error));
    CHECK(hotcalls_transcript_append(NULL, NULL, NULL, NULL, 0, NULL, NULL) == INVALID);
}

/* Wrong lengths, sizes, texts, ids and constants. */
static void values(hotcalls_db *db, hotcalls_actor *root, const struct world *w) {
    hotcalls_route route = {.size = sizeof route};
    hotcalls_lead lead = {.size = sizeof lead};
    hotcalls_call_info call = {.size = sizeof call};
    hotcalls_id unended;
    size_t len = 7;
    memset(&unended, 'a', sizeof unended);
    EXPECT(HOTCALLS_ERROR_TOO_LARGE, hotcalls_route_inbound(db, root, "1", SIZE_MAX, 0, &route, &error));
    EXPECT(HOTCALLS_ERROR_TOO_LARGE, hotcalls_lead_by_phone(db, root, "1", HOTCALLS_MAX_TEXT + 1, NULL, &lead, &error));
    EXPECT(INVALID, hotcalls_route_inbound(db, root, "a\xff", 2, 0, &route, &error));
    EXPECT(INVALID, hotcalls_route_inbound(db, root, "a\0b", 3, 0, &route, &error));
    EXPECT(INVALID, hotcalls_route_inbound(db, root, "1", 1, INT64_MAX, &route, &error));
    EXPECT(INVALID, hotcalls_route_inbound(db, root, "1", 1, INT64_MIN, &route, &error));
    for (size_t size = 0; size < sizeof(size_t); size++) {
        route.size = size;
        EXPECT(INVALID, hotcalls_route_inbound(db, root, "+15551230000", 12, 0, &route, &error));
    }
    route.size = SIZE_MAX;
    EXPECT(INVALID, hotcalls_route_inbound(db, root, "+15551230000", 12, 0, &route, &error));
    EXPECT(INVALID, hotcalls_agent_greeting(db, root, &unended, NULL, 0, &len, &error));
    EXPECT(HOTCALLS_ERROR_NOT_FOUND, hotcalls_agent_greeting(db, root, &w->lead, NULL, 0, &len, &error));
    EXPECT(INVALID, hotcalls_lead_by_phone(db, root, "1", 1, &unended, &lead, &error));
    EXPECT(INVALID, hotcalls_lead_by_phone(db, root, "1", 1, &w->lead, &lead, &error));
    CHECK(len == 7 && lead.matches == 0);

    const hotcalls_begin good = {.size = sizeof good, .direction = HOTCALLS_OUTBOUND, .from_number = view("1"), .to_number = view("2"), .workspace = w->workspace};
    hotcalls_begin begin = {.size = sizeof begin};
#define BAD_BEGIN(change) do { begin = good; begin.change; EXPECT(INVALID, hotcalls_call_begin(db, root, &begin, &call, &error)); } while (0)
    EXPECT(INVALID, hotcalls_call_begin(db, root, &begin, &call, &error));
    BAD_BEGIN(size = 3);
    BAD_BEGIN(size = SIZE_MAX);
    BAD_BEGIN(direction = 3);
    BAD_BEGIN(direction = -1);
    BAD_BEGIN(direction = INT32_MIN);
    BAD_BEGIN(lease_seconds = -1);
    BAD_BEGIN(lease_seconds = 86401);
    BAD_BEGIN(started_at = INT64_MAX);
    BAD_BEGIN(from_number = view(""));
    BAD_BEGIN(from_number.ptr = NULL);
    BAD_BEGIN(owner = view("\xc3"));
    BAD_BEGIN(lead = unended);
    BAD_BEGIN(agent = w->lead);
    begin = good;
    begin.external_id.len = SIZE_MAX;
    EXPECT(HOTCALLS_ERROR_TOO_LARGE, hotcalls_call_begin(db, root, &begin, &call, &error));
    call.size = 1;
    EXPECT(INVALID, hotcalls_call_begin(db, root, &good, &call, &error));
    call.size = sizeof call;
    EXPECT(HOTCALLS_OK, hotcalls_call_begin(db, root, &good, &call, &error));

    const hotcalls_event told = {.size = sizeof told, .call = call.id, .event_id = view("1"), .kind = HOTCALLS_EVENT_RINGING, .at = 1};
    hotcalls_event event;
#define BAD_EVENT(change) do { event = told; event.change; EXPECT(INVALID, hotcalls_call_event(db, root, &event, NULL, &error)); } while (0)
    BAD_EVENT(kind = 0);
    BAD_EVENT(kind = 7);
    BAD_EVENT(source = 2);
    BAD_EVENT(at = 0);
    BAD_EVENT(at = INT64_MIN);
    BAD_EVENT(reserved = 1);
    BAD_EVENT(answered_by = 1); /* of an answer only */
    BAD_EVENT(answered_by = 9);
    BAD_EVENT(sip_status = 99);
    BAD_EVENT(event_id = view(""));
    BAD_EVENT(call = unended);
    BAD_EVENT(call.text[0] = 0); /* neither call nor external_id */
    BAD_EVENT(external_id = view("x"));
    event = told;
    event.call = w->lead;
    EXPECT(HOTCALLS_ERROR_NOT_FOUND, hotcalls_call_event(db, root, &event, NULL, &error));
    hotcalls_end end = {.size = sizeof end, .call = w->lead};
    EXPECT(HOTCALLS_ERROR_NOT_FOUND, hotcalls_call_end(db, root, &end, NULL, &error));
    end = (hotcalls_end){.size = sizeof end, .call = call.id, .reserved = 1};
    EXPECT(INVALID, hotcalls_call_end(db, root, &end, NULL, &error));

    hotcalls_renew renew = {.size = sizeof renew, .calls_len = 1};
    EXPECT(INVALID, hotcalls_call_renew(db, root, &renew, NULL, NULL, &error));
    renew.calls_len = SIZE_MAX;
    EXPECT(HOTCALLS_ERROR_TOO_LARGE, hotcalls_call_renew(db, root, &renew, NULL, NULL, &error));
    renew.calls = &unended;
    renew.calls_len = 1;
    EXPECT(INVALID, hotcalls_call_renew(db, root, &renew, NULL, NULL, &error));

    hotcalls_turn turns[2] = {{.size = sizeof *turns, .role = HOTCALLS_ROLE_TOOL}, {.size = sizeof *turns - 8, .turn = 1, .role = HOTCALLS_ROLE_TOOL}};
    EXPECT(INVALID, hotcalls_transcript_append(db, root, &call.id, turns, 2, NULL, &error)); /* two sizes */
    EXPECT(HOTCALLS_ERROR_TOO_LARGE, hotcalls_transcript_append(db, root, &call.id, turns, HOTCALLS_MAX_RECORDS + 1, NULL, &error));
    turns[0].tool_calls = view("[");
    EXPECT(HOTCALLS_ERROR_MALFORMED, hotcalls_transcript_append(db, root, &call.id, turns, 1, NULL, &error));
    turns[0].tool_calls = view("{}");
    EXPECT(INVALID, hotcalls_transcript_append(db, root, &call.id, turns, 1, NULL, &error));
    turns[0] = (hotcalls_turn){.size = sizeof *turns, .role = 5};
    EXPECT(INVALID, hotcalls_transcript_append(db, root, &call.id, turns, 1, NULL, &error));
    turns[0] = (hotcalls_turn){.size = sizeof *turns, .role = 1, .start_ms = 5};
    EXPECT(INVALID, hotcalls_transcript_append(db, root, &call.id, turns, 1, NULL, &error));
    turns[0].size = SIZE_MAX;
    EXPECT(INVALID, hotcalls_transcript_append(db, root, &call.id, turns, 2, NULL, &error));
}

static bool stored(hotcalls_db *db, hotcalls_actor *root, const hotcalls_id *call, const char *part) {
    char input[64];
    hotcalls_text *out = NULL;
    snprintf(input, sizeof input, "{\"id\":\"%s\"}", call->text);
    EXPECT(HOTCALLS_OK, hotcalls_call(db, root, HOTCALLS_OP_CALLS_GET, input, strlen(input), &out, &error));
    bool found = strstr(hotcalls_text_view(out).ptr, part) != NULL;
    hotcalls_text_free(out);
    return found;
}

/* What is reported of an end is kept, however odd it is, and whenever it comes. */
static void reports(hotcalls_db *db, hotcalls_actor *root, const struct world *w) {
    const hotcalls_view nothing = {"not read", 0};
    hotcalls_begin begin = {.size = sizeof begin, .direction = HOTCALLS_OUTBOUND, .from_number = view("1"), .to_number = view("2"), .workspace = w->workspace,
        .external_id = nothing, .provider = nothing, .owner = nothing, .leg = nothing};
    hotcalls_call_info call = {.size = sizeof call}, other = {.size = sizeof other};
    EXPECT(HOTCALLS_OK, hotcalls_call_begin(db, root, &begin, &call, &error));
    EXPECT(HOTCALLS_OK, hotcalls_call_begin(db, root, &begin, &other, &error));
    CHECK(strcmp(call.id.text, other.id.text) != 0 && stored(db, root, &call.id, "\"external_id\":null")); /* no bytes: not given */
    hotcalls_end end = {.size = sizeof end, .call = call.id, .at = START, .sip_status = 99, .q850_cause = -1,
        .external_id = nothing, .provider = nothing, .disconnection_reason = nothing, .hung_up_by = nothing, .event_id = nothing};
    EXPECT(HOTCALLS_OK, hotcalls_call_end(db, root, &end, &call, &error));
    CHECK(strcmp(call.reason, "unknown") == 0 && stored(db, root, &call.id, "\"SIP 99, Q.850 -1\""));

    static char text[500000];
    for (size_t n = 0; n + 1 < sizeof text; n += 2) memcpy(text + n, "\u00e9", 2);
    hotcalls_event event = {.size = sizeof event, .call = call.id, .event_id = view("1"), .kind = HOTCALLS_EVENT_ENDED, .at = START + 1, .sip_status = INT32_MAX,
        .source = HOTCALLS_SOURCE_HOST, .external_id = nothing, .transferred_to = nothing, .from_number = nothing, .disconnection_reason = {text, 600}};
    EXPECT(HOTCALLS_OK, hotcalls_call_event(db, root, &event, &call, &error));
    CHECK(strcmp(call.reason, "unknown") == 0 && stored(db, root, &call.id, "\"\u00e9\u00e9"));
    text[1] = '!'; /* so that what is looked at ends in the middle of a character */
    event.disconnection_reason = (hotcalls_view){text + 1, 100000};
    event.event_id = view("2");
    EXPECT(HOTCALLS_OK, hotcalls_call_event(db, root, &event, &call, &error));
    CHECK(stored(db, root, &call.id, "\"!\u00e9\u00e9"));
    event.disconnection_reason = (hotcalls_view){"\xe9", 1};
    EXPECT(INVALID, hotcalls_call_event(db, root, &event, &call, &error));
    event.disconnection_reason.len = SIZE_MAX; /* no text has so many bytes */
    EXPECT(HOTCALLS_ERROR_TOO_LARGE, hotcalls_call_event(db, root, &event, &call, &error));
    event.disconnection_reason = nothing;
    event.event_id = nothing;
    EXPECT(INVALID, hotcalls_call_event(db, root, &event, &call, &error));

    /* An end that is faster than the beginning. */
    end = (hotcalls_end){.size = sizeof end, .external_id = view("fast"), .at = START, .sip_status = 486};
    EXPECT(HOTCALLS_ERROR_NOT_FOUND, hotcalls_call_end(db, root, &end, NULL, &error));
    begin.external_id = view("fast");
    EXPECT(HOTCALLS_OK, hotcalls_call_begin(db, root, &begin, &call, &error));
    CHECK(strcmp(call.status, "busy") == 0 && strcmp(call.reason, "busy") == 0 && call.ended_at == START && call.lease_until == 0);

    /* A turn of as many characters as one may have, of up to four bytes each. */
    hotcalls_turn turns[2] = {{.size = sizeof *turns, .role = HOTCALLS_ROLE_USER}, {.size = sizeof *turns, .role = HOTCALLS_ROLE_USER, .turn = 1}};
    for (size_t n = 0; n + 3 < sizeof text; n += 4) memcpy(text + n, "\U0001f600", 4);
    turns[0].text = (hotcalls_view){text, 400000};
    EXPECT(HOTCALLS_OK, hotcalls_transcript_append(db, root, &call.id, turns, 2, NULL, &error));
    turns[1].turn = 2;
    turns[1].text = (hotcalls_view){text, 400004};
    EXPECT(INVALID, hotcalls_transcript_append(db, root, &call.id, turns, 2, NULL, &error));
    turns[0].text.len = HOTCALLS_MAX_INPUT - 400004;
    turns[1].tool_calls = (hotcalls_view){"[]", 1}; /* one byte too many, all together */
    EXPECT(HOTCALLS_ERROR_TOO_LARGE, hotcalls_transcript_append(db, root, &call.id, turns, 2, NULL, &error));
    turns[0].text.len = SIZE_MAX;
    EXPECT(HOTCALLS_ERROR_TOO_LARGE, hotcalls_transcript_append(db, root, &call.id, turns, 2, NULL, &error));
}

/* Structs of other versions of the header: exactly as many bytes as they say are read and written. */
static void sizes(hotcalls_db *db, hotcalls_actor *root, const struct world *w) {
    struct { size_t size; hotcalls_id phone_number; unsigned char beyond[64]; } older;
    memset(&older, 0xee, sizeof older);
    older.size = offsetof(hotcalls_route, workspace);
    EXPECT(HOTCALLS_OK, hotcalls_route_inbound(db, root, "+15551230000", 12, START, (hotcalls_route *)(void *)&older, &error));
    CHECK(strcmp(older.phone_number.text, w->number.text) == 0 && older.size == offsetof(hotcalls_route, workspace));
    for (size_t n = 0; n < sizeof older.beyond; n++) CHECK(older.beyond[n] == 0xee);
    static unsigned char odd[sizeof(hotcalls_route) + 1]; /* where no struct may stand */
    hotcalls_route route = {.size = sizeof route}, before;
    memcpy(odd + 1, &route.size, sizeof route.size);
    EXPECT(HOTCALLS_OK, hotcalls_route_inbound(db, root, "+15551230000", 12, START, (hotcalls_route *)(void *)(odd + 1), &error));
    memcpy(&route, odd + 1, sizeof route);
    CHECK(strcmp(route.phone_number.text, w->number.text) == 0 && strcmp(route.voice, "nova") == 0 && route.size == sizeof route);
    before = route;
    EXPECT(HOTCALLS_ERROR_NOT_FOUND, hotcalls_route_inbound(db, root, "+15551239999", 12, START, &route, &error));
    CHECK(memcmp(&before, &route, sizeof route) == 0); /* a failure writes nothing */
    struct { hotcalls_call_info known; unsigned char newer[32]; } call;
    memset(&call, 0xee, sizeof call);
    call.known.size = sizeof call.known + 16;
    hotcalls_begin *begin = calloc(1, offsetof(hotcalls_begin, owner)); /* an older struct, in memory of its own size */
    CHECK(begin != NULL);
    begin->size = offsetof(hotcalls_begin, owner);
    begin->direction = HOTCALLS_INBOUND;
    begin->from_number = view("1");
    begin->to_number = view("2");
    EXPECT(HOTCALLS_OK, hotcalls_call_begin(db, root, begin, &call.known, &error));
    for (size_t n = 0; n < sizeof call.newer; n++) CHECK(call.newer[n] == (n < 16 ? 0 : 0xee));
    free(begin);
    struct { hotcalls_end known; uint64_t newer; } end;
    memset(&end, 0, sizeof end);
    end.known.size = sizeof end;
    end.known.call = call.known.id;
    end.newer = 1;
    EXPECT(INVALID, hotcalls_call_end(db, root, &end.known, NULL, &error)); /* something that we do not know is asked for */
    end.newer = 0;
    EXPECT(HOTCALLS_OK, hotcalls_call_end(db, root, &end.known, NULL, &error));
    struct { hotcalls_turn known; uint64_t newer; } turns[2];
    memset(turns, 0, sizeof turns);
    for (int n = 0; n < 2; n++) {
        turns[n].known.size = sizeof turns[n];
        turns[n].known.turn = n;
        turns[n].known.role = HOTCALLS_ROLE_USER;
    }
    size_t appended = 0;
    EXPECT(HOTCALLS_OK, hotcalls_transcript_append(db, root, &call.known.id, &turns[0].known, 2, &appended, &error));
    CHECK(appended == 2);
}

/* Actors of another database, without rights, and of a closed one. */
static void actors(hotcalls_db *db, hotcalls_actor *root, const struct world *w) {
    hotcalls_db *other = NULL;
    hotcalls_actor *nobody = NULL, *theirs = NULL;
    hotcalls_route route = {.size = sizeof route};
    EXPECT(HOTCALLS_OK, hotcalls_open("other.db", strlen("other.db"), NULL, &other, &error));
    EXPECT(HOTCALLS_OK, hotcalls_actor_system(other, &theirs, &error));
    EXPECT(HOTCALLS_OK, hotcalls_actor_anonymous(db, &nobody, &error));
    EXPECT(INVALID, hotcalls_route_inbound(db, theirs, "+15551230000", 12, 0, &route, &error));
    EXPECT(INVALID, hotcalls_route_inbound(other, root, "+15551230000", 12, 0, &route, &error));
    EXPECT(HOTCALLS_ERROR_NOT_AUTHENTICATED, hotcalls_route_inbound(db, nobody, "+15551230000", 12, 0, &route, &error));
    hotcalls_end end = {.size = sizeof end, .call = w->lead};
    EXPECT(HOTCALLS_ERROR_NOT_AUTHENTICATED, hotcalls_call_end(db, nobody, &end, NULL, &error));
    EXPECT(HOTCALLS_OK, hotcalls_close(other, &error));
    hotcalls_actor_free(theirs);
    hotcalls_actor_free(nobody);
}

int main(int argc, char **argv) {
    const char *path = argc > 1 ? argv[1] : "telephony.db";
    hotcalls_db *db = NULL;
    hotcalls_actor *root = NULL;
    EXPECT(HOTCALLS_OK, hotcalls_open(path, strlen(path), NULL, &db, &error));
    EXPECT(HOTCALLS_OK, hotcalls_actor_system(db, &root, &error));
    struct world w = build(db, root);
    story(db, root, &w);
    nulls(db, root, &w);
    values(db, root, &w);
    reports(db, root, &w);
    sizes(db, root, &w);
    actors(db, root, &w);
    EXPECT(HOTCALLS_OK, hotcalls_close(db, &error));
    hotcalls_actor_free(root);
    printf("%d checks\n", checks);
    return 0;
}
