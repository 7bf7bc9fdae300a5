//! `sim [--tender|--loyalty] [--seeds N] [--from K] [--first] [--seed K [--trace] [--shrink]] [--ledger device|store]`: many seeds, or
//! one of them.
//!
//! What must hold: a failed seed prints the one command that plays it again, up to the failure; the last line says how many
//! failed.

use sim::{Calm, Course, Seen, Trace, Where, run};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

const USAGE: &str = "sim [--tender|--loyalty] [--seeds 1000] [--from 0] [--first] [--ledger device|store]
    [--seed K [--trace] [--shrink] [--without lost,crash] [--acts N]]";
/// Failures that are printed whole; the rest is counted.
const SHOWN: usize = 10;

struct Wanted {
    from: u64,
    seeds: u64,
    one: Option<u64>,
    trace: Trace,
    ledger: Option<Where>,
    /// Stop at the first seed that fails.
    first: bool,
    /// Look for less weather and fewer acts with which the seed fails, too.
    shrink: bool,
    calm: Calm,
}

fn wanted() -> Result<Wanted, String> {
    let (trace, calm) = (Trace::Off, Calm::default());
    let mut wanted = Wanted { from: 0, seeds: 1000, one: None, trace, ledger: None, first: false, shrink: false, calm };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || -> Result<u64, String> {
            let text = words.next().ok_or_else(|| format!("{word} needs a number"))?;
            text.parse().map_err(|_| format!("{word}: `{text}` is no number"))
        };
        match word.as_str() {
            "--tender" => wanted.calm.course = Course::Tender,
            "--loyalty" => wanted.calm.course = Course::Loyalty,
            "--seeds" => wanted.seeds = number()?,
            "--from" => wanted.from = number()?,
            "--seed" => wanted.one = Some(number()?),
            "--trace" => wanted.trace = Trace::On,
            "--first" => wanted.first = true,
            "--shrink" => wanted.shrink = true,
            "--acts" => wanted.calm.acts = Some(u32::try_from(number()?).unwrap_or(u32::MAX)),
            "--without" => {
                let list = words.next().ok_or("--without needs names, such as lost,crash")?;
                wanted.calm.without = list.split(',').map(str::to_owned).collect();
            }
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
    match wanted.one {
        Some(seed) if wanted.shrink => shrink(seed, &wanted),
        Some(seed) => one(seed, &wanted),
        None => many(&wanted),
    }
}

fn one(seed: u64, wanted: &Wanted) -> ExitCode {
    match run(seed, wanted.ledger, &wanted.calm, wanted.trace) {
        Ok(seen) => {
            println!("seed {seed}: {seen}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            println!("seed {seed}: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Takes one kind of fault after the other away, then acts, as long as the seed still fails.
fn shrink(seed: u64, wanted: &Wanted) -> ExitCode {
    let fails = |calm: &Calm| run(seed, wanted.ledger, calm, Trace::Off).err();
    let Some(mut why) = fails(&wanted.calm) else {
        println!("seed {seed} keeps every rule");
        return ExitCode::SUCCESS;
    };
    let mut calm = wanted.calm.clone();
    let mut keep = |less: Calm, calm: &mut Calm| {
        let Some(new) = fails(&less) else { return false };
        (*calm, why) = (less, new);
        true
    };
    for kind in Calm::KINDS {
        let mut less = calm.clone();
        less.without.push((*kind).to_owned());
        keep(less, &mut calm);
    }
    let mut acts = 150;
    while acts > 1 {
        let less = Calm { acts: Some(acts / 2), ..calm.clone() };
        if !keep(less, &mut calm) {
            break;
        }
        acts /= 2;
    }
    for fewer in (1..acts).rev() {
        if !keep(Calm { acts: Some(fewer), ..calm.clone() }, &mut calm) {
            break;
        }
    }
    println!("seed {seed}: {why}\n  {}", command(seed, wanted.ledger, &calm));
    ExitCode::FAILURE
}

/// What plays a seed again.
fn command(seed: u64, ledger: Option<Where>, calm: &Calm) -> String {
    let course = if calm.course == Course::Loyalty { "loyalty" } else { "tender" };
    let mut words = vec![format!("cargo xtask sim --{course} --seed {seed} --trace")];
    match ledger {
        Some(Where::Device) => words.push("--ledger device".to_owned()),
        Some(Where::Store) => words.push("--ledger store".to_owned()),
        None => {}
    }
    if !calm.without.is_empty() {
        words.push(format!("--without {}", calm.without.join(",")));
    }
    words.extend(calm.acts.map(|acts| format!("--acts {acts}")));
    words.join(" ")
}

fn many(wanted: &Wanted) -> ExitCode {
    let (next, failed) = (AtomicU64::new(wanted.from), AtomicUsize::new(0));
    let seen = Mutex::new(Seen::default());
    let end = wanted.from + wanted.seeds;
    let started = std::time::Instant::now();
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end || (wanted.first && failed.load(Ordering::Relaxed) > 0) {
                return;
            }
            match run(seed, wanted.ledger, &wanted.calm, Trace::Off) {
                Ok(one) => seen.lock().expect("nobody panics here").add(&one),
                Err(why) if failed.fetch_add(1, Ordering::Relaxed) < SHOWN => {
                    println!("seed {seed}: {why}\n  {}", command(seed, wanted.ledger, &wanted.calm));
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
