//! Pages: by number, or by cursor (keyset), whose cost does not grow with depth.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use blake2::{
    Blake2bMac,
    digest::{KeyInit, Mac, consts::U16},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Where, search::search};
use crate::{
    access::{Reach, Scope},
    error::{Code, Error, Result},
    operation::{
        Input,
        rules::{int, text},
    },
    store::{Param, Row, counters},
};

/// Rows of a page unless the request says otherwise.
pub const PAGE_SIZE: i32 = 20;
/// The largest page.
pub const MAX_PAGE_SIZE: i32 = 1000;
/// For how many rows room is made before they are read, in a page and in a batch: to move those of a batch as they become more costs as
/// much as to read some of their columns.
const ROOM: (u64, u64) = (100, 10_000);
/// A cursor holds the values of all keys of its order, as base64. Longer ones would not fit into every request line beside a search.
const LONGEST_CURSOR: usize = 2000;

input! {
    /// Which page of a list.
    pub struct Paging {
        /// The page, from 1, or `last`.
        pub page: Option<String> = None => text(255),
        /// Rows of a page: 1 to 1000.
        pub page_size: i32 = PAGE_SIZE => int(1, MAX_PAGE_SIZE.into()),
        /// Where to go on: the `next_cursor` of the page before; an empty text starts at the front. Takes the place of `page`.
        pub cursor: Option<String> = None => text(LONGEST_CURSOR).blank(),
        /// Terms that must occur, case-insensitively; double quotes keep phrases.
        pub search: Option<String> = None => text(1000).blank(),
        /// Comma-separated names to order by, `-` in front for descending.
        pub ordering: Option<String> = None => text(200).blank(),
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Page<T> {
    /// Rows of the whole list.
    pub count: u64,
    /// Where the next page begins; null on the last one.
    pub next_cursor: Option<String>,
    /// The rows.
    pub results: Vec<T>,
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;
    fn into_iter(self) -> Self::IntoIter {
        self.results.into_iter()
    }
}
impl<T> std::ops::Deref for Page<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.results
    }
}

/// A name to order by.
pub struct Order {
    name: &'static str,
    column: &'static str,
    nullable: bool,
}

impl Order {
    /// Orders by a column that is never null.
    pub const fn new(name: &'static str, column: &'static str) -> Self {
        Self { name, column, nullable: false }
    }
    /// The column may be null; nulls come last both ways.
    pub const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }
}

/// How to count the rows of a list.
pub enum Count<'r> {
    /// By the kept counters when nothing but the reach narrows the list.
    Counter(&'static str, &'r Reach),
    /// By a query.
    Query,
    /// By a query on these tables: fewer than those of the page, where the condition does not need them all.
    QueryFrom(&'static str),
}

/// A resource as a list: where its rows come from, what is searched, what it can be ordered by.
pub struct Listing {
    /// The columns that a record reads.
    pub columns: &'static str,
    /// The tables, joins included.
    pub from: &'static str,
    /// The column of the id, the last key of every order.
    pub id: &'static str,
    /// The folded columns that `search` looks through.
    pub search: &'static [&'static str],
    /// What it can be ordered by.
    pub orders: &'static [Order],
    /// The order if none is asked for.
    pub default_order: &'static str,
}

struct Key {
    column: &'static str,
    descending: bool,
    nullable: bool,
}

