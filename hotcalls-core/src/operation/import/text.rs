//! Bytes of a file to bytes of text in which CSV or JSON can be read, without holding the file.
//!
//! Quotes, delimiters and line ends are the same bytes in UTF-8 and in Windows-1252, so both are parsed as they are, and each record
//! is decoded by itself (see [`Text::decode`]): no guess about a file of a gigabyte hangs on its first kilobytes, and a file that was put
//! together from both reads right. UTF-16 is recoded on the way.

use std::{
    borrow::Cow,
    io::{self, Read},
};

use encoding_rs::{Decoder, Encoding, UTF_8, WINDOWS_1252};

use crate::error::{Error, Result};

/// How much of a file is looked at before it is read: for the byte order mark, the delimiter and the header.
const HEAD: usize = 64 * 1024;

/// A readable file: its head, to be looked at, and all of it (head included), to be read.
pub(crate) struct Text<'a> {
    /// The first bytes, at most [`HEAD`].
    pub(crate) head: Vec<u8>,
    /// Everything after the head.
    pub(crate) rest: Box<dyn Read + 'a>,
    /// What a record that is not UTF-8 is written in; `None`: the caller said UTF-8, so it is a faulty row.
    pub(crate) fallback: Option<&'static Encoding>,
}

impl<'a> Text<'a> {
    /// Opens a file that came in the input's field `name`. `encoding` is a label as in HTML (`utf-8`, `windows-1252`, `iso-8859-2`, `utf-16le`, ...); a byte order mark wins
    /// over it; without either it is UTF-8, or Windows-1252 in records that are not.
    pub(crate) fn open(mut source: impl Read + 'a, name: &str, encoding: Option<&str>) -> Result<Self> {
        let named = match encoding {
            None => None,
            Some(label) => {
                Some(Encoding::for_label(label.as_bytes()).ok_or_else(|| Error::field("encoding", "No such encoding is known."))?)
            }
        };
        let head = read_head(&mut source)?;
        refuse_other_formats(&head, name)?;
        let (found, mark) = Encoding::for_bom(&head).map_or((named, 0), |(found, mark)| (Some(found), mark));
        if let Some(other) = found.filter(|e| *e != UTF_8) {
            let source = io::Cursor::new(head).chain(source);
            let mut rest: Box<dyn Read + 'a> = Box::new(Recoded::new(source, other.new_decoder_with_bom_removal()));
            return Ok(Self { head: read_head(&mut rest)?, rest, fallback: None });
        }
        // A line that a crash has torn may have some, and is a faulty row; what has them in every line is no text.
        let mut lines = head.split(|b| matches!(b, b'\n' | b'\r')).filter(|line| !line.trim_ascii().is_empty());
        if head.contains(&0) && lines.all(|line| line.contains(&0)) {
            return Err(Error::field(name, "This is no text: it contains NUL bytes."));
        }
        // A mark of UTF-8 without a word of the caller still allows for the odd record that some tool appended in Windows-1252.
        let fallback = named.is_none().then_some(WINDOWS_1252);
        Ok(Self { head: head[mark..].to_vec(), rest: Box::new(source), fallback })
    }
}

impl<'a> Text<'a> {
    /// All of it: the head and what follows.
    pub(crate) fn whole(self) -> Box<dyn Read + 'a> {
        Box::new(io::Cursor::new(self.head).chain(self.rest))
    }

    /// The text as `change` lets it through.
    pub(crate) fn through(self, change: impl FnOnce(Box<dyn Read + 'a>) -> Box<dyn Read + 'a>) -> Result<Self> {
        let fallback = self.fallback;
        let mut rest = change(self.whole());
        Ok(Self { head: read_head(&mut rest)?, rest, fallback })
    }
}

/// A field of a record as text; `None` if it is not in the encoding that the caller named.
pub(super) fn field<'b>(bytes: &'b [u8], fallback: Option<&'static Encoding>, whole_is_utf8: bool) -> Option<Cow<'b, str>> {
    match (std::str::from_utf8(bytes), fallback) {
        (Ok(text), _) if whole_is_utf8 => Some(Cow::Borrowed(text)),
        (_, Some(encoding)) => Some(encoding.decode_without_bom_handling(bytes).0),
        (Ok(text), None) => Some(Cow::Borrowed(text)),
        (Err(_), None) => None,
    }
}

