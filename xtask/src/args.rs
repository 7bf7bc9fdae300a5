//! Command line words. What must hold: a word nobody understands is refused by name, never ignored.

use anyhow::{Result, bail};
use std::collections::BTreeMap;

/// What was given: flags without a value, options with one or more values, and plain words.
#[derive(Debug, Default)]
pub struct Args {
    flags: Vec<String>,
    options: BTreeMap<String, Vec<String>>,
    pub plain: Vec<String>,
}

impl Args {
    /// Reads `words`; `flags` take no value, `options` take one and may be repeated (`--x 1 --x 2` or `--x=1`).
    pub fn read(words: &[String], flags: &[&str], options: &[&str]) -> Result<Self> {
        let mut args = Self::default();
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            let Some(name) = word.strip_prefix("--") else {
                args.plain.push(word.clone());
                continue;
            };
            let (name, joined) = match name.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (name, None),
            };
            if flags.contains(&name) && joined.is_none() {
                args.flags.push(name.to_owned());
            } else if options.contains(&name) {
                let Some(value) = joined.or_else(|| rest.next().cloned()) else {
                    bail!("--{name} needs a value");
                };
                args.options.entry(name.to_owned()).or_default().push(value);
            } else {
                bail!("unknown option --{name}; `cargo xtask help` lists what there is");
            }
        }
        Ok(args)
    }

    /// As `read`, and plain words are refused too.
    pub fn read_no_plain(words: &[String], flags: &[&str], options: &[&str]) -> Result<Self> {
        let args = Self::read(words, flags, options)?;
        if let Some(word) = args.plain.first() {
            bail!("unexpected word `{word}`; `cargo xtask help` lists what there is");
        }
        Ok(args)
    }

    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|f| f == flag)
    }

    /// The last value given for an option.
    pub fn get(&self, option: &str) -> Option<&str> {
        self.options.get(option)?.last().map(String::as_str)
    }

    pub fn need(&self, option: &str) -> Result<&str> {
        match self.get(option) {
            Some(value) if !value.is_empty() => Ok(value),
            _ => bail!("--{option} is missing"),
        }
    }

    /// Every value given for an option; at least one.
    pub fn need_all(&self, option: &str) -> Result<&[String]> {
        match self.options.get(option) {
            Some(values) if values.iter().all(|v| !v.is_empty()) => Ok(values),
            _ => bail!("--{option} is missing"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn options_repeat_flags_do_not_take_values_and_unknown_words_are_refused() {
        let args = Args::read(&words("check --once --origin a --origin=b"), &["once"], &["origin"]).unwrap();
        assert!(args.has("once"));
        assert_eq!(args.need_all("origin").unwrap(), ["a", "b"]);
        assert_eq!(args.plain, ["check"]);
        assert!(Args::read(&words("--nonce"), &["once"], &[]).is_err());
        assert!(Args::read(&words("--origin"), &[], &["origin"]).is_err());
        assert!(Args::read_no_plain(&words("stray"), &[], &[]).is_err());
        assert!(args.need("port").is_err());
    }
}
