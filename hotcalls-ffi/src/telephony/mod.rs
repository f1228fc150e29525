//! The telephony face: what happens on every call, as plain structs without JSON. Every function of it is on this page.
//!
//! Each is an operation of the catalog, called through its typed Rust method: who may, what is checked and what is stored is the same as
//! through `hotcalls_call`. Only the passage differs. On success nothing is handed over that would have to be freed.

mod passage;
mod types;

use std::ffi::c_char;

pub use types::{
    hotcalls_begin, hotcalls_call_info, hotcalls_end, hotcalls_event, hotcalls_id, hotcalls_lead, hotcalls_renew, hotcalls_route,
    hotcalls_turn,
};

use crate::{
    HOTCALLS_MAX_TEXT, guard,
    types::{borrow, database, hotcalls_actor, hotcalls_db, hotcalls_error, text},
};
use passage::Face;
use types::{array, buffer, records, required, size_of_result, size_of_wanted, write_result};

/// Bytes of an id as text: 36 characters and a NUL.
pub const HOTCALLS_ID_SIZE: usize = 37;
/// The direction of a call that came in.
pub const HOTCALLS_INBOUND: i32 = 1;
/// The direction of a call that goes out.
pub const HOTCALLS_OUTBOUND: i32 = 2;
/// An event: it rings at the other end.
pub const HOTCALLS_EVENT_RINGING: i32 = 1;
/// An event: it was answered.
pub const HOTCALLS_EVENT_ANSWERED: i32 = 2;
/// An event: it was handed over to somebody else.
pub const HOTCALLS_EVENT_TRANSFERRED: i32 = 3;
/// An event: it was put on hold.
pub const HOTCALLS_EVENT_HELD: i32 = 4;
/// An event: it was taken back from hold.
pub const HOTCALLS_EVENT_RESUMED: i32 = 5;
/// An event: it ended, or was never made.
pub const HOTCALLS_EVENT_ENDED: i32 = 6;
/// An event is reported by who carries the call.
pub const HOTCALLS_SOURCE_CARRIER: i32 = 0;
/// An event is reported by the program that runs the call.
pub const HOTCALLS_SOURCE_HOST: i32 = 1;
/// Answered by a person.
pub const HOTCALLS_BY_HUMAN: i32 = 1;
/// Answered by a mailbox, a menu, an assistant.
pub const HOTCALLS_BY_MACHINE: i32 = 2;
/// Answered by a fax.
pub const HOTCALLS_BY_FAX: i32 = 3;
/// Answered, by whom was not found out.
pub const HOTCALLS_BY_UNKNOWN: i32 = 4;
/// A turn of the other side of the call.
pub const HOTCALLS_ROLE_USER: i32 = 1;
/// A turn of our agent.
pub const HOTCALLS_ROLE_AGENT: i32 = 2;
/// A turn of the program, to the agent.
pub const HOTCALLS_ROLE_SYSTEM: i32 = 3;
/// A turn of a tool, to the agent.
pub const HOTCALLS_ROLE_TOOL: i32 = 4;
/// The most calls that are renewed, and the most turns that are appended, at once.
pub const HOTCALLS_MAX_RECORDS: usize = 1000;

/// Who answers a call to `number` (`agents.route`): a number in any form, or a SIP or tel URI, `number_len` bytes. `at` is a moment in
/// microseconds since 1970 (UTC), or 0 for now. Takes microseconds; waits for no writer. A number without an active agent is a success with an empty `agent`.
///
/// Threads: any. Ownership: `number` is read during the call, `*route` is yours and holds nothing to free. Errors: `not_found` if the number is
/// not ours, or not in use; `too_large`; those of the operation, in docs/operations.md.
///
/// ```c
/// hotcalls_route route = {.size = sizeof route};
/// if (hotcalls_route_inbound(db, root, "sip:+15551230000@10.0.0.1", 25, 0, &route, NULL) == HOTCALLS_OK && route.is_open)
///     printf("%s answers as %s\n", route.agent.text, route.voice);
/// ```
///
/// # Safety
/// Pointers are NULL or valid for their lengths; `route` has as many bytes as its first member says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_route_inbound(
    db: *const hotcalls_db,
    actor: *const hotcalls_actor,
    number: *const c_char,
    number_len: usize,
    at: i64,
    route: *mut hotcalls_route,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            // Whether the process forked is asked by the operation: twice would be felt in a function that is this short.
            let face = Face::of(borrow(db, "db")?, borrow(actor, "actor")?)?;
            size_of_result(route, "route")?;
            let number = text(number, number_len, HOTCALLS_MAX_TEXT, "number")?;
            let found = face.route(number, at)?;
            write_result(route, |route| route.fill(&found));
            Ok(())
        })
    }
}

