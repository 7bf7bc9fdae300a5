//! Taxes from their definition: a line's amount is a price without taxes times what its included taxes make of it.

use super::frac::{Frac, level, split};
use super::goods::{MILLION, Row};
use till::names::Id;
use till::price::request::{IncludedTax, Line, Remainder, Request, Rounding, Tax, Unit, VatRounding};

pub struct Book<'a> {
    request: &'a Request,
    minor: i128,
}

/// One tax of some that apply together.
struct Own<'a> {
    place: usize,
    tax: &'a Tax,
    rate: Frac,
    /// Minor units for one.
    levy: Frac,
    /// Rates and levies that its base contains besides the price.
    under: Frac,
    under_levies: Frac,
}

/// A base that a tax row shows, and its tax.
#[derive(Clone, Default)]
pub struct Found {
    pub used: bool,
    pub net: i128,
    pub tax: i128,
}

pub struct Taxed {
    /// By line, then by charge: taxes by place in the table.
    pub parts: Vec<Vec<(usize, i128)>>,
    pub found: Vec<Found>,
    pub net: i128,
    pub tax: i128,
}

/// An amount with so much of goods.
#[derive(Clone, Copy)]
struct Taxable {
    amount: i128,
    size: i128,
}

impl<'a> Book<'a> {
    pub fn new(request: &'a Request) -> Book<'a> {
        Book { request, minor: super::goods::minor(request) }
    }

    fn own(&self, codes: &[Id]) -> Vec<Own<'a>> {
        let mut places: Vec<usize> =
            codes.iter().map(|code| self.request.taxes.iter().position(|tax| tax.code == *code).unwrap()).collect();
        places.sort_unstable();
        let levy = |tax: &Tax| {
            tax.levy.map_or(Frac::whole(0), |levy| Frac::millionths(levy.millionths()) * Frac::whole(self.minor))
        };
        let taxes: Vec<&Tax> = places.iter().map(|place| &self.request.taxes[*place]).collect();
        let own = |(place, tax): (&usize, &&'a Tax)| {
            let below: Vec<&&Tax> = taxes.iter().filter(|other| lies_on(tax, other)).collect();
            let zero = Frac::whole(0);
            Own {
                place: *place,
                tax,
                rate: Frac::rate(tax.rate),
                levy: levy(tax),
                under: below.iter().fold(zero, |sum, other| sum + Frac::rate(other.rate)),
                under_levies: below.iter().fold(zero, |sum, other| sum + levy(other)),
            }
        };
        places.iter().zip(&taxes).map(own).collect()
    }

    /// Rates that order lines: all of them together.
    pub fn rate(&self, line: &Line) -> Frac {
        self.own(&line.tax_codes).iter().fold(Frac::whole(0), |sum, own| sum + own.rate)
    }

    /// What part of a price is without included taxes, and by how much added ones lift it.
    pub fn factors(&self, line: &Line) -> (Frac, Frac) {
        let (mut with, mut lift) = (Frac::whole(1), Frac::whole(1));
        for own in self.own(&line.tax_codes) {
            let share = own.rate * (Frac::whole(1) + own.under);
            if own.tax.included {
                with = with + share;
            } else {
                lift = lift + share;
            }
        }
        (Frac::whole(1) / with, lift)
    }

