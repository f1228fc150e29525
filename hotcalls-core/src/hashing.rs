//! Hashing of passwords, and how many are hashed at once.
//!
//! Hashing is slow on purpose (tens of milliseconds, 19 MiB), so it never happens inside a transaction, and a gate bounds how many
//! run at a time: the rest of the machine keeps answering while many people log in.

use std::sync::{Condvar, Mutex, PoisonError};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use crate::error::{Error, Result};

/// What one argon2id hash costs. The default is the product's; tests take [`Cost::CHEAP`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// 19 MiB, two passes, one lane: what OWASP recommends for argon2id.
    pub const STANDARD: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    /// The least that argon2 takes. For tests only: such hashes are guessed at millions a second.
    pub const CHEAP: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };

    fn params(self) -> Result<Params> {
        Params::new(self.memory_kib, self.passes, self.lanes, None).map_err(|e| Error::internal(format_args!("argon2 parameters: {e}")))
    }
}

impl Default for Cost {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// Hashes and verifies passwords, a bounded number at once. The database handle owns one.
#[derive(Debug)]
pub struct Passwords {
    cost: Cost,
    gate: Gate,
}

impl Passwords {
    /// Hashes at this cost on at most half of the machine's cores (at least one).
    pub fn new(cost: Cost) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { cost, gate: Gate::new(cores / 2) }
    }

    /// The PHC string (`$argon2id$v=19$m=...`) of a password.
    ///
    /// # Errors
    /// `internal` if the cost is none that argon2 takes.
    pub fn hash(&self, password: &str, salt: [u8; 16]) -> Result<String> {
        let _turn = self.gate.enter();
        let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, self.cost.params()?)
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map_err(|e| Error::internal(format_args!("argon2: {e}")))?;
        Ok(hash.to_string())
    }

    /// Whether the password is the one that was hashed. Without a hash (no such user) it works as long and says no, so that
    /// the time of an answer does not tell which names exist.
    ///
    /// # Errors
    /// `corrupt` if the stored text is not a hash of ours.
    pub fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool> {
        let nobody;
        let text = match stored {
            Some(text) => text,
            None => {
                nobody = self.nobody()?;
                &nobody
            }
        };
        let parsed =
            PasswordHash::new(text).map_err(|e| Error::new(crate::error::Code::Corrupt, format!("A stored password hash: {e}.")))?;
        let _turn = self.gate.enter();
        // The parameters are those inside the hash, not those of this `Argon2`. Nobody's hash is of no password that is known.
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && stored.is_some())
    }

    /// Whether a stored hash is weaker than, or of another kind than, what would be made today.
    pub fn needs_rehash(&self, stored: &str) -> bool {
        let Ok(parsed) = PasswordHash::new(stored) else { return true };
        let Ok(params) = Params::try_from(&parsed) else { return true };
        parsed.algorithm != Algorithm::Argon2id.ident()
            || parsed.version != Some(Version::V0x13.into())
            || params.m_cost() < self.cost.memory_kib
            || params.t_cost() < self.cost.passes
            || params.p_cost() < self.cost.lanes
    }

    /// A hash of the current cost that no known password has.
    fn nobody(&self) -> Result<String> {
        let Cost { memory_kib, passes, lanes } = self.cost;
        self.cost.params()?;
        Ok(format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${}${}", "A".repeat(22), "A".repeat(43)))
    }
}

/// Lets a bounded number of threads in at a time; the others wait.
#[derive(Debug)]
struct Gate {
    free: Mutex<usize>,
    left: Condvar,
}

/// A place inside the gate, given back when dropped.
struct Turn<'a>(&'a Gate);

impl Gate {
    fn new(places: usize) -> Self {
        Self { free: Mutex::new(places.max(1)), left: Condvar::new() }
    }
    fn enter(&self) -> Turn<'_> {
        // The guarded number is whole at every moment, so a poisoned lock is as good as another.
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.left.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Turn(self)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn cheap() -> Passwords {
        Passwords::new(Cost::CHEAP)
    }

    #[test]
    fn the_right_password_verifies_and_others_do_not() {
        let passwords = cheap();
        let hash = passwords.hash("Grüße aus Köln", [7; 16]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
        assert!(passwords.verify("Grüße aus Köln", Some(&hash)).unwrap());
        assert!(!passwords.verify("Grüße aus Koln", Some(&hash)).unwrap());
        assert!(!passwords.verify("", Some(&hash)).unwrap());
        assert_ne!(hash, passwords.hash("Grüße aus Köln", [8; 16]).unwrap(), "salted");
    }

    #[test]
    fn nobody_costs_as_much_as_somebody_and_is_refused() {
        let passwords = cheap();
        let nobody = passwords.nobody().unwrap();
        let somebody = passwords.hash("some password", [1; 16]).unwrap();
        assert_eq!(nobody.rsplit_once('$').map(|(head, _)| head.len()), somebody.rsplit_once('$').map(|(head, _)| head.len()));
        assert_eq!(
            Params::try_from(&PasswordHash::new(&nobody).unwrap()).unwrap(),
            Params::try_from(&PasswordHash::new(&somebody).unwrap()).unwrap()
        );
        assert!(!passwords.verify("some password", None).unwrap());
        assert!(PasswordHash::new(&Passwords::new(Cost::STANDARD).nobody().unwrap()).is_ok());
    }

    #[test]
    fn a_hash_is_renewed_when_the_cost_rises_only() {
        let hash = cheap().hash("some password", [1; 16]).unwrap();
        assert!(!cheap().needs_rehash(&hash));
        assert!(Passwords::new(Cost { passes: 2, ..Cost::CHEAP }).needs_rehash(&hash));
        assert!(Passwords::new(Cost { memory_kib: 16, ..Cost::CHEAP }).needs_rehash(&hash));
        let stronger = Passwords::new(Cost { memory_kib: 16, ..Cost::CHEAP }).hash("some password", [1; 16]).unwrap();
        assert!(!cheap().needs_rehash(&stronger), "never weakened");
        assert!(cheap().needs_rehash("pbkdf2_sha256$600000$x$y"));
    }

    #[test]
    fn a_broken_stored_hash_is_an_error_and_not_a_login() {
        assert_eq!(cheap().verify("x", Some("not a hash")).unwrap_err().code(), crate::error::Code::Corrupt);
    }

    #[test]
    fn the_gate_bounds_how_many_are_inside() {
        let gate = Gate::new(2);
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|s| {
            for _ in 0..8 {
                s.spawn(|| {
                    let _turn = gate.enter();
                    most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(std::time::Duration::from_millis(3));
                    inside.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(most.load(Ordering::SeqCst), 2);
        assert_eq!(*gate.free.lock().unwrap(), 2, "every place is given back");
    }
}
