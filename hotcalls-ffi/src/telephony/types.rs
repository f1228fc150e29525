//! The structs of the telephony face, and how they cross. Inputs begin with their size and are all zero by default; so do results, whose
//! size also bounds what is written.

use std::ffi::c_char;

use hotcalls_core::{
    Id,
    error::{Code, Error, Result},
};

use super::HOTCALLS_ID_SIZE;
use crate::types::{Sized_, bad, hotcalls_view, null, read_options};

/// An id as text: a lower-case hyphenated UUID with a NUL, or empty for none. Copy it by assignment, print it with `%s`.
///
/// Threads: it is a value. Ownership: yours. Errors: `invalid_input` for what is no UUID with a NUL.
///
/// ```c
/// hotcalls_id agent = route.agent;
/// if (agent.text[0] != 0) printf("%s\n", agent.text);
/// ```
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hotcalls_id {
    /// The text.
    pub text: [c_char; HOTCALLS_ID_SIZE],
}

/// Who answers a call to a number. Set `size` to `sizeof(hotcalls_route)` before; texts are UTF-8 with a NUL.
///
/// A program compiled against an older header has a smaller struct: what does not fit is not written.
///
/// Threads: written in the one of the call. Ownership: yours; it holds nothing to free. Errors: `invalid_input` for a size that it cannot have.
/// Units: `opens_at` in microseconds since 1970 (UTC), the duration in minutes, the lengths in bytes.
///
/// ```c
/// hotcalls_route found = {.size = sizeof found};
/// if (hotcalls_route_inbound(db, root, to, strlen(to), 0, &found, &err) == HOTCALLS_OK) puts(found.name);
/// ```
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hotcalls_route {
    /// `sizeof(hotcalls_route)`, as the program was compiled; it stays as it is.
    pub size: usize,
    /// The number that was called.
    pub phone_number: hotcalls_id,
    /// Where the call belongs: the agent's workspace, else the number's; empty for none.
    pub workspace: hotcalls_id,
    /// Who answers; empty if no agent of the number is active.
    pub agent: hotcalls_id,
    /// 1 if the agent is open.
    pub is_open: i32,
    /// Minutes after which a call is ended.
    pub max_call_duration_minutes: i32,
    /// When the agent opens next, in microseconds since 1970 (UTC); 0 while it is open, and if it never does.
    pub opens_at: i64,
    /// How many bytes the greeting has: `hotcalls_agent_greeting` gives it.
    pub greeting_len: usize,
    /// How many bytes the character has: `hotcalls_agent_character` gives it.
    pub character_len: usize,
    /// The number as it is stored.
    pub number: [c_char; 72],
    /// The language the agent speaks.
    pub language: [c_char; 208],
    /// The agent's voice, in the words of the voice provider.
    pub voice: [c_char; 1024],
    /// The agent's name.
    pub name: [c_char; 1024],
}

/// A lead. Set `size` to `sizeof(hotcalls_lead)` before; texts are UTF-8 with a NUL.
///
/// Threads: written in the one of the call. Ownership: yours; it holds nothing to free. Errors: `invalid_input` for a size that it cannot have.
///
/// ```c
/// hotcalls_lead lead = {.size = sizeof lead};
/// if (hotcalls_lead_by_phone(db, root, from, strlen(from), NULL, &lead, &err) == HOTCALLS_OK && lead.matches > 0) puts(lead.name);
/// ```
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hotcalls_lead {
    /// `sizeof(hotcalls_lead)`, as the program was compiled; it stays as it is.
    pub size: usize,
    /// How many leads have the number, at most 100; this is the newest of them.
    pub matches: usize,
    /// Its id; empty if there is none.
    pub id: hotcalls_id,
    /// Its workspace; empty for none.
    pub workspace: hotcalls_id,
    /// Its number in E.164.
    pub phone_e164: [c_char; 24],
    /// Its number as it was given.
    pub phone: [c_char; 208],
    /// Given name.
    pub name: [c_char; 1024],
    /// Family name; empty for none.
    pub surname: [c_char; 1024],
    /// E-mail address.
    pub email: [c_char; 1024],
}

