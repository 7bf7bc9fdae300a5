//! What is refused of the sales of which goods come back.
//!
//! What must hold: what passes adds up, and no sale holds another one, so that pricing goes one level deep at most.

use crate::price::Basket;
use crate::price::check::unique;
use crate::price::error::PriceError;
use crate::price::exact::sum;
use crate::price::request::{LineKind, Original};

/// Checks the originals of a basket.
pub(in crate::price) fn originals(basket: &Basket<'_>) -> Result<(), PriceError> {
    unique("originals", "id", basket.originals.iter().map(|original| &original.id))?;
    basket.originals.iter().enumerate().try_for_each(|(place, sale)| original(basket, place, sale))
}

fn original(basket: &Basket<'_>, place: usize, sale: &Original) -> Result<(), PriceError> {
    let refuse = |path: &str, code, reason: &'static str| {
        Err(PriceError::new(format!("originals[{place}].{path}"), code, reason))
    };
    unique(&format!("originals[{place}].lines"), "line.id", sale.lines.iter().map(|sold| &sold.line.id))?;
    for (at, sold) in sale.lines.iter().enumerate() {
        let refuse = |field: &str, reason| refuse(&format!("lines[{at}].{field}"), "out_of_range", reason);
        if sold.quantity.millionths() <= 0 {
            return refuse("quantity", "more than 0");
        }
        if sold.returned.millionths() < 0 || sold.returned > sold.quantity {
            return refuse("returned", "from 0, at most what was sold");
        }
        let line = &sold.line;
        let shares = sum(sold.shares.iter().map(|share| share.amount.wide()))?;
        if shares != line.discount.wide() {
            return refuse("shares", "they add up to the line's discount");
        }
        if sum([line.list.wide(), line.reduction.wide(), line.discount.wide()])? != line.amount.wide() {
            return refuse("line.amount", "list, reduction and discount together");
        }
    }
    for (field, amount) in [("paid_back", sale.paid_back), ("cash_back", sale.cash_back)] {
        if amount.is_negative() {
            return refuse(field, "out_of_range", "an amount from 0");
        }
    }
    let Some(request) = &sale.request else {
        return Ok(());
    };
    if request.currency != basket.currency {
        return refuse("request.currency", "conflict", "the currency of this basket");
    }
    if !request.originals.is_empty() {
        return refuse("request.originals", "conflict", "none: a sale holds no other sale");
    }
    if let Some(at) = request.lines.iter().position(|line| line.kind == LineKind::RefundOf) {
        return refuse(&format!("request.lines[{at}].kind"), "conflict", "only what was sold, nothing that came back");
    }
    Ok(())
}
