//! Running an operation: the gate, the target, the input's problems, the idempotency key, the body; in this order, in one transaction.

use std::cell::RefCell;

use schemars::{Schema, SchemaGenerator};

use super::{
    Answered, Body, Chunked, Chunks, Field, Input, Mode, Operation, Outcome, Preparing, Reading, Streams, Typed,
    idempotency::{self, Keyed},
};
use crate::{
    Caller,
    access::{self, Scope},
    error::{Code, Error, Result},
};

/// A call by name: where the input comes from.
pub(crate) struct Call<'c, 'i, 's> {
    pub mode: Mode,
    pub input: &'c mut dyn erased_serde::Deserializer<'i>,
    pub streams: Streams<'s>,
}

/// An input that was read, or what was wrong with it: told only to those who pass the gate.
struct Given<T> {
    input: Result<T>,
    target: Option<uuid::Uuid>,
    mode: Mode,
}

impl<T: Input> Given<T> {
    fn typed(mut input: T) -> Self {
        let mut reading = Reading::new(Mode::Strict);
        input.check(&mut reading);
        Self { target: reading.target, input: reading.problems.into_result().map(|()| input), mode: reading.mode }
    }

    fn read(input: &mut dyn erased_serde::Deserializer<'_>, mode: Mode, caller: &Caller) -> Self {
        let mut reading = Reading::new(mode);
        reading.required.clone_from(&caller.options.required);
        let read = reading.read::<T, _>(input);
        let input = match read {
            Err(e) => Err(Error::new(Code::Malformed, format!("JSON parse error - {e}"))),
            Ok(Some(input)) => Ok(input),
            Ok(None) => Err(Error::invalid(std::mem::take(&mut reading.problems))),
        };
        Self { target: reading.target, input, mode }
    }
}

/// One transaction behind the gate.
pub(crate) fn gated_write<T>(caller: &Caller, operation: &'static Operation, mut body: impl FnMut(&Scope<'_>) -> Result<T>) -> Result<T> {
    let core = caller.core()?;
    core.store.write_with(operation.durable, caller.options.cancel.as_ref(), |tx| {
        let scope = match access::admit(tx, None, &core.host, caller, operation) {
            Ok(scope) => scope,
            Err(e) => return (Err(e), false),
        };
        let touched = scope.touch();
        let result = touched.and_then(|()| body(&scope));
        let keep = result.is_ok() || scope.kept();
        (result, keep)
    })
}

/// One snapshot behind the gate.
pub(crate) fn gated_read<T>(caller: &Caller, operation: &'static Operation, mut body: impl FnMut(&Scope<'_>) -> Result<T>) -> Result<T> {
    let core = caller.core()?;
    let (result, stale) = core.store.read_with(operation.lags, access::SETTINGS, caller.options.cancel.as_ref(), |tx, settings| {
        let scope = access::admit(tx, settings, &core.host, caller, operation)?;
        match body(&scope) {
            // Of a state that lags: the store looks whether it is so by now.
            Err(e) if operation.lags => Err(e),
            result => Ok((result, scope.is_stale())),
        }
    })?;
    if stale {
        // The note of when a session or token was last seen is worth a write now and then, but never a failed read.
        let _ = core.store.write(None, |tx| {
            let touched = access::admit(tx, None, &core.host, caller, operation).and_then(|scope| scope.touch());
            let keep = touched.is_ok();
            (touched, keep)
        });
    }
    result
}

fn execute<B: Body>(caller: &Caller, given: Given<B::Input>) -> Result<(B::Output, Outcome)> {
    attempt::<B>(caller, given).map_err(|e| e.in_operation(B::operation().name))
}

fn attempt<B: Body>(caller: &Caller, given: Given<B::Input>) -> Result<(B::Output, Outcome)> {
    let operation = B::operation();
    let key = caller.options.idempotency_key.as_deref().filter(|_| operation.effect == super::Effect::Write);
    let Given { input, target, mode } = given;
    // The row that the input is about, if it has one: not found or not to be changed comes before what is wrong with the input.
    let locate = |scope: &Scope<'_>| target.map_or(Ok(()), |id| B::target(scope, id));
    let digest = match (&input, key) {
        (Ok(input), Some(key)) => Some(idempotency::digest(operation.name, key, input)?),
        _ => None,
    };
    // From here to its end it is one call, with a transaction or two.
    let _used = if B::PREPARES { Some(caller.core()?) } else { None };
    if B::PREPARES {
        // Nobody may make us hash passwords or call providers without passing the gate, with a wrong input, or for a hidden row.
        gated_read(caller, operation, |scope| {
            locate(scope)?;
            input.as_ref().map(drop).map_err(Error::clone)
        })?;
    }
    let prepared = input.and_then(|input| B::prepare(&Preparing::new(caller, operation), input));
    let mut prepared = Supply::new(prepared, caller.repeats());
    let run = |scope: &Scope<'_>| -> Result<(B::Output, Outcome)> {
        let prepared = match prepared.take()? {
            Ok(prepared) => prepared,
            Err(error) => return Err(locate(scope).err().unwrap_or(error)),
        };
        scope.set_lenient(mode != Mode::Strict);
        scope.set_walk(caller.options.uncounted, caller.options.batch);
        let fresh = || {
            if B::TARGETED && target.is_none() {
                return Err(Error::internal("the input does not say which row it is about"));
            }
            locate(scope)?;
            B::run(scope, prepared)
        };
        let (output, replayed) = match (key, digest) {
            (Some(key), Some(digest)) => idempotency::once(scope, operation, key, digest, fresh)?,
            _ => (fresh()?, false),
        };
        Ok((output, Outcome { existed: scope.found_existing(), replayed, user: scope.who().user_uuid(), ignored: scope.take_ignored() }))
    };
    match operation.effect {
        super::Effect::Read => gated_read(caller, operation, run),
        _ => gated_write(caller, operation, run),
    }
}

