//! `returns: reprice`: what is kept costs what it would have cost alone on the day of the sale.
//!
//! What must hold: all that has been paid back for a sale is `total(all) - total(kept)`, never less than before; what
//! that falls short of what was paid back is carried. Every line takes back what it costs with what was kept before this
//! return and no longer does with what is kept after it, so figures add up by line and by rate. What is carried lowers the
//! kept lines, in proportion to what was paid of each and with its taxes in proportion: what is kept has then cost exactly
//! what the customer has left in the shop. Charges are left out of it. A sale holds no other sale, so this goes one level
//! deep.
//!
//! 45.00 and 5.00 with 10.00 off from 50.00 cost 40.00. The 5.00 comes back: the 45.00 alone costs 45.00, so 40.00 - 45.00
//! is paid back, that is nothing, and 5.00 is carried. Then the 45.00 comes back: 40.00 - 0.00 is paid back.

use super::figures::{Figures, Of, Units};
use super::{Coming, write, write_kept};
use crate::money::{Amount, Overflow};
use crate::names::Id;
use crate::price::answer::{Carried, RefundOut};
use crate::price::catalogue::Catalogue;
use crate::price::error::PriceError;
use crate::price::exact::{add, sub, sum};
use crate::price::ids::carried_id;
use crate::price::request::{Detail, Line, Options, Original, Remainder, Request, SoldLine};
use crate::price::split::split;
use crate::price::work::{Row, Scene};
use crate::price::{Basket, price};
use crate::quantity::Quantity;

/// A line of the sale and what it costs with what is kept.
type Priced<'a> = (&'a Id, Figures<'a>);

/// Takes back the lines of one sale.
pub(super) fn sale(
    scene: &mut Scene<'_>,
    rows: &mut [Row],
    (place, sale): (usize, &Original),
    coming: &[&Coming<'_>],
    out: &mut Vec<RefundOut>,
) -> Result<(), PriceError> {
    let refuse = |field: &str, code, reason| PriceError::new(format!("originals[{place}].{field}"), code, reason);
    let request = sale.request.as_deref().ok_or_else(|| refuse("request", "required", "needed: to price it again"))?;
    let day = Day::new(&scene.basket, place, request)?;
    day.agrees(sale)?;
    let gone = |now: bool| {
        let units = |sold: &SoldLine| {
            let mine = coming.iter().filter(|coming| now && coming.sold.line.id == sold.line.id);
            Ok((sold.line.id.clone(), add(sold.returned.wide(), sum(mine.map(|coming| coming.units))?)?))
        };
        sale.lines.iter().map(units).collect::<Result<Vec<_>, Overflow>>()
    };
    let (before, after) = (day.without(&gone(false)?)?, day.without(&gone(true)?)?);
    let (mut before, mut after) = (figures(&before), figures(&after));
    let all = worth(&figures(&day.all), request)?;
    let paid_back = sale.paid_back.wide();
    let carried_before = sub(paid_back, sub(all, worth(&before, request)?)?)?;
    if carried_before < 0 {
        return Err(refuse("paid_back", "conflict", "at least what the goods that came back already were worth"));
    }
    if paid_back > all.max(0) {
        return Err(refuse("paid_back", "out_of_range", "at most what was paid for the goods"));
    }
    let now = sub(all, worth(&after, request)?)?;
    let carried = sub(now.max(paid_back), now)?;
    let id = carried_id(&sale.id);
    lower(&mut before, request, &id, carried_before)?;
    lower(&mut after, request, &id, carried)?;
    let mut kept = Vec::new();
    for line in &request.lines {
        let was = find(&before, &line.id).cloned().unwrap_or_default();
        let change = find(&after, &line.id).cloned().unwrap_or_default().minus(&was)?;
        let mine: Vec<_> = coming.iter().filter(|coming| coming.sold.line.id == line.id).collect();
        let all = sum(mine.iter().map(|coming| coming.units))?;
        for coming in &mine {
            let units = Units { all, before: coming.earlier, after: add(coming.earlier, coming.units)? };
            out.push(write(scene, rows, coming, &change.clone().part(units)?)?);
        }
        if mine.is_empty() && !change.are_nothing() {
            kept.push(write_kept(scene, &change, (&sale.id, &line.id), &line.tax_codes)?);
        }
    }
    out.append(&mut kept);
    let (paid_back, carried) = (Amount::from_wide(now.max(paid_back))?, Amount::from_wide(carried)?);
    scene.back.carried.push(Carried { sale: sale.id.clone(), paid_back, carried });
    Ok(())
}

/// The day of the sale: its request, made ready to be priced with less.
struct Day<'a> {
    place: usize,
    request: &'a Request,
    catalogue: Catalogue,
    options: Options,
    /// What all of it cost.
    all: Vec<SoldLine>,
}

