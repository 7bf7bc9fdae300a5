//! `sim [--tender] [--seeds N] [--from K] [--seed K] [--trace] [--ledger device|store]`: many seeds, or one of them.
//!
//! What must hold: a failed seed prints the one command that plays it again; the last line says how many failed.

use sim::{Seen, Trace, Where, run};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

const USAGE: &str = "sim [--tender] [--seeds 1000] [--from 0] [--seed K] [--trace] [--ledger device|store]";
/// Failures that are printed whole; the rest is counted.
const SHOWN: usize = 10;

struct Wanted {
    from: u64,
    seeds: u64,
    one: Option<u64>,
    trace: Trace,
    ledger: Option<Where>,
}

fn wanted() -> Result<Wanted, String> {
    let mut wanted = Wanted { from: 0, seeds: 1000, one: None, trace: Trace::Off, ledger: None };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || -> Result<u64, String> {
            let text = words.next().ok_or_else(|| format!("{word} needs a number"))?;
            text.parse().map_err(|_| format!("{word}: `{text}` is no number"))
        };
        match word.as_str() {
            "--tender" => {} // the one course of events there is
            "--seeds" => wanted.seeds = number()?,
            "--from" => wanted.from = number()?,
            "--seed" => wanted.one = Some(number()?),
            "--trace" => wanted.trace = Trace::On,
            "--ledger" => {
                wanted.ledger = Some(match words.next().as_deref() {
                    Some("device") => Where::Device,
                    Some("store") => Where::Store,
                    _ => return Err("--ledger is device or store".to_owned()),
                });
            }
            _ => return Err(format!("unknown word `{word}`; {USAGE}")),
        }
    }
    Ok(wanted)
}

fn main() -> ExitCode {
    let wanted = match wanted() {
        Ok(wanted) => wanted,
        Err(why) => {
            eprintln!("error: {why}");
            return ExitCode::FAILURE;
        }
    };
    if wanted.trace == Trace::Off {
        std::panic::set_hook(Box::new(|_| ())); // told with its seed
    }
    if let Some(seed) = wanted.one {
        return match run(seed, wanted.ledger, wanted.trace) {
            Ok(seen) => {
                println!("seed {seed}: {seen}");
                ExitCode::SUCCESS
            }
            Err(why) => {
                println!("seed {seed}: {why}");
                ExitCode::FAILURE
            }
        };
    }
    many(&wanted)
}

fn many(wanted: &Wanted) -> ExitCode {
    let (next, failed) = (AtomicU64::new(wanted.from), AtomicUsize::new(0));
    let seen = Mutex::new(Seen::default());
    let end = wanted.from + wanted.seeds;
    let started = std::time::Instant::now();
    let ledger = match wanted.ledger {
        Some(Where::Device) => " --ledger device",
        Some(Where::Store) => " --ledger store",
        None => "",
    };
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end {
                return;
            }
            match run(seed, wanted.ledger, Trace::Off) {
                Ok(one) => seen.lock().expect("nobody panics here").add(&one),
                Err(why) if failed.fetch_add(1, Ordering::Relaxed) < SHOWN => {
                    println!("seed {seed}: {why}\n  cargo xtask sim --tender --seed {seed}{ledger} --trace");
                }
                Err(_) => {}
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let (failed, seconds) = (failed.into_inner(), started.elapsed().as_secs_f64());
    println!("{}", seen.into_inner().expect("nobody panics here"));
    println!("{} seeds in {seconds:.0} s, {failed} failed", wanted.seeds);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
