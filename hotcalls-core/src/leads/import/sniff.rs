//! Which delimiter a file uses, found out by parsing its head with each of them.
//!
//! Counting characters would be fooled by quoted text; the parser is not.

use super::header;

/// What is tried, the most usual first: it wins a draw.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// Records that are compared with the header.
const SAMPLE: usize = 20;

/// The delimiter of the text that begins with `head`.
pub(super) fn delimiter(head: &[u8]) -> u8 {
    let best = DELIMITERS.iter().rev().max_by_key(|d| score(head, **d));
    best.copied().unwrap_or(b',')
}

/// Excel's first line `sep=;`: its delimiter, and how many bytes it takes.
pub(super) fn declared(head: &[u8]) -> Option<(u8, usize)> {
    let end = head.iter().take(16).position(|b| *b == b'\n').map_or(head.len().min(16), |n| n + 1);
    let line = head[..end].trim_ascii_end();
    let line = line.strip_prefix(b"\"").and_then(|l| l.strip_suffix(b"\"")).unwrap_or(line);
    match line {
        [s, e, p, b'=', delimiter] if [s, e, p].map(u8::to_ascii_lowercase) == *b"sep" => Some((*delimiter, end)),
        // A tab is gone from the end of the trimmed line.
        [s, e, p, b'='] if [s, e, p].map(u8::to_ascii_lowercase) == *b"sep" && head.get(4) == Some(&b'\t') => Some((b'\t', end)),
        _ => None,
    }
}

/// How well a delimiter explains the head: header columns that are recognised, then records as wide as the header, then columns.
fn score(head: &[u8], delimiter: u8) -> (usize, usize, usize) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(head);
    let mut records = reader.byte_records().map_while(Result::ok).take(SAMPLE);
    let Some(first) = records.next() else { return (0, 0, 0) };
    let known = first.iter().filter(|name| header::is_known(&String::from_utf8_lossy(name))).count();
    let even = if first.len() > 1 { records.filter(|r| r.len() == first.len()).count() } else { 0 };
    (known, even, first.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_found_behind_quotes_and_line_breaks() {
        assert_eq!(delimiter(b"name,email,phone\na,b,c\n"), b',');
        assert_eq!(delimiter(b"name;email;phone\n\"a, b, c, d\";x;y\n"), b';');
        assert_eq!(delimiter(b"name\temail\tphone\na;b\tc,d\te\n"), b'\t');
        assert_eq!(delimiter(b"\"a;b\nc;d;e;f\",email,phone\n\"x;y\n;;;\",1,2\n"), b',');
        assert_eq!(delimiter("Kundenname;Betrag, netto;Bemerkung\nA;1,50;x\nB;2,75;y, z\n".as_bytes()), b';');
        assert_eq!(delimiter(b"\"name, all of it\";email;phone"), b';');
        assert_eq!(delimiter(b""), b',');
    }

    #[test]
    fn the_first_line_of_excel_counts() {
        assert_eq!(declared(b"sep=;\r\nname;email"), Some((b';', 7)));
        assert_eq!(declared(b"\"sep=,\"\nname"), Some((b',', 8)));
        assert_eq!(declared(b"SEP=\t\nname"), Some((b'\t', 6)));
        assert_eq!(declared(b"separator;x\n"), None);
        assert_eq!(declared(b"sep"), None);
    }
}
