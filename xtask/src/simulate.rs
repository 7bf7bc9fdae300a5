//! `sim`: the simulated till, built to be fast and run with the words it was given.
//!
//! What must hold: its output is the program's own, and so is its exit code; `--faults` shows what it finds.

use crate::run;
use anyhow::{Context, Result};
use std::process::{ExitCode, Stdio};

pub fn command(words: &[String]) -> Result<ExitCode> {
    if words.first().is_some_and(|word| word == "--faults") {
        return crate::faults::command(words.get(1..).unwrap_or_default());
    }
    run::step(run::command("cargo").args(["build", "--package", "sim", "--profile", "fast"]))?;
    let mut program = run::command(crate::paths::target().join("fast/sim"));
    let status = program.args(words).stdin(Stdio::null()).status().context("could not start the simulated till")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
