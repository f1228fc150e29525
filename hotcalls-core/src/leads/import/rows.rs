//! The rows of a CSV file as drafts of leads, one at a time: memory is bounded by one record, whatever the file's length.

use std::{borrow::Cow, collections::BTreeMap, io::Read};

use serde_json::{Map, Value};

use super::{
    header::{Column, Field, Header},
    sniff,
};
use crate::{
    error::{Error, NON_FIELD, Problems, Result},
    operation::import::{Dialect, Records, Text},
};

/// How to read a file.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// Column to field, or to nowhere.
    pub(super) mapping: BTreeMap<String, Option<String>>,
    /// One ASCII character; found out without it.
    pub(super) delimiter: Option<char>,
    /// A label such as `windows-1252`; found out without it.
    pub(super) encoding: Option<String>,
}

/// What a row says about a lead, not checked yet.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) surname: Option<String>,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) meta_data: Map<String, Value>,
}

/// A row of the file.
#[derive(Debug, PartialEq)]
pub(super) struct Row {
    /// The line on which it begins, the first is 1.
    pub(super) line: u64,
    /// How long it is.
    pub(super) bytes: usize,
    /// What it says, or why it says nothing.
    pub(super) draft: std::result::Result<Draft, Problems>,
}

/// Where rows come from.
pub(super) trait Source {
    /// The next row that is not blank; `None` at the end.
    fn next(&mut self) -> Result<Option<Row>>;
}

/// The rows of one file.
pub(super) struct Rows<'a> {
    records: Records<'a>,
    header: Header,
}

impl<'a> Rows<'a> {
    /// Opens a file and reads its header. `invalid_input` on `csv`, `mapping`, `delimiter` or `encoding` if it is no CSV with a usable header.
    pub(super) fn open(source: impl Read + 'a, options: &Options) -> Result<Self> {
        let mut text = Text::open(source, "csv", options.encoding.as_deref())?;
        let declared = sniff::declared(&text.head);
        if let Some((_, bytes)) = declared {
            text.head.drain(..bytes);
        }
        let delimiter = match (options.delimiter, declared) {
            (Some(c), _) => u8::try_from(c)
                .ok()
                .filter(|b| b.is_ascii() && !b"\"\r\n\0".contains(b))
                .ok_or_else(|| Error::field("delimiter", "The delimiter is one ASCII character."))?,
            (None, Some((delimiter, _))) => delimiter,
            (None, None) => sniff::delimiter(&text.head),
        };
        let mut records = Records::new(text, "csv", Dialect { delimiter, quote: b'"', lines_before: u64::from(declared.is_some()) });
        if records.advance()?.is_none() {
            return Err(Error::field("csv", "The file is empty."));
        }
        let names = records.fields().map_err(|wrong| Error::field("csv", wrong))?;
        let header = Header::read(&names, &options.mapping, "csv").map_err(Error::invalid)?;
        Ok(Self { records, header })
    }

    fn draft(&self) -> std::result::Result<Draft, Problems> {
        let wrong = |text: String| {
            let mut problems = Problems::new();
            problems.add(NON_FIELD, text);
            problems
        };
        let fields = self.records.fields().map_err(|text| wrong(text.to_owned()))?;
        let width = self.header.columns.len();
        if fields.iter().skip(width).any(|f| !f.trim().is_empty()) {
            return Err(wrong(format!("This row has {} fields, the header {width}.", fields.len())));
        }
        Ok(fill(&self.header, fields.into_iter().map(Value::String)))
    }
}

impl Source for Rows<'_> {
    fn next(&mut self) -> Result<Option<Row>> {
        while let Some(line) = self.records.advance()? {
            if !self.records.is_blank() {
                return Ok(Some(Row { line, bytes: self.records.bytes(), draft: self.draft() }));
            }
        }
        Ok(None)
    }
}

/// Puts the values of a row where the header says.
pub(super) fn fill(header: &Header, values: impl IntoIterator<Item = Value>) -> Draft {
    let mut draft = Draft::default();
    for (column, value) in header.columns.iter().zip(values) {
        let value = match value {
            Value::Null => continue,
            Value::String(text) if text.trim().is_empty() => continue,
            Value::String(text) if text.trim().len() < text.len() => Value::String(text.trim().to_owned()),
            other => other,
        };
        let left = match column {
            Column::Nowhere => None,
            Column::Meta(key) => Some(key),
            Column::Field(field, key) => (!draft.take(*field, &value)).then_some(key),
        };
        if let Some(key) = left {
            draft.meta_data.insert(key.clone(), value);
        }
    }
    draft
}

