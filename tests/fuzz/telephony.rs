//! The bytes of a fuzzer as arguments of the telephony face: the first chooses the function, the second who calls, and the others fill the
//! struct, member by member. Ids are mostly those of the test world.
#![allow(unreachable_pub, reason = "included by the fuzz targets and by a test")]

use std::{
    ffi::{CStr, c_char},
    ptr,
};

use hotcalls::{telephony::*, *};

use crate::body::Bench;

/// What ids are mostly of.
const KNOWN: [&str; 8] = ["W", "W2", "agent", "number", "lead", "loose_lead", "call", "free_number"];

/// What is still to be used of the input; zeros when there is no more.
struct Bytes<'b> {
    rest: &'b [u8],
    ids: [&'b str; KNOWN.len()],
}

impl<'b> Bytes<'b> {
    fn take(&mut self, length: usize) -> &'b [u8] {
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        taken
    }
    fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(0)
    }
    /// Mostly a small number, sometimes any.
    fn int(&mut self) -> i64 {
        match self.byte() {
            255 => {
                let mut all = [0; 8];
                let taken = self.take(8);
                all[..taken.len()].copy_from_slice(taken);
                i64::from_le_bytes(all)
            }
            // A moment of the world's days, in steps of seconds.
            254 => 1_795_348_800_000_000 + i64::from(self.byte()) * 1_000_000,
            small => small.into(),
        }
    }
    fn int32(&mut self) -> i32 {
        self.int() as i32
    }
    fn text(&mut self) -> hotcalls_view {
        let length = self.byte().into();
        let taken = self.take(length);
        hotcalls_view { ptr: taken.as_ptr().cast(), len: taken.len() }
    }
    /// None, one of the world, or whatever.
    fn id(&mut self) -> hotcalls_id {
        let mut text = [0; HOTCALLS_ID_SIZE];
        let source = match usize::from(self.byte()) {
            0 => &[],
            255 => self.take(HOTCALLS_ID_SIZE),
            known => self.ids[known % KNOWN.len()].as_bytes(),
        };
        text.iter_mut().zip(source).for_each(|(to, from)| *to = *from as c_char);
        hotcalls_id { text }
    }
}

/// All zero but for its size.
fn sized<T>(size: impl FnOnce(&mut T) -> &mut usize) -> T {
    // SAFETY: the structs of the face are plain: integers, pointers and bytes, for which zero is a value.
    let mut made: T = unsafe { std::mem::zeroed() };
    *size(&mut made) = size_of::<T>();
    made
}

/// A text that was given out ends inside of its array.
fn ended(text: &[c_char]) {
    // SAFETY: as many bytes as the slice has.
    let bytes = unsafe { std::slice::from_raw_parts(text.as_ptr().cast::<u8>(), text.len()) };
    assert!(CStr::from_bytes_until_nul(bytes).is_ok_and(|text| text.to_str().is_ok()));
}

fn begin(input: &mut Bytes<'_>) -> hotcalls_begin {
    let mut begin: hotcalls_begin = sized(|begin: &mut hotcalls_begin| &mut begin.size);
    (begin.direction, begin.lease_seconds, begin.started_at) = (input.int32(), input.int32(), input.int());
    (begin.from_number, begin.to_number, begin.owner) = (input.text(), input.text(), input.text());
    (begin.provider, begin.external_id, begin.leg) = (input.text(), input.text(), input.text());
    (begin.lead, begin.workspace, begin.agent) = (input.id(), input.id(), input.id());
    (begin.phone_number, begin.parent_call) = (input.id(), input.id());
    begin
}

fn event(input: &mut Bytes<'_>) -> hotcalls_event {
    let mut event: hotcalls_event = sized(|event: &mut hotcalls_event| &mut event.size);
    (event.kind, event.source, event.at) = (input.int32(), input.int32(), input.int());
    (event.call, event.workspace, event.agent, event.phone_number) = (input.id(), input.id(), input.id(), input.id());
    (event.external_id, event.provider, event.event_id) = (input.text(), input.text(), input.text());
    (event.sip_status, event.q850_cause, event.after_cancel) = (input.int32(), input.int32(), input.int32());
    (event.answered_by, event.direction, event.reserved) = (input.int32(), input.int32(), input.int32());
    (event.disconnection_reason, event.hung_up_by, event.transferred_to) = (input.text(), input.text(), input.text());
    (event.from_number, event.to_number) = (input.text(), input.text());
    event
}

