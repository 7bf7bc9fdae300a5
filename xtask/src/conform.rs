//! `conform`: the conformance page against the register simulator, a register that is right, and that one broken on purpose.
//!
//! What must hold: the page behind the conformance page is the page as it is shipped; of its files only `boot/links.js` is
//! another one, which listens and disturbs.

use crate::args::Args;
use crate::counts::Counts;
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
    let sites = assemble(&ports)?;
    let (register, page) = (ports.register_origin(), ports.page_origin());
    sites.serve(ports)?;
    if serving {
        println!("ready {register}/");
        run::say(&format!("a register opens {page}/ in place of the page and makes sales; stop with Ctrl-C"));
        loop {
            std::thread::park();
        }
    }
    let counts = play(&sites, &register, &page, args.get("only"), args.get("cases"))?;
    println!("{counts}");
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every register, every case it can be asked for.
pub fn suite() -> Result<Counts> {
    setup::build_tools()?;
    let ports = Ports::bind_free()?;
    let sites = assemble(&ports)?;
    let (register, page) = (ports.register_origin(), ports.page_origin());
    sites.serve(ports)?;
    play(&sites, &register, &page, None, None)
}

/// One register counts as one test, those in a browser first.
fn play(sites: &Sites, register: &str, page: &str, only: Option<&str>, cases: Option<&str>) -> Result<Counts> {
    let mut counts = Counts::default();
    if only != Some(QT) {
        let browser = setup::browser()?;
        let mut script = run::command("node");
        let reports = paths::target().join("conform");
        script.arg(SCRIPT).env("EPOS_CHROMIUM", &browser.chromium).env("EPOS_OUT", &reports);
        for (value, variable) in [(only, "EPOS_ONLY"), (cases, "EPOS_CASES")] {
            if let Some(wanted) = value {
                script.env(variable, wanted);
            }
        }
        let (status, said) = run::tee(demo::environment(&mut script, register, page))?;
        counts = of_lines(&said).settled(status.success());
    }
    if only.is_none_or(|only| only == QT) {
        let token = sites.for_bridge(QT)?;
        let fine = qt::conforms(sites.page.clone(), token)?;
        let (word, passed) = if fine { ("ok    ", 1) } else { ("FAILED", 0) };
        println!("{word} {QT}");
        counts += Counts { passed, failed: 1 - passed };
    }
    Ok(counts)
}

/// Of the script: one line for each register.
fn of_lines(said: &str) -> Counts {
    let of = |word: &str| said.lines().filter(|line| line.starts_with(word)).count() as u64;
    Counts { passed: of("ok "), failed: of("FAILED ") }
}

fn assemble(ports: &Ports) -> Result<Sites> {
    let sites = Sites::assemble(&paths::target().join("site-conform"), ports)?;
    disturb(&sites)?;
    Ok(sites)
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

#[cfg(test)]
mod tests {
    use super::of_lines;
    use crate::counts::Counts;

    #[test]
    fn a_register_that_found_nothing_counts_as_passed() {
        let said = "ok     simulator        0 findings\n         a case: FAILED or ok it says\nFAILED qt\n1 passed, 1 failed\n";
        assert_eq!(of_lines(said), Counts { passed: 1, failed: 1 });
    }
}
