//! Measures natively, on request: each line of stdin is one, each line of stdout its answer in nanoseconds.
//!
//! `mean MS <job>`: one basket again and again for so long; the mean time of a call. `each CALLS <job>`: so many baskets of
//! following seeds, each priced once to warm up and once measured; all times. `facts <job>`: see `Prepared::facts`.

use bench::job::{Job, Prepared};
use std::hint::black_box;
use std::io::{BufRead, Write};
use std::time::{Duration, Instant};

fn main() {
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("stdin is text");
        let numbers = answer(&line).unwrap_or_else(|| panic!("not understood: {line}"));
        let words: Vec<String> = numbers.iter().map(|number| format!("{number:.0}")).collect();
        println!("{}", words.join(" "));
        std::io::stdout().flush().expect("stdout is there");
    }
}

fn answer(line: &str) -> Option<Vec<f64>> {
    let mut words = line.split(' ');
    match words.next()? {
        "mean" => {
            let least = Duration::from_millis(words.next()?.parse().ok()?);
            Some(vec![mean(&Prepared::new(Job::read(words)?), least)])
        }
        "each" => {
            let calls: u64 = words.next()?.parse().ok()?;
            let job = Job::read(words)?;
            Some((0..calls).map(|n| one(&Prepared::new(Job { seed: job.seed + n, ..job }))).collect())
        }
        "facts" => Some(Prepared::new(Job::read(words)?).facts().map(|fact| fact as f64).into()),
        _ => None,
    }
}

/// After as long again to warm up.
fn mean(prepared: &Prepared, least: Duration) -> f64 {
    let started = Instant::now();
    let mut warm = 0_u32;
    while warm == 0 || started.elapsed() < least {
        black_box(prepared.run());
        warm += 1;
    }
    let started = Instant::now();
    for _ in 0..warm {
        black_box(prepared.run());
    }
    started.elapsed().as_secs_f64() * 1e9 / f64::from(warm)
}

fn one(prepared: &Prepared) -> f64 {
    black_box(prepared.run());
    let started = Instant::now();
    black_box(prepared.run());
    started.elapsed().as_secs_f64() * 1e9
}
