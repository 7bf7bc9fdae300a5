//! Goods come back: what they had earned is taken back, and what they were paid with in points is given back.
//!
//! What must hold: the ledger has said what it could take before any money is given; what had been spent already is a charge
//! that the customer can read, once, or forgiven, as the programme says; a return that is given up takes nothing; parts of
//! a sale that come back one by one bring back what the whole would have.

use super::super::door::is_of_store;
use super::super::draft::Draft;
use super::super::sold::Attached;
use super::super::state::{Committed, Operation, Phase, Purpose, Sale, Settle};
use super::customer::{EarnedBy, OfMember, SpentBy, TakenBack};
use super::redeem::scaled;
use crate::ledger::ask::{Outcome, OutcomeKind, What};
use crate::ledger::member::TakeBack;
use crate::money::Amount;
use crate::names::{Id, Label};
use crate::pack::Pack;
use crate::pack::program::{Program, Short};
use crate::price::answer::{NamedAmount, RefundOut};
use crate::price::request::Charge;
use crate::wire::error::{Code, Refusal};
use crate::wire::member::TakenBackEvent;
use crate::wire::refund::Provenance;
use std::rc::Rc;

/// A sale's member and what the goods that come back are part of.
struct Part<'a> {
    of: &'a OfMember,
    sale: &'a Id,
    back: Vec<&'a RefundOut>,
}

/// The sales of members of which goods come back, as far as this ledger knows them.
fn parts(sale: &Sale) -> Vec<Part<'_>> {
    sale.originals.iter().filter_map(|x| part(sale, x)).collect()
}

fn part<'a>(sale: &'a Sale, x: &'a Attached) -> Option<Part<'a>> {
    let of = x.sold.member.as_ref()?;
    let mut ops = of.earned.iter().map(|by| &by.op).chain(of.spent.iter().map(|by| &by.op));
    let here = x.provenance != Provenance::Unverified || ops.all(is_of_store);
    let back = sale.priced.refunds.iter().filter(|back| back.sale == *x.sold.id() && !back.kept).collect();
    here.then_some(Part { of, sale: x.sold.id(), back })
}

fn total(list: &[NamedAmount], fits: &dyn Fn(&Id) -> bool) -> Amount {
    Amount::total(list.iter().filter(|item| fits(&item.id)).map(|item| item.amount)).unwrap_or_default()
}

