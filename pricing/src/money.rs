//! Money: an integer count of minor units (ISO 4217) of one currency, within plus or minus (2^53 - 1).
//!
//! What must hold: an amount outside that range never exists; every sum is checked; no float is involved.

use crate::shape::{At, MAX_SAFE, Out, Shape};
use std::fmt;

/// A sum or product left the range of its type. The command that caused it is refused; nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

impl fmt::Display for Overflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount left the range of plus or minus 9007199254740991 minor units")
    }
}

impl std::error::Error for Overflow {}

/// An amount in minor units of the currency of its context (a basket, an account). May be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);

    /// An amount from minor units.
    pub const fn new(minor: i64) -> Result<Amount, Overflow> {
        if minor < -MAX_SAFE || minor > MAX_SAFE { Err(Overflow) } else { Ok(Amount(minor)) }
    }

    /// An amount from the result of a wider calculation.
    pub fn from_wide(minor: i128) -> Result<Amount, Overflow> {
        i64::try_from(minor).map_err(|_| Overflow).and_then(Amount::new)
    }

    /// Minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// Minor units for calculation: products of two of these and a quantity fit.
    #[must_use]
    pub const fn wide(self) -> i128 {
        self.0 as i128
    }

    /// The sum.
    pub fn plus(self, other: Amount) -> Result<Amount, Overflow> {
        self.0.checked_add(other.0).ok_or(Overflow).and_then(Amount::new)
    }

    /// The difference.
    pub fn minus(self, other: Amount) -> Result<Amount, Overflow> {
        self.0.checked_sub(other.0).ok_or(Overflow).and_then(Amount::new)
    }

    /// The same amount with the other sign; the range is symmetric, so this cannot fail.
    #[must_use]
    pub const fn negated(self) -> Amount {
        Amount(0_i64.wrapping_sub(self.0))
    }

    /// The amount without its sign.
    #[must_use]
    pub fn magnitude(self) -> Amount {
        if self.0 < 0 { self.negated() } else { self }
    }

    /// The sum of many.
    pub fn total(items: impl IntoIterator<Item = Amount>) -> Result<Amount, Overflow> {
        items.into_iter().try_fold(Amount::ZERO, Amount::plus)
    }

    /// Below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Above zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Exactly zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// As a plain decimal number with `digits` digits after the point, such as `-12.05`; for receipts and logs.
    #[must_use]
    pub fn decimal(self, digits: u8) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let width = usize::from(digits).saturating_add(1);
        let mut text = format!("{:0width$}", self.0.unsigned_abs());
        if digits > 0 {
            let point = text.len().saturating_sub(usize::from(digits));
            text.insert(point, '.');
        }
        format!("{sign}{text}")
    }
}

impl Shape for Amount {
    fn read(at: &At<'_>) -> Self {
        Amount(at.integer_of("minor units, an integer", -MAX_SAFE, MAX_SAFE))
    }
    fn print(&self, out: &mut Out) {
        out.integer(self.0);
    }
    #[cfg(feature = "schema")]
    fn schema(book: &mut crate::shape::Book) -> serde_json::Value {
        let text = "Minor units of the currency of the basket or account; negative is owed to the customer.";
        let json =
            serde_json::json!({"type": "integer", "minimum": -MAX_SAFE, "maximum": MAX_SAFE, "description": text});
        book.insert("Amount".to_owned(), json);
        serde_json::json!({"$ref": "#/$defs/Amount"})
    }
}

/// A currency with the digits that ISO 4217 gives it (not those a browser would show: it gives HUF 0 where ISO says 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Currency {
    code: &'static str,
    digits: u8,
}

