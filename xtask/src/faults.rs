//! `sim --faults`: deliberate faults, one by one, and how many seeds of the simulated till it takes to see each.
//!
//! What must hold: a fault is a patch in `sim/faults`, applied to a copy of the sources and nowhere else; all of them are
//! built once, and one at a time is switched on; one that no longer applies, or that is not seen in time, is a failure.

use crate::{paths, run};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// A fault must be seen within so many seeds.
const SEEDS: usize = 500;
/// Without any fault so many pass before the first one is tried; more is what `sim --seeds` is for.
const SOUND: usize = 50;
/// From this number on a fault is looked for by the days with members.
const MEMBERS: &str = "31";
/// What of the repository the copy needs: the workspace's manifests, and the sources of `till`, `sim` and what they are made of.
const COPIED: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    ".cargo",
    "rust-toolchain.toml",
    "src",
    "heap",
    "json",
    "pricing",
    "till",
    "sim",
    "bench",
    "xtask",
    "www/locales",
];

/// Every fault, or those whose names contain one of these.
pub fn command(only: &[String]) -> Result<ExitCode> {
    let (tree, folder) = (paths::target().join("faults/tree"), paths::root().join("sim/faults"));
    let entries = std::fs::read_dir(&folder).context("sim/faults")?;
    let mut faults: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<_>>()?;
    faults.retain(|path| path.extension().is_some_and(|extension| extension == "patch"));
    faults.sort();
    let switch = std::fs::read(folder.join("switch.rs")).context("sim/faults/switch.rs")?;
    let broken = break_copy(&tree, &faults, &switch);
    let program = broken.and_then(|()| build(&tree))?;
    for course in ["--tender", "--loyalty"] {
        if let Some(why) = play(&program, course, "", SOUND)? {
            bail!("the simulated till fails without any fault: {course}: {why}");
        }
    }
    let (mut tried, mut unseen) = (0, 0);
    for name in faults.iter().map(|fault| name(fault)) {
        if !only.is_empty() && !only.iter().any(|only| name.contains(only.as_str())) {
            continue;
        }
        tried += 1;
        let course = if name.as_str() < MEMBERS { "--tender" } else { "--loyalty" };
        match play(&program, course, name.get(3..).unwrap_or_default(), SEEDS)? {
            Some(line) => println!("{name}: {line}"),
            None => {
                println!("{name}: NOT SEEN in {SEEDS} seeds");
                unseen += 1;
            }
        }
    }
    println!("{tried} faults, {unseen} not seen");
    Ok(if unseen == 0 && tried > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn name(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A copy of the sources with every fault in it, each behind its switch.
fn break_copy(tree: &Path, faults: &[PathBuf], switch: &[u8]) -> Result<()> {
    if tree.exists() {
        std::fs::remove_dir_all(tree).context("the copy of before")?;
    }
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
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&to, text).with_context(|| format!("could not write {}", to.display()))?;
    }
    for (library, switch) in [("pricing/src/lib.rs", switch), ("till/src/lib.rs", b"pub use pricing::fault;\n")] {
        let text = [std::fs::read(tree.join(library)).context(library)?, switch.to_vec()].concat();
        std::fs::write(tree.join(library), text)?;
    }
    faults.iter().try_for_each(|fault| apply(tree, fault))
}

fn apply(tree: &Path, fault: &Path) -> Result<()> {
    // The copy lies in a repository, and is none: without this `git apply` would skip its files.
    let above = tree.parent().unwrap_or(tree);
    let mut git = Command::new("git");
    git.current_dir(tree).env("GIT_CEILING_DIRECTORIES", above).arg("apply").arg(fault);
    if !git.status().context("git apply")?.success() {
        bail!("{} does not apply: make it anew, the code it breaks has changed", fault.display());
    }
    Ok(())
}

/// Builds the simulated till of the copy.
fn build(tree: &Path) -> Result<PathBuf> {
    let built = paths::target().join("faults/target");
    let mut build = run::command("cargo");
    build.args(["build", "--quiet", "--package", "sim", "--manifest-path"]).arg(tree.join("Cargo.toml"));
    // It is built once and played for seconds; overflow and debug assertions stay.
    let settings =
        [("CARGO_PROFILE_DEV_OPT_LEVEL", "1"), ("CARGO_PROFILE_DEV_DEBUG", "0"), ("RUSTFLAGS", "-Awarnings")];
    if !build.env("CARGO_TARGET_DIR", &built).envs(settings).status().context("cargo build")?.success() {
        bail!("the copy with the faults of sim/faults does not build");
    }
    Ok(built.join("debug/sim"))
}

/// Plays seeds with a fault switched on; what the first one that fails says, if one does.
fn play(program: &Path, course: &str, fault: &str, seeds: usize) -> Result<Option<String>> {
    let mut sim = Command::new(program);
    sim.env("SIM_FAULT", fault).args([course, "--first", "--seeds", &seeds.to_string()]).stdin(Stdio::null());
    let played = sim.output().context("could not start the simulated till")?;
    if played.status.success() {
        return Ok(None);
    }
    let said = String::from_utf8_lossy(&played.stdout);
    let line = said.lines().next().unwrap_or("it said nothing");
    Ok(Some(line.chars().take(200).collect()))
}
