//! What came back of each sale: never more than was sold, never more than was paid, and never as money it was not.
//!
//! What must hold: sales whose goods were exchanged are one family with what they were exchanged for; a family gives back
//! to cards and drawer at most what these gave it.

use super::{Told, cards_of};
use crate::checks::require;
use crate::world::Broken;
use std::collections::BTreeMap;
use till::ledger::ask::Mode;
use till::price::request::LineKind;
use till::session::state::Committed;
use till::wire::basket::{BasketKind, TenderKind};

/// One till's sales and returns, in one kind of books; how many sales came back whole.
pub fn returns(told: &Told<'_>, mode: Mode) -> Result<usize, String> {
    let standing = |sale: &&std::rc::Rc<Committed>| sale.receipt.mode == mode && !sale.receipt.voided;
    let sales: Vec<&Committed> = told.receipts.iter().filter(standing).map(|sale| sale.as_ref()).collect();
    quantities(&sales)?;
    freed(told, mode)?;
    families(&sales)?;
    whole(&sales)
}

/// The register did this return by itself, as it thought right.
fn alone(sale: &Committed) -> bool {
    sale.receipt.kind != BasketKind::Sale && sale.receipt.receipt_no.as_str().ends_with("/i")
}

fn name(sale: &Committed) -> &str {
    sale.receipt.basket_ref.as_str()
}

/// What came back, by sale and line, in millionths.
fn back<'a>(sales: &[&'a Committed]) -> BTreeMap<(&'a str, &'a str), i64> {
    let mut back = BTreeMap::new();
    for line in sales.iter().flat_map(|sale| &sale.receipt.lines) {
        if let Some(original) = &line.original {
            *back.entry((original.sale.as_str(), original.line.as_str())).or_default() -= line.quantity.millionths();
        }
    }
    back
}

fn quantities(sales: &[&Committed]) -> Broken {
    let raised = |sale: &str| {
        let of_it = |other: &&&Committed| {
            other.receipt.lines.iter().any(|l| l.original.as_ref().is_some_and(|o| o.sale.as_str() == sale))
        };
        let mut returns = sales.iter().filter(of_it);
        returns.any(|other| other.differences.iter().any(|d| matches!(d.what.as_str(), "returned" | "original")))
    };
    for ((sale, line), came) in back(sales) {
        let sold = sales.iter().find(|other| name(other) == sale);
        let sold = sold.and_then(|sale| sale.receipt.lines.iter().find(|one| one.id.as_str() == line));
        let sold = sold.map_or(0, |line| line.quantity.millionths());
        require(came <= sold || raised(sale), || format!("{came} of {sold} millionths of {sale}/{line} came back"))?;
    }
    Ok(())
}

/// A coupon is good again only when nothing of its sale is left with the customer.
fn freed(told: &Told<'_>, mode: Mode) -> Broken {
    let of_mode: Vec<&Committed> =
        told.receipts.iter().filter(|sale| sale.receipt.mode == mode).map(|s| s.as_ref()).collect();
    for (place, sale) in of_mode.iter().enumerate() {
        let came = back(of_mode.get(..=place).unwrap_or_default());
        for op in &sale.freed {
            let Some(sold) = of_mode.iter().find(|other| other.posted.contains(op)) else { continue };
            let goods = sold.receipt.lines.iter().filter(|l| l.kind == LineKind::Sale);
            let kept = |line: &&till::price::request::Line| {
                came.get(&(name(sold), line.id.as_str())).copied().unwrap_or(0) < line.quantity.millionths()
            };
            let kept: Vec<_> = goods.filter(kept).map(|line| line.id.as_str()).collect();
            require(kept.is_empty(), || {
                format!("{op} of {} is good again, and {kept:?} did not come back", name(sold))
            })?;
        }
    }
    Ok(())
}

/// What a family has: by way of paying, gift cards one by one.
#[derive(Default)]
struct Family<'a> {
    cash: i64,
    card: i64,
    gift_cards: BTreeMap<&'a str, i64>,
    /// Goods that nothing proved, or nobody paid for: somebody consented to cash.
    blind: i64,
    /// A register did one of them by itself.
    alone: bool,
}

