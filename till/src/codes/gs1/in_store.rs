//! In-store codes: numbers that a shop prints itself, with a weight, a price or a quantity in them.
//!
//! What must hold: a pattern covers every digit of the number, and the numbers it covers are none that GS1 gives to trade
//! items. Source: GS1 General Specifications 1.4.3, 2.1.12 (restricted circulation numbers), 7.9.2 to 7.9.4 (verifier
//! digits).

use super::cells::{Cell, number, same_digit, text};
use super::error::CodeError;
use super::value::Decimal;
use crate::shape;
use crate::shape::{At, Out, Shape};

shape! {
    /// How one kind of in-store code is read.
    pub struct InStoreRule {
        /// Where everything stands.
        pattern: Pattern,
        /// What its value is.
        measure: Measure,
    }
}

shape! {
    /// What the value in an in-store code is.
    pub enum Measure {
        /// A weight in kilograms.
        Weight = "weight",
        /// The price of the whole, in major units of the currency.
        Price = "price",
        /// A number of pieces.
        Quantity = "quantity",
    }
}

/// The digits of an in-store code, one character each: first fixed digits, then `I` item reference, `V` value, `K` its
/// verifier digit, `X` anything, at the end `C` check digit. A point stands between the `V` where decimals begin.
///
/// 13 digits starting with 02 (UPC number system 2), 04 or 20 to 29, or 8 digits starting with 0 or 2. A verifier digit
/// needs a value of 4 or 5 digits; a value has at most 6, an item reference at least one digit.
///
/// ```
/// use till::codes::gs1::Pattern;
/// assert!(Pattern::new("21IIIIIVV.VVVC").is_some());
/// assert!(Pattern::new("02IIIIIKVV.VVC").is_some());
/// assert!(Pattern::new("40IIIIIVV.VVVC").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

const EXPECTED: &str = "13 characters from 02, 04 or 20-29, or 8 from 0 or 2: digits, then I V K X and a last C, with at \
    most one point between two V; such as \"21IIIIIVV.VVVC\"";