/// A value as the text of a field. Programs keep phone numbers as numbers, with a fraction if some are missing.
fn as_text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(n) => match n.as_f64().filter(|x| n.is_f64() && x.fract() == 0.0 && x.abs() < 1e15) {
            Some(whole) => Some(format!("{whole:.0}").into()),
            None => Some(n.to_string().into()),
        },
        _ => None,
    }
}

impl Draft {
    /// Takes a value into a field; `false` if the field has one already, or can have no such value.
    fn take(&mut self, field: Field, value: &Value) -> bool {
        if let (Field::MetaData, Value::Object(object)) = (field, value) {
            self.meta_data.extend(object.clone());
            return true;
        }
        let Some(value) = as_text(value) else { return false };
        let target = match field {
            Field::Name => &mut self.name,
            Field::Surname => self.surname.get_or_insert_default(),
            Field::Email => &mut self.email,
            Field::Phone => &mut self.phone,
            Field::FullName if self.name.is_empty() && self.surname.is_none() => {
                (self.name, self.surname) = split_name(&value);
                return true;
            }
            Field::FullName => return false,
            Field::MetaData => return self.merge_json(&value),
        };
        let free = target.is_empty();
        if free {
            *target = value.into_owned();
        }
        free
    }

    /// Merges a JSON object; other text is `false`.
    fn merge_json(&mut self, text: &str) -> bool {
        match serde_json::from_str(text) {
            Ok(Value::Object(object)) => {
                self.meta_data.extend(object);
                true
            }
            _ => false,
        }
    }
}

