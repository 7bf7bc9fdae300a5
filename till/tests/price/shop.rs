//! Random baskets of a small shop: few products, few prices, so that they meet; every kind of offer and every option.
//!
//! Everything is made of small numbers, which come from `proptest` or from a [`Dice`]: the same numbers make the same basket.

use proptest::prelude::*;
use till::money::{Amount, Currency};
use till::names::{Id, Label};
use till::price::campaign::Reading;
use till::price::request::*;
use till::quantity::{Percent, Quantity, UnitPrice};
use till::shape::{Shape, read_text};

#[path = "sold.rs"]
pub mod sold;
#[path = "table.rs"]
mod table;

pub use table::empty;

/// A generator that gives the same numbers for the same seed (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    /// From 0 to below `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let a = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (b ^ (b >> 31)) % sides
    }

    fn small(&mut self, sides: u32) -> u32 {
        u32::try_from(self.roll(u64::from(sides))).unwrap()
    }

    fn place(&mut self, sides: u32) -> usize {
        self.small(sides) as usize
    }

    /// Few bits set.
    fn switches(&mut self) -> u64 {
        self.roll(u64::MAX) & self.roll(u64::MAX) & self.roll(u64::MAX)
    }
}

pub fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn label(text: &str) -> Label {
    Label::new(text).unwrap()
}

fn blank<T: Shape>(json: &serde_json::Value) -> T {
    read_text("blank", &json.to_string()).unwrap()
}

/// A line of something on the shelf: a product always has the same price, tax, category and floor.
fn shelf(product: usize, units: u32) -> Line {
    let price = [330_000, 990_000, 1_500_000, 333_000, 2_490_000, 10_000, 0, 1_459_000, 9_990_000][product % 9];
    let floor = [None, None, Some(800_000), None, Some(2_000_500), None, None, None, Some(9_990_000)][product % 9];
    let flags = [Flag::NoDiscount, Flag::NoCoupon, Flag::NoPoints];
    Line {
        product: Some(Id::numbered("p", product as u64)),
        quantity: Quantity::whole(units),
        unit_price: UnitPrice::new(price),
        tax_codes: table::codes(product),
        categories: vec![Id::numbered("c", (product % 3) as u64)],
        flags: product.checked_sub(11).and_then(|at| flags.get(at)).copied().into_iter().collect(),
        floor_price: floor.and_then(UnitPrice::new),
        ..blank(&serde_json::json!({"id": "?", "name": "Product", "quantity": "1"}))
    }
}

/// How many products there are.
const PRODUCTS: u32 = 25;

fn other(which: usize, units: u32) -> Line {
    let line = shelf(which, units);
    let cents = |each: u32| Amount::new(i64::from(units * each)).ok();
    match which % 8 {
        0 => Line { kind: LineKind::Deposit, tax_codes: Vec::new(), ..line },
        1 => Line { kind: LineKind::Fee, ..line },
        2 => Line { quantity: Quantity::new(-i64::from(units) * 1_000_000).unwrap(), ..line },
        3 => Line { product: None, ..line },
        4 => Line { unit: Unit::Kilogram, quantity: Quantity::new(i64::from(units) * 245_000).unwrap(), ..line },
        5 => Line { kind: LineKind::GiftCardLoad, tax_codes: Vec::new(), ..line },
        6 => Line { unit: Unit::Litre, quantity: Quantity::new(i64::from(units) * 1_370_001).unwrap(), ..line },
        _ => {
            let reductions = vec![Reduction { kind: id("expiry"), amount: Amount::new(1).unwrap(), reason: None }];
            Line { reductions, amount: cents(119), unit_price: None, ..line }
        }
    }
}

fn select(category: usize, switches: u64) -> Selector {
    let some = |bit: u32| switches & (1 << bit) != 0;
    let wide = blank(&serde_json::json!({}));
    match category {
        0..3 => Selector {
            categories: vec![Id::numbered("c", category as u64)],
            except_products: if some(30) { vec![Id::numbered("p", 3)] } else { Vec::new() },
            ..wide
        },
        3 if some(31) => Selector { min_price: UnitPrice::new(990_000), max_price: UnitPrice::new(2_490_000), ..wide },
        3 if some(32) => Selector { products: (0..4).map(|n| Id::numbered("p", n)).collect(), ..wide },
        _ => wide,
    }
}

