//! Where money goes back to, in a stated order.
//!
//! What must hold: a tender gets back at most what it paid and has not got back yet; stored value and vouchers go back first
//! (a card for some goods only for those goods, as long as there is another way), cash last, and what was paid with stored
//! value never pays for goods that its scheme does not cover. What does not go back pays for the new goods of an exchange
//! and keeps its origin there.

use super::draft::Draft;
use super::sold::{Attached, PaidWith, Sold};
use super::state::{Sale, Tender, TenderPhase};
use crate::map::sort;
use crate::money::{Amount, Overflow};
use crate::names::Id;
use crate::pack::Pack;
use crate::price::answer::{NamedAmount, Priced};
use crate::price::request::LineKind;
use crate::shape;
use crate::tender::{Covers, Paid, eligible, pays_for};
use crate::wire::basket::TenderKind;
use crate::wire::error::Refusal;
use crate::wire::refund::{DueState, Provenance};

shape! {
    /// What goes back, and where.
    pub struct Plan {
        /// In the order in which it is given back.
        due: Vec<Due>,
        /// What sales had been paid with and what pays for new goods now.
        moved: Vec<PaidWith>,
        /// What both use up of the sales' tenders.
        taken: Vec<Taken>,
    }
}

shape! {
    /// What is to go back in one way.
    pub struct Due {
        /// How.
        kind: TenderKind,
        /// So much, positive.
        amount: Amount,
        /// The tender it goes back to; missing for blind returns and deposits.
        to: Option<Source>,
        /// Only as the pack allows for goods without a sale of this till.
        blind: bool,
    }
}

shape! {
    /// A tender of a sale of which goods come back.
    pub struct Source {
        /// The sale.
        sale: Id,
        /// The place among what it was paid with.
        place: u32,
    }
}

shape! {
    /// How much of such a tender is used up.
    pub struct Taken {
        /// The tender.
        of: Source,
        /// So much.
        amount: Amount,
    }
}

shape! {
    /// What goes back, and where: the plan of a basket that was frozen.
    pub struct PlanSet {
        /// The plan.
        plan: Plan,
    }
}

/// What could go back in one way.
struct Pot<'a> {
    due: Due,
    paid: Option<&'a PaidWith>,
}

/// The order in which money goes back: restricted cards and gift cards, vouchers, bank cards, cash.
fn rank(paid: &PaidWith, pack: &Pack) -> u32 {
    match paid.kind {
        TenderKind::GiftCard => u32::from(covers(paid, pack).is_none_or(Covers::is_everything)),
        TenderKind::Other => 2,
        TenderKind::Card => 3,
        TenderKind::Cash => 4,
    }
}

fn covers<'p>(paid: &PaidWith, pack: &'p Pack) -> Option<&'p Covers> {
    paid.scheme.as_ref().and_then(|id| pack.token(id)).map(|scheme| &scheme.covers)
}

impl Plan {
    /// Nothing goes back.
    #[must_use]
    pub fn none() -> Plan {
        Plan { due: Vec::new(), moved: Vec::new(), taken: Vec::new() }
    }

    fn due_total(&self) -> Result<Amount, Overflow> {
        Amount::total(self.due.iter().map(|due| due.amount))
    }
}

impl Sale {
    /// What the customer is still to pay.
    #[must_use]
    pub fn to_pay(&self) -> Amount {
        let holds = |t: &&Tender| t.holds() && t.amount.is_positive();
        let paid = Amount::total(self.tenders.iter().filter(holds).map(|tender| tender.amount));
        let due = self.priced.totals.payable.plus(self.plan.due_total().unwrap_or_default());
        due.and_then(|due| due.minus(paid?)).unwrap_or(Amount::ZERO)
    }

    /// What of something due has been given back.
    #[must_use]
    pub fn given(&self, place: u32) -> Amount {
        let of = |t: &&Tender| t.due == Some(place) && t.holds();
        Amount::total(self.tenders.iter().filter(of).map(|t| t.amount)).unwrap_or(Amount::ZERO).negated()
    }

    /// What is still to be given back.
    #[must_use]
    pub fn to_give(&self) -> Amount {
        let left = |(place, due): (u32, &Due)| due.amount.minus(self.given(place)).unwrap_or(Amount::ZERO);
        Amount::total((0..).zip(&self.plan.due).map(left)).unwrap_or(Amount::ZERO)
    }

    /// What is due, for the register and the screen.
    #[must_use]
    pub fn dues(&self) -> Vec<DueState> {
        let state = |(place, due): (u32, &Due)| {
            let paid = due.to.as_ref().and_then(|to| self.source(to));
            DueState {
                due: place,
                kind: due.kind,
                amount: due.amount,
                given: self.given(place),
                sale: due.to.as_ref().map(|to| to.sale.clone()),
                of: paid.and_then(|paid| paid.tender_ref.clone()),
                masked: paid.and_then(|paid| paid.masked.clone()),
            }
        };
        (0..).zip(&self.plan.due).map(state).collect()
    }

