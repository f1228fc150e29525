//! What a username looks like.

use schemars::Schema;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{
    error::Detail,
    operation::rules::{FieldRule, text},
};

/// The most characters a username has.
const MAX: usize = 150;

/// See [`username`].
pub(crate) struct Username;

/// Letters and digits of any script and `@ . + - _`, at most 150; normalised (NFKC), so that one name has one spelling whatever
/// keyboard typed it.
pub(crate) const fn username() -> Username {
    Username
}

impl FieldRule<String> for Username {
    fn admit(&self, value: &mut String) -> Result<(), Detail> {
        *value = normal(value);
        text(MAX).admit(value)?;
        let fine = |c: char| c.is_alphanumeric() || is_combining_mark(c) || "@.+-_".contains(c);
        if !value.chars().all(fine) {
            return Err("Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.".into());
        }
        Ok(())
    }
    fn schema(&self, schema: &mut Schema) {
        FieldRule::<String>::schema(&text(MAX), schema);
    }
}

/// The spelling in which a name is stored and looked up.
pub(crate) fn normal(name: &str) -> String {
    name.trim().nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admit(name: &str) -> Result<String, Detail> {
        let mut value = name.to_owned();
        username().admit(&mut value).map(|()| value)
    }

    #[test]
    fn one_name_has_one_spelling() {
        for (typed, stored) in [(" ﬁona ", "fiona"), ("Zoe\u{308}", "Zoë"), ("Ａda", "Ada"), ("Ada", "Ada")] {
            assert_eq!(admit(typed).as_deref(), Ok(stored));
        }
    }

    #[test]
    fn letters_digits_and_five_signs_are_allowed() {
        for good in ["ada", "ada.lovelace+x@example-1_2", "Зоя", "李小龍", "आदि", "x"] {
            assert!(admit(good).is_ok(), "{good}");
        }
        for bad in ["ada lovelace", "ada!", "a/b", "a\nb", "<script>", "🙂"] {
            assert!(admit(bad).is_err(), "{bad:?}");
        }
        assert_eq!(admit("  "), Err("This field may not be blank.".into()));
        assert!(admit(&"ä".repeat(150)).is_ok());
        assert_eq!(admit(&"ä".repeat(151)), Err("Ensure this field has no more than 150 characters.".into()));
    }
}
