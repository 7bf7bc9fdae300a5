//! docs/pricing-coverage.md names only what is there.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::path::{Path, PathBuf};

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|own| own == ending) {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_case_and_test_that_is_named_is_there() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = crates.join("../docs");
    let mut known: Vec<String> = Vec::new();
    for file in files(&crates.join("tests/cases/price"), "txt").iter().chain(&files(&docs, "md")) {
        let text = std::fs::read_to_string(file).unwrap();
        known.extend(text.lines().filter_map(|line| line.strip_prefix("== ")).map(str::to_owned));
        known.extend(file.file_name().map(|name| name.to_string_lossy().into_owned()));
    }
    for file in files(&crates.join("tests"), "rs").iter().chain(&files(&crates.join("../pricing/src/price"), "rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        let names =
            text.lines().filter_map(|line| line.trim().strip_prefix("fn ")?.split_once('(').map(|(name, _)| name));
        known.extend(names.map(str::to_owned));
    }
    let text = std::fs::read_to_string(docs.join("pricing-coverage.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    let named: Vec<&str> = rows.flat_map(|row| row.split("| ").nth(2).unwrap().split('`').skip(1).step_by(2)).collect();
    assert!(named.len() > 150, "{} names", named.len());
    let missing: Vec<&&str> = named.iter().filter(|name| !known.iter().any(|own| own == **name)).collect();
    assert!(missing.is_empty(), "not there: {missing:#?}");
}
