//! What chance adds to a basket of the small shop: campaigns, and goods of a known sale that come back.

use super::{Dice, PRODUCTS, blank, id, line, offer};
use serde_json::json;
use till::money::Amount;
use till::price::answer::NamedAmount;
use till::price::request::*;
use till::quantity::Quantity;

/// An offer by campaign; its conditions and limits are those of any other.
pub fn campaign(dice: &mut Dice, number: usize, (code, operation): (&str, &str)) -> Offer {
    let letter = if code.contains("SKP") { "C" } else { ["B", "B", "C", "U"][dice.place(4)] };
    let plain = offer(number, 0, 1 + dice.small(399), dice.place(4), dice.switches());
    let campaign = json!({"name": "Days", "code": format!("{letter}{code}"), "operation": operation});
    Offer { kind: OfferKind::Campaign, percent: None, campaign: Some(blank(&campaign)), ..plain }
}

fn amount(minor: i64) -> Amount {
    Amount::new(minor).unwrap()
}

/// A sold line with figures as they may come: only what must add up does.
fn sold(dice: &mut Dice, line: &Line) -> SoldLine {
    let list = i64::from(dice.small(2_000));
    let reduction = if dice.small(3) == 0 { -i64::from(dice.small(50)) } else { 0 };
    let figure = |name: &str, minor: i64| NamedAmount { id: id(name), amount: amount(minor) };
    let shares: Vec<NamedAmount> =
        (0..dice.small(3)).map(|at| figure(&format!("d{at}"), -i64::from(dice.small(200)))).collect();
    let discount: i64 = shares.iter().map(|share| share.amount.minor()).sum();
    let mut tax = |code: &till::names::Id| figure(code.as_str(), i64::from(dice.small(400)));
    let taxes: Vec<NamedAmount> = line.tax_codes.iter().map(&mut tax).collect();
    let bases = line.tax_codes.first().map(|code| vec![figure(code.as_str(), i64::from(dice.small(3)) - 1)]);
    let priced = json!({"id": "?", "list": list, "reduction": reduction, "discount": discount,
        "amount": list + reduction + discount, "deposit": if dice.small(4) == 0 { 25 } else { 0 }});
    let mut priced: till::price::answer::PricedLine = blank(&priced);
    (priced.taxes, priced.tax_bases) = (taxes, bases);
    let tendered = if dice.small(3) == 0 { vec![figure("t0", -i64::from(dice.small(90)))] } else { Vec::new() };
    let earned = if dice.small(3) == 0 { vec![figure("e0", i64::from(dice.small(9)))] } else { Vec::new() };
    let rounding = amount(i64::from(dice.small(3)) - 1);
    SoldLine { quantity: line.quantity, returned: Quantity::ZERO, line: priced, shares, tendered, earned, rounding }
}

/// Lines that take back some of a sale that can be priced again, at times after others came back before.
pub fn repriced(dice: &mut Dice, request: &mut Request, mut sale: Request) {
    let list: i64 = till::price::price(&sale.basket()).map_or(0, |priced| priced.totals.list.minor());
    if dice.small(2) == 0 && list > 3 {
        // Nearly everything is needed for it: what is kept then costs more than was paid.
        let when = json!({"min_basket": list / 2});
        let large = json!({"id": "large", "name": "Large", "kind": "amount_off", "amount": list / 3, "when": when});
        sale.offers.push(blank(&large));
    }
    let Ok(priced) = till::price::price(&sale.basket()) else {
        return;
    };
    let Ok(original) = Original::of(id("sale"), &sale.basket(), &priced) else {
        return;
    };
    let mut original = original.with_request(&sale.basket());
    request.options.returns = Returns::Reprice;
    request.originals = vec![original.clone()];
    let mut first = Request { lines: Vec::new(), offers: Vec::new(), ..request.clone() };
    let mut second = Vec::new();
    for (number, sold) in original.lines.iter_mut().enumerate() {
        let own = sale.lines.iter().find(|line| line.id == sold.line.id).unwrap();
        let grain = if own.unit == Unit::Piece { 1_000_000 } else { 1 };
        let mut left = sold.quantity.millionths() / grain;
        for (now, lines) in [(false, &mut first.lines), (true, &mut second)] {
            let some = if dice.small(3) == 0 { 0 } else { dice.roll(u64::try_from(left).unwrap() + 1) };
            let some = i64::try_from(some).unwrap();
            left -= some;
            if some > 0 {
                sold.returned = if now { sold.returned } else { Quantity::new(some * grain).unwrap() };
                lines.push(Line {
                    id: id(&format!("r{number}")),
                    kind: LineKind::RefundOf,
                    quantity: Quantity::new(-some * grain).unwrap(),
                    unit_price: None,
                    amount: None,
                    reductions: Vec::new(),
                    deposit: None,
                    original: Some(OriginalLine { sale: id("sale"), line: own.id.clone() }),
                    ..own.clone()
                });
            }
        }
    }
    if !first.lines.is_empty() {
        let back = till::price::price(&first.basket()).unwrap();
        original.paid_back = back.carried[0].paid_back;
    }
    request.originals = vec![original];
    request.lines.extend(second);
    let middle = dice.place(u32::try_from(request.lines.len()).unwrap());
    request.lines.rotate_left(middle);
}

/// Lines that take back some of a sale, at times two of the same sold line, at times after others came back before.
pub fn some_back(dice: &mut Dice, request: &mut Request) {
    let mut original: Original = blank(&json!({"id": "sale", "lines": []}));
    for number in 0..1 + dice.small(2) {
        let mut own = line(dice.small(4), dice.place(PRODUCTS), 1 + dice.small(4));
        own.quantity = Quantity::new(own.quantity.millionths().abs()).unwrap();
        let mut one = sold(dice, &own);
        one.line.id = id(&format!("s{number}"));
        let grain = if own.unit == Unit::Piece { 1_000_000 } else { 1 };
        let mut left = own.quantity.millionths() / grain;
        let mut take = |dice: &mut Dice| {
            let some = i64::try_from(dice.roll(u64::try_from(left).unwrap() + 1)).unwrap();
            left -= some;
            some * grain
        };
        one.returned = Quantity::new(take(dice)).unwrap();
        for at in 0..1 + dice.small(2) {
            let units = take(dice);
            if units > 0 {
                request.lines.push(Line {
                    id: id(&format!("r{number}{at}")),
                    kind: LineKind::RefundOf,
                    quantity: Quantity::new(-units).unwrap(),
                    unit_price: None,
                    amount: None,
                    reductions: Vec::new(),
                    deposit: None,
                    original: Some(OriginalLine { sale: id("sale"), line: one.line.id.clone() }),
                    ..own.clone()
                });
            }
        }
        original.lines.push(one);
    }
    request.originals.push(original);
    let middle = dice.place(u32::try_from(request.lines.len()).unwrap());
    request.lines.rotate_left(middle);
}
