//! Step 10, cash rounding, and the totals.
//!
//! What must hold: the totals are sums of what the answer shows; cash rounding changes what is handed over, never the total
//! or the VAT, and mirrors the sign: 12.37 is 12.35 in steps of 0.05, and -12.37 is -12.35.

use super::answer::{PricedLine, Totals};
use super::error::PriceError;
use super::exact::{add, mul, sum};
use super::request::{Line, Options};
use super::work::{Row, Work};
use crate::money::{Amount, Overflow};

/// What is to pay in cash for an amount: the nearest multiple of `cash_step` by `cash_rounding`.
pub fn cash_round(amount: Amount, options: &Options) -> Result<Amount, Overflow> {
    let step = i128::from(options.cash_step.max(1));
    let steps = options.cash_rounding.divide(amount.wide(), step)?;
    Amount::from_wide(mul(steps, step)?)
}

/// Step 10.
pub(super) fn cash(work: &mut Work<'_>) -> Result<(), PriceError> {
    let total = Amount::from_wide(add(work.net, work.tax)?)?;
    work.cash = cash_round(total, work.basket.options)?.wide();
    Ok(())
}

pub(super) fn lines(work: &Work<'_>) -> Result<Vec<PricedLine>, PriceError> {
    let priced = |(place, (line, row)): (usize, (&Line, &Row))| {
        let of = |part: Result<i128, Overflow>| {
            part.and_then(Amount::from_wide).map_err(|_| PriceError::overflow(format!("lines[{place}]")))
        };
        Ok(PricedLine {
            id: line.id.clone(),
            list: of(Ok(row.list))?,
            reduction: of(Ok(row.reduction))?,
            discount: of(Ok(row.discount))?,
            amount: of(row.amount())?,
        })
    };
    work.basket.lines.iter().zip(&work.rows).enumerate().map(priced).collect()
}

pub(super) fn totals(work: &Work<'_>) -> Result<Totals, PriceError> {
    let total = |of: fn(&Row) -> i128| sum(work.rows.iter().map(of)).and_then(Amount::from_wide);
    Ok(Totals {
        list: total(|row| row.list)?,
        reductions: total(|row| row.reduction)?,
        discounts: total(|row| row.discount)?,
        net: Amount::from_wide(work.net)?,
        tax: Amount::from_wide(work.tax)?,
        total: Amount::from_wide(add(work.net, work.tax)?)?,
        cash_total: Amount::from_wide(work.cash)?,
    })
}
