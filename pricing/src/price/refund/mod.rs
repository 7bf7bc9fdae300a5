//! Goods of a known sale that come back: valued by what the sale charged, before any offer and by none of them.
//!
//! What must hold: no offer, threshold or split of new lines sees them. `keep_shares`: every figure of the sold line (list
//! value, reductions, each share of a discount, each tax, deposit, points) is taken back as round(first k + what came back
//! before) - round(what came back before), so any partition of a return gives the same sum, and all of it together is
//! exactly what was charged. `reprice`: see [`reprice`]. Charges of the sale are not paid back, and vouchers for later that
//! were handed out are not called back.
//!
//! 3 for 10.00 come back one by one: 3.33, 3.34, 3.33.

mod check;
mod figures;
mod reprice;
mod sold;

pub(super) use check::originals;

use super::answer::{Carried, RefundOut};
use super::error::PriceError;
use super::exact::{add, sub, sum};
use super::request::{Line, LineKind, Original, Returns, SoldLine};
use super::tax::Due;
use super::work::{Row, Scene};
use crate::map::sort;
use crate::money::{Amount, Overflow};
use crate::names::Id;
use figures::{Figures, Of, Units};

/// What refunds add to the basket besides the rows of their lines.
#[derive(Default)]
pub(super) struct Back {
    /// By line: the taxes of what comes back.
    pub taxes: Vec<Option<Due>>,
    /// Lines that are kept and whose price changed; they are no lines of this basket.
    pub kept: Vec<Kept>,
    /// What is taken back of rounding lines.
    pub rounding: i128,
    pub carried: Vec<Carried>,
}

/// How the price of a kept line changed.
pub(super) struct Kept {
    /// Its taxes, a place in the table's sets.
    pub set: Option<usize>,
    pub row: Row,
    pub due: Due,
}

/// A line that comes back.
struct Coming<'a> {
    /// Its place in the basket.
    place: usize,
    line: &'a Line,
    /// The place of its sale in `originals`.
    sale: usize,
    sold: &'a SoldLine,
    /// Millionths of the same sold line that lines before it in this basket take back, and those that it takes back.
    earlier: i128,
    units: i128,
}

/// Values the lines that come back and says what is taken back; fills their rows and taxes.
pub(super) fn values(scene: &mut Scene<'_>, rows: &mut [Row]) -> Result<Vec<RefundOut>, PriceError> {
    let basket = scene.basket;
    let coming = coming(&basket)?;
    let mut out = Vec::with_capacity(coming.len());
    if coming.is_empty() {
        return Ok(out);
    }
    scene.back.taxes = vec![None; rows.len()];
    if basket.options.returns == Returns::Reprice {
        for (place, sale) in basket.originals.iter().enumerate() {
            let of_sale: Vec<&Coming<'_>> = coming.iter().filter(|coming| coming.sale == place).collect();
            if !of_sale.is_empty() {
                reprice::sale(scene, rows, (place, sale), &of_sale, &mut out)?;
            }
        }
        return Ok(out);
    }
    for coming in &coming {
        let before = add(coming.sold.returned.wide(), coming.earlier)?;
        let units = Units { all: coming.sold.quantity.wide(), before, after: add(before, coming.units)? };
        let figures = Figures::default().minus(&Figures::of(coming.sold))?.part(units)?;
        out.push(write(scene, rows, coming, &figures)?);
    }
    Ok(out)
}

/// Writes what a returned line takes back.
fn write(
    scene: &mut Scene<'_>,
    rows: &mut [Row],
    coming: &Coming<'_>,
    figures: &Figures<'_>,
) -> Result<RefundOut, PriceError> {
    let set = scene.taxes.of_line.get(coming.place).copied().flatten();
    let due = due(scene, set, figures)?;
    if let Some(slot) = scene.back.taxes.get_mut(coming.place) {
        *slot = Some(due);
    }
    if let Some(row) = rows.get_mut(coming.place) {
        *row = figures.row()?;
    }
    let sale = scene.basket.originals.get(coming.sale).map_or(&coming.line.id, |original| &original.id);
    told(scene, figures, (&coming.line.id, sale, &coming.sold.line.id), false)
}