/// What an agent says first, into `buffer` of `capacity` bytes: as much as fits, whole characters only, and a NUL. `*len` gets the length of
/// the whole greeting in bytes, without the NUL; if it is not below `capacity`, call again with more room. `buffer` may be NULL with 0.
///
/// Threads: any. Ownership: the buffer is yours. Errors: `not_found` if the actor sees no such agent; those of `agents.get`, in
/// docs/operations.md.
///
/// ```c
/// char greeting[2048];
/// size_t len = 0;
/// if (hotcalls_agent_greeting(db, root, &route.agent, greeting, sizeof greeting, &len, NULL) == HOTCALLS_OK) speak(greeting);
/// ```
///
/// # Safety
/// Pointers are NULL or valid for their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_agent_greeting(
    db: *const hotcalls_db,
    actor: *const hotcalls_actor,
    agent: *const hotcalls_id,
    buffer: *mut c_char,
    capacity: usize,
    len: *mut usize,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let face = Face::of(database(db)?, borrow(actor, "actor")?)?;
            let agent = face.agent(borrow(agent, "agent")?)?;
            self::buffer(buffer, capacity, len, &agent.greeting)
        })
    }
}

/// Who an agent is, for the language model: as `hotcalls_agent_greeting` gives what it says first.
///
/// Threads: any. Ownership: the buffer is yours. Errors: as there.
///
/// ```c
/// size_t room = route.character_len + 1, len = 0;
/// char *character = malloc(room);
/// if (character != NULL && hotcalls_agent_character(db, root, &route.agent, character, room, &len, NULL) == HOTCALLS_OK) puts(character);
/// free(character);
/// ```
///
/// # Safety
/// As for `hotcalls_agent_greeting`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_agent_character(
    db: *const hotcalls_db,
    actor: *const hotcalls_actor,
    agent: *const hotcalls_id,
    buffer: *mut c_char,
    capacity: usize,
    len: *mut usize,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let face = Face::of(database(db)?, borrow(actor, "actor")?)?;
            let agent = face.agent(borrow(agent, "agent")?)?;
            self::buffer(buffer, capacity, len, &agent.character)
        })
    }
}

/// Who calls (`leads.by_phone`): the newest lead with the number `phone`, written in any international form or as a SIP or tel URI, of
/// `workspace`, or with NULL of all that the actor sees. `lead->matches` says how many there are, at most 100; 0 is a success, and the rest
/// of `*lead` is then empty.
///
/// Threads: any. Ownership: `phone` is read during the call, `*lead` is yours and holds nothing to free. Errors: `too_large`; those of
/// the operation, in docs/operations.md.
///
/// ```c
/// hotcalls_lead lead = {.size = sizeof lead};
/// if (hotcalls_lead_by_phone(db, root, from, strlen(from), &route.workspace, &lead, NULL) == HOTCALLS_OK && lead.matches > 0)
///     printf("Hello %s!\n", lead.name);
/// ```
///
/// # Safety
/// Pointers are NULL or valid for their lengths; `lead` has as many bytes as its first member says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_lead_by_phone(
    db: *const hotcalls_db,
    actor: *const hotcalls_actor,
    phone: *const c_char,
    phone_len: usize,
    workspace: *const hotcalls_id,
    lead: *mut hotcalls_lead,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let face = Face::of(database(db)?, borrow(actor, "actor")?)?;
            size_of_result(lead, "lead")?;
            let phone = text(phone, phone_len, HOTCALLS_MAX_TEXT, "phone")?;
            let found = face.lead(phone, workspace.as_ref())?;
            write_result(lead, |lead| lead.fill(&found));
            Ok(())
        })
    }
}

