//! Numbers of EAN, UPC and ITF symbols: trade items, in-store codes and coupons, all as GTIN-14.
//!
//! What must hold: no number with a wrong check digit is read; a number that is no trade item is never taken for one.
//! Sources: GS1 General Specifications 1.4 (prefixes), 2.6.2 (common currency coupons), 3.3 (GTIN), 5.2.2.4.2 (UPC-E).

use super::cells::{Cell, all_digits, checked, number, text};
use super::error::CodeError;
use super::value::Decimal;
use super::{Rules, Scanned, in_store};
use crate::codes::check_digit;
use crate::pack::CheckDigit;

/// A product number, or one of the shop's own for which there is no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// 14 digits, with zeros before shorter numbers.
    pub gtin: String,
    /// How it was scanned.
    pub form: Form,
    /// It means something only inside the shop, company or region (restricted circulation).
    pub restricted: bool,
    /// The 2 or 5 digits beside it on newspapers and books, if the reader sends them (`]E3`).
    pub add_on: Option<String>,
}

/// How a number was scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// 8 digits, EAN-8.
    Ean8,
    /// 13 digits, EAN-13; readers that are set so send UPC-A as 13 digits as well.
    Ean13,
    /// 12 digits, UPC-A.
    UpcA,
    /// 8 digits that stand for 12, UPC-E.
    UpcE,
    /// 14 digits, ITF-14.
    Gtin14,
}

/// A coupon or refund in an EAN-13 or UPC-A symbol. Which digits mean what is defined for prefixes 981 and 982 only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouponNumber {
    /// The whole number as GTIN-14.
    pub number: String,
    /// What kind of coupon.
    pub kind: CouponKind,
    /// The coupon issuer number after the prefix, 4 digits (981 and 982).
    pub issuer: Option<String>,
    /// The coupon reference: 2 digits (981 and 982), otherwise all digits between prefix and check digit.
    pub reference: String,
    /// What it is worth in euro, with one (981) or two decimals (982); zero is a free item.
    pub value: Option<Decimal>,
}

/// Kinds of coupon numbers, by prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CouponKind {
    /// 980: a refund receipt.
    Refund,
    /// 981 to 984: a coupon of a common currency area.
    CommonCurrency,
    /// 99: a coupon as the national GS1 organisation defines it.
    National,
    /// 05, UPC number system 5: the former coupon code of North America.
    NorthAmerica,
}

/// What the reader says about the symbol.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    Unsaid,
    Ean8,
    EanUpc,
    AddOn,
}

pub fn read(cells: &[Cell], end: usize, symbol: Symbol, rules: &Rules<'_>) -> Result<Scanned, CodeError> {
    all_digits(cells)?;
    let (main, add_on) = match symbol {
        Symbol::AddOn => with_add_on(cells, end)?,
        _ => (cells, None),
    };
    let wrong_length = |least| CodeError::TooShort { at: end, what: "product number", least };
    let form = match main.len() {
        8 if is_upc_e(main, symbol, rules) => return upc_e_number(main, rules),
        8 => Form::Ean8,
        12 => Form::UpcA,
        13 => Form::Ean13,
        14 => Form::Gtin14,
        0..8 => return Err(wrong_length(8)),
        9..12 => return Err(wrong_length(12)),
        _ => {
            let at = main.get(14).map_or(end, |cell| cell.at);
            return Err(CodeError::TooLong { at, what: "product number", most: 14 });
        }
    };
    checked(main)?;
    meaning(main, form, add_on, rules)
}

/// The 13 digits and the 2 or 5 beside them.
fn with_add_on(cells: &[Cell], end: usize) -> Result<(&[Cell], Option<String>), CodeError> {
    let Some((main, beside)) = cells.split_at_checked(13) else {
        return Err(CodeError::TooShort { at: end, what: "number with add-on", least: 15 });
    };
    match beside.len() {
        2 | 5 => Ok((main, Some(text(beside)))),
        _ => Err(CodeError::Value {
            at: beside.first().map_or(end, |cell| cell.at),
            what: "add-on",
            expected: "2 or 5 digits",
        }),
    }
}

/// What a number with a right check digit is.
fn meaning(cells: &[Cell], form: Form, add_on: Option<String>, rules: &Rules<'_>) -> Result<Scanned, CodeError> {
    let full = padded(cells);
    let gtin = text(&full);
    if gtin.bytes().all(|digit| digit == b'0') {
        let at = full.first().map_or(0, |cell| cell.at);
        return Err(CodeError::Value { at, what: "product number", expected: "not all zeros" });
    }
    let eight = gtin.strip_prefix("000000").and_then(|_| full.get(6..));
    let thirteen = if eight.is_none() && gtin.starts_with('0') { full.get(1..) } else { None };
    if let Some(found) = eight.or(thirteen).and_then(|own| in_store::read(own, &gtin, rules.in_store)) {
        return found.map(Scanned::InStore);
    }
    if let Some(coupon) = thirteen.and_then(|thirteen| coupon(thirteen, &gtin)) {
        return Ok(Scanned::Coupon(coupon));
    }
    let restricted = match (eight, thirteen) {
        (Some(eight), _) => text(eight).starts_with(['0', '2']),
        (_, Some(thirteen)) => in_store::restricted(&text(thirteen)),
        _ => false,
    };
    Ok(Scanned::Number(Number { gtin, form, restricted, add_on }))
}