/// Writes how the price of a kept line changed.
fn write_kept(
    scene: &mut Scene<'_>,
    figures: &Figures<'_>,
    (sale, line): (&Id, &Id),
    codes: &[Id],
) -> Result<RefundOut, PriceError> {
    let table = scene.basket.taxes;
    let mut places: Vec<usize> =
        codes.iter().filter_map(|code| table.iter().position(|tax| tax.code == *code)).collect();
    sort(&mut places, &usize::cmp);
    let set = scene.taxes.set_of(&places, table, scene.basket.currency.minor_per_major())?;
    let kept = Kept { set, row: figures.row()?, due: due(scene, set, figures)? };
    scene.back.kept.push(kept);
    told(scene, figures, (line, sale, line), true)
}

/// The taxes among the figures, in the order of a set of the table.
fn due(scene: &Scene<'_>, set: Option<usize>, figures: &Figures<'_>) -> Result<Due, Overflow> {
    let mut due = Due::default();
    for part in set.and_then(|set| scene.taxes.sets.get(set)).map_or(&[][..], |set| &set.taxes) {
        let code = scene.basket.taxes.get(part.place).map(|tax| &tax.code);
        due.taxes.push((part.place, figures.get(Of::Tax, code)?));
        due.bases.push((part.place, figures.get(Of::Base, code)?));
    }
    Ok(due)
}

fn told(
    scene: &mut Scene<'_>,
    figures: &Figures<'_>,
    (line, sale, sold): (&Id, &Id, &Id),
    kept: bool,
) -> Result<RefundOut, PriceError> {
    let row = figures.row()?;
    let rounding = figures.get(Of::Rounding, None)?;
    scene.back.rounding = add(scene.back.rounding, rounding)?;
    Ok(RefundOut {
        line_id: line.clone(),
        sale: sale.clone(),
        sold_line: sold.clone(),
        kept,
        list: Amount::from_wide(row.list)?,
        reduction: Amount::from_wide(row.reduction)?,
        discount: Amount::from_wide(row.discount)?,
        amount: Amount::from_wide(row.amount()?)?,
        deposit: Amount::from_wide(row.deposit)?,
        rounding: Amount::from_wide(rounding)?,
        taxes: figures.named(Of::Tax, true)?,
        tax_bases: Some(figures.named(Of::Base, false)?).filter(|bases| !bases.is_empty()),
        shares: figures.named(Of::Share, false)?,
        tendered: figures.named(Of::Tendered, false)?,
        earned: figures.named(Of::Earned, false)?,
    })
}

/// The lines that come back, each with its sold line.
fn coming<'a>(basket: &super::Basket<'a>) -> Result<Vec<Coming<'a>>, PriceError> {
    let mut list: Vec<Coming<'a>> = Vec::new();
    for (place, line) in basket.lines.iter().enumerate().filter(|(_, line)| line.kind == LineKind::RefundOf) {
        let (sale, sold) = sold(basket.originals, place, line)?;
        let same = list.iter().filter(|other| other.sale == sale && other.sold.line.id == sold.line.id);
        let earlier = sum(same.map(|other| other.units))?;
        let units = sub(0, line.quantity.wide())?;
        let refuse = |field, code, reason| Err(PriceError::new(format!("lines[{place}].{field}"), code, reason));
        if sum([sold.returned.wide(), earlier, units])? > sold.quantity.wide() {
            return refuse("quantity", "out_of_range", "no more than was sold and has not come back yet");
        }
        let taxes = &sold.line.taxes;
        if line.tax_codes.len() != taxes.len() || !taxes.iter().all(|tax| line.tax_codes.contains(&tax.id)) {
            return refuse("tax_codes", "conflict", "those of the sold line");
        }
        list.push(Coming { place, line, sale, sold, earlier, units });
    }
    Ok(list)
}

fn sold<'a>(originals: &'a [Original], place: usize, line: &Line) -> Result<(usize, &'a SoldLine), PriceError> {
    let refuse = |field: &str, code, reason| PriceError::new(format!("lines[{place}].{field}"), code, reason);
    let named = line.original.as_ref().ok_or_else(|| refuse("original", "required", "needed: the sold line"))?;
    let mut sales = originals.iter().enumerate();
    let found = sales.find(|(_, original)| original.id == named.sale);
    let (at, original) = found.ok_or_else(|| refuse("original.sale", "unknown_value", "a sale of originals"))?;
    let sold = original.lines.iter().find(|sold| sold.line.id == named.line);
    Ok((at, sold.ok_or_else(|| refuse("original.line", "unknown_value", "a line of that sale"))?))
}