/// Begins a call that is about to be dialed or comes in (`calls.begin`). It is on the disk when this returns HOTCALLS_OK, so it takes as
/// long as the disk does. Keep its lease alive with `hotcalls_call_renew`, and end it with `hotcalls_call_end` or an event.
///
/// Threads: any; writes wait for each other. Ownership: what `begin` points at is read during the call; `*call` is yours, may be NULL, and
/// holds nothing to free. Errors: `quota_exceeded` if the workspace's plan allows no more minutes; `invalid_input` names the members that are
/// wrong; `busy`, `disk_full`, `too_large`; those of the operation, in docs/operations.md.
///
/// ```c
/// hotcalls_begin begin = {.size = sizeof begin, .direction = HOTCALLS_INBOUND, .agent = route.agent, .phone_number = route.phone_number,
///                         .from_number = {from, strlen(from)}, .to_number = {to, strlen(to)}, .owner = {"sip-1", 5}, .lease_seconds = 30};
/// hotcalls_call_info call = {.size = sizeof call};
/// int32_t status = hotcalls_call_begin(db, root, &begin, &call, &err);
/// ```
///
/// # Safety
/// Pointers are NULL or valid for their lengths; structs have as many bytes as their first member says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_call_begin(
    db: *const hotcalls_db,
    actor: *const hotcalls_actor,
    begin: *const hotcalls_begin,
    call: *mut hotcalls_call_info,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let face = Face::of(database(db)?, borrow(actor, "actor")?)?;
            size_of_wanted(call, "call")?;
            let begun = face.begin(&required(begin, "begin")?)?;
            write_result(call, |call| call.fill(&begun));
            Ok(())
        })
    }
}

/// Takes an event of a call (`calls.event`), in any order and any number of times: the call's row follows from all of its events.
///
/// Threads: any; writes wait for each other. Ownership: what `event` points at is read during the call; `*call` is yours, may be NULL, and
/// holds nothing to free. Errors: `not_found` for an `external_id` that nobody knows yet, unless the event says enough to begin the call: the
/// event is then kept for seven days, and counts as soon as the call begins; `invalid_input` names the members that are wrong; `busy`,
/// `disk_full`, `too_large`; those of the operation, in docs/operations.md.
///
/// ```c
/// hotcalls_event event = {.size = sizeof event, .call = call.id, .event_id = {"1", 1}, .kind = HOTCALLS_EVENT_ANSWERED, .at = now_us()};
/// int32_t status = hotcalls_call_event(db, root, &event, NULL, &err);
/// ```
///
/// # Safety
/// As for `hotcalls_call_begin`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_call_event(
    db: *const hotcalls_db,
    actor: *const hotcalls_actor,
    event: *const hotcalls_event,
    call: *mut hotcalls_call_info,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let face = Face::of(database(db)?, borrow(actor, "actor")?)?;
            size_of_wanted(call, "call")?;
            let told = face.event(&required(event, "event")?)?;
            write_result(call, |call| call.fill(&told));
            Ok(())
        })
    }
}

/// Ends a call on the word of this program (`calls.end`). What the carrier reports of the end, before or after, is stronger. Of an
/// `external_id` that nobody knows yet it is kept, as by `hotcalls_call_event`.
///
/// Threads: any; writes wait for each other. Ownership: what `end` points at is read during the call; `*call` is yours, may be NULL, and
/// holds nothing to free. Errors: `not_found` if there is no such call; `invalid_input` names the members that are wrong; `busy`, `disk_full`,
/// `too_large`; those of the operation, in docs/operations.md.
///
/// ```c
/// hotcalls_end end = {.size = sizeof end, .call = call.id, .sip_status = 200, .hung_up_by = {"agent", 5}};
/// int32_t status = hotcalls_call_end(db, root, &end, &call, &err);
/// ```
///
/// # Safety
/// As for `hotcalls_call_begin`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_call_end(
    db: *const hotcalls_db,
    actor: *const hotcalls_actor,
    end: *const hotcalls_end,
    call: *mut hotcalls_call_info,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let face = Face::of(database(db)?, borrow(actor, "actor")?)?;
            size_of_wanted(call, "call")?;
            let ended = face.end(&required(end, "end")?)?;
            write_result(call, |call| call.fill(&ended));
            Ok(())
        })
    }
}

