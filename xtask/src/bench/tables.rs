//! The tables, their jobs and goals.

use super::Bench;
use super::side::Side;
use crate::run;
use anyhow::{Context, Result};

type Table = fn(&mut Bench) -> Result<()>;

/// By the name `--only` takes.
pub const ALL: [(&str, Table); 4] = [("baskets", baskets), ("grid", grid), ("best", best), ("memory", memory)];

/// How baskets are given, by the number a job has for it.
const MODES: [&str; 4] = ["typed", "typed, deals ready", "JSON", "JSON, every member"];
const CHOICES: [&str; 2] = ["priority", "best"];
const READY: usize = 1;
const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];
const BEST: &str = "1 1 300 200 1";

/// Rows of the first table: mode, choice, lines, deals, and what a call may take natively, in microseconds.
const BASKETS: [(usize, usize, usize, usize, Option<f64>); 10] = [
    (0, 0, 20, 100, Some(60.0)),
    (1, 0, 20, 100, Some(60.0)),
    (2, 0, 20, 100, Some(150.0)),
    (3, 0, 20, 100, Some(150.0)),
    (0, 1, 20, 100, Some(60.0)),
    (1, 1, 20, 100, Some(60.0)),
    (2, 1, 20, 100, Some(150.0)),
    (0, 0, 1_000, 1_000, Some(10_000.0)),
    (1, 0, 1_000, 1_000, Some(10_000.0)),
    (1, 1, 1_000, 1_000, None),
];
/// Chromium may take so many times what the native program takes.
const RATIO: f64 = 2.0;
/// A till is not a developer's machine; the 95th percentile there, in milliseconds.
const SLOWER: [usize; 3] = [1, 4, 6];
const BEST_MS: f64 = 100.0;

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

/// The smallest value that so many hundredths of all do not exceed.
fn percentile(values: &[f64], hundredths: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * hundredths).div_ceil(100).max(1);
    sorted[rank - 1]
}

fn met(good: bool) -> &'static str {
    if good { "met" } else { "missed" }
}

/// Nanoseconds a call takes on each side, measured in turn: for each side the values of all rounds.
fn in_turn<const N: usize>(sides: [&mut Side; N], rounds: usize, line: &str) -> Result<[Vec<f64>; N]> {
    let mut values = [const { Vec::new() }; N];
    let mut sides = sides;
    for _ in 0..rounds {
        for (side, values) in sides.iter_mut().zip(&mut values) {
            values.push(*side.ask(line)?.first().context("no figure")?);
        }
    }
    Ok(values)
}

/// The median of the rounds' own ratios.
fn ratio(over: &[f64], under: &[f64]) -> f64 {
    median(over.iter().zip(under).map(|(over, under)| over / under).collect())
}

fn baskets(bench: &mut Bench) -> Result<()> {
    println!("\nOne basket priced again and again, microseconds a call; Chromium at most {RATIO:.1} x native");
    println!(
        "| lines x deals | given | choice | native | native, small | Chromium | Chromium / native | goal (native) |"
    );
    println!("|---|---|---|--:|--:|--:|--:|---|");
    for (mode, choice, lines, deals, goal) in BASKETS {
        let line = format!("mean 60 {mode} {choice} {lines} {deals} 1");
        let sides = [&mut bench.native, &mut bench.small, &mut bench.chromium];
        let [native, small, chromium] = in_turn(sides, bench.rounds, &line)?;
        let times = ratio(&chromium, &native);
        let [native, small, chromium] = [native, small, chromium].map(|values| median(values) / 1e3);
        let goal = goal.map_or_else(String::new, |goal| format!("{goal} {}", met(native <= goal)));
        println!(
            "| {lines} x {deals} | {} | {} | {native:.1} | {small:.1} | {chromium:.1} | {times:.2} {} | {goal} |",
            MODES[mode],
            CHOICES[choice],
            met(times <= RATIO),
        );
    }
    Ok(())
}