impl Pattern {
    /// The pattern, if the text is one.
    #[must_use]
    pub fn new(text: &str) -> Option<Pattern> {
        let plain = text.replacen('.', "", 1);
        let count = |wanted: char| plain.chars().filter(|c| *c == wanted).count();
        let fields = plain.trim_start_matches(|c: char| c.is_ascii_digit()).strip_suffix('C')?;
        let restricted = match plain.len() {
            13 => restricted(&plain),
            8 => plain.starts_with(['0', '2']),
            _ => false,
        };
        let verified = match count('K') {
            0 => (1..=6).contains(&count('V')),
            one => one == 1 && (4..=5).contains(&count('V')),
        };
        let pointed = match text.split_once('.') {
            Some((before, after)) => before.ends_with('V') && after.starts_with('V'),
            None => true,
        };
        let known = fields.chars().all(|c| "IVKX".contains(c)) && count('I') > 0;
        (restricted && verified && pointed && known).then(|| Pattern(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits that all its numbers begin with.
    pub(crate) fn beginning(&self) -> &str {
        let end = self.0.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.0.len());
        self.0.get(..end).unwrap_or_default()
    }

    /// How many digits its numbers have.
    pub(crate) fn length(&self) -> usize {
        self.0.chars().filter(|c| *c != '.').count()
    }

    /// How many digits a number begins with that make it one of this pattern; nothing if it is not.
    fn fits(&self, number: &[Cell]) -> Option<usize> {
        let fixed = self.beginning();
        let same = fixed.chars().zip(number).all(|(wanted, cell)| wanted == cell.c);
        (same && self.length() == number.len()).then_some(fixed.len())
    }

    /// The digits under one letter.
    fn under(&self, letter: char, number: &[Cell]) -> Vec<Cell> {
        let places = self.0.chars().filter(|c| *c != '.').zip(number);
        places.filter(|(place, _)| *place == letter).map(|(_, cell)| *cell).collect()
    }
}

impl Shape for Pattern {
    fn read(at: &At<'_>) -> Self {
        Pattern::new(at.text(EXPECTED)).unwrap_or_else(|| {
            at.misfit("malformed", EXPECTED);
            Pattern(String::new())
        })
    }
    fn print(&self, out: &mut Out) {
        out.text(&self.0);
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::shape::Book) -> serde_json::Value {
        serde_json::json!({"type": "string", "pattern": "^[02][0-9]*[IVKX]+([.]V[IVKX]*)?C$", "description": EXPECTED})
    }
}

/// A read in-store code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InStore {
    /// The whole number as GTIN-14.
    pub number: String,
    /// The item reference.
    pub item: String,
    /// What the value is.
    pub measure: Measure,
    /// The value.
    pub value: Decimal,
    /// Where the value begins in the text as scanned.
    pub at: usize,
}

/// Whether a number of 13 digits means something only inside a shop, a company or a region.
pub fn restricted(thirteen: &str) -> bool {
    thirteen.starts_with(['2']) || thirteen.starts_with("02") || thirteen.starts_with("04")
}

/// Reads a number of 13 or 8 digits by the rule with the longest beginning that fits; the first of equals.
pub fn read(digits: &[Cell], full: &str, rules: &[InStoreRule]) -> Option<Result<InStore, CodeError>> {
    let fitting = rules.iter().rev().filter_map(|rule| rule.pattern.fits(digits).map(|length| (length, rule)));
    let (_, rule) = fitting.max_by_key(|(length, _)| *length)?;
    let pattern = &rule.pattern;
    let value = pattern.under('V', digits);
    let verified = match pattern.under('K', digits).first() {
        Some(found) => same_digit(*found, verifier(&text(&value))),
        None => Ok(()),
    };
    let after = pattern.as_str().split_once('.').map_or(0, |(_, after)| after.matches('V').count());
    Some(verified.map(|()| InStore {
        number: full.to_owned(),
        item: text(&pattern.under('I', digits)),
        measure: rule.measure,
        value: Decimal { digits: number(&value), places: u32::try_from(after).unwrap_or_default() },
        at: value.first().map_or(0, |cell| cell.at),
    }))
}

/// What a digit weighs by each of the tables 2-, 3, 5+ and 5- of the standard, last digit only.
const TWO_MINUS: &str = "0246891357";
const THREE: &str = "0369258147";
const FIVE_PLUS: &str = "0516273849";
const FIVE_MINUS: &str = "0594837261";

/// The verifier digit of a price or weight of 4 or 5 digits; nothing for anything else.
///
/// ```
/// use till::codes::gs1::verifier;
/// // 4 + 5 + 21 + 3 = 33, three times is 99
/// assert_eq!(verifier("2875"), Some('9'));
/// // 5 + 8 + 7 + 4 + 9 = 33, 7 to the next ten, and 7 is 6 weighed by 5-
/// assert_eq!(verifier("14685"), Some('6'));
/// ```
#[must_use]
pub fn verifier(value: &str) -> Option<char> {
    let tables: &[&str] = match value.len() {
        4 => &[TWO_MINUS, TWO_MINUS, THREE, FIVE_MINUS],
        5 => &[FIVE_PLUS, TWO_MINUS, FIVE_MINUS, FIVE_PLUS, TWO_MINUS],
        _ => return None,
    };
    let weigh = |(table, digit): (&&str, char)| {
        let place = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok())?;
        table.chars().nth(place)?.to_digit(10)
    };
    let weights: Option<Vec<u32>> = tables.iter().zip(value.chars()).map(weigh).collect();
    let sum = weights?.iter().fold(0, |sum: u32, weight| sum.saturating_add(*weight));
    if value.len() == 4 {
        return char::from_digit(sum.saturating_mul(3).checked_rem(10)?, 10);
    }
    let missing = char::from_digit(10_u32.saturating_sub(sum.checked_rem(10)?).checked_rem(10)?, 10)?;
    "0123456789".chars().zip(FIVE_MINUS.chars()).find(|(_, weighed)| *weighed == missing).map(|(digit, _)| digit)
}
