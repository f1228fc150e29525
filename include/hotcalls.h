/* HotCalls for C: the operations database of AI calling agents, embedded.
 *
 * Generated from hotcalls-ffi/src: do not edit. `UPDATE=1 cargo test -p hotcalls-ffi --test header` rewrites it.
 *
 * The rules, for all functions:
 * - What can fail returns a status: HOTCALLS_OK, or the number of an error code (HOTCALLS_ERROR_...). On failure `*error` gets an error that
 *   you own, unless `error` is NULL; on success `*error` is left alone.
 * - Out-parameters are written on success only. What they get is yours: free it with the free function of its type. Frees take NULL.
 * - Text goes in and out as UTF-8 with a length; only names of operations, error words and the version are NUL-terminated.
 * - A parameter that is a pointer to const may be used from many threads at once.
 * - NULL, wrong lengths up to the stated limits, invalid UTF-8 and unknown names give a status. As in SQLite, using an object after it was
 *   freed is undefined.
 * - Errors: each function names its own. Besides, what takes arguments may answer HOTCALLS_ERROR_INVALID_INPUT for a wrong one, what takes a
 *   database HOTCALLS_ERROR_CLOSED and HOTCALLS_ERROR_FORKED, what reads or writes one what its file or server does (HOTCALLS_ERROR_IO, _BUSY,
 *   _CORRUPT, _UNAVAILABLE, ...), and each of them HOTCALLS_ERROR_INTERNAL.
 * - A database does not survive fork(): in the child its functions answer HOTCALLS_ERROR_FORKED, and so does
 *   hotcalls_open for a file that was open at the fork.
 */

#ifndef HOTCALLS_H
#define HOTCALLS_H

#include <stddef.h>
#include <stdint.h>

/* Error codes: the status of what fails, and hotcalls_error_number(). Numbers never change. */
/* A value of the input is wrong; `details` names the fields. */
#define HOTCALLS_ERROR_INVALID_INPUT 1
/* Nobody is logged in, and the operation needs a user. */
#define HOTCALLS_ERROR_NOT_AUTHENTICATED 2
/* The credentials are wrong, or their user is suspended, inactive or blacklisted. */
#define HOTCALLS_ERROR_INVALID_CREDENTIALS 3
/* The caller may not do this. */
#define HOTCALLS_ERROR_PERMISSION_DENIED 4
/* No such thing, or it is outside of what the caller may see. */
#define HOTCALLS_ERROR_NOT_FOUND 5
/* The thing still has dependants; `cascade` would take them along. */
#define HOTCALLS_ERROR_NOT_EMPTY 6
/* The time is occupied by another meeting. */
#define HOTCALLS_ERROR_SLOT_TAKEN 7
/* The idempotency key was used before with another input. */
#define HOTCALLS_ERROR_IDEMPOTENCY_CONFLICT 8
/* The workspace's plan allows no more; `limit` and `used` say how many. */
#define HOTCALLS_ERROR_QUOTA_EXCEEDED 9
/* Secrets cannot be written or read without the key given at open. */
#define HOTCALLS_ERROR_KEY_REQUIRED 10
/* Too many failed attempts; `retry_after` says how many seconds to wait. */
#define HOTCALLS_ERROR_THROTTLED 11
/* No operation of that name. */
#define HOTCALLS_ERROR_UNKNOWN_OPERATION 12
/* The input is not well-formed (JSON syntax, encoding, nesting beyond 64). */
#define HOTCALLS_ERROR_MALFORMED 13
/* The input is larger than the limit. */
#define HOTCALLS_ERROR_TOO_LARGE 14
/* The call was cancelled before it changed anything. */
#define HOTCALLS_ERROR_CANCELLED 15
/* The write was cancelled or cut off so late that it may have happened or not. */
#define HOTCALLS_ERROR_UNKNOWN_OUTCOME 16
/* Another process kept the database locked for too long; nothing was changed. */
#define HOTCALLS_ERROR_BUSY 17
/* The file is not a database of this library. */
#define HOTCALLS_ERROR_NOT_A_DATABASE 18
/* The database was written by a newer version of this library. */
#define HOTCALLS_ERROR_DATABASE_NEWER 19
/* The file or its folder cannot be written. */
#define HOTCALLS_ERROR_READ_ONLY 20
/* The disk is full; nothing was changed. */
#define HOTCALLS_ERROR_DISK_FULL 21
/* The file cannot be opened or read. */
#define HOTCALLS_ERROR_IO 22
/* The file is damaged. */
#define HOTCALLS_ERROR_CORRUPT 23
/* The handle is closed. */
#define HOTCALLS_ERROR_CLOSED 24
/* The handle was made, or the file was open, before a fork(). */
#define HOTCALLS_ERROR_FORKED 25
/* A fault of the library itself. */
#define HOTCALLS_ERROR_INTERNAL 26
/* The database server cannot be reached, or the connection to it was lost; nothing was changed. */
#define HOTCALLS_ERROR_UNAVAILABLE 27
/* The database server refuses the role, its password, or what it would have to do. */
#define HOTCALLS_ERROR_ACCESS_REFUSED 28
/* The database server is older than what is supported. */
#define HOTCALLS_ERROR_SERVER_TOO_OLD 29

/* Operations: names for hotcalls_call(). Inputs and answers are described in docs/operations.md. */
/* Begins a session, which lives 14 days after its last use. Failed attempts slow the account and the address down. */
#define HOTCALLS_OP_AUTH_LOGIN "auth.login"
/* Ends the session by which the caller calls; without one nothing happens. */
#define HOTCALLS_OP_AUTH_LOGOUT "auth.logout"
/* Makes an API token of the caller. Its key is in this answer and nowhere else. */
#define HOTCALLS_OP_AUTH_CREATE_TOKEN "auth.create_token"
/* The caller's API tokens, newest first, without their keys. */
#define HOTCALLS_OP_AUTH_TOKENS "auth.tokens"
/* Deletes one of the caller's API tokens: its key is refused from then on. */
#define HOTCALLS_OP_AUTH_DELETE_TOKEN "auth.delete_token"
/* Creates a plain active user. For staff; for everybody where the setting `open_registration` is on. */
#define HOTCALLS_OP_USERS_CREATE "users.create"
/* One user by its id. A regular user sees only itself. */
#define HOTCALLS_OP_USERS_GET "users.get"
/* Users, newest first: filtered, searched, ordered, in pages. A regular user sees only itself. */
#define HOTCALLS_OP_USERS_LIST "users.list"
/* Changes the given fields. `status` and `stripe_customer_id` stay as they are unless the caller is staff. */
#define HOTCALLS_OP_USERS_UPDATE "users.update"
/* Deletes a user with its blacklist entry, memberships, sessions and tokens. For superusers. */
#define HOTCALLS_OP_USERS_DELETE "users.delete"
/* The caller itself. */
#define HOTCALLS_OP_USERS_ME "users.me"
/* Changes the given fields of the caller itself, as `users.update` does. */
#define HOTCALLS_OP_USERS_UPDATE_ME "users.update_me"
/* Suspends, disables or reactivates a user; its sessions and tokens follow at once. */
#define HOTCALLS_OP_USERS_CHANGE_STATUS "users.change_status"
/* Creates a user with the given roles and state. A superuser is always staff too. */
#define HOTCALLS_OP_USERS_CREATE_PRIVILEGED "users.create_privileged"
/* Replaces the caller's password and ends its other sessions. */
#define HOTCALLS_OP_USERS_CHANGE_PASSWORD "users.change_password"
/* Locks a user out: every credential of it is refused at once. Only a superuser does so to a superuser.
 * An entry of the same user that has ended makes way; one that is in force is an error. */
