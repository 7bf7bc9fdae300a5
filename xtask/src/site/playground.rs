//! `playground/page.html`: the page on a computer that is out of order, for the register simulator.
//!
//! What must hold: it runs the page as it is shipped, and its files are in a folder of their own, which no shop is given.

use super::copy;
use crate::paths;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// Adds the folder to `site`. The page's files are in `page`; from the folder they are reached by `way`.
pub fn add(site: &Path, page: &Path, way: &str) -> Result<()> {
    let (from, folder) = (paths::root().join("www/playground"), site.join("playground"));
    fs::create_dir_all(&folder)?;
    copy(&from.join("seams.js"), &folder.join("seams.js"))?;
    let read = |file: &Path| fs::read_to_string(file).with_context(|| format!("{} is missing", paths::shown(file)));
    let journal = format!("{}\n{}", read(&from.join("disk.js"))?, read(&page.join("boot/journal.js"))?);
    fs::write(folder.join("journal.js"), journal)?;
    let index = read(&page.join("index.html"))?;
    let start = r#"<script type="module" src="boot/supervisor.js">"#;
    ensure!(index.contains(start), "index.html starts the page in another way");
    let seams = r#"<script type="module" src="seams.js"></script>"#;
    let other = index
        .replace(start, &format!("{seams}\n<script type=\"module\" src=\"{way}boot/supervisor.js\">"))
        .replace("styles/icon.svg", &format!("{way}styles/icon.svg"));
    Ok(fs::write(folder.join("page.html"), other)?)
}
