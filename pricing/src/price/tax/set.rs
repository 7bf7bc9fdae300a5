//! Taxes that apply together, and what an amount contains of them.
//!
//! What must hold: figures are exact until they are rounded once. For a price without included taxes `net` and so many
//! units every tax is `net` times its share and units times its levies, whatever lies on what: shares and levies are worked
//! out once for the set, those that lie on no other tax first, then the others in the order of the table.
//!
//! An included tax lies on included ones only. Rates of the price itself (`of_gross`) are summed: 10 % and 5 % of 100.00
//! leave 85.00, so on 85.00 they are 10.00 and 5.00.

use crate::money::Overflow;
use crate::price::error::PriceError;
use crate::price::exact::{MILLION, Ratio, TRILLION, WHOLE, add, div, mul, sub};
use crate::price::request::{IncludedTax, Options, Remainder, Tax};
use crate::price::split::split;

/// The different combinations of taxes in a basket, and which one each line has.
pub(in crate::price) struct Table {
    pub sets: Vec<TaxSet>,
    /// By line; none for a line without taxes.
    pub of_line: Vec<Option<usize>>,
    /// By charge.
    pub of_charge: Vec<Option<usize>>,
    /// By set of a line, where charges have the taxes of the goods: the same without levies.
    pub unlevied: Vec<Option<usize>>,
}

/// Taxes that apply together.
pub(in crate::price) struct TaxSet {
    /// In the order of the tax table.
    pub taxes: Vec<Part>,
    /// The sum of the rates, millionths of a percent.
    pub rate: i128,
    /// What a price without included taxes is multiplied by to contain their rates, reduced.
    pub factor: Ratio,
    /// What a price is multiplied by to have the added taxes on top, levies apart, reduced.
    pub lift: Ratio,
    pub added: bool,
    included: bool,
    /// Levies that prices contain, for one unit: minor units times a million; and with the taxes on them.
    levies: i128,
    levies_taxed: Ratio,
}

/// One tax of a set.
pub(in crate::price) struct Part {
    /// Its place in the tax table.
    pub place: usize,
    pub included: bool,
    pub on_taxes: bool,
    taxed: bool,
    /// What it is of its base.
    pub of: Ratio,
    /// For one unit: minor units times a million.
    pub levy: i128,
    /// What it is of a price without included taxes, and for one unit with its levy and what it takes of other levies.
    share: Ratio,
    levies: Ratio,
    /// The same of its base.
    base: Ratio,
    base_levies: Ratio,
    /// Shares of the included taxes of the set, in whole numbers.
    weight: i128,
}

impl Table {
    /// The set of these taxes (sorted places in the table), added if it is new.
    pub(in crate::price) fn set_of(
        &mut self,
        places: &[usize],
        table: &[Tax],
        minor: i128,
    ) -> Result<Option<usize>, PriceError> {
        if places.is_empty() {
            return Ok(None);
        }
        let same = |set: &TaxSet| set.taxes.iter().map(|part| &part.place).eq(places);
        if let Some(known) = self.sets.iter().position(same) {
            return Ok(Some(known));
        }
        let beyond = |error: PriceError| if error.code == "overflow" { PriceError::overflow("taxes") } else { error };
        self.sets.push(TaxSet::new(places, table, minor).map_err(beyond)?);
        Ok(Some(self.sets.len().saturating_sub(1)))
    }
}

impl TaxSet {
    fn new(places: &[usize], table: &[Tax], minor: i128) -> Result<TaxSet, PriceError> {
        let (one, nothing) = (Ratio::whole(1), Ratio::whole(0));
        let mut set = TaxSet {
            taxes: Vec::with_capacity(places.len()),
            rate: 0,
            factor: one,
            lift: one,
            added: false,
            included: false,
            levies: 0,
            levies_taxed: nothing,
        };
        let rows = || places.iter().filter_map(|place| Some((*place, table.get(*place)?)));
        for (place, tax) in rows() {
            let levy = tax.levy.map_or(Ok(0), |levy| mul(levy.wide(), minor))?;
            let of = of_base(place, tax, rows().map(|(_, other)| other))?;
            set.rate = add(set.rate, if tax.withheld { sub(0, tax.rate.wide())? } else { tax.rate.wide() })?;
            set.taxes.push(Part {
                place,
                included: tax.included,
                on_taxes: tax.on_taxes,
                taxed: tax.taxed,
                of,
                levy,
                share: of,
                levies: Ratio::whole(levy),
                base: one,
                base_levies: nothing,
                weight: 0,
            });
        }
        // Those below are known by then: they lie on nothing, or stand before it.
        for at in 0..set.taxes.len() {
            set.lie(at)?;
        }
        set.sums()?;
        if set.lift.over <= 0 {
            let place = rows().find(|(_, tax)| tax.withheld).map_or(0, |(place, _)| place);
            let reason = "what is withheld of a price leaves something of it";
            return Err(PriceError::new(format!("taxes[{place}].rate"), "out_of_range", reason));
        }
        Ok(set)
    }

