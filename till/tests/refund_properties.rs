//! What holds for every return: nothing is left of a sale that came back, and how it is parted does not matter.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]

#[path = "price/deals.rs"]
mod deals;
#[path = "price/shop.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod shop;

use deals::deals;
use proptest::prelude::*;
use shop::{id, lines, options, request};
use std::collections::BTreeMap;
use till::money::Amount;
use till::price::answer::{NamedAmount, Priced};
use till::price::request::{
    Charge, Choice, FaceValue, IncludedTax, Line, LineKind, Options, Original, OriginalLine, Remainder, Request,
    Returns, SplitBy, Unit,
};
use till::price::{cash_round, price};
use till::quantity::Quantity;
use till::shape::read_text;

/// Smallest coin.
const STEP: u32 = 5;

/// A sale: lines that are sold, every kind of offer, deposits, charges, options.
fn sale() -> impl Strategy<Value = Request> {
    let choices = (
        options(),
        prop::sample::select(Remainder::ALL),
        prop::sample::select(FaceValue::ALL),
        prop::sample::select(IncludedTax::ALL),
        prop::sample::select(SplitBy::ALL),
    );
    (lines(), deals(), choices, 0..200_u32, any::<u8>()).prop_map(|(lines, offers, choices, allowance, more)| {
        let (rounding, remainder, face, included, split) = choices;
        let sold = lines.into_iter().map(|line| positive(line, more)).collect();
        let mut request = request(sold, offers, rounding, allowance / 2);
        (request.options.remainder, request.options.face_value) = (remainder, face);
        (request.options.included_tax, request.options.split_by) = (included, split);
        special(&mut request, more);
        if more % 8 == 5 {
            (request.options.choice, request.options.search_nodes) = (Choice::Best, 60);
        }
        if more % 4 == 1 {
            request.charges = charges(more);
        }
        request
    })
}

/// What chance alone seldom makes: a threshold that what is kept misses, and a coupon where tax is added.
fn special(request: &mut Request, more: u8) {
    let priced = price(&request.basket()).unwrap();
    let lines = request.lines.iter().zip(&priced.lines);
    let goods = lines.filter(|(line, _)| line.kind == LineKind::Sale && line.flags.is_empty());
    let value: i64 = goods.map(|(_, priced)| priced.amount.minor()).sum();
    let offer = match more % 5 {
        0 => serde_json::json!({"id": "t", "name": "t", "kind": "amount_off", "amount": 1 + value / 3,
            "step": "reward", "priority": 900, "when": {"min_basket": value}}),
        1 => serde_json::json!({"id": "t", "name": "t", "kind": "amount_off", "amount": 1 + i64::from(more),
            "priority": 1, "when": {"coupon": "ten"}}),
        _ => return,
    };
    request.offers.push(read_text("offer", &offer.to_string()).unwrap());
    if more % 2 == 1 {
        let taxed = request.lines.iter_mut().filter(|line| !line.tax_codes.is_empty());
        taxed.for_each(|line| line.tax_codes = vec![id("S")]);
    }
}

/// A charge by rate and one by amount.
fn charges(more: u8) -> Vec<Charge> {
    let json = serde_json::json!([
        {"id": "c1", "percent": format!("{more}").get(..2).unwrap_or("7"), "tax_codes": ["A"], "reason": "Service"},
        {"id": "c2", "amount": more, "tax_codes": ["S"], "reason": "Freight"}]);
    read_text("charges", &json.to_string()).unwrap()
}

fn positive(line: Line, more: u8) -> Line {
    let quantity = Quantity::new(line.quantity.millionths().abs()).unwrap();
    let deposit =
        (more.is_multiple_of(3) && line.kind == LineKind::Sale).then(|| Amount::new(i64::from(more % 40)).unwrap());
    // A measure with all its digits.
    let quantity = if line.unit == Unit::Piece { quantity } else { Quantity::new(quantity.millionths() + 7).unwrap() };
    Line { quantity, deposit, ..line }
}

/// A basket in which so much (millionths) of each line of a sale comes back, in as many lines as are named.
fn back(sale: &Request, original: &Original, parts: &[(usize, i64)], returns: Returns) -> Request {
    let mut request = shop::empty();
    for (number, (place, units)) in parts.iter().enumerate().filter(|(_, (_, units))| *units > 0) {
        request.lines.push(refund(&sale.lines[*place], number, *units));
    }
    request.originals = vec![original.clone()];
    (request.options.returns, request.options.cash_step) = (returns, STEP);
    request
}

fn refund(sold: &Line, number: usize, units: i64) -> Line {
    let original = Some(OriginalLine { sale: id("sale"), line: sold.id.clone() });
    Line {
        id: till::names::Id::numbered("r", number as u64),
        kind: LineKind::RefundOf,
        quantity: Quantity::new(-units).unwrap(),
        unit_price: None,
        amount: None,
        reductions: Vec::new(),
        deposit: None,
        original,
        ..sold.clone()
    }
}

