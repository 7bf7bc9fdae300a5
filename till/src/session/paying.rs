//! What a draft can do with a tender: begin, approve, decline, cancel, tell.
//!
//! What must hold: each outcome is recorded, told as an event and shown, together.

use super::draft::Draft;
use super::read::tender_state;
use super::state::{Notice, Purpose, Sale, Settle, Tender, TenderPhase};
use crate::money::Amount;
use crate::names::Id;
use crate::pack::TokenScheme;
use crate::price::cash_round;
use crate::record::{NoticeSet, TenderSet};
use crate::wire::basket::{TenderKind, TenderState};
use crate::wire::error::{Code, Refusal};
use crate::wire::tender::{ReversePayment, TenderEvent};

/// How long an approved tender is shown, in milliseconds.
const SHOW_APPROVED: i64 = 4_000;
/// How long a declined tender is shown, in milliseconds.
const SHOW_DECLINED: i64 = 20_000;

impl Tender {
    pub(super) fn new(id: Id, kind: TenderKind, amount: Amount) -> Tender {
        Tender {
            id,
            kind,
            phase: TenderPhase::Taking,
            amount,
            rounding: Amount::ZERO,
            tendered: None,
            scheme: None,
            token: None,
            masked: None,
            slip: None,
            balance: None,
            gaps: Vec::new(),
            op: None,
            tries: 0,
            problem: None,
            tries_left: None,
            cancel: false,
            due: None,
        }
    }

    /// What the register is asked to take, or, negative, to give back.
    pub(super) fn asked(&self) -> Result<Amount, Refusal> {
        Ok(self.amount.plus(self.rounding)?)
    }
}

