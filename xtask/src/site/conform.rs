//! `conform.html`: the page with a disturber between it and the register, beside the page itself.
//!
//! What must hold: what runs behind it is the page as it is shipped; of its files only `boot/links.js` is another one, which
//! listens, disturbs, and hands on to the shipped one (`ways.js`).

use super::{copy, copy_tree};
use crate::paths;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

const PAGE: &str = "conform.html";
const FOLDER: &str = "boot-conform";

/// Adds it to a site of which `index.html` and `boot/` are there.
pub fn add(page: &Path) -> Result<()> {
    let (boot, folder) = (page.join("boot"), page.join(FOLDER));
    copy_tree(&boot, &folder)?;
    fs::rename(folder.join("links.js"), folder.join("ways.js"))?;
    copy_tree(&paths::root().join("www/conform"), &folder)?;
    let index = fs::read_to_string(page.join("index.html"))?;
    let other = index.replace("boot/supervisor.js", &format!("{FOLDER}/supervisor.js"));
    fs::write(page.join(PAGE), other).context("cannot write conform.html")
}

/// Opens it in the place of the page: a register need not know another address.
pub fn instead(page: &Path) -> Result<()> {
    copy(&page.join(PAGE), &page.join("index.html"))?;
    let packed = page.join("index.html.br");
    if packed.exists() { Ok(fs::remove_file(packed)?) } else { Ok(()) }
}
