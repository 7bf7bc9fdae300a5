//! What a token may pay for: the part of a priced basket that its scheme covers, and why not the rest.
//!
//! What must hold: no token pays for what its scheme bars; together tokens never pay more for a line than it costs; a
//! further token covers as much as any arrangement of the former ones leaves for it, so the order in which they are shown
//! loses nothing.

mod flow;

use crate::money::{Amount, Overflow};
use crate::names::Id;
use crate::price::answer::{Priced, Share};
use crate::price::request::{Flag, Line, LineKind, Selector};
use crate::price::{selects, selects_everything};
use crate::shape;
use flow::{Source, Target, most_for_last};

shape! {
    /// What tokens of a scheme may pay for. Loads of gift cards, and lines flagged `no_stored_value`, they never pay for.
    pub struct Covers {
        /// Which goods; empty: all.
        select: Selector,
        /// Deposits on containers, and those that lines carry.
        deposits: bool = true,
        /// Fees, services and charges.
        services: bool = true,
        /// Goods with an age limit.
        age_restricted: bool = true,
    }
}

shape! {
    /// Why a part of the basket is not covered.
    pub enum NotCovered {
        /// The scheme is not for these goods.
        OtherGoods = "other_goods",
        /// Deposits are not paid for.
        Deposit = "deposit",
        /// Fees, services and charges are not paid for.
        Service = "service",
        /// Goods with an age limit are not paid for.
        AgeRestricted = "age_restricted",
        /// Stored value never pays for a load of stored value, nor for goods so flagged.
        NoStoredValue = "no_stored_value",
        /// The card has paid what it may on this day.
        DayLimit = "day_limit",
    }
}

shape! {
    /// A part of the basket that a token does not pay for.
    pub struct Gap {
        /// Why.
        reason: NotCovered,
        /// So much, minor units.
        amount: Amount,
    }
}

shape! {
    /// What a token may pay.
    pub struct Eligible {
        /// At most so much, beside what is paid already, minor units.
        amount: Amount,
        /// What of the basket its scheme does not cover, by reason.
        gaps: Vec<Gap>,
    }
}

impl Covers {
    /// Whether everything is covered that stored value may pay for.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        selects_everything(&self.select) && self.deposits && self.services && self.age_restricted
    }
}

/// A tender that pays already: what it may pay for (everything if that is not said), and what it pays.
#[derive(Clone, Copy, Debug)]
pub struct Paid<'a> {
    /// None: cash, bank cards and whatever else pays for everything.
    pub covers: Option<&'a Covers>,
    /// Minor units.
    pub amount: Amount,
}

/// A part of what is to pay: its amount, and why a token with these rules does not pay for it.
struct Piece {
    amount: i128,
    line: Option<usize>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Goods,
    Deposit,
    Service,
    Load,
    /// Roundings: whoever pays last pays them.
    Rest,
}

