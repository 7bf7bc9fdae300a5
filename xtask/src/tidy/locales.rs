//! Every catalogue has the same texts with the same placeholders.
//!
//! What must hold: a plural (`one`, `few`, `other`, ..) is one text, whatever forms the language needs; `other` is
//! always among them.

use super::{Finding, Source};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const DIR: &str = "www/locales/";
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
/// The languages there are, each with the forms its plurals have besides `other` (Unicode CLDR, whole numbers up to 999 999).
const LANGUAGES: [(&str, &[&str]); 8] = [
    ("ar", &["zero", "one", "two", "few", "many"]),
    ("de", &["one"]),
    ("en", &["one"]),
    ("et", &["one"]),
    ("fr", &["one"]),
    ("hr", &["one", "few"]),
    ("it", &["one"]),
    ("pt-BR", &["one"]),
];

/// Placeholders by key.
type Texts = BTreeMap<String, BTreeSet<String>>;

pub fn check(sources: &[Source], findings: &mut Vec<Finding>) {
    let mut catalogues = Vec::new();
    let there = |name: &str| sources.iter().any(|source| source.path == format!("{DIR}{name}.json"));
    for (name, _) in LANGUAGES.iter().filter(|(name, _)| !there(name)) {
        let path = format!("{DIR}{name}.json");
        findings.push(Finding { path, line: 1, reason: "the catalogue of this language is missing".to_owned() });
    }
    for source in sources.iter().filter(|s| s.path.starts_with(DIR) && s.path.ends_with(".json")) {
        match serde_json::from_str::<Value>(&source.text) {
            Ok(value) => {
                let mut texts = Texts::new();
                collect("", &value, &mut texts, &mut |reason| findings.push(Finding::new(source, 1, reason)));
                plurals(source, &value, findings);
                if !sorted(&source.text) {
                    findings.push(Finding::new(source, 1, "the keys are not in order"));
                }
                catalogues.push((source, texts));
            }
            Err(error) => findings.push(Finding::new(source, error.line(), format!("not JSON: {error}"))),
        }
    }
    let Some((first, expected)) = catalogues.iter().find(|(s, _)| s.path.ends_with("/en.json")).or(catalogues.first())
    else {
        return;
    };
    for (source, texts) in &catalogues {
        for (key, placeholders) in expected {
            match texts.get(key) {
                None => findings.push(Finding::new(source, 1, format!("`{key}` of {} is missing", first.path))),
                Some(own) if own != placeholders => {
                    let reason = format!("`{key}` has placeholders {own:?}, {} has {placeholders:?}", first.path);
                    findings.push(Finding::new(source, line_of(source, key), reason));
                }
                Some(_) => {}
            }
        }
        for key in texts.keys().filter(|key| !expected.contains_key(*key)) {
            findings.push(Finding::new(source, line_of(source, key), format!("`{key}` is not in {}", first.path)));
        }
    }
}

fn collect(prefix: &str, value: &Value, texts: &mut Texts, refuse: &mut dyn FnMut(String)) {
    match value {
        Value::String(text) => {
            // `items.one` and `items.other` are forms of `items`.
            let key = match prefix.rsplit_once('.') {
                Some((base, form)) if FORMS.contains(&form) => base,
                _ => prefix,
            };
            texts.entry(key.to_owned()).or_default().extend(placeholders(text));
        }
        Value::Object(map) => {
            let is_plural = !map.is_empty() && map.keys().all(|k| FORMS.contains(&k.as_str()));
            if is_plural && !map.contains_key("other") {
                refuse(format!("`{prefix}` has no form `other`"));
            }
            for (name, inner) in map {
                let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                collect(&key, inner, texts, refuse);
            }
        }
        _ => refuse(format!("`{prefix}` is neither a text nor a group of texts")),
    }
}

