//! Two ways of doing the same, timed in turn: what every bench beside work by hand prints.

use std::time::{Duration, Instant};

/// Times `ours` and `theirs` in turn and prints both medians and their ratio.
pub fn pair(name: &str, rounds: usize, mut ours: impl FnMut(usize), mut theirs: impl FnMut(usize)) {
    let (mut a, mut b) = (Vec::with_capacity(rounds), Vec::with_capacity(rounds));
    let warm_up = rounds / 10 + 1;
    for round in 0..rounds + warm_up {
        let time = |f: &mut dyn FnMut(usize)| {
            let start = Instant::now();
            f(round);
            start.elapsed()
        };
        let (x, y) = if round % 2 == 0 {
            let x = time(&mut ours);
            (x, time(&mut theirs))
        } else {
            let y = time(&mut theirs);
            (time(&mut ours), y)
        };
        if round >= warm_up {
            a.push(x);
            b.push(y);
        }
    }
    let (a, b) = (median(&mut a), median(&mut b));
    println!("{name:<46} {a:>12.2?} {b:>12.2?}   {:>5.2}x", a.as_secs_f64() / b.as_secs_f64());
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