#define HOTCALLS_OP_BLACKLIST_CREATE "blacklist.create"
/* One entry by its id. */
#define HOTCALLS_OP_BLACKLIST_GET "blacklist.get"
/* Entries, newest first: filtered, searched, ordered, in pages. Those that have ended are among them. */
#define HOTCALLS_OP_BLACKLIST_LIST "blacklist.list"
/* Changes the given fields. */
#define HOTCALLS_OP_BLACKLIST_UPDATE "blacklist.update"
/* Removes an entry: its user may log in again. */
#define HOTCALLS_OP_BLACKLIST_DELETE "blacklist.delete"
/* Makes a plan. Features are granted to it with `plans.add_feature`. */
#define HOTCALLS_OP_PLANS_CREATE "plans.create"
/* One plan with its features. */
#define HOTCALLS_OP_PLANS_GET "plans.get"
/* Plans by name, filtered, searched, ordered, in pages. */
#define HOTCALLS_OP_PLANS_LIST "plans.list"
/* Changes the given fields of a plan. */
#define HOTCALLS_OP_PLANS_UPDATE "plans.update"
/* Deletes a plan and its grants. Its workspaces are left without a plan, so without limits. */
#define HOTCALLS_OP_PLANS_DELETE "plans.delete"
/* What a plan grants, oldest grant first. */
#define HOTCALLS_OP_PLANS_FEATURES "plans.features"
/* Grants a feature to a plan, up to a limit. */
#define HOTCALLS_OP_PLANS_ADD_FEATURE "plans.add_feature"
/* Withdraws a feature from a plan; `not_found` when the plan does not grant it. */
#define HOTCALLS_OP_PLANS_REMOVE_FEATURE "plans.remove_feature"
/* Makes a feature. */
#define HOTCALLS_OP_FEATURES_CREATE "features.create"
/* One feature. */
#define HOTCALLS_OP_FEATURES_GET "features.get"
/* Features by name, filtered, searched, ordered, in pages. */
#define HOTCALLS_OP_FEATURES_LIST "features.list"
/* Changes the given fields of a feature. */
#define HOTCALLS_OP_FEATURES_UPDATE "features.update"
/* Deletes a feature; every plan loses it. */
#define HOTCALLS_OP_FEATURES_DELETE "features.delete"
/* Which plans grant a feature: the plan-features, oldest grant first. */
#define HOTCALLS_OP_FEATURES_PLANS "features.plans"
/* Grants a feature to a plan, up to a limit. */
#define HOTCALLS_OP_PLAN_FEATURES_CREATE "plan_features.create"
/* One plan-feature. */
#define HOTCALLS_OP_PLAN_FEATURES_GET "plan_features.get"
/* Plan-features, newest first, filtered, searched, ordered, in pages. */
#define HOTCALLS_OP_PLAN_FEATURES_LIST "plan_features.list"
/* Changes the given fields of a plan-feature. */
#define HOTCALLS_OP_PLAN_FEATURES_UPDATE "plan_features.update"
/* Withdraws a feature from a plan. */
#define HOTCALLS_OP_PLAN_FEATURES_DELETE "plan_features.delete"
/* Makes a workspace. Who makes it does not become a member. */
#define HOTCALLS_OP_WORKSPACES_CREATE "workspaces.create"
/* One workspace with its members. */
#define HOTCALLS_OP_WORKSPACES_GET "workspaces.get"
/* Workspaces by name, filtered, searched, ordered, in pages. */
#define HOTCALLS_OP_WORKSPACES_LIST "workspaces.list"
/* Changes the given fields of a workspace. Its plan is changed by staff only. */
#define HOTCALLS_OP_WORKSPACES_UPDATE "workspaces.update"
/* Deletes a workspace with its agents, numbers and calendars. With leads or calls in it: `not_empty`, unless `cascade` takes them along. */
#define HOTCALLS_OP_WORKSPACES_DELETE "workspaces.delete"
/* The members of a workspace, by the time they joined. */
#define HOTCALLS_OP_WORKSPACES_USERS "workspaces.users"
/* Makes users members of a workspace, all of them or none. Who is a member already keeps its role. */
#define HOTCALLS_OP_WORKSPACES_ADD_USERS "workspaces.add_users"
/* Removes members from a workspace, all of them or none. */
#define HOTCALLS_OP_WORKSPACES_REMOVE_USERS "workspaces.remove_users"
/* Changes what a member may do in a workspace. */
#define HOTCALLS_OP_WORKSPACES_SET_ROLE "workspaces.set_role"
/* Counts of members, agents and calendars. */
#define HOTCALLS_OP_WORKSPACES_STATS "workspaces.stats"
/* Makes an agent in a workspace that the caller manages. */
#define HOTCALLS_OP_AGENTS_CREATE "agents.create"
/* One agent with its numbers. */
#define HOTCALLS_OP_AGENTS_GET "agents.get"
/* Agents, newest first, filtered, searched, ordered, in pages. */
#define HOTCALLS_OP_AGENTS_LIST "agents.list"
/* Changes the given fields of an agent. It moves to another workspace only if nothing of the old one stays tied to it. */
#define HOTCALLS_OP_AGENTS_UPDATE "agents.update"
/* Deletes an agent. Its numbers, calls and meetings stay. */
#define HOTCALLS_OP_AGENTS_DELETE "agents.delete"
/* The numbers that an agent uses, inactive ones included. */
#define HOTCALLS_OP_AGENTS_PHONE_NUMBERS "agents.phone_numbers"
/* Assigns active numbers to an agent, all of them or none. */
#define HOTCALLS_OP_AGENTS_ASSIGN_PHONE_NUMBERS "agents.assign_phone_numbers"
/* Removes numbers from an agent, all of them or none. */
#define HOTCALLS_OP_AGENTS_REMOVE_PHONE_NUMBERS "agents.remove_phone_numbers"
/* What a telephony program needs to run an agent: the agent with its numbers as plain strings. */
#define HOTCALLS_OP_AGENTS_CONFIG "agents.config"
/* Who answers a call to a number: its inbound agent, else of its agents the active one that is open, else the oldest active one. */
#define HOTCALLS_OP_AGENTS_ROUTE "agents.route"
/* Makes a number, in a workspace that the caller manages or, by staff, in none. */
#define HOTCALLS_OP_PHONE_NUMBERS_CREATE "phone_numbers.create"
/* One number. */
#define HOTCALLS_OP_PHONE_NUMBERS_GET "phone_numbers.get"
/* Numbers in order, filtered, searched, ordered, in pages: those of the caller's workspaces and those of none. */
#define HOTCALLS_OP_PHONE_NUMBERS_LIST "phone_numbers.list"
/* Changes the given fields of a number. It moves to another workspace only if nothing of the old one stays tied to it. */
#define HOTCALLS_OP_PHONE_NUMBERS_UPDATE "phone_numbers.update"
/* Deletes a number. Its calls stay. */
#define HOTCALLS_OP_PHONE_NUMBERS_DELETE "phone_numbers.delete"
/* The agents that use a number, oldest first, as far as the caller may see them. */
#define HOTCALLS_OP_PHONE_NUMBERS_AGENTS "phone_numbers.agents"
/* Creates one lead. */
#define HOTCALLS_OP_LEADS_CREATE "leads.create"
/* One lead by its id. */
#define HOTCALLS_OP_LEADS_GET "leads.get"
/* Leads, newest first: filtered, searched, ordered, in pages. */
#define HOTCALLS_OP_LEADS_LIST "leads.list"
/* Changes the given fields of a lead. Another workspace moves its calls and meetings along. */
#define HOTCALLS_OP_LEADS_UPDATE "leads.update"
/* Deletes a lead. Its calls stay, without a lead; with `cascade` they go too. */
#define HOTCALLS_OP_LEADS_DELETE "leads.delete"
/* Merges keys into the metadata of a lead, at the top level; a null value removes its key. */
#define HOTCALLS_OP_LEADS_UPDATE_METADATA "leads.update_metadata"
/* The calls of a lead, newest first. */
#define HOTCALLS_OP_LEADS_CALL_HISTORY "leads.call_history"
/* The leads with a phone number, newest first, at most 100: who calls. */
#define HOTCALLS_OP_LEADS_BY_PHONE "leads.by_phone"
/* How many leads there are and how many of them were called; filters choose the calls that count, ended ones unless told otherwise. */
#define HOTCALLS_OP_LEADS_STATS "leads.stats"
/* Creates many leads in one transaction: all of them, or with `on_error` = `skip` all that are right. */
#define HOTCALLS_OP_LEADS_BULK_CREATE "leads.bulk_create"
/* Reads leads from CSV as people export it, with a verdict for every row. */
#define HOTCALLS_OP_LEADS_IMPORT_CSV "leads.import_csv"
/* Records one call. If its workspace and provider know the `external_id` already, the answer is the existing log. */
#define HOTCALLS_OP_CALLS_CREATE "calls.create"
/* Records many calls in one transaction. By default one bad row rejects all; `on_error` = `skip` records the good ones. */
#define HOTCALLS_OP_CALLS_BULK_CREATE "calls.bulk_create"
/* Reads calls from the records (CDR) that FreeSWITCH and Asterisk write, with a verdict for every record. */
#define HOTCALLS_OP_CALLS_IMPORT_CDR "calls.import_cdr"
/* One call by its id. */
#define HOTCALLS_OP_CALLS_GET "calls.get"
/* Calls, newest first, filtered, searched, ordered, in pages. */
#define HOTCALLS_OP_CALLS_LIST "calls.list"
/* Changes the given fields. The workspace follows the lead; `timestamp` stays as it was. */
#define HOTCALLS_OP_CALLS_UPDATE "calls.update"
/* Begins a call that is about to be dialed or comes in, with a lease that its owner renews. It is on the disk when this answers. */
#define HOTCALLS_OP_CALLS_BEGIN "calls.begin"
/* Takes an event of a call, in any order and any number of times; the call's row follows from all of its events. */
#define HOTCALLS_OP_CALLS_EVENT "calls.event"
/* Ends a call on the word of the program that runs it: an event `ended` of the host. */
#define HOTCALLS_OP_CALLS_END "calls.end"
/* Renews the leases of an owner: of the named calls, or of all that it runs. */
#define HOTCALLS_OP_CALLS_RENEW "calls.renew"
/* Closes calls whose lease has run out, as `lost`, some hundreds at once. A real end that comes later corrects reason and duration. */
#define HOTCALLS_OP_CALLS_REAP "calls.reap"
/* Adds turns to the transcript of a call. */
#define HOTCALLS_OP_CALLS_APPEND_TRANSCRIPT "calls.append_transcript"
/* What was said in a call, all turns in their order. */
#define HOTCALLS_OP_CALLS_TRANSCRIPT "calls.transcript"
/* Deletes a call with its transcript. Its legs and meetings stay without it. */
#define HOTCALLS_OP_CALLS_DELETE "calls.delete"
/* Counts and talk time: all calls, today's, those of the last 7 and 30 days, by direction. */
#define HOTCALLS_OP_CALLS_ANALYTICS "calls.analytics"
/* Counts and talk time day by day, oldest first: the last `days` days, or from `start_date` to `end_date`. */
#define HOTCALLS_OP_CALLS_DAILY_STATS "calls.daily_stats"
/* How many calls are how long, with mean, ends and percentiles. */
#define HOTCALLS_OP_CALLS_DURATION_DISTRIBUTION "calls.duration_distribution"
/* How many calls had which outcome, status and reason. */
#define HOTCALLS_OP_CALLS_OUTCOME_BREAKDOWN "calls.outcome_breakdown"
/* Calls, talk time, outcomes and appointments of every agent that had calls, the busiest first. */
#define HOTCALLS_OP_CALLS_AGENT_PERFORMANCE "calls.agent_performance"
/* How many appointments were made, and how many of them are still to come. */
#define HOTCALLS_OP_CALLS_APPOINTMENT_STATS "calls.appointment_stats"
/* Creates a calendar. Needs the key of the secrets, since its token is stored encrypted. */
#define HOTCALLS_OP_CALENDARS_CREATE "calendars.create"
/* One calendar by its id. */
#define HOTCALLS_OP_CALENDARS_GET "calendars.get"
/* Calendars, newest first, filtered, searched, ordered, in pages. */
#define HOTCALLS_OP_CALENDARS_LIST "calendars.list"
/* Changes the given fields. A calendar whose configurations are used by agents or meetings stays in its workspace. */
#define HOTCALLS_OP_CALENDARS_UPDATE "calendars.update"
/* Deletes a calendar with its configurations and meetings; agents lose the configuration. */
#define HOTCALLS_OP_CALENDARS_DELETE "calendars.delete"
/* The configurations of a calendar, oldest first. */
#define HOTCALLS_OP_CALENDARS_CONFIGURATIONS "calendars.configurations"
/* Says whether the calendar's provider can be reached: `not_connected` as long as none is connected. */
#define HOTCALLS_OP_CALENDARS_TEST_CONNECTION "calendars.test_connection"
/* Creates a configuration of a calendar. */
#define HOTCALLS_OP_CALENDAR_CONFIGURATIONS_CREATE "calendar_configurations.create"
/* One configuration by its id. */
#define HOTCALLS_OP_CALENDAR_CONFIGURATIONS_GET "calendar_configurations.get"
/* Configurations, newest first, filtered, searched, ordered, in pages. */
#define HOTCALLS_OP_CALENDAR_CONFIGURATIONS_LIST "calendar_configurations.list"
/* Changes the given fields. Its meetings follow it to another calendar or sub-calendar, unless they would collide there. */
#define HOTCALLS_OP_CALENDAR_CONFIGURATIONS_UPDATE "calendar_configurations.update"
/* Deletes a configuration with its meetings; agents lose it. */
#define HOTCALLS_OP_CALENDAR_CONFIGURATIONS_DELETE "calendar_configurations.delete"
/* The times of a day at which a meeting can be booked: within the window, free with the preparation before it, not past. */
#define HOTCALLS_OP_CALENDAR_CONFIGURATIONS_CHECK_AVAILABILITY "calendar_configurations.check_availability"
/* Books a meeting. `slot_taken` if its time, with the preparation before it, is occupied. */
#define HOTCALLS_OP_MEETINGS_CREATE "meetings.create"
/* One meeting by its id. */
#define HOTCALLS_OP_MEETINGS_GET "meetings.get"
/* Meetings, latest start first, filtered, searched, ordered, in pages. */
#define HOTCALLS_OP_MEETINGS_LIST "meetings.list"
/* Changes the given fields. Another time, place or status is a new booking: `slot_taken` if it is occupied. */
#define HOTCALLS_OP_MEETINGS_UPDATE "meetings.update"
/* Cancels a meeting and frees its time; one that is canceled already stays as it is. */
#define HOTCALLS_OP_MEETINGS_CANCEL "meetings.cancel"
/* Deletes a meeting. */
#define HOTCALLS_OP_MEETINGS_DELETE "meetings.delete"
/* The settings of the database. */
#define HOTCALLS_OP_SETTINGS_GET "settings.get"
/* Changes the given settings. Another time zone changes how times without an offset are read, and where days begin, from now on. */
#define HOTCALLS_OP_SETTINGS_UPDATE "settings.update"


