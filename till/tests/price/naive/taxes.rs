//! Taxes from their definition: a line's amount is a price without taxes times what its included taxes make of it.
//!
//! Nothing is summed up by set and code beforehand: what lies on what is followed from tax to tax.

use super::frac::{Frac, level, split};
use super::goods::{MILLION, Row};
use super::returns::{Back, Kept};
use till::names::Id;
use till::price::request::{Charge, IncludedTax, Line, LineKind, Remainder, Request, Rounding, Tax, Unit, VatRounding};

pub struct Book<'a> {
    request: &'a Request,
    minor: i128,
}

/// One tax of some that apply together.
struct Own<'a> {
    place: usize,
    tax: &'a Tax,
    /// What it is of its base.
    rate: Frac,
    /// Minor units for one.
    levy: Frac,
}

/// A base that a tax row shows, and its tax.
#[derive(Clone, Default)]
pub struct Found {
    pub used: bool,
    pub net: i128,
    pub tax: i128,
}

/// Taxes of a line by place in the table, and what their bases in the rows have more than the line shows.
#[derive(Clone, Default)]
pub struct Due {
    pub taxes: Vec<(usize, i128)>,
    pub bases: Vec<(usize, i128)>,
}

pub struct Taxed {
    /// By line, then by charge.
    pub parts: Vec<Due>,
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

impl Taxable {
    fn size(self) -> Frac {
        Frac::new(self.size, MILLION)
    }
}

/// What a tax comes to on a price of one without included taxes, and on one unit of no price.
fn worth(taxes: &[Own<'_>], own: &Own<'_>) -> (Frac, Frac) {
    let (base, levies) = base(taxes, own);
    (own.rate * base, own.levy + own.rate * levies)
}

/// What its base is of a price of one, and of one unit of no price.
fn base(taxes: &[Own<'_>], own: &Own<'_>) -> (Frac, Frac) {
    let below = taxes.iter().filter(|other| lies_on(own.tax, own.place, other)).map(|other| worth(taxes, other));
    below.fold((Frac::whole(1), Frac::whole(0)), |sum, other| (sum.0 + other.0, sum.1 + other.1))
}

/// A price without its included taxes.
fn net(taxes: &[Own<'_>], of: Taxable) -> Frac {
    let included = taxes.iter().filter(|own| own.tax.included).map(|own| worth(taxes, own));
    let zero = Frac::whole(0);
    let (shares, levies) = included.fold((zero, zero), |sum, own| (sum.0 + own.0, sum.1 + own.1));
    (Frac::whole(of.amount) - of.size() * levies) / (Frac::whole(1) + shares)
}

fn exact(taxes: &[Own<'_>], own: &Own<'_>, of: Taxable) -> Frac {
    let (share, levies) = worth(taxes, own);
    net(taxes, of) * share + of.size() * levies
}

/// A rate as it counts: what is withheld is taken off.
fn signed(tax: &Tax) -> Frac {
    if tax.withheld { Frac::whole(0) - Frac::rate(tax.rate) } else { Frac::rate(tax.rate) }
}

impl<'a> Book<'a> {
    pub fn new(request: &'a Request) -> Book<'a> {
        Book { request, minor: super::goods::minor(request) }
    }

    fn own(&self, codes: &[Id]) -> Vec<Own<'a>> {
        let mut places: Vec<usize> =
            codes.iter().map(|code| self.request.taxes.iter().position(|tax| tax.code == *code).unwrap()).collect();
        places.sort_unstable();
        let taxes: Vec<&'a Tax> = places.iter().map(|place| &self.request.taxes[*place]).collect();
        let own = |place: &usize| {
            let tax = &self.request.taxes[*place];
            let levy = tax.levy.map_or(0, |levy| levy.millionths());
            // Rates of the price itself are summed unless they lie on taxes.
            let alike = |other: &&&Tax| other.included == tax.included && !other.on_taxes && !tax.on_taxes;
            let summed = taxes.iter().filter(|other| other.of_gross && (alike(other) || other.code == tax.code));
            let whole = summed.fold(Frac::whole(1), |left, other| left - Frac::rate(other.rate));
            let rate = signed(tax);
            let rate = if tax.of_gross { rate / whole } else { rate };
            Own { place: *place, tax, rate, levy: Frac::millionths(levy) * Frac::whole(self.minor) }
        };
        places.iter().map(own).collect()
    }

    /// Rates that order lines: all of them together.
    pub fn rate(&self, line: &Line) -> Frac {
        self.own(&line.tax_codes).iter().fold(Frac::whole(0), |sum, own| sum + signed(own.tax))
    }

    /// What part of a price is without included taxes, and by how much added ones lift it.
    pub fn factors(&self, line: &Line) -> (Frac, Frac) {
        let taxes = self.own(&line.tax_codes);
        let (mut with, mut added) = (Frac::whole(1), Frac::whole(0));
        for own in &taxes {
            let (share, _) = worth(&taxes, own);
            if own.tax.included {
                with = with + share;
            } else {
                added = added + share;
            }
        }
        (Frac::whole(1) / with, Frac::whole(1) + added / with)
    }

    /// Included taxes of an amount, levies apart from rates, each rounded once.
    fn contained(&self, taxes: &[Own<'a>], of: Taxable) -> Vec<i128> {
        let options = &self.request.options;
        let zero = Frac::whole(0);
        let included = |own: &&Own<'a>| own.tax.included;
        let levied = |own: &Own<'a>| (of.size() * own.levy).round(options.tax_rounding);
        let by_rate = |own: &Own<'a>| exact(taxes, own, of) - of.size() * own.levy;
        let rated: Vec<&Own<'_>> = taxes.iter().filter(included).filter(|own| own.rate > zero).collect();
        let mut parts = vec![0; taxes.len()];
        if options.included_tax == IncludedTax::Each && rated.len() > 1 {
            for (part, own) in parts.iter_mut().zip(taxes).filter(|(_, own)| own.tax.included) {
                *part = by_rate(own).round(options.tax_rounding);
            }
        } else if !rated.is_empty() {
            let all = rated.iter().fold(zero, |sum, own| sum + by_rate(own));
            let total = match options.included_tax {
                IncludedTax::Net => {
                    let levies: i128 = taxes.iter().filter(included).map(levied).sum();
                    of.amount - net(taxes, of).round(options.tax_rounding) - levies
                }
                _ => all.round(options.tax_rounding),
            };
            // By rate; where rates lie on levies by what they come to, in millionths.
            let on_levies = rated.iter().any(|own| worth(taxes, own).1 > own.levy);
            let sign = Frac::whole(if of.amount < 0 { -1 } else { 1 });
            let mut weights: Vec<Frac> = vec![zero; taxes.len()];
            for (weight, own) in weights.iter_mut().zip(taxes).filter(|(_, own)| own.tax.included) {
                let millionths = (by_rate(own) * Frac::whole(MILLION)).round(Rounding::Down);
                *weight = (Frac::whole(millionths) * sign).max(zero);
            }
            if !on_levies || weights.iter().all(|weight| *weight == zero) {
                let share = |own: &Own<'a>| if own.tax.included { worth(taxes, own).0 } else { zero };
                weights = taxes.iter().map(share).collect();
            }
            parts = split(Remainder::Largest, total, &super::frac::whole(&weights));
        }
        for (part, own) in parts.iter_mut().zip(taxes).filter(|(_, own)| own.tax.included) {
            *part += levied(own);
        }
        parts
    }
}

/// Whether the base of `tax` contains `other`.
fn lies_on(tax: &Tax, place: usize, other: &Own<'_>) -> bool {
    tax.on_taxes
        && other.tax.taxed
        && (other.tax.included || !tax.included)
        && (!other.tax.on_taxes || other.place < place)
}

/// Amounts with the same taxes so far; exact taxes by code so far.
struct Sums<'a> {
    book: &'a Book<'a>,
    /// By tax codes: what has been seen.
    seen: Vec<(Vec<usize>, Taxable)>,
    /// By tax: exact tax, exact base.
    exact: Vec<(Frac, Frac)>,
}

/// Taxes of a line, and the bases that are known otherwise than from them.
type Next = (Vec<i128>, Vec<Option<i128>>);

impl Sums<'_> {
    /// Taxes of the next amount, as what the sum with it has more than the sum before.
    fn next(&mut self, taxes: &[Own<'_>], of: Taxable, mode: VatRounding) -> Next {
        let places: Vec<usize> = taxes.iter().map(|own| own.place).collect();
        let rounding = self.book.request.options.tax_rounding;
        let (mut parts, mut bases) = (vec![0; taxes.len()], vec![None; taxes.len()]);
        let half_up = |exact: Frac| exact.round(Rounding::HalfUp);
        if mode == VatRounding::Deferred {
            for (at, own) in taxes.iter().enumerate() {
                let (share, levies) = base(taxes, own);
                let base = net(taxes, of) * share + of.size() * levies;
                let former = self.exact[own.place];
                let now = (former.0 + exact(taxes, own, of), former.1 + base);
                self.exact[own.place] = now;
                parts[at] = now.0.round(rounding) - former.0.round(rounding);
                let shown = |(tax, base): (Frac, Frac)| {
                    if own.tax.included { half_up(base + tax) - tax.round(rounding) } else { half_up(base) }
                };
                bases[at] = Some(shown(now) - shown(former));
            }
            return (parts, bases);
        }
        if taxes.iter().any(|own| own.tax.included) {
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
        for (at, own) in taxes.iter().enumerate().filter(|(_, own)| !own.tax.included) {
            let (share, levies) = base(taxes, own);
            let base = Frac::whole(net) * share + of.size() * levies;
            let (former, so_far) = self.exact[own.place];
            let now = former + base * own.rate + of.size() * own.levy;
            self.exact[own.place] = (now, so_far + base);
            parts[at] = now.round(rounding) - former.round(rounding);
            // The base of a tax on taxes is exact, however the others were parted among lines.
            let known = mode == VatRounding::RateTotal && own.tax.on_taxes;
            bases[at] = known.then(|| half_up(so_far + base) - half_up(so_far));
        }
        (parts, bases)
    }
}

/// What is found as lines and charges go by.
pub struct Walk<'a> {
    book: &'a Book<'a>,
    sums: Sums<'a>,
    pub taxed: Taxed,
}

impl<'a> Walk<'a> {
    pub fn new(book: &'a Book<'a>) -> Walk<'a> {
        let count = book.request.taxes.len();
        let taxed = Taxed { parts: Vec::new(), found: vec![Found::default(); count], net: 0, tax: 0 };
        Walk { book, sums: Walk::fresh(book), taxed }
    }

    fn fresh(book: &'a Book<'a>) -> Sums<'a> {
        let zero = Frac::whole(0);
        Sums { book, seen: Vec::new(), exact: vec![(zero, zero); book.request.taxes.len()] }
    }

    fn one(&mut self, codes: &[Id], of: Taxable, pieces: bool) {
        let taxes = self.book.own(codes);
        let mode = self.book.request.options.vat_rounding;
        let count = if pieces { (of.size / MILLION).unsigned_abs() as usize } else { 1 };
        let (parts, bases) = match mode {
            VatRounding::RateTotal | VatRounding::Deferred => self.sums.next(&taxes, of, mode),
            VatRounding::Line => Walk::fresh(self.book).next(&taxes, of, mode),
            VatRounding::Unit => {
                let mut parts = vec![0; taxes.len()];
                for amount in level(of.amount.abs(), count) {
                    let amount = amount * of.amount.signum();
                    let size = if pieces { MILLION * of.size.signum() } else { of.size };
                    let (one, _) = Walk::fresh(self.book).next(&taxes, Taxable { amount, size }, mode);
                    parts.iter_mut().zip(one).for_each(|(part, one)| *part += one);
                }
                (parts, vec![None; taxes.len()])
            }
        };
        let places: Vec<usize> = taxes.iter().map(|own| own.place).collect();
        self.write(codes, of.amount, &places.into_iter().zip(parts).collect::<Vec<_>>(), &bases, &[]);
    }

    /// Adds the taxes of a line; bases that are not known are the net with the taxes under it, and what is said to be more.
    pub fn write(
        &mut self,
        codes: &[Id],
        amount: i128,
        parts: &[(usize, i128)],
        bases: &[Option<i128>],
        more: &[(usize, i128)],
    ) {
        let taxes = self.book.own(codes);
        let included = taxes.iter().zip(parts).filter(|(own, _)| own.tax.included).map(|(_, part)| part.1);
        let net = amount - included.sum::<i128>();
        self.taxed.net += net;
        let mut due = Due { taxes: parts.to_vec(), bases: Vec::new() };
        for (at, (own, (_, part))) in taxes.iter().zip(parts).enumerate() {
            let below = taxes.iter().zip(parts).filter(|(other, _)| lies_on(own.tax, own.place, other));
            let shown = net + below.map(|(_, part)| part.1).sum::<i128>();
            let extra: i128 = more.iter().filter(|(place, _)| *place == own.place).map(|(_, extra)| extra).sum();
            let base = bases.get(at).copied().flatten().unwrap_or(shown + extra);
            let found = &mut self.taxed.found[own.place];
            (found.used, found.net, found.tax) = (true, found.net + base, found.tax + part);
            self.taxed.tax += part;
            if base != shown {
                due.bases.push((own.place, base - shown));
            }
        }
        self.taxed.parts.push(due);
    }

    /// A line of the basket as it is priced.
    pub fn line(&mut self, line: &Line, row: &Row) {
        let of = Taxable { amount: row.amount(), size: line.quantity.wide() };
        self.one(&line.tax_codes, of, line.unit == Unit::Piece);
    }

    /// A charge: some amounts, each with its taxes.
    pub fn charge(&mut self, parts: &[(Vec<Id>, i128)]) {
        let mut due = Due::default();
        for (codes, amount) in parts {
            self.one(codes, Taxable { amount: *amount, size: 0 }, false);
            let own = self.taxed.parts.pop().unwrap();
            due.taxes = together(due.taxes.into_iter().chain(own.taxes).collect());
            due.bases = together(due.bases.into_iter().chain(own.bases).collect());
        }
        self.taxed.parts.push(due);
    }
}

/// Figures by place, each place once.
fn together(all: Vec<(usize, i128)>) -> Vec<(usize, i128)> {
    let mut sums = std::collections::BTreeMap::new();
    all.into_iter().for_each(|(place, figure)| *sums.entry(place).or_insert(0) += figure);
    sums.into_iter().collect()
}

/// The codes that a charge has parts for, each with its amount.
fn parts(request: &Request, charge: &Charge, amount: i128, rows: &[Row]) -> Vec<(Vec<Id>, i128)> {
    if !charge.of_goods {
        return vec![(charge.tax_codes.clone(), amount)];
    }
    // By places in the tax table, levies apart.
    let mut goods = std::collections::BTreeMap::<Vec<usize>, i128>::new();
    for (line, row) in request.lines.iter().zip(rows).filter(|(line, _)| line.kind == LineKind::Sale) {
        let taxes = request.taxes.iter().enumerate();
        let own = taxes.filter(|(_, tax)| line.tax_codes.contains(&tax.code) && tax.levy.is_none());
        *goods.entry(own.map(|(place, _)| place).collect()).or_insert(0) += row.amount().max(0);
    }
    goods.retain(|_, cost| *cost > 0);
    if goods.is_empty() {
        return vec![(Vec::new(), amount)];
    }
    let weights: Vec<i128> = goods.values().copied().collect();
    let codes = |places: &Vec<usize>| places.iter().map(|place| request.taxes[*place].code.clone()).collect();
    goods.keys().map(codes).zip(split(request.options.remainder, amount, &weights)).collect()
}

/// All taxes of lines and charges.
pub fn taxes(book: &Book<'_>, rows: &[Row], charges: &[i128], (back, kept): (&[Option<Back>], &[Kept])) -> Taxed {
    let mut walk = Walk::new(book);
    for ((line, row), back) in book.request.lines.iter().zip(rows).zip(back) {
        match back {
            Some(back) => walk.write(&line.tax_codes, row.amount(), &back.taxes, &[], &back.bases),
            None => walk.line(line, row),
        }
    }
    for (charge, amount) in book.request.charges.iter().zip(charges) {
        walk.charge(&parts(book.request, charge, *amount, rows));
    }
    for (codes, back) in kept {
        walk.write(codes, back.row.amount(), &back.taxes, &[], &back.bases);
    }
    walk.taxed
}
