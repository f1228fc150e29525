//! The records of a file: what it is, and each of its records as a leg of a call.

use std::{
    borrow::Cow,
    collections::{HashMap, VecDeque},
    io::{self, BufRead, BufReader, Read},
};

use chrono_tz::Tz;
use serde_json::Value;

use super::{
    columns::Columns,
    leg::{self, Fields, Leg, Switch},
    operation::CdrFormat,
};
use crate::{
    error::{Error, NON_FIELD, Problems, Result},
    operation::import::{Dialect, Objects, Records, Text},
};

/// The input's field with the file.
pub(super) const FIELD: &str = "cdr";
/// The first key of every record of `mod_json_cdr`.
const JSON_KEY: &str = "core-uuid";
/// What no other file has in it: the first record may be torn.
const JSON_MARK: &[u8] = b"\"core-uuid\":";
/// So many records at the beginning of a file are looked at to find out what it is, since the first may be torn.
const LOOKED_AT: usize = 20;
const UNKNOWN_COLUMNS: &str = "This is no call log that is known, and has no header: name its columns in `columns`.";

/// How to read a file.
#[derive(Debug)]
pub(super) struct Options {
    /// What it is; found out without it.
    pub(super) format: Option<CdrFormat>,
    /// The columns of a file without a header.
    pub(super) columns: Option<String>,
    /// A label such as `windows-1252`; found out without it.
    pub(super) encoding: Option<String>,
    /// The zone of local times.
    pub(super) zone: Tz,
}

/// A record of the file.
#[derive(Debug)]
pub(super) struct Record {
    /// The line on which it begins, the first is 1.
    pub(super) line: u64,
    /// The leg that it describes, or why it describes none.
    pub(super) leg: std::result::Result<Leg, Problems>,
}

/// The records of one file.
pub(super) struct Reader<'a> {
    source: Source<'a>,
    /// Who wrote them.
    pub(super) switch: Switch,
    zone: Tz,
}

enum Source<'a> {
    Csv {
        records: Records<'a>,
        columns: HashMap<String, usize>,
        /// The records that were looked at to find out what they are, without the header: their lines and fields.
        first: VecDeque<(u64, std::result::Result<Vec<String>, &'static str>)>,
    },
    Json(Objects<'a>),
}

impl<'a> Reader<'a> {
    /// Opens a file. `invalid_input` on `cdr`, `columns` or `encoding` if nothing can be made of it.
    pub(super) fn open(source: impl Read + 'a, options: &Options) -> Result<Self> {
        let text = Text::open(source, FIELD, options.encoding.as_deref())?;
        let first = text.head.iter().find(|b| !b.is_ascii_whitespace()).copied();
        let looks_so = || matches!(first, Some(b'{' | b'[')) || text.head.windows(JSON_MARK.len()).any(|part| part == JSON_MARK);
        let is_json = options.format.map_or_else(looks_so, |format| format == CdrFormat::FreeswitchJson);
        if is_json {
            let source = Source::Json(Objects::new(text, FIELD, JSON_KEY));
            return Ok(Self { source, switch: Switch::FreeSwitch, zone: options.zone });
        }
        let switch = options.format.map(|f| if f == CdrFormat::AsteriskCsv { Switch::Asterisk } else { Switch::FreeSwitch });
        Self::open_csv(text, switch, options)
    }

    fn open_csv(mut text: Text<'a>, switch: Option<Switch>, options: &Options) -> Result<Self> {
        let mut quote = b'"';
        let single = first_lines(&text.head).find_map(values_of_statement).map(|values| values.trim_ascii_start().starts_with(b"'"));
        if let Some(single) = single {
            quote = if single { b'\'' } else { b'"' };
            text = text.through(|rest| Box::new(Statements { lines: BufReader::new(rest), line: Vec::new(), given: 0 }))?;
        }
        let delimiter = delimiter(&text.head, quote);
        let mut records = Records::new(text, FIELD, Dialect { delimiter, quote, lines_before: 0 });
        let mut first = VecDeque::new();
        while first.len() < LOOKED_AT {
            match records.advance()? {
                None if first.is_empty() => return Err(Error::field(FIELD, "The file is empty.")),
                None => break,
                Some(_) if records.is_blank() => {}
                Some(line) => first.push_back((line, records.fields())),
            }
        }
        let good = || first.iter().enumerate().filter_map(|(n, (_, fields))| Some((n, fields.as_ref().ok()?)));
        let header = good().find_map(|(n, fields)| Some((n, Columns::header(fields, switch)?)));
        let named = match &options.columns {
            Some(text) => {
                let unknown = || Error::field("columns", "No columns of a call log are named.");
                Some(Columns::named(text, switch).ok_or_else(unknown)?)
            }
            None => None,
        };
        let guessed = || most(good().filter_map(|(_, record)| Columns::guessed(record, switch)));
        let (header, columns) = header.unzip();
        let columns = named.or(columns).or_else(guessed).ok_or_else(|| Error::field(FIELD, UNKNOWN_COLUMNS))?;
        if let Some(header) = header {
            first.remove(header);
        }
        let switch = columns.switch;
        // Of columns with one name the first counts.
        let columns = columns.names.into_iter().enumerate().rev().map(|(n, name)| (name, n)).collect();
        Ok(Self { source: Source::Csv { records, columns, first }, switch, zone: options.zone })
    }

    /// The next record that is not blank; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Record>> {
        let (switch, zone) = (self.switch, self.zone);
        match &mut self.source {
            Source::Json(objects) => {
                let Some((line, object)) = objects.next()? else { return Ok(None) };
                let leg = object.map_err(wrong).and_then(|bytes| json_leg(&bytes, zone));
                Ok(Some(Record { line, leg }))
            }
            Source::Csv { records, columns, first } => {
                let of = |values: &[String]| leg::read(&CsvFields { columns, values }, switch, zone);
                if let Some((line, values)) = first.pop_front() {
                    return Ok(Some(Record { line, leg: values.map_err(wrong).and_then(|values| of(&values)) }));
                }
                while let Some(line) = records.advance()? {
                    if records.is_blank() {
                        continue;
                    }
                    let values = records.fields().map_err(wrong);
                    return Ok(Some(Record { line, leg: values.and_then(|values| of(&values)) }));
                }
                Ok(None)
            }
        }
    }
}