/**
 * The status of success.
 */
#define HOTCALLS_OK 0

/**
 * The largest input of a call in bytes; more is refused with `too_large` before memory is taken for it.
 */
#define HOTCALLS_MAX_INPUT ((64 * 1024) * 1024)

/**
 * The largest path, name, password, key or zone in bytes; more is refused with `too_large`.
 */
#define HOTCALLS_MAX_TEXT 4096

/**
 * Bytes of an id as text: 36 characters and a NUL.
 */
#define HOTCALLS_ID_SIZE 37

/**
 * The direction of a call that came in.
 */
#define HOTCALLS_INBOUND 1

/**
 * The direction of a call that goes out.
 */
#define HOTCALLS_OUTBOUND 2

/**
 * An event: it rings at the other end.
 */
#define HOTCALLS_EVENT_RINGING 1

/**
 * An event: it was answered.
 */
#define HOTCALLS_EVENT_ANSWERED 2

/**
 * An event: it was handed over to somebody else.
 */
#define HOTCALLS_EVENT_TRANSFERRED 3

/**
 * An event: it was put on hold.
 */
#define HOTCALLS_EVENT_HELD 4

/**
 * An event: it was taken back from hold.
 */
#define HOTCALLS_EVENT_RESUMED 5

/**
 * An event: it ended, or was never made.
 */
#define HOTCALLS_EVENT_ENDED 6

/**
 * An event is reported by who carries the call.
 */
#define HOTCALLS_SOURCE_CARRIER 0

/**
 * An event is reported by the program that runs the call.
 */
#define HOTCALLS_SOURCE_HOST 1

/**
 * Answered by a person.
 */
#define HOTCALLS_BY_HUMAN 1

/**
 * Answered by a mailbox, a menu, an assistant.
 */
#define HOTCALLS_BY_MACHINE 2

/**
 * Answered by a fax.
 */
#define HOTCALLS_BY_FAX 3

/**
 * Answered, by whom was not found out.
 */
#define HOTCALLS_BY_UNKNOWN 4

/**
 * A turn of the other side of the call.
 */
#define HOTCALLS_ROLE_USER 1

/**
 * A turn of our agent.
 */
#define HOTCALLS_ROLE_AGENT 2

/**
 * A turn of the program, to the agent.
 */
#define HOTCALLS_ROLE_SYSTEM 3

/**
 * A turn of a tool, to the agent.
 */
#define HOTCALLS_ROLE_TOOL 4

/**
 * The most calls that are renewed, and the most turns that are appended, at once.
 */
#define HOTCALLS_MAX_RECORDS 1000

/**
 * Somebody who calls operations: the program itself, a user, or nobody.
 *
 * Threads: any number at once. Ownership: yours until `hotcalls_actor_free`, before or after the database is closed. Errors: with another
 * database than the one that made it `invalid_input`, once that one is closed `closed`.
 *
 * ```c
 * hotcalls_actor *nobody = NULL;
 * int32_t status = hotcalls_actor_anonymous(db, &nobody, &err);
 * hotcalls_actor_free(nobody);
 * ```
 */
typedef struct hotcalls_actor hotcalls_actor;

/**
 * Stops calls from another thread.
 *
 * Threads: any number at once. Ownership: yours until `hotcalls_cancel_free`, even before the calls that have it end. Errors: a call that it
 * stopped answers `cancelled`, or `unknown_outcome` if it came too late to know.
 *
 * ```c
 * hotcalls_call_options with = {.size = sizeof with, .cancel = cancel};
 * int32_t status = hotcalls_call_with(db, root, HOTCALLS_OP_CALLS_ANALYTICS, NULL, 0, &with, NULL, &err);
 * ```
 */
typedef struct hotcalls_cancel hotcalls_cancel;

/**
 * An open database.
 *
 * Threads: any number at once. Ownership: yours from `hotcalls_open` to `hotcalls_close`; it does not survive `fork()`. Errors: after the close
 * it must not be used any more; its actors then answer `closed`.
 *
 * ```c
 * hotcalls_db *other = NULL;
 * if (hotcalls_open("other.db", 8, NULL, &other, &err) == HOTCALLS_OK) hotcalls_close(other, NULL);
 * ```
 */
typedef struct hotcalls_db hotcalls_db;

/**
 * Why a function failed.
 *
 * Threads: any number at once may look at it. Ownership: yours until `hotcalls_error_free`; views of it live as long. Errors: its accessors
 * have none, and take NULL for success.
 *
 * ```c
 * if (hotcalls_call(db, root, "no.operation", NULL, 0, NULL, &err) != HOTCALLS_OK)
 *     fprintf(stderr, "%s: %.*s\n", hotcalls_error_word(err), (int)hotcalls_error_message(err).len, hotcalls_error_message(err).ptr);
 * hotcalls_error_free(err);
 * ```
 */
typedef struct hotcalls_error hotcalls_error;

/**
 * A text made by the library, such as the answer of an operation.
 *
 * Threads: any number at once may look at it. Ownership: yours until `hotcalls_text_free`. Errors: none. Units: bytes of UTF-8.
 *
 * ```c
 * hotcalls_text *out = NULL;
 * if (hotcalls_call(db, root, HOTCALLS_OP_LEADS_STATS, NULL, 0, &out, &err) == HOTCALLS_OK)
 *     fwrite(hotcalls_text_view(out).ptr, 1, hotcalls_text_view(out).len, stdout);
 * hotcalls_text_free(out);
 * ```
 */
typedef struct hotcalls_text hotcalls_text;