/// With the deals made ready a call must cost no more for each line and each deal that matches (and the line itself) than
/// in the smallest basket; without that every deal is looked at, so there it is each deal.
fn grid(bench: &mut Bench) -> Result<()> {
    for (mode, of) in [(READY, "matching deal"), (0, "deal")] {
        println!("\nGrid, {}: microseconds a call; nanoseconds for each line x (1 + {of})", MODES[mode]);
        println!("| lines | deals | matching | native | Chromium | Chromium / native | native, ns | Chromium, ns |");
        println!("|--:|--:|--:|--:|--:|--:|--:|--:|");
        let mut smallest = None;
        let mut worst = [(0.0, 0, 0); 2];
        for (lines, deals) in SIZES.into_iter().flat_map(|lines| SIZES.map(|deals| (lines, deals))) {
            run::say(&format!("grid {lines} x {deals}"));
            let matching = bench.native.ask(&format!("facts {mode} 0 {lines} {deals} 1"))?[0];
            let line = format!("mean 30 {mode} 0 {lines} {deals} 1");
            let sides = [&mut bench.native, &mut bench.chromium];
            let [native, chromium] = in_turn(sides, bench.rounds.min(5), &line)?;
            let times = ratio(&chromium, &native);
            let both = [median(native), median(chromium)];
            let looked_at = if mode == READY { matching } else { deals as f64 };
            let each = both.map(|time| time / (lines as f64 * (1.0 + looked_at)));
            let [native, chromium] = both.map(|time| time / 1e3);
            println!(
                "| {lines} | {deals} | {matching} | {native:.1} | {chromium:.1} | {times:.2} | {:.1} | {:.1} |",
                each[0], each[1]
            );
            let first = *smallest.get_or_insert(each);
            for ((worst, each), first) in worst.iter_mut().zip(each).zip(first) {
                if each / first > worst.0 {
                    *worst = (each / first, lines, deals);
                }
            }
        }
        for (name, (most, lines, deals)) in ["native", "Chromium"].into_iter().zip(worst) {
            let good = met(most <= 1.0);
            println!("{name}: no more for each than with 10 x 10: {good} (at most {most:.2} times, {lines} x {deals})");
        }
    }
    Ok(())
}

fn best(bench: &mut Bench) -> Result<()> {
    const CALLS: usize = 60;
    println!("\n300 lines x 200 deals, best for the customer, {CALLS} baskets, milliseconds a call");
    println!("| where | slowed | p50 | p95 | goal (p95) |");
    println!("|---|--:|--:|--:|---|");
    let line = format!("each {CALLS} {BEST}");
    let native = bench.native.ask(&line)?;
    println!("| native | 1 x | {:.1} | {:.1} | |", percentile(&native, 50) / 1e6, percentile(&native, 95) / 1e6);
    for slower in SLOWER {
        bench.chromium.ask(&format!("throttle {slower}"))?;
        let values = bench.chromium.ask(&line)?;
        let [half, most] = [50, 95].map(|hundredths| percentile(&values, hundredths) / 1e6);
        let goal = if slower == 1 { String::new() } else { format!("{BEST_MS} {}", met(most <= BEST_MS)) };
        println!("| Chromium | {slower} x | {half:.1} | {most:.1} | {goal} |");
    }
    bench.chromium.ask("throttle 1")?;
    let facts = bench.native.ask(&format!("facts {BEST}"))?;
    println!("The first of them: {} deals match, {} apply, proof {}, {} nodes", facts[0], facts[1], facts[2], facts[3]);
    Ok(())
}

fn memory(bench: &mut Bench) -> Result<()> {
    const JOBS: [(usize, usize, usize, usize); 7] = [
        (0, 0, 20, 100),
        (1, 0, 20, 100),
        (2, 0, 20, 100),
        (1, 1, 20, 100),
        (1, 0, 1_000, 1_000),
        (0, 0, 1_000, 1_000),
        (1, 1, 300, 200),
    ];
    println!("\nWhat one call asks of the allocator (native)");
    println!("| lines x deals | given | choice | pieces | KB in all | KB at most at a time |");
    println!("|---|---|---|--:|--:|--:|");
    let jobs = JOBS.map(|(mode, choice, lines, deals)| format!("{mode},{choice},{lines},{deals},1"));
    let output = run::ask(run::command(&bench.count).args(&jobs)).context("bench-count failed")?;
    for ((mode, choice, lines, deals), line) in JOBS.into_iter().zip(output.lines()) {
        let figures: Vec<f64> = line.split(' ').map(str::parse).collect::<Result<_, _>>()?;
        println!(
            "| {lines} x {deals} | {} | {} | {} | {:.1} | {:.1} |",
            MODES[mode],
            CHOICES[choice],
            figures[0],
            figures[1] / 1e3,
            figures[2] / 1e3
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{median, percentile, ratio};

    #[test]
    fn the_middle_the_ninety_fifth_and_the_ratio_of_rounds() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!((percentile(&hundred, 50), percentile(&hundred, 95)), (50.0, 95.0));
        assert_eq!(percentile(&[7.0], 95), 7.0);
        // A round that was slow on both sides does not count double.
        assert_eq!(ratio(&[2.0, 20.0, 3.0], &[1.0, 10.0, 1.0]), 2.0);
    }
}
