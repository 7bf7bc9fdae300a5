//! Numbers of the standard at the border: it writes JSON numbers where our messages have decimal strings and integers.
//!
//! What must hold: the decimal text is taken as it stands and no float is calculated with. A JSON number with at most 15
//! digits survives the way through a double unchanged, so what stands here is what the sender meant, though it was
//! written from a double; a longer one is refused, because a double may have changed it.

use crate::shape::{At, MAX_SAFE, Node};

/// Digits that a double keeps, from the first that is not zero to the last.
const MOST_DIGITS: usize = 15;

/// Reads a JSON number as an integer count of parts: 6 `decimals` give millionths (a quantity, a unit price), those of a
/// currency its minor units.
///
/// What does not fit is noted in `at`: `wrong_type` if it is not a number, otherwise what [`parts`] says.
#[must_use]
pub fn read_parts(at: &At<'_>, decimals: u8) -> i64 {
    let expected = || format!("a number of at most {MOST_DIGITS} digits, {decimals} of them decimals, and not -0");
    let Some(text) = at.value().and_then(Node::as_number) else {
        at.unlike(&expected());
        return 0;
    };
    parts(text, decimals).unwrap_or_else(|code| {
        at.misfit(code, &expected());
        0
    })
}

/// The same from the text of a JSON number.
///
/// ```
/// use pricing::price::campaign::parts;
/// assert_eq!(parts("1.459", 6), Ok(1_459_000));
/// assert_eq!(parts("12.1", 2), Ok(1_210));
/// assert_eq!(parts("12.345", 2), Err("malformed"));
/// ```
///
/// # Errors
/// `malformed`: not the text of a JSON number, more than so many decimals, or minus zero. `out_of_range`: more than 15
/// digits, or not within plus or minus (2^53 - 1) parts.
pub fn parts(text: &str, decimals: u8) -> Result<i64, &'static str> {
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = rest.split_once(['e', 'E']).map_or((rest, "0"), |(m, e)| (m, e));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let padded = whole.len() > 1 && whole.starts_with('0');
    if padded || [whole, fraction, unsigned].iter().any(|part| part.is_empty() || !part.bytes().all(is_digit)) {
        return Err("malformed");
    }
    let joined = [whole, fraction].concat();
    let significant = joined.trim_end_matches('0');
    let dropped = joined.len().saturating_sub(significant.len());
    let significant = significant.trim_start_matches('0');
    if significant.is_empty() {
        return if negative { Err("malformed") } else { Ok(0) };
    }
    if significant.len() > MOST_DIGITS {
        return Err("out_of_range");
    }
    let size: i64 = significant.parse().map_err(|_| "out_of_range")?;
    let power: i64 = exponent.parse::<i16>().map_err(|_| "out_of_range")?.into();
    let length = |n: usize| i64::try_from(n).map_err(|_| "out_of_range");
    let shift =
        power.saturating_add(decimals.into()).saturating_add(length(dropped)?).saturating_sub(length(fraction.len())?);
    let factor = u32::try_from(shift).map_err(|_| "malformed")?; // digits are left behind the last decimal
    let value = 10_i64.checked_pow(factor).and_then(|factor| size.checked_mul(factor)).ok_or("out_of_range")?;
    let signed = if negative { value.checked_neg().ok_or("out_of_range")? } else { value };
    if (-MAX_SAFE..=MAX_SAFE).contains(&signed) { Ok(signed) } else { Err("out_of_range") }
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::decimal;
    use crate::shape::{DEEPEST, Document, Faults};
    use proptest::prelude::*;

    #[test]
    fn the_text_is_taken_as_it_stands() {
        let cases = [
            ("1.459", 6, Ok(1_459_000)),
            ("12.1", 2, Ok(1_210)),
            ("3", 6, Ok(3_000_000)),
            ("3.0", 0, Ok(3)),
            ("-2.5", 6, Ok(-2_500_000)),
            ("0", 2, Ok(0)),
            ("0.0", 2, Ok(0)),
            ("1e-6", 6, Ok(1)),
            ("1E+3", 0, Ok(1_000)),
            ("12.340000", 2, Ok(1_234)),
            ("1200", 6, Ok(1_200_000_000)),
            ("9007199254.74099", 6, Ok(9_007_199_254_740_990)),
            ("9.00719925474099e15", 0, Ok(9_007_199_254_740_990)),
            ("0.1234567", 6, Err("malformed")),
            ("12.345", 2, Err("malformed")),
            ("0.5", 0, Err("malformed")),
            ("-0", 6, Err("malformed")),
            ("-0.0", 6, Err("malformed")),
            ("1e-999", 6, Err("malformed")),
            ("0.30000000000000004", 6, Err("out_of_range")),
            ("9007199254.740991", 6, Err("out_of_range")),
            ("1e21", 6, Err("out_of_range")),
            ("1e21", 0, Err("out_of_range")),
            ("1e99999", 0, Err("out_of_range")),
            ("9007199255", 6, Err("out_of_range")),
            ("123456789012345678901234567890", 0, Err("out_of_range")),
        ];
        for (text, decimals, expected) in cases {
            assert_eq!(parts(text, decimals), expected, "{text} {decimals}");
        }
        for text in ["", "-", "+1", ".5", "5.", "01", "-01", "1e", "1e+", "1e+-1", "1.e1", " 1", "1 ", "1,5", "1_0"] {
            assert_eq!(parts(text, 6), Err("malformed"), "{text}");
        }
        for text in ["NaN", "Infinity", "0x1", "1.2.3", "1e1e1", "--1", "\u{663}", "1\u{2013}2"] {
            assert_eq!(parts(text, 6), Err("malformed"), "{text}");
        }
    }

    #[test]
    fn a_json_number_is_read_at_its_path() {
        let json = Document::parse(r#"{"a": 1.459, "b": "1.459", "c": 12.345, "d": -0, "e": 7}"#, DEEPEST).unwrap();
        let read = |name: &str, decimals| {
            let faults = Faults::default();
            let read = read_parts(&At::root("price", json.root().get(name), &faults), decimals);
            faults.check(read)
        };
        assert_eq!((read("a", 6), read("e", 2)), (Ok(1_459_000), Ok(700)));
        let expected = "price: malformed (expected a number of at most 15 digits, 2 of them decimals, and not -0)";
        assert_eq!(read("c", 2).unwrap_err().to_string(), expected);
        assert_eq!((read("b", 6).unwrap_err().code, read("d", 6).unwrap_err().code), ("wrong_type", "malformed"));
    }

    proptest! {
        /// The way of a number: decimal text, double, shortest text, parts.
        #[test]
        fn fifteen_digits_survive_a_double(millionths in -999_999_999_999_999_i64..=999_999_999_999_999) {
            let json: serde_json::Value = serde_json::from_str(&decimal(millionths)).unwrap();
            prop_assert_eq!(parts(&json.to_string(), 6), Ok(millionths));
        }

        #[test]
        fn any_text_is_answered(text in "[-+0-9.eE]{0,12}", decimals in 0_u8..=255) {
            let answer = parts(&text, decimals);
            let is_json = serde_json::from_str::<serde_json::Number>(&text).is_ok();
            prop_assert!(is_json || answer.is_err(), "{} {:?}", text, answer);
        }
    }
}