/**
 * How to open a database. Zero it, then set `size` to `sizeof(hotcalls_options)`; every other zero means the default.
 *
 * A program compiled against an older header has a smaller struct: what it does not know has its default.
 *
 * Threads: read in the one that opens. Ownership: yours; it and its key are read during `hotcalls_open`. Errors: `invalid_input` for a size that it
 * cannot have, for a key of another length, and for members that this library does not know. Units: milliseconds; `key_len` counts bytes.
 *
 * ```c
 * hotcalls_db *other = NULL;
 * hotcalls_options how = {.size = sizeof how, .readers = 4, .busy_timeout_ms = 2000};
 * if (hotcalls_open("other.db", 8, &how, &other, &err) == HOTCALLS_OK) hotcalls_close(other, NULL);
 * ```
 */
typedef struct hotcalls_options {
  /**
   * `sizeof(hotcalls_options)`, as the program was compiled.
   */
  size_t size;
  /**
   * The key that seals provider secrets in the file: 32 raw bytes. NULL: such secrets can be neither written nor used.
   */
  const uint8_t *key;
  /**
   * 32, or 0 without a key.
   */
  size_t key_len;
  /**
   * How many snapshots may be read at once, or how many connections to a server there are. 0: as many as cores, 2 to 8.
   */
  uint32_t readers;
  /**
   * How many milliseconds to wait for another process that holds the write lock, before `busy`. 0: 10,000.
   */
  uint32_t busy_timeout_ms;
  /**
   * How many milliseconds one statement may take on a server, before `busy`. 0: 60,000.
   */
  uint32_t statement_timeout_ms;
} hotcalls_options;

/**
 * Reads at most `size` bytes of a stream into `buffer`, and answers how many; 0 at its end; a negative number ends the call with `io`.
 * It must return (no `longjmp`, no exception) and not call anything with the same database.
 *
 * Threads: called in the one of the call. Ownership: the buffer is lent until it returns, `context` is the caller's. Errors: a negative number, or
 * more bytes than asked for, is `io`. Units: bytes.
 *
 * ```c
 * static int64_t read_file(void *context, uint8_t *buffer, size_t size) { return (int64_t)fread(buffer, 1, size, context); }
 * ```
 */
typedef int64_t (*hotcalls_read)(void *context, uint8_t *buffer, size_t size);

/**
 * Borrowed text: UTF-8 bytes and their number, not NUL-terminated. In what the library gives `ptr` is never NULL; in what it takes NULL
 * with 0 means that nothing is given.
 *
 * Threads: as for what lent it. Ownership: lent, as long as the object or buffer lives that it points into. Errors: `invalid_input` for a length
 * without a pointer, and for bytes that are no UTF-8. Units: `len` counts bytes.
 *
 * ```c
 * hotcalls_view name = {"Ada", 3};
 * printf("%.*s\n", (int)name.len, name.ptr);
 * ```
 */
typedef struct hotcalls_view {
  /**
   * The first byte.
   */
  const char *ptr;
  /**
   * How many bytes.
   */
  size_t len;
} hotcalls_view;

/**
 * Takes one row of a result, a JSON object; anything but 0 ends the call. The rules of `hotcalls_read` apply.
 *
 * Threads: called in the one of the call. Ownership: the row is lent until it returns. Errors: anything but 0 is `cancelled`.
 *
 * ```c
 * static int32_t take_row(void *context, hotcalls_view row) { return fwrite(row.ptr, 1, row.len, context) != row.len; }
 * ```
 */
typedef int32_t (*hotcalls_row)(void *context, struct hotcalls_view row);

/**
 * Is told now and then how many rows are done. The rules of `hotcalls_read` apply.
 *
 * Threads: called in the one of the call. Ownership: `context` is the caller's. Errors: it has none to give. Units: rows since the beginning.
 *
 * ```c
 * static void tell(void *context, uint64_t rows) { fprintf(context, "%llu rows\n", (unsigned long long)rows); }
 * ```
 */
typedef void (*hotcalls_progress)(void *context, uint64_t rows);

/**
 * Options of one call. Zero it, then set `size` to `sizeof(hotcalls_call_options)`; what a program compiled against an older header does not
 * know has its default.
 *
 * Threads: its functions are called in the one of the call. Ownership: yours; what it points at is read during the call. Errors: `invalid_input` for
 * a size that it cannot have, and for members that this library does not know; `too_large`. Units: the lengths count bytes.
 *
 * ```c
 * hotcalls_call_options with = {.size = sizeof with, .idempotency_key = "order-17", .idempotency_key_len = 8};
 * const char *in = "{\"workspace_name\":\"Once\"}";
 * int32_t status = hotcalls_call_with(db, root, HOTCALLS_OP_WORKSPACES_CREATE, in, strlen(in), &with, NULL, &err);
 * ```
 */
typedef struct hotcalls_call_options {
  /**
   * `sizeof(hotcalls_call_options)`, as the program was compiled.
   */
  size_t size;
  /**
   * Makes a write safe to repeat: within 24 hours the same key with the same input gives the first answer again, with another
   * input `idempotency_conflict`. NULL: none.
   */
  const char *idempotency_key;
  /**
   * Bytes of `idempotency_key`, at most 255.
   */
  size_t idempotency_key_len;
  /**
   * With it another thread can stop the call. NULL: nobody can.
   */
  const struct hotcalls_cancel *cancel;
  /**
   * The network address of the person on whose behalf the call is made, such as `192.0.2.7`: failed logins slow it down. NULL: none.
   */
  const char *address;
  /**
   * Bytes of `address`.
   */
  size_t address_len;
  /**
   * Given to the three functions below as it is.
   */
  void *context;
  /**
   * Where an import (`leads.import_csv`, ...) reads its file from, of whatever size. NULL: from the text in the input.
   */
  hotcalls_read read;
  /**
   * Takes the verdict on each row of an import. NULL: they are listed in the answer, as far as that has room.
   */
  hotcalls_row row;
  /**
   * Told how far an import is. NULL: nobody is.
   */
  hotcalls_progress progress;
} hotcalls_call_options;

/**
 * An id as text: a lower-case hyphenated UUID with a NUL, or empty for none. Copy it by assignment, print it with `%s`.
 *
 * Threads: it is a value. Ownership: yours. Errors: `invalid_input` for what is no UUID with a NUL.
 *
 * ```c
 * hotcalls_id agent = route.agent;
 * if (agent.text[0] != 0) printf("%s\n", agent.text);
 * ```
 */
typedef struct hotcalls_id {
  /**
   * The text.
   */
  char text[HOTCALLS_ID_SIZE];
} hotcalls_id;

/**
 * Who answers a call to a number. Set `size` to `sizeof(hotcalls_route)` before; texts are UTF-8 with a NUL.
 *
 * A program compiled against an older header has a smaller struct: what does not fit is not written.
 *
 * Threads: written in the one of the call. Ownership: yours; it holds nothing to free. Errors: `invalid_input` for a size that it cannot have.
 * Units: `opens_at` in microseconds since 1970 (UTC), the duration in minutes, the lengths in bytes.
 *
 * ```c
 * hotcalls_route found = {.size = sizeof found};
 * if (hotcalls_route_inbound(db, root, to, strlen(to), 0, &found, &err) == HOTCALLS_OK) puts(found.name);
 * ```
 */
typedef struct hotcalls_route {
  /**
   * `sizeof(hotcalls_route)`, as the program was compiled; it stays as it is.
   */
  size_t size;
  /**
   * The number that was called.
   */
  struct hotcalls_id phone_number;
  /**
   * Where the call belongs: the agent's workspace, else the number's; empty for none.
   */
  struct hotcalls_id workspace;
  /**
   * Who answers; empty if no agent of the number is active.
   */
  struct hotcalls_id agent;
  /**
   * 1 if the agent is open.
   */
  int32_t is_open;
  /**
   * Minutes after which a call is ended.
   */
  int32_t max_call_duration_minutes;
  /**
   * When the agent opens next, in microseconds since 1970 (UTC); 0 while it is open, and if it never does.
   */
  int64_t opens_at;
  /**
   * How many bytes the greeting has: `hotcalls_agent_greeting` gives it.
   */
  size_t greeting_len;
  /**
   * How many bytes the character has: `hotcalls_agent_character` gives it.
   */
  size_t character_len;
  /**
   * The number as it is stored.
   */
  char number[72];
  /**
   * The language the agent speaks.
   */
  char language[208];
  /**
   * The agent's voice, in the words of the voice provider.
   */
  char voice[1024];
  /**
   * The agent's name.
   */
  char name[1024];
} hotcalls_route;

/**
 * A lead. Set `size` to `sizeof(hotcalls_lead)` before; texts are UTF-8 with a NUL.
 *
 * Threads: written in the one of the call. Ownership: yours; it holds nothing to free. Errors: `invalid_input` for a size that it cannot have.
 *
 * ```c
 * hotcalls_lead lead = {.size = sizeof lead};
 * if (hotcalls_lead_by_phone(db, root, from, strlen(from), NULL, &lead, &err) == HOTCALLS_OK && lead.matches > 0) puts(lead.name);
 * ```
 */
typedef struct hotcalls_lead {
  /**
   * `sizeof(hotcalls_lead)`, as the program was compiled; it stays as it is.
   */
  size_t size;
  /**
   * How many leads have the number, at most 100; this is the newest of them.
   */
  size_t matches;
  /**
   * Its id; empty if there is none.
   */
  struct hotcalls_id id;
  /**
   * Its workspace; empty for none.
   */
  struct hotcalls_id workspace;
  /**
   * Its number in E.164.
   */
  char phone_e164[24];
  /**
   * Its number as it was given.
   */
  char phone[208];
  /**
   * Given name.
   */
  char name[1024];
  /**
   * Family name; empty for none.
   */
  char surname[1024];
  /**
   * E-mail address.
   */
  char email[1024];
} hotcalls_lead;

