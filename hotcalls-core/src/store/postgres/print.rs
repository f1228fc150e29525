//! The shared dialect in PostgreSQL's words.

use std::fmt::Write;

/// A statement of the shared dialect as PostgreSQL reads it: `?n` is `$n`, `x'00'` is bytes, and `instr(a, ?n) > 0` a `LIKE` that
/// an index of trigrams serves. A plus before a column, which keeps SQLite's planner off an index, is left out.
///
/// Beside it the places, from 0, of the values that are looked for in texts: each is bound as a [`pattern`], and used for nothing else.
pub(super) fn statement(sql: &str) -> (String, Vec<usize>) {
    let (mut out, mut patterns) = (String::with_capacity(sql.len() + 32), Vec::new());
    print(sql, &mut out, &mut patterns);
    debug_assert!(
        patterns.iter().all(|place| sql
            .match_indices(&format!("?{}", place + 1))
            .filter(|(at, mark)| ends(&sql[at + mark.len()..]))
            .count()
            == patterns.iter().filter(|other| *other == place).count()),
        "a value is looked for in a text, and used otherwise too: {sql}"
    );
    (out, patterns)
}

/// Whether a number that stands before this text is over.
fn ends(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_digit())
}

/// The pattern of the texts that contain this one.
pub(super) fn pattern(part: &str) -> String {
    let mut pattern = String::with_capacity(part.len() + 2);
    pattern.push('%');
    for c in part.chars() {
        if matches!(c, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

fn print(sql: &str, out: &mut String, patterns: &mut Vec<usize>) {
    let mut rest = sql;
    while let Some(at) = rest.find(['\'', '?', '+', 'i', 'x']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        rest = match tail.as_bytes()[0] {
            b'\'' => quoted(tail, out),
            b'?' => {
                out.push(if tail[1..].starts_with(|c: char| c.is_ascii_digit()) { '$' } else { '?' });
                &tail[1..]
            }
            b'+' if tail[1..].starts_with(|c: char| c.is_ascii_lowercase()) && before.ends_with([' ', '(']) => &tail[1..],
            b'x' if tail[1..].starts_with('\'') && !before.ends_with(|c: char| c.is_alphanumeric()) => {
                out.push_str(r"'\x");
                let literal = &tail[2..];
                let end = literal.find('\'').map_or(literal.len(), |at| at + 1);
                out.push_str(&literal[..end]);
                &literal[end..]
            }
            first => contains(before, tail, out, patterns).unwrap_or_else(|| {
                out.push(first.into());
                &tail[1..]
            }),
        };
    }
    out.push_str(rest);
}

/// Copies a literal; what follows it.
fn quoted<'s>(text: &'s str, out: &mut String) -> &'s str {
    let end = text[1..].find('\'').map_or(text.len(), |at| at + 2);
    out.push_str(&text[..end]);
    &text[end..]
}

/// `instr(a, ?n) > 0`, if that is what stands here; what follows it.
fn contains<'s>(before: &str, text: &'s str, out: &mut String, patterns: &mut Vec<usize>) -> Option<&'s str> {
    let arguments = text.strip_prefix("instr(").filter(|_| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.'))?;
    let (mut depth, mut comma) = (0_u32, None);
    let close = arguments.char_indices().find(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return true,
            ')' => depth -= 1,
            ',' if depth == 0 => comma = Some(*at),
            _ => {}
        }
        false
    });
    let (close, comma) = (close?.0, comma?);
    let rest = arguments[close + 1..].strip_prefix(" > 0")?;
    let number: usize = arguments[comma + 1..close].trim().strip_prefix('?')?.parse().ok()?;
    patterns.push(number.checked_sub(1)?);
    out.push('(');
    print(arguments[..comma].trim(), out, patterns);
    let _ = write!(out, " LIKE ${number})");
    Some(rest)
}

