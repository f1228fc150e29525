//! The fuzz bodies without a fuzzer: every input of the corpus, and some thousand mutations of them, the same ones each time.

#[path = "../../tests/fuzz/body.rs"]
mod body;
#[path = "../../tests/fuzz/telephony.rs"]
mod telephony;

use std::{
    fs,
    path::{Path, PathBuf},
};

use hotcalls_tests::world::{Seeded, matrix};

/// Mutations of a run.
const MUTATIONS: usize = 3000;

fn folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/corpus").join(target)
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = folder(target);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// One of the inputs with a few things done to it.
fn mutated(corpus: &[Vec<u8>], random: &Seeded) -> Vec<u8> {
    let pick = |below: usize| (random.next() % below.max(1) as u64) as usize;
    let mut bytes = corpus[pick(corpus.len())].clone();
    for _ in 0..=pick(4) {
        let at = pick(bytes.len());
        match pick(6) {
            0 if !bytes.is_empty() => bytes[at] = random.next() as u8,
            1 => bytes.truncate(at),
            2 => bytes.insert(at, b"\"{}[],:0-9eE.\\$\n\0\xff"[pick(18)]),
            3 if !bytes.is_empty() => drop(bytes.remove(at)),
            // The head of one and the rest of another: an operation with the input of another one.
            4 => {
                let other = &corpus[pick(corpus.len())];
                let line = |b: &[u8]| b.iter().position(|b| *b == b'\n').unwrap_or(0);
                bytes = [&bytes[..line(&bytes)], &other[line(other)..]].concat();
            }
            _ => {
                let (from, to) = (at, pick(bytes.len() + 1).max(at));
                let piece = bytes[from..to].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

#[test]
fn calls_with_inputs_of_a_fuzzer() {
    // What libFuzzer starts from is committed; an operation that is newer than that starts here from its line of the permission matrix.
    let mut corpus = corpus("call");
    for line in matrix() {
        let (seed, input) = (folder("call").join(&line.operation), format!("superuser {}\n{}", line.operation, line.input));
        if std::env::var_os("UPDATE").is_some() && !seed.exists() {
            fs::write(&seed, &input).unwrap();
        }
        corpus.push(input.into());
    }
    let mut bench = body::Bench::new();
    let answered = corpus.iter().filter(|bytes| bench.run(bytes)).count();
    let random = Seeded::new(7);
    let reached = (0..MUTATIONS).filter(|_| bench.run(&mutated(&corpus, &random))).count();
    // Inputs that are all refused at the door would try nothing.
    assert!(answered > corpus.len() / 3 && reached > MUTATIONS / 50, "{answered} of {} answered, {reached} of {MUTATIONS}", corpus.len());
}

#[test]
fn the_telephony_face_with_inputs_of_a_fuzzer() {
    let corpus = corpus("telephony");
    let mut bench = body::Bench::new();
    let answered = corpus.iter().filter(|bytes| telephony::run(&mut bench, bytes)).count();
    let random = Seeded::new(8);
    let reached = (0..MUTATIONS).filter(|_| telephony::run(&mut bench, &mutated(&corpus, &random))).count();
    assert!(answered > corpus.len() / 2 && reached > MUTATIONS / 20, "{answered} of {} answered, {reached} of {MUTATIONS}", corpus.len());
}
