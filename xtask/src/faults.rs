//! `sim --faults`: deliberate faults, one by one, and how many seeds of the simulated till it takes to see each.
//!
//! What must hold: a fault is a patch in `sim/faults`, applied to a copy of the sources and nowhere else; one that no longer
//! applies, or that is not seen in time, is a failure.

use crate::{paths, run};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// A fault must be seen within so many seeds.
const SEEDS: usize = 500;
/// Without any fault so many pass before the first one is tried; more is what `sim --seeds` is for.
const SOUND: usize = 50;
/// What of the repository the copy needs: the workspace's manifests, and the sources of `till` and `sim`.
const COPIED: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    ".cargo",
    "rust-toolchain.toml",
    "src",
    "till",
    "sim",
    "bench",
    "xtask",
    "www/locales",
];

/// Every fault, or those whose names contain one of these.
pub fn command(only: &[String]) -> Result<ExitCode> {
    let tree = paths::target().join("faults/tree");
    let built = paths::target().join("faults/target");
    copy_all(&tree)?;
    let mut faults: Vec<PathBuf> = std::fs::read_dir(paths::root().join("sim/faults"))
        .context("sim/faults")?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    faults.retain(|path| path.extension().is_some_and(|extension| extension == "patch"));
    faults.retain(|path| only.is_empty() || only.iter().any(|only| name(path).contains(only.as_str())));
    faults.sort();
    if let Some(why) = play(&tree, &built, SOUND)? {
        bail!("the simulated till fails without any fault: {why}");
    }
    let mut unseen = 0;
    for fault in &faults {
        apply(&tree, fault, false)?;
        let seen = play(&tree, &built, SEEDS);
        apply(&tree, fault, true)?;
        match seen? {
            Some(line) => println!("{}: {line}", name(fault)),
            None => {
                println!("{}: NOT SEEN in {SEEDS} seeds", name(fault));
                unseen += 1;
            }
        }
    }
    println!("{} faults, {unseen} not seen", faults.len());
    Ok(if unseen == 0 && !faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn name(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Copies what has changed, so that little is built anew.
fn copy_all(tree: &Path) -> Result<()> {
    let listed = run::command("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"])
        .args(COPIED)
        .output()
        .context("git ls-files")?;
    if !listed.status.success() {
        bail!("git ls-files failed: the faults are applied to a copy of what it lists");
    }
    let listed = String::from_utf8(listed.stdout).context("names of files")?;
    for file in listed.split('\0').filter(|file| !file.is_empty()) {
        let (from, to) = (paths::root().join(file), tree.join(file));
        let Ok(text) = std::fs::read(&from) else { continue }; // removed, and not committed yet
        if std::fs::read(&to).is_ok_and(|there| there == text) {
            continue;
        }
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&to, text).with_context(|| format!("could not write {}", to.display()))?;
    }
    Ok(())
}

fn apply(tree: &Path, fault: &Path, back: bool) -> Result<()> {
    let mut git = Command::new("git");
    git.current_dir(tree).env("GIT_CEILING_DIRECTORIES", tree.parent().unwrap_or(tree)).arg("apply");
    if back {
        git.arg("--reverse");
    }
    let done = git.arg(fault).status().context("git apply")?;
    if !done.success() {
        bail!("{} does not apply: make it anew, the code it breaks has changed", fault.display());
    }
    Ok(())
}

/// Builds the copy and plays seeds; the first that fails, if one does.
fn play(tree: &Path, built: &Path, seeds: usize) -> Result<Option<String>> {
    let mut build = run::command("cargo");
    build.args(["build", "--quiet", "--package", "sim", "--manifest-path"]).arg(tree.join("Cargo.toml"));
    // A fault is built once and played for seconds; overflow and debug assertions stay.
    let settings =
        [("CARGO_PROFILE_DEV_OPT_LEVEL", "1"), ("CARGO_PROFILE_DEV_DEBUG", "0"), ("RUSTFLAGS", "-Awarnings")];
    let built_well = build.env("CARGO_TARGET_DIR", built).envs(settings).status().context("cargo build")?;
    if !built_well.success() {
        bail!("a fault does not build");
    }
    let mut sim = Command::new(built.join("debug/sim"));
    sim.args(["--tender", "--first", "--seeds", &seeds.to_string()]).stdin(Stdio::null());
    let played = sim.output().context("could not start the simulated till")?;
    if played.status.success() {
        return Ok(None);
    }
    let said = String::from_utf8_lossy(&played.stdout);
    let line = said.lines().next().unwrap_or("it said nothing");
    Ok(Some(line.chars().take(200).collect()))
}
