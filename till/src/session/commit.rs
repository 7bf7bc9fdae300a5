//! Commit: the register has closed the sale. And void: it undoes one.
//!
//! What must hold: a fiscal receipt exists, so nothing here is refused for an amount; differences are recorded and
//! raised. What the ledger holds becomes final or is given back, each exactly once.

use super::back::{Back, discounts_back, original_refs, paid_with, used_coupons};
use super::command::Answer;
use super::coupons::effect_of;
use super::draft::Draft;
use super::load::{load_lines, loaded};
use super::member::customer::{OfMember, Redemption};
use super::pricing::boost::gives;
use super::read::tender_state;
use super::sold::{Circumstances, GivenBack};
use super::state::{Committed, Coupon, Operation, Purpose, Sale, Settle, State, Tender, TenderPhase};
use crate::ledger::ask::{Mode, What};
use crate::money::Amount;
use crate::names::{Id, Label};
use crate::pack::VoucherRule;
use crate::receipt::Receipt;
use crate::record::{SaleCommitted, SaleVoided};
use crate::shape::Shape;
use crate::wire::basket::{Closed, Commit, Difference, TenderIn, TenderKind, VoidBasket};
use crate::wire::error::{Code, Refusal};
use crate::wire::receipt::{Committed as CommittedAnswer, CommittedEvent, Discrepancy};
use std::rc::Rc;

/// The most vouchers of one sale.
const MAX_VOUCHERS: u8 = 3;

/// The sale this commit names, if it is committed already: the register was restarted and says it again.
pub(super) fn known<'a>(state: &'a State, x: &Commit) -> Option<&'a Rc<Committed>> {
    x.basket_ref.as_ref().and_then(|basket_ref| state.committed(basket_ref))
}

/// What was answered to the first commit or import of a sale; another number is another sale's.
pub(super) fn again(state: &State, known: &Committed, receipt_no: &Label) -> Answer {
    let receipt = &known.receipt;
    if receipt.receipt_no != *receipt_no {
        let refusal = Refusal::new(Code::BasketRefUsed);
        return Err(refusal.because("receipt_no", receipt.receipt_no.as_str()));
    }
    let (basket_ref, epos_no, differences) = (receipt.basket_ref.clone(), receipt.epos_no, known.differences.clone());
    let asks_until = state.choice_until(&basket_ref);
    Ok(CommittedAnswer { basket_ref, epos_no, differences, asks_until }.write())
}

/// `basket.commit`.
pub(super) fn commit(draft: &mut Draft<'_>, x: &Commit) -> Answer {
    if let Some(known) = known(&draft.state, x) {
        return again(&draft.state, known, &x.receipt_no);
    }
    draft.drop_prompts();
    if let Some(active) = draft.sale()?.active() {
        let refusal = Refusal::new(Code::PaymentUnknown).because("tender_ref", active.id.as_str());
        return Err(refusal.because("state", active.phase.word()));
    }
    for tender in &x.tenders {
        if tender.kind == TenderKind::GiftCard {
            let refusal = Refusal::new(Code::TenderKindRefused); // the ledger's, never the register's
            return Err(refusal.because("tender_ref", tender.tender_ref.as_str()));
        }
        let approved = |known: &Tender| known.phase == TenderPhase::Approved;
        if !draft.tender(&tender.tender_ref).as_ref().is_some_and(approved) {
            let told = told(tender, !draft.sale()?.plan.due.is_empty())?;
            draft.set_tender(told);
        }
    }
    draft.give_rest()?;
    draft.sale()?.try_covered()?;
    let sale = draft.sale()?.clone();
    let mut differences = unpaid(&sale)?;
    let (loads, unloaded) = loaded(&sale, &sale.lines, &sale.priced.lines);
    if draft.module("tender") {
        differences.extend(unloaded.into_iter().map(|(_, difference)| difference));
    }
    let pack = draft.pack_of(&sale.pack)?;
    let back = draft.brings(&sale, &sale.plan, &pack)?;
    differences.extend(back.differences.iter().cloned());
    let epos_no = draft.next_no(sale.mode);
    let receipt = Receipt {
        basket_ref: sale.basket_ref.clone(),
        kind: sale.kind,
        originals: original_refs(&sale),
        mode: sale.mode,
        epos_no,
        receipt_no: x.receipt_no.clone(),
        at: draft.ctx.now,
        business_date: draft.business_date(draft.ctx.now),
        operator_ref: sale.operator_ref.clone(),
        currency: sale.currency,
        lines: sale.lines.as_ref().clone(),
        priced: sale.priced.as_ref().clone(),
        tenders: sale.tenders.iter().filter(|t| t.phase == TenderPhase::Approved).map(tender_state).collect(),
        loads,
        fiscal: x.fiscal.clone(),
        voided: false,
    };
    let used = |coupon: &Id| effect_of(&sale.priced, coupon).is_negative();
    let day = draft.day_of(&sale, &pack);
    let (differences, used) = (&differences, &used);
    draft.close(Closing { sale: &sale, receipt, differences, used, show: true, present: true, back, day })
}

