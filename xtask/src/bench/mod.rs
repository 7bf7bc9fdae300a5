//! `bench`: what pricing costs, natively and in headless Chromium, in one run and in turn.
//!
//! What must hold: every figure is a median over rounds in which each side is measured right after the other, so that a
//! busy machine slows both; a goal that is missed is told and is no failure; a side that cannot be measured is one.

mod side;
mod tables;

use crate::args::Args;
use crate::{paths, run, setup};
use anyhow::{Context, Result, bail};
use side::Side;
use std::path::PathBuf;
use std::process::ExitCode;

/// Everything that is measured, and how often.
pub struct Bench {
    pub native: Side,
    /// Natively as the component is built: small rather than fast.
    pub small: Side,
    pub chromium: Side,
    pub count: PathBuf,
    pub rounds: usize,
}

pub fn command(words: &[String]) -> Result<ExitCode> {
    let args = Args::read_no_plain(words, &[], &["rounds", "only"])?;
    let rounds: usize = args.get("rounds").unwrap_or("7").parse().context("--rounds is a number")?;
    if rounds == 0 {
        bail!("--rounds is at least 1");
    }
    let only = args.get("only");
    if let Some(name) = only.filter(|name| !tables::ALL.iter().any(|(table, _)| table == name)) {
        bail!("--only {name}: there are {}", tables::ALL.map(|(table, _)| table).join(", "));
    }
    setup::build_tools()?;
    let browser = setup::browser()?;
    let fast = native("fast")?;
    let small = native("release")?;
    let mut chromium = run::command("node");
    chromium.arg("bench/chromium.mjs").arg(wasm()?).env("EPOS_CHROMIUM", &browser.chromium);
    println!("{}", machine(&browser));
    let mut bench = Bench {
        native: Side::start(&mut run::command(fast.join("bench-native")))?,
        small: Side::start(&mut run::command(small.join("bench-native")))?,
        chromium: Side::start(&mut chromium)?,
        count: fast.join("bench-count"),
        rounds,
    };
    for (name, table) in tables::ALL {
        if only.is_none_or(|only| only == name) {
            run::say(&format!("bench {name}"));
            table(&mut bench)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Builds the native programs by a profile; the folder they are in.
fn native(profile: &str) -> Result<PathBuf> {
    run::step(run::command("cargo").args(["build", "--package", "bench", "--bins", "--profile", profile]))?;
    Ok(paths::target().join(profile))
}

/// The same code as wasm, built and made small like the component.
fn wasm() -> Result<PathBuf> {
    let target = "wasm32-unknown-unknown";
    run::step(
        run::command("cargo").args(["build", "--package", "bench", "--lib", "--release", "--target"]).arg(target),
    )?;
    let built = paths::target().join(target).join("release/bench.wasm");
    let small = paths::target().join("bench.wasm");
    run::step(run::command("wasm-opt").arg("-Oz").arg(&built).arg("-o").arg(&small))?;
    Ok(small)
}

/// What it was measured on.
fn machine(browser: &setup::Browser) -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let version = |program: &mut std::process::Command| run::ask(program.arg("--version")).unwrap_or_default();
    let chromium = version(&mut run::command(&browser.chromium));
    let chromium = chromium.split(" built on").next().unwrap_or_default().to_owned();
    let rustc = version(&mut run::command("rustc"));
    let rustc = rustc.split(" (").next().unwrap_or_default().to_owned();
    format!("{count} x {}; {chromium}; {rustc}", cpu.unwrap_or_else(|| "unknown processor".to_owned()))
}
