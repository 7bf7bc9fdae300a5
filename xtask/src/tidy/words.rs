//! What a file of this repository does not speak of: where it was written, and which mirror a package came through.
//!
//! The words are put together from halves here, so that this file passes its own check.

use super::{Finding, Source};

const PLACES: [&str; 4] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/tmp/ba", "sh_")];
const WORKFLOW: [&str; 8] = [
    concat!("sub", "agent"),
    concat!("sub-", "agent"),
    concat!("another ", "helper"),
    concat!("other ", "helpers"),
    concat!("founder-", "engineer"),
    concat!("language ", "model"),
    concat!("clau", "de"),
    concat!("anthro", "pic"),
];
const MIRRORS: [&str; 6] = [
    concat!("registry.", "npmjs.org"),
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("arti", "factory"),
    concat!("files.", "pythonhosted.org"),
    concat!("deb.", "debian.org"),
];

pub fn check(source: &Source, findings: &mut Vec<Finding>) {
    for (index, line) in source.text.lines().enumerate() {
        let lower = line.to_lowercase();
        let mut look = |words: &[&str], reason: &str| {
            if let Some(word) = words.iter().find(|word| lower.contains(**word)) {
                findings.push(Finding::new(source, index + 1, format!("`{word}`: {reason}")));
            }
        };
        look(&PLACES, "a path of somebody's machine");
        look(&WORKFLOW, "says how the file came about, not what it is");
        look(&MIRRORS, "a registry's host name; lock files carry none");
        if source.path == "package-lock.json" && lower.contains("\"resolved\":") {
            findings.push(Finding::new(source, index + 1, "the lock file names no host (see .npmrc)"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_mirrors_and_resolved_addresses_are_found() {
        let text = format!("cd {}main\n\"resolved\": \"x\"\nuser agent of a helper function\n", PLACES[0]);
        let mut findings = Vec::new();
        check(&Source { path: "package-lock.json".to_owned(), text }, &mut findings);
        assert_eq!(findings.iter().map(|f| f.line).collect::<Vec<_>>(), [1, 2]);
    }
}
