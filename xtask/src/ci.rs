//! `ci`: every check, one after the other, and one table at the end.
//!
//! What must hold: a failed check does not hide the next one; the last line of stdout is that of the tests.

use crate::args::Args;
use crate::{gallery, run, setup, size, suites, tidy};
use anyhow::{Result, bail};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

type Check = (&'static str, fn() -> Result<()>);

const CHECKS: [Check; 9] = [
    ("fmt", || run::step(&mut cargo(&["fmt", "--all", "--check"]))),
    ("clippy", || run::step(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))),
    ("clippy-wasm", clippy_wasm),
    ("types", types),
    ("tidy", || passed(tidy::report()?)),
    ("deny", deny),
    ("advisories", advisories),
    ("screens", || passed(gallery::report()?)),
    ("size", || passed(size::report()?)),
];

pub fn command(words: &[String]) -> Result<ExitCode> {
    let args = Args::read_no_plain(words, &["skip-test"], &[])?;
    let mut rows = Vec::new();
    let mut good = true;
    for (name, check) in CHECKS {
        run::say(&format!("check {name}"));
        let started = Instant::now();
        let outcome = check();
        let seconds = started.elapsed().as_secs();
        let said = match &outcome {
            Ok(()) => "ok".to_owned(),
            Err(error) if error.is::<Skipped>() => format!("skipped: {error}"),
            Err(error) => {
                eprintln!("error: {name}: {error:#}");
                good = false;
                "FAILED".to_owned()
            }
        };
        rows.push((name, said, seconds));
    }
    let mut tests = None;
    if !args.has("skip-test") {
        let started = Instant::now();
        let counts = suites::all(None, None);
        let said = if counts.failed == 0 { "ok" } else { "FAILED" };
        rows.push(("test", said.to_owned(), started.elapsed().as_secs()));
        good &= counts.failed == 0;
        tests = Some(counts);
    }
    println!("\n{:<12} {:>7}  result", "check", "seconds");
    for (name, said, seconds) in rows {
        println!("{name:<12} {seconds:>7}  {said}");
    }
    if let Some(counts) = tests {
        println!("{counts}");
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A check that could not be made for a reason outside the repository. Shown as such in the table.
#[derive(Debug)]
struct Skipped(&'static str);

impl std::fmt::Display for Skipped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Skipped {}

fn passed(good: bool) -> Result<()> {
    if good { Ok(()) } else { bail!("see above") }
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = run::command("cargo");
    command.args(arguments);
    command
}

/// The browser shell is compiled for the browser only, so it is linted for it.
fn clippy_wasm() -> Result<()> {
    setup::build_tools()?;
    let target = ["--target", "wasm32-unknown-unknown"];
    run::step(
        cargo(&["clippy", "--package", "smarts-epos", "--all-targets"]).args(target).args(["--", "-D", "warnings"]),
    )
}

fn types() -> Result<()> {
    setup::build_tools()?;
    for project in ["tsconfig.json", "tests/tsconfig.json"] {
        run::step(run::command("tsc").args(["--noEmit", "--project", project]))?;
    }
    setup::asyncapi()?;
    run::step(run::command("node").args(["xtask/asyncapi/check.mjs", "docs/generated/asyncapi.json"]))
}

fn deny() -> Result<()> {
    setup::cargo_deny()?;
    run::step(&mut cargo(&["deny", "--workspace", "--all-features", "check", "bans", "licenses", "sources"]))
}

/// Known vulnerabilities. The database is on the network: without it the check is named as skipped.
fn advisories() -> Result<()> {
    setup::cargo_deny()?;
    if !run::succeeds_within(&mut cargo(&["deny", "fetch", "db"]), Duration::from_secs(60)) {
        return Err(Skipped("the advisory database could not be fetched").into());
    }
    run::step(&mut cargo(&["deny", "--workspace", "--all-features", "check", "--disable-fetch", "advisories"]))
}