/// A text that has one form of the plural has all that its language needs, and no other.
fn plurals(source: &Source, value: &Value, findings: &mut Vec<Finding>) {
    let name = source.path.trim_start_matches(DIR).trim_end_matches(".json");
    let needed = LANGUAGES.iter().find(|(language, _)| *language == name).map_or(&[][..], |(_, forms)| forms);
    let mut groups: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (base, form) in value.as_object().into_iter().flatten().filter_map(|(key, _)| key.rsplit_once('.')) {
        if FORMS.contains(&form) {
            groups.entry(base).or_default().insert(form);
        }
    }
    // `tender.other` is a way to pay: a word, no form.
    for (base, forms) in groups.into_iter().filter(|(_, forms)| forms.len() > 1) {
        let wanted: BTreeSet<&str> = needed.iter().copied().chain(["other"]).collect();
        if forms != wanted {
            let reason = format!("`{base}` has the forms {forms:?}, the language has {wanted:?}");
            findings.push(Finding::new(source, line_of(source, base), reason));
        }
    }
}

/// Whether the keys of a flat catalogue stand in the order of their letters.
fn sorted(text: &str) -> bool {
    let keys = text.lines().filter_map(|line| line.trim_start().strip_prefix('"')?.split_once("\": "));
    keys.map(|(key, _)| key).is_sorted()
}

/// The names in braces.
fn placeholders(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in text.split('{').skip(1) {
        if let Some((name, _)) = part.split_once('}') {
            names.push(name.split(',').next().unwrap_or(name).trim().to_owned());
        }
    }
    names
}

/// The line where the last part of a key stands; 1 if it cannot be told.
fn line_of(source: &Source, key: &str) -> usize {
    let last = format!("\"{}\"", key.rsplit('.').next().unwrap_or(key));
    let whole = format!("\"{key}\"");
    source.text.lines().position(|l| l.contains(&whole) || l.contains(&last)).map_or(1, |i| i + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(hr: &str, en: &str) -> Vec<String> {
        let source = |name: &str, text: &str| Source { path: format!("{DIR}{name}.json"), text: text.to_owned() };
        let mut findings = Vec::new();
        check(&[source("hr", hr), source("en", en)], &mut findings);
        findings.into_iter().map(|f| f.reason).filter(|reason| !reason.starts_with("the catalogue")).collect()
    }

    #[test]
    fn catalogues_with_other_forms_but_the_same_texts_agree() {
        let hr =
            r#"{"a": {"b": "Iznos {sum}"}, "n": {"one": "{n} stavka", "few": "{n} stavke", "other": "{n} stavki"}}"#;
        let en = r#"{"a": {"b": "{sum} due"}, "n": {"one": "{n} line", "other": "{n} lines"}}"#;
        assert_eq!(findings(hr, en), Vec::<String>::new());
    }

    #[test]
    fn a_plural_has_every_form_of_its_language_and_no_other() {
        let en = r#"{"n.one": "{n} line", "n.other": "{n} lines"}"#;
        assert_eq!(findings(r#"{"n.few": "{n} a", "n.one": "{n} b", "n.other": "{n} c"}"#, en), Vec::<String>::new());
        assert_eq!(findings(r#"{"n.one": "{n} b", "n.other": "{n} c"}"#, en).len(), 1);
        assert_eq!(
            findings(r#"{"n.few": "{n} a", "n.one": "{n} b", "n.other": "{n} c", "n.two": "{n} d"}"#, en).len(),
            1
        );
    }

    #[test]
    fn a_language_without_its_catalogue_and_keys_out_of_order_are_found() {
        let mut found = Vec::new();
        check(&[], &mut found);
        assert_eq!(found.len(), LANGUAGES.len());
        assert_eq!(findings("{\n  \"b\": \"x\",\n  \"a\": \"y\"\n}", r#"{"a": "y", "b": "x"}"#).len(), 1);
    }

    #[test]
    fn missing_and_surplus_texts_and_other_placeholders_are_found() {
        assert_eq!(findings(r#"{"a": "x"}"#, r#"{"a": "x", "b": "y"}"#).len(), 1);
        assert_eq!(findings(r#"{"a": "x", "c": "z"}"#, r#"{"a": "x"}"#).len(), 1);
        assert_eq!(findings(r#"{"a": "{sum}"}"#, r#"{"a": "{total}"}"#).len(), 1);
        assert_eq!(findings(r#"{"a": {"one": "x"}}"#, r#"{"a": "x"}"#).len(), 1);
        assert_eq!(findings(r#"{"a": 1}"#, "{").len(), 2);
    }
}
