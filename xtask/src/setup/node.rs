//! The Node side of the set-up: Node 20 or newer, and the packages of package-lock.json.

use super::item;
use crate::{paths, run};
use anyhow::{Context, Result, bail};

/// Node itself is not installed here: the machine's own packages or a version manager do that.
pub fn node() -> Result<()> {
    let by_hand = "install Node 20 or newer, with npm";
    let version = run::ask(run::command("node").arg("--version")).with_context(|| format!("no node; {by_hand}"))?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|m| m.parse::<u32>().ok());
    if major.is_none_or(|m| m < 20) {
        bail!("node {version} is too old; {by_hand}");
    }
    if paths::find_program(&["npm"]).is_none() {
        bail!("node is there and npm is not; {by_hand}");
    }
    Ok(())
}

/// Installed exactly as locked. The stamp holds the lock file that was installed last.
pub fn packages() -> Result<()> {
    let root = paths::root();
    let stamp = root.join("node_modules").join(".xtask-lock");
    let lock = std::fs::read(root.join("package-lock.json")).context("package-lock.json is missing")?;
    let tools = ["wasm-opt", "esbuild", "playwright", "tsc"];
    item(
        "the npm packages",
        &|| std::fs::read(&stamp).is_ok_and(|s| s == lock) && tools.iter().all(|t| paths::node_bin().join(t).exists()),
        &|| {
            // Playwright drives the machine's Chromium; its own browsers are not wanted.
            run::step(
                run::command("npm")
                    .args(["ci", "--no-fund", "--no-audit"])
                    .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
            )?;
            Ok(std::fs::write(&stamp, &lock)?)
        },
        "npm ci",
    )
}

/// The published schema of AsyncAPI and what reads it, apart from the other packages: nothing but one check needs them.
pub fn asyncapi() -> Result<()> {
    let folder = paths::root().join("xtask/asyncapi");
    let stamp = folder.join("node_modules/.xtask-lock");
    let lock =
        std::fs::read(folder.join("package-lock.json")).context("xtask/asyncapi/package-lock.json is missing")?;
    item(
        "the schema of AsyncAPI",
        &|| std::fs::read(&stamp).is_ok_and(|s| s == lock),
        &|| {
            let quiet = ["ci", "--ignore-scripts", "--no-fund", "--no-audit"];
            run::step(run::command("npm").args(quiet).current_dir(&folder))?;
            Ok(std::fs::write(&stamp, &lock)?)
        },
        "npm ci --prefix xtask/asyncapi",
    )
}
