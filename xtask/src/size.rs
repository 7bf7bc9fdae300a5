//! `size`: what a till downloads, compressed with brotli at its best, against a budget.
//!
//! What must hold: the figures come from the page as it is served, minified and compressed by the same steps.

use crate::args::Args;
use crate::serve::Ports;
use crate::site::Sites;
use crate::{paths, run, setup};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::ExitCode;

/// The groups of the table. A page loads one locale, so the largest one counts.
const GROUPS: [&str; 6] = ["wasm", "glue", "boot", "css", "locale", "html"];

pub fn command(words: &[String]) -> Result<ExitCode> {
    Args::read_no_plain(words, &[], &[])?;
    Ok(if report()? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the table; whether everything is within the budget.
pub fn report() -> Result<bool> {
    setup::build_tools()?;
    let dir = paths::target().join("site-size");
    let sites = Sites::assemble(&dir, &Ports::bind_free()?)?;
    let mut totals: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for sized in &sites.sizes {
        let name = sized.file.strip_prefix(&sites.page).unwrap_or(&sized.file).display().to_string();
        let Some(group) = group(&name) else { continue };
        let entry = totals.entry(group).or_default();
        if group == "locale" {
            *entry = (*entry).max((sized.plain, sized.brotli));
        } else {
            *entry = (entry.0 + sized.plain, entry.1 + sized.brotli);
        }
    }
    let budget =
        std::fs::read_to_string(paths::root().join("xtask/size-budget.json")).context("xtask/size-budget.json")?;
    let budget: Value = serde_json::from_str(&budget).context("xtask/size-budget.json")?;
    let within = print(&totals, &budget);
    if !within {
        run::say("over the budget of xtask/size-budget.json");
    }
    Ok(within)
}

fn print(totals: &BTreeMap<&str, (u64, u64)>, budget: &Value) -> bool {
    let kb = |bytes: u64| bytes as f64 / 1000.0;
    println!("{:<8} {:>10} {:>10} {:>10}", "part", "plain KB", "brotli KB", "budget KB");
    let mut within = true;
    let (mut plain, mut packed) = (0, 0);
    let mut row = |name: &str, sizes: (u64, u64)| {
        let limit = budget["brotli_kb"][name].as_f64();
        let over = limit.is_some_and(|limit| kb(sizes.1) > limit);
        within &= !over;
        let limit = limit.map_or_else(String::new, |l| format!("{l:.1}"));
        let mark = if over { "  OVER" } else { "" };
        println!("{name:<8} {:>10.1} {:>10.1} {limit:>10}{mark}", kb(sizes.0), kb(sizes.1));
    };
    for group in GROUPS {
        let sizes = totals.get(group).copied().unwrap_or_default();
        plain += sizes.0;
        packed += sizes.1;
        row(group, sizes);
    }
    row("total", (plain, packed));
    if let Some(peers) = budget["peers_brotli_kb"].as_object() {
        for (name, size) in peers {
            println!("for comparison: {name} {size} KB");
        }
    }
    within
}

fn group(name: &str) -> Option<&'static str> {
    let (dir, _) = name.split_once('/').unwrap_or(("", name));
    match (dir, name.rsplit_once('.')?.1) {
        ("pkg", "wasm") => Some("wasm"),
        ("pkg", "js") => Some("glue"),
        ("boot", "js") => Some("boot"),
        ("styles", "css") => Some("css"),
        ("locales", "json") => Some("locale"),
        ("", "html") if name == "index.html" => Some("html"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{group, print};
    use serde_json::json;
    use std::collections::BTreeMap;

    #[test]
    fn files_fall_into_groups_and_the_pack_is_not_part_of_the_program() {
        assert_eq!(group("pkg/smarts_epos_bg.wasm"), Some("wasm"));
        assert_eq!(group("boot/journal.js"), Some("boot"));
        assert_eq!(group("index.html"), Some("html"));
        assert_eq!(group("packs/zagreb.jws"), None);
        assert_eq!(group("config.json"), None);
    }

    #[test]
    fn one_part_or_the_total_over_its_budget_is_noticed() {
        let sizes = BTreeMap::from([("wasm", (300_000, 90_000)), ("boot", (9_000, 3_000))]);
        assert!(print(&sizes, &json!({"brotli_kb": {"total": 93}})));
        assert!(!print(&sizes, &json!({"brotli_kb": {"total": 92.9}})));
        assert!(!print(&sizes, &json!({"brotli_kb": {"total": 100, "boot": 2}})));
    }
}
