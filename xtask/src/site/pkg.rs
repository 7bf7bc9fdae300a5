//! `pkg/`: the component as wasm-pack builds it.
//!
//! What must hold: the wasm-opt used is the one in package-lock.json, and neither it nor any other tool is fetched
//! behind our back; an unchanged source is not built again.

use crate::{paths, run};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

pub fn build() -> Result<()> {
    let stamp = paths::target().join("pkg.stamp");
    let output = ["smarts_epos.js", "smarts_epos_bg.wasm"].map(|f| paths::root().join("pkg").join(f));
    let sources = sources()?;
    let state = || format!("{sources}\n{}\n", digest(&output));
    if output.iter().all(|f| f.is_file()) && std::fs::read_to_string(&stamp).is_ok_and(|s| s == state()) {
        run::say("pkg/ is up to date");
        return Ok(());
    }
    if !paths::node_bin().join("wasm-opt").exists() {
        bail!("wasm-opt is missing; run `npm ci`");
    }
    let _ = std::fs::remove_file(&stamp);
    run::step(run::command("wasm-pack").args(["build", "--mode", "no-install", "--target", "web", "--release"]))?;
    for file in &output {
        if !file.is_file() {
            bail!("wasm-pack did not write {}", paths::shown(file));
        }
    }
    std::fs::write(&stamp, state()).with_context(|| format!("cannot write {}", stamp.display()))
}

/// A digest of everything the component is built from, and of the compilers.
fn sources() -> Result<String> {
    let root = paths::root();
    let single = ["Cargo.toml", "Cargo.lock", "package-lock.json", ".cargo/config.toml", "till/Cargo.toml"];
    let mut files: Vec<PathBuf> = single.iter().map(|file| root.join(file)).collect();
    for dir in ["src", "heap", "json", "pricing", "till/src", "www/styles", "www/locales"] {
        // The scripts in src/boot are copied, not compiled; styles and catalogues might be compiled in.
        files.extend(paths::files_below(&root.join(dir), &["boot"]));
    }
    let version = |tool: &str| run::ask(run::command(tool).arg("--version")).with_context(|| format!("no {tool}"));
    Ok(format!("{} {} {}", digest(&files), version("rustc")?, version("wasm-pack")?))
}

/// Names and contents of files; one that is missing differs from any other.
fn digest(files: &[PathBuf]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(paths::shown(file));
        hash.update([0]);
        if let Ok(bytes) = std::fs::read(file) {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        }
    }
    format!("{:x}", hash.finalize())
}