    pub(super) fn source(&self, to: &Source) -> Option<&PaidWith> {
        let sold = self.originals.iter().find(|x| x.sold.id() == &to.sale)?;
        sold.sold.paid.get(usize::try_from(to.place).ok()?)
    }

    /// What pays already beside a token that is shown now: tenders, what came over from sales whose goods are exchanged,
    /// and, with the other sign, what all goods that come back are worth.
    pub(super) fn paying<'p>(&self, pack: &'p Pack) -> Result<Vec<Paid<'p>>, Overflow> {
        let of = |scheme: Option<&Id>| scheme.and_then(|id| pack.token(id)).map(|scheme| &scheme.covers);
        let approved = self.tenders.iter().filter(|t| t.phase == TenderPhase::Approved && t.amount.is_positive());
        let mut paid: Vec<Paid<'p>> =
            approved.map(|t| Paid { covers: of(t.scheme.as_ref()), amount: t.amount }).collect();
        let moved = self.plan.moved.iter();
        paid.extend(moved.clone().map(|paid| Paid { covers: of(paid.scheme.as_ref()), amount: paid.amount }));
        let worth = moved.map(|paid| paid.amount).chain(self.plan.due.iter().map(|due| due.amount));
        paid.push(Paid { covers: None, amount: Amount::total(worth)?.negated() });
        Ok(paid)
    }
}

impl Tender {
    /// Whether its money is where it should be.
    #[must_use]
    pub fn holds(&self) -> bool {
        matches!(self.phase, TenderPhase::Approved | TenderPhase::Cancelling)
    }
}

/// What comes back of a sale is worth to the customer, positive: all of it, or what a card of limited use may pay for.
fn worth(priced: &Priced, sold: &Sold, only: Option<&Covers>) -> Result<Amount, Overflow> {
    let of_sale = priced.refunds.iter().filter(|back| back.sale == *sold.id());
    let mut worth = Amount::ZERO;
    for back in of_sale {
        let line = sold.lines.iter().find(|line| line.id == back.sold_line);
        let covered = only.is_none_or(|covers| line.is_some_and(|line| pays_for(covers, line)));
        if covered {
            let others = Amount::total(back.tendered.iter().map(|share| share.amount))?;
            let goods = back.amount.plus(back.rounding)?.plus(others)?;
            worth = worth.minus(goods.plus(added(priced, &back.taxes)?)?)?;
        }
        if only.is_none_or(|covers| covers.deposits) {
            worth = worth.minus(back.deposit)?;
        }
    }
    Ok(worth)
}

fn added(priced: &Priced, taxes: &[NamedAmount]) -> Result<Amount, Overflow> {
    let on_top = |code: &Id| priced.taxes.iter().any(|tax| tax.code == *code && !tax.included);
    Amount::total(taxes.iter().filter(|tax| on_top(&tax.id)).map(|tax| tax.amount))
}

/// What lines of a kind take off what is to pay: positive.
fn off(sale: &Sale, kind: LineKind) -> Result<Amount, Overflow> {
    let mut worth = Amount::ZERO;
    for (_, figures) in sale.lines.iter().zip(&sale.priced.lines).filter(|(line, _)| line.kind == kind) {
        worth = worth.minus(figures.amount.plus(figures.deposit)?.plus(added(&sale.priced, &figures.taxes)?)?)?;
    }
    Ok(worth)
}

fn positive(amount: Amount) -> Amount {
    if amount.is_positive() { amount } else { Amount::ZERO }
}

