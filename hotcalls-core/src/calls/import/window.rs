//! The records that are read and not told yet, and which of them are legs of one call.
//!
//! Legs of a call are written within moments of each other, but in any order and with other calls between. So records wait in a window
//! of bounded length: those at its front are written with the legs that were found behind them. Later ones find their call by its ids
//! in the database.

use std::collections::{HashMap, VecDeque};

use super::{
    format::Record,
    leg::Leg,
    operation::{CdrRow, CdrVerdict},
};
use crate::{calls::Call, error::Problems, id::Id, operation::Json};

/// How many records after a leg are searched for others of its call.
pub(super) const AHEAD: usize = 1000;

/// Legs of one call, in the order of the file, each with its place in it.
pub(super) type Group = Vec<(u64, Leg)>;

/// What became of a record.
#[derive(Debug)]
pub(super) struct Fate {
    pub(super) verdict: CdrVerdict,
    pub(super) id: Option<Id<Call>>,
    pub(super) errors: Option<Json>,
}

impl Fate {
    /// It is wrong.
    pub(super) fn invalid(problems: &Problems) -> Self {
        let errors = Some(Json(serde_json::to_value(problems).unwrap_or_default()));
        Self { verdict: CdrVerdict::Invalid, id: None, errors }
    }
}

struct Entry {
    line: u64,
    /// Until it is part of a group.
    leg: Option<Leg>,
    fate: Option<Fate>,
}

/// The window.
#[derive(Default)]
pub(super) struct Window {
    entries: VecDeque<Entry>,
    /// The place in the file of the first entry.
    front: u64,
    /// The places of waiting legs, by every id that they name.
    by_id: HashMap<String, Vec<u64>>,
}

impl Window {
    /// How many records it holds.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Takes the next record of the file.
    pub(super) fn push(&mut self, record: Record) {
        let place = self.front + self.entries.len() as u64;
        let (leg, fate) = match record.leg {
            Ok(leg) => (Some(leg), None),
            Err(problems) => (None, Some(Fate::invalid(&problems))),
        };
        for id in leg.iter().flat_map(Leg::ids) {
            self.by_id.entry(id.clone()).or_default().push(place);
        }
        self.entries.push_back(Entry { line: record.line, leg, fate });
    }

    /// The calls of the first `n` records, each with all of its legs that are here.
    pub(super) fn groups(&mut self, n: usize) -> Vec<Group> {
        (self.front..self.front + n.min(self.len()) as u64).filter_map(|place| self.group(place)).collect()
    }

    fn group(&mut self, first: u64) -> Option<Group> {
        let mut found = vec![(first, self.take(first)?)];
        let mut at = 0;
        while let Some((_, leg)) = found.get(at) {
            let places: Vec<u64> = leg.ids().filter_map(|id| self.by_id.get(id)).flatten().copied().collect();
            for place in places {
                found.extend(self.take(place).map(|leg| (place, leg)));
            }
            at += 1;
        }
        found.sort_unstable_by_key(|(place, _)| *place);
        Some(found)
    }

    /// Takes a leg that waits.
    fn take(&mut self, place: u64) -> Option<Leg> {
        let leg = self.entry(place)?.leg.take()?;
        for id in leg.ids() {
            if let Some(places) = self.by_id.get_mut(id) {
                places.retain(|other| *other != place);
                if places.is_empty() {
                    self.by_id.remove(id);
                }
            }
        }
        Some(leg)
    }

    fn entry(&mut self, place: u64) -> Option<&mut Entry> {
        self.entries.get_mut(usize::try_from(place.checked_sub(self.front)?).ok()?)
    }

    /// Says what became of a record.
    pub(super) fn settle(&mut self, place: u64, fate: Fate) {
        if let Some(entry) = self.entry(place) {
            entry.fate = Some(fate);
        }
    }

    /// Lets go of the records at the front of which it is known what became of them, at most `n`.
    pub(super) fn told(&mut self, n: usize) -> Vec<CdrRow> {
        let mut rows = Vec::with_capacity(n.min(self.len()));
        while rows.len() < n && self.entries.front().is_some_and(|entry| entry.fate.is_some()) {
            let Some(Entry { line, fate: Some(fate), .. }) = self.entries.pop_front() else { break };
            self.front += 1;
            rows.push(CdrRow { line: line as i64, verdict: fate.verdict, id: fate.id, errors: fate.errors });
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::import::times::Moments;

    fn record(line: u64, own: &str, parent: Option<&str>, links: &[&str]) -> Record {
        let leg = Leg {
            own: own.into(),
            parent: parent.map(str::to_owned),
            links: links.iter().map(|l| (*l).to_owned()).collect(),
            from: "1".into(),
            to: "2".into(),
            direction: None,
            at: Moments::default(),
            talk_ms: None,
            cause: None,
            hung_up_by: None,
        };
        Record { line, leg: Ok(leg) }
    }

    fn names(groups: &[Group]) -> Vec<String> {
        groups.iter().map(|group| group.iter().map(|(_, leg)| leg.own.as_str()).collect::<Vec<_>>().join("+")).collect()
    }

    #[test]
    fn legs_find_each_other_by_any_id_and_through_others() {
        let mut window = Window::default();
        for (line, own, parent, links) in [
            (1, "b", Some("a"), &[][..]),
            (2, "x", None, &[]),
            (3, "a", None, &["c"]),
            (4, "y", None, &[]),
            (5, "c", None, &[]),
            (6, "y", None, &[]),
        ] {
            window.push(record(line, own, parent, links));
        }
        assert_eq!(names(&window.groups(2)), ["b+a+c", "x"]);
        assert_eq!(names(&window.groups(6)), ["y+y"]);
        assert!(window.by_id.is_empty());
    }

    #[test]
    fn rows_are_told_in_the_order_of_the_file() {
        let mut window = Window::default();
        window.push(record(1, "a", None, &[]));
        window.push(Record { line: 3, leg: Err(Problems::new()) });
        window.push(record(4, "a", None, &[]));
        let fate = || Fate { verdict: CdrVerdict::Created, id: None, errors: None };
        assert!(window.told(9).is_empty());
        for (place, _) in window.groups(1).remove(0) {
            window.settle(place, fate());
        }
        assert_eq!(window.told(2).iter().map(|r| r.line).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(window.told(9).iter().map(|r| (r.line, r.verdict)).collect::<Vec<_>>(), [(4, CdrVerdict::Created)]);
        assert_eq!(window.len(), 0);
    }
}
