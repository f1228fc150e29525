//! The envelope of a page: counts and the absolute links to its neighbours.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::input::Pair;

/// A page as the library writes it; the rows stay as they are.
#[derive(Deserialize)]
struct Rows<'a> {
    count: u64,
    next_cursor: Option<String>,
    #[serde(borrow)]
    results: &'a RawValue,
}

/// Rows of a page unless the request says otherwise.
const PAGE_SIZE: f64 = 20.0;

/// The envelope of the contract. `next_cursor` is there when pages are asked for by cursor.
#[derive(Serialize)]
struct Envelope<'a> {
    count: u64,
    next: Option<String>,
    previous: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<Option<String>>,
    results: &'a RawValue,
}

/// Where a list was asked for.
pub struct Place<'a> {
    /// Scheme and host.
    pub origin: &'a str,
    pub path: &'a str,
    pub query: &'a [Pair<'a>],
}

impl Place<'_> {
    /// The absolute URL of this list with one parameter changed: parameters sorted, `without` left out, `with` put in.
    fn link(&self, without: &str, with: Option<(&str, &str)>) -> String {
        let mut pairs: Vec<(&str, &str)> = self.query.iter().map(|(n, v)| (&**n, &**v)).filter(|(n, _)| *n != without).collect();
        pairs.extend(with);
        pairs.sort_unstable();
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{}{mark}{query}", self.origin, self.path)
    }
    /// Page 1 has no `page` in its link.
    fn page(&self, page: u64) -> String {
        let number = page.to_string();
        self.link("page", (page > 1).then_some(("page", number.as_str())))
    }
}

/// The body of the answer to a list. What the library admitted as page and page size is a number here.
pub fn envelope(page: &[u8], place: &Place<'_>) -> serde_json::Result<Vec<u8>> {
    let rows: Rows<'_> = serde_json::from_slice(page)?;
    let asked = |name: &str| place.query.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim());
    let (next, previous, next_cursor);
    if asked("cursor").is_some() {
        next = rows.next_cursor.as_deref().map(|cursor| place.link("cursor", Some(("cursor", cursor))));
        (previous, next_cursor) = (None, Some(rows.next_cursor));
    } else {
        let size = asked("page_size").and_then(|n| n.parse().ok()).filter(|n| *n >= 1.0).unwrap_or(PAGE_SIZE);
        let last = rows.count.div_ceil(size as u64).max(1);
        let page = asked("page").map_or(1, |n| n.parse().unwrap_or(last));
        next = (page < last).then(|| place.page(page + 1));
        (previous, next_cursor) = ((page > 1).then(|| place.page(page - 1)), None);
    }
    serde_json::to_vec(&Envelope { count: rows.count, next, previous, next_cursor, results: rows.results })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::input::pairs;

    fn of(page: Value, query: &str) -> Value {
        let query = pairs(query);
        let place = Place { origin: "http://h:1", path: "/api/leads/leads/", query: &query };
        serde_json::from_slice(&envelope(page.to_string().as_bytes(), &place).unwrap()).unwrap()
    }

    #[test]
    fn links_are_absolute_sorted_and_leave_page_one_out() {
        let page = json!({"count": 50, "next_cursor": "x", "results": [1]});
        let found = of(page.clone(), "search=a%20b&page=2&name=%C3%BC");
        assert_eq!(found["next"], "http://h:1/api/leads/leads/?name=%C3%BC&page=3&search=a+b");
        assert_eq!(found["previous"], "http://h:1/api/leads/leads/?name=%C3%BC&search=a+b");
        assert_eq!(found["results"], json!([1]));
        assert!(found.get("next_cursor").is_none());
        let last = of(page.clone(), "page=last");
        assert_eq!((&last["next"], &last["previous"]), (&Value::Null, &json!("http://h:1/api/leads/leads/?page=2")));
        assert_eq!(of(page, "page_size=15&page=3")["next"], "http://h:1/api/leads/leads/?page=4&page_size=15");
        let only = of(json!({"count": 0, "next_cursor": null, "results": []}), "");
        assert_eq!((&only["next"], &only["previous"]), (&Value::Null, &Value::Null));
    }

    #[test]
    fn cursors_lead_on_until_there_is_none() {
        let found = of(json!({"count": 50, "next_cursor": "x=", "results": []}), "cursor=&page_size=5");
        assert_eq!(found["next"], "http://h:1/api/leads/leads/?cursor=x%3D&page_size=5");
        assert_eq!(found["next_cursor"], "x=");
        let last = of(json!({"count": 50, "next_cursor": null, "results": []}), "cursor=x");
        assert_eq!((last.get("next_cursor"), &last["next"]), (Some(&Value::Null), &Value::Null));
    }
}