/// A tender that the register took by itself, or gave back if something is `owed` to the customer.
pub(super) fn told(x: &TenderIn, owed: bool) -> Result<Tender, Refusal> {
    if x.amount.is_negative() && !owed {
        return Err(Refusal::new(Code::AmountTooLarge).because("tender_ref", x.tender_ref.as_str()));
    }
    let amount = x.amount.minus(x.rounding)?;
    let new = Tender::new(x.tender_ref.clone(), x.kind, amount);
    let told = Tender { phase: TenderPhase::Approved, rounding: x.rounding, tendered: x.tendered, ..new };
    super::terminal::with_slip(told, x.slip.as_deref())
}

fn unpaid(sale: &Sale) -> Result<Vec<Difference>, Refusal> {
    let remaining = sale.remaining();
    if remaining.is_zero() {
        return Ok(Vec::new());
    }
    let total = sale.priced.totals.payable;
    Ok(vec![Difference { what: Id::word("tenders"), register: total.minus(remaining)?, page: total }])
}

/// `basket.void`.
pub(super) fn void(draft: &mut Draft<'_>, x: &VoidBasket) -> Answer {
    let sale = draft.state.committed(&x.basket_ref).cloned().ok_or(Code::SaleUnknown)?;
    if sale.receipt.voided {
        return Err(Code::AlreadyVoided.into());
    }
    let back = vec![draft.newest(&sale)?];
    let business_date = Some(draft.business_date(draft.ctx.now));
    draft.record(SaleVoided { basket_ref: x.basket_ref.clone(), business_date, back });
    draft.recall_vouchers(&sale);
    if !sale.freed.is_empty() {
        draft.differs(&x.basket_ref, "coupon"); // good again, and perhaps used by now
    }
    for given in sale.credits.iter().rev() {
        let (mode, amount) = (sale.receipt.mode, Some(given.amount));
        draft.settle_amount(Purpose::Settle, mode, &x.basket_ref, &given.op, Settle::Reverse, amount);
    }
    draft.void_earned(&sale);
    for op in sale.posted.iter().rev() {
        draft.settle(Purpose::Settle, sale.receipt.mode, &x.basket_ref, op, Settle::Reverse);
    }
    for load in &sale.receipt.loads {
        let (mode, of, amount) = (sale.receipt.mode, &load.op_id, Some(load.amount));
        draft.settle_amount(Purpose::LoadSettle, mode, &x.basket_ref, of, Settle::Reverse, amount);
    }
    Ok(Closed { basket_ref: x.basket_ref.clone(), state: Id::word("voided") }.write())
}

