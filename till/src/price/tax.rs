//! Step 9, taxes: what the lines contain, or what comes on top.
//!
//! What must hold: with included taxes net + tax is what the lines cost, to the cent; the tax is rounded half up, once
//! for each rate's total or once for each line ([`VatRounding`]); a line without tax is net and has no row.
//!
//! Included, 25 %: gross 11.98 has 11.98 x 25 / 125 = 2.396, so 2.40 tax and 9.58 net. Added, 25 %: net 9.58 gets 2.395,
//! so 2.40 tax and 11.98 to pay. Several included taxes on a line (20 % and 5 %): gross 10.00 has 10.00 x 25 / 125 = 2.00,
//! of which the largest remainder gives 1.60 and 0.40.

use super::answer::TaxTotal;
use super::error::PriceError;
use super::exact::{add, mul, sub};
use super::request::{Rounding, Tax, VatRounding};
use super::split::split;
use super::work::Work;
use crate::money::{Amount, Overflow};

/// A hundred percent in millionths.
const WHOLE: i128 = 100_000_000;

/// The different combinations of taxes in a basket, and which one each line has.
pub(super) struct Table {
    pub sets: Vec<TaxSet>,
    /// By line; none for a line without taxes.
    pub of_line: Vec<Option<usize>>,
}

/// Taxes that apply together.
pub(super) struct TaxSet {
    /// Places in the tax table, sorted.
    pub taxes: Vec<usize>,
    /// Their rates, millionths of a percent.
    pub rates: Vec<i128>,
    /// The sum of the rates.
    pub rate: i128,
    pub included: bool,
}

impl Table {
    pub(super) fn new(lines: usize) -> Table {
        Table { sets: Vec::new(), of_line: Vec::with_capacity(lines) }
    }

    /// The set of these taxes (sorted places), added if it is new.
    pub(super) fn set_of(&mut self, taxes: Vec<usize>, table: &[Tax]) -> Result<Option<usize>, PriceError> {
        let Some(first) = taxes.first() else {
            return Ok(None);
        };
        if let Some(known) = self.sets.iter().position(|set| set.taxes == taxes) {
            return Ok(Some(known));
        }
        let included = table.get(*first).is_none_or(|tax| tax.included);
        let rates: Vec<i128> = taxes.iter().filter_map(|tax| table.get(*tax)).map(|tax| tax.rate.wide()).collect();
        let rate = super::exact::sum(rates.iter().copied())?;
        self.sets.push(TaxSet { taxes, rates, rate, included });
        Ok(Some(self.sets.len().saturating_sub(1)))
    }
}

/// What has been found for one tax of the table.
#[derive(Clone, Copy, Default)]
struct Found {
    used: bool,
    net: i128,
    tax: i128,
}

/// Fills `tax_rows`, `net` and `tax` of the work.
pub(super) fn step(work: &mut Work<'_>) -> Result<(), PriceError> {
    let mut found = vec![Found::default(); work.basket.taxes.len()];
    let mut sums = vec![0_i128; work.taxes.sets.len()];
    let by_line = work.basket.options.vat_rounding == VatRounding::Line;
    for (row, set) in work.rows.iter().zip(&work.taxes.of_line) {
        let amount = row.amount()?;
        work.net = add(work.net, amount)?;
        let Some((sum, taxes)) = set.and_then(|set| Some((sums.get_mut(set)?, work.taxes.sets.get(set)?))) else {
            continue;
        };
        *sum = add(*sum, amount)?;
        if by_line {
            settle(taxes, amount, &mut found)?;
        }
    }
    for (set, sum) in work.taxes.sets.iter().zip(&sums).filter(|_| !by_line) {
        if set.included {
            settle(set, *sum, &mut found)?;
        } else {
            collect(set, *sum, &mut found)?;
        }
    }
    finish(work, &mut found, by_line)
}

/// Taxes one amount that stands for itself.
fn settle(set: &TaxSet, amount: i128, found: &mut [Found]) -> Result<(), Overflow> {
    if !set.included {
        for (place, rate) in set.taxes.iter().zip(&set.rates) {
            let tax = Rounding::HalfUp.divide(mul(amount, *rate)?, WHOLE)?;
            note(found, *place, amount, tax)?;
        }
        return Ok(());
    }
    let tax = Rounding::HalfUp.divide(mul(amount, set.rate)?, add(WHOLE, set.rate)?)?;
    let net = sub(amount, tax)?;
    for (place, share) in set.taxes.iter().zip(split(tax, &set.rates)?) {
        note(found, *place, net, share)?;
    }
    Ok(())
}

/// Adds an amount to the base of each of its added taxes; the tax follows from the base in [`finish`].
fn collect(set: &TaxSet, amount: i128, found: &mut [Found]) -> Result<(), Overflow> {
    set.taxes.iter().try_for_each(|place| note(found, *place, amount, 0))
}

fn note(found: &mut [Found], place: usize, net: i128, tax: i128) -> Result<(), Overflow> {
    if let Some(row) = found.get_mut(place) {
        *row = Found { used: true, net: add(row.net, net)?, tax: add(row.tax, tax)? };
    }
    Ok(())
}

/// Rounds the added taxes on their totals and writes the rows, in the order of the tax table.
fn finish(work: &mut Work<'_>, found: &mut [Found], by_line: bool) -> Result<(), PriceError> {
    for (tax, row) in work.basket.taxes.iter().zip(found).filter(|(_, row)| row.used) {
        if !tax.included && !by_line {
            row.tax = Rounding::HalfUp.divide(mul(row.net, tax.rate.wide())?, WHOLE)?;
        }
        if tax.included {
            work.net = sub(work.net, row.tax)?;
        }
        work.tax = add(work.tax, row.tax)?;
        work.tax_rows.push(TaxTotal {
            code: tax.code.clone(),
            name: tax.name.clone(),
            rate: tax.rate,
            included: tax.included,
            reason: tax.reason.clone(),
            net: Amount::from_wide(row.net)?,
            tax: Amount::from_wide(row.tax)?,
            gross: Amount::from_wide(add(row.net, row.tax)?)?,
        });
    }
    Ok(())
}
