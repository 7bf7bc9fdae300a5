//! Product numbers: GTIN-8, -12 (UPC-A), -13 (EAN-13) and -14, brought to one form.
//!
//! What must hold: the same product read from any of its symbols has one number. Source: GS1 General Specifications 3.3.

use super::check::is_right;
use crate::pack::CheckDigit;

/// The number in its usual form: 8 digits for EAN-8, 13 for EAN-13 and UPC-A (with a zero before it), 14 for trade units
/// with an indicator. Nothing if it is none of them or its check digit is wrong.
///
/// ```
/// use till::codes::gtin;
/// assert_eq!(gtin("036000291452").as_deref(), Some("0036000291452"));
/// assert_eq!(gtin("04006381333931").as_deref(), Some("4006381333931"));
/// ```
#[must_use]
pub fn gtin(text: &str) -> Option<String> {
    if !matches!(text.len(), 8 | 12 | 13 | 14) || !is_right(text, CheckDigit::Gs1) {
        return None;
    }
    let full = format!("{text:0>14}");
    let short = full.strip_prefix("000000").or_else(|| full.strip_prefix('0'));
    let usual = short.unwrap_or(&full);
    usual.bytes().any(|digit| digit != b'0').then(|| usual.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_of_a_product_gives_one_number() {
        let cases = [
            ("73513537", Some("73513537")),
            ("0000073513537", Some("73513537")),
            ("00000073513537", Some("73513537")),
            ("036000291452", Some("0036000291452")),
            ("0036000291452", Some("0036000291452")),
            ("4006381333931", Some("4006381333931")),
            ("10614141000415", Some("10614141000415")),
            ("4006381333932", None),
            ("00000000", None),
            ("400638133393", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(gtin(text).as_deref(), expected, "{text}");
        }
    }
}
