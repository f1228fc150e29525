//! The objects of a JSON file, one at a time, with the lines on which they begin: an array of them, one after the other, or one a line.
//!
//! The file as a whole is never parsed: memory is bounded by one object, and one that is broken does not take the others with it.

use std::io::{BufRead, BufReader, Read};

use super::{
    records::MAX_RECORD,
    text::{Text, unreadable},
};
use crate::error::{Error, Result};

/// Why there is no object on a line.
const NO_OBJECT: &str = "This is no JSON object.";
/// Why an object cannot be read.
const BROKEN: &str = "This JSON object is not complete.";

/// The objects of one file.
pub(crate) struct Objects<'a> {
    source: BufReader<Box<dyn Read + 'a>>,
    /// How a line begins that is the beginning of another object, whatever stands before it.
    beginning: &'static [u8],
    /// The beginning of an object that was read already, as part of a broken one.
    begun: bool,
    line: u64,
    name: &'static str,
}

/// The text of an object, or what is wrong with it.
pub(crate) type Object = std::result::Result<Vec<u8>, &'static str>;

impl<'a> Objects<'a> {
    /// The objects of a text that came in the input's field `name`. A line that starts with `beginning` ends an object that is not complete.
    pub(crate) fn new(text: Text<'a>, name: &'static str, beginning: &'static [u8]) -> Self {
        Self { source: BufReader::new(text.whole()), beginning, begun: false, line: 1, name }
    }

    /// The next object, and the line on which it begins; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Object)>> {
        if std::mem::take(&mut self.begun) {
            let begun = self.beginning.to_vec();
            return self.object(begun).map(Some);
        }
        while let Some(byte) = self.byte()? {
            match byte {
                b'{' => return self.object(vec![b'{']).map(Some),
                // What stands between objects, in a list or without one.
                b'[' | b']' | b',' => {}
                byte if byte.is_ascii_whitespace() => {}
                _ => {
                    let line = self.line;
                    while self.byte()?.is_some_and(|byte| byte != b'\n') {}
                    return Ok(Some((line, Err(NO_OBJECT))));
                }
            }
        }
        Ok(None)
    }

    /// Reads an object to its end. `text` is what was read of it: its first brace, and nothing that opens another one.
    fn object(&mut self, mut text: Vec<u8>) -> Result<(u64, Object)> {
        let first = self.line;
        let (mut depth, mut quoted, mut escaped, mut column) = (1_usize, false, false, text.len());
        while let Some(byte) = self.byte()? {
            if text.len() == MAX_RECORD {
                return Err(Error::field(self.name, format!("The object on line {first} is longer than 1 MiB.")));
            }
            text.push(byte);
            column += 1;
            match byte {
                // No text has a bare line end in it: the object was cut off.
                b'\n' if quoted => return Ok((first, Err(BROKEN))),
                b'\n' => column = 0,
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => depth += 1,
                b'}' | b']' if !quoted => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok((first, Ok(text)));
            }
            if column == self.beginning.len() && text.len() > column && text.ends_with(self.beginning) {
                self.begun = true;
                return Ok((first, Err(BROKEN)));
            }
        }
        Ok((first, Err(BROKEN)))
    }

    fn byte(&mut self) -> Result<Option<u8>> {
        let Some(byte) = self.source.fill_buf().map_err(unreadable)?.first().copied() else { return Ok(None) };
        self.source.consume(1);
        self.line += u64::from(byte == b'\n');
        Ok(Some(byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, std::result::Result<String, &'static str>)> {
        let mut objects = Objects::new(Text::open(text.as_bytes(), "cdr", None).unwrap(), "cdr", b"{\"id\"");
        std::iter::from_fn(|| objects.next().unwrap())
            .map(|(line, object)| (line, object.map(|bytes| String::from_utf8(bytes).unwrap())))
            .collect()
    }

    fn good(text: &str) -> (u64, std::result::Result<String, &'static str>) {
        (1, Ok(text.to_owned()))
    }

    #[test]
    fn lists_lines_and_bare_sequences_are_read_alike() {
        let (a, b) = (r#"{"id":"}{","x":[{"y":"\"]"}]}"#, r#"{"id":2}"#);
        for text in [format!("{a}{b}"), format!("[{a}, {b}]"), format!(" {a} {b}\n"), format!("[{a},{b}]\n\n")] {
            assert_eq!(read(&text), [good(a), good(b)], "{text}");
        }
        let lines = read(&format!("{a}\n\n{b}\n"));
        assert_eq!((lines[0].0, lines[1].0, lines.len()), (1, 3, 2));
        assert_eq!(read(""), []);
        assert_eq!(read("[]\n"), []);
    }

    #[test]
    fn pretty_objects_span_lines() {
        let pretty = "{\n\t\"id\":\t1,\n\t\"list\":\t[{\n\t\t\"a\": 1\n\t}]\n}";
        let all = read(&format!("{pretty}\n{pretty}\n"));
        assert_eq!(all.iter().map(|(line, object)| (*line, object.is_ok())).collect::<Vec<_>>(), [(1, true), (7, true)]);
    }

    #[test]
    fn what_is_broken_takes_nothing_with_it() {
        assert_eq!(read("{\"id\":1,\"x\":\"cut\n{\"id\":2}\n"), [(1, Err(BROKEN)), (2, Ok("{\"id\":2}".into()))]);
        assert_eq!(read("{\"id\":1,\"x\":{\n{\"id\":2}\n"), [(1, Err(BROKEN)), (2, Ok("{\"id\":2}".into()))]);
        assert_eq!(read("nonsense\n{\"id\":2}\n"), [(1, Err(NO_OBJECT)), (2, Ok("{\"id\":2}".into()))]);
        assert_eq!(read("{\"id\":1"), [(1, Err(BROKEN))]);
    }

    #[test]
    fn an_endless_object_is_a_clear_error_and_takes_no_memory() {
        let endless = b"{\"id\":\"".chain(std::io::repeat(b'x'));
        let error = Objects::new(Text::open(endless, "cdr", None).unwrap(), "cdr", b"{\"id\"").next().unwrap_err();
        assert!(error.details().get("cdr").is_some() && error.to_string().contains("line 1"), "{error}");
    }
}