/// What a token may pay of a priced basket, beside tenders that pay already.
///
/// # Errors
/// Amounts out of range.
pub fn eligible(lines: &[Line], priced: &Priced, covers: &Covers, paid: &[Paid<'_>]) -> Result<Eligible, Overflow> {
    let pieces = pieces(lines, priced)?;
    let mut gaps: Vec<Gap> = Vec::new();
    let mut targets = Vec::with_capacity(pieces.len());
    for piece in pieces.iter().filter(|piece| piece.amount > 0) {
        let line = piece.line.and_then(|place| lines.get(place));
        let barred = |covers: &Covers| why_not(covers, piece.kind, line);
        let mut open: Vec<bool> =
            paid.iter().map(|paid| paid.covers.is_none_or(|covers| barred(covers).is_none())).collect();
        let mine = barred(covers);
        open.push(mine.is_none());
        targets.push(Target { room: piece.amount, open });
        if let Some(reason) = mine {
            let amount = Amount::from_wide(piece.amount)?;
            match gaps.iter_mut().find(|gap| gap.reason == reason) {
                Some(gap) => gap.amount = gap.amount.plus(amount)?,
                None => gaps.push(Gap { reason, amount }),
            }
        }
    }
    let sources: Vec<Source> = paid.iter().map(|paid| Source { amount: paid.amount.wide().max(0) }).collect();
    let most = most_for_last(&sources, &targets)?;
    let left = paid.iter().try_fold(priced.totals.payable, |left, paid| left.minus(paid.amount))?.wide();
    // What goes back to the customer is taken from the uncovered parts first: a token pays at most what is left.
    Ok(Eligible { amount: Amount::from_wide(most.min(left).max(0))?, gaps })
}

fn why_not(covers: &Covers, kind: Kind, line: Option<&Line>) -> Option<NotCovered> {
    let flagged = line.is_some_and(|line| line.flags.contains(&Flag::NoStoredValue));
    match kind {
        Kind::Load => Some(NotCovered::NoStoredValue),
        _ if flagged => Some(NotCovered::NoStoredValue),
        Kind::Deposit => (!covers.deposits).then_some(NotCovered::Deposit),
        Kind::Service => (!covers.services).then_some(NotCovered::Service),
        Kind::Rest => None,
        Kind::Goods => {
            let line = line?;
            if !selects(&covers.select, line) {
                return Some(NotCovered::OtherGoods);
            }
            (line.min_age.is_some() && !covers.age_restricted).then_some(NotCovered::AgeRestricted)
        }
    }
}

/// Whether a token with these rules pays for a line; for the deposit that it carries see [`Covers::deposits`].
#[must_use]
pub fn pays_for(covers: &Covers, line: &Line) -> bool {
    why_not(covers, kind_of(line), Some(line)).is_none()
}

fn kind_of(line: &Line) -> Kind {
    match line.kind {
        LineKind::Sale | LineKind::RefundOf | LineKind::ReturnFree => Kind::Goods,
        LineKind::Deposit | LineKind::DepositReturn => Kind::Deposit,
        LineKind::Fee | LineKind::Service => Kind::Service,
        LineKind::GiftCardLoad => Kind::Load,
    }
}

/// Everything that makes up what is to pay: lines with their added taxes and less what others pay of them, deposits,
/// charges, roundings.
fn pieces(lines: &[Line], priced: &Priced) -> Result<Vec<Piece>, Overflow> {
    let mut pieces = Vec::with_capacity(lines.len());
    let mut sum = 0_i128;
    let is_added = |code: &Id| priced.taxes.iter().any(|tax| tax.code == *code && !tax.included);
    let shares = |id: &Id| -> Result<Amount, Overflow> {
        let all = priced.tendered.iter().flat_map(|adjustment: &crate::price::answer::Adjustment| &adjustment.shares);
        Amount::total(all.filter(|share: &&Share| share.line_id == *id).map(|share| share.amount))
    };
    for (place, (line, figures)) in lines.iter().zip(&priced.lines).enumerate() {
        let added = Amount::total(figures.taxes.iter().filter(|tax| is_added(&tax.id)).map(|tax| tax.amount))?;
        let costs = figures.amount.plus(added)?.plus(shares(&line.id)?)?;
        for (amount, kind) in [(costs, kind_of(line)), (figures.deposit, Kind::Deposit)] {
            sum = sum.saturating_add(amount.wide());
            pieces.push(Piece { amount: amount.wide(), line: Some(place), kind });
        }
    }
    for charge in &priced.charges {
        let added = Amount::total(charge.taxes.iter().filter(|tax| is_added(&tax.id)).map(|tax| tax.amount))?;
        let amount = charge.amount.plus(added)?.wide();
        sum = sum.saturating_add(amount);
        pieces.push(Piece { amount, line: None, kind: Kind::Service });
    }
    let rest = priced.totals.payable.wide().saturating_sub(sum);
    pieces.push(Piece { amount: rest, line: None, kind: Kind::Rest });
    Ok(pieces)
}