fn conditions(size: u32, category: usize, switches: u64) -> Conditions {
    let some = |bit: u32| switches & (1 << bit) != 0;
    let amount = |minor: u32| Amount::new(i64::from(minor)).ok();
    let wide: Conditions = blank(&serde_json::json!({}));
    let above = |minor: u32| Conditions { min_value: amount(minor), ..wide.clone() };
    let basket = |minor: u32| Conditions { min_basket: amount(minor), ..wide.clone() };
    Conditions {
        min_basket: some(0).then(|| amount(size * 3)).flatten(),
        min_quantity: some(1).then(|| Quantity::whole(size % 6)),
        min_value: some(2).then(|| amount(size)).flatten(),
        coupon: some(3).then(|| Id::word("ten")),
        select: some(18).then(|| Box::new(select((category + 1) % 4, switches))),
        all: if some(12) { vec![above(size), basket(size * 2)] } else { Vec::new() },
        any: if some(13) { vec![above(size * 2), basket(size * 3)] } else { Vec::new() },
        not: if some(14) { vec![basket(size * 4)] } else { Vec::new() },
        member: some(15) && size.is_multiple_of(3),
        ..wide.clone()
    }
}

fn tiers(size: u32, switches: u64) -> Vec<Tier> {
    let some = |bit: u32| switches & (1 << bit) != 0;
    let amount = |minor: u32| Amount::new(i64::from(minor)).ok();
    let by_value = some(20);
    let tier = |at: u32| {
        let how = if some(28) { 1 } else { (size + at) % if by_value && some(19) { 2 } else { 4 } };
        Tier {
            from_quantity: (!by_value).then(|| Quantity::whole(1 + size % 3 + at * 2)),
            from_value: by_value.then(|| amount(size + at * 150)).flatten(),
            percent: (how == 0).then(|| Percent::whole(5 + at * 7)),
            amount_off: (how == 1).then(|| amount(10 + at * 25)).flatten(),
            amount_off_unit: (how == 2).then(|| amount(3 + at * 9)).flatten(),
            unit_price: (how == 3).then(|| UnitPrice::new(i64::from(200 - at * 60) * 10_000)).flatten(),
        }
    };
    (0..1 + size % 3).map(tier).collect()
}

fn earn(size: u32, kind: OfferKind, switches: u64) -> Option<Earn> {
    let some = |bit: u32| switches & (1 << bit) != 0;
    let back = kind == OfferKind::Cashback && some(21);
    let counts = back || matches!(kind, OfferKind::Points | OfferKind::Stamps | OfferKind::Voucher);
    let times = some(21) && kind != OfferKind::Voucher;
    counts.then(|| Earn {
        count: 1 + size % 3,
        per_amount: (!times && size.is_multiple_of(3)).then(|| Amount::new(i64::from(1 + size)).ok()).flatten(),
        per_units: (!times && size % 3 == 1).then(|| Quantity::whole(1 + size % 4)),
        times: times.then(|| Quantity::new(i64::from(1 + size % 3) * 1_500_000)).flatten(),
        scheme: (kind == OfferKind::Voucher).then(|| id("later")),
        program: None,
    })
}

/// An offer; all of its fields come from these numbers.
pub fn offer(number: usize, kind: usize, size: u32, category: usize, switches: u64) -> Offer {
    let some = |bit: u32| switches & (1 << bit) != 0;
    let id = Id::numbered("o", number as u64);
    let amount = |minor: u32| Amount::new(i64::from(minor)).ok();
    let plain: Offer = blank(&serde_json::json!({"id": id.as_str(), "name": "n", "kind": "percent"}));
    let kinds: Vec<OfferKind> = OfferKind::ALL.iter().copied().filter(|kind| *kind != OfferKind::Campaign).collect();
    let kind = kinds[kind % kinds.len()];
    // One of percent, amount and unit price; the kinds that need a certain one get it.
    let how = match kind {
        OfferKind::Percent => 0,
        OfferKind::AmountOffUnit | OfferKind::AmountOff | OfferKind::SetPrice | OfferKind::BasketPrice => 1,
        OfferKind::UnitPrice => 2,
        OfferKind::Cashback if some(21) => 3,
        OfferKind::SetOff | OfferKind::Cashback => size % 2,
        _ => size % 4,
    };
    let parts = some(17) && matches!(kind, OfferKind::SetPrice | OfferKind::SetOff);
    let part = |at: usize| Part { select: select((category + at) % 4, switches), quantity: 1 + size % 2 };
    let first = 1 + size % 3;
    let which = [Which::Cheapest, Which::Dearest, Which::Nth][size as usize % 3];
    Offer {
        name: label(id.as_str()),
        id,
        kind,
        step: some(6).then_some([Step::Reward, Step::Item, Step::Basket][size as usize % 3]),
        priority: size % 3,
        select: select(category, switches),
        when: conditions(size, category, switches),
        percent: (how == 0).then(|| Percent::new(i64::from(size % 101) * 1_000_000)).flatten(),
        amount: (how == 1).then(|| amount(size.max(1))).flatten(),
        unit_price: (how == 2).then(|| UnitPrice::new(i64::from(size) * 10_000)).flatten(),
        buy: (!parts).then_some(2 + size % 2 + size % 3),
        pay: Some(1 + size % 2),
        get: 1 + size % 2,
        get_select: (some(16) && kind == OfferKind::BuyGet).then(|| Box::new(select((category + 1) % 4, switches))),
        which: some(22).then_some(which),
        nth: 1 + size % 3,
        bought_count: !some(23),
        same_product: kind.forms_sets() && !parts && !some(16) && !some(24) && size % 4 == 1,
        propose: some(24),
        parts: if parts { (0..2 + size as usize % 2).map(part).collect() } else { Vec::new() },
        first,
        last: some(25).then_some(first + size % 2),
        tiers: tiers(size, switches),
        bands: match () {
            () if some(28) && some(29) => Bands::Every,
            () if some(20) && (some(19) || some(28)) || some(26) && !some(20) => Bands::Each,
            () => Bands::Whole,
        },
        earn: earn(size, kind, switches),
        limits: Limits {
            max_discount: some(4).then(|| amount(size * 2)).flatten(),
            max_units: some(5).then_some(1 + size % 4),
            max_applications: some(7).then_some(1 + size % 2),
            budget: some(27).then(|| amount(size * 3)).flatten(),
            not_reduced: some(10),
            ..plain.limits
        },
        exclusive: some(8),
        stacking_group: some(9).then(|| Id::word("group")),
        settles_as: if some(11) { SettlesAs::Tender } else { SettlesAs::Discount },
        ..plain
    }
}

