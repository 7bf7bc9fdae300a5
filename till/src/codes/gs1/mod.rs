//! GS1: what a scanned text says, as typed fields, or what is wrong with it and where.
//!
//! What must hold: every text has one meaning or one error, never a panic; nothing is read past a wrong check digit; no
//! identifier, prefix or rule of a shop stands in code. Which fields must go together (a count with content, a price
//! with a weight) is not checked. Sources: GS1 General Specifications release 24; GS1 Digital Link Standard: URI Syntax
//! 1.4; North American Coupon Application Guideline R2.0. The page about it is `docs/codes.md`.

mod ai;
mod cells;
mod coupon;
mod elements;
mod error;
mod in_store;
mod link;
mod number;
mod table;
mod value;

pub use coupon::{Coupon, Offer, Purchase};
pub use error::CodeError;
pub use in_store::{InStore, InStoreRule, Measure, Pattern, verifier};
pub use number::{CouponKind, CouponNumber, Form, Number, expand_upc_e};
pub use value::{Decimal, full_year};

use crate::money::Currency;
use crate::time::BusinessDate;
use cells::Cell;
use number::Symbol;

/// The most characters of an element string; the longest symbols in shops hold 74 digits, four of them fit.
pub const MOST_ELEMENTS: usize = 200;

/// The most characters of a Digital Link.
pub const MOST_LINK: usize = 2_000;

/// What reading depends on.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The shop's own codes.
    pub in_store: &'a [InStoreRule],
    /// The day of the sale: years have two digits in codes.
    pub today: BusinessDate,
}

/// What a scanned text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// A product number: EAN-8, EAN-13, UPC-A, UPC-E, ITF-14.
    Number(Number),
    /// A code of the shop with a weight, price or quantity in it.
    InStore(InStore),
    /// A coupon in an EAN-13 or UPC-A symbol.
    Coupon(CouponNumber),
    /// An element string, in the order scanned; at least one element.
    Elements(Vec<Element>),
    /// A Digital Link: the primary key first; at least one element.
    Link(Vec<Element>),
}

/// An application identifier with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The identifier, 2 to 4 digits.
    pub ai: String,
    /// Its data title, with the unit of a measure.
    pub title: &'static str,
    /// Where the identifier begins in the text as scanned.
    pub at: usize,
    /// The value as it stands there, percent-decoded, a GTIN with 14 digits.
    pub text: String,
    /// What it means.
    pub value: Value,
}

/// What the value of an element means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// What [`Element::text`] says.
    Plain,
    /// A day; of a whole month its last day.
    Date {
        /// The day.
        date: BusinessDate,
        /// Only the month is given (day 00).
        whole_month: bool,
    },
    /// A moment in local time.
    Time {
        /// The day.
        date: BusinessDate,
        /// Hour, minute, second.
        clock: [u8; 3],
    },
    /// A count, or a measure in the unit that [`Element::title`] names.
    Number(Decimal),
    /// A price or amount.
    Amount {
        /// In major units.
        amount: Decimal,
        /// Its currency; none: that of the shop.
        currency: Option<Currency>,
    },
    /// A North American coupon, AI (8110).
    Coupon(Box<Coupon>),
    /// A coupon of a positive offer file, AI (8112).
    Offer(Offer),
}

impl Scanned {
    /// The elements of an element string or link; of anything else none.
    #[must_use]
    pub fn elements(&self) -> &[Element] {
        match self {
            Scanned::Elements(elements) | Scanned::Link(elements) => elements,
            _ => &[],
        }
    }

    /// The element whose identifier begins so: `17`, or `310` for a net weight whatever its decimals.
    ///
    /// ```
    /// use till::{codes::gs1::{Rules, Value, read}, time::BusinessDate};
    /// let rules = Rules { in_store: &[], today: BusinessDate::parse("2026-11-21").ok_or("a date")? };
    /// let scanned = read("(01)09506000134352(3103)001250", &rules)?;
    /// let weight = scanned.element("310").ok_or("no weight")?;
    /// assert_eq!(weight.title, "NET WEIGHT kg");
    /// assert!(matches!(weight.value, Value::Number(kg) if kg.to_string() == "1.250"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn element(&self, ai: &str) -> Option<&Element> {
        self.elements().iter().find(|element| element.ai.starts_with(ai))
    }

    /// The trade item, 14 digits: a number that is not the shop's own, or AI (01).
    #[must_use]
    pub fn gtin(&self) -> Option<&str> {
        match self {
            Scanned::Number(number) => Some(number.gtin.as_str()).filter(|_| !number.restricted),
            _ => self.element("01").map(|element| element.text.as_str()),
        }
    }
}

