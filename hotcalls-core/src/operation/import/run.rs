//! The course of an import: read a chunk, write it in a transaction of its own (or all in one), tell what became of its rows.

use std::io::{Cursor, Read};

use serde::Serialize;

use crate::{
    access::Scope,
    error::{Error, Result},
    operation::{Chunks, run::RowSink},
};

/// Verdicts that an answer lists when there is no stream for them.
const MAX_LISTED: usize = 10_000;

/// Rows of a transaction: at most so many, some 20 ms of the write lock, most of it for the indexes.
const MOST: usize = 250;
/// At least so many, however slow the machine.
const LEAST: usize = 25;
/// How long a transaction should take, in microseconds: nobody else waits for more than 50 ms.
const AIM: i64 = 20_000;

/// What an import answers: it counts verdicts, and lists them if nobody takes them as they come.
pub(crate) trait Report: Default {
    /// The verdict on a row.
    type Row: Serialize;
    /// Counts a verdict.
    fn count(&mut self, row: &Self::Row);
    /// How many rows were told.
    fn total(&self) -> i64;
    /// The verdicts that are listed, and how many were left out.
    fn list(&mut self) -> (&mut Vec<Self::Row>, &mut i64);
}

/// One import at work.
pub(crate) trait Work {
    /// Rows that were read and checked.
    type Chunk: Clone;
    /// What came of writing them.
    type Written;
    /// What it answers.
    type Report: Report;
    /// Reads and checks the next rows, at most `most`, outside of any transaction; `None` at the end.
    fn next(&mut self, most: usize) -> Result<Option<Self::Chunk>>;
    /// Writes them, in the transaction of `scope`, which may be tried again.
    fn write(&self, scope: &Scope<'_>, chunk: Self::Chunk) -> Result<Self::Written>;
    /// The verdicts that are known once they are written, in the order of the file.
    fn told(&mut self, written: Self::Written) -> Vec<<Self::Report as Report>::Row>;
}

/// Where the file comes from: the caller's stream, else the text in the input's field `name`.
pub(crate) fn source<'c>(chunks: &mut Chunks<'c>, name: &str, text: Option<String>) -> Result<Box<dyn Read + 'c>> {
    match (chunks.streams.source.take(), text) {
        (Some(stream), _) => Ok(Box::new(stream)),
        (None, Some(text)) => Ok(Box::new(Cursor::new(text.into_bytes()))),
        (None, None) => Err(Error::field(name, "This field is required.")),
    }
}

/// Runs an import to its end: in many small transactions, or in one.
pub(crate) fn run<W: Work>(chunks: &mut Chunks<'_>, atomic: bool, work: &mut W) -> Result<W::Report> {
    let mut told = Told { report: W::Report::default(), sink: chunks.streams.rows.take(), progress: chunks.streams.progress.take() };
    if atomic {
        // Verdicts are told as they are known: they hold once the import is done.
        chunks.write_once(|scope| {
            while let Some(chunk) = work.next(MOST)? {
                let written = work.write(scope, chunk)?;
                told.tell(work.told(written))?;
            }
            Ok(())
        })?;
    } else {
        let mut most = MOST;
        while let Some(chunk) = work.next(most)? {
            let begun = chunks.host().now();
            let written = chunks.write(chunk, |scope, chunk| work.write(scope, chunk))?;
            most = paced(most, chunks.host().now().micros().saturating_sub(begun.micros()));
            told.tell(work.told(written))?;
        }
    }
    Ok(told.report)
}

/// How many rows the next transaction has, if one of at most `most` took so many microseconds: on a slow or busy machine, and as the indexes
/// grow, fewer.
fn paced(most: usize, took: i64) -> usize {
    let fitting = (most as i64).saturating_mul(AIM) / took.max(1);
    // A single slow one is no reason to crawl, nor a fast one to leap.
    usize::try_from(fitting).unwrap_or(MOST).clamp(most / 2, most * 2).clamp(LEAST, MOST)
}

/// Where verdicts go.
struct Told<'s, R> {
    report: R,
    sink: Option<&'s mut RowSink<'s>>,
    progress: Option<&'s mut dyn FnMut(u64)>,
}

impl<R: Report> Told<'_, R> {
    fn tell(&mut self, verdicts: Vec<R::Row>) -> Result<()> {
        for row in verdicts {
            self.report.count(&row);
            let (listed, left_out) = self.report.list();
            match &mut self.sink {
                Some(sink) => sink(&row)?,
                None if listed.len() < MAX_LISTED => listed.push(row),
                None => *left_out += 1,
            }
        }
        if let Some(progress) = &mut self.progress {
            progress(self.report.total().unsigned_abs());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transactions_shrink_while_they_take_long_and_grow_again() {
        assert_eq!(paced(MOST, 0), MOST);
        assert_eq!(paced(MOST, AIM), MOST);
        assert_eq!(paced(200, 25_000), 160);
        assert_eq!(paced(MOST, 1_000_000), MOST / 2, "not all at once");
        assert_eq!(paced(30, 1_000_000), LEAST);
        assert_eq!(paced(LEAST, 1000), 2 * LEAST);
        assert_eq!(paced(MOST, -5), MOST, "clocks may be set back");
    }
}