impl Draft<'_> {
    /// Our next number in these books.
    pub(super) fn next_no(&self, mode: Mode) -> u64 {
        self.state.epos_no.get(mode.word()).copied().unwrap_or(0).saturating_add(1)
    }

    /// Closes a sale: the receipt becomes a fact, what is held is settled, vouchers are issued, the register is told.
    pub(super) fn close(&mut self, closing: Closing<'_>) -> Answer {
        let Closing { sale, receipt, differences, used, show, present, back, day } = closing;
        let kept = |tender: &&Tender| {
            tender.kind == TenderKind::GiftCard
                && tender.due.is_none()
                && tender.phase == TenderPhase::Approved
                && receipt.tenders.iter().any(|paid| paid.tender_ref == tender.id)
        };
        let cards: Vec<Id> = sale.tenders.iter().filter(kept).filter_map(|tender| tender.op.clone()).collect();
        let coupons =
            sale.coupons.iter().filter(|coupon| coupon.held && used(&coupon.id)).map(|coupon| coupon.id.clone());
        let anew: Vec<(Coupon, Id)> = self.given_anew(sale, used);
        let counted = |by: &&Redemption| match &by.offer {
            Some(offer) => gives(&receipt.priced, offer).is_some(),
            None => used(&by.id),
        };
        let points = sale.redemptions.iter().filter(counted).map(|by| by.id.clone());
        let posted: Vec<Id> =
            cards.into_iter().chain(coupons).chain(points).chain(anew.iter().map(|(_, op)| op.clone())).collect();
        let due = if present { self.vouchers_due(sale, &receipt) } else { Vec::new() };
        let pack = self.pack_of(&sale.pack)?;
        let mut committed = Committed {
            member: self.of_member(sale, &receipt, &posted, &pack, present),
            taken: sale.taken.clone(),
            points_back: self.points_back(sale),
            change: change(sale)?,
            voucher_ids: due.iter().map(|_| self.id("v")).collect(),
            posted: posted.clone(),
            differences: differences.to_vec(),
            pack: sale.pack.clone(),
            paid: paid_with(sale, &receipt.tenders),
            coupons: used_coupons(sale, used, &anew),
            day,
            back: back.of,
            discounts_back: discounts_back(sale),
            credits: Vec::new(),
            freed: back.freed,
            seal: None,
            receipt,
        };
        committed.seal = self.seal_of(&committed)?;
        let sale_record = self.record_of(&committed)?;
        committed.credits = self.credits_due(sale, &committed.receipt.tenders);
        let committed = Rc::new(committed);
        let receipt = &committed.receipt;
        let (basket_ref, epos_no) = (receipt.basket_ref.clone(), receipt.epos_no);
        let (receipt_no, total) = (receipt.receipt_no.clone(), receipt.priced.totals.total);
        self.record(SaleCommitted { sale: committed.clone(), show });
        let asks_until = if present { self.ask_for_paper(receipt) } else { None };
        let event = CommittedEvent { basket_ref: basket_ref.clone(), epos_no, receipt_no, total, sale_record };
        self.event("basket.committed", &event);
        self.settle_all(sale, &posted, &committed.credits);
        self.settle_loads(sale, &receipt.loads);
        for (coupon, op_id) in &anew {
            self.use_late(sale, coupon, op_id)?;
        }
        self.credit(sale, &committed.credits);
        self.give_points_back(sale, &committed.points_back);
        self.ask_earned(&committed);
        for op in &committed.freed {
            self.settle(Purpose::Settle, sale.mode, &sale.basket_ref, op, Settle::Reverse);
        }
        for (place, (rule, voucher)) in due.iter().zip(&committed.voucher_ids).enumerate() {
            self.issue(sale, rule, voucher, u8::try_from(place).unwrap_or(0))?;
        }
        self.raise(&basket_ref, differences);
        Ok(CommittedAnswer { basket_ref, epos_no, differences: differences.to_vec(), asks_until }.write())
    }

    /// Coupons that the register gave although the ledger holds no use of them any more (the sale was suspended), each with
    /// the operation that uses it now.
    fn given_anew(&mut self, sale: &Sale, used: &dyn Fn(&Id) -> bool) -> Vec<(Coupon, Id)> {
        let given: Vec<Coupon> = sale.coupons.iter().filter(|c| !c.held && used(&c.id)).cloned().collect();
        given.into_iter().map(|coupon| (coupon, self.id("op"))).collect()
    }

    /// Uses a coupon and makes it final at once; nobody waits for it, and it is not asked whether it may be: it was given.
    fn use_late(&mut self, sale: &Sale, coupon: &Coupon, op_id: &Id) -> Result<(), Refusal> {
        let again = self.use_given(sale, coupon)?;
        let new = Operation::new(op_id.clone(), Purpose::LateUse, &sale.basket_ref, sale.mode);
        let op = Operation { again: Some(Rc::new(again.clone())), of: Some(coupon.id.clone()), ..new };
        self.ask(op, What::Use(again));
        self.settle(Purpose::Settle, sale.mode, &sale.basket_ref, op_id, Settle::Post);
        Ok(())
    }

    /// Makes `posted` final and gives every other hold of the sale back.
    fn settle_all(&mut self, sale: &Sale, posted: &[Id], credits: &[GivenBack]) {
        let coupons = sale.coupons.iter().map(|coupon| (coupon.id.clone(), None));
        let held = |tender: &&Tender| !matches!(tender.phase, TenderPhase::Declined | TenderPhase::Cancelled);
        let cards = sale.tenders.iter().filter(held);
        let cards = cards.filter_map(|tender| tender.op.clone().map(|op| (op, Some(tender.amount))));
        let others = |(op, _): &(Id, Option<Amount>)| !credits.iter().any(|given| given.op == *op);
        for (op, amount) in cards.chain(coupons).filter(others).collect::<Vec<_>>() {
            let post = posted.contains(&op);
            let settle = if post { Settle::Post } else { Settle::Void };
            self.settle_amount(Purpose::Settle, sale.mode, &sale.basket_ref, &op, settle, amount.filter(|_| post));
        }
        for by in &sale.redemptions {
            let post = posted.contains(&by.id);
            let (settle, amount) =
                (Some(if post { Settle::Post } else { Settle::Void }), Some(by.amount).filter(|_| post));
            let new = Operation::new(self.id("op"), Purpose::Settle, &sale.basket_ref, sale.mode);
            let (of, scheme) = (Some(by.id.clone()), Some(by.program.clone()));
            self.settle_op(Operation { settle, of, scheme, amount, ..new });
        }
    }

    /// Vouchers of a voided sale: those not printed yet never are; one that was printed is in somebody's hand, and raised.
    /// What is held for one that the ledger still owes an answer about is let go at once; its code is printed by nobody.
    fn recall_vouchers(&mut self, sale: &Committed) {
        let of_milestones: Vec<Id> = sale.member.iter().flat_map(OfMember::paid_out).cloned().collect();
        for voucher in sale.voucher_ids.iter().chain(&of_milestones) {
            let waits = self.state.requests.iter().any(|r| r.subject == *voucher);
            self.close_requests_of(voucher, "print");
            if waits && of_milestones.contains(voucher) {
                let (mode, basket_ref) = (sale.receipt.mode, &sale.receipt.basket_ref);
                self.settle(Purpose::Settle, mode, basket_ref, voucher, Settle::Reverse);
            }
            let issue = |op: &Operation| op.purpose == Purpose::VoucherIssue && op.subject == *voucher;
            let owed = self.state.ops.iter().any(issue);
            if !waits && !owed {
                self.differs(&sale.receipt.basket_ref, "voucher");
            }
        }
        let (basket_ref, mode) = (&sale.receipt.basket_ref, sale.receipt.mode);
        let held = |op: &Operation| match op.purpose {
            Purpose::MemberVoucher if op.subject == *basket_ref => Some(op.op_id.clone()),
            Purpose::VoucherIssue => op.of.clone().filter(|held| of_milestones.contains(held)),
            _ => None,
        };
        for held in self.state.ops.iter().filter_map(held).collect::<Vec<_>>() {
            self.settle(Purpose::Settle, mode, basket_ref, &held, Settle::Void);
        }
    }

    /// Raises what cannot be undone.
    fn differs(&mut self, basket_ref: &Id, what: &'static str) {
        let (register, page) = (Amount::ZERO, Amount::ZERO);
        self.raise(basket_ref, &[Difference { what: Id::word(what), register, page }]);
    }

    fn raise(&mut self, basket_ref: &Id, differences: &[Difference]) {
        if !differences.is_empty() {
            let discrepancy = Discrepancy { basket_ref: basket_ref.clone(), differences: differences.to_vec() };
            self.event("basket.discrepancy", &discrepancy);
        }
    }

    fn vouchers_due(&self, sale: &Sale, receipt: &Receipt) -> Vec<VoucherRule> {
        let able = self.state.open.as_ref().is_some_and(|open| open.capabilities.iter().any(|c| c.as_str() == "print"));
        let (Ok(pack), Ok(()), true) = (self.pack_of(&sale.pack), self.stored_value(), able) else { return Vec::new() };
        let loads = load_lines(&receipt.lines, &receipt.priced.lines).map(|(_, amount)| amount);
        let goods = Amount::total(loads).and_then(|loads| receipt.priced.totals.total.minus(loads)).unwrap_or_default();
        let due = pack.vouchers.iter().filter(|rule| goods >= rule.min_total);
        due.take(usize::from(MAX_VOUCHERS)).cloned().collect()
    }
}

