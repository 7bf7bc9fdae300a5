//! The answer: what has been found, as amounts.
//!
//! What must hold: an amount outside its range is an error with the line's path, never a wrong figure.

use super::answer::{
    Adjustment, ChargeOut, Earned, EarnedKind, Funder, NamedAmount, Nudge, Priced, PricedLine, RefundOut, SearchOut,
    TaxTotal, Totals,
};
use super::error::PriceError;
use super::exact::{add, sub, sum};
use super::payable::{Bill, cash_due};
use super::payment::payment;
use super::search::Found;
use super::sheet::Sheet;
use super::tax::ByTax;
use super::work::{Row, Scene};
use crate::money::{Amount, Overflow};
use crate::names::Id;

/// What else goes into the answer.
pub(super) struct Rest {
    pub refunds: Vec<RefundOut>,
    pub nudges: Vec<Nudge>,
    pub found: Option<Found>,
}

pub(super) fn finish(scene: &Scene<'_>, sheet: Sheet, bill: &Bill, rest: Rest) -> Result<Priced, PriceError> {
    let basket = &scene.basket;
    let totals = totals(scene, &sheet.rows, bill)?;
    let search = rest.found.map(|found| {
        let bound = sub(totals.payable.wide(), found.gap).and_then(Amount::from_wide)?;
        Ok::<_, Overflow>(SearchOut { proof: found.proof, nodes: found.nodes, bound })
    });
    let funders = funders(&sheet)?;
    Ok(Priced {
        currency: basket.currency,
        lines: lines(scene, &sheet.rows, bill)?,
        adjustments: sheet.adjustments,
        taxes: tax_rows(scene, bill)?,
        why_not: sheet.why_not,
        nudges: rest.nudges,
        proposals: sheet.proposals,
        earned: sheet.earned,
        vouchers: sheet.vouchers,
        charges: charges(scene, bill)?,
        tendered: sheet.tendered,
        funders,
        refunds: rest.refunds,
        carried: scene.back.carried.clone(),
        payment: payment(totals.payable, basket)?,
        search: search.transpose()?,
        totals,
    })
}

fn by_code(scene: &Scene<'_>, figures: Option<&ByTax>) -> Result<Vec<NamedAmount>, Overflow> {
    let figures = figures.map_or(&[][..], Vec::as_slice);
    let mut named = Vec::with_capacity(figures.len());
    for (place, figure) in figures {
        if let Some(row) = scene.basket.taxes.get(*place) {
            named.push(NamedAmount { id: row.code.clone(), amount: Amount::from_wide(*figure)? });
        }
    }
    Ok(named)
}

/// What is seldom there is left out where it is not.
fn some(figures: Vec<NamedAmount>) -> Option<Vec<NamedAmount>> {
    Some(figures).filter(|figures| !figures.is_empty())
}

fn lines(scene: &Scene<'_>, rows: &[Row], bill: &Bill) -> Result<Vec<PricedLine>, PriceError> {
    let mut lines = Vec::with_capacity(rows.len());
    for (place, (line, row)) in scene.basket.lines.iter().zip(rows).enumerate() {
        let of = |part: Result<i128, Overflow>| {
            part.and_then(Amount::from_wide).map_err(|_| PriceError::overflow(format!("lines[{place}]")))
        };
        let due = bill.taxed.parts.get(place);
        lines.push(PricedLine {
            id: line.id.clone(),
            list: of(Ok(row.list))?,
            reduction: of(Ok(row.reduction))?,
            discount: of(Ok(row.discount))?,
            amount: of(row.amount())?,
            deposit: of(Ok(row.deposit))?,
            taxes: by_code(scene, due.map(|due| &due.taxes))?,
            tax_bases: by_code(scene, due.map(|due| &due.bases)).map(some)?,
        });
    }
    Ok(lines)
}

