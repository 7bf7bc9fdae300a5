//! The contrast of the colour tokens in `www/styles/epos.css`, measured as WCAG 2.2 defines it.
//!
//! What must hold: every pair that is ever drawn stands in [`PAIRS`] with what it needs; a pair below that in any theme
//! is an error, so no table of it is ever written.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What is drawn, on what, the least contrast in tenths, and what it is.
const PAIRS: [(&str, &str, u32, &str); 15] = [
    ("ink", "ground", 70, "text on the page"),
    ("ink", "card", 70, "text on cards, fields and keys"),
    ("ink", "tint", 70, "text on a pressed key, the member, a seal"),
    ("soft", "ground", 70, "labels and hints on the page"),
    ("soft", "card", 70, "labels and hints on cards"),
    ("on-accent", "accent", 70, "text on the main button"),
    ("accent", "ground", 45, "marks on the page"),
    ("accent", "card", 45, "icons of the ways to pay"),
    ("good", "ground", 70, "savings"),
    ("good", "card", 70, "savings on cards"),
    ("good", "good-tint", 70, "a good message"),
    ("bad", "bad-tint", 70, "a bad message"),
    ("warn", "warn-tint", 70, "notices and watermarks"),
    ("focus", "ground", 30, "the ring of the focus on the page"),
    ("focus", "card", 30, "the ring of the focus on cards"),
];

/// Where each theme's tokens are set; what a theme does not set is the light one's.
const THEMES: [(&str, &str); 3] =
    [("light", ".epos {"), ("dark", ".epos[data-theme=\"dark\"] {"), ("contrast", ".epos[data-theme=\"contrast\"] {")];

type Tokens = BTreeMap<String, [u8; 3]>;

/// The table for the documentation.
pub fn table(css: &str) -> Result<String> {
    let mut themes: Vec<Tokens> = Vec::new();
    for (name, at) in THEMES {
        let mut tokens = themes.first().cloned().unwrap_or_default();
        tokens.extend(block(css, at).with_context(|| format!("the theme {name} has no tokens"))?);
        themes.push(tokens);
    }
    let mut out = String::from(
        "# Contrast of the colour tokens\n\nMeasured by `cargo xtask gen` over `www/styles/epos.css` (relative luminance of WCAG 2.2). `--epos-` stands before each name.\nA pair below what it needs stops the command.\n\n| drawn | on | what it is | needs | light | dark | high contrast |\n|---|---|---|---|---|---|---|\n",
    );
    for (drawn, on, what, least) in PAIRS.map(|(drawn, on, least, what)| (drawn, on, what, f64::from(least) / 10.0)) {
        write!(out, "| {drawn} | {on} | {what} | {least:.1}:1 |")?;
        for (tokens, (theme, _)) in themes.iter().zip(THEMES) {
            let of = |name: &str| tokens.get(name).with_context(|| format!("--epos-{name} is no colour in {theme}"));
            let measured = contrast(*of(drawn)?, *of(on)?);
            if measured < least {
                bail!("--epos-{drawn} on --epos-{on} has {measured:.2}:1 in the theme {theme} and needs {least}:1");
            }
            write!(out, " {measured:.1} |")?;
        }
        out.push('\n');
    }
    Ok(out)
}

/// The colours that are set where a rule of this selector begins.
fn block(css: &str, at: &str) -> Option<Tokens> {
    let (_, rest) = css.split_once(at)?;
    let (body, _) = rest.split_once('}')?;
    let token = |part: &str| {
        let (name, value) = part.split_once(':')?;
        let digits = value.split_once('#')?.1.get(..6)?;
        let channel = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
        Some((name.trim().strip_prefix("--epos-")?.to_owned(), [channel(0)?, channel(2)?, channel(4)?]))
    };
    let plain = without_comments(body);
    Some(plain.split(';').filter_map(token).collect())
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |done, part| done + part.split_once("*/").map_or("", |(_, rest)| rest))
}

fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let [r, g, b] = colour.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_contrasts_are_measured() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 0.001);
        assert!((contrast([0x77; 3], [255; 3]) - 4.48).abs() < 0.01);
    }

    #[test]
    fn our_own_tokens_are_good_and_a_pale_one_is_found() {
        let css = std::fs::read_to_string(crate::paths::root().join("www/styles/epos.css")).unwrap();
        table(&css).unwrap();
        let pale = css.replacen("--epos-soft: #46544d", "--epos-soft: #a0a0a0", 1);
        assert_ne!(pale, css);
        assert!(table(&pale).unwrap_err().to_string().contains("--epos-soft"));
    }
}