/// Figures by name; those that are nothing are left out.
type Sheet = BTreeMap<String, i64>;

fn put(sheet: &mut Sheet, name: String, amount: Amount) {
    *sheet.entry(name).or_default() += amount.minor();
}

fn named(sheet: &mut Sheet, prefix: &str, list: &[NamedAmount]) {
    list.iter().for_each(|named| put(sheet, format!("{prefix} {}", named.id), named.amount));
}

fn totals(sheet: &mut Sheet, priced: &Priced) {
    let totals = &priced.totals;
    let figures = [
        ("list", totals.list),
        ("reductions", totals.reductions),
        ("discounts", totals.discounts),
        ("deposits", totals.deposits),
        ("net", totals.net),
        ("tax", totals.tax),
        ("rounding", totals.rounding),
        ("total", totals.total),
        ("tendered", totals.tendered),
        ("payable", totals.payable),
    ];
    figures.into_iter().for_each(|(name, amount)| put(sheet, name.to_owned(), amount));
    for row in &priced.taxes {
        put(sheet, format!("row {} tax", row.code), row.tax);
        put(sheet, format!("row {} net", row.code), row.net);
    }
}

/// Everything a sale charged and gave but for charges, by line and together.
fn charged(priced: &Priced) -> Sheet {
    let mut sheet = Sheet::new();
    totals(&mut sheet, priced);
    for charge in &priced.charges {
        let included = |tax: &&NamedAmount| priced.taxes.iter().any(|row| row.code == tax.id && row.included);
        let within: i64 = charge.taxes.iter().filter(included).map(|tax| tax.amount.minor()).sum();
        let all: i64 = charge.taxes.iter().map(|tax| tax.amount.minor()).sum();
        let gross = charge.amount.minor() - within + all;
        let figures = [("net", gross - all), ("tax", all), ("total", gross), ("payable", gross)];
        figures.into_iter().for_each(|(name, figure)| *sheet.entry(name.to_owned()).or_default() -= figure);
        for tax in &charge.taxes {
            *sheet.entry(format!("row {} tax", tax.id)).or_default() -= tax.amount.minor();
            *sheet.entry(format!("row {} net", tax.id)).or_default() -= gross - all;
        }
        for more in charge.tax_bases.iter().flatten() {
            *sheet.entry(format!("row {} net", more.id)).or_default() -= more.amount.minor();
        }
    }
    for line in &priced.lines {
        let of = |name: &str| format!("{} {name}", line.id);
        put(&mut sheet, of("list"), line.list);
        put(&mut sheet, of("reduction"), line.reduction);
        put(&mut sheet, of("amount"), line.amount);
        put(&mut sheet, of("deposit"), line.deposit);
        named(&mut sheet, &of("tax"), &line.taxes);
    }
    for (name, list) in [("share", &priced.adjustments), ("tendered", &priced.tendered)] {
        for given in list {
            put(&mut sheet, format!("{name} {}", given.id), given.amount);
            let shares = given.shares.iter();
            shares.for_each(|share| put(&mut sheet, format!("{} {name} {}", share.line_id, given.id), share.amount));
        }
    }
    for earned in &priced.earned {
        put(&mut sheet, format!("earned {}", earned.offer_id), earned.amount);
    }
    sheet
}

/// What returns took back, with the other sign.
fn returned(answers: &[Priced]) -> Sheet {
    let mut sheet = Sheet::new();
    for priced in answers {
        totals(&mut sheet, priced);
        for refund in &priced.refunds {
            let of = |name: &str| format!("{} {name}", refund.sold_line);
            put(&mut sheet, of("list"), refund.list);
            put(&mut sheet, of("reduction"), refund.reduction);
            put(&mut sheet, of("amount"), refund.amount);
            put(&mut sheet, of("deposit"), refund.deposit);
            named(&mut sheet, &of("tax"), &refund.taxes);
            named(&mut sheet, &of("share"), &refund.shares);
            named(&mut sheet, &of("tendered"), &refund.tendered);
            named(&mut sheet, "share", &refund.shares);
            named(&mut sheet, "tendered", &refund.tendered);
            named(&mut sheet, "earned", &refund.earned);
        }
    }
    sheet.values_mut().for_each(|amount| *amount = -*amount);
    sheet
}

fn clean(mut sheet: Sheet) -> Sheet {
    sheet.retain(|_, amount| *amount != 0);
    sheet
}

