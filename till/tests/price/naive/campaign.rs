//! Campaigns by hand: what each operation of the shop means, as a function, and what it makes of a price.

use super::frac::Frac;
use super::goods::{MILLION, Part, minor};
use super::offers::Candidate;
use super::{Gift, Till};
use till::price::campaign::Reading;
use till::price::request::Rounding;

/// Of amount and unit price, or of the total; none where it cannot be worked out.
type Rule = fn(Frac, Frac) -> Option<Frac>;

fn whole(n: i128) -> Frac {
    Frac::whole(n)
}

fn cents(n: i128) -> Frac {
    Frac::new(n, 100)
}

/// Codes without their first letter, operations, and what they mean.
pub const ALL: [(&str, &str, Rule); 11] = [
    ("00000000001", "amount >= 2 ? amount - Math.floor(amount / 2) : amount", |amount, _| {
        Some(if amount >= whole(2) { amount - whole((amount / whole(2)).floor()) } else { amount })
    }),
    ("00000SKP001", "Math.min(amount, 3)", |amount, _| Some(amount.min(whole(3)))),
    ("00000000001", "amount * 0.75", |amount, _| Some(amount * Frac::new(3, 4))),
    ("00000000001", "amount + 1", |amount, _| Some(amount + whole(1))),
    ("00000000001", "amount / (amount - 1)", |amount, _| (amount != whole(1)).then(|| amount / (amount - whole(1)))),
    ("00000000002", "amount >= 3 ? unitPrice - 0.30 : unitPrice", |amount, price| {
        Some(if amount >= whole(3) { price - cents(30) } else { price })
    }),
    ("00000SKP002", "unitPrice * 0.9", |_, price| Some(price * Frac::new(9, 10))),
    ("00000000002", "Math.max(unitPrice - 1, 0.5)", |_, price| Some((price - whole(1)).max(cents(50)))),
    ("00000000501", "total >= 5 ? total * 0.98 : total", |total, _| {
        Some(if total >= whole(5) { total * cents(98) } else { total })
    }),
    ("00000000501", "total - 1.5", |total, _| Some(total - cents(150))),
    ("00000000501", "Math.floor(total)", |total, _| Some(whole(total.floor()))),
];

impl Till<'_> {
    /// Whether the customer gets it: `C` is for card holders, one of `U` and `B` for nobody that is known, the other for all.
    fn admitted(&self, code: &str) -> bool {
        let request = self.goods.request;
        let unknown = if request.options.campaign_reading == Reading::Standard { "U" } else { "B" };
        let key = code.get(1..9).unwrap().trim_start_matches('0');
        let Some(customer) = &request.customer else {
            return !code.starts_with('C');
        };
        let holds = key.is_empty() || customer.cards.iter().any(|card| card.as_str() == key);
        !code.starts_with(unknown) && holds
    }

    pub fn campaign(&self, candidate: &Candidate<'_>, parts: Vec<Part>) -> Gift {
        let campaign = candidate.offer.campaign.as_ref().unwrap();
        let known = ALL
            .iter()
            .find(|(code, operation, _)| campaign.code.get(1..) == Some(*code) && campaign.operation == *operation);
        let (code, _, rule) = known.unwrap();
        if !self.admitted(&campaign.code) {
            return Gift::default();
        }
        let minor = whole(minor(self.goods.request));
        let costs = |exact: Frac| exact.round(Rounding::HalfUp).max(0);
        if code.ends_with("501") {
            let net = |part: &Part| whole(part.value) * self.goods.groups[part.group].net;
            let net = parts.iter().fold(whole(0), |sum, part| sum + net(part));
            let value: i128 = parts.iter().map(|part| part.value).sum();
            if net <= whole(0) {
                return Gift::default();
            }
            let total = rule(net / minor, whole(0)).unwrap();
            let off = (value - costs(whole(value) * total * minor / net)).max(0);
            let offs = self.goods.spread(off, &parts);
            return Gift::whole(parts, offs);
        }
        let mut faulty = false;
        let mut offs = Vec::new();
        for same in parts.chunk_by(|a, b| a.group == b.group) {
            let size: i128 = same.iter().map(|part| part.size).sum();
            let value: i128 = same.iter().map(|part| part.value).sum();
            let (amount, net) = (Frac::new(size, MILLION), self.goods.groups[same[0].group].net);
            let Some(outcome) = rule(amount, whole(value) * net / (amount * minor)) else {
                faulty = true;
                break;
            };
            let exact = match code.ends_with("001") {
                true => whole(value) * outcome / amount,
                false => outcome * minor * amount / net,
            };
            offs.extend(self.goods.spread((value - costs(exact)).max(0), same));
        }
        if faulty { Gift::default() } else { Gift::whole(parts, offs) }
    }
}
