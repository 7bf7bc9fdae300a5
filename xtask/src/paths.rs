//! Where things are. What must hold: every path is below the repository, whatever directory the command is run from.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The repository: the parent of this package.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the repository").to_path_buf()
}

pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Tools of our own, so that nothing of the person's machine is replaced.
pub fn tools_bin() -> PathBuf {
    root().join(".tools").join("bin")
}

pub fn node_bin() -> PathBuf {
    root().join("node_modules").join(".bin")
}

/// PATH for children: our own tools first, then the npm tools, then what the machine has.
pub fn child_path() -> OsString {
    let mut dirs = vec![tools_bin(), node_bin()];
    if let Some(path) = std::env::var_os("PATH") {
        dirs.extend(std::env::split_paths(&path));
    }
    std::env::join_paths(dirs).expect("no directory on PATH contains the separator")
}

/// The first program of these names on the children's PATH.
pub fn find_program(names: &[&str]) -> Option<PathBuf> {
    let dirs: Vec<PathBuf> = std::env::split_paths(&child_path()).collect();
    names.iter().find_map(|name| dirs.iter().map(|dir| dir.join(name)).find(|file| file.is_file()))
}

/// A path as a person in the repository would write it.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// All files below a directory, sorted, without the named directories. A directory that is not there has no files.
pub fn files_below(dir: &Path, skip: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(dir) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            let name = entry.file_name();
            if !skip.iter().any(|s| name == *s) {
                found.extend(files_below(&path, skip));
            }
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