impl Draft<'_> {
    pub(super) fn tender(&self, id: &Id) -> Option<Tender> {
        self.state.sale.as_ref().and_then(|sale| sale.tender(id)).cloned()
    }

    pub(super) fn set_tender(&mut self, tender: Tender) {
        self.record(TenderSet { tender });
    }

    /// Whether something can be paid like this now.
    pub(super) fn possible(&self, kind: TenderKind) -> Result<(), Refusal> {
        match kind {
            TenderKind::GiftCard => {
                self.cards().map_err(|why| Refusal::new(Code::StoredValueOff).because("reason", why))
            }
            TenderKind::Cash | TenderKind::Card => {
                if self.able("payment.take") {
                    Ok(())
                } else {
                    Err(Code::TenderKindRefused.into())
                }
            }
            TenderKind::Other => Err(Code::TenderKindRefused.into()),
        }
    }

    /// Whether gift cards are good for anything here, or why not: with several tills those with a home are.
    fn cards(&self) -> Result<(), &'static str> {
        let till = self.state.open.as_ref().map(|open| &open.till);
        let here = |scheme: &TokenScheme| {
            scheme.card_homes || (scheme.home_till.is_some() && scheme.home_till.as_ref() == till)
        };
        match self.stored_value() {
            Err("many_tills") if self.pack_now().is_ok_and(|pack| pack.tokens.iter().any(here)) => Ok(()),
            other => other,
        }
    }

    /// Whether the register has named this capability.
    pub(super) fn able(&self, capability: &str) -> bool {
        let open = self.state.open.as_ref();
        open.is_some_and(|open| open.capabilities.iter().any(|named| named.as_str() == capability))
    }

    pub(super) fn possible_kinds(&self) -> Vec<TenderKind> {
        let kinds = [TenderKind::GiftCard, TenderKind::Card, TenderKind::Cash];
        kinds.into_iter().filter(|kind| self.possible(*kind).is_ok()).collect()
    }

    /// An amount as cash would be paid, by the pack's cash rounding.
    fn cash(&self, amount: Amount) -> Result<Amount, Refusal> {
        let pack = self.pack_of(&self.sale()?.pack)?;
        Ok(cash_round(amount, &pack.options)?)
    }

    /// A tender as the register is asked for it: cash that closes the sale is rounded, anything else is not. What is asked
    /// stays the measure of the answer, whatever happens to the sale meanwhile.
    pub(super) fn rounded(&self, tender: Tender) -> Result<Tender, Refusal> {
        let sale = self.sale()?;
        let open = if tender.due.is_some() { sale.to_give().negated() } else { sale.to_pay() };
        let closes = tender.kind == TenderKind::Cash && tender.amount == open;
        let rounding = if closes { self.cash(open)?.minus(open)? } else { Amount::ZERO };
        Ok(Tender { rounding, ..tender })
    }

    /// A tender nobody asked for, of what the register says it took: cash that is the open amount rounded closes the sale.
    pub(super) fn told(&self, id: Id, kind: TenderKind, taken: Amount) -> Result<Tender, Refusal> {
        let open = self.sale()?.to_pay();
        let closes = kind == TenderKind::Cash && taken == self.cash(open)?;
        self.rounded(Tender::new(id, kind, if closes { open } else { taken }))
    }

    /// A tender with what was really taken. Cash rounding happens only where the rounded amount was taken whole.
    pub(super) fn paid(&self, tender: Tender, authorized: Amount) -> Result<Tender, Refusal> {
        if authorized == tender.asked()? {
            return Ok(tender);
        }
        Ok(Tender { amount: authorized, rounding: Amount::ZERO, ..tender })
    }

    pub(super) fn approve(&mut self, tender: Tender) -> Result<(), Refusal> {
        let wanted_back = tender.cancel;
        let tender = Tender { phase: TenderPhase::Approved, problem: None, ..tender };
        self.set_tender(tender.clone());
        self.tender_event("tender.approved", &tender, None);
        if !wanted_back {
            self.show_notice(&tender.id, None, SHOW_APPROVED);
            return Ok(());
        }
        self.set_tender(Tender { phase: TenderPhase::Cancelling, ..tender.clone() });
        if tender.kind == TenderKind::GiftCard {
            self.give_back(&tender);
            return Ok(());
        }
        let asked = |r: &std::rc::Rc<super::state::Requested>| {
            r.subject == tender.id && r.request.as_str() == "payment.reverse"
        };
        if self.state.requests.iter().any(asked) { Ok(()) } else { self.ask_reverse(&tender) }
    }

    pub(super) fn decline(&mut self, tender: Tender, code: Code) {
        let tender = Tender { phase: TenderPhase::Declined, problem: Some(Id::word(code.word())), ..tender };
        self.set_tender(tender.clone());
        self.tender_event("tender.declined", &tender, Some(code));
        self.show_notice(&tender.id, Some(code), SHOW_DECLINED);
    }

    /// The register could not take the money, or not give it back.
    pub(super) fn failed(&mut self, tender: Tender) {
        let code = if tender.due.is_some() { Code::RefundFailed } else { Code::PaymentFailed };
        self.decline(tender, code);
    }

    /// Drops what waits for the customer only; refuses while something else is under way.
    pub(super) fn one_at_a_time(&mut self) -> Result<(), Refusal> {
        self.drop_prompts();
        let Some(active) = self.sale()?.active() else { return Ok(()) };
        let refusal = Refusal::new(Code::NotNow).because("state", active.phase.word());
        Err(refusal.because("expected", "tender.approved, tender.declined or tender.cancelled"))
    }

    pub(super) fn cancelled(&mut self, tender: Tender) {
        let tender = Tender { phase: TenderPhase::Cancelled, ..tender };
        self.set_tender(tender.clone());
        self.tender_event("tender.cancelled", &tender, None);
    }

    /// Cancels a tender while the ledger has not answered: nobody waits for it. What it may hold is given back, or its id
    /// cancelled before it comes; either is asked until it is answered.
    pub(super) fn give_up_asking(&mut self, tender: Tender) {
        if let Some(op) = tender.op.clone().filter(|op| self.state.op(op).is_some()) {
            self.close_op(&op);
            let mode = self.state.sale.as_ref().map(|sale| sale.mode).unwrap_or(crate::ledger::ask::Mode::Live);
            self.settle(Purpose::Settle, mode, &tender.id, &op, Settle::Void);
        }
        self.cancelled(tender);
    }

    pub(super) fn give_back(&mut self, tender: &Tender) {
        let mode = self.state.sale.as_ref().map(|sale| sale.mode).unwrap_or(crate::ledger::ask::Mode::Live);
        if let Some(op) = &tender.op {
            self.settle(Purpose::CardVoid, mode, &tender.id, op, Settle::Void);
        }
    }

    /// Asks the register to give back or stop taking; one that has not named the capability is left to itself.
    pub(super) fn ask_reverse(&mut self, tender: &Tender) -> Result<(), Refusal> {
        if !self.able("payment.reverse") {
            return Ok(());
        }
        let sale = self.sale()?;
        let (basket_ref, currency) = (sale.basket_ref.clone(), sale.currency);
        let amount = tender.asked()?;
        let on_top = tender.slip.as_ref().map_or(Ok(Amount::ZERO), |slip| slip.on_top())?;
        let (tender_ref, kind) = (tender.id.clone(), tender.kind);
        let reverse = ReversePayment { tender_ref, basket_ref, kind, amount, on_top, currency };
        self.request("payment.reverse", tender.id.clone(), &reverse);
        Ok(())
    }

    /// Closes what the register was asked for a tender: requests whose type begins like this.
    pub(super) fn close_requests_of(&mut self, subject: &Id, kind: &str) {
        let of_subject =
            |r: &&std::rc::Rc<super::state::Requested>| r.subject == *subject && r.request.as_str().starts_with(kind);
        let reqs: Vec<Id> = self.state.requests.iter().filter(of_subject).map(|r| r.req.clone()).collect();
        for req in reqs {
            self.close_request(&req);
        }
    }

    pub(super) fn tender_event(&mut self, kind: &'static str, tender: &Tender, code: Option<Code>) {
        let TenderState { tender_ref, kind: how, amount, rounding, masked, balance, gaps, slip, .. } =
            tender_state(tender);
        let remaining = self.state.sale.as_ref().map(Sale::remaining).unwrap_or_default();
        let texts = code.map(|code| self.texts(code));
        let event = TenderEvent {
            tender_ref,
            kind: how,
            amount,
            rounding,
            remaining,
            masked,
            balance,
            gaps,
            slip,
            code: code.map(|code| Id::word(code.word())),
            cashier_text: texts.as_ref().map(|texts| texts.0.clone()),
            customer_text: texts.map(|texts| texts.1),
        };
        self.event(kind, &event);
    }

    /// A tender that did not go well is shown for a while.
    pub(super) fn show_declined(&mut self, tender: &Id, code: Code) {
        self.show_notice(tender, Some(code), SHOW_DECLINED);
    }

    fn show_notice(&mut self, tender: &Id, code: Option<Code>, millis: i64) {
        let notice = Notice {
            tender: tender.clone(),
            until: self.ctx.now.after(self.state.patience(millis)),
            code: code.map(|c| Id::word(c.word())),
        };
        self.record(NoticeSet { notice: Some(notice) });
    }

    pub(super) fn hide_notice(&mut self) {
        if self.state.notice.is_some() {
            self.record(NoticeSet { notice: None });
        }
    }

    /// Drops what waits for the customer only: tenders, and a card beside the sale.
    pub(super) fn drop_prompts(&mut self) {
        self.drop_wait();
        let prompts: Vec<Tender> =
            self.state.sale.iter().flat_map(|sale| &sale.tenders).filter(|t| t.phase.is_prompt()).cloned().collect();
        for tender in prompts {
            self.cancelled(tender);
        }
    }
}
