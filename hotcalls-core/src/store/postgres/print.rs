//! The shared dialect in PostgreSQL's words.

use std::fmt::Write;

/// A statement of the shared dialect as PostgreSQL reads it: `?n` is `$n`, `x'00'` is bytes, and `instr(a, b) > 0` a `LIKE` that
/// an index of trigrams serves. A plus before a column, which keeps SQLite's planner off an index, is left out.
pub(super) fn statement(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 32);
    let mut rest = sql;
    while let Some(at) = rest.find(['\'', '?', '+', 'i', 'x']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        rest = match tail.as_bytes()[0] {
            b'\'' => quoted(tail, &mut out),
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
            first => contains(before, tail, &mut out).unwrap_or_else(|| {
                out.push(first.into());
                &tail[1..]
            }),
        };
    }
    out.push_str(rest);
    out
}

/// Copies a literal; what follows it.
fn quoted<'s>(text: &'s str, out: &mut String) -> &'s str {
    let end = text[1..].find('\'').map_or(text.len(), |at| at + 2);
    out.push_str(&text[..end]);
    &text[end..]
}

/// `instr(a, b) > 0`, if that is what stands here; what follows it.
fn contains<'s>(before: &str, text: &'s str, out: &mut String) -> Option<&'s str> {
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
    let (whole, part) = (statement(arguments[..comma].trim()), statement(arguments[comma + 1..close].trim()));
    // The part is text, not a pattern.
    let _ = write!(out, r"({whole} LIKE '%' || replace(replace(replace({part}, '\', '\\'), '%', '\%'), '_', '\_') || '%')");
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
        assert_eq!(
            statement("SELECT '?1 it''s instr(a, b) > 0' WHERE a = ?12 AND b ? 'x'"),
            "SELECT '?1 it''s instr(a, b) > 0' WHERE a = $12 AND b ? 'x'"
        );
        assert_eq!(
            statement("(instr(a.b, ?1) > 0 OR instr(fold(c), ?2) > 0) AND d = ?3"),
            r"((a.b LIKE '%' || replace(replace(replace($1, '\', '\\'), '%', '\%'), '_', '\_') || '%') OR (fold(c) LIKE '%' || replace(replace(replace($2, '\', '\\'), '%', '\%'), '_', '\_') || '%')) AND d = $3"
        );
        assert!(statement("instr((SELECT r.a FROM r WHERE r.id = ?1), ?2) > 0").starts_with("((SELECT r.a FROM r WHERE r.id = $1) LIKE"));
        assert_eq!(statement("max(x) = x'00ff' AND x = ?1"), r"max(x) = '\x00ff' AND x = $1");
        assert_eq!(statement("(+a.id = ?1 OR +b = 1 + c) AND d + e > +1"), "(a.id = $1 OR b = 1 + c) AND d + e > +1");
        assert_eq!(statement("minstr(a, ?1) > 0 id in t"), "minstr(a, $1) > 0 id in t");
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
