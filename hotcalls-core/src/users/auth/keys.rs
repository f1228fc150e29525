//! Keys of sessions and API tokens: 256 random bits as text, of which only a digest is stored.
//!
//! Because a key is random and long, one pass of BLAKE2 is enough (nobody can try 2^256 of them), and a lookup by digest needs no
//! comparison in constant time: who does not have the key cannot steer its digest.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use blake2::{Blake2s256, Digest};

/// What a key is for. The same text is worth nothing as the other kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyKind {
    Session,
    Token,
}

/// The text of a key, from fresh randomness: 43 characters of base64url.
pub(crate) fn text(random: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(random)
}

/// What is stored of a key. Any text has a digest; only keys that were handed out have a row.
pub(crate) fn digest(kind: KeyKind, key: &str) -> [u8; 32] {
    let label: &[u8] = match kind {
        KeyKind::Session => b"hotcalls session\0",
        KeyKind::Token => b"hotcalls token\0",
    };
    Blake2s256::new().chain_update(label).chain_update(key.as_bytes()).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_url_safe_text_and_its_digest_depends_on_its_kind() {
        let key = text([0xfb; 32]);
        assert_eq!(key.len(), 43);
        assert!(key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{key}");
        assert_eq!(digest(KeyKind::Token, &key), digest(KeyKind::Token, &key));
        assert_ne!(digest(KeyKind::Token, &key), digest(KeyKind::Session, &key));
        assert_ne!(digest(KeyKind::Token, &key), digest(KeyKind::Token, &text([0xfa; 32])));
    }
}