/// A step of the schema as PostgreSQL reads it. Ids (`id`, `*_id`) are `uuid`, integers `bigint`, and text is compared by its bytes, so that every
/// order is that of SQLite.
pub(super) fn definition(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() * 2);
    for line in sql.lines() {
        // A comment may hold quotes, which are none.
        let code = line.split("--").next().unwrap_or_default();
        columns(&code.replace(" STRICT, WITHOUT ROWID;", ";").replace(" STRICT;", ";"), &mut out);
        out.push('\n');
    }
    out
}

fn columns(line: &str, out: &mut String) {
    let mut before = "";
    for (n, word) in line.split(' ').enumerate() {
        if n > 0 {
            out.push(' ');
        }
        let (bare, tail) = word.split_at(word.find([',', ')', ';']).unwrap_or(word.len()));
        match bare {
            "BLOB" if before == "id" || before.ends_with("_id") => out.push_str("uuid"),
            "BLOB" => out.push_str("bytea"),
            "INTEGER" => out.push_str("bigint"),
            "REAL" => out.push_str("double precision"),
            "TEXT" => out.push_str("text COLLATE \"C\""),
            _ => match bare.strip_prefix("(x'").or(bare.strip_prefix("x'")).and_then(|hex| hex.strip_suffix('\'')) {
                Some(hex) => {
                    let open = if bare.starts_with('(') { "(" } else { "" };
                    let _ = write!(out, "{open}'{hex}'");
                }
                None => out.push_str(bare),
            },
        }
        out.push_str(tail);
        before = bare;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_substrings_are_printed_and_literals_are_left_alone() {
        let printed = |sql: &str, places: &[usize]| {
            let (text, patterns) = statement(sql);
            assert_eq!(patterns, places, "{sql}");
            text
        };
        assert_eq!(
            printed("SELECT '?1 it''s instr(a, b) > 0' WHERE a = ?12 AND b ? 'x'", &[]),
            "SELECT '?1 it''s instr(a, b) > 0' WHERE a = $12 AND b ? 'x'"
        );
        assert_eq!(
            printed("(instr(a.b, ?1) > 0 OR instr(fold(c), ?2) > 0) AND d = ?3", &[0, 1]),
            "((a.b LIKE $1) OR (fold(c) LIKE $2)) AND d = $3"
        );
        assert_eq!(
            printed("instr((SELECT r.a FROM r WHERE r.id = ?1), ?2) > 0 AND e = ?20", &[1]),
            "((SELECT r.a FROM r WHERE r.id = $1) LIKE $2) AND e = $20"
        );
        assert_eq!(printed("max(x) = x'00ff' AND x = ?1", &[]), r"max(x) = '\x00ff' AND x = $1");
        assert_eq!(printed("(+a.id = ?1 OR +b = 1 + c) AND d + e > +1", &[]), "(a.id = $1 OR b = 1 + c) AND d + e > +1");
        assert_eq!(printed("minstr(a, ?1) > 0 id in t", &[]), "minstr(a, $1) > 0 id in t");
        // The same text in two columns.
        assert_eq!(printed("instr(a, ?1) > 0 OR instr(b, ?1) > 0", &[0, 0]), "(a LIKE $1) OR (b LIKE $1)");
    }

    #[test]
    fn what_is_looked_for_is_text_and_no_pattern() {
        assert_eq!(pattern(r"50%_\ä"), r"%50\%\_\\ä%");
    }

    #[test]
    fn types_and_options_of_a_table_are_printed() {
        let shared = "CREATE TABLE t (\n    id BLOB NOT NULL PRIMARY KEY,\n    w_id BLOB NOT NULL REFERENCES w (id),\n    key BLOB,  -- it's secret\n    n INTEGER NOT NULL CHECK (n = 1),\n    x TEXT\n) STRICT, WITHOUT ROWID;\nINSERT INTO t VALUES (x'0011', 1);";
        assert_eq!(
            definition(shared),
            "CREATE TABLE t (\n    id uuid NOT NULL PRIMARY KEY,\n    w_id uuid NOT NULL REFERENCES w (id),\n    key bytea,  \n    n bigint NOT NULL CHECK (n = 1),\n    x text COLLATE \"C\"\n);\nINSERT INTO t VALUES ('0011', 1);\n"
        );
    }
}
