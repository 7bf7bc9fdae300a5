//! Step 9, taxes: what the lines contain, and what comes on top.
//!
//! What must hold: net + tax is what the lines and charges cost with added taxes, to the cent; the parts of the lines add
//! up to the tax rows; a line without tax is net and has no row. Every line's part is what the sum up to it has more than
//! the sum before it, so that rounding once for a total and showing the parts agree.
//!
//! Included, 25 %: gross 11.98 has 11.98 x 25 / 125 = 2.396, so 2.40 tax and 9.58 net. Added, 25 %: net 9.58 gets 2.395,
//! so 2.40 tax and 11.98 to pay. Several included taxes on a line (20 % and 5 %): gross 10.00 has 10.00 x 25 / 125 = 2.00,
//! of which the largest remainder gives 1.60 and 0.40. A levy is rounded by itself; VAT `on_taxes` is taken of both.

use super::error::PriceError;
use super::exact::{Ratio, TRILLION, WHOLE, add, mul, sub};
use super::request::{Options, Remainder, Rounding, Unit, VatRounding};
use super::split::split;
use super::work::{Row, Scene};
use crate::money::Overflow;

mod set;

use set::under;
pub(super) use set::{Table, TaxSet};

/// What has been found for one tax of the table.
#[derive(Clone, Copy, Default)]
pub(super) struct Found {
    pub used: bool,
    pub net: i128,
    pub tax: i128,
}

/// All taxes of a basket.
pub(super) struct Taxed {
    /// By line, then by charge, then by kept line whose price changed: its taxes by place in the tax table.
    pub parts: Vec<Vec<(usize, i128)>>,
    /// By place in the tax table.
    pub found: Vec<Found>,
    /// Lines and charges without tax.
    pub net: i128,
    pub tax: i128,
}

/// Sums so far, of which only the difference to the next one counts.
#[derive(Clone, Copy, Default)]
struct Sums {
    /// Included: amount and units of a set. Added: the base times a trillion, and levies times a trillion.
    first: i128,
    second: i128,
}

struct Walk<'a> {
    options: &'a Options,
    /// By set, with the taxes of it that the sums contain.
    included: Vec<(Sums, Vec<i128>)>,
    /// Room for those of the next sums.
    later: Vec<i128>,
    /// By tax.
    added: Vec<Sums>,
    /// By tax, with `deferred`: the exact tax, and the exact base with it.
    exact: Vec<(Ratio, Ratio)>,
    taxed: Taxed,
}

/// Taxes the lines, then the charges.
pub(super) fn taxes(scene: &Scene<'_>, rows: &[Row], charges: &[i128]) -> Result<Taxed, PriceError> {
    let (options, sets) = (scene.basket.options, &scene.taxes.sets);
    let count = scene.basket.taxes.len();
    let mut walk = Walk {
        options,
        included: sets.iter().map(|_| Default::default()).collect(),
        later: Vec::new(),
        added: vec![Sums::default(); count],
        exact: vec![(Ratio::new(0, 1), Ratio::new(0, 1)); count],
        taxed: Taxed { parts: Vec::with_capacity(rows.len()), found: vec![Found::default(); count], net: 0, tax: 0 },
    };
    for (place, ((line, row), set)) in scene.basket.lines.iter().zip(rows).zip(&scene.taxes.of_line).enumerate() {
        let amount = row.amount()?;
        if let Some(parts) = scene.back.taxes.get(place).and_then(Option::as_ref) {
            let set = set.and_then(|set| sets.get(set));
            walk.write(set, amount, parts.clone(), (false, false))?;
            continue;
        }
        let units = line.quantity.wide();
        let whole = (line.unit == Unit::Piece).then_some(units);
        walk.one(set.and_then(|set| Some((set, sets.get(set)?))), amount, units, whole)?;
    }
    for (amount, set) in charges.iter().zip(&scene.taxes.of_charge) {
        walk.one(set.and_then(|set| Some((set, sets.get(set)?))), *amount, 0, None)?;
    }
    for kept in &scene.back.kept {
        walk.write(kept.set.and_then(|set| sets.get(set)), kept.row.amount()?, kept.taxes.clone(), (false, false))?;
    }
    Ok(walk.taxed)
}