/// With zeros up to 14 digits.
pub fn padded(cells: &[Cell]) -> Vec<Cell> {
    let at = cells.first().map_or(0, |cell| cell.at);
    let zeros = std::iter::repeat_n(Cell { at, c: '0' }, 14_usize.saturating_sub(cells.len()));
    zeros.chain(cells.iter().copied()).collect()
}

fn coupon(thirteen: &[Cell], gtin: &str) -> Option<CouponNumber> {
    let digits = text(thirteen);
    let (kind, prefix) = match (digits.get(..2)?, digits.get(..3)?) {
        ("99", _) => (CouponKind::National, 2),
        ("05", _) => (CouponKind::NorthAmerica, 2),
        (_, "980") => (CouponKind::Refund, 3),
        (_, "981" | "982" | "983" | "984") => (CouponKind::CommonCurrency, 3),
        _ => return None,
    };
    let places = match digits.get(..3)? {
        "981" => Some(1),
        "982" => Some(2),
        _ => None,
    };
    let number_of = |places| Some(Decimal { digits: number(thirteen.get(9..12)?), places });
    let reference = if places.is_some() { digits.get(7..9) } else { digits.get(prefix..12) };
    Some(CouponNumber {
        number: gtin.to_owned(),
        kind,
        issuer: places.and_then(|_| digits.get(3..7)).map(str::to_owned),
        reference: reference?.to_owned(),
        value: places.and_then(number_of),
    })
}

/// Whether 8 digits are UPC-E. They may be EAN-8 as well, as one of ten is by chance; but EAN-8 that starts with 0 is a
/// shop's own number, which is for its rules to know.
fn is_upc_e(cells: &[Cell], symbol: Symbol, rules: &Rules<'_>) -> bool {
    let right = || upc_e_cells(cells).is_some_and(|full| checked(&full).is_ok());
    let own = || checked(cells).is_ok() && in_store::read(cells, "", rules.in_store).is_some();
    match symbol {
        Symbol::EanUpc => true,
        Symbol::Unsaid => right() && !own(),
        Symbol::Ean8 | Symbol::AddOn => false,
    }
}

fn upc_e_number(cells: &[Cell], rules: &Rules<'_>) -> Result<Scanned, CodeError> {
    let at = cells.first().map_or(0, |cell| cell.at);
    let wrong = CodeError::Value { at, what: "UPC-E number system", expected: "0" };
    let full = upc_e_cells(cells).ok_or(wrong)?;
    checked(&full)?;
    meaning(&full, Form::UpcE, None, rules)
}

/// The 12 digits for which 8 of UPC-E stand, check digit as scanned.
fn upc_e_cells(cells: &[Cell]) -> Option<Vec<Cell>> {
    let (first, rest) = cells.split_first()?;
    let (last, six) = rest.split_last()?;
    let body = upc_e_body(&text(six))?;
    let zeros = body.chars().map(|c| Cell { at: first.at, c });
    (first.c == '0').then(|| zeros.chain([*last]).collect())
}

/// The 11 digits before the check digit for which the 6 inner ones of UPC-E stand.
fn upc_e_body(six: &str) -> Option<String> {
    let (five, last) = six.split_at_checked(5)?;
    let (two, three) = five.split_at_checked(2)?;
    let (head, tail) = match last {
        "0" | "1" | "2" => (format!("{two}{last}"), three),
        "3" => (five.get(..3)?.to_owned(), five.get(3..)?),
        "4" => (five.get(..4)?.to_owned(), five.get(4..)?),
        _ => (five.to_owned(), last),
    };
    let middle = 10_usize.checked_sub(head.len())?;
    Some(format!("0{head}{tail:0>middle$}"))
}

/// The UPC-A number for which the 6 digits between number system and check digit of a UPC-E symbol stand.
///
/// ```
/// use till::codes::gs1::expand_upc_e;
/// assert_eq!(expand_upc_e("654321").as_deref(), Some("065100004327"));
/// assert_eq!(expand_upc_e("425261").as_deref(), Some("042100005264"));
/// ```
#[must_use]
pub fn expand_upc_e(six: &str) -> Option<String> {
    let all_digits = six.len() == 6 && six.bytes().all(|byte| byte.is_ascii_digit());
    let body = upc_e_body(six).filter(|_| all_digits)?;
    let check = check_digit(&body, CheckDigit::Gs1)?;
    Some(format!("{body}{check}"))
}