/**
 * What `hotcalls_call_begin` takes. Zero it, then set `size` to `sizeof(hotcalls_begin)`; what is left zero is not given, and neither is a
 * text of no bytes, whatever it points at.
 *
 * Threads: read in the one of the call. Ownership: yours; it and what it points at are read during the call. Errors: `invalid_input` for a size that
 * it cannot have, and for members that this library does not know. Units: `started_at` in microseconds since 1970 (UTC), the lease in seconds.
 *
 * ```c
 * hotcalls_begin begin = {.size = sizeof begin, .direction = HOTCALLS_OUTBOUND, .owner = {"dialer-1", 8},
 *                         .from_number = {from, strlen(from)}, .to_number = {to, strlen(to)}};
 * int32_t status = hotcalls_call_begin(db, root, &begin, &call, &err);
 * ```
 */
typedef struct hotcalls_begin {
  /**
   * `sizeof(hotcalls_begin)`, as the program was compiled.
   */
  size_t size;
  /**
   * HOTCALLS_INBOUND or HOTCALLS_OUTBOUND.
   */
  int32_t direction;
  /**
   * How long the lease lasts, 1 to 86400. 0: 60.
   */
  int32_t lease_seconds;
  /**
   * When it is dialed or came in, in microseconds since 1970 (UTC). 0: now.
   */
  int64_t started_at;
  /**
   * The number or SIP address that calls; at most 255 characters, as all texts here.
   */
  struct hotcalls_view from_number;
  /**
   * The number or SIP address that is called.
   */
  struct hotcalls_view to_number;
  /**
   * Who runs it, which renews the lease under the same name.
   */
  struct hotcalls_view owner;
  /**
   * Who carries it.
   */
  struct hotcalls_view provider;
  /**
   * The provider's id of the call, unique per workspace and provider. Begun again with the same one, it is the same call.
   */
  struct hotcalls_view external_id;
  /**
   * Which leg of the parent call this is.
   */
  struct hotcalls_view leg;
  /**
   * Who is called or calls.
   */
  struct hotcalls_id lead;
  /**
   * Its workspace, for a call without a lead; else it is the lead's, the agent's or the number's.
   */
  struct hotcalls_id workspace;
  /**
   * The agent on the call.
   */
  struct hotcalls_id agent;
  /**
   * Our number on the call.
   */
  struct hotcalls_id phone_number;
  /**
   * The call of which this is another leg.
   */
  struct hotcalls_id parent_call;
} hotcalls_begin;

/**
 * How a call stands. Set `size` to `sizeof(hotcalls_call_info)` before; texts are ASCII with a NUL.
 *
 * Threads: written in the one of the call. Ownership: yours; it holds nothing to free. Errors: `invalid_input` for a size that it cannot have.
 * Units: moments in microseconds since 1970 (UTC), the duration in milliseconds.
 *
 * ```c
 * printf("%s: %s, %lld s\n", call.id.text, call.status, (long long)(call.duration_ms / 1000));
 * ```
 */
typedef struct hotcalls_call_info {
  /**
   * `sizeof(hotcalls_call_info)`, as the program was compiled; it stays as it is.
   */
  size_t size;
  /**
   * Its id.
   */
  struct hotcalls_id id;
  /**
   * Its workspace; empty for none.
   */
  struct hotcalls_id workspace;
  /**
   * `queued`, `ringing`, `in_progress`, `completed`, `busy`, `no_answer`, `canceled` or `failed`.
   */
  char status[16];
  /**
   * Why it ended, as one of the closed set; empty while it has not ended.
   */
  char reason[32];
  /**
   * Talk time in milliseconds.
   */
  int64_t duration_ms;
  /**
   * When it was dialed or came in, in microseconds since 1970 (UTC), as all times here; 0 if not known.
   */
  int64_t started_at;
  /**
   * When it first rang.
   */
  int64_t ringing_at;
  /**
   * When it was answered.
   */
  int64_t answered_at;
  /**
   * When it ended.
   */
  int64_t ended_at;
  /**
   * Until when its owner vouches for it; 0 unless it goes on with a lease.
   */
  int64_t lease_until;
} hotcalls_call_info;

/**
 * What `hotcalls_call_event` takes. Zero it, then set `size` to `sizeof(hotcalls_event)`; what is left zero is not given, and neither is a text of
 * no bytes, whatever it points at.
 *
 * Threads: read in the one of the call. Ownership: yours; it and what it points at are read during the call. Errors: `invalid_input` for a size that
 * it cannot have, and for members that this library does not know. Units: `at` in microseconds since 1970 (UTC).
 *
 * ```c
 * hotcalls_event event = {.size = sizeof event, .call = call.id, .event_id = {"2", 1}, .kind = HOTCALLS_EVENT_ENDED, .at = now_us(),
 *                         .source = HOTCALLS_SOURCE_CARRIER, .q850_cause = 17};
 * int32_t status = hotcalls_call_event(db, root, &event, &call, &err);
 * ```
 */
typedef struct hotcalls_event {
  /**
   * `sizeof(hotcalls_event)`, as the program was compiled.
   */
  size_t size;
  /**
   * The call; empty if `external_id` names it.
   */
  struct hotcalls_id call;
  /**
   * With `external_id`: the workspace, where several may know the id.
   */
  struct hotcalls_id workspace;
  /**
   * For a call that is not known yet: the agent on the call.
   */
  struct hotcalls_id agent;
  /**
   * For a call that is not known yet: our number on the call.
   */
  struct hotcalls_id phone_number;
  /**
   * The provider's id of the call, instead of `call`.
   */
  struct hotcalls_view external_id;
  /**
   * With `external_id`: the provider.
   */
  struct hotcalls_view provider;
  /**
   * The reporter's id of the event: the same one is stored once.
   */
  struct hotcalls_view event_id;
  /**
   * When it happened, in microseconds since 1970 (UTC). Must be given.
   */
  int64_t at;
  /**
   * HOTCALLS_EVENT_...
   */
  int32_t kind;
  /**
   * HOTCALLS_SOURCE_CARRIER (0) or HOTCALLS_SOURCE_HOST.
   */
  int32_t source;
  /**
   * Of an end: the final SIP status. One that does not exist is kept as it is, and says nothing.
   */
  int32_t sip_status;
  /**
   * Of an end: the Q.850 cause. One that does not exist is kept as it is, and says nothing.
   */
  int32_t q850_cause;
  /**
   * Of an end: 1 if our side had sent CANCEL, which tells SIP 487 apart.
   */
  int32_t after_cancel;
  /**
   * Of an answer: HOTCALLS_BY_..., who or what answered.
   */
  int32_t answered_by;
  /**
   * Of an end: why, in the reporter's words. Of a longer text the first 255 characters are kept, of this and of the next two.
   */
  struct hotcalls_view disconnection_reason;
  /**
   * Of an end: who ended it; `agent` and `user` are understood.
   */
  struct hotcalls_view hung_up_by;
  /**
   * Of a transfer: to whom it was handed over.
   */
  struct hotcalls_view transferred_to;
  /**
   * For a call that is not known yet: the number or SIP address that calls.
   */
  struct hotcalls_view from_number;
  /**
   * For a call that is not known yet: the number or SIP address that is called.
   */
  struct hotcalls_view to_number;
  /**
   * For a call that is not known yet: HOTCALLS_INBOUND or HOTCALLS_OUTBOUND.
   */
  int32_t direction;
  /**
   * Must be 0.
   */
  int32_t reserved;
} hotcalls_event;

/**
 * What `hotcalls_call_end` takes. Zero it, then set `size` to `sizeof(hotcalls_end)`; what is left zero is not given, and neither is a text of
 * no bytes, whatever it points at.
 *
 * Threads: read in the one of the call. Ownership: yours; it and what it points at are read during the call. Errors: `invalid_input` for a size that
 * it cannot have, and for members that this library does not know. Units: `at` in microseconds since 1970 (UTC).
 *
 * ```c
 * hotcalls_end end = {.size = sizeof end, .call = call.id, .sip_status = 487, .after_cancel = 1};
 * int32_t status = hotcalls_call_end(db, root, &end, &call, &err);
 * ```
 */
typedef struct hotcalls_end {
  /**
   * `sizeof(hotcalls_end)`, as the program was compiled.
   */
  size_t size;
  /**
   * The call; empty if `external_id` names it.
   */
  struct hotcalls_id call;
  /**
   * With `external_id`: the workspace, where several may know the id.
   */
  struct hotcalls_id workspace;
  /**
   * The provider's id of the call, instead of `call`.
   */
  struct hotcalls_view external_id;
  /**
   * With `external_id`: the provider.
   */
  struct hotcalls_view provider;
  /**
   * When it ended, in microseconds since 1970 (UTC). 0: now.
   */
  int64_t at;
  /**
   * The final SIP status. One that does not exist is kept as it is, and says nothing.
   */
  int32_t sip_status;
  /**
   * The Q.850 cause. One that does not exist is kept as it is, and says nothing.
   */
  int32_t q850_cause;
  /**
   * 1 if our side had sent CANCEL, which tells SIP 487 apart.
   */
  int32_t after_cancel;
  /**
   * Must be 0.
   */
  int32_t reserved;
  /**
   * Why it ended, in the program's words. Of a longer text the first 255 characters are kept, of this and of the next.
   */
  struct hotcalls_view disconnection_reason;
  /**
   * Who ended it; `agent` and `user` are understood.
   */
  struct hotcalls_view hung_up_by;
  /**
   * The id of the event; another one lets the program correct what it said before. Not given: `end`.
   */
  struct hotcalls_view event_id;
} hotcalls_end;

