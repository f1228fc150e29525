//! `hotcalls-server`: see `--help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    match hotcalls_server::cli::run(std::env::args_os().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("hotcalls-server: {problem}");
            ExitCode::FAILURE
        }
    }
}
