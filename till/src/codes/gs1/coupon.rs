//! North American coupon codes, the values of AI (8110) and (8112).
//!
//! What must hold: every digit belongs to a field; the fields come in the order of the guideline, each at most once.
//! Sources: North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols, R2.0; GS1 AI (8112) Coupon
//! Data Specification.

use super::cells::{Cell, Reader, all_digits, number, text};
use super::error::CodeError;
use super::value::date;
use crate::time::BusinessDate;

/// A coupon of AI (8110). Codes are the digits of the guideline, checked to be ones that it knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coupon {
    /// GS1 company prefix of the issuer, 6 to 12 digits.
    pub company: String,
    /// Offer code, 6 digits.
    pub offer: String,
    /// Save value, up to 5 digits: its unit is in `save_code`; for code 0 the cents off.
    pub save_value: u64,
    /// What has to be bought.
    pub primary: Purchase,
    /// How the purchases go together, 0 to 3; only with `second`.
    pub rule: Option<u8>,
    /// The second purchase.
    pub second: Option<Purchase>,
    /// The third purchase.
    pub third: Option<Purchase>,
    /// The last day it is good.
    pub expires: Option<BusinessDate>,
    /// The first day it is good.
    pub starts: Option<BusinessDate>,
    /// Serial number, 6 to 15 digits.
    pub serial: Option<String>,
    /// The retailer it is for: company prefix or GLN, 7 to 13 digits.
    pub retailer: Option<String>,
    /// Save value code: 0, 1, 2, 5 or 6; 0 if not given.
    pub save_code: u8,
    /// Which purchase the save value applies to: 0 the primary (also if not given), 1 the second, 2 the third.
    pub applies_to: u8,
    /// Store coupon flag; 0 if not given.
    pub store_coupon: u8,
    /// The coupon may not be doubled.
    pub dont_multiply: bool,
}

/// One purchase that a coupon asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// How much, up to 5 digits, in the unit of `code`.
    pub value: u64,
    /// Purchase requirement code: 0 to 4 or 9.
    pub code: u8,
    /// Family code, 3 digits.
    pub family: String,
    /// Company prefix of the second and third purchase, 6 to 12 digits, if there is one of its own.
    pub company: Option<String>,
}

/// A coupon of AI (8112), which a positive offer file knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Coupon format, 0 or 1.
    pub format: u8,
    /// Coupon funder id, 6 to 12 digits.
    pub funder: String,
    /// Offer code, 6 digits.
    pub offer: String,
    /// Serial number, 6 to 15 digits.
    pub serial: String,
}

const ANY: &str = "one of 0123456789";

pub fn north_american(cells: &[Cell], end: usize, today: BusinessDate) -> Result<Coupon, CodeError> {
    all_digits(cells)?;
    let mut rest = Reader::new(cells, end);
    let mut coupon = Coupon {
        company: rest.sized("company prefix", "a length indicator of 0123456")?,
        offer: text(rest.take(6, "offer code")?),
        save_value: rest.figure("save value")?,
        primary: rest.purchase()?,
        rule: None,
        second: None,
        third: None,
        expires: None,
        starts: None,
        serial: None,
        retailer: None,
        save_code: 0,
        applies_to: 0,
        store_coupon: 0,
        dont_multiply: false,
    };
    if rest.field('1')? {
        coupon.rule = Some(rest.digit("additional purchase rules code", "one of 0123")?);
        coupon.second = Some(rest.other_purchase()?);
    }
    if rest.field('2')? {
        coupon.third = Some(rest.other_purchase()?);
    }
    if rest.field('3')? {
        coupon.expires = Some(date(rest.take(6, "expiration date")?, today, true)?.0);
    }
    if rest.field('4')? {
        let at = rest.at();
        let starts = date(rest.take(6, "start date")?, today, true)?.0;
        if coupon.expires.is_some_and(|expires| expires < starts) {
            return Err(CodeError::Value { at, what: "start date", expected: "not after the expiration date" });
        }
        coupon.starts = Some(starts);
    }
    if rest.field('5')? {
        coupon.serial = Some(rest.sized("serial number", ANY)?);
    }
    if rest.field('6')? {
        coupon.retailer = Some(rest.sized("retailer id", "a length indicator of 1234567")?);
    }
    if rest.field('9')? {
        coupon.save_code = rest.digit("save value code", "one of 01256")?;
        coupon.applies_to = rest.digit("save value applies to", "one of 012")?;
        coupon.store_coupon = rest.digit("store coupon flag", ANY)?;
        coupon.dont_multiply = rest.digit("don't multiply flag", "one of 01")? == 1;
    }
    match rest.left() {
        0 => Ok(coupon),
        _ => Err(CodeError::Value { at: rest.at(), what: "optional field", expected: "1 to 6 or 9, ascending" }),
    }
}

pub fn positive_offer(cells: &[Cell], end: usize) -> Result<Offer, CodeError> {
    all_digits(cells)?;
    let mut rest = Reader::new(cells, end);
    let offer = Offer {
        format: rest.digit("coupon format", "one of 01")?,
        funder: rest.sized("coupon funder id", "a length indicator of 0123456")?,
        offer: text(rest.take(6, "offer code")?),
        serial: rest.sized("serial number", ANY)?,
    };
    match rest.left() {
        0 => Ok(offer),
        _ => Err(CodeError::TooLong {
            at: rest.at(),
            what: "positive offer",
            most: cells.len().saturating_sub(rest.left()),
        }),
    }
}

impl Reader<'_> {
    /// Whether the optional field of this number comes next.
    fn field(&mut self, number: char) -> Result<bool, CodeError> {
        let here = self.peek() == Some(number);
        if here {
            self.take(1, "optional field")?;
        }
        Ok(here)
    }

    /// Digits after a length indicator that counts from 6.
    fn sized(&mut self, what: &'static str, allowed: &'static str) -> Result<String, CodeError> {
        let length = usize::from(self.digit(what, allowed)?).saturating_add(6);
        self.take(length, what).map(text)
    }

    /// A figure of 1 to 5 digits after its length.
    fn figure(&mut self, what: &'static str) -> Result<u64, CodeError> {
        let length = usize::from(self.digit(what, "a length indicator of 12345")?);
        self.take(length, what).map(number)
    }

    fn purchase(&mut self) -> Result<Purchase, CodeError> {
        Ok(Purchase {
            value: self.figure("purchase requirement")?,
            code: self.digit("purchase requirement code", "one of 012349")?,
            family: text(self.take(3, "family code")?),
            company: None,
        })
    }

    fn other_purchase(&mut self) -> Result<Purchase, CodeError> {
        let mut purchase = self.purchase()?;
        if !self.field('9')? {
            purchase.company = Some(self.sized("company prefix", "a length indicator of 0123456")?);
        }
        Ok(purchase)
    }
}
