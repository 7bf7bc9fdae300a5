//! Steps 1 and 2: list values, then what the register took off by itself.
//!
//! What must hold: a line amount fixed by the register is never recomputed; unit price times quantity is rounded half up,
//! once for a group, and the lines of a group share it by quantity. 3 pieces at 0.333 cost 1.00 on one line, and
//! 0.34 + 0.33 + 0.33 on three.

use super::error::PriceError;
use super::exact::{MILLION, add, mul, sum};
use super::request::{Line, Rounding};
use super::split::split;
use super::work::{Run, Work};
use crate::money::{Amount, Overflow};

/// Millionths of a price times millionths of a quantity.
const TRILLION: i128 = MILLION.saturating_mul(MILLION);

/// Step 1: list value.
pub(super) fn list(work: &mut Work<'_>) -> Result<(), PriceError> {
    let minor = work.basket.currency.minor_per_major();
    for (place, (line, row)) in work.basket.lines.iter().zip(&mut work.rows).enumerate() {
        let value = own(line, minor).and_then(Amount::from_wide);
        row.list = value.map_err(|_| PriceError::overflow(format!("lines[{place}].quantity")))?.wide();
    }
    for group in work.groups.iter().filter(|group| group.count > 1) {
        let end = group.start.saturating_add(group.count);
        let members = work.order.get(group.start..end).unwrap_or(&[]);
        let lines = || members.iter().filter_map(|place| work.basket.lines.get(*place));
        let Some(price) = lines().next().filter(|line| line.amount.is_none()).and_then(|line| line.unit_price) else {
            continue;
        };
        let weights: Vec<i128> = lines().map(|line| line.quantity.wide()).collect();
        let exact = mul(mul(price.wide(), minor)?, sum(weights.iter().copied())?)?;
        let parts = split(Rounding::HalfUp.divide(exact, TRILLION)?, &weights)?;
        for (place, part) in members.iter().zip(parts) {
            if let Some(row) = work.rows.get_mut(*place) {
                row.list = part;
            }
        }
    }
    Ok(())
}

/// A line's value by itself.
fn own(line: &Line, minor: i128) -> Result<i128, Overflow> {
    match (line.amount, line.unit_price) {
        (Some(amount), _) => Ok(amount.wide()),
        (None, Some(price)) => Rounding::HalfUp.divide(mul(mul(price.wide(), minor)?, line.quantity.wide())?, TRILLION),
        (None, None) => Ok(0),
    }
}

/// Step 2: the register's own reductions; afterwards each group is one run of units.
pub(super) fn reductions(work: &mut Work<'_>) -> Result<(), PriceError> {
    for (place, (line, row)) in work.basket.lines.iter().zip(&mut work.rows).enumerate() {
        let taken = sum(line.reductions.iter().map(|reduction| reduction.amount.wide()))?;
        if taken > row.list.saturating_abs() {
            let (path, reason) = (format!("lines[{place}].reductions"), "at most what the line costs");
            return Err(PriceError::new(path, "out_of_range", reason));
        }
        row.reduction = if row.list < 0 { taken } else { taken.saturating_neg() };
    }
    for group in &mut work.groups {
        let end = group.start.saturating_add(group.count);
        let (mut units, mut value) = (0, 0);
        for place in work.order.get(group.start..end).unwrap_or(&[]) {
            let (Some(line), Some(row)) = (work.basket.lines.get(*place), work.rows.get_mut(*place)) else {
                continue;
            };
            row.floor = group.floor.of(line.quantity.wide())?;
            units = add(units, line.quantity.wide())?;
            value = add(value, row.amount()?)?;
        }
        group.runs.push(Run { units, value, ..Run::default() });
    }
    Ok(())
}
