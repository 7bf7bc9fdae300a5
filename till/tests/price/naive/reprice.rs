//! `returns: reprice` from its definition: the sale is priced again with what was kept before and with what is kept now.
//!
//! Every line takes back what it cost then and no longer costs now; what is carried lowers what is kept.

use super::frac::{Frac, split};
use super::returns::{Back, Kept, Of, back};
use serde_json::json;
use till::money::Amount;
use till::names::Id;
use till::price::answer::{NamedAmount, PricedLine};
use till::price::request::{Flag, Line, LineKind, Original, Remainder, Request, Rounding, SoldLine};
use till::quantity::Quantity;
use till::shape::read_text;

/// What a figure of a line is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    List,
    Reduction,
    Deposit,
    Rounding,
    Share,
    Tendered,
    Earned,
    Tax,
    Base,
}

/// Figures of a line, each with the id of what it is for.
#[derive(Clone, Default)]
pub struct Figures(Vec<(Kind, String, i128)>);

impl Figures {
    pub fn put(&mut self, kind: Kind, id: &str, more: i128) {
        match self.0.iter_mut().find(|figure| figure.0 == kind && figure.1 == id) {
            Some(figure) => figure.2 += more,
            None => self.0.push((kind, id.to_owned(), more)),
        }
    }

    fn of(&self, kind: Kind) -> impl Iterator<Item = (&str, i128)> {
        self.0.iter().filter(move |figure| figure.0 == kind).map(|figure| (figure.1.as_str(), figure.2))
    }

    pub fn sum(&self, kind: Kind) -> i128 {
        self.of(kind).map(|(_, figure)| figure).sum()
    }

    fn less(&mut self, other: &Figures) {
        other.0.iter().for_each(|(kind, id, figure)| self.put(*kind, id, -figure));
    }

    /// What it costs with added taxes, and what of that the customer paid.
    fn paid(&self, request: &Request) -> (i128, i128) {
        let amount = self.sum(Kind::List) + self.sum(Kind::Reduction) + self.sum(Kind::Share);
        let added: i128 = self.of(Kind::Tax).filter(|(code, _)| !included(request, code)).map(|(_, tax)| tax).sum();
        (amount + added, amount + added + self.sum(Kind::Tendered))
    }

    /// The same with other signs, as a line that was sold.
    fn sold(&self, line: &Line, units: i128) -> SoldLine {
        let money = |figure: i128| Amount::new(-figure as i64).unwrap();
        let named = |kind: Kind| -> Vec<NamedAmount> {
            self.of(kind).map(|(id, figure)| NamedAmount { id: Id::new(id).unwrap(), amount: money(figure) }).collect()
        };
        let blank = json!({"id": line.id.as_str(), "list": 0, "reduction": 0, "discount": 0, "amount": 0});
        let mut own: PricedLine = read_text("line", &blank.to_string()).unwrap();
        (own.list, own.reduction) = (money(self.sum(Kind::List)), money(self.sum(Kind::Reduction)));
        own.deposit = money(self.sum(Kind::Deposit));
        (own.taxes, own.tax_bases) = (named(Kind::Tax), Some(named(Kind::Base)));
        SoldLine {
            quantity: Quantity::new(units as i64).unwrap(),
            returned: Quantity::ZERO,
            line: own,
            shares: named(Kind::Share),
            tendered: named(Kind::Tendered),
            earned: named(Kind::Earned),
            rounding: money(self.sum(Kind::Rounding)),
        }
    }
}

fn included(request: &Request, code: &str) -> bool {
    request.taxes.iter().any(|tax| tax.code.as_str() == code && tax.included)
}

/// Puts what was earned once for the basket, and the rounding line, on lines.
pub fn settle(request: &Request, lines: &mut [(Id, Figures)], once: &[(String, i128)], rounding: i128) {
    let own = |id: &Id| request.lines.iter().find(|line| line.id == *id).unwrap();
    for (offer, amount) in once {
        let may = |id: &Id| own(id).kind == LineKind::Sale && !own(id).flags.contains(&Flag::NoPoints);
        let places: Vec<usize> = (0..lines.len()).filter(|at| may(&lines[*at].0)).collect();
        let cost = |at: &usize| {
            let figures = &lines[*at].1;
            (figures.sum(Kind::List) + figures.sum(Kind::Reduction) + figures.sum(Kind::Share)).max(0)
        };
        let mut weights: Vec<i128> = places.iter().map(cost).collect();
        if !weights.is_empty() && weights.iter().all(|weight| *weight == 0) {
            weights[0] = 1;
        }
        for (at, part) in places.iter().zip(split(Remainder::Largest, *amount, &weights)) {
            lines[*at].1.put(Kind::Earned, offer, part);
        }
    }
    // In the order of the offers, whether they are earned on lines or once.
    let turn = |figure: &(Kind, String, i128)| {
        let offer = request.offers.iter().find(|offer| figure.0 == Kind::Earned && offer.id.as_str() == figure.1);
        offer.map(|offer| (offer.priority, offer.id.clone()))
    };
    lines.iter_mut().for_each(|(_, figures)| figures.0.sort_by_key(turn));
    let discount = |figures: &Figures| figures.sum(Kind::Share);
    let most = lines.iter().map(|(_, figures)| discount(figures)).min();
    if let Some((_, figures)) = lines.iter_mut().find(|(_, figures)| Some(discount(figures)) == most) {
        figures.put(Kind::Rounding, "", rounding);
    }
}