/// A sale that is being closed.
pub(super) struct Closing<'a> {
    /// The basket as it stood.
    pub sale: &'a Sale,
    /// Its receipt.
    pub receipt: Receipt,
    /// What did not agree.
    pub differences: &'a [Difference],
    /// Whether a coupon was used in it.
    pub used: &'a dyn Fn(&Id) -> bool,
    /// Whether the receipt shows on the screen.
    pub show: bool,
    /// Whether its customer is still there, gets vouchers and is asked about paper.
    pub present: bool,
    /// What it brings back.
    pub back: Back,
    /// How it was priced, for returns that price again.
    pub day: Option<Circumstances>,
}

/// Change, from cash only: what was given and not kept.
fn change(sale: &Sale) -> Result<Option<Amount>, Refusal> {
    let mut change = None;
    let cash = |t: &&Tender| t.phase == TenderPhase::Approved && t.kind == TenderKind::Cash;
    for tender in sale.tenders.iter().filter(cash) {
        if let Some(tendered) = tender.tendered {
            let back = tendered.minus(tender.amount)?.minus(tender.rounding)?;
            let back = if back.is_negative() { Amount::ZERO } else { back }; // told too little: no change
            change = Some(change.unwrap_or(Amount::ZERO).plus(back)?);
        }
    }
    Ok(change)
}
