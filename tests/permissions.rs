//! The permission matrix: every operation, tried by every role on a fresh copy of the world, against the table written from the contract.

use std::{collections::BTreeSet, fs};

use hotcalls_tests::world::{ROLES, build, call, caller, matrix, open, substitute};

#[test]
fn every_operation_answers_every_role_as_the_contract_says() {
    let folder = hotcalls_tests::world::Folder::new("permissions");
    let original = folder.path().join("world.db");
    let names = build(&original);
    let mut wrong = Vec::new();
    for (number, line) in matrix().iter().enumerate() {
        for (role, cell) in ROLES.iter().zip(&line.cells) {
            let path = folder.path().join(format!("{number}-{role}.db"));
            fs::copy(&original, &path).expect("a copy");
            let world = open(&path, 2);
            world.clock.advance(60);
            let own = names.get(*role).map_or("0192f0c1-2345-7abc-8def-0123456789ab", String::as_str);
            let input = substitute(&line.input, &names, Some(own));
            let (expected, rows) = cell.split_once('=').map_or((cell.as_str(), None), |(status, rows)| (status, Some(rows)));
            let (status, count) = match call(&caller(&world.db, &names, role), &line.operation, &input) {
                Ok(answer) => ("200".to_owned(), answer["count"].to_string()),
                Err(error) => (error.code().http_status().to_string(), error.to_string()),
            };
            if status != expected || rows.is_some_and(|rows| rows != count) {
                wrong.push(format!("{} {} as {role}: expected {cell}, got {status} ({count})", line.operation, line.input));
            }
            world.db.close();
            let _ = fs::remove_file(&path);
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