impl<'a> Day<'a> {
    fn new(basket: &Basket<'_>, place: usize, request: &'a Request) -> Result<Day<'a>, PriceError> {
        same_taxes(basket, place, request)?;
        let catalogue = Catalogue::new(&request.offers).map_err(|error| within(place, error))?;
        let options = Options { detail: Detail::Totals, ..request.options.clone() };
        let mut day = Day { place, request, catalogue, options, all: Vec::new() };
        day.all = day.price(&request.lines)?;
        Ok(day)
    }

    /// What these lines cost.
    fn price(&self, lines: &[Line]) -> Result<Vec<SoldLine>, PriceError> {
        let basket = self.basket(lines);
        let priced = price(&basket).map_err(|error| within(self.place, error))?;
        Ok(Original::of(Id::word("kept"), &basket, &priced)?.lines)
    }

    fn basket<'b>(&'b self, lines: &'b [Line]) -> Basket<'b> {
        Basket {
            lines,
            tenders: &[],
            catalogue: Some(&self.catalogue),
            options: &self.options,
            ..self.request.basket()
        }
    }

    /// Refuses a sale whose lines are not what its request comes to.
    fn agrees(&self, sale: &Original) -> Result<(), PriceError> {
        for (at, sold) in sale.lines.iter().enumerate() {
            let same = |all: &SoldLine| all.line == sold.line && all.quantity == sold.quantity;
            if !self.all.iter().any(same) {
                let path = format!("originals[{}].lines[{at}].line", self.place);
                return Err(PriceError::new(path, "conflict", "what the request of the sale comes to"));
            }
        }
        Ok(())
    }

    /// What is kept costs if so much of the lines is gone.
    fn without(&self, gone: &[(Id, i128)]) -> Result<Vec<SoldLine>, PriceError> {
        if gone.iter().all(|(_, units)| *units == 0) {
            return Ok(self.all.clone());
        }
        let mut lines = Vec::with_capacity(self.request.lines.len());
        for line in &self.request.lines {
            match gone.iter().find(|(id, units)| *id == line.id && *units > 0) {
                Some((_, units)) => lines.extend(less(line, *units)?),
                None => lines.push(line.clone()),
            }
        }
        self.price(&lines)
    }
}

fn within(place: usize, error: PriceError) -> PriceError {
    PriceError { path: format!("originals[{place}].request.{}", error.path), ..error }
}

/// Figures go under the codes of today's tax table, so the codes of the sale must mean the same there.
fn same_taxes(basket: &Basket<'_>, place: usize, request: &Request) -> Result<(), PriceError> {
    for (at, line) in request.lines.iter().enumerate() {
        for code in &line.tax_codes {
            let then = request.taxes.iter().find(|tax| tax.code == *code);
            let now = basket.taxes.iter().find(|tax| tax.code == *code);
            let lies = |tax: &crate::price::request::Tax| (tax.on_taxes, tax.taxed, tax.of_gross);
            let terms = |tax: &crate::price::request::Tax| (tax.rate, tax.levy, tax.included, lies(tax));
            if then.map(terms) != now.map(terms) {
                let path = format!("originals[{place}].request.lines[{at}].tax_codes");
                return Err(PriceError::new(
                    path,
                    "conflict",
                    "codes that the tax table of this basket has with the same rate",
                ));
            }
        }
    }
    Ok(())
}