impl Walk<'_> {
    fn one(
        &mut self,
        set: Option<(usize, &TaxSet)>,
        amount: i128,
        units: i128,
        pieces: Option<i128>,
    ) -> Result<(), PriceError> {
        let Some((place, set)) = set else {
            return self.write(None, amount, Vec::new(), (false, false));
        };
        let by_unit = self.options.vat_rounding == VatRounding::Unit;
        let parts = match pieces.map(|units| super::exact::div(units, super::exact::MILLION)).transpose()? {
            Some(count) if by_unit && count.saturating_abs() > 1 => self.by_unit(set, amount, count)?,
            _ => self.parts(place, set, amount, units)?,
        };
        let deferred = self.options.vat_rounding == VatRounding::Deferred && set.levies_taxed == 0 && !set.added;
        let summed = matches!(self.options.vat_rounding, VatRounding::RateTotal | VatRounding::Deferred);
        self.write(Some(set), amount, parts, (deferred, summed))
    }

    /// Adds the taxes of a line or charge to what has been found; bases that are summed exactly are known already: those of
    /// deferred included taxes, and those of added taxes on taxes, whose parts of a line depend on the lines before it.
    fn write(
        &mut self,
        set: Option<&TaxSet>,
        amount: i128,
        parts: Vec<(usize, i128)>,
        (deferred, summed): (bool, bool),
    ) -> Result<(), PriceError> {
        let Some(set) = set else {
            self.taxed.parts.push(Vec::new());
            self.taxed.net = add(self.taxed.net, amount)?;
            return Ok(());
        };
        let within: i128 = super::exact::sum(self.of(set, &parts, true))?;
        let net = sub(amount, within)?;
        self.taxed.net = add(self.taxed.net, net)?;
        for (part, (place, tax)) in set.taxes.iter().zip(&parts) {
            let below = set.taxes.iter().zip(&parts).filter(|(other, _)| under(other, part)).map(|(_, other)| other.1);
            let under = super::exact::sum(below)?;
            if let Some(found) = self.taxed.found.get_mut(*place) {
                let known = deferred && part.included || summed && part.on_taxes && !part.included;
                let base = if known { found.net } else { add(add(found.net, net)?, under)? };
                *found = Found { used: true, net: base, tax: add(found.tax, *tax)? };
            }
            self.taxed.tax = add(self.taxed.tax, *tax)?;
        }
        self.taxed.parts.push(parts);
        Ok(())
    }

    fn of<'b>(
        &self,
        set: &'b TaxSet,
        parts: &'b [(usize, i128)],
        included: bool,
    ) -> impl Iterator<Item = i128> + use<'b> {
        set.taxes.iter().zip(parts).filter(move |(part, _)| part.included == included).map(|(_, (_, tax))| *tax)
    }

    /// Every piece for itself: those that cost a minor unit more, and the others.
    fn by_unit(&mut self, set: &TaxSet, amount: i128, pieces: i128) -> Result<Vec<(usize, i128)>, PriceError> {
        let size = pieces.saturating_abs();
        let money = amount.saturating_abs();
        let (each, dearer) = (super::exact::div(money, size)?, super::exact::rem(money, size)?);
        let mut parts: Vec<(usize, i128)> = set.taxes.iter().map(|part| (part.place, 0)).collect();
        for (price, count) in [(add(each, 1)?, dearer), (each, sub(size, dearer)?)] {
            if count > 0 {
                self.restart();
                let piece = mul(super::exact::MILLION, pieces.signum())?;
                let one = self.parts(0, set, mul(price, amount.signum())?, piece)?;
                for (part, (_, tax)) in parts.iter_mut().zip(one) {
                    part.1 = add(part.1, mul(tax, count)?)?;
                }
            }
        }
        Ok(parts)
    }

    /// Forgets the sums: the next one stands for itself.
    fn restart(&mut self) {
        self.included.fill_with(Default::default);
        self.added.fill_with(Default::default);
    }

    /// The taxes of the next amount of a set.
    fn parts(&mut self, at: usize, set: &TaxSet, amount: i128, units: i128) -> Result<Vec<(usize, i128)>, PriceError> {
        let by_total = matches!(self.options.vat_rounding, VatRounding::RateTotal | VatRounding::Deferred);
        if !by_total {
            self.restart();
        }
        let mut parts: Vec<(usize, i128)> = set.taxes.iter().map(|part| (part.place, 0)).collect();
        if set.taxes.iter().any(|part| part.included) {
            let former = self.included.get(at).map(|(sums, _)| *sums).unwrap_or_default();
            let next = Sums { first: add(former.first, amount)?, second: add(former.second, units)? };
            let mut later = std::mem::take(&mut self.later);
            if self.options.vat_rounding == VatRounding::Deferred && set.levies_taxed == 0 && !set.added {
                self.deferred(set, amount, &mut parts)?;
            } else {
                self.included_parts(set, next, &mut later)?;
                let earlier = self.included.get(at).map_or(&[][..], |(_, parts)| parts);
                let earlier = earlier.iter().copied().chain(std::iter::repeat(0));
                for ((part, later), earlier) in parts.iter_mut().zip(&later).zip(earlier) {
                    part.1 = sub(*later, earlier)?;
                }
            }
            if let Some(sums) = self.included.get_mut(at) {
                self.later = std::mem::replace(sums, (next, later)).1;
            }
        }
        if set.added {
            self.added_parts(set, amount, units, &mut parts)?;
        }
        Ok(parts)
    }

    /// By tax of the set: what an amount contains.
    fn included_parts(&self, set: &TaxSet, sums: Sums, parts: &mut Vec<i128>) -> Result<(), Overflow> {
        let (amount, units) = (sums.first, sums.second);
        let tax = set.contained(amount, units, self.options)?;
        let share = |part: &set::Part| if part.included { part.share } else { 0 };
        parts.clear();
        parts.extend(set.taxes.iter().map(share));
        if parts.iter().any(|share| *share != 0) {
            match parts.as_mut_slice() {
                [only] => *only = tax,
                _ => *parts = split(Remainder::Largest, tax, parts)?,
            }
        }
        for (part, own) in parts.iter_mut().zip(&set.taxes).filter(|(_, own)| own.included && own.levy > 0) {
            *part = add(*part, own.levied(units, self.options)?)?;
        }
        Ok(())
    }

    /// Included taxes, each summed exactly by its code over all sets and rounded on that sum.
    fn deferred(&mut self, set: &TaxSet, amount: i128, parts: &mut [(usize, i128)]) -> Result<(), Overflow> {
        let Ratio { over, under } = set.factor;
        for (part, own) in parts.iter_mut().zip(&set.taxes).filter(|(_, own)| own.included) {
            let share = Ratio::new(own.share, mul(WHOLE, WHOLE)?).reduced();
            let exact = Ratio::new(mul(mul(amount, under)?, share.over)?, mul(over, share.under)?).reduced();
            let net = Ratio::new(mul(amount, under)?, over).reduced();
            let Some((sum, with_base)) = self.exact.get_mut(own.place) else {
                continue;
            };
            let (former, whole) = (self.options.tax_rounding.divide(sum.over, sum.under)?, nearest(*with_base)?);
            *sum = sum.plus(exact)?;
            *with_base = with_base.plus(exact)?.plus(net)?;
            part.1 = sub(self.options.tax_rounding.divide(sum.over, sum.under)?, former)?;
            // Bases differ by how the taxes of other lines were rounded: this one's is exact.
            let base = sub(sub(nearest(*with_base)?, whole)?, part.1)?;
            if let Some(found) = self.taxed.found.get_mut(own.place) {
                found.net = add(found.net, base)?;
            }
        }
        Ok(())
    }

    /// Taxes that come on top of what is left without the included ones.
    fn added_parts(
        &mut self,
        set: &TaxSet,
        amount: i128,
        units: i128,
        parts: &mut [(usize, i128)],
    ) -> Result<(), Overflow> {
        let within = super::exact::sum(self.of(set, parts, true))?;
        let net = sub(amount, within)?;
        let by_total = matches!(self.options.vat_rounding, VatRounding::RateTotal | VatRounding::Deferred);
        for (part, own) in parts.iter_mut().zip(&set.taxes).filter(|(_, own)| !own.included) {
            let Some(sums) = self.added.get_mut(own.place) else {
                continue;
            };
            let base = add(mul(net, mul(add(WHOLE, own.base_rates)?, 10_000)?)?, mul(units, own.base_levies)?)?;
            let former = on_top(*sums, own.rate, self.options)?;
            let whole = Rounding::HalfUp.divide(sums.first, TRILLION)?;
            *sums = Sums { first: add(sums.first, base)?, second: add(sums.second, mul(units, own.levy)?)? };
            let more = sub(Rounding::HalfUp.divide(sums.first, TRILLION)?, whole)?;
            part.1 = sub(on_top(*sums, own.rate, self.options)?, former)?;
            let found = self.taxed.found.get_mut(own.place).filter(|_| by_total && own.on_taxes);
            if let Some(found) = found {
                found.net = add(found.net, more)?;
            }
        }
        Ok(())
    }
}

fn nearest(exact: Ratio) -> Result<i128, Overflow> {
    super::request::Rounding::HalfUp.divide(exact.over, exact.under)
}

fn on_top(sums: Sums, rate: i128, options: &Options) -> Result<i128, Overflow> {
    let exact = add(mul(sums.first, rate)?, mul(sums.second, WHOLE)?)?;
    options.tax_rounding.divide(exact, mul(TRILLION, WHOLE)?)
}
