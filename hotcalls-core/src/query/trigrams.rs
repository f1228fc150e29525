//! Substrings in less than a scan: a trigram index (FTS5) beside a table, which says which rows may contain a text.
//!
//! It never decides: what it finds is verified by the exact condition, so results are those of a scan, to the row. Measured on
//! 100,000 rows: asking it for all trigrams of a long text takes milliseconds, since nearly every text holds some trigram that nearly every row has
//! too; asking for the two rarest takes a tenth of one. So a few are tried first.
//!
//! An engine that has such an index of its own, which the exact condition uses by itself, needs none of this.

use super::Where;
use crate::{
    error::Result,
    params,
    store::{Param, Tx},
};

/// A trigram index: an FTS5 table with one column `body` whose rowids are the integer keys of a table, and a table with one row
/// whose `indexed_to` is the last key that is in it. Keys beyond are a bounded tail that is looked at as well.
pub struct Trigrams {
    /// The FTS5 table.
    pub index: &'static str,
    /// The table of `indexed_to`.
    pub state: &'static str,
    /// The table that is searched.
    pub table: &'static str,
    /// Its integer key.
    pub key: &'static str,
    /// Its folded columns: with a line feed between them they are the indexed text of a row.
    pub columns: &'static [&'static str],
}

/// Beyond so many candidates a text is not selective, and a scan in the order of the list is as good.
const MAX_CANDIDATES: usize = 4000;
/// The longest tail. Each search looks at it row by row; indexing it takes one write a few milliseconds.
const MAX_TAIL: i64 = 250;
/// How many trigrams are tried, and how many entries of each are read to estimate how rare it is.
const TRIED: usize = 4;
const SAMPLE: usize = 32;
/// So many candidates are few: more are narrowed down by more trigrams.
const FEW: usize = 100;
/// How many that stand apart are asked for together, and how many of all if those are too usual.
const APART: usize = 3;
const MANY: usize = 16;
/// Letters and signs of names, addresses and numbers, the most usual first.
const USUAL: &str = "eanirstol@.mdhcug +0";

impl Trigrams {
    /// The keys of all rows whose text may contain every one of the folded `terms`; `None` if a scan is as good: all terms are shorter
    /// than three characters, or too many rows would have to be looked at.
    pub(crate) fn candidates(&self, tx: &Tx<'_>, terms: &[String]) -> Result<Option<Vec<i64>>> {
        let grams = Gram::of(terms);
        if grams.is_empty() || !tx.keeps_trigrams() {
            return Ok(None);
        }
        let sql = format!("SELECT rowid FROM {0} WHERE {0} MATCH ?1 LIMIT ?2", self.index);
        let ask = |grams: &[&Gram], limit: usize| {
            let all: Vec<_> = grams.iter().map(|gram| gram.quoted()).collect();
            tx.all(&sql, params![all.join(" AND "), limit as i64], |row| row.get::<i64>(0))
        };
        let mut found = None;
        let mut rare: Vec<(i64, &Gram)> = Vec::new();
        for gram in grams.iter().take(TRIED) {
            let sample = ask(&[gram], SAMPLE)?;
            if sample.len() < SAMPLE {
                found = Some(sample);
                break;
            }
            // Keys rise with time: the further the sample reaches, the rarer the trigram.
            rare.push((sample.last().copied().unwrap_or(0), gram));
        }
        rare.sort_by_key(|(reach, _)| std::cmp::Reverse(*reach));
        let rare: Vec<&Gram> = rare.into_iter().map(|(_, gram)| gram).collect();
        let mut found = match found {
            Some(found) => found,
            None => narrowed(&grams, &rare, ask)?,
        };
        if found.len() > MAX_CANDIDATES {
            return Ok(None);
        }
        let tail = format!("SELECT {0} FROM {1} WHERE {0} > (SELECT indexed_to FROM {2})", self.key, self.table, self.state);
        found.extend(tx.all(&tail, &[], |row| row.get::<i64>(0))?);
        Ok(Some(found))
    }

    /// ANDs "is one of these candidates" into a statement.
    pub(crate) fn narrow(w: &mut Where, key: &str, candidates: &[i64]) {
        // One bound value however many there are, so that the statement stays in the cache.
        let list: Vec<_> = candidates.iter().map(i64::to_string).collect();
        w.push(&format!("{key} IN (SELECT value FROM json_each({{}}))"), [format!("[{}]", list.join(","))]);
    }

    /// After one row was added: the tail is indexed when it has become long.
    pub(crate) fn added(&self, tx: &Tx<'_>, key: i64) -> Result<()> {
        if key > self.indexed_to(tx)? + MAX_TAIL { self.catch_up(tx) } else { Ok(()) }
    }

    /// Indexes the tail, as one set.
    pub(crate) fn catch_up(&self, tx: &Tx<'_>) -> Result<()> {
        let Self { index, state, table, key, .. } = self;
        if !tx.keeps_trigrams() {
            return Ok(());
        }
        let rows = format!("SELECT {key}, {} FROM {table} WHERE {key} > (SELECT indexed_to FROM {state}) ORDER BY {key}", self.body());
        tx.execute(&format!("INSERT INTO {index} (rowid, body) {rows}"), &[])?;
        tx.execute(&format!("UPDATE {state} SET indexed_to = (SELECT COALESCE(MAX({key}), 0) FROM {table})"), &[]).map(drop)
    }