    /// Lays a tax on those that its base contains.
    fn lie(&mut self, at: usize) -> Result<(), Overflow> {
        let Some(own) = self.taxes.get(at).filter(|own| own.on_taxes) else {
            return Ok(());
        };
        let (mut base, mut base_levies) = (Ratio::whole(1), Ratio::whole(0));
        for other in self.taxes.iter().filter(|other| under(other, own)) {
            (base, base_levies) = (base.plus(other.share)?, base_levies.plus(other.levies)?);
        }
        if let Some(own) = self.taxes.get_mut(at) {
            own.share = own.of.times(base)?;
            own.levies = own.levies.plus(own.of.times(base_levies)?)?;
            (own.base, own.base_levies) = (base, base_levies);
        }
        Ok(())
    }

    fn sums(&mut self) -> Result<(), Overflow> {
        let (mut on_top, mut common) = (Ratio::whole(0), 1);
        for part in &self.taxes {
            if part.included {
                self.factor = self.factor.plus(part.share)?;
                self.levies = add(self.levies, part.levy)?;
                self.levies_taxed = self.levies_taxed.plus(part.levies)?;
                common = mul(common, Ratio::new(part.share.under, common).reduced().over)?;
            } else {
                on_top = on_top.plus(part.share)?;
            }
            self.added |= !part.included;
            self.included |= part.included;
        }
        self.lift = Ratio::whole(1).plus(on_top.over(self.factor)?)?;
        for part in self.taxes.iter_mut().filter(|part| part.included) {
            part.weight = mul(part.share.over, div(common, part.share.under)?)?;
        }
        Ok(())
    }

    /// Whether prices contain any of it.
    pub(super) fn within(&self) -> bool {
        self.included
    }

    /// An amount without its included taxes, exactly.
    pub(super) fn net(&self, amount: i128, units: i128) -> Result<Ratio, Overflow> {
        let levies = if self.levies_taxed.over == 0 {
            Ratio::whole(0)
        } else {
            Ratio::new(mul(units, self.levies_taxed.over)?, mul(self.levies_taxed.under, TRILLION)?).reduced()
        };
        Ratio::whole(amount).minus(levies)?.over(self.factor)
    }

    /// By tax of the set: what an amount of so many units (millionths) contains. Levies are rounded each by itself; what the
    /// rates come to is rounded together and shared, or each by itself.
    pub(super) fn contained(&self, amount: i128, units: i128, options: &Options) -> Result<Vec<i128>, Overflow> {
        let mut parts = vec![0; self.taxes.len()];
        let rounding = options.tax_rounding;
        let rated = self.taxes.iter().filter(|part| part.weight > 0).count();
        if options.included_tax == IncludedTax::Each && rated > 1 {
            let net = self.net(amount, units)?;
            for (slot, part) in parts.iter_mut().zip(&self.taxes).filter(|(_, part)| part.included) {
                let rated = part.tax(net, units)?.minus(Ratio::new(mul(units, part.levy)?, TRILLION).reduced())?;
                *slot = rounding.divide(rated.over, rated.under)?;
            }
        } else if rated == 1 {
            let all = self.by_rates(amount, units, options)?;
            let only = self.taxes.iter().position(|part| part.weight > 0).and_then(|at| parts.get_mut(at));
            if let Some(only) = only {
                *only = all;
            }
        } else if rated > 0 {
            let weights = self.weights(amount, units)?;
            parts = split(Remainder::Largest, self.by_rates(amount, units, options)?, &weights)?;
        }
        for (slot, part) in parts.iter_mut().zip(&self.taxes).filter(|(_, part)| part.included && part.levy > 0) {
            *slot = add(*slot, part.levied(units, options)?)?;
        }
        Ok(parts)
    }

