//! Goods of a known sale that come back, each figure by its definition: what all that has come back is worth, less what it
//! was worth before.

use super::frac::Frac;
use super::goods::Row;
use std::fmt::Write;
use till::names::Id;
use till::price::request::{Line, LineKind, Request, Returns, Rounding, SoldLine};

/// What a line takes back.
#[derive(Clone, Default)]
pub struct Back {
    pub row: Row,
    pub deposit: i128,
    pub rounding: i128,
    pub taxes: Vec<(usize, i128)>,
    pub bases: Vec<(usize, i128)>,
    pub text: String,
}

/// A line of a sale that is kept and whose price changed, with its tax codes.
pub type Kept = (Vec<Id>, Back);

/// How much of a sold line came back before, and how much has then.
pub struct Of {
    pub all: i128,
    pub before: i128,
    pub after: i128,
}

impl Of {
    /// What a figure of all of it gives back.
    fn back(&self, figure: i128) -> i128 {
        let up_to = |units: i128| Frac::new(figure * units, self.all).round(Rounding::HalfUp);
        up_to(self.before) - up_to(self.after)
    }
}

/// The largest of some figures, without their sign; the first of equal ones.
fn largest(figures: &[(Id, i128)]) -> Option<usize> {
    let most = figures.iter().map(|(_, figure)| figure.abs()).max().filter(|most| *most > 0)?;
    figures.iter().position(|(_, figure)| figure.abs() == most)
}

/// By line of the request; with `reprice` also the lines that are kept and whose price changed, with their tax codes.
pub fn returns(request: &Request) -> (Vec<Option<Back>>, Vec<Kept>) {
    if request.options.returns == Returns::Reprice {
        let (mut back, mut kept) = (vec![None; request.lines.len()], Vec::new());
        for sale in &request.originals {
            let (returned, keeps) = super::reprice::sale(request, sale);
            returned.into_iter().for_each(|(place, own)| back[place] = Some(own));
            kept.extend(keeps);
        }
        return (back, kept);
    }
    let mut earlier: Vec<(Id, Id, i128)> = Vec::new();
    let mut one = |line: &Line| {
        let named = line.original.as_ref().filter(|_| line.kind == LineKind::RefundOf)?;
        let sale = request.originals.iter().find(|sale| sale.id == named.sale).unwrap();
        let sold = sale.lines.iter().find(|sold| sold.line.id == named.line).unwrap();
        let same = earlier.iter().filter(|(sale, line, _)| (sale, line) == (&named.sale, &named.line));
        let before = sold.returned.wide() + same.map(|(.., units)| units).sum::<i128>();
        let units = -line.quantity.wide();
        earlier.push((named.sale.clone(), named.line.clone(), units));
        let of = Of { all: sold.quantity.wide(), before, after: before + units };
        Some(back(request, line, sold, &of))
    };
    (request.lines.iter().map(&mut one).collect(), Vec::new())
}

pub fn back(request: &Request, line: &Line, sold: &SoldLine, of: &Of) -> Back {
    let named = |list: &[till::price::answer::NamedAmount]| -> Vec<(Id, i128)> {
        list.iter().map(|item| (item.id.clone(), item.amount.wide())).collect()
    };
    let part = |list: &[(Id, i128)]| -> Vec<(Id, i128)> {
        list.iter().map(|(id, figure)| (id.clone(), of.back(*figure))).collect()
    };
    let sum = |list: &[(Id, i128)]| list.iter().map(|(_, figure)| figure).sum::<i128>();
    let was = &sold.line;
    let (shares_were, others_were) = (named(&sold.shares), named(&sold.tendered));
    let (mut list, mut reduction) = (of.back(was.list.wide()), of.back(was.reduction.wide()));
    let (mut shares, mut others) = (part(&shares_were), part(&others_were));
    // What was paid for the line is parted as well; its largest discount takes the cent.
    let cost = was.list.wide() + was.reduction.wide() + sum(&shares_were);
    let rest = of.back(cost) - (list + reduction + sum(&shares));
    match largest(&shares_were) {
        Some(at) => shares[at].1 += rest,
        None if was.reduction.wide() != 0 => reduction += rest,
        None if was.list.wide() != 0 => list += rest,
        None => {}
    }
    // And what the customer paid of it; the largest payment by others takes the cent.
    let rest = of.back(cost + sum(&others_were)) - (list + reduction + sum(&shares) + sum(&others));
    if let Some(at) = largest(&others_were) {
        others[at].1 += rest;
    }
    let mut taxes = Vec::new();
    let mut bases = Vec::new();
    for (place, tax) in request.taxes.iter().enumerate().filter(|(_, tax)| line.tax_codes.contains(&tax.code)) {
        let of_code = |list: &[(Id, i128)]| -> i128 {
            sum(&part(list).into_iter().filter(|(id, _)| *id == tax.code).collect::<Vec<_>>())
        };
        taxes.push((place, of_code(&named(&was.taxes))));
        bases.push((place, of_code(&named(was.tax_bases.as_deref().unwrap_or(&[])))));
    }
    let row = Row { list, reduction, discount: sum(&shares), tendered: -sum(&others), ..Row::default() };
    let (deposit, rounding) = (of.back(was.deposit.wide()), of.back(sold.rounding.wide()));
    let earned = part(&named(&sold.earned));
    let mut text = String::new();
    let figures = (list, reduction, sum(&shares), deposit, rounding);
    let some = |list: Vec<(Id, i128)>| -> Vec<String> {
        list.iter().filter(|(_, figure)| *figure != 0).map(|(id, figure)| format!("{id} {figure}")).collect()
    };
    let rest = (some(shares), some(others), some(earned));
    writeln!(text, "back {} of {} {figures:?} {rest:?}", line.id, was.id).unwrap();
    Back { row, deposit, rounding, taxes, bases, text }
}