    /// After the text of a row was changed.
    pub(crate) fn changed(&self, tx: &Tx<'_>, row: i64) -> Result<()> {
        if !tx.keeps_trigrams() || row > self.indexed_to(tx)? {
            return Ok(());
        }
        let Self { index, table, key, .. } = self;
        tx.execute(&format!("DELETE FROM {index} WHERE rowid = ?1"), params![row])?;
        let row_of = format!("SELECT {key}, {} FROM {table} WHERE {key} = ?1", self.body());
        tx.execute(&format!("INSERT INTO {index} (rowid, body) {row_of}"), params![row]).map(drop)
    }

    /// Deletes the rows of a condition on the table (with its bound values), here and there; how many.
    pub(crate) fn delete(&self, tx: &Tx<'_>, condition: &str, values: &[Param<'_>]) -> Result<u64> {
        let Self { index, state, table, key, .. } = self;
        if !tx.keeps_trigrams() {
            return tx.execute(&format!("DELETE FROM {table} WHERE {condition}"), values);
        }
        let doomed = format!("SELECT {key} FROM {table} WHERE ({condition}) AND {key} <= (SELECT indexed_to FROM {state})");
        tx.execute(&format!("DELETE FROM {index} WHERE rowid IN ({doomed})"), values)?;
        let deleted = tx.execute(&format!("DELETE FROM {table} WHERE {condition}"), values)?;
        // The key of the last row, once free, is given again: it must not look indexed then.
        let last = format!("SELECT MAX({key}) FROM {table}");
        tx.execute(&format!("UPDATE {state} SET indexed_to = MIN(indexed_to, COALESCE(({last}), 0))"), &[])?;
        Ok(deleted)
    }

    fn body(&self) -> String {
        let columns: Vec<_> = self.columns.iter().map(|column| format!("COALESCE({column}, '')")).collect();
        columns.join(" || char(10) || ")
    }

    fn indexed_to(&self, tx: &Tx<'_>) -> Result<i64> {
        Ok(tx.one(&format!("SELECT indexed_to FROM {}", self.state), &[], |row| row.get(0))?.unwrap_or(0))
    }
}

/// The candidates when no trigram of a text is rare: asks for few trigrams as long as that is enough.
fn narrowed(grams: &[Gram], rare: &[&Gram], ask: impl Fn(&[&Gram], usize) -> Result<Vec<i64>>) -> Result<Vec<i64>> {
    let pair = ask(&rare[..rare.len().min(2)], FEW + 1)?;
    if pair.len() <= FEW {
        return Ok(pair);
    }
    // Both may be of one usual word, so that they come together: trigrams that stand apart say more.
    let mut apart: Vec<&Gram> = Vec::new();
    for gram in rare.iter().copied().chain(&grams[rare.len()..]) {
        if apart.len() < APART && !apart.iter().any(|other| other.meets(gram)) {
            apart.push(gram);
        }
    }
    let found = ask(&apart, MAX_CANDIDATES + 1)?;
    if found.len() <= MAX_CANDIDATES {
        return Ok(found);
    }
    // Still far less than a scan.
    ask(&grams.iter().take(MANY).collect::<Vec<_>>(), MAX_CANDIDATES + 1)
}

/// Three characters in a row of a text, and where they stand.
struct Gram {
    text: String,
    term: usize,
    at: usize,
}

impl Gram {
    /// Those of all terms, once each, the ones that may be rare first.
    fn of(terms: &[String]) -> Vec<Self> {
        let of =
            |(term, text): (usize, &String)| trigrams(text).enumerate().map(move |(at, text)| Self { text, term, at }).collect::<Vec<_>>();
        let mut grams: Vec<_> = terms.iter().enumerate().flat_map(of).collect();
        grams.sort_by_cached_key(|gram| commonness(&gram.text));
        grams.dedup_by(|a, b| a.text == b.text);
        grams
    }

    /// Whether the two share a character of the text.
    fn meets(&self, other: &Self) -> bool {
        self.term == other.term && self.at.abs_diff(other.at) < 3
    }

    /// As a string of the FTS5 query language.
    fn quoted(&self) -> String {
        format!("\"{}\"", self.text.replace('"', "\"\""))
    }
}

/// Every three characters in a row.
fn trigrams(text: &str) -> impl Iterator<Item = String> {
    let ends: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    (3..ends.len()).map(move |end| (ends[end - 3], ends[end])).map(|(from, to)| text[from..to].to_owned()).collect::<Vec<_>>().into_iter()
}

/// A guess at how usual a trigram is, to try the rare ones first; equal ones stay together.
fn commonness(gram: &str) -> (usize, String) {
    let usual = |c: char| USUAL.chars().position(|u| u == c).map_or(0, |at| USUAL.len() - at);
    (gram.chars().map(usual).sum(), gram.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trigrams_are_of_characters() {
        let all = |text: &str| trigrams(text).collect::<Vec<_>>();
        assert_eq!(all("müll"), ["mül", "üll"]);
        assert_eq!(all("\u{1F600}ab"), ["\u{1F600}ab"]);
        assert!(all("ab").is_empty() && all("").is_empty());
        assert_eq!(Gram { text: "a\"b".into(), term: 0, at: 0 }.quoted(), "\"a\"\"b\"");
        assert!(commonness("ean") > commonness("x7q"));
    }
}
