//! The number of a card or code in what a reader says of it: a magnetic track, a GS1 element string or Digital Link, or
//! the number itself.
//!
//! What must hold: which number a text carries depends on the text alone, so that a card has one number and one seal
//! however it is read; a text is taken for GS1 only if it says so (symbology identifier, brackets, separator, link).
//! Sources: ISO/IEC 7813 (tracks); GS1 General Specifications 3 (application identifiers).

use super::check::digits;
use super::gs1::{Rules, Scanned, read};
use crate::time::BusinessDate;

/// A number, and what carried it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The number.
    pub number: String,
    /// What it was in.
    pub by: Carrier,
}

/// What a number was in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// Nothing: it is the text.
    Plain,
    /// Track 1 or 2 of a magnetic stripe.
    Track,
    /// An element of this application identifier; `01` with its serial number (21).
    Gs1(&'static str),
}

/// Application identifiers that may carry the number of a card or code, the first that is there.
pub const KEYS: [&str; 5] = ["8003", "8006", "8018", "255", "01"];

/// What a text without spaces and dashes carries.
#[must_use]
pub fn carried(text: &str) -> Carried {
    let of = |(by, number): (Carrier, String)| Carried { number, by };
    let track = track(text).map(|number| (Carrier::Track, number.to_owned()));
    track.or_else(|| key(text)).map_or_else(|| of((Carrier::Plain, text.to_owned())), of)
}

/// `%B<number>^..?` or `;<number>=..?`, as a swiped card types it; without sentinels only with a field after the number.
fn track(text: &str) -> Option<&str> {
    let begun = text.trim_start_matches(['%', ';']);
    let body = begun.strip_prefix(['B', 'b']).unwrap_or(begun);
    let ends: &[char] = if begun.len() < text.len() { &['^', '=', '?'] } else { &['^', '='] };
    let number = body.split(ends).next()?;
    let framed = number.len() < body.len() && (8..=19).contains(&number.len());
    (framed && digits(number).is_some()).then_some(number)
}

/// Whether a text says that it is one of GS1: by symbology identifier, brackets, separator, or as a link.
#[must_use]
pub fn says_gs1(text: &str) -> bool {
    text.starts_with([']', '(']) || text.contains('\u{1d}') || text.contains("://")
}

/// The key of a GS1 text that may stand for a card or code, without dashes, as people type it.
fn key(text: &str) -> Option<(Carrier, String)> {
    let today = BusinessDate::parse("2026-01-01").filter(|_| says_gs1(text))?; // years of dates do not matter here
    let scanned = read(text, &Rules { in_store: &[], today }).ok()?;
    let text_of = |ai: &str| find(&scanned, ai);
    KEYS.into_iter().find_map(|ai| {
        let value = text_of(ai)?;
        let number = if ai == "01" { format!("{value}{}", text_of("21")?) } else { value.to_owned() };
        Some((Carrier::Gs1(ai), number.replace('-', "")))
    })
}

fn find<'s>(scanned: &'s Scanned, ai: &str) -> Option<&'s str> {
    scanned.elements().iter().find(|element| element.ai == ai).map(|element| element.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        let Carried { number, by } = carried(text);
        match by {
            Carrier::Plain => "plain".to_owned(),
            Carrier::Track => format!("track {number}"),
            Carrier::Gs1(ai) => format!("{ai} {number}"),
        }
    }

    #[test]
    fn a_track_gives_its_number() {
        let number = "6299000000000000010";
        for track in [
            format!("%B{number}^GIFT/CARD^29121010000000000?"),
            format!(";{number}=29121010000000000?"),
            format!(";{number}?"),
            format!("%B{number}^GIFT/CARD^2912?;{number}=2912?"),
            format!("%b{number}^^?"),
            format!("{number}=2912"),
            format!("B{number}^X^2912"),
        ] {
            assert_eq!(said(&track), format!("track {number}"), "{track}");
        }
        for other in
            ["", "%", ";?", "%B^", ";123=1?", "%B12345678901234567890^A^1?", "a=b", "6299?", number, ";12a45678=1?"]
        {
            assert_eq!(said(other), "plain", "{other}");
        }
    }

    #[test]
    fn a_gs1_text_gives_its_key() {
        let grai = "8003 095212340000060000000017";
        for text in [
            "]d28003095212340000060000000017",
            "]C18003095212340000060000000017",
            "\u{1d}8003095212340000060000000017",
            "(8003)095212340000060000000017",
            "https://id.gs1.org/8003/095212340000060000000017",
            "(8003)095212340000060000000017(90)AB",
        ] {
            assert_eq!(said(text), grai, "{text:?}");
        }
        assert_eq!(said("https://example.com/01/09506000134352/21/A17?17=271231"), "01 09506000134352A17");
        assert_eq!(said("]d20109506000134352211234"), "01 095060001343521234");
        assert_eq!(said("(8018)385011000000000012"), "plain", "a wrong check digit is no GSRN");
        for other in
            ["(01)09506000134352", "8003095212340000060000000017", "]d28003", "http://", "(8003)1", "]E09506000134352"]
        {
            assert_eq!(said(other), "plain", "{other}");
        }
    }
}
