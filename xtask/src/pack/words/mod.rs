//! A pack in plain words.
//!
//! What must hold: every offer, coupon scheme, voucher, card scheme and choice of the pack is said, each with when, who, what
//! and limits; what stands in the pack and is not said here is a fault of this file (the tests change every member of an offer
//! and want other words).

mod offer;
mod program;
mod schemes;
#[cfg(test)]
mod tests;
mod when;

use serde_json::Value;
use till::map::Map;
use till::money::{Amount, Currency};
use till::names::Id;
use till::pack::Pack;
use till::price::request::{Offer, Options};
use till::price::step_of;
use till::shape::{Shape, read_text};

/// Something of the pack: a heading and what is said of it, line by line.
pub struct Said {
    /// What it is and its id, such as `offer coffee-050`: the same in two versions of a pack.
    pub of: String,
    /// Its name for the customer.
    pub name: String,
    /// `gives`, `on`, `when`, `who`, `limits` and their words.
    pub rows: Vec<(&'static str, String)>,
}

/// What one may say in: amounts of the pack's first currency.
pub(in crate::pack) struct Words {
    currency: Currency,
}

impl Words {
    pub(in crate::pack) fn of(pack: &Pack) -> Words {
        Words { currency: pack.currencies.first().copied().unwrap_or(Currency::EUR) }
    }

    /// `EUR 5.00`.
    pub(in crate::pack) fn money(&self, amount: Amount) -> String {
        format!("{} {}", self.currency.code(), amount.decimal(self.currency.digits()))
    }
}

/// All that a pack says, in the order in which offers are worked out.
pub fn explain(pack: &Pack) -> Vec<Said> {
    let words = Words::of(pack);
    let mut offers: Vec<&Offer> = pack.offers.iter().collect();
    offers.sort_by_key(|offer| (turn(offer), offer.priority, offer.id.clone()));
    let mut said = vec![shop(pack)];
    said.extend(offers.into_iter().map(|offer| offer::say(&words, offer)));
    said.extend(pack.programs.iter().map(|it| program::say(&words, pack, it)));
    said.extend(pack.coupons.iter().map(|scheme| schemes::coupon(pack, scheme)));
    said.extend(pack.vouchers.iter().map(|rule| schemes::voucher(&words, rule)));
    said.extend(pack.tokens.iter().map(|scheme| schemes::token(&words, scheme)));
    said.extend(choices(&pack.options));
    said
}

/// The text of it.
pub fn text(said: &[Said]) -> String {
    let mut out = String::new();
    for each in said {
        let name = if each.name.is_empty() { String::new() } else { format!(" \"{}\"", each.name) };
        out += &format!("{}{name}\n", each.of);
        for (what, words) in &each.rows {
            out += &format!("  {what:<9}{words}\n");
        }
    }
    out
}

/// The place of an offer's step; what others pay and what is earned come last.
fn turn(offer: &Offer) -> (u8, u8) {
    use till::price::request::{OfferKind, SettlesAs, Step};
    let earned = matches!(offer.kind, OfferKind::Points | OfferKind::Stamps | OfferKind::Cashback | OfferKind::Voucher);
    let step = match step_of(offer) {
        Step::Item => 1,
        Step::Set => 2,
        Step::Basket => 3,
        Step::Coupon => 4,
        Step::Reward => 5,
    };
    (u8::from(earned) * 2 + u8::from(offer.settles_as == SettlesAs::Tender && !earned), step)
}

fn shop(pack: &Pack) -> Said {
    let cut = pack.business_day_cut;
    let currencies: Vec<&str> = pack.currencies.iter().map(|currency| currency.code()).collect();
    let stores = if pack.stores.is_empty() { "all stores".to_owned() } else { list(&pack.stores) };
    let from = pack.valid_from.map_or(String::new(), |from| format!(", not before {}", from.text(0)));
    let ledger = match (pack.ledger.word(), pack.tills) {
        ("store", _) => "in the store's ledger, for all tills".to_owned(),
        (_, 1) => "on the one till".to_owned(),
        (_, tills) => format!("each of {tills} tills has its own: nothing of value works, but cards with a home till"),
    };
    let taxes: Vec<String> = pack
        .taxes
        .iter()
        .map(|tax| {
            let how = if tax.included { "included" } else { "added" };
            let levy = tax.levy.map_or(String::new(), |levy| format!(" and {} a unit", levy.text()));
            format!("{} {} % {how}{levy}", tax.code, tax.rate.text())
        })
        .collect();
    let rows = vec![
        ("for", format!("{stores}{from}")),
        ("sells in", currencies.join(", ")),
        ("days", format!("{}, the business day begins at {}", pack.zone, when::clock(cut))),
        ("value", ledger),
        ("taxes", taxes.join("; ")),
    ];
    Said { of: format!("pack {}", pack.version), name: pack.store_name.to_string(), rows }
}

/// The choices that are not the usual ones.
fn choices(options: &Options) -> Option<Said> {
    let of = |options: &Options| members(&options.write().into_text());
    let usual = read_text::<Options>("options", "{}").map(|usual| of(&usual)).unwrap_or_default();
    let other: Vec<String> = of(options)
        .into_iter()
        .filter(|choice| !usual.contains(choice))
        .map(|(name, it)| format!("{name} {it}"))
        .collect();
    let rows = vec![("are", other.join(", "))];
    (!other.is_empty()).then(|| Said { of: "choices".to_owned(), name: String::new(), rows })
}

/// The members of an object with their values as text.
pub fn members(text: &str) -> Vec<(String, String)> {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => map.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        _ => Vec::new(),
    }
}

/// `a, b or c`.
pub(super) fn list(ids: &[Id]) -> String {
    any(&ids.iter().map(Id::to_string).collect::<Vec<_>>())
}

/// `a, b or c`.
pub(super) fn any(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// `1 unit`, `3 units`.
pub(in crate::pack) fn many(count: impl Into<u64>, what: &str) -> String {
    let count = count.into();
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Texts by locale, the first of them.
pub(super) fn first_text(texts: &Map<String, String>) -> String {
    texts.values().next().cloned().unwrap_or_default()
}
