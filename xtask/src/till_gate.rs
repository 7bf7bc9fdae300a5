//! The only door from this tool to `till`: what the page calculates is calculated here by the same code.

use crate::args::Args;
use crate::{paths, run};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

/// The schema of all messages, below docs/generated.
const PROTOCOL: &str = "schema/protocol.json";

/// The schema of a request to price, below docs/generated.
const REQUEST: &str = "schema/price-request.json";

/// Whether a merchant pack is acceptable; otherwise the path of the value and the reason.
pub fn check_pack(text: &str) -> Result<(), String> {
    till::pack::Pack::parse(text).map(|_| ()).map_err(|error| error.to_string())
}

/// Prices each basket; one that cannot be priced is printed with its error and makes the command fail.
pub fn price_command(words: &[String]) -> Result<ExitCode> {
    let files = Args::read(words, &[], &[])?.plain;
    if files.is_empty() {
        bail!("name the baskets to price");
    }
    let mut code = ExitCode::SUCCESS;
    for file in files {
        let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {file}"))?;
        let answer: Value = serde_json::from_str(&till::price::price_json(&text)).context("till answered no JSON")?;
        println!("{answer:#}");
        for path in unread(&text)? {
            run::say(&format!("{file}: {path} is no field of a request: it is ignored"));
        }
        if answer.get("error").is_some() {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

/// The members of a request that pricing does not know, by path; none of a text that is no JSON.
fn unread(request: &str) -> Result<Vec<String>> {
    let tables = till::wire::docs::tables();
    let schema = tables.iter().find(|(name, _)| name == REQUEST).context("till describes no request")?;
    let request = serde_json::from_str(request).unwrap_or_default();
    Ok(crate::unread::paths(&serde_json::from_str(&schema.1)?, &request))
}

pub fn gen_command(words: &[String]) -> Result<ExitCode> {
    let args = Args::read_no_plain(words, &["check"], &[])?;
    Ok(if generate(args.has("check"))? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes the generated tables, schemas and types, or (`check`) names those that differ; whether all is as it should be.
pub fn generate(check: bool) -> Result<bool> {
    let dir = paths::root().join("docs/generated");
    let tables = till::wire::docs::tables();
    let protocol = tables.iter().find(|(name, _)| name == PROTOCOL).context("till describes no protocol")?;
    let mut files: Vec<(PathBuf, String)> =
        crate::types::files(&protocol.1)?.into_iter().map(|(name, text)| (paths::root().join(name), text)).collect();
    files.extend(tables.into_iter().map(|(name, text)| (dir.join(name), text)));
    let css = std::fs::read_to_string(paths::root().join("www/styles/epos.css")).context("www/styles/epos.css")?;
    files.push((dir.join("contrast.md"), crate::contrast::table(&css)?));
    let mut good = true;
    let expected: BTreeSet<PathBuf> = files.iter().map(|(file, _)| file.clone()).collect();
    for (file, text) in &files {
        if std::fs::read_to_string(file).is_ok_and(|old| old == *text) {
            continue;
        }
        if check {
            println!("{}:1: out of date; run `cargo xtask gen`", paths::shown(file));
            good = false;
        } else {
            std::fs::create_dir_all(file.parent().unwrap_or(&dir))?;
            std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
            run::say(&format!("wrote {}", paths::shown(file)));
        }
    }
    for file in paths::files_below(&dir, &[]).into_iter().filter(|f| !expected.contains(f)) {
        if check {
            println!("{}:1: is not generated any more; run `cargo xtask gen`", paths::shown(&file));
            good = false;
        } else {
            std::fs::remove_file(&file)?;
            run::say(&format!("removed {}", paths::shown(&file)));
        }
    }
    Ok(good)
}

#[cfg(test)]
mod tests {
    use super::check_pack;

    #[test]
    fn a_bad_pack_is_refused_with_path_and_reason() {
        let reason = check_pack(r#"{"format": 1}"#).unwrap_err();
        assert!(reason.starts_with("pack.") && reason.contains(": "), "{reason}");
    }
}