/// Options: every digit of the number one choice; 0 is all defaults.
pub fn chosen(number: u64) -> Options {
    let mut options = empty().options;
    let mut rest = number;
    let mut digit = |sides: usize| {
        let digit = rest % sides as u64;
        rest /= sides as u64;
        usize::try_from(digit).unwrap()
    };
    options.choice = [Choice::Priority, Choice::BestPerLine, Choice::FirstExclusive][digit(3)];
    options.percent_rounding = Rounding::ALL[digit(5)];
    options.percent_level = PercentLevel::ALL[digit(3)];
    options.percent_base = PercentBase::ALL[digit(2)];
    options.remainder = Remainder::ALL[digit(7)];
    options.split_by = SplitBy::ALL[digit(2)];
    options.set_shares = SetShares::ALL[digit(2)];
    options.threshold_base = ThresholdBase::ALL[digit(3)];
    options.threshold_net = digit(2) == 1;
    options.cap_breach = CapBreach::ALL[digit(2)];
    options.face_value = FaceValue::ALL[digit(3)];
    options.vat_rounding = VatRounding::ALL[digit(4)];
    options.tax_rounding = Rounding::ALL[digit(5)];
    options.included_tax = IncludedTax::ALL[digit(3)];
    options.most_forfeited = [None, Some(Percent::whole(20)), Some(Percent::default())][digit(3)];
    options.campaign_reading = Reading::ALL[digit(2)];
    options.order = LineOrder::ALL[digit(2)];
    options.grouping = Grouping::ALL[digit(2)];
    options.price_rounding = Rounding::ALL[digit(5)];
    options.split_evenly = digit(3) == 1;
    options
}

/// How many numbers [`chosen`] tells apart.
pub const CHOICES: u64 = 3 * 5 * 3 * 2 * 7 * 2 * 2 * 3 * 2 * 2 * 3 * 4 * 5 * 3 * 3 * 2 * 2 * 2 * 5 * 3;

/// Something else of every sort if it is 0, else something from the shelf.
pub fn line(sort: u32, which: usize, units: u32) -> Line {
    if sort == 0 { other(which, units) } else { shelf(which, units) }
}

/// Keyed pieces only: what may be spread over lines as one likes.
pub fn keyed_lines() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec((0..PRODUCTS as usize, 1..5_u32).prop_map(|(product, units)| shelf(product, units)), 1..8)
}

/// Lines of every sort.
pub fn lines() -> impl Strategy<Value = Vec<Line>> {
    let one = (0..4_u32, 0..PRODUCTS as usize, 1..5_u32);
    prop::collection::vec(one.prop_map(|(sort, which, units)| line(sort, which, units)), 1..10)
}

pub fn offers() -> impl Strategy<Value = Vec<Offer>> {
    // Few bits set: most offers have few conditions.
    let switches = (any::<u64>(), any::<u64>(), any::<u64>()).prop_map(|(a, b, c)| a & b & c);
    let one = (0..15_usize, 1..400_u32, 0..4_usize, switches);
    prop::collection::vec(one, 0..6).prop_map(|list| {
        let make = |(number, (kind, size, category, switches))| offer(number, kind, size, category, switches);
        list.into_iter().enumerate().map(make).collect()
    })
}

