//! Steps 1 and 2: list values, then what the register took off by itself.
//!
//! What must hold: a line amount fixed by the register is never recomputed; unit price times quantity is rounded
//! (`options.price_rounding`) once for a group, and the lines of a group share it by quantity. 3 pieces at 0.333 cost 1.00 on one line, and
//! 0.34 + 0.33 + 0.33 on three.

use super::error::PriceError;
use super::exact::{TRILLION, add, mul, sum};
use super::payable::deposit;
use super::request::{Line, LineKind, Rounding};
use super::split::split;
use super::work::{Row, Run, Scene, State};
use crate::money::{Amount, Overflow};

/// Step 1: list values. What comes back of a known sale has its value from there, see `refund`.
pub(super) fn list(scene: &Scene<'_>, rows: &mut [Row]) -> Result<(), PriceError> {
    let lines = scene.basket.lines;
    let minor = scene.basket.currency.minor_per_major();
    for (place, (line, row)) in lines.iter().zip(rows.iter_mut()).enumerate() {
        if line.kind != LineKind::RefundOf {
            let value = own(line, minor, scene.basket.options.price_rounding).and_then(Amount::from_wide);
            row.list = value.map_err(|_| PriceError::overflow(format!("lines[{place}].quantity")))?.wide();
            row.deposit = deposit(line)?;
        }
    }
    for group in scene.groups.iter().filter(|group| group.count > 1) {
        let members = scene.members(group);
        let parts: Vec<&Line> = members.iter().filter_map(|place| lines.get(*place)).collect();
        let Some(price) = parts.first().filter(|line| line.amount.is_none()).and_then(|line| line.unit_price) else {
            continue;
        };
        let weights: Vec<i128> = parts.iter().map(|line| line.quantity.wide()).collect();
        let exact = mul(mul(price.wide(), minor)?, sum(weights.iter().copied())?)?;
        let parts = split(
            scene.basket.options.remainder,
            scene.basket.options.price_rounding.divide(exact, TRILLION)?,
            &weights,
        )?;
        for (place, part) in members.iter().zip(parts) {
            if let Some(row) = rows.get_mut(*place) {
                row.list = part;
            }
        }
    }
    Ok(())
}

/// A line's value by itself.
fn own(line: &Line, minor: i128, rounding: Rounding) -> Result<i128, Overflow> {
    match (line.amount, line.unit_price) {
        (Some(amount), _) => Ok(amount.wide()),
        (None, Some(price)) => rounding.divide(mul(mul(price.wide(), minor)?, line.quantity.wide())?, TRILLION),
        (None, None) => Ok(0),
    }
}

/// Step 2: the register's own reductions; afterwards each group is one run of units.
pub(super) fn reductions(scene: &mut Scene<'_>, rows: &mut [Row]) -> Result<State, PriceError> {
    for (place, (line, row)) in scene.basket.lines.iter().zip(rows.iter_mut()).enumerate() {
        let taken = sum(line.reductions.iter().map(|reduction| reduction.amount.wide()))?;
        if taken > row.list.saturating_abs() {
            let (path, reason) = (format!("lines[{place}].reductions"), "at most what the line costs");
            return Err(PriceError::new(path, "out_of_range", reason));
        }
        row.reduction = if row.list < 0 { taken } else { taken.saturating_neg() };
    }
    let mut state = State::default();
    for group in &mut scene.groups {
        let end = group.start.saturating_add(group.count);
        let mut whole = Run::default();
        for place in scene.order.get(group.start..end).unwrap_or(&[]) {
            let (Some(line), Some(row)) = (scene.basket.lines.get(*place), rows.get_mut(*place)) else {
                continue;
            };
            row.floor = group.floor.of(line.quantity.wide())?;
            whole.units = add(whole.units, line.quantity.wide())?;
            whole.value = add(whole.value, row.amount()?)?;
            whole.list = add(whole.list, row.list)?;
        }
        (group.units, group.list) = (whole.units, whole.list);
        state.before.push(whole.value);
        state.runs.push(vec![whole]);
    }
    Ok(state)
}