/**
 * What `hotcalls_call_renew` takes. Zero it, then set `size` to `sizeof(hotcalls_renew)`.
 *
 * Threads: read in the one of the call. Ownership: yours; it and what it points at are read during the call. Errors: `invalid_input` for a size that
 * it cannot have, and for members that this library does not know. Units: the lease in seconds; `calls_len` counts ids.
 *
 * ```c
 * uint8_t renewed[1];
 * hotcalls_renew renew = {.size = sizeof renew, .owner = {"sip-1", 5}, .calls = &call.id, .calls_len = 1};
 * int32_t status = hotcalls_call_renew(db, root, &renew, renewed, NULL, &err);
 * ```
 */
typedef struct hotcalls_renew {
  /**
   * `sizeof(hotcalls_renew)`, as the program was compiled.
   */
  size_t size;
  /**
   * Who runs the calls, as `hotcalls_call_begin` was told.
   */
  struct hotcalls_view owner;
  /**
   * The calls. NULL: all that the owner runs.
   */
  const struct hotcalls_id *calls;
  /**
   * How many of them, at most HOTCALLS_MAX_RECORDS.
   */
  size_t calls_len;
  /**
   * How long the leases last from now on, 1 to 86400. 0: 60.
   */
  int32_t lease_seconds;
  /**
   * Must be 0.
   */
  int32_t reserved;
} hotcalls_renew;

/**
 * One turn of a transcript. Zero it, then set `size` to `sizeof(hotcalls_turn)`.
 *
 * Threads: read in the one of the call. Ownership: yours; it and what it points at are read during the call. Errors: `invalid_input` for a size that
 * it cannot have, for members that this library does not know, and for an array of several sizes. Units: milliseconds since the call began.
 *
 * ```c
 * hotcalls_turn turns[2] = {{.size = sizeof turns[0], .turn = 0, .role = HOTCALLS_ROLE_USER, .text = {"Hi.", 3}, .end_ms = 400},
 *                           {.size = sizeof turns[0], .turn = 1, .role = HOTCALLS_ROLE_AGENT, .text = {"Hello!", 6}, .start_ms = 500, .end_ms = 900}};
 * int32_t status = hotcalls_transcript_append(db, root, &call.id, turns, 2, NULL, &err);
 * ```
 */
typedef struct hotcalls_turn {
  /**
   * `sizeof(hotcalls_turn)`, as the program was compiled.
   */
  size_t size;
  /**
   * Its place in the call, from 0: a turn sent again under the same place is stored once.
   */
  int64_t turn;
  /**
   * When it begins, in milliseconds since the call began.
   */
  int64_t start_ms;
  /**
   * When it ends, in milliseconds since the call began.
   */
  int64_t end_ms;
  /**
   * What is said, at most 100,000 characters; HOTCALLS_MAX_INPUT bounds the bytes of all turns together.
   */
  struct hotcalls_view text;
  /**
   * The tools that the agent calls, a JSON list. Not given: none.
   */
  struct hotcalls_view tool_calls;
  /**
   * HOTCALLS_ROLE_...
   */
  int32_t role;
  /**
   * Must be 0.
   */
  int32_t reserved;
} hotcalls_turn;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The version of the library, such as `0.1.0`. NUL-terminated.
 *
 * Threads: any. Ownership: static, never freed. Errors: none.
 *
 * ```c
 * printf("HotCalls %s\n", hotcalls_version());
 * ```
 */
const char *hotcalls_version(void);

/**
 * The version of the SQLite inside of the library, such as `3.54.1`. NUL-terminated. A host may have another copy beside it, of
 * whatever version: but the two must not open one file.
 *
 * Threads: any. Ownership: static, never freed. Errors: none.
 *
 * ```c
 * printf("SQLite %s\n", hotcalls_sqlite_version());
 * ```
 */
const char *hotcalls_sqlite_version(void);

/**
 * All operations as a JSON array: name, doc, effect, who may, and the JSON Schemas of input and output.
 *
 * Threads: any. Ownership: free `*output` with `hotcalls_text_free`. Errors: those of every function.
 *
 * ```c
 * hotcalls_text *catalog = NULL;
 * if (hotcalls_catalog(&catalog, &err) == HOTCALLS_OK) fwrite(hotcalls_text_view(catalog).ptr, 1, hotcalls_text_view(catalog).len, stdout);
 * hotcalls_text_free(catalog);
 * ```
 */
int32_t hotcalls_catalog(struct hotcalls_text **output, struct hotcalls_error **error);

/**
 * Opens the database file `path` (UTF-8, `path_len` bytes), making it if it is not there, and brings its schema up to date.
 * In a library with the feature `postgres`, `postgres://USER:PASSWORD@HOST/DATABASE` is a database on a server; in others it is `io`.
 * `options` may be NULL. Not to be used in a child after `fork()`, where the file, if it
 * was open at the fork, cannot be opened either (`forked`).
 *
 * Threads: any. Ownership: end `*db` with `hotcalls_close`; `path` and what `options` points at are read during the call.
 * Errors: `io`, `read_only`, `not_a_database`, `database_newer`, `corrupt`, `busy`, `disk_full`, `too_large`; of a server also
 * `malformed`, `unavailable`, `access_refused`, `server_too_old`.
 *
 * ```c
 * hotcalls_db *other = NULL;
 * hotcalls_options how = {.size = sizeof how, .busy_timeout_ms = 2000};
 * if (hotcalls_open("other.db", 8, &how, &other, &err) == HOTCALLS_OK) hotcalls_close(other, NULL);
 * ```
 */
int32_t hotcalls_open(const char *path,
                      size_t path_len,
                      const struct hotcalls_options *options,
                      struct hotcalls_db **db,
                      struct hotcalls_error **error);

/**
 * Ends a database: waits for calls under way in other threads, for an import to its end, then closes the file and frees the handle,
 * whatever the answer. From a function that a call calls it does not wait for that call: a transaction that it is in is completed, the next
 * one of an import is refused (`closed`). In a child after `fork()` it leaves the file alone, which is the parent's. NULL is fine.
 *
 * Threads: any, but none may start to use the handle meanwhile, or use it afterwards. Ownership: actors of it stay valid objects until they
 * are freed; to call with one is an error. Errors: none so far.
 *
 * ```c
 * hotcalls_db *other = NULL;
 * if (hotcalls_open("other.db", 8, NULL, &other, &err) == HOTCALLS_OK && hotcalls_close(other, &err) != HOTCALLS_OK)
 *     fprintf(stderr, "%s\n", hotcalls_error_word(err));
 * ```
 */
int32_t hotcalls_close(struct hotcalls_db *db, struct hotcalls_error **error);

/**
 * Copies the database as it is now into the new file `path` (UTF-8, `path_len` bytes), while others read and write it.
 * Read the copy with other tools, never the live file: two copies of SQLite in one process must not open one file.
 *
 * Threads: any. Ownership: `path` is read during the call. Errors: `io` (the file is there already, ...), `disk_full`.
 *
 * ```c
 * int32_t status = hotcalls_snapshot(db, "copy.db", 7, &err);
 * ```
 */
int32_t hotcalls_snapshot(const struct hotcalls_db *db, const char *path, size_t path_len, struct hotcalls_error **error);

/**
 * Calls the operation `name` (NUL-terminated; the `HOTCALLS_OP_...` constants) as `actor`, who must be of `db`.
 * `input` is a JSON object of `input_len` bytes (NULL with 0: no fields), at most `HOTCALLS_MAX_INPUT`.
 * `*output` gets the answer as JSON. `output` may be NULL if the answer does not matter.
 *
 * Threads: any; reads run beside each other and beside a write, writes wait for each other. Ownership: free `*output` with
 * `hotcalls_text_free`; the input is read during the call. Errors: `unknown_operation`, `malformed`, `too_large`, and those of the operation, in
 * docs/operations.md.
 *
 * ```c
 * const char *in = "{\"search\":\"jane\"}";
 * hotcalls_text *out = NULL;
 * if (hotcalls_call(db, root, HOTCALLS_OP_LEADS_LIST, in, strlen(in), &out, &err) == HOTCALLS_OK)
 *     printf("%.*s\n", (int)hotcalls_text_view(out).len, hotcalls_text_view(out).ptr);
 * hotcalls_text_free(out);
 * ```
 */
int32_t hotcalls_call(const struct hotcalls_db *db,
                      const struct hotcalls_actor *actor,
                      const char *name,
                      const char *input,
                      size_t input_len,
                      struct hotcalls_text **output,
                      struct hotcalls_error **error);

/**
 * `hotcalls_call` with options, which may be NULL.
 *
 * Threads: any, as there; the functions in the options are called in this one. Ownership: as there; what the options point at is read during
 * the call. Errors: those of `hotcalls_call`, with options also `cancelled`, `unknown_outcome`, `idempotency_conflict`, and `io` from a read
 * function that fails.
 *
 * ```c
 * const char *in = "{\"workspace_name\":\"Marketing Team\"}";
 * hotcalls_call_options with = {.size = sizeof with, .idempotency_key = "order-17", .idempotency_key_len = 8};
 * int32_t status = hotcalls_call_with(db, root, HOTCALLS_OP_WORKSPACES_CREATE, in, strlen(in), &with, NULL, &err);
 * ```
 */
int32_t hotcalls_call_with(const struct hotcalls_db *db,
                           const struct hotcalls_actor *actor,
                           const char *operation,
                           const char *input,
                           size_t input_len,
                           const struct hotcalls_call_options *options,
                           struct hotcalls_text **output,
                           struct hotcalls_error **error);