fn end(input: &mut Bytes<'_>) -> hotcalls_end {
    let mut end: hotcalls_end = sized(|end: &mut hotcalls_end| &mut end.size);
    (end.call, end.workspace, end.external_id, end.provider) = (input.id(), input.id(), input.text(), input.text());
    (end.at, end.sip_status, end.q850_cause) = (input.int(), input.int32(), input.int32());
    (end.after_cancel, end.reserved) = (input.int32(), input.int32());
    (end.disconnection_reason, end.hung_up_by, end.event_id) = (input.text(), input.text(), input.text());
    end
}

fn turn(input: &mut Bytes<'_>) -> hotcalls_turn {
    let mut turn: hotcalls_turn = sized(|turn: &mut hotcalls_turn| &mut turn.size);
    (turn.turn, turn.start_ms, turn.end_ms, turn.role) = (input.int(), input.int(), input.int(), input.int32());
    (turn.text, turn.tool_calls, turn.reserved) = (input.text(), input.text(), input.int32());
    turn
}

/// One input of the fuzzer; whether it was answered, and not refused.
pub fn run(bench: &mut Bench, bytes: &[u8]) -> bool {
    bench.count();
    let mut input = Bytes { rest: bytes, ids: KNOWN.map(|name| bench.names[name].as_str()) };
    let (function, who) = (input.byte(), input.byte());
    let (db, actor) = (bench.db, bench.actors[usize::from(who) % bench.actors.len()].1);
    let mut error = ptr::null_mut();
    let mut call: hotcalls_call_info = sized(|call: &mut hotcalls_call_info| &mut call.size);
    // SAFETY: the rules of hotcalls.h: pointers to what lives during the calls, with its lengths.
    let status = unsafe {
        match function % 8 {
            0 => {
                let (number, at) = (input.text(), input.int());
                let mut route: hotcalls_route = sized(|route: &mut hotcalls_route| &mut route.size);
                let status = hotcalls_route_inbound(db, actor, number.ptr, number.len, at, &mut route, &mut error);
                [&route.number[..], &route.language, &route.voice, &route.name, &route.agent.text].into_iter().for_each(ended);
                status
            }
            1 => {
                let (phone, workspace) = (input.text(), input.id());
                let mut lead: hotcalls_lead = sized(|lead: &mut hotcalls_lead| &mut lead.size);
                let status = hotcalls_lead_by_phone(db, actor, phone.ptr, phone.len, &workspace, &mut lead, &mut error);
                [&lead.phone[..], &lead.phone_e164, &lead.name, &lead.surname, &lead.email].into_iter().for_each(ended);
                status
            }
            2 => hotcalls_call_begin(db, actor, &begin(&mut input), &mut call, &mut error),
            3 => hotcalls_call_event(db, actor, &event(&mut input), &mut call, &mut error),
            4 => hotcalls_call_end(db, actor, &end(&mut input), &mut call, &mut error),
            5 => {
                let mut renew: hotcalls_renew = sized(|renew: &mut hotcalls_renew| &mut renew.size);
                (renew.owner, renew.lease_seconds, renew.reserved) = (input.text(), input.int32(), input.int32());
                let calls: Vec<_> = (0..input.byte() % 4).map(|_| input.id()).collect();
                (renew.calls, renew.calls_len) = (calls.as_ptr(), calls.len());
                let (mut renewed, mut count) = ([0; 4], 0);
                hotcalls_call_renew(db, actor, &renew, renewed.as_mut_ptr(), &mut count, &mut error)
            }
            6 => {
                let id = input.id();
                let turns: Vec<_> = (0..input.byte() % 4).map(|_| turn(&mut input)).collect();
                let mut appended = 0;
                hotcalls_transcript_append(db, actor, &id, turns.as_ptr(), turns.len(), &mut appended, &mut error)
            }
            _ => {
                let (id, mut buffer, mut len) = (input.id(), [0x7f; 64], 0);
                let capacity = usize::from(input.byte()) % (buffer.len() + 1);
                let asked = if function < 128 { hotcalls_agent_greeting } else { hotcalls_agent_character };
                let status = asked(db, actor, &id, buffer.as_mut_ptr(), capacity, &mut len, &mut error);
                assert!(buffer[capacity..].iter().all(|byte| *byte == 0x7f), "written beyond the capacity");
                status
            }
        }
    };
    [&call.status[..], &call.reason, &call.id.text, &call.workspace.text].into_iter().for_each(ended);
    // SAFETY: what the call gave out.
    unsafe { crate::body::judge_error(status, error) };
    status == HOTCALLS_OK
}
