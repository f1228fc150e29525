//! `cargo bench -p hotcalls-py`: the Python package beside `sqlite3` by hand and SQLAlchemy's ORM, in one run; lists as Arrow, and
//! how late an asyncio loop gets.

#[path = "../../tests/staged.rs"]
mod staged;

use std::process::Command;

use staged::{environment, root, target};

fn main() {
    let python = environment(&target().join("python-bench"), &["SQLAlchemy>=2,<3", "pyarrow>=26,<27"]);
    let given: Vec<_> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    for program in ["figures.py", "data.py", "memory.py"] {
        let program = root().join("hotcalls-py/benches").join(program);
        let status = Command::new(&python).arg(program).args(&given).env("PYTHONDONTWRITEBYTECODE", "1").status();
        assert!(status.expect("the interpreter runs").success());
    }
}