/// What `hotcalls_call_begin` takes. Zero it, then set `size` to `sizeof(hotcalls_begin)`; what is left zero is not given, and neither is a
/// text of no bytes, whatever it points at.
///
/// Threads: read in the one of the call. Ownership: yours; it and what it points at are read during the call. Errors: `invalid_input` for a size that
/// it cannot have, and for members that this library does not know. Units: `started_at` in microseconds since 1970 (UTC), the lease in seconds.
///
/// ```c
/// hotcalls_begin begin = {.size = sizeof begin, .direction = HOTCALLS_OUTBOUND, .owner = {"dialer-1", 8},
///                         .from_number = {from, strlen(from)}, .to_number = {to, strlen(to)}};
/// int32_t status = hotcalls_call_begin(db, root, &begin, &call, &err);
/// ```
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hotcalls_begin {
    /// `sizeof(hotcalls_begin)`, as the program was compiled.
    pub size: usize,
    /// HOTCALLS_INBOUND or HOTCALLS_OUTBOUND.
    pub direction: i32,
    /// How long the lease lasts, 1 to 86400. 0: 60.
    pub lease_seconds: i32,
    /// When it is dialed or came in, in microseconds since 1970 (UTC). 0: now.
    pub started_at: i64,
    /// The number or SIP address that calls; at most 255 characters, as all texts here.
    pub from_number: hotcalls_view,
    /// The number or SIP address that is called.
    pub to_number: hotcalls_view,
    /// Who runs it, which renews the lease under the same name.
    pub owner: hotcalls_view,
    /// Who carries it.
    pub provider: hotcalls_view,
    /// The provider's id of the call, unique per workspace and provider. Begun again with the same one, it is the same call.
    pub external_id: hotcalls_view,
    /// Which leg of the parent call this is.
    pub leg: hotcalls_view,
    /// Who is called or calls.
    pub lead: hotcalls_id,
    /// Its workspace, for a call without a lead; else it is the lead's, the agent's or the number's.
    pub workspace: hotcalls_id,
    /// The agent on the call.
    pub agent: hotcalls_id,
    /// Our number on the call.
    pub phone_number: hotcalls_id,
    /// The call of which this is another leg.
    pub parent_call: hotcalls_id,
}

