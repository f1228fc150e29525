//! The same key with the same input gives the first answer again for 24 hours; with another input it is a conflict.

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

type Digest32 = [u8; 32];

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

/// The stored answer of the key, or a fresh one that is stored; the flag says which.
pub(super) fn once<T: Answer>(
    scope: &Scope<'_>,
    operation: &Operation,
    key: &str,
    input: Digest32,
    fresh: impl FnOnce() -> Result<T>,
) -> Result<(T, bool)> {
    if key.is_empty() || key.len() > MAX_KEY {
        return Err(Error::field("idempotency_key", format!("Ensure this field has 1 to {MAX_KEY} characters.")));
    }
    let actor = scope.who().identity();
    let key_digest = hash(&[b"key", key.as_bytes()]);
    let oldest = Timestamp::from_micros(scope.now().micros() - HOURS * 3_600_000_000);
    let stored = scope.tx().one(
        "SELECT input_digest, answer, created_at FROM idempotency_keys WHERE actor = ?1 AND key_digest = ?2 AND created_at > ?3",
        params![actor, key_digest, oldest],
        |row| Ok((row.get::<Digest32>(0)?, row.get::<Vec<u8>>(1)?, row.get::<Timestamp>(2)?)),
    )?;
    // An answer that holds a secret is sealed with a key made of the idempotency key, of which the file has only a digest.
    // The nonce may be constant: actor and time make each such key seal one answer.
    let cipher = |at: Timestamp| {
        let seal = || ChaCha20Poly1305::new(&hash(&[b"answer", actor.as_bytes(), &at.micros().to_le_bytes(), key.as_bytes()]).into());
        operation.secret.then(seal)
    };
    if let Some((digest, answer, at)) = stored {
        if digest != input {
            return Err(Error::new(Code::IdempotencyConflict, "The idempotency key was used before with another input."));
        }
        let text = match cipher(at) {
            Some(cipher) => cipher.decrypt(&[0; 12].into(), &*answer).map_err(|_| Error::internal("a stored answer cannot be read"))?,
            None => answer,
        };
        return Ok((serde_json::from_slice(&text).map_err(Error::internal)?, true));
    }
    let output = fresh()?;
    let text = serde_json::to_vec(&output).map_err(Error::internal)?;
    let answer = match cipher(scope.now()) {
        Some(cipher) => cipher.encrypt(&[0; 12].into(), &*text).map_err(|_| Error::internal("an answer cannot be sealed"))?,
        None => text,
    };
    scope.tx().execute("DELETE FROM idempotency_keys WHERE created_at <= ?1", params![oldest])?;
    scope.tx().execute(
        "INSERT INTO idempotency_keys (actor, key_digest, input_digest, answer, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![actor, key_digest, input, answer, scope.now()],
    )?;
    Ok((output, false))
}