    /// What the rates of an amount come to together, rounded once.
    fn by_rates(&self, amount: i128, units: i128, options: &Options) -> Result<i128, Overflow> {
        let Ratio { over, under } = self.factor;
        let rounding = options.tax_rounding;
        let by_net = options.included_tax == IncludedTax::Net;
        let net = match (self.levies, by_net) {
            (0, false) => return rounding.divide(mul(amount, sub(over, under)?)?, over),
            (0, true) => rounding.divide(mul(amount, under)?, over)?,
            _ => {
                let net = self.net(amount, units)?;
                if !by_net {
                    let levies = Ratio::new(mul(units, self.levies)?, TRILLION).reduced();
                    let rates = Ratio::whole(amount).minus(levies)?.minus(net)?;
                    return rounding.divide(rates.over, rates.under);
                }
                rounding.divide(net.over, net.under)?
            }
        };
        let levied = self.taxes.iter().filter(|part| part.included && part.levy > 0);
        let levied: i128 =
            levied.map(|part| part.levied(units, options)).try_fold(0, |so_far, levy| add(so_far, levy?))?;
        sub(sub(amount, net)?, levied)
    }

    /// By what the rates of an amount are shared: by rate; where some are taken of levies, by what each comes to in
    /// millionths of a minor unit.
    fn weights(&self, amount: i128, units: i128) -> Result<Vec<i128>, Overflow> {
        let by_rate = || self.taxes.iter().map(|part| part.weight).collect::<Vec<i128>>();
        if self.levies_taxed == Ratio::whole(self.levies) {
            return Ok(by_rate());
        }
        let net = self.net(amount, units)?;
        let mut weights = vec![0; self.taxes.len()];
        for (weight, part) in weights.iter_mut().zip(&self.taxes).filter(|(_, part)| part.included) {
            let rated = part.tax(net, units)?.minus(Ratio::new(mul(units, part.levy)?, TRILLION).reduced())?;
            *weight = mul(div(mul(rated.over, MILLION)?, rated.under)?, if amount < 0 { -1 } else { 1 })?.max(0);
        }
        Ok(if weights.iter().all(|weight| *weight == 0) { by_rate() } else { weights })
    }
}

impl Part {
    pub(super) fn levied(&self, units: i128, options: &Options) -> Result<i128, Overflow> {
        options.tax_rounding.divide(mul(units, self.levy)?, TRILLION)
    }

    /// What it is, exactly, of a price without included taxes and so many units.
    pub(super) fn tax(&self, net: Ratio, units: i128) -> Result<Ratio, Overflow> {
        with_levies(net.times(self.share)?, units, self.levies)
    }

    /// What its base is.
    pub(super) fn base(&self, net: Ratio, units: i128) -> Result<Ratio, Overflow> {
        with_levies(net.times(self.base)?, units, self.base_levies)
    }
}

fn with_levies(price: Ratio, units: i128, levies: Ratio) -> Result<Ratio, Overflow> {
    if levies.over == 0 {
        return Ok(price);
    }
    price.plus(Ratio::new(mul(units, levies.over)?, mul(levies.under, TRILLION)?).reduced())
}

/// What a tax is of its base: its rate; of a rate of the price itself what is left of the price is the base.
fn of_base<'a>(place: usize, tax: &Tax, others: impl Iterator<Item = &'a Tax>) -> Result<Ratio, PriceError> {
    let rate = tax.rate.wide();
    if !tax.of_gross {
        return Ok(Ratio::new(if tax.withheld { sub(0, rate)? } else { rate }, WHOLE).reduced());
    }
    let together = |other: &&Tax| {
        other.of_gross && other.included == tax.included && !other.on_taxes && !tax.on_taxes || other.code == tax.code
    };
    let left = others.filter(together).map(|other| other.rate.wide()).try_fold(WHOLE, sub)?;
    if left <= 0 {
        let reason = "rates of the price itself are less than 100 together";
        return Err(PriceError::new(format!("taxes[{place}].rate"), "out_of_range", reason));
    }
    Ok(Ratio::new(rate, left).reduced())
}

/// Whether the base of a tax contains another one.
pub(super) fn under(other: &Part, part: &Part) -> bool {
    let before = !other.on_taxes || other.place < part.place;
    part.on_taxes && other.taxed && before && other.place != part.place && (other.included || !part.included)
}
