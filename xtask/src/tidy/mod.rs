//! `tidy`: the house rules that no compiler checks.
//!
//! What must hold: every finding is one line `path:line: reason`; files that git ignores are not looked at.

mod functions;
mod layers;
mod lengths;
mod locales;
mod mask;
mod words;

use crate::args::Args;
use crate::{paths, run, till_gate};
use anyhow::{Context, Result};
use std::process::ExitCode;

/// A text file of the repository: its path from the root, and what is in it.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    pub fn ending(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, end)| end)
    }
}

/// A rule that is broken at a line (from 1).
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub path: String,
    pub line: usize,
    pub reason: String,
}

impl Finding {
    pub fn new(source: &Source, line: usize, reason: impl Into<String>) -> Self {
        Self { path: source.path.clone(), line, reason: reason.into() }
    }
}

pub fn command(words: &[String]) -> Result<ExitCode> {
    Args::read_no_plain(words, &[], &[])?;
    Ok(if report()? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the findings; whether there is none.
pub fn report() -> Result<bool> {
    let sources = sources()?;
    let mut findings = Vec::new();
    for source in &sources {
        lengths::check(source, &mut findings);
        layers::check(source, &mut findings);
        words::check(source, &mut findings);
    }
    locales::check(&sources, &mut findings);
    findings.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    for finding in &findings {
        println!("{}:{}: {}", finding.path, finding.line, finding.reason);
    }
    let generated = till_gate::generate(true)?;
    run::say(&format!("tidy: {} files, {} findings", sources.len(), findings.len()));
    Ok(findings.is_empty() && generated)
}

/// What git knows or would add.
fn sources() -> Result<Vec<Source>> {
    let mut command = run::command("git");
    let listed = run::ask(command.args(["ls-files", "--cached", "--others", "--exclude-standard"]))
        .context("tidy needs git and a repository")?;
    let read = |path: &str| {
        let text = std::fs::read_to_string(paths::root().join(path)).ok()?;
        Some(Source { path: path.to_owned(), text })
    };
    Ok(listed.lines().filter_map(read).collect())
}
