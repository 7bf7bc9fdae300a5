//! What has to be so before a version is shown to anybody.
//!
//! What must hold: each fault is named, all of them at once, with the file that has it.

use super::VERSION;
use crate::paths;
use anyhow::{Context, Result, bail};
use base64::Engine;
use serde_json::{Value, json};
use sha2::{Digest, Sha384};
use std::fs;
use std::path::Path;

pub const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];
const SDK: &str = "www/sdk/package.json";
/// The largest file of the host SDK, compressed by brotli at a register's server: about three times this, plain.
const SDK_BYTES: u64 = 20_000;

/// Versions, changelog and licences.
pub fn sources() -> Result<()> {
    let read = |name: &str| fs::read_to_string(paths::root().join(name)).with_context(|| format!("{name} is missing"));
    let mut faults = changelog(&read("CHANGELOG.md")?, VERSION);
    let package: Value = serde_json::from_str(&read(SDK)?).with_context(|| format!("{SDK} is no JSON"))?;
    faults.extend(manifest(&package, VERSION));
    for name in LICENCES {
        if read(name)?.trim().is_empty() {
            faults.push(format!("{name}: empty"));
        }
    }
    if faults.is_empty() { Ok(()) } else { bail!("{}", faults.join("\n")) }
}

/// A heading of the version, or of what is not released yet, with something below it.
fn changelog(text: &str, version: &str) -> Vec<String> {
    let wanted = [format!("## {version}"), "## Unreleased".to_owned()];
    let below = text.lines().skip_while(|line| !wanted.iter().any(|w| line.starts_with(w.as_str()))).skip(1);
    let said = below.take_while(|line| !line.starts_with("## ")).any(|line| line.starts_with("- "));
    if said { Vec::new() } else { vec![format!("CHANGELOG.md: nothing below `## {version}` or `## Unreleased`")] }
}

fn manifest(package: &Value, version: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let expected = [("version", version), ("license", env!("CARGO_PKG_LICENSE"))];
    for (member, wanted) in expected {
        if package[member] != wanted {
            faults.push(format!("{SDK}: {member} is {}, the workspace says {wanted}", package[member]));
        }
    }
    if package.get("dependencies").is_some() {
        faults.push(format!("{SDK}: the SDK has no dependencies"));
    }
    faults
}

/// Writes `integrity.json`: every file with size and digest, but those that are a shop's own.
pub fn integrity(folder: &Path) -> Result<()> {
    let mut files = serde_json::Map::new();
    for file in paths::files_below(folder, &[]) {
        let name = file.strip_prefix(folder)?.display().to_string().replace('\\', "/");
        if name.ends_with("config.json") {
            continue;
        }
        let bytes = fs::read(&file)?;
        files.insert(name, json!({"bytes": bytes.len(), "integrity": digest(&bytes)}));
    }
    let text = format!("{:#}\n", json!({"version": VERSION, "files": files}));
    Ok(fs::write(folder.join("integrity.json"), text)?)
}

/// As Subresource Integrity writes it.
pub fn digest(bytes: &[u8]) -> String {
    format!("sha384-{}", base64::engine::general_purpose::STANDARD.encode(Sha384::digest(bytes)))
}

/// What npm packed: what `files` of its manifest names is there, and the SDK is as small as it is said to be.
pub fn packed(folder: &Path) -> Result<()> {
    let package: Value = serde_json::from_str(&fs::read_to_string(folder.join("package.json"))?)?;
    let mut faults = Vec::new();
    for name in package["files"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !folder.join(name).exists() {
            faults.push(format!("{SDK}: names {name}, which was not built"));
        }
    }
    let size = fs::metadata(folder.join("epos-host.js"))?.len();
    if size > SDK_BYTES {
        faults.push(format!("epos-host.js has {size} bytes, more than {SDK_BYTES}"));
    }
    if faults.is_empty() { Ok(()) } else { bail!("{}", faults.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_without_words_and_a_manifest_of_another_are_named() {
        assert_eq!(changelog("# C\n\n## 1.2.3\n\n- a\n", "1.2.3"), Vec::<String>::new());
        assert_eq!(changelog("# C\n\n## Unreleased\n\n- a\n## 1.0.0\n", "1.2.3"), Vec::<String>::new());
        assert_eq!(changelog("# C\n\n## 1.2.3\n\n## 1.2.2\n- a\n", "1.2.3").len(), 1);
        let good = json!({"version": "1.2.3", "license": env!("CARGO_PKG_LICENSE")});
        assert_eq!(manifest(&good, "1.2.3"), Vec::<String>::new());
        assert_eq!(manifest(&json!({"version": "1.2.2", "dependencies": {}}), "1.2.3").len(), 3);
    }

    #[test]
    fn a_digest_is_the_one_a_browser_compares() {
        // SHA-384 of the empty text (FIPS 180-4).
        let empty = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb";
        assert_eq!(digest(b""), empty);
    }
}