impl Listing {
    /// One page. `w` holds the reach of the caller; the filters of `input` are ANDed to it.
    pub fn page<T>(
        &self,
        scope: &Scope<'_>,
        mut w: Where,
        input: &impl Input,
        paging: &Paging,
        read: impl Fn(&Row<'_>) -> Result<T>,
        count: Count<'_>,
    ) -> Result<Page<T>> {
        let unfiltered = w.condition().len();
        input.filters(&mut w);
        let filtered = w.condition().len() != unfiltered;
        let searched = paging.search.as_deref().is_some_and(|s| !s.trim().is_empty());
        if let Some(text) = paging.search.as_deref().filter(|_| searched) {
            search(&mut w, self.search, text);
        }
        let count = match count {
            // A page by its number is found by the count.
            _ if scope.is_uncounted() && paging.page.is_none() => 0,
            Count::Counter(kind, reach) if !filtered && !searched => counters::total(scope.tx(), reach, kind)?,
            Count::QueryFrom(from) => rows_of(scope, from, &w)?,
            _ => self.count(scope, &w)?,
        };
        let (keys, order) = self.order(scope, paging.ordering.as_deref().unwrap_or_default())?;
        let size = u64::from(scope.batch().unwrap_or(paging.page_size.unsigned_abs()));
        let offset = match paging.cursor.as_deref() {
            None => offset(paging.page.as_deref(), count, size)?,
            Some("") => 0,
            Some(cursor) => {
                after(&mut w, &keys, &self.open(scope, &order, cursor)?);
                0
            }
        };
        let ordering: Vec<_> = keys.iter().map(Key::sql).collect();
        let columns: Vec<_> = keys.iter().map(|k| k.column).collect();
        let (limit, skip) = (w.bind(&(size as i64 + 1)), w.bind(&(offset as i64)));
        let sql = format!(
            "SELECT {}, {} FROM {} {} ORDER BY {} LIMIT {limit} OFFSET {skip}",
            self.columns,
            columns.join(", "),
            self.from,
            w.clause(),
            ordering.join(", "),
        );
        let room = size.min(scope.batch().map_or(ROOM.0, |_| ROOM.1)) as usize;
        let (mut results, mut last, mut next_cursor) = (Vec::with_capacity(room), Vec::new(), None);
        scope.tx().each(&sql, w.params(), |row| {
            if results.len() as u64 == size {
                next_cursor = Some(self.seal(scope, &order, &last)?);
                return Ok(());
            }
            results.push(read(row)?);
            if results.len() as u64 == size {
                let first = row.width() - keys.len();
                last = (first..row.width()).map(|i| row.cell(i).map(|c| c.to_owned_param())).collect::<Result<_>>()?;
            }
            Ok(())
        })?;
        Ok(Page { count, next_cursor, results })
    }

    /// Counts the rows of a condition.
    pub fn count(&self, scope: &Scope<'_>, w: &Where) -> Result<u64> {
        rows_of(scope, self.from, w)
    }

    /// The keys of an order, the id last, and its canonical text. An unknown name is an error that names the known ones; in the
    /// lenient mode it is ignored, and if none remains the default order applies.
    fn order(&self, scope: &Scope<'_>, ordering: &str) -> Result<(Vec<Key>, String)> {
        let mut keys: Vec<Key> = Vec::new();
        let mut canonical = String::new();
        let asked = if ordering.trim().is_empty() { self.default_order } else { ordering };
        for part in asked.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let (name, descending) = part.strip_prefix('-').map_or((part, false), |name| (name, true));
            let Some(order) = self.orders.iter().find(|o| o.name == name) else {
                if scope.is_lenient() {
                    scope.note_ignored(format!("ordering={name}"));
                    continue;
                }
                let known: Vec<_> = self.orders.iter().map(|o| o.name).collect();
                return Err(Error::field("ordering", format!("Unknown name {name:?}. Known ones: {}.", known.join(", "))));
            };
            if keys.iter().any(|k| k.column == order.column) {
                continue;
            }
            keys.push(Key { column: order.column, descending, nullable: order.nullable });
            canonical.push_str(part);
            canonical.push(',');
        }
        if keys.is_empty() && asked != self.default_order {
            return self.order(scope, self.default_order);
        }
        // The id goes the way of the key before it, so that one index serves both, forwards or backwards.
        let descending = keys.last().is_some_and(|k| k.descending);
        keys.push(Key { column: self.id, descending, nullable: false });
        Ok((keys, canonical))
    }

