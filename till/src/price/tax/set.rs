//! Taxes that apply together, and what an amount contains of them.
//!
//! What must hold: an included tax lies on included ones only; figures are exact until they are rounded once.

use crate::money::Overflow;
use crate::price::error::PriceError;
use crate::price::exact::{Ratio, TRILLION, WHOLE, add, mul, sub};
use crate::price::request::{IncludedTax, Options, Tax};

/// The different combinations of taxes in a basket, and which one each line has.
pub(in crate::price) struct Table {
    pub sets: Vec<TaxSet>,
    /// By line; none for a line without taxes.
    pub of_line: Vec<Option<usize>>,
    /// By charge.
    pub of_charge: Vec<Option<usize>>,
}

/// Taxes that apply together.
pub(in crate::price) struct TaxSet {
    /// In the order of the tax table.
    pub taxes: Vec<Part>,
    /// The sum of the rates, millionths of a percent.
    pub rate: i128,
    /// What a price without included taxes is multiplied by to contain their rates: the part over a whole, reduced.
    pub factor: Ratio,
    pub added: bool,
    /// Levies that prices contain, for one unit: minor units times a million.
    levies: i128,
    /// And with the taxes on them, times a hundred percent.
    pub levies_taxed: i128,
}

/// One tax of a set.
pub(in crate::price) struct Part {
    /// Its place in the tax table.
    pub place: usize,
    pub included: bool,
    pub on_taxes: bool,
    pub rate: i128,
    /// The rates of the taxes that its base contains as well.
    pub base_rates: i128,
    /// Their levies, and its own: minor units times a million for one unit.
    pub base_levies: i128,
    pub levy: i128,
    /// Its share of a price without included taxes, in WHOLE x WHOLE.
    pub share: i128,
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
        self.sets.push(TaxSet::new(places, table, minor)?);
        Ok(Some(self.sets.len().saturating_sub(1)))
    }
}

impl TaxSet {
    fn new(places: &[usize], table: &[Tax], minor: i128) -> Result<TaxSet, Overflow> {
        let rows = || places.iter().filter_map(|place| Some((*place, table.get(*place)?)));
        let mut set =
            TaxSet { taxes: Vec::new(), rate: 0, factor: Ratio::new(1, 1), added: false, levies: 0, levies_taxed: 0 };
        let mut over = mul(WHOLE, WHOLE)?;
        for (place, tax) in rows() {
            // The taxes under this one; an included tax lies on included ones only.
            let under = |other: &Tax| !other.on_taxes && (other.included || !tax.included) && tax.on_taxes;
            let (mut base_rates, mut base_levies) = (0, 0);
            for (other_place, other) in rows() {
                if other_place != place && under(other) {
                    base_rates = add(base_rates, other.rate.wide())?;
                    base_levies = add(base_levies, levy_of(other, minor)?)?;
                }
            }
            let (rate, levy) = (tax.rate.wide(), levy_of(tax, minor)?);
            let share = mul(rate, add(WHOLE, base_rates)?)?;
            set.rate = add(set.rate, rate)?;
            if tax.included {
                over = add(over, share)?;
                set.levies = add(set.levies, levy)?;
                set.levies_taxed = add(set.levies_taxed, add(mul(levy, WHOLE)?, mul(rate, base_levies)?)?)?;
            } else {
                set.added = true;
            }
            let (included, on_taxes) = (tax.included, tax.on_taxes);
            set.taxes.push(Part { place, included, on_taxes, rate, base_rates, base_levies, levy, share });
        }
        set.factor = Ratio::new(over, mul(WHOLE, WHOLE)?).reduced();
        Ok(set)
    }

    /// The included taxes of an amount of so many units (millionths): those of its rates together, levies apart.
    pub(super) fn contained(&self, amount: i128, units: i128, options: &Options) -> Result<i128, Overflow> {
        let Ratio { over, under } = self.factor;
        let rounding = options.tax_rounding;
        let net = match (self.levies_taxed, options.included_tax) {
            (0, IncludedTax::Tax) => {
                return rounding.divide(mul(amount, sub(over, under)?)?, over);
            }
            (0, IncludedTax::Net) => rounding.divide(mul(amount, under)?, over)?,
            _ => {
                let scale = mul(TRILLION, WHOLE)?;
                let bare = mul(sub(mul(amount, scale)?, mul(units, self.levies_taxed)?)?, under)?;
                if options.included_tax == IncludedTax::Tax {
                    let without = mul(sub(mul(amount, scale)?, mul(mul(units, self.levies)?, WHOLE)?)?, over)?;
                    return rounding.divide(sub(without, bare)?, mul(over, scale)?);
                }
                rounding.divide(bare, mul(over, scale)?)?
            }
        };
        sub(sub(amount, net)?, self.levy_sum(units, options)?)
    }

    /// What the added taxes of a price come to, in millionths of a percent, levies apart.
    pub(in crate::price) fn on_top(&self) -> i128 {
        let rates = self.taxes.iter().filter(|part| !part.included).map(|part| part.share);
        rates.fold(0_i128, i128::saturating_add).checked_div(WHOLE).unwrap_or(0)
    }

    fn levy_sum(&self, units: i128, options: &Options) -> Result<i128, Overflow> {
        let own = self.taxes.iter().filter(|part| part.included && part.levy > 0);
        own.map(|part| part.levied(units, options)).try_fold(0, |sum, levy| add(sum, levy?))
    }
}

impl Part {
    pub(super) fn levied(&self, units: i128, options: &Options) -> Result<i128, Overflow> {
        options.tax_rounding.divide(mul(units, self.levy)?, TRILLION)
    }
}

fn levy_of(tax: &Tax, minor: i128) -> Result<i128, Overflow> {
    tax.levy.map_or(Ok(0), |levy| mul(levy.wide(), minor))
}

/// Whether the base of a tax contains another one.
pub(super) fn under(other: &Part, part: &Part) -> bool {
    part.on_taxes && !other.on_taxes && (other.included || !part.included)
}
