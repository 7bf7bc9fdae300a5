//! `gallery`: a picture of every screen at four sizes, light and dark, and a page that shows them.
//!
//! What must hold: the screens are drawn from the fixed data that is compiled in with the feature `gallery`; text that is
//! cut off, what axe finds, what a check finds and errors of the page fail the command. The time of painting is measured with
//! what a till downloads, optimised; all else with a build that is made fast.

use crate::args::Args;
use crate::{paths, run, setup};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

/// Runs that are asked for by a flag, and their scripts; without any of them the pictures are made.
const CHECKS: [(&str, &str); 5] = [
    ("axe", "tests/gallery/axe.mjs"),
    ("access", "tests/gallery/access.mjs"),
    ("looks", "tests/gallery/looks.mjs"),
    ("paint", "tests/gallery/paint.mjs"),
    ("docs", "tests/gallery/docs.mjs"),
];

pub fn command(words: &[String]) -> Result<ExitCode> {
    let flags = ["axe", "access", "looks", "paint", "docs"];
    let args = Args::read_no_plain(words, &flags, &["only", "locales", "sizes", "themes"])?;
    setup::build_tools()?;
    let browser = setup::browser()?;
    let mut good = true;
    let asked: Vec<&str> = CHECKS.iter().filter(|(flag, _)| args.has(flag)).map(|(_, script)| *script).collect();
    let asked = if asked.is_empty() { vec!["tests/gallery/pictures.mjs"] } else { asked };
    for script in asked {
        let pkg = build(script.ends_with("paint.mjs"))?;
        good &= play(script, &pkg, &browser.chromium, &args)?;
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What needs no eye: accessibility, axe (every entry in three languages and four themes), and how the main screens look where the
/// machine draws the same letters.
pub fn report() -> Result<bool> {
    setup::build_tools()?;
    let (browser, args) = (setup::browser()?, Args::read_no_plain(&[], &[], &[])?);
    let pkg = build(false)?;
    let mut good = true;
    for (flag, script) in CHECKS {
        good &= !matches!(flag, "axe" | "access" | "looks") || play(script, &pkg, &browser.chromium, &args)?;
    }
    Ok(good)
}

fn build(release: bool) -> Result<PathBuf> {
    let (kind, name) = if release { ("--release", "gallery-release-pkg") } else { ("--dev", "gallery-pkg") };
    let pkg = paths::target().join(name);
    let mut build = run::command("wasm-pack");
    build.args(["build", "--mode", "no-install", "--target", "web", kind, "--out-dir"]).arg(&pkg);
    run::step(build.args(["--", "--features", "gallery"]))?;
    Ok(pkg)
}

fn play(script: &str, pkg: &Path, chromium: &Path, args: &Args) -> Result<bool> {
    let out = paths::target().join("gallery");
    let mut node = run::command("node");
    node.arg(script).env("EPOS_CHROMIUM", chromium).env("EPOS_PKG", pkg).env("EPOS_OUT", &out);
    for (name, variable) in
        [("only", "EPOS_ONLY"), ("locales", "EPOS_LOCALES"), ("sizes", "EPOS_SIZES"), ("themes", "EPOS_THEMES")]
    {
        if let Some(value) = args.get(name) {
            node.env(variable, value.replace(',', " "));
        }
    }
    Ok(node.stdin(Stdio::null()).status().context("could not start node")?.success())
}
