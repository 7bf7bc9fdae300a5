//! `test`: the native tests, the component's tests in a headless browser, the end-to-end tests, and registers that are judged.
//!
//! What must hold: a suite that cannot be built or started counts as failed and the others still run; the last line of
//! stdout is the sum, alone.

use crate::args::Args;
use crate::counts::Counts;
use crate::serve::Ports;
use crate::site::Sites;
use crate::{conform, demo, paths, qt, run, setup};
use anyhow::{Context, Result, bail};
use std::process::ExitCode;
use std::time::Instant;

const SUITES: [&str; 5] = ["native", "wasm", "e2e", "qt", "conform"];

pub fn command(words: &[String]) -> Result<ExitCode> {
    let args = Args::read_no_plain(words, &[], &["only", "without"])?;
    let (only, without) = (args.get("only"), args.get("without"));
    if let Some(name) = only.into_iter().chain(without).find(|o| !SUITES.contains(o)) {
        bail!("no suite {name}: there are {}", SUITES.join(", "));
    }
    let counts = all(only, without);
    println!("{counts}");
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the suites and prints one line for each. Where the set-up fails, so does every suite that needs it.
/// One that is left out as asked has its line, too.
pub fn all(only: Option<&str>, without: Option<&str>) -> Counts {
    let mut total = Counts::default();
    let mut lines = Vec::new();
    for suite in SUITES.into_iter().filter(|s| only.is_none_or(|o| o == *s)) {
        if without == Some(suite) {
            lines.push(format!("{suite:<7} left out as asked"));
            continue;
        }
        run::say(&format!("suite {suite}"));
        let started = Instant::now();
        let counts = one(suite).unwrap_or_else(|error| {
            eprintln!("error: {suite}: {error:#}");
            Counts { passed: 0, failed: 1 }
        });
        lines.push(format!("{suite:<7} {counts} in {} s", started.elapsed().as_secs()));
        total += counts;
    }
    println!();
    for line in lines {
        println!("{line}");
    }
    let summary = paths::target().join("test-summary.txt");
    if let Err(error) = std::fs::write(&summary, format!("{total}\n")) {
        eprintln!("error: cannot write {}: {error}", summary.display());
    }
    total
}

fn one(suite: &str) -> Result<Counts> {
    match suite {
        "native" => native(),
        "wasm" => wasm(),
        "qt" => qt::suite(),
        "conform" => conform::suite(),
        _ => e2e(),
    }
}

fn native() -> Result<Counts> {
    let (status, output) = run::tee(run::command("cargo").args(["test", "--workspace", "--no-fail-fast"]))?;
    Ok(Counts::from_test_results(&output).settled(status.success()))
}

/// The flags of the browser are in webdriver.json beside the package.
fn wasm() -> Result<Counts> {
    setup::build_tools()?;
    let browser = setup::browser()?;
    let mut command = run::command("wasm-pack");
    command.args(["test", "--mode", "no-install", "--headless", "--chrome", "--chromedriver"]).arg(&browser.driver);
    let (status, output) = run::tee(&mut command)?;
    Ok(Counts::from_test_results(&output).settled(status.success()))
}

fn e2e() -> Result<Counts> {
    setup::build_tools()?;
    let browser = setup::browser()?;
    setup::samples()?;
    let ports = Ports::bind_free()?;
    let sites = Sites::assemble(&paths::target().join("site-test"), &ports)?;
    let (register, page) = (ports.register_origin(), ports.page_origin());
    sites.serve(ports)?;
    let report = paths::target().join("e2e/report.json");
    if report.exists() {
        std::fs::remove_file(&report)?;
    }
    let mut command = run::command("playwright");
    command.arg("test").env("EPOS_CHROMIUM", &browser.chromium);
    let (status, _) = run::tee(demo::environment(&mut command, &register, &page))?;
    let text = std::fs::read_to_string(&report).context("Playwright wrote no report")?;
    Ok(Counts::from_playwright(&text)?.settled(status.success()))
}
