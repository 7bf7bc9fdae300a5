//! Amounts, quantities and rates as the customer's language writes them, by the browser's `Intl`.
//!
//! What must hold: `Intl` gets exact decimal strings and the digits of our currency table, so it rounds nothing; a
//! language it does not know never breaks a screen.

use js_sys::{Object, Reflect};
use std::cell::RefCell;
use till::money::{Amount, Currency};
use till::price::request::Unit;
use till::quantity::{Percent, Quantity, UnitPrice};
use till::time::Instant;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
    fn new(locale: &str, options: &Object) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(catch, method)]
    fn format(this: &NumberFormat, decimal: &str) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;
    #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
    fn new(locale: &str) -> Result<PluralRules, JsValue>;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, number: u32) -> String;
}

/// How numbers look in one language and currency. Formatters are dear, so each is made once.
pub(super) struct Format {
    locale: String,
    /// The same language with the digits that receipts and registers print.
    digits: String,
    currency: Currency,
    made: RefCell<Vec<(Style, Option<NumberFormat>)>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// The currency, with this many digits.
    Money(u8),
    /// A number with as many digits as it has.
    Plain,
    /// The same with a unit of `Intl`.
    Of(&'static str),
}

impl Format {
    pub(super) fn new(locale: &str, currency: Currency) -> Format {
        let digits = format!("{locale}-u-nu-latn");
        Format { locale: locale.to_owned(), digits, currency, made: RefCell::default() }
    }

    pub(super) fn is_for(&self, locale: &str, currency: Currency) -> bool {
        self.locale == locale && self.currency == currency
    }

    pub(super) fn money(&self, amount: Amount) -> String {
        let digits = self.currency.digits();
        self.write(Style::Money(digits), &amount.decimal(digits))
    }

    /// A day, by the till's own clock.
    pub(super) fn date(&self, at: Instant) -> String {
        let date = js_sys::Date::new(&at.text(0).into());
        date.to_locale_date_string(&self.digits, &JsValue::UNDEFINED).into()
    }

    /// The form a whole number asks of the words beside it: `zero`, `one`, `two`, `few`, `many` or `other`.
    pub(super) fn plural(&self, number: usize) -> String {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        PluralRules::new(&self.locale).map_or_else(|_| "other".to_owned(), |rules| rules.select(number))
    }

    /// Points or stamps.
    pub(super) fn count(&self, amount: Amount) -> String {
        self.write(Style::Plain, &amount.decimal(0))
    }

    /// A unit price: at least the digits of the currency, more if it has more (fuel).
    pub(super) fn unit_price(&self, price: UnitPrice) -> String {
        let text = price.text();
        let own = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let digits = u8::try_from(own).unwrap_or(6).max(self.currency.digits());
        self.write(Style::Money(digits), &text)
    }

    /// A quantity with its unit; pieces are a plain number.
    pub(super) fn quantity(&self, quantity: Quantity, unit: Unit) -> String {
        let style = match unit {
            Unit::Piece => Style::Plain,
            Unit::Kilogram => Style::Of("kilogram"),
            Unit::Litre => Style::Of("liter"),
            Unit::Metre => Style::Of("meter"),
        };
        self.write(style, &quantity.text())
    }

    pub(super) fn percent(&self, rate: Percent) -> String {
        self.write(Style::Of("percent"), &rate.text())
    }

    fn write(&self, style: Style, decimal: &str) -> String {
        let mut made = self.made.borrow_mut();
        let place = made.iter().position(|(s, _)| *s == style).unwrap_or_else(|| {
            made.push((style, self.make(style)));
            made.len().saturating_sub(1)
        });
        let formatter = made.get(place).and_then(|(_, f)| f.as_ref());
        formatter.and_then(|f| f.format(decimal).ok()).unwrap_or_else(|| self.plainly(style, decimal))
    }

    fn make(&self, style: Style) -> Option<NumberFormat> {
        let options = Object::new();
        let set = |name: &str, value: JsValue| Reflect::set(&options, &name.into(), &value).is_ok();
        let done = match style {
            Style::Money(digits) => {
                set("style", "currency".into())
                    && set("currency", self.currency.code().into())
                    && set("minimumFractionDigits", digits.into())
                    && set("maximumFractionDigits", digits.into())
            }
            Style::Plain => set("maximumFractionDigits", 6.into()),
            Style::Of(unit) => {
                set("style", "unit".into()) && set("unit", unit.into()) && set("maximumFractionDigits", 6.into())
            }
        };
        let known = || NumberFormat::new(&self.digits, &options).or_else(|_| NumberFormat::new("en", &options));
        done.then(known).and_then(Result::ok)
    }

    /// Without `Intl`: the digits themselves are still right.
    fn plainly(&self, style: Style, decimal: &str) -> String {
        match style {
            Style::Money(_) => format!("{decimal} {}", self.currency.code()),
            Style::Plain => decimal.to_owned(),
            Style::Of(unit) => format!("{decimal} {unit}"),
        }
    }
}