/// Active ISO 4217 codes whose minor unit is not 2 digits. Source: ISO 4217 list one.
const OTHER_DIGITS: &[(u8, &str)] = &[
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

/// Active ISO 4217 codes of money in circulation with 2 digits. Source: ISO 4217 list one.
const TWO_DIGITS: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD \
    CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF \
    IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR \
    MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN \
    SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG";

/// The ISO 4217 numbers of [`TWO_DIGITS`], then those of [`OTHER_DIGITS`], in the same order, 3 digits each.
const NUMBERS: &str = "784971008051532973032036533944977052050975060096068986044064072933084124976756156170188192132203208214012818232\
    230978242238826981936292270320328344340332348360376356364388404417116408136398418422144430426504498969807104496\
    446929480462454484458943516566558578524554590604598608586985634946941643682090690938752702654925706968728930222\
    760748764972934776949780901834980840858860926928882951886710967924\
    108152262324352392174410600646800940704548950952953\
    048368400414434512788990927";

impl Currency {
    /// The euro.
    pub const EUR: Currency = Currency { code: "EUR", digits: 2 };

    /// The currency of an ISO 4217 code.
    #[must_use]
    pub fn of(code: &str) -> Option<Currency> {
        let find = |list: &'static str| list.split(' ').find(|known| *known == code);
        if let Some(code) = find(TWO_DIGITS) {
            return Some(Currency { code, digits: 2 });
        }
        OTHER_DIGITS.iter().find_map(|(digits, list)| find(list).map(|code| Currency { code, digits: *digits }))
    }

    /// The currency of an ISO 4217 number, as bar codes have it.
    ///
    /// ```
    /// use pricing::money::Currency;
    /// assert_eq!(Currency::of_number("978"), Some(Currency::EUR));
    /// ```
    #[must_use]
    pub fn of_number(number: &str) -> Option<Currency> {
        let place = NUMBERS.as_bytes().chunks_exact(3).position(|known| known == number.as_bytes())?;
        let mut codes = TWO_DIGITS.split(' ').chain(OTHER_DIGITS.iter().flat_map(|(_, list)| list.split(' ')));
        codes.nth(place).and_then(Currency::of)
    }

    /// ISO 4217 code, three capital letters.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// Digits after the point.
    #[must_use]
    pub const fn digits(self) -> u8 {
        self.digits
    }

    /// Minor units in one major unit (100 for the euro).
    #[must_use]
    pub fn minor_per_major(self) -> i128 {
        (0..self.digits).fold(1, |unit: i128, _| unit.saturating_mul(10))
    }
}

impl Shape for Currency {
    fn read(at: &At<'_>) -> Self {
        let expected = "an ISO 4217 currency code";
        Currency::of(at.text(expected)).unwrap_or_else(|| {
            at.misfit("unknown_value", expected);
            Currency::EUR
        })
    }
    fn print(&self, out: &mut Out) {
        out.text(self.code);
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::shape::Book) -> serde_json::Value {
        serde_json::json!({"type": "string", "pattern": "^[A-Z]{3}$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_stay_in_range_and_print_their_digits() {
        let most = Amount::new(MAX_SAFE).unwrap();
        assert_eq!(most.plus(Amount::new(1).unwrap()), Err(Overflow));
        assert_eq!(most.negated().minus(Amount::new(1).unwrap()), Err(Overflow));
        assert_eq!(Amount::new(-5).unwrap().decimal(2), "-0.05");
        assert_eq!(Amount::new(1234).unwrap().decimal(0), "1234");
        assert_eq!(Amount::new(1234).unwrap().decimal(3), "1.234");
    }

    #[test]
    fn digits_are_those_of_iso_4217() {
        let digits = |code: &str| Currency::of(code).map(Currency::digits);
        assert_eq!((digits("EUR"), digits("HUF"), digits("JPY"), digits("KWD")), (Some(2), Some(2), Some(0), Some(3)));
        assert_eq!((digits("eur"), digits(""), digits("XXX")), (None, None, None));
    }

    #[test]
    fn every_currency_has_its_number() {
        let codes = || TWO_DIGITS.split(' ').chain(OTHER_DIGITS.iter().flat_map(|(_, list)| list.split(' ')));
        assert_eq!(NUMBERS.len(), codes().count() * 3);
        for (number, code) in NUMBERS.as_bytes().chunks(3).zip(codes()) {
            let number = std::str::from_utf8(number).unwrap();
            assert_eq!(Currency::of_number(number).map(Currency::code), Some(code), "{number}");
        }
        for (number, code) in [("978", "EUR"), ("840", "USD"), ("392", "JPY"), ("348", "HUF"), ("414", "KWD")] {
            assert_eq!(Currency::of_number(number).map(Currency::code), Some(code));
        }
        for number in ["", "97", "9780", "999", "\u{663}"] {
            assert_eq!(Currency::of_number(number), None, "{number}");
        }
    }
}
