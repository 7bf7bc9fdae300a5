//! Brotli twins beside the files of a site.

use crate::{paths, run};
use anyhow::{Context, Result, bail};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// What a till downloads and stores, in bytes.
pub struct Sized {
    pub file: PathBuf,
    pub plain: u64,
    pub brotli: u64,
}

const TEXTUAL: [&str; 8] = ["html", "js", "mjs", "css", "json", "svg", "wasm", "jws"];

/// Writes a `.br` beside every file that gains by it, and says how large they are.
pub fn compress(dir: &Path) -> Result<Vec<Sized>> {
    let files: Vec<PathBuf> = paths::files_below(dir, &[])
        .into_iter()
        .filter(|f| f.extension().and_then(|e| e.to_str()).is_some_and(|e| TEXTUAL.contains(&e)))
        .collect();
    let list: String = files.iter().map(|f| format!("{}\n", f.display())).collect();
    let mut command = run::command("node");
    let mut child = command
        .arg("xtask/js/brotli.mjs")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("could not start node")?;
    child.stdin.take().context("node has no stdin")?.write_all(list.as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("compressing {} failed", paths::shown(dir));
    }
    let mut sizes = sizes(&String::from_utf8_lossy(&output.stdout))?;
    sizes.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(sizes)
}

fn sizes(lines: &str) -> Result<Vec<Sized>> {
    let size = |line: &str| {
        let mut parts = line.splitn(3, '\t');
        let plain = parts.next()?.parse().ok()?;
        let brotli = parts.next()?.parse().ok()?;
        Some(Sized { file: PathBuf::from(parts.next()?), plain, brotli })
    };
    lines.lines().map(|line| size(line).with_context(|| format!("not a size: {line}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::sizes;

    #[test]
    fn sizes_are_read_and_anything_else_is_refused() {
        let read = sizes("100\t40\t/a/b.js\n7\t9\t/a/c d.css\n").unwrap();
        assert_eq!(read.iter().map(|s| (s.plain, s.brotli)).collect::<Vec<_>>(), [(100, 40), (7, 9)]);
        assert_eq!(read[1].file.to_str(), Some("/a/c d.css"));
        assert!(sizes("oops").is_err());
    }
}
