//! Which code may know what: the browser belongs to `src/`, time and chance come into `till/` as data.

use super::mask::{Language, mask};
use super::{Finding, Source};

/// Crates that only the browser shell and its tests may use, as written in code and in manifests.
const BROWSER_CODE: [&str; 5] = ["web_sys", "js_sys", "wasm_bindgen", "leptos", "gloo"];
const BROWSER_CRATES: [&str; 5] = ["web-sys", "js-sys", "wasm-bindgen", "leptos", "gloo"];
/// Sources of time and chance.
const UNREPEATABLE: [&str; 7] =
    ["std::time", "core::time", "rand::", "getrandom", "Instant::now", "SystemTime", "std::thread"];

pub fn check(source: &Source, findings: &mut Vec<Finding>) {
    let path = source.path.as_str();
    let is_browser = path.starts_with("src/") || path == "tests/web.rs" || path.starts_with("tests/web/");
    if path.ends_with(".rs") && !is_browser && !path.starts_with("xtask/") {
        search(source, &BROWSER_CODE, "belongs to src/ and tests/web.rs only", findings);
    }
    if path.ends_with("/Cargo.toml") {
        for (index, line) in source.text.lines().enumerate() {
            if let Some(name) = BROWSER_CRATES.iter().find(|name| line.trim_start().starts_with(**name)) {
                findings.push(Finding::new(source, index + 1, format!("only the root package depends on {name}")));
            }
        }
    }
    let is_pure = ["till/src/", "pricing/src/", "json/src/"].iter().any(|folder| path.starts_with(folder));
    if is_pure && path.ends_with(".rs") {
        search(source, &UNREPEATABLE, "comes into till as data", findings);
    }
}

fn search(source: &Source, words: &[&str], reason: &str, findings: &mut Vec<Finding>) {
    for (index, line) in mask(&source.text, Language::Rust).lines().enumerate() {
        if let Some(word) = words.iter().find(|word| line.contains(**word)) {
            findings.push(Finding::new(source, index + 1, format!("`{word}` {reason}")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [usize; 0] = [];

    fn check_one(path: &str, text: &str) -> Vec<usize> {
        let mut findings = Vec::new();
        check(&Source { path: path.to_owned(), text: text.to_owned() }, &mut findings);
        findings.iter().map(|f| f.line).collect()
    }

    #[test]
    fn the_browser_is_known_in_src_only_and_comments_may_speak_of_it() {
        assert_eq!(check_one("till/src/a.rs", "// web_sys\nuse web_sys::Window;"), [2]);
        assert_eq!(check_one("src/port.rs", "use web_sys::Window;"), NONE);
        assert_eq!(check_one("tests/web.rs", "use wasm_bindgen_test::*;"), NONE);
        assert_eq!(check_one("till/Cargo.toml", "[dependencies]\njs-sys = \"1\""), [2]);
        assert_eq!(check_one("Cargo.toml", "js-sys = \"1\""), NONE);
    }

    #[test]
    fn till_has_no_clock() {
        assert_eq!(check_one("till/src/a.rs", "\nlet a = std::time::Instant::now();"), [2]);
        assert_eq!(check_one("src/a.rs", "let a = std::time::Duration::ZERO;"), NONE);
    }
}
