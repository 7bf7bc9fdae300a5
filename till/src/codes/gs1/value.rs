//! Typed values of fields: exact decimals, dates with the sliding century, times.
//!
//! What must hold: a number keeps the decimals it was scanned with and is never a float; a date exists.

use super::cells::{Cell, number, text};
use super::error::CodeError;
use crate::money::{Amount, Currency};
use crate::quantity::Quantity;
use crate::time::BusinessDate;
use std::fmt;

/// An exact decimal number from 0: `digits` with the point before the last `places` of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// All its digits as one integer, at most 15.
    pub digits: u64,
    /// How many of them stand after the point, 0 to 9.
    pub places: u32,
}

impl Decimal {
    /// As a quantity, if 6 decimals are enough for it.
    ///
    /// ```
    /// use till::codes::gs1::Decimal;
    /// assert_eq!(Decimal { digits: 1250, places: 3 }.quantity().map(|q| q.text()).as_deref(), Some("1.25"));
    /// ```
    #[must_use]
    pub fn quantity(self) -> Option<Quantity> {
        Quantity::new(self.scaled(6)?)
    }

    /// As an amount of a currency, if the currency has decimals enough for it.
    ///
    /// ```
    /// use till::{codes::gs1::Decimal, money::{Amount, Currency}};
    /// assert_eq!(Decimal { digits: 25, places: 1 }.amount(Currency::EUR), Amount::new(250).ok());
    /// assert_eq!(Decimal { digits: 2505, places: 3 }.amount(Currency::EUR), None);
    /// ```
    #[must_use]
    pub fn amount(self, currency: Currency) -> Option<Amount> {
        Amount::new(self.scaled(u32::from(currency.digits()))?).ok()
    }

    /// The same value with `places` decimals, as one integer; nothing if it has more.
    fn scaled(self, places: u32) -> Option<i64> {
        let shift = |by: u32| 10_u64.checked_pow(by);
        let scaled = match places.checked_sub(self.places) {
            Some(more) => self.digits.checked_mul(shift(more)?)?,
            None => {
                let unit = shift(self.places.checked_sub(places)?)?;
                let whole = self.digits.checked_div(unit)?;
                (whole.checked_mul(unit)? == self.digits).then_some(whole)?
            }
        };
        i64::try_from(scaled).ok()
    }
}

/// `0.750`: with the decimals it was scanned with.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = usize::try_from(self.places).unwrap_or_default();
        let width = places.saturating_add(1);
        let mut text = format!("{:0width$}", self.digits);
        if places > 0 {
            text.insert(text.len().saturating_sub(places), '.');
        }
        f.write_str(&text)
    }
}

/// Year of two digits to year of four: within 49 years before and 50 after (GS1 General Specifications 7.12).
///
/// ```
/// use till::codes::gs1::full_year;
/// assert_eq!((full_year(26, 2026), full_year(76, 2026), full_year(77, 2026)), (2026, 2076, 1977));
/// assert_eq!((full_year(99, 2049), full_year(0, 2051), full_year(0, 2049)), (2099, 2100, 2000));
/// ```
#[must_use]
pub fn full_year(two_digits: i32, this_year: i32) -> i32 {
    let now = this_year.checked_rem(100).unwrap_or_default();
    let century = this_year.saturating_sub(now);
    let shift = match two_digits.saturating_sub(now) {
        51.. => -100,
        ..=-50 => 100,
        _ => 0,
    };
    century.saturating_add(shift).saturating_add(two_digits)
}

/// Six digits YYMMDD. Day 00 means the month as a whole and stands for its last day; not allowed if `exact`. Says whether
/// it is a whole month.
pub fn date(cells: &[Cell], today: BusinessDate, exact: bool) -> Result<(BusinessDate, bool), CodeError> {
    let at = cells.first().map_or(0, |cell| cell.at);
    let (year, month_day) = cells.split_at_checked(2).unwrap_or_default();
    let (month, day) = month_day.split_at_checked(2).unwrap_or_default();
    let year = full_year(i32::try_from(number(year)).unwrap_or_default(), today.year());
    let (month, day) = (text(month), text(day));
    let on = |day: &str| BusinessDate::parse(&format!("{year:04}-{month}-{day}"));
    let whole = day == "00" && !exact;
    let found = if whole { ["31", "30", "29", "28"].into_iter().find_map(on) } else { on(&day) };
    found.map(|date| (date, whole)).ok_or(CodeError::Date { at, expected: "a date YYMMDD" })
}

/// Hour and minute of four digits; if `seconds`, hour, minute and second of two, four or six.
pub fn clock(cells: &[Cell], seconds: bool) -> Result<[u8; 3], CodeError> {
    let at = cells.first().map_or(0, |cell| cell.at);
    let mut parts = cells.chunks(2).map(number).chain(std::iter::repeat(0));
    let mut next = |most: u64| parts.next().filter(|part| *part <= most).and_then(|part| u8::try_from(part).ok());
    let found = (next(23), next(59), next(59));
    match found {
        (Some(hour), Some(minute), Some(second)) if cells.len() == 4 || seconds && cells.len() & 1 == 0 => {
            Ok([hour, minute, second])
        }
        _ => Err(CodeError::Date { at, expected: "a time HHMM" }),
    }
}
