//! A Chromium, the driver of the same version, and a font to draw with.

use super::item;
use crate::{paths, run};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const DRIVER: [&str; 2] = ["chromedriver", "chromium-driver"];

/// A browser to test with.
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

pub fn find_or_install() -> Result<Browser> {
    item("Chromium", &|| chromium().is_some(), &|| apt(&["chromium", "chromium-driver"]), &by_hand("chromium"))?;
    item("chromedriver", &|| driver().is_some(), &|| apt(&["chromium-driver"]), &by_hand("chromium-driver"))?;
    item(
        "a font",
        &|| run::ask(&mut run::command("fc-list")).is_some_and(|fonts| !fonts.is_empty()),
        &|| apt(&["fontconfig", "fonts-dejavu-core"]),
        &by_hand("fontconfig fonts-dejavu-core"),
    )?;
    let browser = Browser {
        chromium: chromium().context("Chromium vanished")?,
        driver: driver().context("chromedriver vanished")?,
    };
    same_version(&browser)?;
    Ok(browser)
}

fn chromium() -> Option<PathBuf> {
    named("EPOS_CHROMIUM").or_else(|| paths::find_program(&CHROMIUM))
}

fn driver() -> Option<PathBuf> {
    named("EPOS_CHROMEDRIVER").or_else(|| paths::find_program(&DRIVER))
}

/// A program named by an environment variable. One that does not exist counts as missing.
fn named(variable: &str) -> Option<PathBuf> {
    let file = PathBuf::from(std::env::var_os(variable).filter(|v| !v.is_empty())?);
    file.is_file().then_some(file)
}

/// The driver refuses every session of a browser with another major version, with a message that is easily overlooked.
fn same_version(browser: &Browser) -> Result<()> {
    let ask = |file: &PathBuf| run::ask(run::command(file).arg("--version"));
    let (Some(chromium), Some(driver)) = (ask(&browser.chromium), ask(&browser.driver)) else {
        bail!("{} or {} does not start", browser.chromium.display(), browser.driver.display());
    };
    if major(&chromium) != major(&driver) {
        bail!("{chromium} and {driver} do not fit; name a pair with EPOS_CHROMIUM and EPOS_CHROMEDRIVER");
    }
    Ok(())
}

/// The first number of the first word that looks like a version.
fn major(version: &str) -> Option<u32> {
    version.split_whitespace().find_map(|word| word.split_once('.')?.0.parse().ok())
}

pub(super) fn by_hand(packages: &str) -> String {
    format!("sudo apt-get update && sudo apt-get install -y {packages}")
}

/// Installs Debian packages, as root or through a sudo that asks nothing.
pub(super) fn apt(packages: &[&str]) -> Result<()> {
    if paths::find_program(&["apt-get"]).is_none() {
        bail!("this machine has no apt-get");
    }
    let is_root = run::ask(run::command("id").arg("-u")).is_some_and(|id| id == "0");
    let apt_get = |arguments: &[&str]| {
        let mut command = if is_root { run::command("apt-get") } else { run::command("sudo") };
        if !is_root {
            command.args(["-n", "apt-get"]);
        }
        run::step(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt_get(&["update"])?;
    apt_get(&[&["install", "-y", "--no-install-recommends"], packages].concat())
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_read_from_both_programs() {
        assert_eq!(major("Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)"), Some(156));
        assert_eq!(major("ChromeDriver 156.0.8078.79 (a21ce95c24ce)"), Some(156));
        assert_eq!(major("nothing"), None);
    }
}
