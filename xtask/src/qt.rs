//! `qt`: the native register of `examples/ecr-qt` plays its scripted sale, offscreen, in the newest Qt WebEngine and in an
//! old one.
//!
//! What must hold: each run begins with an empty profile and an empty journal; one that hangs is ended and counts as failed.

use crate::args::Args;
use crate::counts::Counts;
use crate::serve::Ports;
use crate::setup::{self, QT_VERSIONS};
use crate::site::Sites;
use crate::{paths, run};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// What is played: where the page comes from, and a floor no engine reaches.
const PLAYS: [(&str, &[&str]); 3] =
    [("loopback", &["--over", "loopback"]), ("scheme", &["--over", "scheme"]), ("too-old", &["--floor", "999"])];
const LIMIT: Duration = Duration::from_secs(180);
/// For a machine that hangs: the conformance page knows by itself when a case is over.
const CONFORM_LIMIT: Duration = Duration::from_secs(1800);
/// The cases are played in so many parts, beside each other.
const CONFORM_PARTS: usize = 3;

pub fn command(words: &[String]) -> Result<ExitCode> {
    let args = Args::read_no_plain(words, &[], &["only", "rounds"])?;
    let rounds: usize = args.get("rounds").unwrap_or("1").parse().context("--rounds is a number")?;
    let only = args.get("only");
    if let Some(version) = only.filter(|o| !QT_VERSIONS.contains(o)) {
        bail!("--only {version}: there are {}", QT_VERSIONS.join(", "));
    }
    let mut counts = Counts::default();
    let mut register = Register::prepare()?;
    for _ in 0..rounds {
        counts += register.play(only)?;
    }
    println!("{counts}");
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Both versions, once.
pub fn suite() -> Result<Counts> {
    Register::prepare()?.play(None)
}

/// The newest one against a conformance page; whether nothing was found.
pub fn conforms(page: PathBuf, token: PathBuf) -> Result<bool> {
    let register = Register { page, token, lines: Vec::new() };
    let [newest, ..] = QT_VERSIONS;
    let python = setup::pyside(newest)?;
    let play = |part: usize| {
        let cases = format!("{part}/{CONFORM_PARTS}");
        register.run(&python, &format!("conform-{part}"), &["--conform", "--part", &cases], CONFORM_LIMIT)
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = (1..=CONFORM_PARTS).map(|part| scope.spawn(move || play(part))).collect();
        parts.into_iter().try_fold(true, |fine, part| match part.join() {
            Ok(played) => Ok(played? && fine),
            Err(_) => bail!("a part of the conformance cases ended by itself"),
        })
    })
}

/// What every run needs: the page for a bridge, and a token for it.
struct Register {
    page: PathBuf,
    token: PathBuf,
    lines: Vec<String>,
}

impl Register {
    fn prepare() -> Result<Self> {
        setup::build_tools()?;
        let sites = Sites::assemble(&paths::target().join("site-qt"), &Ports::bind_free()?)?;
        let token = sites.for_bridge("qt")?;
        Ok(Self { page: sites.page, token, lines: Vec::new() })
    }

    fn play(&mut self, only: Option<&str>) -> Result<Counts> {
        let mut counts = Counts::default();
        for version in QT_VERSIONS.into_iter().filter(|v| only.is_none_or(|o| o == *v)) {
            let python = setup::pyside(version)?;
            for (name, options) in PLAYS {
                let started = Instant::now();
                let good = self.run(&python, &format!("{version}-{name}"), options, LIMIT)?;
                let word = if good { "passed" } else { "FAILED" };
                let seconds = started.elapsed().as_secs();
                self.lines.push(format!("PySide6 {version:<8} {name:<9} {word} in {seconds} s"));
                counts += if good { Counts { passed: 1, failed: 0 } } else { Counts { passed: 0, failed: 1 } };
            }
        }
        for line in self.lines.drain(..) {
            println!("{line}");
        }
        Ok(counts)
    }

    fn run(&self, python: &Path, name: &str, options: &[&str], limit: Duration) -> Result<bool> {
        let folder = paths::target().join("qt/data").join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        let mut command = run::command(python);
        command.arg("examples/ecr-qt/ecr.py").arg("--site").arg(&self.page).arg("--token").arg(&self.token);
        command.args(["--products", "www/products.json", "--port", "0", "--script", "--folder"]).arg(&folder);
        command.args(options).env("QT_QPA_PLATFORM", "offscreen").env("QTWEBENGINE_CHROMIUM_FLAGS", "--disable-gpu");
        // Chromium's own sandbox does not start as root.
        command.env("QTWEBENGINE_DISABLE_SANDBOX", "1").env("PYTHONUTF8", "1").env("PYTHONDONTWRITEBYTECODE", "1");
        Ok(run::succeeds_within(&mut command, limit))
    }
}
