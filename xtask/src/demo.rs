//! `demo`: everything built and served on loopback; `--once` plays the scripted sale against it.
//!
//! What must hold: one line on stdout says that both sites answer, and nothing else is printed there before; with
//! `--once` the rest of stdout is the script's and so is the exit code.

use crate::args::Args;
use crate::serve::Ports;
use crate::site::{self, Sites};
use crate::{paths, run, setup};
use anyhow::{Context, Result, bail};
use std::process::{Command, ExitCode, Stdio};

const SCRIPT: &str = "tests/e2e/once.mjs";

pub fn command(words: &[String]) -> Result<ExitCode> {
    let args = Args::read_no_plain(words, &["once"], &["port"])?;
    let port: u16 = args.get("port").unwrap_or("8080").parse().context("--port is a number from 1 to 65534")?;
    // First of all: a port in use should not be noticed after a minute of building.
    let ports = Ports::bind(port)?;
    setup::build_tools()?;
    let browser = if args.has("once") { Some(setup::browser()?) } else { None };
    let sites = Sites::assemble(&paths::target().join("site"), &ports)?;
    let (register, page) = (ports.register_origin(), ports.page_origin());
    sites.serve(ports)?;
    println!("ready {register}/");
    let Some(browser) = browser else {
        run::say(&format!("the register is at {register}/, the page it embeds at {page}/; stop with Ctrl-C"));
        loop {
            std::thread::park();
        }
    };
    if !paths::root().join(SCRIPT).is_file() {
        bail!("{SCRIPT} is missing");
    }
    let mut script = run::command("node");
    script.arg(SCRIPT).env("EPOS_CHROMIUM", &browser.chromium).env("EPOS_OUT", paths::target().join("demo"));
    let status =
        environment(&mut script, &register, &page).stdin(Stdio::null()).status().context("could not start node")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What browser scripts are told: where both sites are, and the key the demo merchant signs with.
pub fn environment<'a>(command: &'a mut Command, register: &str, page: &str) -> &'a mut Command {
    command
        .env("EPOS_REGISTER_URL", format!("{register}/"))
        .env("EPOS_PAGE_URL", format!("{page}/"))
        .env("EPOS_KEY", site::merchant_key_file())
}