/// Reads a scanned text. White space around it is not part of it; symbology identifiers (`]C1`) are taken off.
///
/// Without a symbology identifier, 8, 12, 13 or 14 digits are a number; `(` begins an element string for people, a group
/// separator (or a longer text that begins with an identifier that has a check digit) one of a reader; `http` a link.
///
/// ```
/// use till::{codes::gs1::{CodeError, Rules, Scanned, read}, time::BusinessDate};
/// let rules = Rules { in_store: &[], today: BusinessDate::parse("2026-11-21").ok_or("a date")? };
/// for text in ["9506000134352", "]E09506000134352", "]C10109506000134352", "https://id.gs1.org/01/09506000134352"] {
///     assert_eq!(read(text, &rules)?.gtin(), Some("09506000134352"));
/// }
/// let wrong = CodeError::CheckDigit { at: 12, found: '3', expected: '2' };
/// assert_eq!(read("9506000134353", &rules), Err(wrong));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// What is wrong, at which character of `text`, and what would be right.
pub fn read(text: &str, rules: &Rules<'_>) -> Result<Scanned, CodeError> {
    let all: Vec<Cell> =
        text.chars().take(MOST_LINK.saturating_add(1)).enumerate().map(|(at, c)| Cell { at, c }).collect();
    let start = all.iter().position(|cell| !cell.c.is_whitespace()).unwrap_or(all.len());
    let after = all.iter().rposition(|cell| !cell.c.is_whitespace()).map_or(start, |last| last.saturating_add(1));
    let (cells, end) = (all.get(start..after).unwrap_or_default(), after);
    no_longer(&all, MOST_LINK, "code")?;
    let name = cells.get(1..3).filter(|_| cells.first().is_some_and(|cell| cell.c == ']')).map(cells::text);
    let Some(name) = name else { return unsaid(cells, end, rules) };
    let body = cells.get(3..).unwrap_or_default();
    let number = |symbol| number::read(body, end, symbol, rules);
    match name.as_str() {
        "E0" => number(Symbol::EanUpc),
        "E3" => number(Symbol::AddOn),
        "E4" => number(Symbol::Ean8),
        "I0" | "I1" => number(Symbol::Unsaid),
        "C1" | "e0" | "e1" | "e2" | "d2" | "Q3" | "J1" => strung(body, end, rules),
        _ if link::is_link(body) => linked(body, end, rules),
        _ => Err(CodeError::Value {
            at: start.saturating_add(1),
            what: "symbology identifier",
            expected: "E0 E3 E4 I0 I1 of a number, C1 e0 e1 e2 d2 Q3 J1 of an element string, any other of a link",
        }),
    }
}

/// Reads a text of which no reader says what symbol it is.
fn unsaid(cells: &[Cell], end: usize, rules: &Rules<'_>) -> Result<Scanned, CodeError> {
    let first_other = cells.iter().find(|cell| !cell.c.is_ascii_digit());
    let separated = cells.iter().any(|cell| cell.c == elements::SEPARATOR);
    if link::is_link(cells) {
        return linked(cells, end, rules);
    }
    if separated || elements::begins(cells) {
        return strung(cells, end, rules);
    }
    if cells.first().is_some_and(|cell| cell.c == '(') {
        no_longer(cells, MOST_ELEMENTS, "element string")?;
        return elements::read_bracketed(cells, end, rules.today).map(Scanned::Elements);
    }
    if first_other.is_none() && matches!(cells.len(), 8 | 12 | 13 | 14) {
        return number::read(cells, end, Symbol::Unsaid, rules);
    }
    Err(CodeError::Unrecognised { at: first_other.map_or(end, |cell| cell.at) })
}

fn strung(cells: &[Cell], end: usize, rules: &Rules<'_>) -> Result<Scanned, CodeError> {
    no_longer(cells, MOST_ELEMENTS, "element string")?;
    elements::read(cells, end, rules.today).map(Scanned::Elements)
}

fn linked(cells: &[Cell], end: usize, rules: &Rules<'_>) -> Result<Scanned, CodeError> {
    link::read(cells, end, rules.today).map(Scanned::Link)
}

fn no_longer(cells: &[Cell], most: usize, what: &'static str) -> Result<(), CodeError> {
    match cells.get(most) {
        Some(cell) => Err(CodeError::TooLong { at: cell.at, what, most }),
        None => Ok(()),
    }
}
