//! Goods of a known sale that come back: valued by what the sale charged, taken back cumulatively.
//!
//! What must hold: whatever was rounded (list value, reductions, every share of a discount, every tax, points) is taken
//! back as round(first k + what came back before) - round(what came back before), so any partition of a return gives the
//! same sum, and all of it together is exactly what was charged.
//!
//! 3 for 10.00 come back one by one: 3.33, 3.34, 3.33.

use super::answer::{NamedAmount, RefundOut};
use super::error::PriceError;
use super::exact::{add, mul, sub};
use super::request::{Line, LineKind, Original, Rounding, SoldLine};
use super::work::{Row, Scene};
use crate::money::{Amount, Overflow};

/// The units of a sold line: all of them, those that came back before, those that have come back then (millionths).
#[derive(Clone, Copy)]
struct Units {
    all: i128,
    before: i128,
    after: i128,
}

impl Units {
    /// What is taken back of a figure of the whole line; with the figure's sign.
    fn back(self, figure: Amount) -> Result<i128, Overflow> {
        let up_to = |units: i128| Rounding::HalfUp.divide(mul(figure.wide(), units)?, self.all);
        sub(up_to(self.after)?, up_to(self.before)?)
    }

    fn named(self, figures: &[NamedAmount]) -> Result<Vec<NamedAmount>, Overflow> {
        let one = |figure: &NamedAmount| {
            let amount = Amount::from_wide(self.back(figure.amount)?.saturating_neg())?;
            Ok(NamedAmount { id: figure.id.clone(), amount })
        };
        figures.iter().map(one).collect()
    }
}

/// Values the lines that come back and says what is taken back; fills their rows and taxes.
pub(super) fn values(scene: &mut Scene<'_>, rows: &mut [Row]) -> Result<Vec<RefundOut>, PriceError> {
    let lines = scene.basket.lines;
    let mut out = Vec::new();
    if !lines.iter().any(|line| line.kind == LineKind::RefundOf) {
        return Ok(out);
    }
    scene.back = vec![None; lines.len()];
    for (place, (line, row)) in lines.iter().zip(rows.iter_mut()).enumerate() {
        if line.kind != LineKind::RefundOf {
            continue;
        }
        let (original, sold) = sold(scene.basket.originals, place, line)?;
        let earlier = lines
            .iter()
            .take(place)
            .filter(|other| other.kind == LineKind::RefundOf && other.original == line.original);
        let before = earlier.map(|other| other.quantity.wide()).try_fold(sold.returned.wide(), sub)?;
        let units = Units { all: sold.quantity.wide(), before, after: sub(before, line.quantity.wide())? };
        if units.after > units.all {
            let reason = "no more than was sold and has not come back yet";
            return Err(PriceError::new(format!("lines[{place}].quantity"), "out_of_range", reason));
        }
        let figures = &sold.line;
        let shares = units.named(&sold.shares)?;
        row.list = units.back(figures.list)?.saturating_neg();
        row.reduction = units.back(figures.reduction)?.saturating_neg();
        row.discount = shares.iter().try_fold(0, |so_far, share| add(so_far, share.amount.wide()))?;
        let mut taxes = Vec::new();
        let set = scene.taxes.of_line.get(place).copied().flatten().and_then(|set| scene.taxes.sets.get(set));
        for part in set.map_or(&[][..], |set| &set.taxes) {
            let code = scene.basket.taxes.get(part.place).map(|tax| &tax.code);
            let sold = figures.taxes.iter().filter(|tax| Some(&tax.id) == code);
            let back = sold.map(|tax| units.back(tax.amount)).try_fold(0, |so_far, more| add(so_far, more?))?;
            taxes.push((part.place, back.saturating_neg()));
        }
        if let Some(slot) = scene.back.get_mut(place) {
            *slot = Some(taxes);
        }
        out.push(RefundOut {
            line_id: line.id.clone(),
            sale: original.id.clone(),
            sold_line: figures.id.clone(),
            kept: false,
            list: Amount::from_wide(row.list)?,
            reduction: Amount::from_wide(row.reduction)?,
            shares,
            earned: units.named(&sold.earned)?,
        });
    }
    Ok(out)
}

fn sold<'a>(originals: &'a [Original], place: usize, line: &Line) -> Result<(&'a Original, &'a SoldLine), PriceError> {
    let refuse = |field: &str, code, reason| PriceError::new(format!("lines[{place}].{field}"), code, reason);
    let named = line.original.as_ref().ok_or_else(|| refuse("original", "required", "needed: the sold line"))?;
    let original = originals.iter().find(|original| original.id == named.sale);
    let original = original.ok_or_else(|| refuse("original.sale", "unknown_value", "a sale of originals"))?;
    let sold = original.lines.iter().find(|sold| sold.line.id == named.line);
    Ok((original, sold.ok_or_else(|| refuse("original.line", "unknown_value", "a line of that sale"))?))
}
