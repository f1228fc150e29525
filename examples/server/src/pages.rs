//! The envelope of a page: counts and the absolute links to its neighbours.

use hotcalls_core::Paging;
use serde::Deserialize;
use serde_json::{json, value::RawValue};

use crate::input::Pair;

/// A page as the library writes it; the rows stay as they are.
#[derive(Deserialize)]
struct Rows<'a> {
    count: u64,
    next_cursor: Option<String>,
    #[serde(borrow)]
    results: &'a RawValue,
}

/// The absolute URL of a list with one parameter changed: parameters sorted, `without` left out, `with` put in.
fn link(list: &str, query: &[Pair<'_>], without: &str, with: Option<(&str, &str)>) -> String {
    let mut pairs: Vec<(&str, &str)> = query.iter().map(|(n, v)| (&**n, &**v)).filter(|(n, _)| *n != without).collect();
    pairs.extend(with);
    pairs.sort_unstable();
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    if query.is_empty() { list.to_owned() } else { format!("{list}?{query}") }
}

/// The body of the answer to a list at this URL. What the library admitted as page and page size is a number here.
pub fn envelope(page: &[u8], list: &str, query: &[Pair<'_>]) -> serde_json::Result<String> {
    let Rows { count, next_cursor, results } = serde_json::from_slice(page)?;
    let asked = |name: &str| query.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim());
    if asked("cursor").is_some() {
        let next = next_cursor.as_deref().map(|cursor| link(list, query, "cursor", Some(("cursor", cursor))));
        let (next, cursor) = (json!(next), json!(next_cursor));
        return Ok(format!(r#"{{"count":{count},"next":{next},"previous":null,"next_cursor":{cursor},"results":{results}}}"#));
    }
    let size = asked("page_size").and_then(|n| n.parse().ok()).filter(|n: &f64| *n >= 1.0).unwrap_or(Paging::new().page_size.into());
    let last = count.div_ceil(size as u64).max(1);
    let page = asked("page").filter(|n| !n.is_empty()).map_or(1, |n| n.parse().unwrap_or(last));
    // Page 1 has no `page` in its link.
    let link = |page: u64| json!(link(list, query, "page", (page > 1).then_some(("page", page.to_string().as_str()))));
    let (next, previous) = ((page < last).then(|| link(page + 1)), (page > 1).then(|| link(page - 1)));
    let (next, previous) = (json!(next), json!(previous));
    Ok(format!(r#"{{"count":{count},"next":{next},"previous":{previous},"results":{results}}}"#))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::input::pairs;

    fn of(page: Value, query: &str) -> Value {
        let query = pairs(query);
        serde_json::from_str(&envelope(page.to_string().as_bytes(), "http://h:1/api/leads/leads/", &query).unwrap()).unwrap()
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
        assert_eq!(of(page.clone(), "page="), of(page.clone(), ""), "an empty page is none");
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