/// What `hotcalls_call_event` takes. Zero it, then set `size` to `sizeof(hotcalls_event)`; what is left zero is not given, and neither is a text of
/// no bytes, whatever it points at.
///
/// Threads: read in the one of the call. Ownership: yours; it and what it points at are read during the call. Errors: `invalid_input` for a size that
/// it cannot have, and for members that this library does not know. Units: `at` in microseconds since 1970 (UTC).
///
/// ```c
/// hotcalls_event event = {.size = sizeof event, .call = call.id, .event_id = {"2", 1}, .kind = HOTCALLS_EVENT_ENDED, .at = now_us(),
///                         .source = HOTCALLS_SOURCE_CARRIER, .q850_cause = 17};
/// int32_t status = hotcalls_call_event(db, root, &event, &call, &err);
/// ```
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hotcalls_event {
    /// `sizeof(hotcalls_event)`, as the program was compiled.
    pub size: usize,
    /// The call; empty if `external_id` names it.
    pub call: hotcalls_id,
    /// With `external_id`: the workspace, where several may know the id.
    pub workspace: hotcalls_id,
    /// For a call that is not known yet: the agent on the call.
    pub agent: hotcalls_id,
    /// For a call that is not known yet: our number on the call.
    pub phone_number: hotcalls_id,
    /// The provider's id of the call, instead of `call`.
    pub external_id: hotcalls_view,
    /// With `external_id`: the provider.
    pub provider: hotcalls_view,
    /// The reporter's id of the event: the same one is stored once.
    pub event_id: hotcalls_view,
    /// When it happened, in microseconds since 1970 (UTC). Must be given.
    pub at: i64,
    /// HOTCALLS_EVENT_...
    pub kind: i32,
    /// HOTCALLS_SOURCE_CARRIER (0) or HOTCALLS_SOURCE_HOST.
    pub source: i32,
    /// Of an end: the final SIP status. One that does not exist is kept as it is, and says nothing.
    pub sip_status: i32,
    /// Of an end: the Q.850 cause. One that does not exist is kept as it is, and says nothing.
    pub q850_cause: i32,
    /// Of an end: 1 if our side had sent CANCEL, which tells SIP 487 apart.
    pub after_cancel: i32,
    /// Of an answer: HOTCALLS_BY_..., who or what answered.
    pub answered_by: i32,
    /// Of an end: why, in the reporter's words. Of a longer text the first 255 characters are kept, of this and of the next two.
    pub disconnection_reason: hotcalls_view,
    /// Of an end: who ended it; `agent` and `user` are understood.
    pub hung_up_by: hotcalls_view,
    /// Of a transfer: to whom it was handed over.
    pub transferred_to: hotcalls_view,
    /// For a call that is not known yet: the number or SIP address that calls.
    pub from_number: hotcalls_view,
    /// For a call that is not known yet: the number or SIP address that is called.
    pub to_number: hotcalls_view,
    /// For a call that is not known yet: HOTCALLS_INBOUND or HOTCALLS_OUTBOUND.
    pub direction: i32,
    /// Must be 0.
    pub reserved: i32,
}

/// What `hotcalls_call_end` takes. Zero it, then set `size` to `sizeof(hotcalls_end)`; what is left zero is not given, and neither is a text of
/// no bytes, whatever it points at.
///
/// Threads: read in the one of the call. Ownership: yours; it and what it points at are read during the call. Errors: `invalid_input` for a size that
/// it cannot have, and for members that this library does not know. Units: `at` in microseconds since 1970 (UTC).
///
/// ```c
/// hotcalls_end end = {.size = sizeof end, .call = call.id, .sip_status = 487, .after_cancel = 1};
/// int32_t status = hotcalls_call_end(db, root, &end, &call, &err);
/// ```
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hotcalls_end {
    /// `sizeof(hotcalls_end)`, as the program was compiled.
    pub size: usize,
    /// The call; empty if `external_id` names it.
    pub call: hotcalls_id,
    /// With `external_id`: the workspace, where several may know the id.
    pub workspace: hotcalls_id,
    /// The provider's id of the call, instead of `call`.
    pub external_id: hotcalls_view,
    /// With `external_id`: the provider.
    pub provider: hotcalls_view,
    /// When it ended, in microseconds since 1970 (UTC). 0: now.
    pub at: i64,
    /// The final SIP status. One that does not exist is kept as it is, and says nothing.
    pub sip_status: i32,
    /// The Q.850 cause. One that does not exist is kept as it is, and says nothing.
    pub q850_cause: i32,
    /// 1 if our side had sent CANCEL, which tells SIP 487 apart.
    pub after_cancel: i32,
    /// Must be 0.
    pub reserved: i32,
    /// Why it ended, in the program's words. Of a longer text the first 255 characters are kept, of this and of the next.
    pub disconnection_reason: hotcalls_view,
    /// Who ended it; `agent` and `user` are understood.
    pub hung_up_by: hotcalls_view,
    /// The id of the event; another one lets the program correct what it said before. Not given: `end`.
    pub event_id: hotcalls_view,
}

