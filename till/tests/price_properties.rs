//! What holds for every basket: the properties of pricing, tried on random ones.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]

#[path = "price/shop.rs"]
#[allow(dead_code, reason = "shared by several test programs")]
mod shop;

use proptest::prelude::*;
use shop::{keyed_lines, lines, offers, options, request};
use std::collections::BTreeMap;
use till::money::Amount;
use till::price::answer::Priced;
use till::price::request::{
    Choice, Detail, Flag, Grouping, Line, LineKind, LineOrder, Offer, Options, Request, VatRounding,
};
use till::price::{price, price_json};
use till::quantity::{Percent, Quantity};
use till::shape::Shape;

fn total(amounts: impl IntoIterator<Item = Amount>) -> i64 {
    // i64: a partial sum may be beyond the range of an amount
    amounts.into_iter().map(Amount::minor).sum()
}

/// What the parts must add up to, whatever the basket.
fn adds_up(request: &Request, priced: &Priced) {
    let totals = &priced.totals;
    let lines = total(priced.lines.iter().map(|line| line.amount));
    let added = total(priced.taxes.iter().filter(|tax| !tax.included).map(|tax| tax.tax));
    let rounding = totals.rounding.minor();
    assert_eq!(lines + added + rounding, totals.total.minor(), "lines and added taxes");
    assert_eq!(totals.net.minor() + totals.tax.minor() + rounding, totals.total.minor(), "net and tax");
    assert_eq!(total(priced.taxes.iter().map(|tax| tax.tax)), totals.tax.minor(), "tax rows");
    let given = totals.list.minor() + totals.reductions.minor() + totals.discounts.minor();
    assert_eq!(given + added + rounding, totals.total.minor(), "list, reductions, discounts");
    let mut by_line: BTreeMap<&str, i64> = BTreeMap::new();
    let mut ids: Vec<&str> = priced.adjustments.iter().map(|adjustment| adjustment.id.as_str()).collect();
    for adjustment in &priced.adjustments {
        assert_eq!(total(adjustment.shares.iter().map(|share| share.amount)), adjustment.amount.minor(), "shares");
        for share in &adjustment.shares {
            assert!(share.amount.is_negative(), "no share is nothing");
            *by_line.entry(share.line_id.as_str()).or_default() += share.amount.minor();
        }
    }
    for line in &priced.lines {
        assert_eq!(line.list.minor() + line.reduction.minor() + line.discount.minor(), line.amount.minor(), "line");
        assert_eq!(by_line.get(line.id.as_str()).copied().unwrap_or(0), line.discount.minor(), "shares of a line");
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), priced.adjustments.len(), "ids are unique");
    bases(request, priced);
    if request.options.vat_rounding == VatRounding::RateTotal {
        single_rates(request, priced);
    }
}

/// The base of every tax row is what lines show: their net, the taxes under it, and what rounding over all lines adds.
fn bases(request: &Request, priced: &Priced) {
    let row = |code: &till::names::Id| request.taxes.iter().position(|tax| tax.code == *code).unwrap();
    let taxes = |list: &[till::price::answer::NamedAmount], of: &dyn Fn(usize) -> bool| {
        total(list.iter().filter(|tax| of(row(&tax.id))).map(|tax| tax.amount))
    };
    for shown in &priced.taxes {
        let (own, tax) = (row(&shown.code), request.taxes.iter().find(|tax| tax.code == shown.code).unwrap());
        let mut base = 0;
        for line in priced.lines.iter().filter(|line| line.taxes.iter().any(|tax| tax.id == shown.code)) {
            let below = |at: usize| {
                let other = &request.taxes[at];
                tax.on_taxes && other.taxed && (other.included || !tax.included) && (!other.on_taxes || at < own)
            };
            base += line.amount.minor() - taxes(&line.taxes, &|at| request.taxes[at].included);
            base += taxes(&line.taxes, &below) + taxes(line.tax_bases.as_deref().unwrap_or(&[]), &|at| at == own);
        }
        assert_eq!(base, shown.net.minor(), "base of {}", shown.code);
    }
}

/// A tax that stands alone on its lines: its row is what those lines cost.
fn single_rates(request: &Request, priced: &Priced) {
    for row in &priced.taxes {
        let with = |line: &&(&Line, Amount)| line.0.tax_codes.contains(&row.code);
        let lines: Vec<(&Line, Amount)> =
            request.lines.iter().zip(&priced.lines).map(|(line, priced)| (line, priced.amount)).collect();
        if lines.iter().filter(with).all(|(line, _)| line.tax_codes.len() == 1) {
            let sum = total(lines.iter().filter(with).map(|(_, amount)| *amount));
            let base = if row.included { row.gross } else { row.net };
            assert_eq!(base.minor(), sum, "row of {}", row.code);
        }
        assert_eq!(row.net.minor() + row.tax.minor(), row.gross.minor());
    }
}

