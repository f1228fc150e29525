//! The short memory of verified passwords: HTTP Basic sends one with every request, and checking it takes tens of milliseconds.
//!
//! What is remembered is that a password fits a stored hash, which stays true: whoever asks compares the hash with the one that is
//! stored now, so a changed password is forgotten at once, whoever changed it.

use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock},
};

use blake2::{
    Blake2bMac,
    digest::{KeyInit, Mac, consts::U32},
};

use crate::{store::lock, time::Timestamp};

/// How long a password is remembered.
const SECONDS: i64 = 60;
/// How many are.
const MOST: usize = 1024;

/// Digests of names with their passwords, under a key of this handle; the hash that each fits, and since when that is known.
#[derive(Default)]
pub(crate) struct Remembered {
    key: OnceLock<[u8; 32]>,
    known: Mutex<HashMap<[u8; 32], (String, Timestamp)>>,
}

impl Remembered {
    /// The stored hash that this password was seen to fit within the last minute.
    pub(crate) fn find(&self, name: &str, password: &str, now: Timestamp) -> Option<String> {
        let digest = digest(self.key.get()?, name, password)?;
        lock(&self.known).get(&digest).filter(|(_, at)| now < at.plus_seconds(SECONDS)).map(|(hash, _)| hash.clone())
    }

    /// Remembers that the password fits the hash; `random` makes the key.
    pub(crate) fn keep(&self, name: &str, password: &str, hash: String, now: Timestamp, random: impl FnOnce() -> [u8; 32]) {
        let Some(digest) = digest(self.key.get_or_init(random), name, password) else { return };
        let mut known = lock(&self.known);
        if known.len() >= MOST {
            known.retain(|_, (_, at)| now < at.plus_seconds(SECONDS));
        }
        if known.len() < MOST {
            known.insert(digest, (hash, now));
        }
    }
}

fn digest(key: &[u8; 32], name: &str, password: &str) -> Option<[u8; 32]> {
    let mut mac = <Blake2bMac<U32> as KeyInit>::new_from_slice(key).ok()?;
    for part in [name, password] {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part.as_bytes());
    }
    Some(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_remembered_exactly_and_for_a_minute() {
        let (memory, now) = (Remembered::default(), Timestamp::from_micros(1_795_348_800_000_000));
        assert_eq!(memory.find("ann", "secret", now), None);
        memory.keep("ann", "secret", "hash".into(), now, || [7; 32]);
        assert_eq!(memory.find("ann", "secret", now.plus_seconds(59)).as_deref(), Some("hash"));
        for (name, password, later) in [("ann", "secret", 60), ("ann", "secret ", 0), ("anns", "ecret", 0), ("ann", "", 0)] {
            assert_eq!(memory.find(name, password, now.plus_seconds(later)), None, "{name} {password} {later}");
        }
    }

    #[test]
    fn no_more_than_so_many_are_remembered() {
        let (memory, now) = (Remembered::default(), Timestamp::from_micros(0));
        let keep = |n: usize, at| memory.keep("ann", &n.to_string(), String::new(), at, || [7; 32]);
        (0..MOST + 5).for_each(|n| keep(n, now));
        assert_eq!(lock(&memory.known).len(), MOST);
        keep(0, now.plus_seconds(60));
        assert_eq!(lock(&memory.known).len(), 1, "those that are over make room");
    }
}
