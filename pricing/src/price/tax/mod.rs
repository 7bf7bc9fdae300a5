//! Step 9, taxes: what the lines contain, and what comes on top.
//!
//! What must hold: net + tax is what the lines and charges cost with added taxes, to the cent; the parts of the lines add
//! up to the tax rows, bases as well; a line without tax is net and has no row. Every line's part is what the sum up to it
//! has more than the sum before it, so that rounding once for a total and showing the parts agree.
//!
//! Included, 25 %: gross 11.98 has 11.98 x 25 / 125 = 2.396, so 2.40 tax and 9.58 net. Added, 25 %: net 9.58 gets 2.395,
//! so 2.40 tax and 11.98 to pay. Several included taxes on a line (20 % and 5 %): gross 10.00 has 10.00 x 25 / 125 = 2.00,
//! of which the largest remainder gives 1.60 and 0.40. A levy is rounded by itself; VAT `on_taxes` is taken of both.

use super::error::PriceError;
use super::exact::{MILLION, Ratio, TRILLION, add, mul, sub, sum};
use super::request::{LineKind, Options, Rounding, Unit, VatRounding};
use super::split::split;
use super::work::{Row, Scene};
use crate::map::sort;
use crate::money::Overflow;

mod set;

use set::under;
pub(super) use set::{Table, TaxSet};

/// Figures by place in the tax table.
pub(super) type ByTax = Vec<(usize, i128)>;

/// What has been found for one tax of the table.
#[derive(Clone, Copy, Default)]
pub(super) struct Found {
    pub used: bool,
    pub net: i128,
    pub tax: i128,
}

/// The taxes of a line or charge.
#[derive(Clone, Default)]
pub(super) struct Due {
    pub taxes: ByTax,
    /// What the base of a tax in its row has more than the net with the taxes under it: rounding over all lines.
    pub bases: ByTax,
}

/// All taxes of a basket.
pub(super) struct Taxed {
    /// By line, then by charge, then by kept line whose price changed.
    pub parts: Vec<Due>,
    /// By place in the tax table.
    pub found: Vec<Found>,
    /// Lines and charges without tax.
    pub net: i128,
    pub tax: i128,
}

/// Sums so far, of which only the difference to the next one counts.
#[derive(Clone, Copy)]
struct Sums {
    /// The exact base of a tax; with `deferred` its exact tax as well.
    base: Ratio,
    tax: Ratio,
    /// Levies times a trillion.
    levies: i128,
}

const NOTHING: Sums = Sums { base: Ratio { over: 0, under: 1 }, tax: Ratio { over: 0, under: 1 }, levies: 0 };

struct Walk<'a> {
    options: &'a Options,
    /// By set: amount and units so far, and what they contain.
    included: Vec<((i128, i128), Vec<i128>)>,
    /// By tax.
    sums: Vec<Sums>,
    taxed: Taxed,
}

/// What is taxed: an amount of so many units (millionths).
#[derive(Clone, Copy)]
struct Taxable {
    amount: i128,
    units: i128,
    /// How many pieces it is, if it is pieces.
    pieces: Option<i128>,
}

/// Taxes the lines, then the charges.
pub(super) fn taxes(scene: &Scene<'_>, rows: &[Row], charges: &[i128]) -> Result<Taxed, PriceError> {
    let (options, sets) = (scene.basket.options, &scene.taxes.sets);
    let count = scene.basket.taxes.len();
    let mut walk = Walk {
        options,
        included: vec![((0, 0), Vec::new()); sets.len()],
        sums: vec![NOTHING; count],
        taxed: Taxed { parts: Vec::with_capacity(rows.len()), found: vec![Found::default(); count], net: 0, tax: 0 },
    };
    let find = |set: Option<usize>| set.and_then(|place| Some((place, sets.get(place)?)));
    for (place, ((line, row), set)) in scene.basket.lines.iter().zip(rows).zip(&scene.taxes.of_line).enumerate() {
        let amount = row.amount()?;
        if let Some(due) = scene.back.taxes.get(place).and_then(Option::as_ref) {
            walk.write(find(*set).map(|(_, set)| set), amount, due.taxes.clone(), &due.bases, &[])?;
            continue;
        }
        let units = line.quantity.wide();
        let pieces = if line.unit == Unit::Piece { Some(super::exact::div(units, MILLION)?) } else { None };
        walk.one(find(*set), Taxable { amount, units, pieces })?;
    }
    for ((charge, amount), set) in scene.basket.charges.iter().zip(charges).zip(&scene.taxes.of_charge) {
        let parts = if charge.of_goods { by_goods(scene, rows, *amount)? } else { vec![(*set, *amount)] };
        let mut due = Due::default();
        for (set, amount) in parts {
            walk.one(find(set), Taxable { amount, units: 0, pieces: None })?;
            due.more(&walk.taxed.parts.pop().unwrap_or_default())?;
        }
        sort(&mut due.taxes, &Ord::cmp);
        walk.taxed.parts.push(due);
    }
    for kept in &scene.back.kept {
        let set = find(kept.set).map(|(_, set)| set);
        walk.write(set, kept.row.amount()?, kept.due.taxes.clone(), &kept.due.bases, &[])?;
    }
    Ok(walk.taxed)
}