/// What `hotcalls_call_renew` takes. Zero it, then set `size` to `sizeof(hotcalls_renew)`.
///
/// Threads: read in the one of the call. Ownership: yours; it and what it points at are read during the call. Errors: `invalid_input` for a size that
/// it cannot have, and for members that this library does not know. Units: the lease in seconds; `calls_len` counts ids.
///
/// ```c
/// uint8_t renewed[1];
/// hotcalls_renew renew = {.size = sizeof renew, .owner = {"sip-1", 5}, .calls = &call.id, .calls_len = 1};
/// int32_t status = hotcalls_call_renew(db, root, &renew, renewed, NULL, &err);
/// ```
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hotcalls_renew {
    /// `sizeof(hotcalls_renew)`, as the program was compiled.
    pub size: usize,
    /// Who runs the calls, as `hotcalls_call_begin` was told.
    pub owner: hotcalls_view,
    /// The calls. NULL: all that the owner runs.
    pub calls: *const hotcalls_id,
    /// How many of them, at most HOTCALLS_MAX_RECORDS.
    pub calls_len: usize,
    /// How long the leases last from now on, 1 to 86400. 0: 60.
    pub lease_seconds: i32,
    /// Must be 0.
    pub reserved: i32,
}

/// One turn of a transcript. Zero it, then set `size` to `sizeof(hotcalls_turn)`.
///
/// Threads: read in the one of the call. Ownership: yours; it and what it points at are read during the call. Errors: `invalid_input` for a size that
/// it cannot have, for members that this library does not know, and for an array of several sizes. Units: milliseconds since the call began.
///
/// ```c
/// hotcalls_turn turns[2] = {{.size = sizeof turns[0], .turn = 0, .role = HOTCALLS_ROLE_USER, .text = {"Hi.", 3}, .end_ms = 400},
///                           {.size = sizeof turns[0], .turn = 1, .role = HOTCALLS_ROLE_AGENT, .text = {"Hello!", 6}, .start_ms = 500, .end_ms = 900}};
/// int32_t status = hotcalls_transcript_append(db, root, &call.id, turns, 2, NULL, &err);
/// ```
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hotcalls_turn {
    /// `sizeof(hotcalls_turn)`, as the program was compiled.
    pub size: usize,
    /// Its place in the call, from 0: a turn sent again under the same place is stored once.
    pub turn: i64,
    /// When it begins, in milliseconds since the call began.
    pub start_ms: i64,
    /// When it ends, in milliseconds since the call began.
    pub end_ms: i64,
    /// What is said, at most 100,000 characters; HOTCALLS_MAX_INPUT bounds the bytes of all turns together.
    pub text: hotcalls_view,
    /// The tools that the agent calls, a JSON list. Not given: none.
    pub tool_calls: hotcalls_view,
    /// HOTCALLS_ROLE_...
    pub role: i32,
    /// Must be 0.
    pub reserved: i32,
}

/// How a call stands. Set `size` to `sizeof(hotcalls_call_info)` before; texts are ASCII with a NUL.
///
/// Threads: written in the one of the call. Ownership: yours; it holds nothing to free. Errors: `invalid_input` for a size that it cannot have.
/// Units: moments in microseconds since 1970 (UTC), the duration in milliseconds.
///
/// ```c
/// printf("%s: %s, %lld s\n", call.id.text, call.status, (long long)(call.duration_ms / 1000));
/// ```
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hotcalls_call_info {
    /// `sizeof(hotcalls_call_info)`, as the program was compiled; it stays as it is.
    pub size: usize,
    /// Its id.
    pub id: hotcalls_id,
    /// Its workspace; empty for none.
    pub workspace: hotcalls_id,
    /// `queued`, `ringing`, `in_progress`, `completed`, `busy`, `no_answer`, `canceled` or `failed`.
    pub status: [c_char; 16],
    /// Why it ended, as one of the closed set; empty while it has not ended.
    pub reason: [c_char; 32],
    /// Talk time in milliseconds.
    pub duration_ms: i64,
    /// When it was dialed or came in, in microseconds since 1970 (UTC), as all times here; 0 if not known.
    pub started_at: i64,
    /// When it first rang.
    pub ringing_at: i64,
    /// When it was answered.
    pub answered_at: i64,
    /// When it ended.
    pub ended_at: i64,
    /// Until when its owner vouches for it; 0 unless it goes on with a lease.
    pub lease_until: i64,
}

