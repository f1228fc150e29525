//! The same key with the same input gives the first answer again for 24 hours; with another input it is a conflict.

use std::{cell::RefCell, io::Read};

use blake2::{Blake2b, Digest, digest::consts::U32};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, aead::Aead};
use serde::Serialize;

use super::{Answer, Operation};
use crate::{
    access::Scope,
    error::{Code, Error, Result},
    params,
    time::Timestamp,
};

/// How long an answer is kept.
const HOURS: i64 = 24;
/// Longer keys are refused.
const MAX_KEY: usize = 255;
/// One in so many new keys removes what is older than that.
const SWEEPS: u8 = 32;

pub(super) type Digest32 = [u8; 32];
/// Digests a stream.
pub(super) type Hasher = Blake2b<U32>;

fn hash(parts: &[&[u8]]) -> Digest32 {
    let mut hasher = Blake2b::<U32>::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// What an input is, for comparison. It may hold a password, which a digest that did not depend on the key would let somebody guess.
pub(super) fn digest(operation: &str, key: &str, input: &impl Serialize) -> Result<Digest32> {
    let text = serde_json::to_vec(input).map_err(Error::internal)?;
    Ok(hash(&[b"input", key.as_bytes(), operation.as_bytes(), &text]))
}

/// One key of one caller, within a transaction.
pub(super) struct Keyed<'a> {
    scope: &'a Scope<'a>,
    operation: &'a Operation,
    key: &'a str,
    key_digest: Digest32,
}

/// The first answer of a key, as it is stored.
pub(super) struct Stored {
    input: Digest32,
    answer: Vec<u8>,
    at: Timestamp,
}

impl<'a> Keyed<'a> {
    /// `invalid_input` if the key is empty or too long.
    pub(super) fn new(scope: &'a Scope<'a>, operation: &'a Operation, key: &'a str) -> Result<Self> {
        if key.is_empty() || key.len() > MAX_KEY {
            return Err(Error::field("idempotency_key", format!("Ensure this field has 1 to {MAX_KEY} characters.")));
        }
        Ok(Self { scope, operation, key, key_digest: hash(&[b"key", key.as_bytes()]) })
    }

    fn oldest(&self) -> Timestamp {
        Timestamp::from_micros(self.scope.now().micros() - HOURS * 3_600_000_000)
    }

    /// An answer that holds a secret is sealed with a key made of the idempotency key, of which the file has only a digest.
    /// The nonce may be constant: actor and time make each such key seal one answer.
    fn cipher(&self, at: Timestamp) -> Option<ChaCha20Poly1305> {
        let actor = self.scope.who().identity();
        let seal = || ChaCha20Poly1305::new(&hash(&[b"answer", actor.as_bytes(), &at.micros().to_le_bytes(), self.key.as_bytes()]).into());
        self.operation.secret.then(seal)
    }

    /// What was answered to this key in the last 24 hours.
    pub(super) fn find(&self) -> Result<Option<Stored>> {
        self.scope.tx().one(
            "SELECT input_digest, answer, created_at FROM idempotency_keys WHERE actor = ?1 AND key_digest = ?2 AND created_at > ?3",
            params![self.scope.who().identity(), self.key_digest, self.oldest()],
            |row| Ok(Stored { input: row.get(0)?, answer: row.get(1)?, at: row.get(2)? }),
        )
    }

    /// The stored answer, if it is one to this input.
    pub(super) fn open<T: Answer>(&self, stored: &Stored, input: Digest32) -> Result<T> {
        if stored.input != input {
            return Err(Error::new(Code::IdempotencyConflict, "The idempotency key was used before with another input."));
        }
        let text = match self.cipher(stored.at) {
            Some(cipher) => {
                cipher.decrypt(&[0; 12].into(), &*stored.answer).map_err(|_| Error::internal("a stored answer cannot be read"))?
            }
            None => stored.answer.clone(),
        };
        serde_json::from_slice(&text).map_err(Error::internal)
    }

    /// Keeps the first answer.
    pub(super) fn keep(&self, input: Digest32, output: &impl Serialize) -> Result<()> {
        let (now, oldest) = (self.scope.now(), self.oldest());
        let text = serde_json::to_vec(output).map_err(Error::internal)?;
        let answer = match self.cipher(now) {
            Some(cipher) => cipher.encrypt(&[0; 12].into(), &*text).map_err(|_| Error::internal("an answer cannot be sealed"))?,
            None => text,
        };
        let tx = self.scope.tx();
        let actor = self.scope.who().identity();
        // What this key answered long ago makes room. What others answered goes now and then: they may be on other machines.
        let own = "DELETE FROM idempotency_keys WHERE actor = ?1 AND key_digest = ?2 AND created_at <= ?3";
        tx.execute(own, params![actor, self.key_digest, oldest])?;
        if self.key_digest[0].is_multiple_of(SWEEPS) {
            tx.execute("DELETE FROM idempotency_keys WHERE created_at <= ?1", params![oldest])?;
        }
        let sql = "INSERT INTO idempotency_keys (actor, key_digest, input_digest, answer, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
        tx.execute(sql, params![actor, self.key_digest, input, answer, now]).map(drop)
    }
}

/// The stored answer of the key, or a fresh one that is stored; the flag says which.
pub(super) fn once<T: Answer>(
    scope: &Scope<'_>,
    operation: &Operation,
    key: &str,
    input: Digest32,
    fresh: impl FnOnce() -> Result<T>,
) -> Result<(T, bool)> {
    let keyed = Keyed::new(scope, operation, key)?;
    if let Some(stored) = keyed.find()? {
        return Ok((keyed.open(&stored, input)?, true));
    }
    let output = fresh()?;
    keyed.keep(input, &output)?;
    Ok((output, false))
}

/// A stream that is digested while it is read.
pub(super) struct Digesting<'s> {
    source: &'s mut dyn Read,
    hasher: &'s RefCell<Hasher>,
}

impl<'s> Digesting<'s> {
    /// `hasher` is told every byte.
    pub(super) fn new(source: &'s mut dyn Read, hasher: &'s RefCell<Hasher>) -> Self {
        Self { source, hasher }
    }
}

impl Read for Digesting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.source.read(buffer)?;
        self.hasher.borrow_mut().update(&buffer[..n]);
        Ok(n)
    }
}

/// The digest of an input and of the stream beside it.
pub(super) fn with_stream(input: Digest32, stream: Hasher) -> Digest32 {
    hash(&[b"stream", &input, &stream.finalize()])
}