    /// Included taxes of an amount, levies apart from rates, each rounded once.
    fn contained(&self, taxes: &[Own<'a>], of: Taxable) -> Vec<i128> {
        let options = &self.request.options;
        let size = Frac::new(of.size, MILLION);
        let (mut with, mut taxed, mut levies) = (Frac::whole(1), Frac::whole(0), Frac::whole(0));
        for own in taxes.iter().filter(|own| own.tax.included) {
            with = with + own.rate * (Frac::whole(1) + own.under);
            taxed = taxed + own.levy + own.rate * own.under_levies;
            levies = levies + own.levy;
        }
        let net = (Frac::whole(of.amount) - size * taxed) / with;
        let levied: Vec<i128> = taxes.iter().map(|own| (size * own.levy).round(options.tax_rounding)).collect();
        let by_rates = match options.included_tax {
            IncludedTax::Tax => (Frac::whole(of.amount) - size * levies - net).round(options.tax_rounding),
            IncludedTax::Net => {
                let own: i128 = taxes.iter().zip(&levied).filter(|(own, _)| own.tax.included).map(|(_, l)| l).sum();
                of.amount - net.round(options.tax_rounding) - own
            }
        };
        let scale = Frac::whole(10_i128.pow(16));
        let weight = |own: &Own<'_>| {
            if own.tax.included { (own.rate * (Frac::whole(1) + own.under) * scale).floor() } else { 0 }
        };
        let weights: Vec<i128> = taxes.iter().map(weight).collect();
        let mut parts = vec![0; taxes.len()];
        if weights.iter().sum::<i128>() > 0 {
            parts = split(Remainder::Largest, by_rates, &weights);
        }
        for ((part, own), levied) in parts.iter_mut().zip(taxes).zip(levied) {
            *part += if own.tax.included { levied } else { 0 };
        }
        parts
    }
}

/// Whether the base of `tax` contains `other`.
fn lies_on(tax: &Tax, other: &Tax) -> bool {
    tax.code != other.code && tax.on_taxes && !other.on_taxes && (other.included || !tax.included)
}

/// Amounts with the same taxes so far; exact taxes by code so far.
struct Sums<'a> {
    book: &'a Book<'a>,
    /// By tax codes: what has been seen.
    seen: Vec<(Vec<usize>, Taxable)>,
    /// By tax: exact added tax.
    added: Vec<Frac>,
    /// By tax: exact base of an added tax.
    bases: Vec<Frac>,
    /// By tax, deferred: exact included tax, exact base with it.
    exact: Vec<(Frac, Frac)>,
    found: Vec<Found>,
}

impl Sums<'_> {
    /// Taxes of the next amount, as what the sum with it has more than the sum before.
    fn next(&mut self, taxes: &[Own<'_>], of: Taxable, deferred: bool) -> Vec<i128> {
        let places: Vec<usize> = taxes.iter().map(|own| own.place).collect();
        let rounding = self.book.request.options.tax_rounding;
        let mut parts = vec![0; taxes.len()];
        if deferred {
            let (part_net, _) = net_factor(taxes);
            for (part, own) in parts.iter_mut().zip(taxes).filter(|(_, own)| own.tax.included) {
                let net = Frac::whole(of.amount) * part_net;
                let tax = net * own.rate * (Frac::whole(1) + own.under);
                let (sum, with) = &mut self.exact[own.place];
                let (former, whole) = (sum.round(rounding), with.round(Rounding::HalfUp));
                (*sum, *with) = (*sum + tax, *with + net + tax);
                *part = sum.round(rounding) - former;
                self.found[own.place].net += with.round(Rounding::HalfUp) - whole - *part;
            }
        } else if taxes.iter().any(|own| own.tax.included) {
            let at = self.seen.iter().position(|(key, _)| *key == places).unwrap_or(self.seen.len());
            if at == self.seen.len() {
                self.seen.push((places, Taxable { amount: 0, size: 0 }));
            }
            let former = self.seen[at].1;
            let later = Taxable { amount: former.amount + of.amount, size: former.size + of.size };
            self.seen[at].1 = later;
            let (now, then) = (self.book.contained(taxes, later), self.book.contained(taxes, former));
            parts = now.iter().zip(then).map(|(now, then)| now - then).collect();
        }
        let net = of.amount - parts.iter().sum::<i128>();
        for (part, own) in parts.iter_mut().zip(taxes).filter(|(_, own)| !own.tax.included) {
            let size = Frac::new(of.size, MILLION);
            let base = Frac::whole(net) * (Frac::whole(1) + own.under) + size * own.under_levies;
            let sum = &mut self.added[own.place];
            let former = sum.round(rounding);
            *sum = *sum + base * own.rate + size * own.levy;
            *part = sum.round(rounding) - former;
            // The base of a tax on taxes is exact, however the others were parted among lines.
            self.bases[own.place] = self.bases[own.place] + base;
        }
        parts
    }
}