/**
 * The embedding program itself, which may do everything.
 *
 * Threads: any, as for the actor. Ownership: free `*actor` with `hotcalls_actor_free`, before or after the database is closed. Errors: those
 * of every function.
 *
 * ```c
 * hotcalls_actor *me = NULL;
 * if (hotcalls_actor_system(db, &me, &err) == HOTCALLS_OK) hotcalls_call(db, me, HOTCALLS_OP_LEADS_LIST, NULL, 0, NULL, NULL);
 * hotcalls_actor_free(me);
 * ```
 */
int32_t hotcalls_actor_system(const struct hotcalls_db *db,
                              struct hotcalls_actor **actor,
                              struct hotcalls_error **error);

/**
 * Nobody: may do what is allowed without a login.
 *
 * Threads: any. Ownership: free `*actor` with `hotcalls_actor_free`, before or after the database is closed.
 * Errors: those of every function.
 *
 * ```c
 * hotcalls_actor *nobody = NULL;
 * int32_t status = hotcalls_actor_anonymous(db, &nobody, &err);
 * hotcalls_actor_free(nobody);
 * ```
 */
int32_t hotcalls_actor_anonymous(const struct hotcalls_db *db, struct hotcalls_actor **actor, struct hotcalls_error **error);

/**
 * A user by its id (a UUID as text, `id_len` bytes), without a password: the embedding program vouches for it. Whether the user may still
 * act is looked up at every call.
 *
 * Threads: any. Ownership: free `*actor` with `hotcalls_actor_free`, before or after the database is closed.
 * Errors: `invalid_input` if it is no UUID.
 *
 * ```c
 * hotcalls_actor *me = NULL;
 * int32_t status = hotcalls_actor_user(db, "0192f0c1-2345-7abc-8def-0123456789ab", 36, &me, &err);
 * hotcalls_actor_free(me);
 * ```
 */
int32_t hotcalls_actor_user(const struct hotcalls_db *db,
                            const char *id,
                            size_t id_len,
                            struct hotcalls_actor **actor,
                            struct hotcalls_error **error);

/**
 * A user by name and password; takes tens of milliseconds on purpose.
 *
 * Threads: any. Ownership: free `*actor` with `hotcalls_actor_free`, before or after the database is closed.
 * Errors: `invalid_credentials`; `throttled` after many failed attempts, with the seconds to wait.
 *
 * ```c
 * hotcalls_actor *me = NULL;
 * int32_t status = hotcalls_actor_login(db, "john_doe", 8, "securepassword123", 17, &me, &err);
 * hotcalls_actor_free(me);
 * ```
 */
int32_t hotcalls_actor_login(const struct hotcalls_db *db,
                             const char *username,
                             size_t username_len,
                             const char *password,
                             size_t password_len,
                             struct hotcalls_actor **actor,
                             struct hotcalls_error **error);

/**
 * The owner of an API token, within the token's limits; whether the token is good is looked up at every call, which then answers
 * `invalid_credentials`.
 *
 * Threads: any. Ownership: free `*actor` with `hotcalls_actor_free`, before or after the database is closed.
 * Errors: those of every function.
 *
 * ```c
 * hotcalls_actor *me = NULL;
 * int32_t status = hotcalls_actor_token(db, "hct_...", 7, &me, &err);
 * hotcalls_actor_free(me);
 * ```
 */
int32_t hotcalls_actor_token(const struct hotcalls_db *db,
                             const char *key,
                             size_t key_len,
                             struct hotcalls_actor **actor,
                             struct hotcalls_error **error);

/**
 * Frees an actor. NULL is fine.
 *
 * Threads: any, but no call may use it meanwhile. Ownership: it is gone afterwards. Errors: none.
 *
 * ```c
 * hotcalls_actor_free(root);
 * ```
 */
void hotcalls_actor_free(struct hotcalls_actor *actor);

/**
 * A token with which calls can be stopped from another thread.
 *
 * Threads: any. Ownership: free `*cancel` with `hotcalls_cancel_free`. Errors: those of every function.
 *
 * ```c
 * hotcalls_cancel *stop = NULL;
 * if (hotcalls_cancel_new(&stop, &err) == HOTCALLS_OK) {
 *     hotcalls_call_options with = {.size = sizeof with, .cancel = stop};
 *     hotcalls_call_with(db, root, HOTCALLS_OP_CALLS_ANALYTICS, NULL, 0, &with, NULL, NULL);
 * }
 * hotcalls_cancel_free(stop);
 * ```
 */
int32_t hotcalls_cancel_new(struct hotcalls_cancel **cancel, struct hotcalls_error **error);

/**
 * Stops the calls that were given the token, now and later: they answer `cancelled`, and what they wrote is undone. NULL is fine.
 *
 * Threads: any, and signal handlers: it sets a flag. Ownership: stays yours. Errors: none.
 *
 * ```c
 * hotcalls_cancel_now(cancel); // the calls that have it answer HOTCALLS_ERROR_CANCELLED
 * ```
 */
void hotcalls_cancel_now(const struct hotcalls_cancel *cancel);

/**
 * Frees a token; calls that were given it keep what they need of it. NULL is fine.
 *
 * Threads: any, but none may use it meanwhile. Ownership: it is gone afterwards. Errors: none.
 *
 * ```c
 * hotcalls_cancel_free(cancel);
 * ```
 */
void hotcalls_cancel_free(struct hotcalls_cancel *cancel);

/**
 * The bytes of a text; not NUL-terminated. NULL: empty.
 *
 * Threads: any. Ownership: lent until the text is freed. Errors: none.
 *
 * ```c
 * hotcalls_view json = hotcalls_text_view(text);
 * printf("%.*s\n", (int)json.len, json.ptr);
 * ```
 */
struct hotcalls_view hotcalls_text_view(const struct hotcalls_text *text);

/**
 * Frees a text. NULL is fine.
 *
 * Threads: any, but none may use it or a view of it meanwhile. Ownership: it is gone afterwards. Errors: none.
 *
 * ```c
 * hotcalls_text_free(text);
 * ```
 */
void hotcalls_text_free(struct hotcalls_text *text);

/**
 * The stable number of an error: one of the `HOTCALLS_ERROR_...` constants, the same as the status. NULL: `HOTCALLS_OK`.
 *
 * Threads: any. Ownership: a number. Errors: none.
 *
 * ```c
 * if (hotcalls_error_number(err) == HOTCALLS_ERROR_BUSY) puts("try again");
 * ```
 */
int32_t hotcalls_error_number(const struct hotcalls_error *error);

/**
 * The stable word of an error, such as `not_found`. NUL-terminated. NULL: `ok`.
 *
 * Threads: any. Ownership: static, never freed. Errors: none.
 *
 * ```c
 * fprintf(stderr, "%s\n", hotcalls_error_word(err));
 * ```
 */
const char *hotcalls_error_word(const struct hotcalls_error *error);

/**
 * A sentence for people. NULL: empty.
 *
 * Threads: any. Ownership: lent until the error is freed. Errors: none.
 *
 * ```c
 * fprintf(stderr, "%.*s\n", (int)hotcalls_error_message(err).len, hotcalls_error_message(err).ptr);
 * ```
 */
struct hotcalls_view hotcalls_error_message(const struct hotcalls_error *error);

/**
 * What is wrong with which field: a JSON object from field to sentences, or to the fields or indexes inside of it, such as
 * `{"email":["Enter a valid email address."]}`. `{}` when no field is concerned. NULL: empty.
 *
 * Threads: any. Ownership: lent until the error is freed. Errors: none.
 *
 * ```c
 * fprintf(stderr, "%.*s\n", (int)hotcalls_error_details(err).len, hotcalls_error_details(err).ptr);
 * ```
 */
struct hotcalls_view hotcalls_error_details(const struct hotcalls_error *error);

/**
 * The operation that failed, such as `leads.create`; empty when none did. NULL: empty.
 *
 * Threads: any. Ownership: lent until the error is freed. Errors: none.
 *
 * ```c
 * fprintf(stderr, "%.*s failed\n", (int)hotcalls_error_operation(err).len, hotcalls_error_operation(err).ptr);
 * ```
 */
struct hotcalls_view hotcalls_error_operation(const struct hotcalls_error *error);

/**
 * The whole error as a JSON object: `code`, `number`, `message`, and where there are any `resource`, `operation`, `details`, and the
 * figures of its code (`limit`, `used`, `retry_after` in seconds). NULL: empty.
 *
 * Threads: any. Ownership: lent until the error is freed. Errors: none.
 *
 * ```c
 * fprintf(stderr, "%.*s\n", (int)hotcalls_error_json(err).len, hotcalls_error_json(err).ptr);
 * ```
 */
struct hotcalls_view hotcalls_error_json(const struct hotcalls_error *error);

/**
 * Frees an error. NULL is fine.
 *
 * Threads: any, but none may use it or a view of it meanwhile. Ownership: it is gone afterwards. Errors: none.
 *
 * ```c
 * hotcalls_error_free(err), err = NULL;
 * ```
 */
void hotcalls_error_free(struct hotcalls_error *error);

/**
 * Who answers a call to `number` (`agents.route`): a number in any form, or a SIP or tel URI, `number_len` bytes. `at` is a moment in
 * microseconds since 1970 (UTC), or 0 for now. Takes microseconds; waits for no writer. A number without an active agent is a success with an empty `agent`.
 *
 * Threads: any. Ownership: `number` is read during the call, `*route` is yours and holds nothing to free. Errors: `not_found` if the number is
 * not ours, or not in use; `too_large`; those of the operation, in docs/operations.md.
 *
 * ```c
 * hotcalls_route route = {.size = sizeof route};
 * if (hotcalls_route_inbound(db, root, "sip:+15551230000@10.0.0.1", 25, 0, &route, NULL) == HOTCALLS_OK && route.is_open)
 *     printf("%s answers as %s\n", route.agent.text, route.voice);
 * ```
 */