/// What no offer may do.
fn keeps_limits(request: &Request, priced: &Priced) {
    for (line, priced) in request.lines.iter().zip(&priced.lines) {
        let before = priced.list.minor() + priced.reduction.minor();
        if line.kind != LineKind::Sale || line.quantity.millionths() < 0 || line.flags.contains(&Flag::NoDiscount) {
            assert!(priced.discount.is_zero(), "no deal touches {line:?}");
            continue;
        }
        assert!(priced.discount.minor() <= 0);
        let floor = line.floor_price.map_or(0, |floor| {
            let exact = i128::from(floor.millionths()) * 100 * i128::from(line.quantity.millionths());
            i64::try_from((exact + 999_999_999_999) / 1_000_000_000_000).unwrap()
        });
        assert!(priced.amount.minor() >= floor.min(before), "{priced:?} below {floor}");
    }
    for adjustment in &priced.adjustments {
        let offer = request.offers.iter().find(|offer| offer.id == adjustment.offer_id);
        if let Some(most) = offer.and_then(|offer| offer.limits.max_discount) {
            let all = priced.adjustments.iter().filter(|other| other.offer_id == adjustment.offer_id);
            assert!(-total(all.map(|other| other.amount)) <= most.minor());
        }
    }
}

/// Every offer has an adjustment or a reason; every coupon of it too.
fn says_why(request: &Request, priced: &Priced) {
    for offer in &request.offers {
        let adjustments = priced.adjustments.iter().chain(&priced.tendered).map(|adjustment| &adjustment.offer_id);
        let earned = priced.earned.iter().map(|earned| &earned.offer_id);
        let vouchers = priced.vouchers.iter().map(|voucher| &voucher.offer_id);
        let given = adjustments.chain(earned).chain(vouchers).filter(|id| **id == offer.id).count();
        let told = priced.why_not.iter().filter(|reason| reason.offer_id == offer.id).count();
        let due = if offer.when.coupon.is_some() { request.coupons.len() } else { 1 };
        assert_eq!(given + told, due, "{}", offer.id);
    }
}

/// What is comparable between two arrangements of the same goods.
fn figures(priced: &Priced) -> impl PartialEq + std::fmt::Debug + use<> {
    let adjustments: Vec<_> = priced.adjustments.iter().map(|a| (a.id.clone(), a.amount, a.times)).collect();
    (priced.totals.clone(), priced.taxes.clone(), adjustments)
}

/// Every keyed line apart into single units, in another order.
fn spread(lines: &[Line], turn: usize) -> Vec<Line> {
    let units = |line: &Line| {
        let count = usize::try_from(line.quantity.pieces().unwrap()).unwrap();
        std::iter::repeat_n(Line { quantity: Quantity::ONE, ..line.clone() }, count)
    };
    let mut apart: Vec<Line> = lines.iter().flat_map(units).collect();
    let middle = turn % apart.len();
    apart.rotate_left(middle);
    apart
}

