//! Quantities, unit prices and rates: integers of millionths, on the wire as decimal strings with at most 6 decimals.
//!
//! What must hold: the string is exact (no exponent, no float in between), and each kind has its own type.

use crate::shape::{At, MAX_SAFE, Out, Shape};

/// Millionths in one.
pub const MILLION: i64 = 1_000_000;

/// Reads a decimal string such as `-12.5` into millionths; nothing but digits, one point and a sign is accepted.
#[must_use]
pub fn millionths(text: &str) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let number = |digits: &str, most: usize| {
        let fits = (1..=most).contains(&digits.len());
        let digit =
            |n: i64, b: u8| b.is_ascii_digit().then(|| n.checked_mul(10)?.checked_add(i64::from(b & 15))).flatten();
        if fits { digits.bytes().try_fold(0, digit) } else { None }
    };
    let millionths = match fraction {
        Some(digits) => (digits.len()..6).try_fold(number(digits, 6)?, |n: i64, _| n.checked_mul(10))?,
        None => 0,
    };
    let value = number(whole, 10)?.checked_mul(MILLION)?.checked_add(millionths)?;
    let signed = if negative { value.checked_neg()? } else { value };
    (-MAX_SAFE..=MAX_SAFE).contains(&signed).then_some(signed)
}

/// The shortest decimal string of a number of millionths.
#[must_use]
pub fn decimal(millionths: i64) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let size = millionths.unsigned_abs();
    let whole = size.checked_div(1_000_000).unwrap_or(0);
    let rest = size.checked_rem(1_000_000).unwrap_or(0);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let fraction = format!("{rest:06}");
    format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

fn read_millionths(at: &At<'_>, expected: &str, low: i64) -> i64 {
    let read = millionths(at.text(expected));
    if read.is_none_or(|n| n < low) {
        at.misfit(if read.is_none() { "malformed" } else { "out_of_range" }, expected);
    }
    read.unwrap_or_default()
}

macro_rules! millionths_type {
    ($(#[doc = $doc:expr])* $name:ident, $expected:literal, $low:expr) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(i64);

        impl $name {
            /// Zero.
            pub const ZERO: $name = $name(0);
            /// From millionths, if within range.
            #[must_use]
            pub fn new(millionths: i64) -> Option<Self> {
                ($low..=MAX_SAFE).contains(&millionths).then_some(Self(millionths))
            }
            /// From a whole number.
            #[must_use]
            pub fn whole(n: u32) -> Self {
                Self(i64::from(n).saturating_mul(MILLION))
            }
            /// Millionths.
            #[must_use]
            pub const fn millionths(self) -> i64 {
                self.0
            }
            /// Millionths, for products.
            #[must_use]
            pub const fn wide(self) -> i128 {
                self.0 as i128
            }
            /// As the wire writes it: no more decimals than needed.
            #[must_use]
            pub fn text(self) -> String {
                decimal(self.0)
            }
        }

        impl Shape for $name {
            fn read(at: &At<'_>) -> Self {
                Self(read_millionths(at, $expected, $low))
            }
            fn print(&self, out: &mut Out) {
                out.text(&self.text());
            }
            #[cfg(feature = "schema")]
            fn schema(book: &mut crate::shape::Book) -> serde_json::Value {
                let json = serde_json::json!({"type": "string", "pattern": r"^-?\d{1,10}(\.\d{1,6})?$", "description": $expected});
                book.insert(stringify!($name).to_owned(), json);
                serde_json::json!({"$ref": concat!("#/$defs/", stringify!($name))})
            }
        }
    };
}

millionths_type!(
    /// How much of a product: pieces, kilograms, litres. Negative takes back.
    Quantity, "a decimal string with at most 6 decimals, such as \"2\" or \"0.735\"", -MAX_SAFE
);
millionths_type!(
    /// Price of one unit in major units of the currency (fuel has more digits than the currency).
    UnitPrice, "a decimal string from 0 with at most 6 decimals, such as \"1.459\"", 0
);
millionths_type!(
    /// A rate in percent: `"25"` is 25 %.
    Percent, "a decimal string from 0 with at most 6 decimals, in percent, such as \"25\" or \"5.5\"", 0
);

impl Quantity {
    /// One.
    pub const ONE: Quantity = Quantity(MILLION);

    /// The number of pieces, if it is a whole number.
    #[must_use]
    pub fn pieces(self) -> Option<i64> {
        (self.0.checked_rem(MILLION)? == 0).then(|| self.0.checked_div(MILLION)).flatten()
    }

    /// The sum, if within range.
    #[must_use]
    pub fn plus(self, other: Quantity) -> Option<Quantity> {
        self.0.checked_add(other.0).and_then(Quantity::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_strings_are_exact_and_strict() {
        let cases =
            [("0.735", Some(735_000)), ("-2", Some(-2_000_000)), ("1.459", Some(1_459_000)), ("0.000001", Some(1))];
        for (text, expected) in cases {
            assert_eq!(millionths(text), expected, "{text}");
        }
        for text in
            ["", "-", ".5", "5.", "1e3", "+1", " 1", "1,5", "0.0000001", "٣", "1_0", "99999999999", "NaN", "0x1"]
        {
            assert_eq!(millionths(text), None, "{text}");
        }
        assert_eq!(decimal(-735_000), "-0.735");
        assert_eq!(decimal(2_000_000), "2");
    }
}