    /// The names that can be ordered by.
    pub fn order_names(&self) -> Vec<&'static str> {
        self.orders.iter().map(|o| o.name).collect()
    }

    /// Signs what a cursor means: this list, this order, this place.
    fn mac(&self, scope: &Scope<'_>, order: &str, body: &[u8]) -> Result<Vec<u8>> {
        let mut mac = <Blake2bMac<U16> as KeyInit>::new_from_slice(scope.secret()).map_err(Error::internal)?;
        for part in [self.from.as_bytes(), order.as_bytes(), body] {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        Ok(mac.finalize().into_bytes().to_vec())
    }

    fn seal(&self, scope: &Scope<'_>, order: &str, place: &[Param<'_>]) -> Result<String> {
        let values: Vec<_> = place.iter().map(to_json).collect::<Result<_>>()?;
        let body = serde_json::to_vec(&values).map_err(Error::internal)?;
        let mut bytes = self.mac(scope, order, &body)?;
        bytes.extend(body);
        Ok(BASE64.encode(bytes))
    }

    fn open(&self, scope: &Scope<'_>, order: &str, cursor: &str) -> Result<Vec<Param<'static>>> {
        let wrong = || Error::field("cursor", "Invalid cursor: it is not from this list in this order.");
        let bytes = BASE64.decode(cursor.trim()).map_err(|_| wrong())?;
        let (mac, body) = bytes.split_at_checked(16).ok_or_else(wrong)?;
        if !bool::from(subtle::ConstantTimeEq::ct_eq(mac, &*self.mac(scope, order, body)?)) {
            return Err(wrong());
        }
        let values: Vec<Value> = serde_json::from_slice(body).map_err(|_| wrong())?;
        values.iter().map(|v| from_json(v).ok_or_else(wrong)).collect()
    }
}

fn rows_of(scope: &Scope<'_>, from: &str, w: &Where) -> Result<u64> {
    let sql = format!("SELECT COUNT(*) FROM {from} {}", w.clause());
    Ok(scope.tx().one(&sql, w.params(), |row| row.get(0))?.unwrap_or(0))
}

fn offset(page: Option<&str>, count: u64, size: u64) -> Result<u64> {
    let pages = count.div_ceil(size).max(1);
    let invalid = || Error::new(Code::NotFound, "Invalid page.");
    let page = match page {
        None => 1,
        Some("last") => pages,
        Some(text) => text.parse().ok().filter(|n| (1..=pages).contains(n)).ok_or_else(invalid)?,
    };
    Ok((page - 1) * size)
}

impl Key {
    fn sql(&self) -> String {
        let direction = if self.descending { "DESC" } else { "ASC" };
        format!("{} {direction}{}", self.column, if self.nullable { " NULLS LAST" } else { "" })
    }
}

/// ANDs "comes after this place" in the order of the keys.
fn after(w: &mut Where, keys: &[Key], place: &[Param<'static>]) {
    let one_way = keys.iter().all(|k| !k.nullable && k.descending == keys[0].descending);
    if one_way {
        let columns: Vec<_> = keys.iter().map(|k| k.column).collect();
        let operator = if keys[0].descending { '<' } else { '>' };
        let holes = vec!["{}"; keys.len()].join(", ");
        return w.push(&format!("({}) {operator} ({holes})", columns.join(", ")), place);
    }
    // (a after x) or (a = x and b after y) or ...
    let (mut alternatives, mut values, mut equal) = (Vec::new(), Vec::new(), Vec::<(String, Option<&Param<'static>>)>::new());
    for (key, value) in keys.iter().zip(place) {
        let null = matches!(value, Param::Null);
        if !null {
            let operator = if key.descending { '<' } else { '>' };
            let nulls = if key.nullable { format!(" OR {} IS NULL", key.column) } else { String::new() };
            let mut parts: Vec<_> = equal.iter().map(|(sql, _)| sql.clone()).collect();
            parts.push(format!("({} {operator} {{}}{nulls})", key.column));
            alternatives.push(format!("({})", parts.join(" AND ")));
            values.extend(equal.iter().filter_map(|(_, v)| *v));
            values.push(value);
        }
        equal.push(if null { (format!("{} IS NULL", key.column), None) } else { (format!("{} = {{}}", key.column), Some(value)) });
    }
    w.push(&alternatives.join(" OR "), values);
}

fn to_json(value: &Param<'_>) -> Result<Value> {
    Ok(match value {
        Param::Null => Value::Null,
        Param::Int(n) => (*n).into(),
        Param::Text(text) => text.as_ref().into(),
        Param::Id(id) => serde_json::json!({ "id": id }),
        Param::Real(_) | Param::Blob(_) => return Err(Error::internal("a list is ordered by a type that cursors do not know")),
    })
}

fn from_json(value: &Value) -> Option<Param<'static>> {
    Some(match value {
        Value::Null => Param::Null,
        Value::Number(n) => Param::Int(n.as_i64()?),
        Value::String(text) => Param::Text(text.clone().into()),
        Value::Object(map) => Param::Id(Uuid::parse_str(map.get("id")?.as_str()?).ok()?),
        _ => return None,
    })
}