macro_rules! sized {
    ($($name:ident),+) => {$(
        // SAFETY: `repr(C)`, the size first, then integers, texts and pointers only: every byte pattern is a value.
        unsafe impl Sized_ for $name {}
    )+};
}
sized!(hotcalls_route, hotcalls_lead, hotcalls_begin, hotcalls_event, hotcalls_end, hotcalls_renew, hotcalls_turn, hotcalls_call_info);

/// The largest struct of a result, of a later version too; a larger size is a mistake, and nothing is written.
const MAX_RESULT: usize = 16 << 10;
const _: () = assert!(size_of::<hotcalls_route>() <= MAX_RESULT / 2 && size_of::<hotcalls_lead>() <= MAX_RESULT / 2);

impl hotcalls_id {
    /// None.
    pub(crate) const NONE: Self = Self { text: [0; HOTCALLS_ID_SIZE] };

    pub(super) fn new<T>(id: Option<Id<T>>) -> Self {
        let mut new = Self::NONE;
        if let Some(id) = id {
            put(&mut new.text, id.uuid().hyphenated().encode_lower(&mut [0; 36]));
        }
        new
    }

    /// The id, if one is given.
    pub(super) fn read<T>(&self, what: &str) -> Result<Option<Id<T>>> {
        if self.text[0] == 0 {
            return Ok(None);
        }
        let bytes = self.text.map(|c| c as u8);
        let id = bytes.iter().position(|b| *b == 0).and_then(|end| std::str::from_utf8(&bytes[..end]).ok()?.parse::<Id<T>>().ok());
        id.and_then(Id::known).map(Some).ok_or_else(|| bad(what, "Must be a valid UUID with a NUL."))
    }
}

/// Puts a text into a field that is all zero, as much as fits in whole characters with a NUL. The bounds of the fields above are those of the
/// operations, so all of it fits.
pub(super) fn put<const N: usize>(field: &mut [c_char; N], text: &str) {
    let text = &text[..text.floor_char_boundary(N - 1)];
    field.iter_mut().zip(text.bytes()).for_each(|(to, byte)| *to = byte as c_char);
}

/// The size that the caller gives a result, or why it cannot be one.
///
/// # Safety
/// `result` is NULL or begins with a readable size.
pub(super) unsafe fn size_of_result<T: Sized_>(result: *const T, what: &str) -> Result<usize> {
    if result.is_null() {
        return Err(null(what));
    }
    // SAFETY: not NULL, and the first member is always there (`Sized_`).
    let size = unsafe { result.cast::<usize>().read_unaligned() };
    if (size_of::<usize>()..=MAX_RESULT).contains(&size) {
        Ok(size)
    } else {
        Err(bad(what, "The first member must be the size of the struct."))
    }
}

/// As [`size_of_result`], of a result that the caller may do without: NULL says so.
///
/// # Safety
/// `result` is NULL or valid for its first member.
pub(super) unsafe fn size_of_wanted<T: Sized_>(result: *const T, what: &str) -> Result<()> {
    if result.is_null() {
        return Ok(());
    }
    // SAFETY: the caller's promise.
    unsafe { size_of_result(result, what) }.map(drop)
}

/// Writes a result, as much of it as the caller's struct has room for: `fill` is given one that is all zero, and what it does to the size is
/// undone. What a newer caller has beyond ours is zero too. NULL: nothing.
///
/// # Safety
/// `result` is NULL or has as many writable bytes as its first member says, which [`size_of_result`] has seen.
pub(super) unsafe fn write_result<T: Sized_>(result: *mut T, fill: impl FnOnce(&mut T)) {
    if result.is_null() {
        return;
    }
    let to = result.cast::<u8>();
    // SAFETY: the caller vouches for `size` bytes, of which no more are written; all zero is a value (`Sized_`).
    unsafe {
        let size = result.cast::<usize>().read_unaligned();
        to.write_bytes(0, size);
        if size >= size_of::<T>() && result.is_aligned() {
            // In its place: of the kilobytes that these structs have, texts use a few.
            fill(&mut *result);
        } else {
            let mut ours = std::mem::MaybeUninit::<T>::zeroed().assume_init();
            fill(&mut ours);
            std::ptr::copy_nonoverlapping((&raw const ours).cast(), to, size.min(size_of::<T>()));
        }
        result.cast::<usize>().write_unaligned(size);
    }
}