int32_t hotcalls_route_inbound(const struct hotcalls_db *db,
                               const struct hotcalls_actor *actor,
                               const char *number,
                               size_t number_len,
                               int64_t at,
                               struct hotcalls_route *route,
                               struct hotcalls_error **error);

/**
 * What an agent says first, into `buffer` of `capacity` bytes: as much as fits, whole characters only, and a NUL. `*len` gets the length of
 * the whole greeting in bytes, without the NUL; if it is not below `capacity`, call again with more room. `buffer` may be NULL with 0.
 *
 * Threads: any. Ownership: the buffer is yours. Errors: `not_found` if the actor sees no such agent; those of `agents.get`, in
 * docs/operations.md.
 *
 * ```c
 * char greeting[2048];
 * size_t len = 0;
 * if (hotcalls_agent_greeting(db, root, &route.agent, greeting, sizeof greeting, &len, NULL) == HOTCALLS_OK) speak(greeting);
 * ```
 */
int32_t hotcalls_agent_greeting(const struct hotcalls_db *db,
                                const struct hotcalls_actor *actor,
                                const struct hotcalls_id *agent,
                                char *buffer,
                                size_t capacity,
                                size_t *len,
                                struct hotcalls_error **error);

/**
 * Who an agent is, for the language model: as `hotcalls_agent_greeting` gives what it says first.
 *
 * Threads: any. Ownership: the buffer is yours. Errors: as there.
 *
 * ```c
 * size_t room = route.character_len + 1, len = 0;
 * char *character = malloc(room);
 * if (character != NULL && hotcalls_agent_character(db, root, &route.agent, character, room, &len, NULL) == HOTCALLS_OK) puts(character);
 * free(character);
 * ```
 */
int32_t hotcalls_agent_character(const struct hotcalls_db *db,
                                 const struct hotcalls_actor *actor,
                                 const struct hotcalls_id *agent,
                                 char *buffer,
                                 size_t capacity,
                                 size_t *len,
                                 struct hotcalls_error **error);

/**
 * Who calls (`leads.by_phone`): the newest lead with the number `phone`, written in any international form or as a SIP or tel URI, of
 * `workspace`, or with NULL of all that the actor sees. `lead->matches` says how many there are, at most 100; 0 is a success, and the rest
 * of `*lead` is then empty.
 *
 * Threads: any. Ownership: `phone` is read during the call, `*lead` is yours and holds nothing to free. Errors: `too_large`; those of
 * the operation, in docs/operations.md.
 *
 * ```c
 * hotcalls_lead lead = {.size = sizeof lead};
 * if (hotcalls_lead_by_phone(db, root, from, strlen(from), &route.workspace, &lead, NULL) == HOTCALLS_OK && lead.matches > 0)
 *     printf("Hello %s!\n", lead.name);
 * ```
 */
int32_t hotcalls_lead_by_phone(const struct hotcalls_db *db,
                               const struct hotcalls_actor *actor,
                               const char *phone,
                               size_t phone_len,
                               const struct hotcalls_id *workspace,
                               struct hotcalls_lead *lead,
                               struct hotcalls_error **error);

/**
 * Begins a call that is about to be dialed or comes in (`calls.begin`). It is on the disk when this returns HOTCALLS_OK, so it takes as
 * long as the disk does. Keep its lease alive with `hotcalls_call_renew`, and end it with `hotcalls_call_end` or an event.
 *
 * Threads: any; writes wait for each other. Ownership: what `begin` points at is read during the call; `*call` is yours, may be NULL, and
 * holds nothing to free. Errors: `quota_exceeded` if the workspace's plan allows no more minutes; `invalid_input` names the members that are
 * wrong; `busy`, `disk_full`, `too_large`; those of the operation, in docs/operations.md.
 *
 * ```c
 * hotcalls_begin begin = {.size = sizeof begin, .direction = HOTCALLS_INBOUND, .agent = route.agent, .phone_number = route.phone_number,
 *                         .from_number = {from, strlen(from)}, .to_number = {to, strlen(to)}, .owner = {"sip-1", 5}, .lease_seconds = 30};
 * hotcalls_call_info call = {.size = sizeof call};
 * int32_t status = hotcalls_call_begin(db, root, &begin, &call, &err);
 * ```
 */
int32_t hotcalls_call_begin(const struct hotcalls_db *db,
                            const struct hotcalls_actor *actor,
                            const struct hotcalls_begin *begin,
                            struct hotcalls_call_info *call,
                            struct hotcalls_error **error);

/**
 * Takes an event of a call (`calls.event`), in any order and any number of times: the call's row follows from all of its events.
 *
 * Threads: any; writes wait for each other. Ownership: what `event` points at is read during the call; `*call` is yours, may be NULL, and
 * holds nothing to free. Errors: `not_found` for an `external_id` that nobody knows yet, unless the event says enough to begin the call: the
 * event is then kept for seven days, and counts as soon as the call begins; `invalid_input` names the members that are wrong; `busy`,
 * `disk_full`, `too_large`; those of the operation, in docs/operations.md.
 *
 * ```c
 * hotcalls_event event = {.size = sizeof event, .call = call.id, .event_id = {"1", 1}, .kind = HOTCALLS_EVENT_ANSWERED, .at = now_us()};
 * int32_t status = hotcalls_call_event(db, root, &event, NULL, &err);
 * ```
 */
int32_t hotcalls_call_event(const struct hotcalls_db *db,
                            const struct hotcalls_actor *actor,
                            const struct hotcalls_event *event,
                            struct hotcalls_call_info *call,
                            struct hotcalls_error **error);

/**
 * Ends a call on the word of this program (`calls.end`). What the carrier reports of the end, before or after, is stronger. Of an
 * `external_id` that nobody knows yet it is kept, as by `hotcalls_call_event`.
 *
 * Threads: any; writes wait for each other. Ownership: what `end` points at is read during the call; `*call` is yours, may be NULL, and
 * holds nothing to free. Errors: `not_found` if there is no such call; `invalid_input` names the members that are wrong; `busy`, `disk_full`,
 * `too_large`; those of the operation, in docs/operations.md.
 *
 * ```c
 * hotcalls_end end = {.size = sizeof end, .call = call.id, .sip_status = 200, .hung_up_by = {"agent", 5}};
 * int32_t status = hotcalls_call_end(db, root, &end, &call, &err);
 * ```
 */
int32_t hotcalls_call_end(const struct hotcalls_db *db,
                          const struct hotcalls_actor *actor,
                          const struct hotcalls_end *end,
                          struct hotcalls_call_info *call,
                          struct hotcalls_error **error);

/**
 * Renews the leases of an owner (`calls.renew`): of the calls that `renew` names, at most HOTCALLS_MAX_RECORDS, or of all that it runs.
 * `renewed`, unless NULL, has a byte for each named call: 1 if its lease was renewed, 0 if it has ended, is another owner's or unknown.
 * `*count`, unless NULL, gets how many were renewed.
 *
 * Threads: any; writes wait for each other. Ownership: what `renew` points at is read during the call, `renewed` is yours. Errors:
 * `invalid_input` without an owner, or with an id that is none; `busy`, `too_large`; those of the operation, in docs/operations.md. That a
 * call is not renewed is none.
 *
 * ```c
 * hotcalls_renew renew = {.size = sizeof renew, .owner = {"sip-1", 5}, .lease_seconds = 30};
 * int32_t status = hotcalls_call_renew(db, root, &renew, NULL, NULL, &err); // every 10 seconds, say
 * ```
 */
int32_t hotcalls_call_renew(const struct hotcalls_db *db,
                            const struct hotcalls_actor *actor,
                            const struct hotcalls_renew *renew,
                            uint8_t *renewed,
                            size_t *count,
                            struct hotcalls_error **error);

/**
 * Adds turns to the transcript of a call (`calls.append_transcript`): an array of `turns_len` structs, at most HOTCALLS_MAX_RECORDS, which
 * all have the size that the first one says. A turn that is there already is not written again. All of them or none.
 * `*appended`, unless NULL, gets how many are new. What they say has at most HOTCALLS_MAX_INPUT bytes, all together.
 *
 * Threads: any; writes wait for each other. Ownership: the turns and what they point at are read during the call. Errors: `not_found` if there
 * is no such call; `idempotency_conflict` for a turn that is there with another content; `invalid_input` names the members that are wrong;
 * `malformed` for tool calls that are no JSON; `busy`, `disk_full`, `too_large`; those of the operation, in docs/operations.md.
 *
 * ```c
 * hotcalls_turn turn = {.size = sizeof turn, .turn = 0, .role = HOTCALLS_ROLE_AGENT, .text = {"Hello!", 6}, .start_ms = 0, .end_ms = 900};
 * int32_t status = hotcalls_transcript_append(db, root, &call.id, &turn, 1, NULL, &err);
 * ```
 */
int32_t hotcalls_transcript_append(const struct hotcalls_db *db,
                                   const struct hotcalls_actor *actor,
                                   const struct hotcalls_id *call,
                                   const struct hotcalls_turn *turns,
                                   size_t turns_len,
                                   size_t *appended,
                                   struct hotcalls_error **error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* HOTCALLS_H */
