//! What the handle lends to operations outside of the database: clock, randomness, ids, the key.

use std::sync::{Arc, Mutex};

use uuid::Uuid;

use crate::{
    hashing::{Cost, Passwords},
    id::Id,
    remembered::Remembered,
    store::lock,
    time::{Clock, SystemClock, Timestamp},
};

/// Where randomness comes from. Tests inject their own.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// The randomness of the operating system.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no key and no id is safe to make; Linux never refuses it once it is up.
        getrandom::fill(bytes).unwrap_or_else(|e| panic!("the operating system gives no randomness: {e}"));
    }
}

/// Services of an open handle.
pub struct Host {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    key: Option<[u8; 32]>,
    passwords: Passwords,
    remembered: Remembered,
    /// The last id's millisecond and counter: ids of one handle never run backwards.
    last_id: Mutex<(u64, u16)>,
}

impl Host {
    pub(crate) fn new(clock: Option<Arc<dyn Clock>>, entropy: Option<Arc<dyn Entropy>>, key: Option<[u8; 32]>, cost: Cost) -> Self {
        Self {
            clock: clock.unwrap_or_else(|| Arc::new(SystemClock)),
            entropy: entropy.unwrap_or_else(|| Arc::new(SystemEntropy)),
            key,
            passwords: Passwords::new(cost),
            remembered: Remembered::default(),
            last_id: Mutex::new((0, 0)),
        }
    }
    /// This moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
    /// Random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }
    /// The key that seals provider secrets, if the host gave one at open.
    pub fn key(&self) -> Option<&[u8; 32]> {
        self.key.as_ref()
    }
    /// The hashing of passwords, a bounded number at once. Never inside a transaction: see `prepare` in `operations!`.
    pub(crate) fn passwords(&self) -> &Passwords {
        &self.passwords
    }
    /// The short memory of verified passwords.
    pub(crate) fn remembered(&self) -> &Remembered {
        &self.remembered
    }
    /// A UUID of version 7: milliseconds, a counter that starts at random, then randomness.
    pub fn new_id<T>(&self, now: Timestamp) -> Id<T> {
        let random: [u8; 10] = self.random();
        let millis = u64::try_from(now.micros() / 1000).unwrap_or(0);
        let mut last = lock(&self.last_id);
        *last = if millis > last.0 {
            // The upper half stays free for counting up.
            (millis, u16::from_be_bytes([random[8], random[9]]) & 0x7ff)
        } else if last.1 < 0xfff {
            (last.0, last.1 + 1)
        } else {
            (last.0 + 1, 0)
        };
        let (millis, counter) = *last;
        drop(last);
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        bytes[6..8].copy_from_slice(&(0x7000 | counter).to_be_bytes());
        bytes[8..].copy_from_slice(&random[..8]);
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Id::new(Uuid::from_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_version_7_and_rise_within_a_millisecond() {
        let host = Host::new(None, None, None, Cost::STANDARD);
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let ids: Vec<Id<()>> = (0..10_000).map(|_| host.new_id(now)).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(ids.iter().all(|id| id.uuid().get_version_num() == 7 && id.uuid().get_variant() == uuid::Variant::RFC4122));
    }
}