fn wrong(text: &str) -> Problems {
    let mut problems = Problems::new();
    problems.add(NON_FIELD, text);
    problems
}

/// A record of a CSV file.
struct CsvFields<'r> {
    columns: &'r HashMap<String, usize>,
    values: &'r [String],
}

impl Fields for CsvFields<'_> {
    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let value = self.values.get(*self.columns.get(name)?)?.trim();
        // Templates have blanks between fields, behind which quotes are text.
        let inner = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value).trim();
        (!inner.is_empty()).then_some(Cow::Borrowed(inner))
    }
}

fn json_leg(bytes: &[u8], zone: Tz) -> std::result::Result<Leg, Problems> {
    let record: Value = serde_json::from_slice(bytes).map_err(|error| wrong(&format!("This is no JSON object: {error}.")))?;
    if !record["variables"].is_object() {
        return Err(wrong("This object has no variables: it is no record of mod_json_cdr."));
    }
    leg::read(&JsonFields::new(&record), Switch::FreeSwitch, zone)
}

/// A record of `mod_json_cdr`.
struct JsonFields<'r> {
    variables: &'r Value,
    /// The caller's profile as the call began. A transfer puts another one before it.
    profile: &'r Value,
    /// Whether values are URL-encoded, as is the module's default.
    encoded: bool,
}

impl<'r> JsonFields<'r> {
    fn new(record: &'r Value) -> Self {
        let variables = &record["variables"];
        // A list of profiles, or in older versions the same key again and again, of which the last is the one that is left.
        let flow = record["callflow"].as_array().and_then(|all| all.last()).unwrap_or(&record["callflow"]);
        let stamps = ["start_stamp", "end_stamp", "answer_stamp"];
        let encoded = stamps.iter().any(|name| variables[name].as_str().is_some_and(|text| text.contains('%')));
        Self { variables, profile: &flow["caller_profile"], encoded }
    }
}