/// A line of which so much is gone.
fn without(line: &Line, gone: i128) -> Option<Line> {
    let all = line.quantity.wide();
    let left = |figure: i128| figure - Frac::new(figure * gone, all).round(Rounding::HalfUp);
    let mut line = line.clone();
    line.quantity = Quantity::new((all - gone) as i64).unwrap();
    line.amount = line.amount.map(|amount| Amount::new(left(amount.wide()) as i64).unwrap());
    let (mut whole, mut so_far) = (0, 0);
    for reduction in &mut line.reductions {
        whole += reduction.amount.wide();
        reduction.amount = Amount::new((left(whole) - so_far) as i64).unwrap();
        so_far = left(whole);
    }
    Some(line).filter(|_| gone < all)
}

type Lines = Vec<(Id, Figures)>;

/// What the sale comes to if so much of its lines is gone.
fn kept(request: &Request, gone: &dyn Fn(&Line) -> i128) -> Lines {
    let lines = request
        .lines
        .iter()
        .filter_map(|line| if gone(line) > 0 { without(line, gone(line)) } else { Some(line.clone()) });
    super::run::sold(&Request { lines: lines.collect(), tenders: Vec::new(), ..request.clone() })
}

fn worth(lines: &Lines, request: &Request) -> i128 {
    let one = |(_, own): &(Id, Figures)| own.paid(request).1 + own.sum(Kind::Deposit) + own.sum(Kind::Rounding);
    lines.iter().map(one).sum()
}

/// What is carried lowers lines by what was paid of each, net and taxes in proportion.
fn lower(lines: &mut Lines, request: &Request, id: &str, amount: i128) {
    let weights: Vec<i128> = lines.iter().map(|(_, own)| own.paid(request).1.max(0)).collect();
    let borne = amount.min(weights.iter().sum());
    if let Some((_, first)) = lines.first_mut() {
        first.put(Kind::Rounding, "", borne - amount);
    }
    for ((_, own), part) in lines.iter_mut().zip(split(Remainder::Largest, borne, &weights)) {
        if part != 0 {
            let taxes: Vec<(String, i128)> = own.of(Kind::Tax).map(|(code, tax)| (code.to_owned(), tax)).collect();
            let net = own.paid(request).0 - taxes.iter().map(|(_, tax)| tax).sum::<i128>();
            let weights: Vec<i128> = [net].into_iter().chain(taxes.iter().map(|(_, tax)| *tax)).collect();
            let weights: Vec<i128> = weights.into_iter().map(|weight| weight.max(0)).collect();
            let parts = split(Remainder::Largest, part, &weights);
            let mut off = parts[0];
            for ((code, _), part) in taxes.iter().zip(&parts[1..]) {
                own.put(Kind::Tax, code, -part);
                off += if included(request, code) { *part } else { 0 };
            }
            own.put(Kind::Share, id, -off);
        }
    }
}

/// What comes back of one sale: by place in the basket, then lines that are kept and whose price changed.
pub fn sale(request: &Request, sale: &Original) -> (Vec<(usize, Back)>, Vec<Kept>) {
    let day = sale.request.as_deref().unwrap();
    let mine = |line: &Line| line.kind == LineKind::RefundOf && line.original.as_ref().unwrap().sale == sale.id;
    let of = |sold: &Id| {
        let back = request.lines.iter().enumerate().filter(|(_, line)| mine(line));
        back.filter(|(_, line)| line.original.as_ref().unwrap().line == *sold).collect::<Vec<_>>()
    };
    let (mut returned, mut keeps) = (Vec::new(), Vec::new());
    if !request.lines.iter().any(mine) {
        return (returned, keeps);
    }
    let before = |line: &Line| {
        let sold = sale.lines.iter().find(|sold| sold.line.id == line.id);
        sold.map_or(0, |sold| sold.returned.wide())
    };
    let now = |line: &Line| before(line) - of(&line.id).iter().map(|(_, line)| line.quantity.wide()).sum::<i128>();
    let (all, mut then, mut after) = (kept(day, &|_| 0), kept(day, &before), kept(day, &now));
    let paid_back = sale.paid_back.wide();
    let (worth_then, worth_now) = (worth(&all, day) - worth(&then, day), worth(&all, day) - worth(&after, day));
    let id = format!("carried:{}", sale.id);
    lower(&mut then, day, &id, paid_back - worth_then);
    lower(&mut after, day, &id, worth_now.max(paid_back) - worth_now);
    for line in &day.lines {
        let find = |lines: &Lines| lines.iter().find(|(id, _)| *id == line.id).map(|(_, own)| own.clone());
        let mut change = find(&after).unwrap_or_default();
        change.less(&find(&then).unwrap_or_default());
        let coming = of(&line.id);
        let units: i128 = coming.iter().map(|(_, line)| -line.quantity.wide()).sum();
        let mut so_far = 0;
        for (place, coming) in &coming {
            let of = Of { all: units, before: so_far, after: so_far - coming.quantity.wide() };
            so_far = of.after;
            returned.push((*place, back(request, coming, &change.sold(line, units), &of)));
        }
        if coming.is_empty() && change.0.iter().any(|(.., figure)| *figure != 0) {
            let of = Of { all: 1, before: 0, after: 1 };
            keeps.push((line.tax_codes.clone(), back(request, line, &change.sold(line, 1), &of)));
        }
    }
    (returned, keeps)
}