/// What the parts of an answer with returns must add up to.
fn adds_up(priced: &Priced) {
    let totals = &priced.totals;
    let sum = |amounts: &mut dyn Iterator<Item = Amount>| amounts.map(Amount::minor).sum::<i64>();
    let kept = || priced.refunds.iter().filter(|refund| refund.kept);
    let amounts = sum(&mut priced.lines.iter().map(|line| line.amount)) + sum(&mut kept().map(|kept| kept.amount));
    let deposits = sum(&mut priced.lines.iter().map(|line| line.deposit)) + sum(&mut kept().map(|kept| kept.deposit));
    let added = sum(&mut priced.taxes.iter().filter(|row| !row.included).map(|row| row.tax));
    let amounts = amounts + sum(&mut priced.charges.iter().map(|charge| charge.amount));
    assert_eq!(deposits, totals.deposits.minor(), "deposits");
    assert_eq!(amounts + deposits + added + totals.rounding.minor(), totals.total.minor(), "lines");
    assert_eq!(totals.total.minor() - totals.tendered.minor(), totals.payable.minor(), "payable");
    for row in &priced.taxes {
        let taxes = priced.lines.iter().map(|line| &line.taxes).chain(kept().map(|kept| &kept.taxes));
        let taxes = taxes.chain(priced.charges.iter().map(|charge| &charge.taxes)).flatten();
        assert_eq!(sum(&mut taxes.filter(|tax| tax.id == row.code).map(|tax| tax.amount)), row.tax.minor(), "row");
    }
    for refund in &priced.refunds {
        let discount = sum(&mut refund.shares.iter().map(|share| share.amount));
        assert_eq!(discount, refund.discount.minor(), "shares");
        let line = priced.lines.iter().find(|line| line.id == refund.line_id);
        assert_eq!(line.map(|line| line.amount), (!refund.kept).then_some(refund.amount), "line");
    }
}

/// Returns baskets one after the other; each is a list of places of sold lines and millionths.
fn run(sale: &Request, paid: &Priced, baskets: &[Vec<(usize, i64)>], returns: Returns) -> Vec<Priced> {
    let mut original = Original::of(id("sale"), &sale.basket(), paid).unwrap();
    if returns == Returns::Reprice {
        original = original.with_request(&sale.basket());
    }
    let mut answers = Vec::new();
    for parts in baskets {
        let request = back(sale, &original, parts, returns);
        let answer = price(&request.basket()).unwrap_or_else(|error| panic!("{error}"));
        adds_up(&answer);
        let rounding = answer.totals.rounding.minor();
        assert!(answer.totals.payable.minor() <= rounding.max(0), "a return alone never costs the customer");
        for (place, units) in parts {
            let line = &sale.lines[*place].id;
            let sold = original.lines.iter_mut().find(|sold| sold.line.id == *line).unwrap();
            sold.returned = sold.returned.plus(Quantity::new(*units).unwrap()).unwrap();
        }
        if let Some(carried) = answer.carried.first() {
            original.paid_back = carried.paid_back;
        }
        if answer.totals.payable.is_negative() {
            original.cash_back = original.cash_back.minus(answer.totals.payable).unwrap();
        }
        answers.push(answer);
    }
    in_cash(&answers);
    answers
}

/// All of it together is handed back in cash as if it had come back at once.
fn in_cash(answers: &[Priced]) {
    let sum = |of: &dyn Fn(&Priced) -> Amount| answers.iter().map(|answer| of(answer).minor()).sum::<i64>();
    if answers.iter().all(|answer| answer.totals.payable.minor() <= 0) {
        let options = Options { cash_step: STEP, ..shop::empty().options };
        let at_once = cash_round(Amount::new(sum(&|answer| answer.totals.payable)).unwrap(), &options).unwrap();
        assert_eq!(sum(&|answer| answer.totals.cash_total), at_once.minor(), "in cash");
    }
}

fn all_of(sale: &Request) -> Vec<(usize, i64)> {
    sale.lines.iter().enumerate().map(|(place, line)| (place, line.quantity.millionths())).collect()
}

/// Parts what comes back over baskets: by seed, so many cuts of each line; pieces stay whole.
fn parted(sale: &Request, whole: &[(usize, i64)], baskets: usize, seeds: &[u32]) -> Vec<Vec<(usize, i64)>> {
    let mut parts = vec![Vec::new(); baskets];
    for (place, units) in whole {
        let grain = if sale.lines[*place].unit == Unit::Piece { 1_000_000 } else { 1 };
        let mut left = units / grain;
        for number in 0.. {
            if left == 0 {
                break;
            }
            let seed = i64::from(seeds[(place + number) % seeds.len()]);
            let take = if number > 4 { left } else { 1 + seed % left };
            parts[usize::try_from(seed / 7).unwrap() % baskets].push((*place, take * grain));
            left -= take;
        }
    }
    parts
}