impl Fields for JsonFields<'_> {
    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let value = match name {
            "caller_id_number" | "ani" | "destination_number" | "context" => &self.profile[name],
            "originator" if self.variables[name].is_null() => &self.profile["originator"]["originator_caller_profiles"][0]["uuid"],
            _ => &self.variables[name],
        };
        let text = match value {
            Value::String(text) if self.encoded => decoded(text),
            Value::String(text) => Cow::Borrowed(text.as_str()),
            Value::Number(number) => Cow::Owned(number.to_string()),
            _ => return None,
        };
        let blank = text.trim().is_empty();
        (!blank).then_some(text)
    }
}

/// URL-encoded text as it was. What is no encoding stays.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).filter(|pair| pair.iter().all(u8::is_ascii_hexdigit));
        let pair = pair.and_then(|pair| std::str::from_utf8(pair).ok());
        match (bytes[at], pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The first lines that are not blank.
fn first_lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    head.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty()).take(LOOKED_AT)
}

/// What there is most of; of several the first.
fn most<T: PartialEq>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut counted: Vec<(T, usize)> = Vec::new();
    for one in all {
        match counted.iter_mut().find(|(other, _)| *other == one) {
            Some((_, count)) => *count += 1,
            None => counted.push((one, 1)),
        }
    }
    counted.into_iter().rev().max_by_key(|(_, count)| *count).map(|(one, _)| one)
}

/// What stands in the parentheses of `INSERT INTO cdr VALUES (...);`, as the template `sql` writes a record.
fn values_of_statement(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    if !line.get(..6)?.eq_ignore_ascii_case(b"insert") {
        return None;
    }
    let begin = line.windows(6).position(|w| w.eq_ignore_ascii_case(b"values"))?;
    let begin = begin + line[begin..].iter().position(|b| *b == b'(')? + 1;
    let end = line.iter().rposition(|b| *b == b')').filter(|end| *end >= begin)?;
    Some(&line[begin..end])
}

/// A reader that turns lines of SQL statements into lines of CSV.
struct Statements<R> {
    lines: BufReader<R>,
    line: Vec<u8>,
    given: usize,
}

impl<R: Read> Read for Statements<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        /// A line of more is passed on in pieces, and refused as a record.
        const LONGEST: u64 = 1024 * 1024;
        if self.given == self.line.len() {
            (self.given, self.line) = (0, Vec::new());
            (&mut self.lines).take(LONGEST).read_until(b'\n', &mut self.line)?;
            if let Some(values) = values_of_statement(&self.line) {
                self.line = [values, b"\n"].concat();
            }
        }
        let n = buffer.len().min(self.line.len() - self.given);
        buffer[..n].copy_from_slice(&self.line[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

/// The delimiter with which the first records have the most fields; a comma, if it is one of several.
fn delimiter(head: &[u8], quote: u8) -> u8 {
    let fields = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).quote(quote).delimiter(delimiter).from_reader(head);
        reader.byte_records().take(LOOKED_AT).filter_map(|record| record.ok()).map(|record| record.len()).sum::<usize>()
    };
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|delimiter| fields(*delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_text_is_decoded_and_other_text_stays() {
        assert_eq!(decoded("2025-11-12%2010%3A21%3A52"), "2025-11-12 10:21:52");
        assert_eq!(decoded("100% sure %zz %"), "100% sure %zz %");
        assert_eq!(decoded("%ff"), "%ff", "no UTF-8");
        assert_eq!(decoded("%+1"), "%+1");
    }

    #[test]
    fn statements_are_read_as_their_values() {
        assert_eq!(values_of_statement(b"INSERT INTO cdr VALUES (\"a (b)\",\"c\");\r\n"), Some(&b"\"a (b)\",\"c\""[..]));
        assert_eq!(values_of_statement(b"insert into cdr (x, y) values ('a');"), Some(&b"'a'"[..]));
        assert_eq!(values_of_statement(b"INSERT INTO cdr"), None);
        assert_eq!(values_of_statement(b"\"a\",\"b\""), None);
    }

    #[test]
    fn delimiters_are_those_that_separate_most() {
        assert_eq!(delimiter(b"\"a;b\",\"c;d\",e\n", b'"'), b',');
        assert_eq!(delimiter(b"a|b|c,d\n", b'"'), b'|');
        assert_eq!(delimiter(b"'a,b';'c';'d'\n", b'\''), b';');
        assert_eq!(delimiter(b"", b'"'), b',');
    }
}