/// Figures of offers that are as large or as small as the shapes let them be.
fn hostile(offers: &mut [Offer], step: u32, sizes: &[i64]) {
    for (offer, size) in offers.iter_mut().zip(sizes) {
        let amount = Amount::new(size.abs()).ok();
        offer.amount = offer.amount.and(amount);
        offer.unit_price = offer.unit_price.and(till::quantity::UnitPrice::new(size.abs()));
        (offer.first, offer.last) = (step.max(1), Some(u32::MAX));
        (offer.get, offer.nth) = (step.max(1), u32::MAX);
        offer.buy = offer.buy.map(|_| u32::MAX - step % 3);
        offer.limits.max_units = offer.limits.max_units.map(|_| step);
        offer.when.min_value = offer.when.min_value.and(amount);
        for tier in &mut offer.tiers {
            tier.amount_off = tier.amount_off.and(amount);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_add_up_and_limits_hold(lines in lines(), offers in offers(), options in options(), allowance in 0..200_u32) {
        let request = request(lines, offers, options, allowance);
        let priced = price(&request.basket()).unwrap();
        adds_up(&request, &priced);
        keeps_limits(&request, &priced);
        says_why(&request, &priced);
    }

    #[test]
    fn spreading_units_over_lines_changes_no_total(
        lines in keyed_lines(), offers in offers(), options in options(), turn in 0..100_usize, allowance in 0..200_u32,
    ) {
        // Rounded for each line, the tax depends on how goods are spread over lines.
        let once = [VatRounding::RateTotal, VatRounding::Deferred][turn % 2];
        let options = Options { vat_rounding: once, order: LineOrder::Canonical, grouping: Grouping::Equal, ..options };
        let apart = request(spread(&lines, turn), offers.clone(), options.clone(), allowance);
        let together = request(lines, offers, options, allowance);
        prop_assert_eq!(figures(&price(&together.basket()).unwrap()), figures(&price(&apart.basket()).unwrap()));
    }

    #[test]
    fn the_order_of_lines_changes_no_total(lines in lines(), offers in offers(), options in options(), turn in 0..10_usize) {
        let mut turned = lines.clone();
        turned.rotate_left(turn % lines.len());
        turned.reverse();
        let options = Options { order: LineOrder::Canonical, ..options };
        let straight = request(lines, offers.clone(), options.clone(), 0);
        let turned = request(turned, offers, options, 0);
        prop_assert_eq!(figures(&price(&straight.basket()).unwrap()), figures(&price(&turned.basket()).unwrap()));
    }

    #[test]
    fn all_of_it_off_is_exactly_nothing(lines in lines(), offers in offers(), options in options()) {
        let mut request = request(lines, offers, options, 0);
        request.allowances = vec![shop::cashier("all", Some(Percent::whole(100)), None)];
        request.offers.iter_mut().for_each(|offer| offer.exclusive = false);
        request.lines.iter_mut().for_each(|line| line.floor_price = None);
        let priced = price(&request.basket()).unwrap();
        for (line, priced) in request.lines.iter().zip(&priced.lines) {
            let discountable = line.kind == LineKind::Sale && line.quantity.millionths() > 0 && !line.flags.contains(&Flag::NoDiscount);
            prop_assert!(!discountable || priced.amount.is_zero(), "{priced:?}");
        }
    }

    #[test]
    fn what_is_told_changes_no_price(
        lines in lines(), offers in offers(), options in options(), choice in prop::sample::select(Choice::ALL), nodes in 1..60_u32,
    ) {
        let mut full = request(lines, offers, options, 0);
        (full.options.choice, full.options.search_nodes) = (choice, nodes);
        let mut totals = full.clone();
        totals.options.detail = Detail::Totals;
        prop_assert_eq!(figures(&price(&full.basket()).unwrap()), figures(&price(&totals.basket()).unwrap()));
    }

    #[test]
    fn one_more_offer_never_raises_what_the_customer_pays(
        lines in prop::collection::vec((0..4_u32, 0..15_usize, 1..4_u32), 1..6),
        offers in offers(),
        options in options(),
        allowance in 0..100_u32,
    ) {
        let lines = lines.into_iter().map(|(sort, which, units)| shop::line(sort, which, units)).collect();
        let mut request = request(lines, offers, options, allowance);
        (request.options.choice, request.options.search_nodes) = (Choice::Best, 3_000);
        let with = price(&request.basket()).unwrap();
        if request.offers.pop().is_some() && with.search.as_ref().is_some_and(|search| search.proof) {
            let without = price(&request.basket()).unwrap();
            prop_assert!(with.totals.payable <= without.totals.payable, "{:?} {:?}", with.totals, without.totals);
        }
    }

    #[test]
    fn json_in_and_out_says_the_same(lines in lines(), offers in offers(), options in options()) {
        let request = request(lines, offers, options, 0);
        let direct = price(&request.basket()).unwrap().write().to_string();
        prop_assert_eq!(price_json(&request.write().to_string()), direct);
    }

    #[test]
    fn no_request_panics(
        lines in lines(),
        offers in offers(),
        sizes in prop::collection::vec(prop::sample::select(&[1_i64, -1, 1_000_000, -7_000_000, (1 << 53) - 1, -(1 << 53) + 1][..]), 4),
        step in any::<u32>(),
        options in options(),
    ) {
        let mut request = request(lines, offers, options, 1);
        request.options.cash_step = step;
        hostile(&mut request.offers, step, &sizes);
        let last = request.lines.len() - 1;
        request.lines[last].quantity = Quantity::new(sizes[0]).unwrap();
        request.lines[last].unit_price = till::quantity::UnitPrice::new(sizes[1]);
        request.lines[0].amount = Amount::new(sizes[2]).ok();
        request.taxes[0].rate = Percent::new(sizes[3]).unwrap_or_default();
        if let Ok(priced) = price(&request.basket()) {
            adds_up(&request, &priced);
        }
    }
}