fn net_factor(taxes: &[Own<'_>]) -> (Frac, bool) {
    let included = taxes.iter().filter(|own| own.tax.included);
    let with = included.fold(Frac::whole(1), |sum, own| sum + own.rate * (Frac::whole(1) + own.under));
    let apart = taxes.iter().any(|own| !own.tax.included || own.levy > Frac::whole(0));
    (Frac::whole(1) / with, apart)
}

/// All taxes of lines and charges.
pub fn taxes(book: &Book<'_>, rows: &[Row], charges: &[i128]) -> Taxed {
    let count = book.request.taxes.len();
    let zero = Frac::whole(0);
    let fresh = || Sums {
        book,
        seen: Vec::new(),
        added: vec![zero; count],
        bases: vec![zero; count],
        exact: vec![(zero, zero); count],
        found: vec![Found::default(); count],
    };
    let mode = book.request.options.vat_rounding;
    let by_total = matches!(mode, VatRounding::RateTotal | VatRounding::Deferred);
    let mut sums = fresh();
    let mut taxed = Taxed { parts: Vec::new(), found: vec![Found::default(); count], net: 0, tax: 0 };
    let lines = book.request.lines.iter().zip(rows).map(|(line, row)| {
        let of = Taxable { amount: row.amount(), size: line.quantity.wide() };
        (&line.tax_codes, of, line.unit == Unit::Piece)
    });
    let charges = book.request.charges.iter().zip(charges);
    let charges = charges.map(|(charge, amount)| (&charge.tax_codes, Taxable { amount: *amount, size: 0 }, false));
    for (codes, of, pieces) in lines.chain(charges) {
        let taxes = book.own(codes);
        let deferred = mode == VatRounding::Deferred && !net_factor(&taxes).1;
        let count = if pieces { (of.size / MILLION).unsigned_abs() as usize } else { 1 };
        let parts = match mode {
            VatRounding::RateTotal | VatRounding::Deferred => sums.next(&taxes, of, deferred),
            VatRounding::Line => fresh().next(&taxes, of, false),
            VatRounding::Unit => {
                let mut parts = vec![0; taxes.len()];
                for amount in level(of.amount.abs(), count) {
                    let amount = amount * of.amount.signum();
                    let size = if pieces { MILLION * of.size.signum() } else { of.size };
                    let one = fresh().next(&taxes, Taxable { amount, size }, false);
                    parts.iter_mut().zip(one).for_each(|(part, one)| *part += one);
                }
                parts
            }
        };
        let included = taxes.iter().zip(&parts).filter(|(own, _)| own.tax.included).map(|(_, part)| part);
        let net = of.amount - included.sum::<i128>();
        taxed.net += net;
        for (own, part) in taxes.iter().zip(&parts) {
            let below = taxes.iter().zip(&parts).filter(|(other, _)| lies_on(own.tax, other.tax));
            let base = net + below.map(|(_, part)| part).sum::<i128>();
            let found = &mut taxed.found[own.place];
            found.used = true;
            found.tax += part;
            let known = deferred && own.tax.included || by_total && own.tax.on_taxes && !own.tax.included;
            found.net += if known { 0 } else { base };
            taxed.tax += part;
        }
        taxed.parts.push(taxes.iter().zip(parts).map(|(own, part)| (own.place, part)).collect());
    }
    for (place, (found, deferred)) in taxed.found.iter_mut().zip(sums.found).enumerate() {
        let tax = &book.request.taxes[place];
        let exact = by_total && tax.on_taxes && !tax.included;
        found.net += if exact { sums.bases[place].round(Rounding::HalfUp) } else { deferred.net };
    }
    taxed
}
