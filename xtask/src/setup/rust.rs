//! The Rust side of the set-up: the wasm target, wasm-bindgen's tools in exactly the library's version, wasm-pack,
//! cargo-deny.

use super::item;
use crate::{paths, run};
use anyhow::{Context, Result};
use std::path::PathBuf;

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const WASM_PACK: &str = "0.15.1";
const CARGO_DENY: &str = "0.20.2";

pub fn wasm_target() -> Result<()> {
    item(
        "the wasm32 target",
        &|| {
            let sysroot = run::ask(run::command("rustc").args(["--print", "sysroot"]));
            sysroot.is_some_and(|s| PathBuf::from(s).join("lib/rustlib").join(WASM_TARGET).join("lib").is_dir())
        },
        &|| run::step(run::command("rustup").args(["target", "add", WASM_TARGET])),
        &format!("rustup target add {WASM_TARGET}"),
    )
}

/// The command line tools must have the very version of the library: the glue's format changes between releases.
pub fn wasm_bindgen() -> Result<()> {
    let lock = std::fs::read_to_string(paths::root().join("Cargo.lock"))
        .context("Cargo.lock is missing; run `cargo generate-lockfile`")?;
    let version = locked_version(&lock, "wasm-bindgen").context("Cargo.lock has no wasm-bindgen")?;
    let programs = ["wasm-bindgen", "wasm-bindgen-test-runner"];
    item(
        &format!("wasm-bindgen-cli {version}"),
        &|| programs.iter().all(|p| has_version(p, version)),
        &|| install("wasm-bindgen-cli", version, false),
        &format!("cargo install wasm-bindgen-cli --version {version}"),
    )
}

pub fn wasm_pack() -> Result<()> {
    item(
        &format!("wasm-pack {WASM_PACK}"),
        &|| has_version("wasm-pack", WASM_PACK),
        &|| install("wasm-pack", WASM_PACK, true),
        &format!("cargo install wasm-pack --version {WASM_PACK} --locked"),
    )
}

/// Any cargo-deny the machine has will do; otherwise one is built.
pub fn cargo_deny() -> Result<()> {
    item(
        "cargo-deny",
        &|| paths::find_program(&["cargo-deny"]).is_some(),
        &|| install("cargo-deny", CARGO_DENY, true),
        &format!("cargo install cargo-deny --version {CARGO_DENY} --locked"),
    )
}

fn has_version(program: &str, version: &str) -> bool {
    let Some(file) = paths::find_program(&[program]) else { return false };
    let printed = run::ask(run::command(file).arg("--version"));
    printed.is_some_and(|text| text.split_whitespace().any(|word| word == version))
}

fn install(package: &str, version: &str, locked: bool) -> Result<()> {
    let mut command = run::command("cargo");
    command.args(["install", package, "--version", version, "--root", ".tools"]);
    if locked {
        command.arg("--locked");
    }
    run::step(&mut command)
}

/// The version of a package in the text of Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name)?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn the_locked_version_is_that_of_the_package_with_exactly_this_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
            [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
