//! Search: terms, each a case-insensitive substring of one of several folded columns.

use super::Where;

/// Full Unicode case folding, done here so that every engine agrees.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { unicase::UniCase::unicode(text).to_folded_case() }
}

/// The terms of a search, folded: split at white space and commas, double-quoted phrases kept whole.
pub(crate) fn terms(search: &str) -> Vec<String> {
    let mut terms = Vec::new();
    let mut term = String::new();
    let mut quoted = false;
    for c in search.chars() {
        match c {
            '"' => quoted = !quoted,
            c if !quoted && (c.is_whitespace() || c == ',') => terms.push(std::mem::take(&mut term)),
            c => term.push(c),
        }
    }
    terms.push(term);
    terms.iter().map(|t| fold(t.trim())).filter(|t| !t.is_empty()).collect()
}

/// ANDs a search over folded columns: every term must occur in one of them.
pub(crate) fn search(w: &mut Where, columns: &[&str], text: &str) {
    for term in terms(text) {
        let any: Vec<_> = columns.iter().map(|column| format!("instr({column}, {{}}) > 0")).collect();
        w.push(&any.join(" OR "), vec![term; columns.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_split_quoted_and_folded() {
        assert_eq!(terms("Jane, SMITH"), ["jane", "smith"]);
        assert_eq!(terms(r#""Jane  Smith" x"#), ["jane  smith", "x"]);
        assert_eq!(terms(r#" , "" "#), Vec::<String>::new());
        assert_eq!(terms("Straße ΣΊΣΥΦΟΣ"), ["strasse", "σίσυφοσ"]);
    }
}