fn read_head(source: &mut impl Read) -> Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    source.take(HEAD as u64).read_to_end(&mut head).map_err(unreadable)?;
    Ok(head)
}

/// The error of a source that fails while it is read.
pub(super) fn unreadable(error: io::Error) -> Error {
    Error::new(crate::error::Code::Io, format!("The file cannot be read: {error}."))
}

/// What people send instead of text gets a sentence that helps.
fn refuse_other_formats(head: &[u8], name: &str) -> Result<()> {
    let told = if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xD0\xCF\x11\xE0") {
        "This is an Excel or ZIP file; export or unpack it as text."
    } else if head.starts_with(b"\x1F\x8B") {
        "This file is compressed; unpack it first."
    } else if head.starts_with(b"%PDF") {
        "This is a PDF file, not text."
    } else {
        return Ok(());
    };
    Err(Error::field(name, told))
}

/// A reader that turns another encoding into UTF-8, block by block.
struct Recoded<R> {
    source: R,
    decoder: Decoder,
    input: Vec<u8>,
    output: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Recoded<R> {
    fn new(source: R, decoder: Decoder) -> Self {
        Self { source, decoder, input: vec![0; 16 * 1024], output: Vec::new(), given: 0, ended: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        let n = self.source.read(&mut self.input)?;
        self.ended = n == 0;
        let room = self.decoder.max_utf8_buffer_length(n).unwrap_or(4 * self.input.len());
        self.output.resize(room, 0);
        // The room suffices for all of the input, so nothing of it is left over.
        let (_, _, written, _) = self.decoder.decode_to_utf8(&self.input[..n], &mut self.output, self.ended);
        self.output.truncate(written);
        self.given = 0;
        Ok(())
    }
}

impl<R: Read> Read for Recoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() && !self.ended {
            self.refill()?;
        }
        let n = buffer.len().min(self.output.len() - self.given);
        buffer[..n].copy_from_slice(&self.output[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], encoding: Option<&str>) -> Result<Vec<u8>> {
        // One byte at a time: sequences are cut everywhere.
        struct Slow<'a>(&'a [u8]);
        impl Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let n = self.0.len().min(1).min(buffer.len());
                buffer[..n].copy_from_slice(&self.0[..n]);
                self.0 = &self.0[n..];
                Ok(n)
            }
        }
        let mut text = Text::open(Slow(bytes), "csv", encoding)?;
        text.rest.read_to_end(&mut text.head).map_err(unreadable)?;
        Ok(text.head)
    }

    #[test]
    fn byte_order_marks_go_and_utf_16_becomes_utf_8() {
        let want = "Müller;İ;\u{1F600}\n".as_bytes();
        assert_eq!(all(want, None).unwrap(), want);
        assert_eq!(all(&[b"\xEF\xBB\xBF", want].concat(), None).unwrap(), want);
        let units: Vec<u16> = "Müller;İ;\u{1F600}\n".encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|u| u.to_be_bytes()).collect();
        assert_eq!(all(&[b"\xFF\xFE", &little[..]].concat(), None).unwrap(), want);
        assert_eq!(all(&[b"\xFE\xFF", &big[..]].concat(), None).unwrap(), want);
        assert_eq!(all(&little, Some("utf-16le")).unwrap(), want);
        assert_eq!(all(&[b"\xEF\xBB\xBF", want].concat(), Some("windows-1252")).unwrap(), want, "the mark wins");
    }

    #[test]
    fn a_long_file_is_recoded_whole() {
        let text = "İstanbul;\u{1F600}\r\n".repeat(20_000);
        let little: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert!(all(&little, None).unwrap() == text.as_bytes());
    }

    #[test]
    fn fields_are_windows_1252_where_their_record_is_not_utf_8() {
        assert_eq!(field(b"M\xFCller \x80", Some(WINDOWS_1252), false).unwrap(), "Müller €");
        assert_eq!(field("Müller".as_bytes(), Some(WINDOWS_1252), true).unwrap(), "Müller");
        assert_eq!(field(b"M\xFCller", None, false), None);
    }

    #[test]
    fn what_is_no_csv_is_refused_with_a_reason() {
        for bad in [&b"PK\x03\x04xlsx"[..], b"\x1F\x8B\x08", b"%PDF-1.7", b"name\0email"] {
            assert!(all(bad, None).unwrap_err().details().get("csv").is_some());
        }
        assert!(all(b"name", Some("klingon")).unwrap_err().details().get("encoding").is_some());
    }
}
