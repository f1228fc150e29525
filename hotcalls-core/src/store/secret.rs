//! Secrets at rest: what a provider gave us (tokens of calendars) is stored encrypted with a key that only the host has.
//!
//! A sealed secret is `version (1) | fingerprint of the key (8) | nonce (24) | ciphertext and tag`. XChaCha20-Poly1305, because its
//! nonce is long enough to be drawn at random for ever. The cipher is bound to the place of the value (table, column, row), so that
//! sealed bytes copied to another row do not open. The fingerprint tells another key from damage; it says nothing about the key.

use blake2::{Blake2s256, Digest};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use uuid::Uuid;

use crate::error::{Code, Error, Result};

const VERSION: u8 = 1;
const FINGERPRINT: usize = 8;
/// Bytes of randomness that sealing takes.
pub const NONCE: usize = 24;
const HEAD: usize = 1 + FINGERPRINT + NONCE;

/// The key that seals: 32 bytes that only the host has.
pub type Key = [u8; 32];

fn fingerprint(key: &Key) -> [u8; FINGERPRINT] {
    let digest = Blake2s256::new_with_prefix(b"hotcalls secret key fingerprint").chain_update(key).finalize();
    std::array::from_fn(|i| digest[i])
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}

/// Where a secret is stored: part of what is authenticated.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's id.
    pub row: Uuid,
}

impl Place {
    /// Names cannot contain the separator, so no two places look alike.
    fn as_bytes(&self) -> Vec<u8> {
        [b"hotcalls\0", self.table.as_bytes(), b"\0", self.column.as_bytes(), b"\0", self.row.as_bytes()].concat()
    }
}

/// Encrypts a secret for its place. `key_required` without a key.
pub fn seal(key: Option<&Key>, place: Place, nonce: [u8; NONCE], plain: &str) -> Result<Vec<u8>> {
    let key = key.ok_or_else(no_key)?;
    let payload = Payload { msg: plain.as_bytes(), aad: &place.as_bytes() };
    let sealed =
        cipher(key).encrypt(&XNonce::from(nonce), payload).map_err(|_| Error::internal("a secret is too large to be encrypted"))?;
    Ok([&[VERSION][..], &fingerprint(key), &nonce, &sealed].concat())
}

/// Decrypts a secret. `key_required` without a key or with another one than it was sealed with; `corrupt` if the bytes were changed
/// or belong to another place.
pub fn open(key: Option<&Key>, place: Place, sealed: &[u8]) -> Result<String> {
    let key = key.ok_or_else(no_key)?;
    let (head, body) = sealed.split_at_checked(HEAD).filter(|(head, _)| head[0] == VERSION).ok_or_else(|| damaged(place))?;
    let (sealed_with, nonce) = head[1..].split_at(FINGERPRINT);
    if sealed_with != fingerprint(key) {
        return Err(Error::new(Code::KeyRequired, "This secret was written with another key than the one given at open."));
    }
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| damaged(place))?;
    let payload = Payload { msg: body, aad: &place.as_bytes() };
    let plain = cipher(key).decrypt(&XNonce::from(nonce), payload).map_err(|_| damaged(place))?;
    String::from_utf8(plain).map_err(|_| damaged(place))
}

fn no_key() -> Error {
    Error::new(Code::KeyRequired, "Secrets cannot be stored or used without the key given at open.")
}
fn damaged(place: Place) -> Error {
    Error::new(Code::Corrupt, format!("The secret in {}.{} of {} is damaged.", place.table, place.column, place.row))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: Uuid = Uuid::from_u128(7);
    const PLACE: Place = Place { table: "calendars", column: "auth_token", row: ROW };
    fn key(n: u8) -> Key {
        [n; 32]
    }

    #[test]
    fn what_is_sealed_opens_with_the_same_key_in_the_same_place() {
        for plain in ["", "ya29.token", "ключ 🔑"] {
            let sealed = seal(Some(&key(1)), PLACE, [9; NONCE], plain).unwrap();
            assert_eq!(open(Some(&key(1)), PLACE, &sealed).unwrap(), plain);
            assert!(plain.is_empty() || !sealed.windows(plain.len()).any(|w| w == plain.as_bytes()));
        }
        let (a, b) = (seal(Some(&key(1)), PLACE, [1; NONCE], "x").unwrap(), seal(Some(&key(1)), PLACE, [2; NONCE], "x").unwrap());
        assert_ne!(a[HEAD..], b[HEAD..]);
    }

    #[test]
    fn without_the_right_key_nothing_is_written_or_read() {
        let sealed = seal(Some(&key(1)), PLACE, [9; NONCE], "token").unwrap();
        for error in [seal(None, PLACE, [9; NONCE], "token").unwrap_err(), open(None, PLACE, &sealed).unwrap_err()] {
            assert_eq!(error.code(), Code::KeyRequired);
        }
        let error = open(Some(&key(2)), PLACE, &sealed).unwrap_err();
        assert_eq!(error.code(), Code::KeyRequired);
        assert!(error.message().contains("another key"));
    }

    #[test]
    fn every_changed_bit_every_cut_and_every_other_place_is_noticed() {
        let sealed = seal(Some(&key(1)), PLACE, [9; NONCE], "token").unwrap();
        for i in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[i] ^= 1;
            let code = open(Some(&key(1)), PLACE, &changed).unwrap_err().code();
            assert_eq!(code, if (1..=FINGERPRINT).contains(&i) { Code::KeyRequired } else { Code::Corrupt }, "byte {i}");
            assert!(open(Some(&key(1)), PLACE, &sealed[..i]).is_err());
        }
        for place in [Place { row: Uuid::nil(), ..PLACE }, Place { column: "refresh", ..PLACE }, Place { table: "agents", ..PLACE }] {
            assert_eq!(open(Some(&key(1)), place, &sealed).unwrap_err().code(), Code::Corrupt);
        }
    }
}