fn charges(scene: &Scene<'_>, bill: &Bill) -> Result<Vec<ChargeOut>, PriceError> {
    let mut charges = Vec::with_capacity(bill.charges.len());
    for (place, (charge, amount)) in scene.basket.charges.iter().zip(&bill.charges).enumerate() {
        let at = scene.basket.lines.len().saturating_add(place);
        let due = bill.taxed.parts.get(at);
        charges.push(ChargeOut {
            id: charge.id.clone(),
            amount: Amount::from_wide(*amount)?,
            taxes: by_code(scene, due.map(|due| &due.taxes))?,
            tax_bases: by_code(scene, due.map(|due| &due.bases)).map(some)?,
            reason: charge.reason.clone(),
            reason_code: charge.reason_code.clone(),
        });
    }
    Ok(charges)
}

fn tax_rows(scene: &Scene<'_>, bill: &Bill) -> Result<Vec<TaxTotal>, PriceError> {
    let mut rows = Vec::new();
    for (tax, found) in scene.basket.taxes.iter().zip(&bill.taxed.found).filter(|(_, found)| found.used) {
        rows.push(TaxTotal {
            code: tax.code.clone(),
            name: tax.name.clone(),
            rate: tax.rate,
            included: tax.included,
            category: tax.category.clone(),
            reason: tax.reason.clone(),
            net: Amount::from_wide(found.net)?,
            tax: Amount::from_wide(found.tax)?,
            gross: Amount::from_wide(add(found.net, found.tax)?)?,
        });
    }
    Ok(rows)
}

fn totals(scene: &Scene<'_>, rows: &[Row], bill: &Bill) -> Result<Totals, PriceError> {
    let total = |of: fn(&Row) -> i128| {
        sum(rows.iter().chain(scene.back.kept.iter().map(|kept| &kept.row)).map(of)).and_then(Amount::from_wide)
    };
    let payable = Amount::from_wide(sub(bill.total, bill.tendered)?)?;
    Ok(Totals {
        list: total(|row| row.list)?,
        reductions: total(|row| row.reduction)?,
        discounts: total(|row| row.discount)?,
        charges: Amount::from_wide(sum(bill.charges.iter().copied())?)?,
        deposits: Amount::from_wide(bill.deposits)?,
        net: Amount::from_wide(add(bill.taxed.net, bill.deposits)?)?,
        tax: Amount::from_wide(bill.taxed.tax)?,
        rounding: Amount::from_wide(bill.rounding)?,
        total: Amount::from_wide(bill.total)?,
        tendered: Amount::from_wide(bill.tendered)?,
        payable,
        cash_total: cash_due(payable, &scene.basket)?,
    })
}

/// What each funder bears, by name; nothing if the shop bears all of it.
fn funders(sheet: &Sheet) -> Result<Vec<Funder>, Overflow> {
    let adjustments = sheet.adjustments.iter().chain(&sheet.tendered).map(|adjustment| &adjustment.funded_by);
    let back = || sheet.earned.iter().filter(|earned| earned.kind == EarnedKind::Cashback);
    let mut names: Vec<&Id> = adjustments.chain(back().map(|earned| &earned.funded_by)).collect();
    crate::map::sort(&mut names, &Ord::cmp);
    names.dedup();
    if names.iter().all(|name| name.as_str() == "shop") {
        return Ok(Vec::new());
    }
    let off = |list: &[Adjustment], of: &Id| {
        sum(list.iter().filter(|adjustment| adjustment.funded_by == *of).map(|adjustment| adjustment.amount.wide()))
    };
    let cashback = |of: &Id| {
        let mine = back().filter(|earned| earned.funded_by == *of);
        sum(mine.map(|earned: &Earned| earned.amount.wide()))
    };
    let funder = |id: &Id| {
        Ok(Funder {
            id: id.clone(),
            discounts: Amount::from_wide(off(&sheet.adjustments, id)?.saturating_neg())?,
            tendered: Amount::from_wide(off(&sheet.tendered, id)?.saturating_neg())?,
            cashback: Amount::from_wide(cashback(id)?)?,
        })
    };
    names.into_iter().map(funder).collect()
}