/// "Ada Lovelace", "Lovelace, Ada" and "Ludwig van Beethoven" to given and family name. Words in lower case before the last belong to it.
fn split_name(full: &str) -> (String, Option<String>) {
    if let Some((family, given)) = full.split_once(',').filter(|(f, g)| !f.trim().is_empty() && !g.trim().is_empty()) {
        return (given.trim().to_owned(), Some(family.trim().to_owned()));
    }
    let words: Vec<_> = full.split_whitespace().collect();
    let mut at = words.len().saturating_sub(1);
    while at > 1 && words[at - 1].chars().next().is_some_and(char::is_lowercase) {
        at -= 1;
    }
    if at == 0 { (words.concat(), None) } else { (words[..at].join(" "), Some(words[at..].join(" "))) }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Cursor};

    use serde_json::json;

    use super::*;

    fn read(bytes: &[u8]) -> Vec<Row> {
        let mut rows = Rows::open(bytes, &Options::default()).unwrap();
        std::iter::from_fn(|| rows.next().unwrap()).collect()
    }
    fn drafts(bytes: &[u8]) -> Vec<Draft> {
        read(bytes).into_iter().map(|row| row.draft.unwrap()).collect()
    }
    fn draft(name: &str, surname: Option<&str>, email: &str, phone: &str, meta: Value) -> Draft {
        let Value::Object(meta_data) = meta else { panic!("an object") };
        Draft { name: name.into(), surname: surname.map(str::to_owned), email: email.into(), phone: phone.into(), meta_data }
    }

    #[test]
    fn the_same_people_in_every_dress() {
        let want = [
            draft("Jürgen", Some("Müller"), "j@x.de", "+49 30 901820", json!({"Ort": "Köln; am \"Rhein\"\nDom"})),
            draft("Zoë", None, "z@x.de", "030", json!({})),
        ];
        let text = "Telefon;Ort;E-Mail;Nachname;Vorname\r\n+49 30 901820;\"Köln; am \"\"Rhein\"\"\nDom\";j@x.de;Müller;Jürgen\r\n\r\n030;;z@x.de;;Zoë";
        assert_eq!(drafts(text.as_bytes()), want);
        assert_eq!(drafts(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()), want);
        assert_eq!(drafts(&[b"sep=;\r\n", text.as_bytes()].concat()), want);
        assert_eq!(drafts(&encoding_rs::WINDOWS_1252.encode(text).0), want);
        assert_eq!(drafts(&[0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<_>>()), want);
        assert_eq!(drafts(text.replace("Köln;", "Köln,").replace(";", ",").replace("\"Köln,", "\"Köln;").as_bytes()), want);
        assert_eq!(drafts(text.replace("Köln;", "Köln\u{1}").replace(";", "\t").replace("\u{1}", ";").as_bytes()), want);
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        let unix = "name,email,phone\na,b,c\n\n\"x\ny\",b,c\nlast,b,c\n";
        let lines = |text: &str| read(text.as_bytes()).iter().map(|r| r.line).collect::<Vec<_>>();
        assert_eq!(lines(unix), [2, 4, 6]);
        assert_eq!(lines(&unix.replace('\n', "\r\n")), [2, 4, 6]);
        assert_eq!(lines(&unix.replace('\n', "\r")), [2, 4, 6]);
        assert_eq!(lines(unix.trim_end()), [2, 4, 6], "no line end at the end");
        assert_eq!(lines(&format!("sep=,\n{unix}")), [3, 5, 7]);
    }

    #[test]
    fn the_first_value_counts_and_the_others_are_kept() {
        let rows = drafts(b"name,email,phone,Mobile,meta_data\nA,a@x.de,1,2,\"{\"\"k\"\":[1]}\"\nB,b@x.de,,2,no JSON\n");
        assert_eq!(rows[0], draft("A", None, "a@x.de", "1", json!({"Mobile": "2", "k": [1]})));
        assert_eq!(rows[1], draft("B", None, "b@x.de", "2", json!({"meta_data": "no JSON"})));
    }

    #[test]
    fn rows_that_are_wrong_say_so_and_the_rest_goes_on() {
        let rows = read(b"name,email,phone\nA,a@x.de,1,surplus\nB\nC,c@x.de,3,,\n,,\n");
        assert_eq!(
            serde_json::to_string(rows[0].draft.as_ref().unwrap_err()).unwrap(),
            r#"{"non_field_errors":["This row has 4 fields, the header 3."]}"#
        );
        assert_eq!(rows[1].draft, Ok(draft("B", None, "", "", json!({}))));
        assert_eq!((rows.len(), rows[2].line), (3, 4), "blank rows are none");
        let options = Options { encoding: Some("utf-8".into()), ..Options::default() };
        let mut strict = Rows::open(&b"name,email,phone\nM\xFCller,a,1\nB,b,2"[..], &options).unwrap();
        assert!(strict.next().unwrap().unwrap().draft.is_err() && strict.next().unwrap().unwrap().draft.is_ok());
    }

    #[test]
    fn an_open_quote_is_a_clear_error_and_takes_no_memory() {
        let endless = Cursor::new("name,email,phone\na,b,c\n\"x").chain(io::repeat(b'y'));
        let mut rows = Rows::open(endless, &Options::default()).unwrap();
        assert!(rows.next().unwrap().is_some());
        let error = rows.next().unwrap_err();
        assert!(error.to_string().contains("on line 3") && error.to_string().contains("quote"), "{error}");
    }

    #[test]
    fn a_quote_that_is_never_closed_spoils_its_own_row_and_is_told() {
        for (text, line) in [("name,email,phone,notes\nA,a@x.de,1,\"oops\nB,b,2,\nC,c,3,\n", 2), ("name,email,phone\nA,a,1\n\nB,b,\"2", 4)]
        {
            let rows = read(text.as_bytes());
            let last = rows.last().unwrap();
            assert_eq!(last.line, line, "{text}");
            assert!(serde_json::to_string(last.draft.as_ref().unwrap_err()).unwrap().contains("never closed"), "{text}");
            assert!(rows[..rows.len() - 1].iter().all(|row| row.draft.is_ok()));
        }
        assert!(drafts(b"name,email,phone\nA,a,\"1\"").len() == 1 && drafts(b"name,email,phone\nA,a,\"1\n\"\n").len() == 1);
    }

    #[test]
    fn an_unusable_file_is_refused() {
        for (bytes, field) in [(&b""[..], "csv"), (b"\n\n", "csv"), (b"just text", "csv"), (b"\x89PNG\0\0", "csv")] {
            let error = Rows::open(bytes, &Options::default()).err().unwrap();
            assert!(error.details().get(field).is_some(), "{error}");
        }
        let options = Options { delimiter: Some('ü'), ..Options::default() };
        assert!(Rows::open(&b"name,email,phone"[..], &options).err().unwrap().details().get("delimiter").is_some());
    }

    #[test]
    fn whole_names_are_split() {
        for (full, given, family) in [
            ("Ada Lovelace", "Ada", Some("Lovelace")),
            ("Lovelace, Ada", "Ada", Some("Lovelace")),
            ("Ludwig van Beethoven", "Ludwig", Some("van Beethoven")),
            ("Anna Maria Schmidt", "Anna Maria", Some("Schmidt")),
            ("Cher", "Cher", None),
            ("von Neumann", "von", Some("Neumann")),
            ("Acme,", "Acme,", None),
        ] {
            assert_eq!(split_name(full), (given.to_owned(), family.map(str::to_owned)), "{full}");
        }
    }
}
