//! `conform`: the conformance page against the register simulator, a register that is right, and that one broken on purpose.
//!
//! What must hold: the page behind the conformance page is the page as it is shipped; of its files only `boot/links.js` is
//! another one, which listens and disturbs.

use crate::args::Args;
use crate::serve::Ports;
use crate::site::Sites;
use crate::{demo, paths, qt, run, setup};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

const SCRIPT: &str = "tests/conform/run.mjs";
/// The register of `examples/ecr-qt`, and the kind of its bridge.
const QT: &str = "qt";
const PARTS: [&str; 4] = ["links.js", "plan.js", "judge.js", "cases.js"];

pub fn command(words: &[String]) -> Result<ExitCode> {
    let args = Args::read_no_plain(words, &[], &["only", "port"])?;
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
    script.arg(SCRIPT).env("EPOS_CHROMIUM", &browser.chromium);
    if let Some(only) = args.get("only") {
        script.env("EPOS_ONLY", only);
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

/// Puts the conformance page's files before the page's own ways.
fn disturb(sites: &Sites) -> Result<()> {
    let (root, boot) = (paths::root(), sites.page.join("boot"));
    fs::rename(boot.join("links.js"), boot.join("ways.js"))?;
    for part in PARTS {
        copy(&root.join("www/conform").join(part), &boot.join(part))?;
    }
    let packed = boot.join("links.js.br");
    if packed.exists() {
        fs::remove_file(packed)?;
    }
    let hosts = sites.register.join("conform");
    fs::create_dir_all(&hosts)?;
    for part in ["host.html", "host.js"] {
        copy(&root.join("tests/conform").join(part), &hosts.join(part))?;
    }
    Ok(())
}

/// Read and write, so that the new file's time is later than that of the packed one beside it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let bytes = fs::read(from).with_context(|| format!("{} is missing", paths::shown(from)))?;
    fs::write(to, bytes).with_context(|| format!("cannot write {}", to.display()))
}
