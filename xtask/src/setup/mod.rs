//! Set-up: everything a fresh machine with git, Rust and Node lacks.
//!
//! What must hold: each item is checked first, then installed, then checked again; a second run does nothing slow;
//! whatever cannot be installed is named together with the command a person would run; nothing is downloaded on its
//! own by a tool that this set-up has not asked to.

mod browser;
mod node;
mod qt;
mod rust;

pub use browser::Browser;
pub use node::asyncapi;
pub use qt::{VERSIONS as QT_VERSIONS, pyside};
pub use rust::cargo_deny;

use crate::args::Args;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// What is needed to build the page.
pub fn build_tools() -> Result<()> {
    rust::wasm_target()?;
    rust::wasm_bindgen()?;
    rust::wasm_pack()?;
    node::node()?;
    node::packages()
}

/// A Chromium, its driver and a font.
pub fn browser() -> Result<Browser> {
    browser::find_or_install()
}

/// The compiler and the machine that the sample in C# is tried with; the one in C++ needs g++.
pub fn samples() -> Result<()> {
    const PACKAGES: [&str; 3] = ["mono-mcs", "mono-runtime", "libmono-system-core4.0-cil"];
    let there = || ["mcs", "mono"].iter().all(|program| crate::paths::find_program(&[*program]).is_some());
    item("a C# compiler", &there, &|| browser::apt(&PACKAGES), &browser::by_hand(&PACKAGES.join(" ")))?;
    let there = || crate::paths::find_program(&["g++"]).is_some();
    item("g++", &there, &|| browser::apt(&["g++"]), &browser::by_hand("g++"))
}

pub fn command(words: &[String]) -> Result<ExitCode> {
    Args::read_no_plain(words, &[], &[])?;
    build_tools()?;
    let browser = browser()?;
    crate::run::say(&format!("set-up complete; browser {}", browser.chromium.display()));
    Ok(ExitCode::SUCCESS)
}

/// One item: present, or installed and then present, or an error that names `by_hand`.
fn item(name: &str, present: &dyn Fn() -> bool, install: &dyn Fn() -> Result<()>, by_hand: &str) -> Result<()> {
    if present() {
        return Ok(());
    }
    crate::run::say(&format!("set-up: {name}: not there yet, installing"));
    let outcome = install();
    if present() {
        return Ok(());
    }
    match outcome {
        Err(error) => bail!("{name} could not be installed: {error:#}\n  by hand: {by_hand}"),
        Ok(()) => bail!("{name} was installed and is still not found\n  by hand: {by_hand}"),
    }
}

#[cfg(test)]
mod tests {
    use super::item;
    use std::cell::Cell;

    #[test]
    fn an_item_is_installed_once_and_a_failure_names_the_command() {
        let installed = Cell::new(0);
        let install = || {
            installed.set(installed.get() + 1);
            Ok(())
        };
        let present = || installed.get() > 0;
        item("thing", &present, &install, "get thing").unwrap();
        item("thing", &present, &install, "get thing").unwrap();
        assert_eq!(installed.get(), 1);
        let error = item("other", &|| false, &|| anyhow::bail!("no network"), "get other").unwrap_err().to_string();
        assert!(error.contains("no network") && error.ends_with("by hand: get other"), "{error}");
    }
}