/// A copy of a struct that must be given, as the caller knows it.
///
/// # Safety
/// `input` is NULL or points to a struct of at least as many bytes as its first member says.
pub(super) unsafe fn required<T: Sized_>(input: *const T, what: &str) -> Result<T> {
    // SAFETY: the caller vouches for it.
    if input.is_null() { Err(null(what)) } else { unsafe { read_options(input, what) } }
}

/// An array that a caller lends; `None` for NULL.
///
/// # Safety
/// `ptr` is NULL or points to `len` elements that nobody changes while the result lives.
pub(super) unsafe fn array<'a, T>(ptr: *const T, len: usize, max: usize, what: &str) -> Result<Option<&'a [T]>> {
    if len > max {
        return Err(Error::new(Code::TooLarge, format!("{what}: {len} elements, at most {max} are taken.")));
    }
    match (ptr.is_null(), len) {
        (true, 0) => Ok(None),
        (true, _) => Err(bad(what, "The pointer is NULL, but the length is not 0.")),
        // SAFETY: not NULL, and the caller vouches for `len` elements of bytes and integers.
        (false, _) => Ok(Some(unsafe { std::slice::from_raw_parts(ptr, len) })),
    }
}

/// Copies of an array of structs, each of the size that the first one says.
///
/// # Safety
/// `ptr` is NULL or points to `len` structs of that size.
pub(super) unsafe fn records<T: Sized_>(ptr: *const T, len: usize, max: usize, what: &str) -> Result<Vec<T>> {
    // SAFETY: passed on; the elements may be smaller than ours, so only NULL and the length are looked at.
    if unsafe { array(ptr.cast::<u8>(), len, max, what) }?.is_none() || len == 0 {
        return Ok(Vec::new());
    }
    // SAFETY: there is a first element, and it begins with its size.
    let stride = unsafe { ptr.cast::<usize>().read_unaligned() };
    let mut all = Vec::with_capacity(len);
    for index in 0..len {
        // SAFETY: the caller vouches for `len` structs of `stride` bytes; the first is checked before the second is looked for.
        let at = unsafe { ptr.cast::<u8>().add(index * stride) };
        // SAFETY: as above.
        let size = unsafe { at.cast::<usize>().read_unaligned() };
        if size != stride {
            return Err(bad(what, "All structs of an array have the same size."));
        }
        // SAFETY: as above.
        all.push(unsafe { read_options(at.cast::<T>(), what) }?);
    }
    Ok(all)
}

/// Writes a text of any length into a caller's buffer, and its length.
///
/// # Safety
/// `buffer` is NULL or has `capacity` writable bytes; `len` is NULL or may be written.
pub(super) unsafe fn buffer(buffer: *mut c_char, capacity: usize, len: *mut usize, text: &str) -> Result<()> {
    if buffer.is_null() && capacity > 0 {
        return Err(bad("buffer", "The pointer is NULL, but the capacity is not 0."));
    }
    // SAFETY: the caller vouches for it.
    let len = unsafe { len.as_mut() }.ok_or_else(|| null("len"))?;
    if capacity > 0 {
        let fits = text.floor_char_boundary(capacity - 1);
        // SAFETY: `fits` is less than `capacity`, for which the caller vouches.
        unsafe {
            std::ptr::copy_nonoverlapping(text.as_ptr().cast(), buffer, fits);
            *buffer.add(fits) = 0;
        }
    }
    *len = text.len();
    Ok(())
}
