//! `gallery`: a picture of every screen at four sizes, light and dark, and a page that shows them;
//! with `--axe` axe-core judges each of them, too.
//!
//! What must hold: the screens are drawn from the fixed data that is compiled in with the feature `gallery`; text that is
//! cut off, what axe finds and errors of the page fail the command.

use crate::args::Args;
use crate::{paths, run, setup};
use anyhow::{Context, Result};
use std::process::{ExitCode, Stdio};

const SCRIPT: &str = "tests/gallery/pictures.mjs";

pub fn command(words: &[String]) -> Result<ExitCode> {
    let args = Args::read_no_plain(words, &["axe"], &["only", "locales", "sizes", "themes"])?;
    setup::build_tools()?;
    let browser = setup::browser()?;
    let (pkg, out) = (paths::target().join("gallery-pkg"), paths::target().join("gallery"));
    let mut build = run::command("wasm-pack");
    build.args(["build", "--mode", "no-install", "--target", "web", "--dev", "--out-dir"]).arg(&pkg);
    run::step(build.args(["--", "--features", "gallery"]))?;
    let mut script = run::command("node");
    script.arg(SCRIPT).env("EPOS_CHROMIUM", &browser.chromium).env("EPOS_PKG", &pkg).env("EPOS_OUT", &out);
    for (name, variable) in
        [("only", "EPOS_ONLY"), ("locales", "EPOS_LOCALES"), ("sizes", "EPOS_SIZES"), ("themes", "EPOS_THEMES")]
    {
        if let Some(value) = args.get(name) {
            script.env(variable, value.replace(',', " "));
        }
    }
    if args.has("axe") {
        script.env("EPOS_AXE", "1");
    }
    let status = script.stdin(Stdio::null()).status().context("could not start node")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