const BOTH: [Returns; 2] = [Returns::KeepShares, Returns::Reprice];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_left_of_a_sale_that_came_back(sale in sale(), baskets in 1..5_usize, seeds in prop::collection::vec(any::<u32>(), 9)) {
        let paid = price(&sale.basket()).unwrap();
        let sold = charged(&paid);
        for returns in BOTH {
            let at_once = run(&sale, &paid, &[all_of(&sale)], returns);
            prop_assert_eq!(clean(returned(&at_once)), clean(sold.clone()), "at once, {:?}", returns);
            let one_by_one = run(&sale, &paid, &parted(&sale, &all_of(&sale), baskets, &seeds), returns);
            prop_assert_eq!(clean(returned(&one_by_one)), clean(sold.clone()), "in parts, {:?}", returns);
            if let Some(carried) = one_by_one.last().and_then(|last| last.carried.first()) {
                let payable = sold.get("payable").copied().unwrap_or(0);
                prop_assert_eq!((carried.paid_back.minor(), carried.carried.minor()), (payable, 0));
            }
        }
    }

    #[test]
    fn how_a_part_of_a_sale_comes_back_does_not_matter(
        sale in sale(), baskets in 2..5_usize, seeds in prop::collection::vec(any::<u32>(), 9), halves in any::<u16>(),
    ) {
        let paid = price(&sale.basket()).unwrap();
        let mut some = all_of(&sale);
        for (place, units) in &mut some {
            let grain = if sale.lines[*place].unit == Unit::Piece { 1_000_000 } else { 1 };
            *units = if halves & (1 << (*place % 16)) == 0 { *units / grain / 2 * grain } else { *units };
        }
        let parts = parted(&sale, &some, baskets, &seeds);
        let (at_once, in_parts) = (|returns| run(&sale, &paid, std::slice::from_ref(&some), returns), |returns| run(&sale, &paid, &parts, returns));
        let (one, other) = (at_once(Returns::KeepShares), in_parts(Returns::KeepShares));
        prop_assert_eq!(clean(returned(&one)), clean(returned(&other)));
        let worth = |answers: &[Priced]| {
            let last = answers.iter().rev().find_map(|answer| answer.carried.first());
            last.map_or((0, 0), |carried| (carried.paid_back.minor(), carried.carried.minor()))
        };
        let (one, other) = (at_once(Returns::Reprice), in_parts(Returns::Reprice));
        let ((paid_one, carried_one), (paid_other, carried_other)) = (worth(&one), worth(&other));
        prop_assert_eq!(paid_one - carried_one, paid_other - carried_other, "what it is worth");
        prop_assert!(paid_other >= paid_one && carried_one >= 0, "in parts no less is paid");
        for (answers, paid_back) in [(&one, paid_one), (&other, paid_other)] {
            prop_assert_eq!(-answers.iter().map(|answer| answer.totals.payable.minor()).sum::<i64>(), paid_back);
        }
        if carried_one == carried_other {
            prop_assert_eq!(clean(returned(&one)), clean(returned(&other)));
        }
    }

    #[test]
    fn an_exchange_is_the_return_and_the_new_sale(
        sale in sale(), fresh in sale(), first in any::<bool>(), best in any::<bool>(),
    ) {
        let paid = price(&sale.basket()).unwrap();
        for returns in BOTH {
            let original = Original::of(id("sale"), &sale.basket(), &paid).unwrap().with_request(&sale.basket());
            let alone = back(&sale, &original, &all_of(&sale), returns);
            let mut fresh = fresh.clone();
            fresh.options.choice = if best { Choice::Best } else { Choice::Priority };
            (fresh.options.search_nodes, fresh.options.returns) = (200, returns);
            let mut both = Request { originals: alone.originals.clone(), ..fresh.clone() };
            let place = if first { 0 } else { both.lines.len() };
            both.lines.splice(place..place, alone.lines.clone());
            let [alone, fresh, both] = [&alone, &fresh, &both].map(|request| price(&request.basket()).unwrap());
            let new: Vec<_> = both.lines.iter().filter(|line| line.id.as_str().starts_with('l')).cloned().collect();
            prop_assert_eq!(&new, &fresh.lines);
            prop_assert_eq!(&both.adjustments, &fresh.adjustments);
            prop_assert_eq!(&both.tendered, &fresh.tendered);
            prop_assert_eq!(&both.why_not, &fresh.why_not);
            prop_assert_eq!(&both.earned, &fresh.earned);
            prop_assert_eq!(&both.refunds, &alone.refunds);
            let (mut sum, mut found) = (Sheet::new(), Sheet::new());
            totals(&mut sum, &fresh);
            totals(&mut sum, &alone);
            totals(&mut found, &both);
            prop_assert_eq!(clean(found), clean(sum));
            adds_up(&both);
        }
    }
}