/// An amount by the taxes of the goods: by what the `sale` lines of each combination cost, levies apart.
fn by_goods(scene: &Scene<'_>, rows: &[Row], amount: i128) -> Result<Vec<(Option<usize>, i128)>, Overflow> {
    let table = &scene.taxes;
    let mut parts: Vec<(Option<usize>, i128)> = Vec::new();
    for ((line, row), set) in scene.basket.lines.iter().zip(rows).zip(&table.of_line) {
        let cost = row.amount()?;
        if line.kind == LineKind::Sale && cost > 0 {
            let set = set.and_then(|set| table.unlevied.get(set).copied().flatten());
            match parts.iter_mut().find(|(other, _)| *other == set) {
                Some((_, sum)) => *sum = add(*sum, cost)?,
                None => parts.push((set, cost)),
            }
        }
    }
    // However the lines stand.
    let places = |set: Option<usize>| set.and_then(|set| table.sets.get(set)).map_or(&[][..], |set| &set.taxes);
    sort(&mut parts, &|a, b| {
        let (left, right) = (places(a.0).iter(), places(b.0).iter());
        left.map(|part| part.place).cmp(right.map(|part| part.place))
    });
    if parts.is_empty() {
        return Ok(vec![(None, amount)]);
    }
    let weights: Vec<i128> = parts.iter().map(|(_, cost)| *cost).collect();
    let shares = split(scene.basket.options.remainder, amount, &weights)?;
    Ok(parts.into_iter().zip(shares).map(|((set, _), share)| (set, share)).collect())
}

impl Due {
    /// Adds those of another part of the same charge.
    fn more(&mut self, other: &Due) -> Result<(), Overflow> {
        for (list, more) in [(&mut self.taxes, &other.taxes), (&mut self.bases, &other.bases)] {
            for (place, figure) in more {
                match list.iter_mut().find(|(own, _)| own == place) {
                    Some((_, sum)) => *sum = add(*sum, *figure)?,
                    None => list.push((*place, *figure)),
                }
            }
        }
        Ok(())
    }
}