impl Draft<'_> {
    /// What goods that come back had earned by an operation, and what of that is to be taken back: of all returns together
    /// so much as the ledger had let the whole be.
    fn to_take(&self, part: &Part<'_>, by: &EarnedBy) -> (Amount, Amount) {
        let of = |back: &&RefundOut| total(&back.earned, &|offer| by.offers.contains(offer));
        let asked = Amount::total(part.back.iter().map(of)).unwrap_or_default().negated();
        let before = self.returns_before().flat_map(|sale| &sale.taken).filter(|taken| taken.of == by.op);
        let before = Amount::total(before.map(|taken| taken.asked)).unwrap_or_default();
        let kept = self.state.committed(part.sale).and_then(|sale| sale.member.as_ref());
        let got = kept.and_then(|kept| kept.got.iter().find(|got| got.op == by.op)).map_or(by.amount, |got| got.amount);
        let until = |asked: Amount| scaled(asked.min(by.amount), got, by.amount).unwrap_or_default();
        let together = before.plus(asked).map_or(got, until);
        (asked, together.minus(until(before)).unwrap_or_default())
    }

    /// Sales that stand, with what they brought back.
    fn returns_before(&self) -> impl Iterator<Item = &Rc<Committed>> {
        self.state.receipts.iter().filter(|sale| !sale.receipt.voided)
    }

    /// After new figures: asks for what is to be taken back now, and gives back what was taken for goods that stay.
    pub(in crate::session) fn take_points_back(&mut self) -> Result<(), Refusal> {
        let sale = self.sale()?;
        if sale.originals.is_empty() && sale.taken.is_empty() {
            return Ok(());
        }
        let wanted = self.wanted(sale, &*self.pack_of(&sale.pack)?);
        let same = |a: &TakenBack, b: &TakenBack| a.of == b.of && a.amount == b.amount;
        let (mode, basket_ref, taken) = (sale.mode, sale.basket_ref.clone(), sale.taken.clone());
        for old in taken.iter().filter(|old| !wanted.iter().any(|(new, _)| same(old, new))) {
            self.give_points_again(old);
        }
        for (new, member) in wanted.into_iter().filter(|(new, _)| !taken.iter().any(|old| same(old, new))) {
            let op = self.id("op");
            let (of, amount) = (new.of.clone(), new.amount);
            self.set_points(|_, list| list.push(TakenBack { op: op.clone(), ..new }));
            let operation = Operation::new(op, Purpose::MemberBack, &basket_ref, mode);
            let what = What::TakeBack(TakeBack { member, of: of.clone(), amount });
            self.ask_member(Operation { of: Some(of), ..operation }, what);
        }
        Ok(())
    }

    /// What is to be taken back for the goods of a basket, and whose it is.
    pub(super) fn wanted(&self, sale: &Sale, pack: &Pack) -> Vec<(TakenBack, Id)> {
        let mut wanted: Vec<(TakenBack, Id)> = Vec::new();
        for part in parts(sale) {
            for by in &part.of.earned {
                let takes = pack.program(&by.program).is_some_and(|program| program.on_return.take_back);
                let (asked, amount) = self.to_take(&part, by);
                if takes && amount.is_positive() {
                    let (op, of, of_sale, program) =
                        (by.op.clone(), by.op.clone(), part.sale.clone(), by.program.clone());
                    let (short, charge) = (Amount::ZERO, Amount::ZERO);
                    let new = TakenBack { op, of, sale: of_sale, program, asked, amount, done: false, short, charge };
                    wanted.push((new, part.of.member.clone()));
                }
            }
        }
        wanted
    }

    /// Undoes a take-back of the open basket.
    fn give_points_again(&mut self, taken: &TakenBack) {
        let Some((mode, basket_ref)) = self.state.sale.as_ref().map(|sale| (sale.mode, sale.basket_ref.clone())) else {
            return;
        };
        self.set_points(|_, list| list.retain(|known| known.op != taken.op));
        self.settle(Purpose::Settle, mode, &basket_ref, &taken.op, Settle::Reverse);
    }

    /// The basket is given up or put aside: nothing was taken.
    pub(in crate::session) fn give_all_points_again(&mut self) {
        for taken in self.state.sale.iter().flat_map(|sale| &sale.taken).cloned().collect::<Vec<_>>() {
            self.give_points_again(&taken);
        }
    }

    /// The ledger has said what it could take back.
    pub(in crate::session) fn member_taken(&mut self, op: &Operation, outcome: &Outcome) {
        let mine = |list: &[TakenBack]| list.iter().find(|taken| taken.op == op.op_id).cloned();
        let open = self.state.sale.as_ref().and_then(|sale| mine(&sale.taken));
        // Of a return that is a fact already: what was spent is asked for of nobody.
        let closed = open.is_none();
        let known = open.or_else(|| self.state.committed(&op.subject).and_then(|sale| mine(&sale.taken)));
        let (Some(taken), Ok(pack)) = (known, self.pack_now()) else { return };
        let short = outcome.short.filter(|_| outcome.result == OutcomeKind::Done).unwrap_or_default();
        let asks = |program: &&Program| program.on_return.short == Short::FromRefund && !closed;
        let program = pack.program(&taken.program).filter(asks);
        let charge = program.and_then(|program| program.spend.as_ref()).and_then(|spend| spend.value(short));
        let taken = TakenBack { done: true, short, charge: charge.unwrap_or_default(), ..taken };
        let event = TakenBackEvent {
            op_id: taken.op.clone(),
            sale: taken.sale.clone(),
            program: taken.program.clone(),
            amount: outcome.amount.filter(|_| outcome.result == OutcomeKind::Done).unwrap_or_default(),
            short,
            charge: taken.charge,
        };
        if closed {
            return self.event("loyalty.taken_back", &event);
        }
        self.set_points(|_, list| {
            list.iter_mut().filter(|known| known.op == taken.op).for_each(|known| known.clone_from(&taken));
        });
        if taken.charge.is_positive() && self.state.phase() == Phase::Open {
            // A basket that has a price has one with a charge on it, unless it leaves all bounds; the freeze tells then.
            let _ = self.reprice_and_tell();
        }
        self.event("loyalty.taken_back", &event);
    }

    /// Refuses while the ledger has not said what it could take back.
    pub(in crate::session) fn points_taken(&self) -> Result<(), Refusal> {
        if self.sale()?.taken.iter().all(|taken| taken.done) {
            return Ok(());
        }
        Err(Refusal::new(Code::NotNow).because("state", "open").because("expected", "loyalty.taken_back"))
    }

    /// What the customer gives for points of goods that come back and that are spent.
    pub(in crate::session) fn point_charges(&self, sale: &Sale, pack: &Pack) -> Vec<Charge> {
        let words = self.customer_text("receipt.points_short");
        let charged = sale.taken.iter().filter(|taken| taken.charge.is_positive());
        let charge = |taken: &TakenBack| {
            let name = pack.program(&taken.program).map_or(taken.program.as_str(), |program| program.name.as_str());
            let reason = Label::new(&format!("{words}: {name}")).or_else(|| Label::new(name))?;
            let (id, amount) = (taken.op.clone(), Some(taken.charge));
            Some(Charge {
                id,
                percent: None,
                amount,
                tax_codes: Vec::new(),
                of_goods: false,
                reason,
                reason_code: None,
            })
        };
        charged.filter_map(charge).collect()
    }

    /// What goes back to the member of what goods were paid with in points: of all parts together so much as their worth is
    /// of the whole.
    pub(in crate::session) fn points_back(&mut self, sale: &Sale) -> Vec<SpentBy> {
        let mut found: Vec<SpentBy> = Vec::new();
        for part in parts(sale) {
            for by in &part.of.spent {
                let adjustment = by.offer.clone().or_else(|| Id::new(&format!("coupon:{}", by.op)));
                let is_it = |id: &Id| Some(id) == adjustment.as_ref();
                let worth = |back: &&RefundOut| total(&back.shares, &is_it).plus(total(&back.tendered, &is_it));
                let now = part.back.iter().map(worth).try_fold(Amount::ZERO, |sum, worth| sum.plus(worth?));
                let now = now.unwrap_or_default();
                let before = self.returns_before().flat_map(|sale| &sale.points_back);
                let before = before.filter(|back| back.of.as_ref() == Some(&by.op));
                let (mut given, mut so_far) = (Amount::ZERO, now);
                for back in before {
                    given = given.plus(back.amount).unwrap_or(given);
                    so_far = so_far.plus(back.worth).unwrap_or(so_far);
                }
                let whole = scaled(so_far.min(by.worth), by.amount, by.worth).unwrap_or_default();
                let amount = whole.minus(given).unwrap_or_default();
                if amount.is_positive() {
                    let (of, program) = (Some(by.op.clone()), by.program.clone());
                    let offer = by.offer.clone();
                    found.push(SpentBy { op: by.op.clone(), program, of, amount, worth: now, offer });
                }
            }
        }
        found.into_iter().map(|back| SpentBy { op: self.id("op"), ..back }).collect()
    }

    /// Asks the ledger to give them back; what it cannot is a discrepancy.
    pub(in crate::session) fn give_points_back(&mut self, sale: &Sale, points: &[SpentBy]) {
        for back in points {
            let new = Operation::new(back.op.clone(), Purpose::Settle, &sale.basket_ref, sale.mode);
            let (scheme, of, amount) = (Some(back.program.clone()), back.of.clone(), Some(back.amount));
            self.settle_op(Operation { scheme, settle: Some(Settle::Credit), of, amount, ..new });
        }
    }
}
