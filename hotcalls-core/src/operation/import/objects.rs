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
    /// The first key of objects: a line that opens a brace before it is the beginning of another object, whatever stands before that.
    first_key: Vec<u8>,
    /// The beginning of an object that was read already, as part of a broken one, and its line.
    begun: Option<(u64, Vec<u8>)>,
    line: u64,
    name: &'static str,
}

/// The text of an object, or what is wrong with it.
pub(crate) type Object = std::result::Result<Vec<u8>, &'static str>;

impl<'a> Objects<'a> {
    /// The objects of a text that came in the input's field `name`, which most likely begin with the key `first_key`. A line that begins as
    /// they do ends an object that is not complete.
    pub(crate) fn new(text: Text<'a>, name: &'static str, first_key: &str) -> Self {
        Self { source: BufReader::new(text.whole()), first_key: first_key.into(), begun: None, line: 1, name }
    }

    /// The next object, and the line on which it begins; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Object)>> {
        if let Some((line, begun)) = self.begun.take() {
            return self.object(line, begun).map(Some);
        }
        while let Some(byte) = self.byte()? {
            match byte {
                b'{' => return self.object(self.line, vec![b'{']).map(Some),
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

    /// Reads an object to its end, from its first line. `text` is what was read of it: its first brace, and nothing that opens another one.
    fn object(&mut self, first: u64, mut text: Vec<u8>) -> Result<(u64, Object)> {
        let (mut depth, mut quoted, mut escaped, mut column) = (1_usize, false, false, text.len());
        // A brace at the beginning of a line: where it is in the text, and in the file.
        let mut brace = None;
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
                if let Some(key) = key(&text).filter(|key| *key != self.first_key) {
                    self.first_key = key.to_vec();
                }
                return Ok((first, Ok(text)));
            }
            if column == 1 && byte == b'{' {
                brace = Some((text.len() - 1, self.line));
            }
            // The key has just ended.
            if let Some((at, line)) = brace.filter(|_| byte == b'"' && !quoted) {
                let begins = key(&text[at..]).is_some_and(|found| found == self.first_key || key(&text) == Some(found));
                if begins {
                    self.begun = Some((line, text.split_off(at)));
                    return Ok((first, Err(BROKEN)));
                }
                brace = None;
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

/// The first key of an object, as it is written.
fn key(object: &[u8]) -> Option<&[u8]> {
    let key = object.strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"")?;
    key.iter().position(|byte| *byte == b'"').map(|end| &key[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, std::result::Result<String, &'static str>)> {
        let mut objects = Objects::new(Text::open(text.as_bytes(), "cdr", None).unwrap(), "cdr", "id");
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
        // Wherever one is cut, pretty or not, and whatever key the objects of the file begin with.
        for torn in ["{\"id\":1,\"x\"", "{\"id\":1,\"x\":", "{\"id\":1,\"x\":{\"y\":1}", "{\"id\":1,\"x\":[{\"y\":1},"] {
            for torn in [torn.to_owned(), torn.replace('{', "{\n\t")] {
                for good in ["{\"id\":2}", "{\n\t\"id\": 2,\n\t\"z\": [{\n\t\t\"id\": 3\n\t}]\n}"] {
                    for key in ["id", "variables"] {
                        let [torn, good] = [&torn[..], good].map(|text| text.replace("id", key));
                        let line = 1 + torn.lines().count() as u64;
                        assert_eq!(read(&format!("{torn}\n{good}\n")), [(1, Err(BROKEN)), (line, Ok(good.clone()))], "{torn}");
                        let second = 1 + good.lines().count() as u64;
                        let all = [(1, Ok(good.clone())), (second, Err(BROKEN)), (second + line - 1, Ok(good.clone()))];
                        assert_eq!(read(&format!("{good}\n{torn}\n{good}\n")), all, "{torn}");
                    }
                }
            }
        }
        assert_eq!(read("nonsense\n{\"id\":2}\n"), [(1, Err(NO_OBJECT)), (2, Ok("{\"id\":2}".into()))]);
        assert_eq!(read("{\"id\":1"), [(1, Err(BROKEN))]);
    }

    #[test]
    fn an_endless_object_is_a_clear_error_and_takes_no_memory() {
        let endless = b"{\"id\":\"".chain(std::io::repeat(b'x'));
        let error = Objects::new(Text::open(endless, "cdr", None).unwrap(), "cdr", "id").next().unwrap_err();
        assert!(error.details().get("cdr").is_some() && error.to_string().contains("line 1"), "{error}");
    }
}
