//! Two packs: what is said otherwise, and what baskets cost otherwise.
//!
//! What must hold: nothing that differs is left out: where the words of two offers agree and their JSON does not, the members
//! are named.

use super::words::{Said, members};
use serde_json::Value;
use till::pack::Pack;
use till::shape::Shape;

/// One line for everything that is new, gone or said otherwise.
pub fn words(before: &[Said], after: &[Said]) -> Vec<String> {
    let mut lines = Vec::new();
    let find = |all: &[Said], of: &str| all.iter().position(|said| said.of == of);
    for old in before.iter().filter(|old| find(after, &old.of).is_none() && !old.of.starts_with("pack ")) {
        lines.push(format!("- {} \"{}\" is gone", old.of, old.name));
    }
    for new in after.iter().filter(|new| !new.of.starts_with("pack ")) {
        let Some(old) = find(before, &new.of).and_then(|place| before.get(place)) else {
            lines.push(format!("+ {} \"{}\" is new", new.of, new.name));
            continue;
        };
        if old.name != new.name {
            lines.push(format!("~ {} is called \"{}\", was \"{}\"", new.of, new.name, old.name));
        }
        lines.extend(rows(&old.rows, &new.rows).map(|change| format!("~ {} {change}", new.of)));
    }
    if let ([old, ..], [new, ..]) = (before, after) {
        lines.extend(rows(&old.rows, &new.rows).map(|change| format!("~ pack {change}")));
    }
    lines
}

/// `limits: none -> at most 1 unit in one basket`.
fn rows<'a>(
    before: &'a [(&'static str, String)],
    after: &'a [(&'static str, String)],
) -> impl Iterator<Item = String> + 'a {
    let all = |rows: &[(&str, String)], what: &str| {
        let found: Vec<&str> = rows.iter().filter(|row| row.0 == what).map(|row| row.1.as_str()).collect();
        if found.is_empty() { "nothing".to_owned() } else { found.join("; ") }
    };
    let mut names: Vec<&str> = after.iter().map(|row| row.0).collect();
    names.extend(before.iter().map(|row| row.0).filter(|name| !after.iter().any(|row| row.0 == *name)));
    let mut seen = Vec::new();
    names.retain(|name| {
        let new = !seen.contains(name);
        seen.push(*name);
        new
    });
    let changed = names.into_iter().map(move |name| (name, all(before, name), all(after, name)));
    changed.filter(|(_, old, new)| old != new).map(|(name, old, new)| format!("{name}: {old} -> {new}"))
}

/// What differs in the packs and no word tells: the members by name.
pub fn silent(before: &Pack, after: &Pack, said: &[String]) -> Vec<String> {
    let (old, new) = (members(&before.write().into_text()), members(&after.write().into_text()));
    let mut lines = Vec::new();
    for ((name, new), (_, old)) in new.iter().zip(&old).filter(|(new, old)| new != old && new.0 != "version") {
        let (Ok(Value::Array(new)), Ok(Value::Array(old))) = (serde_json::from_str(new), serde_json::from_str(old))
        else {
            if !said.iter().any(|line| line.starts_with("~ pack ") || line.starts_with("~ choices ")) {
                lines.push(format!("~ pack otherwise in {name}"));
            }
            continue;
        };
        for item in &new {
            let id = item["id"].as_str().unwrap_or_default();
            let former = old.iter().find(|old| old["id"] == item["id"]);
            let told = said.iter().any(|line| line.split(' ').any(|word| word == id));
            if let Some(former) = former.filter(|former| *former != item && !told) {
                let changed = members(&item.to_string());
                let former = members(&former.to_string());
                let names: Vec<String> =
                    changed.into_iter().filter(|it| !former.contains(it)).map(|(name, _)| name).collect();
                lines.push(format!("~ {name} {id} otherwise in {}", names.join(", ")));
            }
        }
    }
    lines
}

/// What a basket costs, earns and misses otherwise; nothing if all is as before.
pub fn figures(before: &[super::baskets::Row], after: &[super::baskets::Row]) -> Vec<String> {
    let find = |rows: &[super::baskets::Row], what: &str| {
        rows.iter().find(|row| row.0 == what).map_or("-".to_owned(), |row| row.1.clone())
    };
    let mut names: Vec<&String> = after.iter().map(|row| &row.0).collect();
    names.extend(before.iter().map(|row| &row.0).filter(|name| !after.iter().any(|row| row.0 == **name)));
    let each = names.into_iter().map(|name| (name, find(before, name), find(after, name)));
    each.filter(|(_, old, new)| old != new).map(|(name, old, new)| format!("{name}: {old} -> {new}")).collect()
}
