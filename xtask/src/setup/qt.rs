//! Qt WebEngine with Python, as the register of `examples/ecr-qt` needs it: each version in an environment of its own
//! below the target folder, about 0.7 GB each.

use super::browser::{apt, by_hand};
use super::item;
use crate::{paths, run};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// The newest Qt WebEngine (Chromium 140) and an old one (Chromium 112).
pub const VERSIONS: [&str; 2] = ["6.12.0", "6.6.3.1"];
/// What Qt WebEngine links and Debian does not install by itself.
const LIBRARIES: [&str; 17] = [
    "libasound2",
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0",
    "libnspr4",
    "libnss3",
    "libopengl0",
    "libxcomposite1",
    "libxdamage1",
    "libxkbcommon0",
    "libxkbcommon-x11-0",
    "libxkbfile1",
    "libxrandr2",
    "libxrender1",
    "libxtst6",
];

/// The Python of an environment with this PySide6.
pub fn pyside(version: &str) -> Result<PathBuf> {
    item("Python 3 with venv", &has_venv, &|| apt(&["python3", "python3-venv"]), &by_hand("python3 python3-venv"))?;
    let dir = paths::target().join("qt").join(version);
    let python = dir.join("bin/python");
    let stamp = dir.join("installed");
    let package = format!("PySide6=={version}");
    item(
        &format!("PySide6 {version}"),
        &|| std::fs::read_to_string(&stamp).is_ok_and(|s| s == package),
        &|| {
            run::step(run::command("python3").args(["-m", "venv", "--clear"]).arg(&dir))?;
            let quiet = ["--no-input", "--disable-pip-version-check", "--no-cache-dir", "--progress-bar", "off"];
            run::step(run::command(&python).args(["-m", "pip", "install"]).args(quiet).arg(&package))?;
            Ok(std::fs::write(&stamp, &package)?)
        },
        &format!("python3 -m venv {} && {} -m pip install {package}", dir.display(), python.display()),
    )?;
    item(
        &format!("the libraries of Qt WebEngine {version}"),
        &|| loads(&python),
        &|| apt(&LIBRARIES),
        &by_hand(&LIBRARIES.join(" ")),
    )?;
    Ok(python)
}

fn has_venv() -> bool {
    run::ask(run::command("python3").args(["-c", "import venv, ensurepip"])).is_some()
}

/// Whether the dynamic linker finds everything.
fn loads(python: &Path) -> bool {
    let code = "from PySide6 import QtWebChannel, QtWebEngineWidgets";
    run::ask(run::command(python).args(["-c", code]).env("QT_QPA_PLATFORM", "offscreen")).is_some()
}
