//! The records of a CSV file, one at a time, with the lines on which they begin: memory is bounded by one record.

use std::io::{self, Read};

use csv::ByteRecord;
use encoding_rs::Encoding;

use super::text::{self, Text};
use crate::error::{Error, Result};

/// The longest record. An opened quote that is never closed would otherwise take the rest of the file as one field.
pub(super) const MAX_RECORD: usize = 1024 * 1024;

/// How a file is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    /// Between fields.
    pub(crate) delimiter: u8,
    /// Around fields.
    pub(crate) quote: u8,
    /// Lines before the text that is read here.
    pub(crate) lines_before: u64,
}

/// The records of one file.
pub(crate) struct Records<'a> {
    reader: csv::Reader<Allowance<Box<dyn Read + 'a>>>,
    fallback: Option<&'static Encoding>,
    record: ByteRecord,
    lines_before: u64,
    name: &'static str,
}

impl<'a> Records<'a> {
    /// The records of a text that came in the input's field `name`.
    pub(crate) fn new(text: Text<'a>, name: &'static str, dialect: Dialect) -> Self {
        // Records end at line feeds only, and the last one too, so that lines can be counted: a carriage return before is trimmed with the
        // white space, and in files of the classic Macintosh, which have nothing else, it is the line feed.
        let only_returns = text.head.contains(&b'\r') && !text.head.contains(&b'\n');
        let fallback = text.fallback;
        let whole: Box<dyn Read + 'a> = Box::new(text.whole().chain(&b"\n"[..]));
        let source = Allowance { source: whole, left: 0, only_returns, ended: false };
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(dialect.delimiter)
            .quote(dialect.quote)
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(source);
        Self { reader, fallback, record: ByteRecord::new(), lines_before: dialect.lines_before, name }
    }

    /// Reads the next record: the line on which it begins, the first is 1; `None` at the end.
    pub(crate) fn advance(&mut self) -> Result<Option<u64>> {
        self.reader.get_mut().left = MAX_RECORD;
        let name = self.name;
        let more = self.reader.read_byte_record(&mut self.record).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                let line = self.reader.position().line() + self.lines_before;
                Error::field(name, format!("The record on line {line} is longer than 1 MiB: a quote is probably not closed."))
            }
            csv::ErrorKind::Io(error) => text::unreadable(error),
            other => Error::field(name, format!("This is no CSV: {other:?}.")),
        })?;
        // Counted from its end: the reader's own beginning of a record is before the blank lines that precede it.
        let inside = self.record.as_slice().iter().filter(|b| **b == b'\n').count() as u64;
        // A record that was never closed has taken the last line feed into itself, and no line begins behind it.
        let behind = u64::from(!self.is_open());
        Ok(more.then(|| (self.reader.position().line() + self.lines_before).saturating_sub(behind + inside)))
    }

    /// Whether the record has nothing but white space.
    pub(crate) fn is_blank(&self) -> bool {
        self.record.iter().all(|f| f.trim_ascii().is_empty())
    }

    /// How long the record is.
    pub(crate) fn bytes(&self) -> usize {
        self.record.as_slice().len()
    }

    /// Whether the record opens a quote that the file never closes.
    fn is_open(&self) -> bool {
        self.reader.get_ref().ended
    }

    /// The fields of the record, or what is wrong with it: it is not in the encoding that the caller named, or never closed.
    pub(crate) fn fields(&self) -> std::result::Result<Vec<String>, &'static str> {
        if self.is_open() {
            return Err("A quote is opened here and never closed: the rest of the file is inside of it.");
        }
        let utf8 = std::str::from_utf8(self.record.as_slice()).is_ok();
        let fields = self.record.iter().map(|f| text::field(f, self.fallback, utf8).map(|text| text.into_owned()));
        fields.collect::<Option<_>>().ok_or("This is not in the given encoding.")
    }
}

/// A reader that gives so many bytes and then fails, until it is allowed more.
struct Allowance<R> {
    source: R,
    left: usize,
    only_returns: bool,
    /// Whether the reader has come to the end of the source. Every record that is whole is so before that, by the line feed behind it.
    ended: bool,
}

impl<R: Read> Read for Allowance<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(buffer)?;
        self.ended |= n == 0 && !buffer.is_empty();
        self.left = self.left.checked_sub(n).ok_or(io::ErrorKind::FileTooLarge)?;
        if self.only_returns {
            buffer[..n].iter_mut().filter(|b| **b == b'\r').for_each(|b| *b = b'\n');
        }
        Ok(n)
    }
}
