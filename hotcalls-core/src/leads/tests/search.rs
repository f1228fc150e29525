//! The search index never shows: results are those of a scan over the folded columns.

use std::collections::BTreeSet;

use super::*;
use crate::{query::fold, testing::Seeded};

/// Pieces that texts and questions are made of: usual ones, so that there are many hits, and everything that could be taken for syntax.
const PIECES: &[&str] = &[
    "ann",
    "anna",
    "mül",
    "MÜLLER",
    "müller",
    "straße",
    "STRASSE",
    "İstanbul",
    "ısı",
    "ΣΊΣΥΦΟΣ",
    "%",
    "_",
    "\"",
    "\"\"",
    "'",
    "*",
    "(",
    ")",
    " AND ",
    " OR ",
    "NEAR",
    "^",
    ":",
    "\\",
    "\u{1F600}",
    "👨‍👩‍👧",
    "\u{1}\u{2}\u{7f}",
    "\t",
    "x",
    "ab",
    " ",
    "-",
    "+49",
    "30",
    "12345",
    "1234",
    "name_fold",
    "e\u{301}",
    "é",
    "ﬁ",
];

struct World {
    t: TestDb,
    random: Seeded,
    leads: Vec<Lead>,
}

impl World {
    fn below(&self, n: usize) -> usize {
        (self.random.next() % n as u64) as usize
    }
    fn text(&self, pieces: usize) -> String {
        let text: String = (0..1 + self.below(pieces)).map(|_| PIECES[self.below(PIECES.len())]).collect();
        text.trim().to_owned()
    }
    fn draft(&self) -> LeadCreate {
        let surname = (self.below(3) > 0).then(|| self.text(3));
        let email = format!("{}{}@example.com", ["anna", "müller", "o'neil", "x_y", "50%"][self.below(5)], self.below(5000));
        LeadCreate {
            surname,
            ..LeadCreate::new(format!("n{}", self.text(4)), email, format!("+49 30 {}", 1_000_000 + self.below(9_000_000)))
        }
    }
    fn create(&mut self) {
        let lead = self.t.db.system().leads().create(self.draft()).unwrap();
        self.leads.push(lead);
    }
    fn update(&mut self) {
        let at = self.below(self.leads.len());
        let (name, surname) = (format!("u{}", self.text(3)), (self.below(2) > 0).then(|| self.text(2)));
        let change = LeadUpdate { name: name.into(), surname: surname.into(), ..LeadUpdate::new(self.leads[at].id) };
        self.leads[at] = self.t.db.system().leads().update(change).unwrap();
    }
    fn delete(&mut self, at: usize) {
        let lead = self.leads.remove(at);
        self.t.db.system().leads().delete(lead.id).unwrap();
    }
    fn bulk(&mut self, n: usize) {
        let drafts: Vec<_> = (0..n).map(|_| self.draft()).collect();
        let report = self.t.db.system().leads().bulk_create(LeadBulkCreate::new(drafts)).unwrap();
        for id in report.created_lead_ids {
            self.leads.push(self.t.db.system().leads().get(id).unwrap());
        }
    }
    /// What a question finds, through the library and by going through all leads.
    fn compare(&self, name: &str, search: &str) -> usize {
        let mut input = LeadList { name: Some(name.to_owned()), ..LeadList::new() };
        (input.page.search, input.page.page_size) = (Some(search.to_owned()), 1000);
        let page = self.t.db.system().leads().list(input).unwrap();
        let found: BTreeSet<_> = page.results.iter().map(|l| l.id).collect();
        let wanted: BTreeSet<_> = self.leads.iter().filter(|l| naive(l, name, search)).map(|l| l.id).collect();
        let wrong: Vec<_> = found.symmetric_difference(&wanted).take(3).collect();
        assert!(wrong.is_empty(), "name {name:?}, search {search:?}: found or missed by mistake {wrong:?}");
        assert_eq!(page.count, wanted.len() as u64);
        wanted.len()
    }
}

fn naive(lead: &Lead, name: &str, search: &str) -> bool {
    let columns = [Some(&lead.name), lead.surname.as_ref(), Some(&lead.email), Some(&lead.phone)];
    let holds = |term: &String| columns.iter().flatten().any(|column| fold(column).contains(term.as_str()));
    fold(&lead.name).contains(&fold(name.trim())) && crate::query::terms(search).iter().all(holds)
}

#[test]
fn indexed_search_is_the_search_of_a_scan() {
    let mut world = World { t: TestDb::new(), random: Seeded::new(5), leads: Vec::new() };
    world.bulk(400);
    let mut hits = 0;
    for round in 0..300 {
        match world.below(10) {
            0..=2 => world.create(),
            3..=5 => world.update(),
            6 => world.delete(world.below(world.leads.len())),
            // The last key becomes free, and is given to the next lead.
            7 => world.delete(world.leads.len() - 1),
            8 if round % 50 == 0 => world.bulk(100),
            _ => {
                let (name, search) = (world.text(2), world.text(3));
                hits += world.compare(&name, "");
                hits += world.compare("", &search);
                hits += world.compare("", &format!("{name} \"{search}\", {}", world.below(99)));
                // A part of a text that is there.
                let lead = &world.leads[world.below(world.leads.len())];
                let whole: Vec<char> = lead.email.chars().collect();
                let from = world.below(whole.len());
                let part: String = whole[from..].iter().take(12).collect();
                hits += world.compare("", &format!("\"{}\"", part.to_uppercase()));
                hits += world.compare(&lead.name, &lead.phone);
            }
        }
    }
    assert!(hits > 500, "the questions were too rare: {hits}");
}

#[test]
fn a_rare_part_beside_a_usual_word_is_looked_up() {
    let t = TestDb::new();
    let root = t.db.system();
    let name = |n: usize| format!("Xqzwvj {}", if n % 1500 == 7 { "Anna" } else { "Bob" });
    let drafts: Vec<_> = (0..4500).map(|n| LeadCreate::new(name(n), format!("{n}@example.com"), format!("+49 30 {n:07}"))).collect();
    root.leads().bulk_create(LeadBulkCreate::new(drafts)).unwrap();
    let candidates = |text: &str| t.sql(|tx| store::SEARCH.candidates(tx, &[text.to_owned()])).map(|found| found.len());
    assert_eq!(candidates("xqzwvj"), None, "nearly all rows: a scan is as good");
    assert_eq!(candidates("xqzwvj an"), Some(3));
    assert_eq!(root.leads().list(LeadList { name: Some("XQZWVJ an".into()), ..LeadList::new() }).unwrap().count, 3);
    assert_eq!(root.leads().list(LeadList { name: Some("xqzwvj".into()), ..LeadList::new() }).unwrap().count, 4500);
}