/// Every choice, and often all defaults; some by the best, with a budget that is soon spent.
pub fn options() -> impl Strategy<Value = Options> {
    let best = |number| Options { choice: Choice::Best, search_nodes: 60, ..chosen(number) };
    prop_oneof![3 => (0..CHOICES).prop_map(chosen), 1 => (0..CHOICES).prop_map(best), 1 => Just(chosen(0))]
}

/// A request with these parts; lines are numbered by place; two coupons, at times a cashier's discount.
pub fn request(lines: Vec<Line>, offers: Vec<Offer>, options: Options, allowance: u32) -> Request {
    let mut request = empty();
    request.currency = Currency::EUR;
    request.lines = lines;
    for (place, line) in request.lines.iter_mut().enumerate() {
        line.id = Id::numbered("l", place as u64);
    }
    request.offers = offers;
    let coupon = |(name, single_use): (&str, bool)| CouponIn {
        id: id(name),
        scheme: id("ten"),
        single_use,
        accept_loss: false,
        amount: None,
    };
    request.coupons = [("c1", true), ("c2", false)].map(coupon).into();
    request.options = options;
    if allowance > 0 {
        let amount = Amount::new(i64::from(allowance)).ok();
        request.allowances = vec![cashier("a1", None, amount)];
    }
    request
}

/// A discount by the cashier.
pub fn cashier(name: &str, percent: Option<Percent>, amount: Option<Amount>) -> Allowance {
    let (id, reason) = (id(name), label("Goodwill"));
    Allowance { id, percent, amount, tax_codes: Vec::new(), reason, reason_code: None }
}

/// A charge on the basket.
fn charge(name: &str, size: u32, codes: &[&str]) -> Charge {
    let percent = size.is_multiple_of(2).then(|| Percent::whole(size % 10));
    let amount = (size % 2 == 1).then(|| Amount::new(i64::from(size)).ok()).flatten();
    let (id, reason, tax_codes) = (id(name), label("Freight"), codes.iter().map(|code| id(code)).collect());
    // One with no codes at times has those of the goods.
    Charge {
        id,
        percent,
        amount,
        of_goods: codes.is_empty() && size.is_multiple_of(3),
        tax_codes,
        reason,
        reason_code: None,
    }
}

/// A small basket whose best is searched for: competing offers, at most so many lines and offers.
pub fn competing(dice: &mut Dice, most_lines: u32, most_offers: u32) -> Request {
    let mut request = thrown(dice, most_lines, most_offers);
    request.options.choice = Choice::Best;
    for offer in &mut request.offers {
        // Some conditions would keep most offers out of a small basket.
        if dice.small(3) > 0 {
            offer.when.min_basket = None;
            offer.when.min_value = None;
        }
        if dice.small(8) == 0 {
            offer.stacking_group = Some(id("group"));
        }
        if dice.small(6) == 0 {
            offer.exclusive = true;
        }
    }
    request
}

/// A basket by the dice: at most so many lines and offers.
pub fn thrown(dice: &mut Dice, most_lines: u32, most_offers: u32) -> Request {
    let count = 1 + dice.small(most_lines);
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..count {
        lines.push(line(dice.small(4), dice.place(PRODUCTS), 1 + dice.small(4)));
        if dice.small(12) == 0 {
            lines.iter_mut().last().unwrap().deposit = Amount::new(25).ok();
        }
    }
    let count = dice.small(most_offers + 1) as usize;
    let offers = (0..count)
        .map(|number| {
            let (kind, size, category) = (dice.place(15), 1 + dice.small(399), dice.place(4));
            offer(number, kind, size, category, dice.switches())
        })
        .collect();
    let options = if dice.small(4) == 0 { chosen(0) } else { chosen(dice.roll(CHOICES)) };
    let allowance = if dice.small(4) == 0 { dice.small(200) } else { 0 };
    let mut request = request(lines, offers, options, allowance);
    if dice.small(6) == 0 {
        let percent = Percent::new(i64::from(dice.small(101)) * 1_000_000);
        request.allowances.push(Allowance { tax_codes: vec![id("A")], ..cashier("a2", percent, None) });
    }
    if dice.small(6) == 0 {
        let codes: &[&str] = [&["A"][..], &["G"], &[]][dice.place(3)];
        request.charges = vec![charge("f1", 1 + dice.small(300), codes)];
    }
    if dice.small(3) == 0 {
        let cards = [&["SKP"][..], &["7"], &[]][dice.place(3)];
        let known = serde_json::json!({"groups": ["gold"], "cards": cards});
        request.customer = Some(blank(&known));
    }
    request
}
