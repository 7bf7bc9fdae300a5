//! A shop by chance: products with categories and brands, a basket of some of them, and the deals of a week.
//!
//! What must hold: the same sizes and seed give the same request everywhere. Most deals match no line or up to three: they
//! name a product or two, a small category or a brand. Up to five are for the whole basket. A tenth compete: they are for
//! the product of the deal before, and exclude others or stand in a stacking group. There are three times as many products
//! as lines, and at least as many as deals.

use crate::chance::Chance;
use serde_json::json;
use till::money::Amount;
use till::names::{Id, Label};
use till::price::request::{
    Choice, Conditions, Earn, Flag, Line, LineKind, Offer, OfferKind, Request, Selector, Tier, Unit,
};
use till::quantity::{Percent, Quantity, UnitPrice};
use till::shape::{Shape, read_text};

/// Deals for the whole basket.
const ON_BASKET: usize = 5;

/// How large a workload is.
#[derive(Clone, Copy)]
pub struct Size {
    pub lines: usize,
    pub deals: usize,
}

fn read<T: Shape>(value: &serde_json::Value) -> T {
    read_text("workload", &value.to_string()).expect("a workload is readable")
}

/// What there is of everything, and a blank of each part.
struct Shop {
    products: usize,
    categories: usize,
    brands: usize,
    line: Line,
    offer: Offer,
    when: Conditions,
    select: Selector,
}

/// The request of a size and seed, with the choice between deals.
#[must_use]
pub fn request(size: Size, choice: Choice, seed: u64) -> Request {
    let chance = &mut Chance::new(seed);
    let products = (size.lines * 3).max(size.deals);
    let shop = Shop {
        products,
        // Such that about two, and about three, lines of the basket are of one of them; with many deals, fewer.
        categories: (size.lines / 2).max(size.deals / 20).max(4),
        brands: (size.lines / 3).max(size.deals / 20).max(3),
        line: read(&json!({"id": "-", "name": "Product", "quantity": "1"})),
        offer: read(&json!({"id": "-", "name": "Deal", "kind": "percent"})),
        when: read(&json!({})),
        select: read(&json!({})),
    };
    let mut request: Request = read(&json!({
        "currency": "EUR", "at": "2026-11-21T10:15:00Z", "offset_minutes": 60, "store": "zagreb-001", "till": "1",
        "channel": "till", "customer": {"groups": ["gold"], "purchases": 4}, "taxes": [
            {"code": "A", "name": "VAT 25 %", "rate": "25"}, {"code": "B", "name": "VAT 13 %", "rate": "13"},
            {"code": "C", "name": "VAT 5 %", "rate": "5"}],
    }));
    request.options.choice = choice;
    request.lines = (0..size.lines).map(|number| shop.line(number, chance)).collect();
    let basket_wide = ON_BASKET.min(size.deals / 4);
    let mut former = 0;
    for number in 0..size.deals {
        let offer = if number < basket_wide { shop.on_basket(number) } else { shop.deal(number, &mut former, chance) };
        request.offers.push(offer);
    }
    request
}

fn amount(minor: usize) -> Option<Amount> {
    Amount::new(i64::try_from(minor).ok()?).ok()
}

fn id(prefix: &str, number: usize) -> Id {
    Id::numbered(prefix, u64::try_from(number).unwrap_or(0))
}

impl Shop {
    fn line(&self, number: usize, chance: &mut Chance) -> Line {
        let product = chance.below(self.products);
        let weighed = product % 10 == 9;
        let quantity =
            if weighed { chance.from(80, 2_400) * 1_000 } else { chance.one(&[1, 1, 1, 2, 2, 3, 4, 6]) * 1_000_000 };
        let line = Line {
            id: id("line-", number),
            product: Some(id("385031001", product)),
            name: Label::new(&format!("Product {product} in its usual pack")).expect("a label"),
            quantity: i64::try_from(quantity).ok().and_then(Quantity::new).expect("a quantity"),
            unit: if weighed { Unit::Kilogram } else { Unit::Piece },
            unit_price: UnitPrice::new(i64::try_from(190_000 + product * 7 % 1_500 * 10_000).unwrap_or(0)),
            tax_codes: vec![Id::word(["A", "A", "B", "C"][product % 4])],
            categories: vec![id("category-", product % self.categories)],
            brand: Some(id("brand-", product / 2 % self.brands)),
            ..self.line.clone()
        };
        match chance.below(40) {
            0 => Line { kind: LineKind::Deposit, categories: Vec::new(), tax_codes: Vec::new(), ..line },
            1 => Line { flags: vec![Flag::NoDiscount], ..line },
            _ => line,
        }
    }

    fn products(&self, products: &[usize]) -> Selector {
        Selector { products: products.iter().map(|product| id("385031001", *product)).collect(), ..self.select.clone() }
    }