/// A line of which so much is gone, if any is left. Amounts of the register are parted cumulatively.
fn less(line: &Line, gone: i128) -> Result<Option<Line>, Overflow> {
    let all = line.quantity.wide();
    let left = sub(all, gone)?;
    let units = Units { all, before: gone, after: all };
    let mut line = line.clone();
    line.quantity = i64::try_from(left).ok().and_then(Quantity::new).ok_or(Overflow)?;
    if let Some(amount) = line.amount {
        line.amount = Some(Amount::from_wide(units.part(amount.wide())?)?);
    }
    let (mut whole, mut so_far) = (0, 0);
    for reduction in &mut line.reductions {
        whole = add(whole, reduction.amount.wide())?;
        let up_to = units.part(whole)?;
        reduction.amount = Amount::from_wide(sub(up_to, so_far)?)?;
        so_far = up_to;
    }
    Ok((left > 0).then_some(line))
}

fn figures(lines: &[SoldLine]) -> Vec<Priced<'_>> {
    lines.iter().map(|sold| (&sold.line.id, Figures::of(sold))).collect()
}

fn find<'a, 'b>(lines: &'b [Priced<'a>], line: &Id) -> Option<&'b Figures<'a>> {
    lines.iter().find(|(id, _)| *id == line).map(|(_, figures)| figures)
}

/// Whether prices contain a tax.
fn included(request: &Request, code: &Id) -> bool {
    request.taxes.iter().any(|tax| tax.code == *code && tax.included)
}

/// What a line costs with added taxes, and what of it the customer paid.
fn paid(figures: &Figures<'_>, request: &Request) -> Result<(i128, i128), Overflow> {
    let row: Row = figures.row()?;
    let added = figures.taxes().filter(|(code, _)| !included(request, code)).map(|(_, tax)| tax);
    let gross = add(row.amount()?, sum(added)?)?;
    Ok((gross, sub(gross, row.tendered)?))
}

/// What was paid for these lines, with deposits.
fn worth(lines: &[Priced<'_>], request: &Request) -> Result<i128, Overflow> {
    lines.iter().try_fold(0, |so_far, (_, figures)| {
        sum([so_far, paid(figures, request)?.1, figures.get(Of::Deposit, None)?, figures.get(Of::Rounding, None)?])
    })
}

/// Lowers lines by an amount, each by what was paid of it, its taxes in proportion. A cent that they are not worth was that
/// of a rounding line and is taken off there.
fn lower<'a>(lines: &mut [Priced<'a>], request: &Request, id: &'a Id, amount: i128) -> Result<(), Overflow> {
    let weight = |(_, figures): &Priced<'_>| Ok(paid(figures, request)?.1.max(0));
    let weights: Vec<i128> = lines.iter().map(weight).collect::<Result<_, Overflow>>()?;
    let borne = amount.min(sum(weights.iter().copied())?);
    if let Some((_, figures)) = lines.first_mut() {
        figures.put(Of::Rounding, None, sub(borne, amount)?)?;
    }
    for ((_, figures), part) in lines.iter_mut().zip(split(Remainder::Largest, borne, &weights)?) {
        if part == 0 {
            continue;
        }
        let taxes: Vec<(&Id, i128)> = figures.taxes().collect();
        let net = sub(paid(figures, request)?.0, sum(taxes.iter().map(|(_, tax)| *tax))?)?;
        let weights: Vec<i128> = [net].into_iter().chain(taxes.iter().map(|(_, tax)| *tax)).map(|w| w.max(0)).collect();
        let mut parts = split(Remainder::Largest, part, &weights)?.into_iter();
        let mut off = parts.next().unwrap_or(0);
        for ((code, _), part) in taxes.into_iter().zip(parts) {
            figures.put(Of::Tax, Some(code), sub(0, part)?)?;
            off = add(off, if included(request, code) { part } else { 0 })?;
        }
        figures.put(Of::Share, Some(id), sub(0, off)?)?;
    }
    Ok(())
}
