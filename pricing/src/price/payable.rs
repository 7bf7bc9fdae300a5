//! Steps 8 to 10: charges, taxes, what is to pay.
//!
//! What must hold: the total is what lines, charges and deposits cost with added taxes and the cent that makes a coupon
//! worth its face value; cash rounding changes what is handed over, never the total or the VAT, and mirrors the sign:
//! 12.37 is 12.35 in steps of 0.05, and -12.37 is -12.35. Returns in parts are rounded cumulatively, as everything else is.

use super::basket::Basket;
use super::candidate::Candidate;
use super::choice::Decision;
use super::error::PriceError;
use super::exact::{MILLION, WHOLE, add, mul, sub, sum};
use super::request::{FaceValue, Line, Options, Rounding};
use super::run::run;
use super::sheet::Sheet;
use super::tax::{Taxed, taxes};
use super::work::{Row, Scene, State};
use crate::money::{Amount, Overflow};

/// What is to pay in cash for an amount: the nearest multiple of `cash_step` by `cash_rounding`.
pub fn cash_round(amount: Amount, options: &Options) -> Result<Amount, Overflow> {
    let step = i128::from(options.cash_step.max(1));
    let steps = options.cash_rounding.divide(amount.wide(), step)?;
    Amount::from_wide(mul(steps, step)?)
}

/// What is to pay in cash where former returns of the sales that come back were handed back in cash as well: what all of it
/// is in steps, less what those were, so that returning in parts hands back what returning at once does.
pub(super) fn cash_due(amount: Amount, basket: &Basket<'_>) -> Result<Amount, Overflow> {
    let before = sum(basket.originals.iter().map(|sale| sale.cash_back.wide()))?;
    if !amount.is_negative() || before == 0 {
        return cash_round(amount, basket.options);
    }
    let all = cash_round(Amount::from_wide(sub(amount.wide(), before)?)?, basket.options)?;
    let former = cash_round(Amount::from_wide(before)?, basket.options)?;
    Amount::from_wide(add(all.wide(), former.wide())?)
}

/// The bill.
pub(super) struct Bill {
    /// By charge.
    pub charges: Vec<i128>,
    pub deposits: i128,
    pub taxed: Taxed,
    /// The cent that makes a coupon worth its face value.
    pub rounding: i128,
    pub total: i128,
    pub tendered: i128,
}

/// A line's deposit.
pub(super) fn deposit(line: &Line) -> Result<i128, Overflow> {
    line.deposit.map_or(Ok(0), |each| Rounding::HalfUp.divide(mul(each.wide(), line.quantity.wide())?, MILLION))
}

fn charges(scene: &Scene<'_>, rows: &[Row]) -> Result<Vec<i128>, PriceError> {
    let mut goods = 0;
    for (line, row) in scene.basket.lines.iter().zip(rows) {
        if line.kind == super::request::LineKind::Sale {
            goods = add(goods, row.amount()?)?;
        }
    }
    let mut charges = Vec::with_capacity(scene.basket.charges.len());
    for charge in scene.basket.charges {
        charges.push(match charge.percent {
            Some(rate) => scene.basket.options.percent_rounding.divide(mul(goods, rate.wide())?, WHOLE)?,
            None => charge.amount.unwrap_or_default().wide(),
        });
    }
    Ok(charges)
}

/// What the customer would pay for the lines that face values lowered: the rounding line takes no more off.
fn left(scene: &Scene<'_>, rows: &[Row], taxed: &Taxed) -> Result<i128, Overflow> {
    let added = |tax: &usize| scene.basket.taxes.get(*tax).is_some_and(|tax| !tax.included);
    let mut left = 0;
    for (row, due) in rows.iter().zip(&taxed.parts).filter(|(row, _)| row.face > 0) {
        let on_top = sum(due.taxes.iter().filter(|(tax, _)| added(tax)).map(|(_, tax)| *tax))?;
        left = sum([left, row.amount()?, on_top, row.tendered.saturating_neg()])?;
    }
    Ok(left.max(0))
}

/// The bill of these rows.
pub(super) fn bill(scene: &Scene<'_>, rows: &[Row], face: i128) -> Result<Bill, PriceError> {
    let charges = charges(scene, rows)?;
    let taxed = taxes(scene, rows, &charges)?;
    let all = || rows.iter().chain(scene.back.kept.iter().map(|kept| &kept.row));
    let deposits = sum(all().map(|row| row.deposit))?;
    let mut rounding = scene.back.rounding;
    let mut total = sum([taxed.net, taxed.tax, deposits, rounding])?;
    if face > 0 && scene.basket.options.face_value == FaceValue::RoundingLine {
        let restored = |row: &Row| Ok(Row { discount: add(row.discount, row.face)?, ..*row });
        let without: Vec<Row> = rows.iter().map(restored).collect::<Result<_, Overflow>>()?;
        let before = taxes(scene, &without, &charges)?;
        let due = sub(sum([before.net, before.tax, deposits, rounding])?, face)?;
        let cent = sub(due, total)?.max(sub(0, left(scene, rows, &taxed)?)?);
        rounding = add(rounding, cent)?;
        total = add(total, cent)?;
    }
    let tendered = sum(all().map(|row| row.tendered))?;
    Ok(Bill { charges, deposits, taxed, rounding, total, tendered })
}

/// What is to pay if it is decided like this; nothing is written.
pub(super) fn payable(
    scene: &Scene<'_>,
    state: &State,
    candidates: &[Candidate<'_>],
    mut decisions: Vec<Decision>,
) -> Result<i128, PriceError> {
    let mut state = state.clone();
    let mut sheet = Sheet { rows: scene.rows.clone(), ..Sheet::default() };
    run(scene, &mut state, candidates, &mut decisions, &mut sheet)?;
    let bill = bill(scene, &sheet.rows, sheet.face)?;
    Ok(sub(bill.total, bill.tendered)?)
}