/// What a body takes: the value itself where it runs once, a copy where it may have to run again.
pub(super) struct Supply<T> {
    value: Option<T>,
    repeats: bool,
}

impl<T: Clone> Supply<T> {
    pub(super) fn new(value: T, repeats: bool) -> Self {
        Self { value: Some(value), repeats }
    }
    pub(super) fn take(&mut self) -> Result<T> {
        let value = if self.repeats { self.value.clone() } else { self.value.take() };
        value.ok_or_else(|| Error::internal("a body was run again on an engine that never does"))
    }
}

/// Normalises and checks a typed input outside of a call.
pub(crate) fn checked<T: Input>(input: T) -> Result<T> {
    Given::typed(input).input
}

/// A typed call.
pub(crate) fn typed<B: Body>(caller: &Caller, input: B::Input) -> Result<B::Output> {
    execute::<B>(caller, Given::typed(input)).map(|(output, _)| output)
}

/// A typed call of a chunked operation.
pub(crate) fn typed_chunked<'c, B: Chunked>(caller: &'c Caller, input: B::Input, streams: Streams<'c>) -> Result<B::Output> {
    execute_chunked::<B>(caller, Given::typed(input), streams).map(|(output, _)| output)
}

fn execute_chunked<'c, B: Chunked>(caller: &'c Caller, given: Given<B::Input>, streams: Streams<'c>) -> Result<(B::Output, bool)> {
    let operation = B::operation();
    let run = || {
        // Between its transactions too.
        let _used = caller.core()?;
        gated_read(caller, operation, |_| Ok(()))?;
        match caller.options.idempotency_key.as_deref() {
            None => Ok((B::run(&mut Chunks::new(caller, operation, streams), given.input?)?, false)),
            Some(key) => chunked_once::<B>(caller, given.input?, streams, key),
        }
    };
    run().map_err(|e: Error| e.in_operation(operation.name))
}

/// The first answer of the key again, if it was for the same input and stream; else the work, and its answer kept. Of two at the same
/// time both work (rows are idempotent), and the answer of the first to end counts.
fn chunked_once<B: Chunked>(caller: &Caller, input: B::Input, streams: Streams<'_>, key: &str) -> Result<(B::Output, bool)> {
    let operation = B::operation();
    let digest = idempotency::digest(operation.name, key, &input)?;
    let hasher = RefCell::new(idempotency::Hasher::default());
    let mut empty = std::io::empty();
    let Streams { source, records, rows, progress } = streams;
    if records.is_some() {
        // They cannot be read twice, nor told apart by their bytes; and doing such an import again creates nothing new anyway.
        return Err(Error::new(Code::InvalidInput, "Typed rows cannot come under an idempotency key."));
    }
    let streamed = source.is_some();
    let mut source = idempotency::Digesting::new(source.unwrap_or(&mut empty), &hasher);
    // What the body left unread belongs to the input too.
    let whole = |source: &mut idempotency::Digesting<'_>| -> Result<idempotency::Digest32> {
        std::io::copy(source, &mut std::io::sink()).map_err(|e| Error::new(Code::Malformed, e.to_string()))?;
        Ok(idempotency::with_stream(digest, hasher.take()))
    };
    if let Some(stored) = gated_read(caller, operation, |scope| Keyed::new(scope, operation, key)?.find())? {
        let digest = whole(&mut source)?;
        return Ok((gated_read(caller, operation, |scope| Keyed::new(scope, operation, key)?.open(&stored, digest))?, true));
    }
    let output = {
        let source = streamed.then_some(&mut source as &mut dyn std::io::Read);
        let streams = Streams { source, records: None, rows: rows.map(|r| r as _), progress: progress.map(|p| p as _) };
        B::run(&mut Chunks::new(caller, operation, streams), input)?
    };
    let digest = whole(&mut source)?;
    let earlier = gated_write(caller, operation, |scope| {
        let keyed = Keyed::new(scope, operation, key)?;
        match keyed.find()? {
            Some(stored) => keyed.open(&stored, digest).map(Some),
            None => keyed.keep(digest, &output).map(|()| None),
        }
    })?;
    Ok(earlier.map_or((output, false), |first| (first, true)))
}

/// A call by name.
pub(crate) fn by_name<'c, B: Body>(caller: &'c Caller, call: Call<'_, '_, 'c>) -> Result<(Answered, Outcome)> {
    let given = Given::<B::Input>::read(call.input, call.mode, caller);
    let (output, outcome) = execute::<B>(caller, given)?;
    Ok((Answered::new(output), outcome))
}

/// A call by name of a chunked operation.
pub(crate) fn by_name_chunked<'c, B: Chunked>(caller: &'c Caller, call: Call<'_, '_, 'c>) -> Result<(Answered, Outcome)> {
    let given = Given::<B::Input>::read(call.input, call.mode, caller);
    let (output, replayed) = execute_chunked::<B>(caller, given, call.streams)?;
    Ok((Answered::new(output), Outcome { replayed, user: caller.user_id(), ..Outcome::default() }))
}

pub(crate) fn fields_of<B: Typed>() -> Vec<Field> {
    let mut fields = Vec::new();
    B::Input::fields(&mut fields);
    fields
}

pub(crate) fn input_schema_of<B: Typed>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<B::Input>()
}

pub(crate) fn output_schema_of<B: Typed>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<B::Output>()
}