impl Draft<'_> {
    /// What of the basket nothing of this till proves: blind goods, other tills' records, and what a sale's goods are worth
    /// beyond what was paid for them.
    pub(super) fn unproved(&self, sale: &Sale, pack: &Pack) -> Result<Amount, Refusal> {
        let mut sum = positive(off(sale, LineKind::ReturnFree)?);
        for x in &sale.originals {
            let (pots, short) = self.pots(sale, x, pack)?;
            sum = sum.plus(short)?;
            if x.provenance == Provenance::Unverified {
                sum = sum.plus(Amount::total(pots.iter().map(|pot| pot.due.amount))?)?;
            }
        }
        Ok(sum)
    }

    /// The tenders of a sale, as far as its goods that come back are worth, in their order; and what they do not cover.
    fn pots<'s>(&self, sale: &Sale, x: &'s Attached, pack: &Pack) -> Result<(Vec<Pot<'s>>, Amount), Refusal> {
        let mut left = positive(worth(&sale.priced, &x.sold, None)?);
        let known = self.state.returned(&x.sold);
        let mut order: Vec<(u32, &PaidWith, Amount)> =
            (0..).zip(&x.sold.paid).map(|(place, paid)| (place, paid, Amount::ZERO)).collect();
        sort(&mut order, &|a, b| rank(a.1, pack).cmp(&rank(b.1, pack)));
        for covered in [true, false] {
            for (place, paid, amount) in &mut order {
                let used = known.map_or(Amount::ZERO, |known| known.of_tender(*place)).plus(*amount)?;
                let mut room = paid.amount.minus(used)?;
                if let Some(covers) = covers(paid, pack).filter(|_| covered) {
                    room = room.min(worth(&sale.priced, &x.sold, Some(covers))?);
                }
                let more = left.min(positive(room));
                (*amount, left) = (amount.plus(more)?, left.minus(more)?);
            }
        }
        let mut pots = Vec::new();
        for (place, paid, amount) in order.into_iter().filter(|(_, _, amount)| amount.is_positive()) {
            let blind = x.provenance == Provenance::Unverified;
            let kept = !blind || pack.refunds.blind.contains(&paid.kind) || bound(paid.kind);
            let kind = if kept { paid.kind } else { first(pack) };
            let to = Some(Source { sale: x.sold.id().clone(), place });
            pots.push(Pot { due: Due { kind, amount, to, blind }, paid: Some(paid) });
        }
        Ok((pots, left))
    }

    /// What goes back and where, by the figures of the basket.
    pub(super) fn plan(&self, sale: &Sale, pack: &Pack) -> Result<Plan, Refusal> {
        let (mut pots, mut blind) = (Vec::new(), positive(off(sale, LineKind::ReturnFree)?));
        for x in &sale.originals {
            let (of_sale, short) = self.pots(sale, x, pack)?;
            pots.extend(of_sale);
            blind = blind.plus(short)?;
        }
        sort(&mut pots, &|a, b| {
            let of = |pot: &Pot<'_>| pot.paid.map_or(u32::MAX, |paid| rank(paid, pack));
            of(a).cmp(&of(b))
        });
        let without = |kind, amount, blind| Pot { due: Due { kind, amount, to: None, blind }, paid: None };
        if blind.is_positive() {
            pots.push(without(first(pack), blind, true));
        }
        let deposits = off(sale, LineKind::DepositReturn)?;
        if deposits.is_positive() {
            pots.push(without(TenderKind::Cash, deposits, false));
        }
        let payable = sale.priced.totals.payable;
        let all = Amount::total(pots.iter().map(|pot| pot.due.amount))?;
        let mut plan = Plan::none();
        let mut give = positive(payable.negated());
        for Pot { due, paid } in pots {
            let free = due.amount.minus(self.movable(sale, &plan, paid, (due.amount, all), pack)?)?;
            let now = due.amount.min(give).max(free);
            give = positive(give.minus(now)?);
            if let Some(of) = due.to.clone() {
                plan.taken.push(Taken { of, amount: due.amount });
            }
            let on = due.amount.minus(now)?;
            if on.is_positive() {
                plan.moved.push(paid.map_or_else(|| unnamed(&due, on), |paid| PaidWith { amount: on, ..paid.clone() }));
            }
            if now.is_positive() {
                plan.due.push(Due { amount: now, ..due });
            }
        }
        Ok(plan)
    }

    /// How much of a card's money may pay for the new goods: what its scheme covers of them.
    fn movable(
        &self,
        sale: &Sale,
        plan: &Plan,
        paid: Option<&PaidWith>,
        (amount, all): (Amount, Amount),
        pack: &Pack,
    ) -> Result<Amount, Overflow> {
        let Some(mine) = paid.and_then(|paid| covers(paid, pack)) else { return Ok(amount) };
        let of = |paid: &PaidWith| Paid { covers: covers(paid, pack), amount: paid.amount };
        let mut others: Vec<Paid<'_>> = plan.moved.iter().map(of).collect();
        let moved = Amount::total(plan.moved.iter().map(|paid| paid.amount))?;
        others.push(Paid { covers: None, amount: all.plus(moved)?.negated() });
        Ok(eligible(&sale.lines, &sale.priced, mine, &others)?.amount.min(amount))
    }
}

/// What pays for new goods although no tender of a sale was it: blind goods that somebody consented to, deposits.
fn unnamed(due: &Due, amount: Amount) -> PaidWith {
    PaidWith { tender_ref: None, kind: due.kind, amount, masked: None, scheme: None, op: None }
}

/// Stored value and vouchers: they never become cash.
pub(super) fn bound(kind: TenderKind) -> bool {
    matches!(kind, TenderKind::GiftCard | TenderKind::Other)
}

fn first(pack: &Pack) -> TenderKind {
    pack.refunds.blind.first().copied().unwrap_or(TenderKind::Cash)
}