/// Renews the leases of an owner (`calls.renew`): of the calls that `renew` names, at most HOTCALLS_MAX_RECORDS, or of all that it runs.
/// `renewed`, unless NULL, has a byte for each named call: 1 if its lease was renewed, 0 if it has ended, is another owner's or unknown.
/// `*count`, unless NULL, gets how many were renewed.
///
/// Threads: any; writes wait for each other. Ownership: what `renew` points at is read during the call, `renewed` is yours. Errors:
/// `invalid_input` without an owner, or with an id that is none; `busy`, `too_large`; those of the operation, in docs/operations.md. That a
/// call is not renewed is none.
///
/// ```c
/// hotcalls_renew renew = {.size = sizeof renew, .owner = {"sip-1", 5}, .lease_seconds = 30};
/// int32_t status = hotcalls_call_renew(db, root, &renew, NULL, NULL, &err); // every 10 seconds, say
/// ```
///
/// # Safety
/// As for `hotcalls_call_begin`; `renewed` is NULL or has `renew->calls_len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_call_renew(
    db: *const hotcalls_db,
    actor: *const hotcalls_actor,
    renew: *const hotcalls_renew,
    renewed: *mut u8,
    count: *mut usize,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let face = Face::of(database(db)?, borrow(actor, "actor")?)?;
            let renew = required(renew, "renew")?;
            let calls = array(renew.calls, renew.calls_len, HOTCALLS_MAX_RECORDS, "calls")?;
            let (flags, total) = face.renew(&renew, calls)?;
            if !renewed.is_null() {
                std::ptr::copy_nonoverlapping(flags.as_ptr(), renewed, flags.len());
            }
            if let Some(count) = count.as_mut() {
                *count = total;
            }
            Ok(())
        })
    }
}

/// Adds turns to the transcript of a call (`calls.append_transcript`): an array of `turns_len` structs, at most HOTCALLS_MAX_RECORDS, which
/// all have the size that the first one says. A turn that is there already is not written again. All of them or none.
/// `*appended`, unless NULL, gets how many are new. What they say has at most HOTCALLS_MAX_INPUT bytes, all together.
///
/// Threads: any; writes wait for each other. Ownership: the turns and what they point at are read during the call. Errors: `not_found` if there
/// is no such call; `idempotency_conflict` for a turn that is there with another content; `invalid_input` names the members that are wrong;
/// `malformed` for tool calls that are no JSON; `busy`, `disk_full`, `too_large`; those of the operation, in docs/operations.md.
///
/// ```c
/// hotcalls_turn turn = {.size = sizeof turn, .turn = 0, .role = HOTCALLS_ROLE_AGENT, .text = {"Hello!", 6}, .start_ms = 0, .end_ms = 900};
/// int32_t status = hotcalls_transcript_append(db, root, &call.id, &turn, 1, NULL, &err);
/// ```
///
/// # Safety
/// As for `hotcalls_call_begin`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hotcalls_transcript_append(
    db: *const hotcalls_db,
    actor: *const hotcalls_actor,
    call: *const hotcalls_id,
    turns: *const hotcalls_turn,
    turns_len: usize,
    appended: *mut usize,
    error: *mut *mut hotcalls_error,
) -> i32 {
    // SAFETY: the caller vouches for the pointers, by the rules above.
    unsafe {
        guard::status(error, || {
            let face = Face::of(database(db)?, borrow(actor, "actor")?)?;
            let call = borrow(call, "call")?;
            let turns = records(turns, turns_len, HOTCALLS_MAX_RECORDS, "turns")?;
            let new = face.append(call, &turns)?;
            if let Some(appended) = appended.as_mut() {
                *appended = new;
            }
            Ok(())
        })
    }
}