impl Walk<'_> {
    fn one(&mut self, set: Option<(usize, &TaxSet)>, of: Taxable) -> Result<(), PriceError> {
        let Some((place, set)) = set else {
            return self.write(None, of.amount, Vec::new(), &[], &[]);
        };
        let (mut taxes, mut known) = (set.taxes.iter().map(|part| (part.place, 0)).collect(), Vec::new());
        match of.pieces {
            Some(count) if self.options.vat_rounding == VatRounding::Unit && count.saturating_abs() > 1 => {
                self.by_unit(set, of.amount, count, &mut taxes)?;
            }
            _ if self.options.vat_rounding == VatRounding::Deferred => {
                self.deferred(set, of, &mut taxes, &mut known)?
            }
            _ => self.parts(place, set, of, &mut taxes, &mut known)?,
        }
        self.write(Some(set), of.amount, taxes, &[], &known)
    }

    /// Adds the taxes of a line or charge to what has been found. Bases that are summed exactly over all lines are `known`;
    /// those of what comes back are what they were charged with, by what they had `more`.
    fn write(
        &mut self,
        set: Option<&TaxSet>,
        amount: i128,
        taxes: ByTax,
        more: &[(usize, i128)],
        known: &[(usize, i128)],
    ) -> Result<(), PriceError> {
        let Some(set) = set else {
            self.taxed.parts.push(Due::default());
            self.taxed.net = add(self.taxed.net, amount)?;
            return Ok(());
        };
        let net = sub(amount, within(set, &taxes)?)?;
        self.taxed.net = add(self.taxed.net, net)?;
        let mut bases = Vec::new();
        for (part, (place, tax)) in set.taxes.iter().zip(&taxes) {
            let below = set.taxes.iter().zip(&taxes).filter(|(other, _)| under(other, part)).map(|(_, other)| other.1);
            let own = add(net, sum(below)?)?;
            let find = |list: &[(usize, i128)]| list.iter().find(|(at, _)| at == place).map(|(_, figure)| *figure);
            let base = find(known).map_or_else(|| add(own, find(more).unwrap_or(0)), Ok)?;
            if base != own {
                bases.push((*place, sub(base, own)?));
            }
            if let Some(found) = self.taxed.found.get_mut(*place) {
                *found = Found { used: true, net: add(found.net, base)?, tax: add(found.tax, *tax)? };
            }
            self.taxed.tax = add(self.taxed.tax, *tax)?;
        }
        self.taxed.parts.push(Due { taxes, bases });
        Ok(())
    }

    /// Every piece for itself: those that cost a minor unit more, and the others.
    fn by_unit(&mut self, set: &TaxSet, amount: i128, pieces: i128, taxes: &mut ByTax) -> Result<(), PriceError> {
        let size = pieces.saturating_abs();
        let money = amount.saturating_abs();
        let (each, dearer) = (super::exact::div(money, size)?, super::exact::rem(money, size)?);
        for (price, count) in [(add(each, 1)?, dearer), (each, sub(size, dearer)?)] {
            if count > 0 {
                let mut one: ByTax = taxes.iter().map(|(place, _)| (*place, 0)).collect();
                let units = mul(MILLION, pieces.signum())?;
                let piece = Taxable { amount: mul(price, amount.signum())?, units, pieces: None };
                self.parts(0, set, piece, &mut one, &mut Vec::new())?;
                for (all, (_, tax)) in taxes.iter_mut().zip(one) {
                    all.1 = add(all.1, mul(tax, count)?)?;
                }
            }
        }
        Ok(())
    }

    /// The taxes of the next amount of a set, rounded once for all amounts of the set (included) or by code (added); with
    /// other roundings for this amount alone.
    fn parts(
        &mut self,
        at: usize,
        set: &TaxSet,
        of: Taxable,
        taxes: &mut ByTax,
        known: &mut ByTax,
    ) -> Result<(), PriceError> {
        let by_total = self.options.vat_rounding == VatRounding::RateTotal;
        if set.within() {
            let former = self.included.get(at).filter(|_| by_total);
            let sums = former.map_or((0, 0), |(sums, _)| *sums);
            let next = (add(sums.0, of.amount)?, add(sums.1, of.units)?);
            let later = set.contained(next.0, next.1, self.options)?;
            let earlier = former.map_or(&[][..], |(_, parts)| parts).iter().copied().chain(std::iter::repeat(0));
            for ((tax, later), earlier) in taxes.iter_mut().zip(&later).zip(earlier) {
                tax.1 = sub(*later, earlier)?;
            }
            if let Some(sums) = self.included.get_mut(at) {
                *sums = (next, later);
            }
        }
        if !set.added {
            return Ok(());
        }
        let net = Ratio::whole(sub(of.amount, within(set, taxes)?)?);
        for (tax, own) in taxes.iter_mut().zip(&set.taxes).filter(|(_, own)| !own.included) {
            let former = self.sums.get(own.place).copied().filter(|_| by_total).unwrap_or(NOTHING);
            let base = former.base.plus(own.base(net, of.units)?)?;
            let sums = Sums { base, levies: add(former.levies, mul(of.units, own.levy)?)?, ..former };
            tax.1 = sub(self.on_top(sums, own.of)?, self.on_top(former, own.of)?)?;
            // The parts of a line of the taxes below depend on the lines before it; the base does not.
            if by_total && own.on_taxes {
                known.push((own.place, sub(nearest(sums.base)?, nearest(former.base)?)?));
            }
            if let Some(slot) = self.sums.get_mut(own.place) {
                *slot = sums;
            }
        }
        Ok(())
    }

    /// What an added tax of a base and its levies come to.
    fn on_top(&self, sums: Sums, of: Ratio) -> Result<i128, Overflow> {
        let (over, under) = (mul(sums.base.over, of.over)?, mul(sums.base.under, of.under)?);
        if sums.levies == 0 {
            return self.options.tax_rounding.divide(over, under);
        }
        let exact = Ratio::new(over, under).reduced().plus(Ratio::new(sums.levies, TRILLION).reduced())?;
        self.options.tax_rounding.divide(exact.over, exact.under)
    }

    /// Taxes summed exactly by their code over all sets, and rounded on that sum, whatever they lie on.
    fn deferred(&mut self, set: &TaxSet, of: Taxable, taxes: &mut ByTax, known: &mut ByTax) -> Result<(), PriceError> {
        let net = set.net(of.amount, of.units)?;
        let rounded = |tax: Ratio| self.options.tax_rounding.divide(tax.over, tax.under);
        for (slot, own) in taxes.iter_mut().zip(&set.taxes) {
            let Some(sums) = self.sums.get_mut(own.place) else {
                continue;
            };
            let former = *sums;
            sums.tax = former.tax.plus(own.tax(net, of.units)?)?;
            sums.base = former.base.plus(own.base(net, of.units)?)?;
            slot.1 = sub(rounded(sums.tax)?, rounded(former.tax)?)?;
            // A price that contains a tax stays what it is: its base is the rest.
            let shown = |sums: &Sums| {
                if !own.included {
                    return nearest(sums.base);
                }
                sub(nearest(sums.base.plus(sums.tax)?)?, rounded(sums.tax)?)
            };
            known.push((own.place, sub(shown(sums)?, shown(&former)?)?));
        }
        Ok(())
    }
}

/// What an amount contains.
fn within(set: &TaxSet, taxes: &[(usize, i128)]) -> Result<i128, Overflow> {
    sum(set.taxes.iter().zip(taxes).filter(|(part, _)| part.included).map(|(_, (_, tax))| *tax))
}

fn nearest(exact: Ratio) -> Result<i128, Overflow> {
    Rounding::HalfUp.divide(exact.over, exact.under)
}