    fn on_basket(&self, number: usize) -> Offer {
        let offer = Offer { id: id("basket-", number), ..self.offer.clone() };
        let from = |minor: usize| Conditions { min_basket: amount(minor), ..self.when.clone() };
        match number {
            0 => Offer { percent: Some(Percent::whole(2)), when: from(5_000), ..offer },
            1 => {
                let earn = Earn {
                    count: 1,
                    per_amount: amount(100),
                    per_units: None,
                    times: None,
                    scheme: None,
                    program: None,
                };
                Offer { kind: OfferKind::Points, earn: Some(earn), ..offer }
            }
            2 => Offer { kind: OfferKind::AmountOff, amount: amount(500), when: from(10_000), ..offer },
            3 => Offer { kind: OfferKind::Cashback, percent: Some(Percent::whole(1)), ..offer },
            _ => Offer { kind: OfferKind::AmountOff, amount: amount(1_000), when: from(100_000_000), ..offer },
        }
    }

    fn deal(&self, number: usize, former: &mut usize, chance: &mut Chance) -> Offer {
        let competes = number % 10 == 9;
        let product = if competes { *former } else { chance.below(self.products) };
        *former = product;
        let select = match chance.below(20) {
            0 if !competes => {
                Selector { categories: vec![id("category-", product % self.categories)], ..self.select.clone() }
            }
            1 if !competes => Selector { brands: vec![id("brand-", product % self.brands)], ..self.select.clone() },
            2..6 => self.products(&[product, chance.below(self.products)]),
            _ => self.products(&[product]),
        };
        let offer = Offer {
            id: id("deal-", number),
            name: Label::new(&format!("Deal number {number} of the week")).expect("a label"),
            priority: u32::try_from(chance.from(1, 5) * 20).unwrap_or(100),
            select,
            exclusive: competes && number % 20 == 9,
            stacking_group: (competes && number % 20 == 19).then(|| id("stack-", number / 100)),
            ..self.offer.clone()
        };
        let when = match chance.below(10) {
            0 => Conditions { weekdays: vec![5, 6, 7], ..self.when.clone() },
            1 => Conditions { min_quantity: Quantity::new(2_000_000), ..self.when.clone() },
            2 => Conditions { member: true, ..self.when.clone() },
            3 => Conditions { min_value: amount(500), ..self.when.clone() },
            _ => self.when.clone(),
        };
        self.benefit(Offer { when, ..offer }, chance)
    }

    fn benefit(&self, offer: Offer, chance: &mut Chance) -> Offer {
        let percent = Some(Percent::whole(chance.one(&[5, 10, 15, 20, 30])));
        match chance.below(20) {
            0..8 => Offer { percent, ..offer },
            8..11 => Offer { kind: OfferKind::AmountOffUnit, amount: amount(chance.from(10, 90)), ..offer },
            11..14 => Offer { kind: OfferKind::UnitPrice, unit_price: UnitPrice::new(990_000), ..offer },
            14..16 => Offer { kind: OfferKind::BuyPay, buy: Some(3), pay: Some(2), ..offer },
            16 => Offer { kind: OfferKind::BuyGet, buy: Some(2), percent, ..offer },
            17 => Offer { kind: OfferKind::SetPrice, buy: Some(2), amount: amount(chance.from(150, 900)), ..offer },
            18 => {
                let last = Some(2);
                Offer { kind: OfferKind::UnitNumber, first: 2, last, percent: Some(Percent::whole(50)), ..offer }
            }
            _ => {
                let tier = |from: u32, percent: u32| Tier {
                    from_quantity: Some(Quantity::whole(from)),
                    from_value: None,
                    percent: Some(Percent::whole(percent)),
                    amount_off_unit: None,
                    amount_off: None,
                    unit_price: None,
                };
                Offer { kind: OfferKind::Tiers, tiers: vec![tier(2, 5), tier(4, 10)], ..offer }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use till::price::answer::WhyNotCode;
    use till::price::price;
    use till::price::request::Detail;

    /// How many deals match a line.
    fn matching(size: Size) -> usize {
        let mut request = request(size, Choice::Priority, 1);
        request.options.detail = Detail::Full;
        let priced = price(&request.basket()).expect("priced");
        let idle = priced.why_not.iter().filter(|why| why.code == WhyNotCode::NeedsLine).count();
        size.deals - idle
    }

    #[test]
    fn some_deals_match_and_most_do_not() {
        let found = matching(Size { lines: 20, deals: 100 });
        assert!((30..70).contains(&found), "{found}");
        let found = matching(Size { lines: 1_000, deals: 1_000 });
        assert!((300..700).contains(&found), "{found}");
    }
}
