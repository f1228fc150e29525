//! The permission matrix: every operation, tried by every role on a fresh copy of the world, against the table written from the contract.

use std::collections::BTreeSet;

use hotcalls_tests::world::{Copies, Place, ROLES, build, matrix, substitute};
use serde_json::Value;

#[test]
fn every_operation_answers_every_role_as_the_contract_says() {
    let original = Place::new("permissions");
    let names = build(original.path());
    let mut copies = Copies::new(&original, &names, 2, 60);
    let mut wrong = Vec::new();
    for line in matrix() {
        for (role, cell) in ROLES.iter().zip(&line.cells) {
            let own = names.get(*role).map_or("0192f0c1-2345-7abc-8def-0123456789ab", String::as_str);
            let input = substitute(&line.input, &names, Some(own));
            let (expected, rows) = cell.split_once('=').map_or((cell.as_str(), None), |(status, rows)| (status, Some(rows)));
            let (status, count) = match copies.call(role, &line.operation, &input) {
                Ok(answer) => ("200".to_owned(), serde_json::from_str::<Value>(&answer).expect("the answer is JSON")["count"].to_string()),
                Err(error) => (error.code().http_status().to_string(), error.to_string()),
            };
            if status != expected || rows.is_some_and(|rows| rows != count) {
                wrong.push(format!("{} {} as {role}: expected {cell}, got {status} ({count})", line.operation, line.input));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_matrix_has_a_line_for_every_operation_and_no_other() {
    let known: BTreeSet<_> = hotcalls_core::catalog().map(|operation| operation.name.to_owned()).collect();
    let listed: BTreeSet<_> = matrix().into_iter().map(|line| line.operation).collect();
    assert_eq!(known.difference(&listed).collect::<Vec<_>>(), Vec::<&String>::new(), "operations without a line");
    assert_eq!(listed.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "lines without an operation");
}

#[test]
fn the_matrix_on_a_server_too() {
    hotcalls_test_postgres::again(&["the_matrix_has"]);
}
