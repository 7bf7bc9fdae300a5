//! `conform`: the conformance page against the register simulator, a register that is right, and that one broken on purpose.
//!
//! What must hold: the page behind the conformance page is the page as it is shipped; of its files only `boot/links.js` is
//! another one, which listens and disturbs.

use crate::args::Args;
use crate::serve::Ports;
use crate::site::Sites;
use crate::{demo, paths, qt, run, setup, site};
use anyhow::{Context, Result};
use std::fs;
use std::process::ExitCode;

const SCRIPT: &str = "tests/conform/run.mjs";
/// The register of `examples/ecr-qt`, and the kind of its bridge.
const QT: &str = "qt";

pub fn command(words: &[String]) -> Result<ExitCode> {
    let args = Args::read_no_plain(words, &[], &["only", "port", "cases"])?;
    let ports = match args.get("port") {
        Some(port) => Ports::bind(port.parse().context("--port is a number from 1 to 65534")?)?,
        None => Ports::bind_free()?,
    };
    let serving = args.get("port").is_some();
    setup::build_tools()?;
    let sites = Sites::assemble(&paths::target().join("site-conform"), &ports)?;
    disturb(&sites)?;
    let (register, page) = (ports.register_origin(), ports.page_origin());
    sites.serve(ports)?;
    if serving {
        println!("ready {register}/");
        run::say(&format!("a register opens {page}/ in place of the page and makes sales; stop with Ctrl-C"));
        loop {
            std::thread::park();
        }
    }
    let browser = setup::browser()?;
    let mut script = run::command("node");
    let reports = paths::target().join("conform");
    script.arg(SCRIPT).env("EPOS_CHROMIUM", &browser.chromium).env("EPOS_OUT", &reports);
    for (name, variable) in [("only", "EPOS_ONLY"), ("cases", "EPOS_CASES")] {
        if let Some(wanted) = args.get(name) {
            script.env(variable, wanted);
        }
    }
    let (status, _) = run::tee(demo::environment(&mut script, &register, &page))?;
    let mut good = status.success();
    if args.get("only").is_none_or(|only| only == QT) {
        let token = sites.for_bridge(QT)?;
        let fine = qt::conforms(sites.page, token)?;
        println!("{} {QT}", if fine { "ok    " } else { "FAILED" });
        good &= fine;
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The conformance page in the place of the page, and the registers that sell by themselves.
fn disturb(sites: &Sites) -> Result<()> {
    site::conform::instead(&sites.page)?;
    let hosts = sites.register.join("conform");
    fs::create_dir_all(&hosts)?;
    for part in ["host.html", "host.js"] {
        let from = paths::root().join("tests/conform").join(part);
        fs::copy(&from, hosts.join(part)).with_context(|| format!("{} is missing", paths::shown(&from)))?;
    }
    Ok(())
}