fn families(sales: &[&Committed]) -> Broken {
    let mut root: BTreeMap<&str, &str> = sales.iter().map(|sale| (name(sale), name(sale))).collect();
    for sale in sales {
        for original in &sale.receipt.originals {
            let (one, other) = (find(&root, name(sale)), find(&root, original.sale.as_str()));
            root.insert(one, other);
        }
    }
    let mut families: BTreeMap<&str, Family<'_>> = BTreeMap::new();
    for sale in sales {
        let family = families.entry(find(&root, name(sale))).or_default();
        family.alone |= alone(sale);
        for tender in &sale.receipt.tenders {
            match tender.kind {
                TenderKind::Card => family.card += tender.amount.minor(),
                _ => family.cash += tender.amount.minor(),
            }
        }
        for tender in cards_of(sale) {
            family.cash -= tender.amount.minor();
            if let Some(masked) = &tender.masked {
                *family.gift_cards.entry(masked).or_default() += tender.amount.minor();
            }
        }
        let lines = sale.receipt.lines.iter().zip(&sale.receipt.priced.lines);
        let free = lines.filter(|(line, _)| line.kind == LineKind::ReturnFree);
        family.blind -= free.map(|(_, figures)| figures.amount.minor()).sum::<i64>();
        // A sale that was never paid was raised when it was committed; its goods come back by somebody's consent.
        let unpaid = sale.differences.iter().filter(|d| d.what.as_str() == "tenders" && d.page > d.register);
        family.blind += unpaid.map(|d| d.page.minor() - d.register.minor()).sum::<i64>();
    }
    for (name, family) in families.iter().filter(|(_, family)| !family.alone) {
        let money = family.cash + family.card + family.blind;
        require(money >= 0, || format!("the family of {name} gave {} more money than it got", -money))?;
        require(family.card >= 0, || format!("the family of {name} gave {} too much to bank cards", -family.card))?;
        for (card, amount) in &family.gift_cards {
            require(*amount >= 0, || format!("the family of {name} gave {} too much to {card}", -amount))?;
        }
    }
    Ok(())
}

fn find<'a>(root: &BTreeMap<&'a str, &'a str>, mut name: &'a str) -> &'a str {
    while let Some(next) = root.get(name).filter(|next| **next != name) {
        name = next;
    }
    name
}

/// A sale of which everything came back is worth nothing any more.
fn whole(sales: &[&Committed]) -> Result<usize, String> {
    let (back, mut whole) = (back(sales), 0);
    for sale in sales.iter().filter(|sale| sale.receipt.kind == BasketKind::Sale) {
        let id = name(sale);
        let of_it = |other: &&&Committed| other.receipt.originals.iter().any(|original| original.sale.as_str() == id);
        let returns: Vec<&&Committed> = sales.iter().filter(of_it).collect();
        let plain = |other: &&&Committed| {
            other.receipt.kind == BasketKind::Refund
                && other.receipt.originals.len() == 1
                && other.receipt.lines.iter().all(|line| line.original.is_some())
                && !alone(other)
        };
        let lines = || sale.receipt.lines.iter().zip(&sale.receipt.priced.lines);
        let goods = || lines().filter(|(line, _)| line.kind != LineKind::GiftCardLoad);
        let all = |id_of: &str, units: i64| back.get(&(id, id_of)).is_some_and(|came| *came == units);
        if !returns.iter().all(plain) || !goods().all(|(l, _)| all(l.id.as_str(), l.quantity.millionths())) {
            continue;
        }
        let loads = lines().filter(|(line, _)| line.kind == LineKind::GiftCardLoad);
        let loads: i64 = loads.map(|(_, figures)| figures.amount.minor()).sum();
        let given: i64 = returns.iter().map(|one| one.receipt.priced.totals.total.minor()).sum();
        let charged = returns.iter().flat_map(|one| &one.taken).map(|taken| taken.charge.minor());
        let charged: i64 = charged.sum(); // points of it were spent already: the customer gives their worth
        let left = sale.receipt.priced.totals.total.minor() - loads + given - charged;
        require(left == 0, || format!("all goods of {id} came back, and {left} of it are left"))?;
        whole += 1;
    }
    Ok(whole)
}
