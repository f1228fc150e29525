//! Which passwords are accepted. Their hashing is the handle's business ([`crate::hashing`]).

use std::collections::HashMap;

use crate::operation::rules::{Text, text};

/// Longer ones are refused: nobody types them, and hashing them costs.
const MAX: usize = 1024;
const MIN: usize = 8;

/// A password that is to be checked: any text that could be one.
pub(crate) const fn old_password() -> Text {
    text(MAX)
}

/// A password to be, as far as its length goes; see [`objections`] for the rest.
pub(crate) const fn new_password() -> Text {
    text(MAX).min(MIN)
}

/// Passwords that guessing programs try first: lower case, sorted, at least eight characters each, none of digits only (those are refused anyway).
const COMMON: &str = include_str!("common_passwords.txt");

/// A password is like the user's name or address from this share of common characters on.
const SIMILAR: f64 = 0.7;

/// What is wrong with a password, as sentences for its field; empty if it is acceptable. Its length is checked by the field's own rule.
/// `known` names what an attacker knows about the user: what it is, and its value.
pub(crate) fn objections(password: &str, known: &[(&str, &str)]) -> Vec<String> {
    let folded = password.to_lowercase();
    let mut all: Vec<String> = known
        .iter()
        .filter(|(_, value)| is_similar(&folded, &value.to_lowercase()))
        .map(|(what, _)| format!("The password is too similar to the {what}."))
        .collect();
    if is_common(&folded) {
        all.push("This password is too common.".into());
    }
    if password.chars().all(char::is_numeric) {
        all.push("This password is entirely numeric.".into());
    }
    all
}

fn is_common(folded: &str) -> bool {
    // 25 kB scanned once per new password, beside a hash of 19 MiB: an index would buy nothing.
    COMMON.lines().any(|line| line == folded)
}

/// Whether the password is much like a value or like one of the value's words (`ada` and `example` of `ada@example.com`).
fn is_similar(password: &str, value: &str) -> bool {
    let words = value.split(|c: char| !c.is_alphanumeric());
    std::iter::once(value).chain(words).filter(|part| part.chars().count() > 2).any(|part| resemblance(password, part) >= SIMILAR)
}

/// The share of characters that two texts have in common, order aside: 0 to 1.
fn resemblance(a: &str, b: &str) -> f64 {
    let mut count = HashMap::new();
    for c in b.chars() {
        *count.entry(c).or_insert(0usize) += 1;
    }
    let mut shared = 0usize;
    for c in a.chars() {
        if let Some(n) = count.get_mut(&c).filter(|n| **n > 0) {
            *n -= 1;
            shared += 1;
        }
    }
    2.0 * shared as f64 / (a.chars().count() + b.chars().count()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_named_and_strong_ones_pass() {
        let known = [("username", "ada.lovelace"), ("email address", "ada@analytical-engine.org")];
        let said = |password: &str| objections(password, &known).join(" ");
        assert_eq!(said("Password123"), "This password is too common.");
        assert_eq!(said("8273645109"), "This password is entirely numeric.");
        assert_eq!(said("٣٤٥٦٧٨٩٠١"), "This password is entirely numeric.", "digits of any script");
        assert_eq!(said("Lovelace1"), "The password is too similar to the username.");
        assert_eq!(said("analytical"), "The password is too similar to the email address.");
        for good in ["kestrel-over-dunes", "tr0ut&&gravel", "Grüße aus Köln", "12345678x9y0"] {
            assert_eq!(said(good), "", "{good}");
        }
        assert!(objections("kestrel-over-dunes", &[("username", ""), ("email address", "")]).is_empty());
    }

    #[test]
    fn the_list_of_common_passwords_is_in_the_form_that_the_search_needs() {
        let lines: Vec<_> = COMMON.lines().collect();
        assert!(lines.len() > 2000 && lines.is_sorted());
        assert!(lines.windows(2).all(|w| w[0] != w[1]));
        for line in lines {
            assert!(line.chars().count() >= 8 && line == line.to_lowercase() && line.trim() == line && !line.is_empty(), "{line}");
        }
    }
}
