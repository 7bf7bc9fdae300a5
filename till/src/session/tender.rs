//! Payment: one tender at a time, each ending exactly once.
//!
//! What must hold: a tender is approved only by the ledger or the register; cancelling a payment of the register is a
//! wish until the register answers; nothing here changes a price.

use super::command::Answer;
use super::draft::Draft;
use super::read::tender_state;
use super::state::{Notice, Phase, Purpose, Requested, Sale, Settle, Tender, TenderPhase};
use crate::money::Amount;
use crate::names::Id;
use crate::price::cash_round;
use crate::record::{NoticeSet, PhaseSet, TenderSet};
use crate::secret::{Pin, Token};
use crate::shape::Shape;
use crate::wire::basket::{TenderKind, TenderState};
use crate::wire::error::{Code, Refusal};
use crate::wire::rest::{
    Accepted, CancelAnswer, CancelState, CancelTender, Pay, ReversePayment, StartTender, TakePayment, TenderEvent,
};
use crate::wire::session::{RequestDone, RequestOutcome};

/// How long an approved tender is shown, in milliseconds.
const SHOW_APPROVED: i64 = 4_000;
/// How long a declined tender is shown, in milliseconds.
const SHOW_DECLINED: i64 = 20_000;

/// `tender.start`.
pub(super) fn start(draft: &mut Draft<'_>, x: &StartTender) -> Answer {
    for kind in &x.kinds {
        draft.possible(*kind)?;
    }
    let kinds = if x.kinds.is_empty() { draft.possible_kinds() } else { x.kinds.clone() };
    draft.record(PhaseSet { phase: Phase::Paying, kinds, at: draft.ctx.now });
    draft.basket_answer()
}

/// `tender.pay`.
pub(super) fn pay(draft: &mut Draft<'_>, x: &Pay) -> Answer {
    let accepted = begin(draft, x.kind, x.token.as_ref(), x.pin.as_ref(), x.amount)?;
    Ok(Accepted { accepted }.write())
}

/// Begins a tender and answers with its id.
pub(super) fn begin(
    draft: &mut Draft<'_>,
    kind: TenderKind,
    token: Option<&Token>,
    pin: Option<&Pin>,
    amount: Option<Amount>,
) -> Result<Id, Refusal> {
    draft.possible(kind)?;
    draft.drop_prompts();
    let sale = draft.sale()?;
    if let Some(active) = sale.active() {
        let refusal = Refusal::new(Code::NotNow).because("state", active.phase.word());
        return Err(refusal.because("expected", "tender.approved, tender.declined or tender.cancelled"));
    }
    let remaining = sale.remaining();
    if !remaining.is_positive() {
        return Err(Code::NothingToPay.into());
    }
    let amount = amount.unwrap_or(remaining);
    if !amount.is_positive() || amount > remaining {
        return Err(Refusal::new(Code::AmountTooLarge).because("remaining", remaining.minor()));
    }
    let cash_amount = if kind == TenderKind::Cash { Some(draft.cash(amount)?) } else { None };
    if sale.phase != Phase::Paying {
        let kinds = draft.possible_kinds();
        draft.record(PhaseSet { phase: Phase::Paying, kinds, at: draft.ctx.now });
    }
    draft.hide_notice();
    let tender = Tender { phase: TenderPhase::Taking, ..Tender::new(draft.id("t"), kind, amount) };
    let id = tender.id.clone();
    match kind {
        TenderKind::GiftCard => {
            draft.set_tender(Tender { phase: TenderPhase::NeedsCard, ..tender });
            if let Some(token) = token {
                draft.present_card(token, pin)?;
            }
        }
        _ => {
            draft.set_tender(tender);
            let sale = draft.sale()?;
            let (basket_ref, currency) = (sale.basket_ref.clone(), sale.currency);
            let take = TakePayment { tender_ref: id.clone(), basket_ref, kind, amount, cash_amount, currency };
            draft.request("payment.take", id.clone(), &take);
        }
    }
    Ok(id)
}

/// `request.done`.
pub(super) fn request_done(draft: &mut Draft<'_>, x: &RequestDone) -> Answer {
    let find = |request: &&std::rc::Rc<Requested>| request.req == x.req;
    let request = draft.state.requests.iter().find(find).cloned().ok_or(Code::RequestUnknown)?;
    match request.request.as_str() {
        "payment.take" => taken(draft, &request, x)?,
        "payment.reverse" => reversed(draft, &request, x)?,
        _ => {
            if matches!(x.outcome, RequestOutcome::Done | RequestOutcome::Refused) {
                draft.close_request(&request.req);
            }
        }
    }
    Ok(crate::wire::session::Nothing {}.write())
}

fn taken(draft: &mut Draft<'_>, request: &Requested, x: &RequestDone) -> Result<(), Refusal> {
    let Some(tender) = draft.tender(&request.subject) else {
        draft.close_request(&request.req); // the sale is gone; what was taken is in its receipt
        return Ok(());
    };
    match x.outcome {
        RequestOutcome::Done => {
            let expected = draft.expected(&tender)?;
            let authorized = x.authorized.unwrap_or(expected);
            if !authorized.is_positive() || authorized > expected {
                return Err(Refusal::new(Code::AmountTooLarge).because("authorized", expected.minor()));
            }
            let masked = x.masked_pan.as_ref().map(ToString::to_string).or(tender.masked.clone());
            let paid = Tender { tendered: x.tendered, masked, ..tender };
            draft.close_request(&request.req);
            draft.approve(draft.paid(paid, authorized)?);
        }
        RequestOutcome::Failed | RequestOutcome::Refused => {
            draft.close_request(&request.req);
            if tender.cancel {
                draft.close_requests_of(&tender.id);
                draft.cancelled(tender);
            } else {
                draft.decline(tender, Code::PaymentFailed);
            }
        }
        RequestOutcome::Unknown => {
            let unknown = Tender { phase: TenderPhase::Unknown, ..tender };
            draft.set_tender(unknown.clone());
            draft.tender_event("tender.unknown", &unknown, Some(Code::PaymentUnknown));
        }
    }
    Ok(())
}

fn reversed(draft: &mut Draft<'_>, request: &Requested, x: &RequestDone) -> Result<(), Refusal> {
    let Some(tender) = draft.tender(&request.subject) else {
        draft.close_request(&request.req);
        return Ok(());
    };
    match x.outcome {
        RequestOutcome::Done => {
            draft.close_requests_of(&tender.id);
            draft.cancelled(tender);
        }
        RequestOutcome::Failed | RequestOutcome::Refused => {
            draft.close_request(&request.req);
            let kept = Tender { cancel: false, ..tender };
            if kept.phase == TenderPhase::Cancelling {
                draft.approve(kept);
            } else {
                draft.set_tender(kept);
            }
        }
        RequestOutcome::Unknown => {}
    }
    Ok(())
}

/// `tender.external`: what the register says of money is a fact; it is never refused for its amount.
pub(super) fn external(draft: &mut Draft<'_>, x: &crate::wire::rest::External) -> Answer {
    let masked = x.masked_pan.as_ref().map(ToString::to_string);
    let known = draft.tender(&x.tender_ref);
    if known.as_ref().is_some_and(|t| t.kind == TenderKind::GiftCard) || x.kind == TenderKind::GiftCard {
        return Err(Code::TenderKindRefused.into());
    }
    let tender = known.unwrap_or_else(|| Tender::new(x.tender_ref.clone(), x.kind, x.authorized));
    if tender.phase.is_final() {
        return draft.basket_answer(); // told before
    }
    draft.close_requests_of(&tender.id);
    let tender = Tender { masked: masked.or(tender.masked.clone()), ..tender };
    match x.outcome {
        RequestOutcome::Done => {
            if draft.sale()?.phase != Phase::Paying {
                let kinds = draft.possible_kinds();
                draft.record(PhaseSet { phase: Phase::Paying, kinds, at: draft.ctx.now });
            }
            draft.approve(draft.paid(tender, x.authorized)?);
        }
        RequestOutcome::Failed | RequestOutcome::Refused => draft.decline(tender, Code::PaymentFailed),
        RequestOutcome::Unknown => draft.set_tender(Tender { phase: TenderPhase::Unknown, ..tender }),
    }
    draft.basket_answer()
}

/// `tender.cancel`.
pub(super) fn cancel_command(draft: &mut Draft<'_>, x: &CancelTender) -> Answer {
    let state = cancel(draft, &x.tender_ref)?;
    Ok(CancelAnswer { state }.write())
}

/// `tender.rollback`: every tender that is not over, the last one first.
pub(super) fn rollback(draft: &mut Draft<'_>) -> Answer {
    let ids: Vec<Id> = draft.sale()?.tenders.iter().rev().map(|tender| tender.id.clone()).collect();
    let mut all = CancelState::Cancelled;
    for id in ids {
        if cancel(draft, &id)? == CancelState::Pending {
            all = CancelState::Pending;
        }
    }
    Ok(CancelAnswer { state: all }.write())
}

/// Cancels one tender, or begins to.
pub(super) fn cancel(draft: &mut Draft<'_>, id: &Id) -> Result<CancelState, Refusal> {
    let tender = draft.tender(id).ok_or(Code::TenderUnknown)?;
    draft.hide_notice();
    let cancelling = Tender { cancel: true, ..tender.clone() };
    match (tender.phase, tender.kind) {
        (TenderPhase::Cancelled, _) => return Ok(CancelState::Cancelled),
        (TenderPhase::Declined, _) => return Ok(CancelState::TooLate),
        (phase, _) if phase.is_prompt() => {
            draft.cancelled(tender);
            return Ok(CancelState::Cancelled);
        }
        (_, _) if tender.cancel => {}
        (TenderPhase::Approved, TenderKind::GiftCard) => {
            draft.set_tender(Tender { phase: TenderPhase::Cancelling, ..cancelling });
            draft.give_back(&tender);
        }
        (TenderPhase::Approved, _) => {
            draft.set_tender(Tender { phase: TenderPhase::Cancelling, ..cancelling });
            draft.ask_reverse(&tender)?;
        }
        (TenderPhase::Taking | TenderPhase::Unknown, _) => {
            draft.set_tender(cancelling);
            draft.ask_reverse(&tender)?;
        }
        _ => draft.set_tender(cancelling), // the ledger's answer settles it
    }
    Ok(CancelState::Pending)
}

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
            balance: None,
            op: None,
            tries: 0,
            problem: None,
            tries_left: None,
            cancel: false,
        }
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
                self.stored_value().map_err(|why| Refusal::new(Code::StoredValueOff).because("reason", why))
            }
            TenderKind::Cash | TenderKind::Card => {
                let open = self.state.open.as_ref();
                let able = open.is_some_and(|open| open.capabilities.iter().any(|c| c.as_str() == "payment.take"));
                if able { Ok(()) } else { Err(Code::TenderKindRefused.into()) }
            }
            TenderKind::Other => Err(Code::TenderKindRefused.into()),
        }
    }

    pub(super) fn possible_kinds(&self) -> Vec<TenderKind> {
        let kinds = [TenderKind::GiftCard, TenderKind::Card, TenderKind::Cash];
        kinds.into_iter().filter(|kind| self.possible(*kind).is_ok()).collect()
    }

    /// An amount as cash would be paid, by the pack's cash rounding.
    pub(super) fn cash(&self, amount: Amount) -> Result<Amount, Refusal> {
        let pack = self.pack_of(&self.sale()?.pack)?;
        Ok(cash_round(amount, &pack.options)?)
    }

    fn expected(&self, tender: &Tender) -> Result<Amount, Refusal> {
        if tender.kind == TenderKind::Cash { self.cash(tender.amount) } else { Ok(tender.amount) }
    }

    /// A tender with what was really taken. Cash rounding happens only where the rounded amount was taken whole.
    pub(super) fn paid(&self, tender: Tender, authorized: Amount) -> Result<Tender, Refusal> {
        if authorized == self.expected(&tender)? {
            let rounding = authorized.minus(tender.amount)?;
            return Ok(Tender { rounding, ..tender });
        }
        Ok(Tender { amount: authorized, rounding: Amount::ZERO, ..tender })
    }

    pub(super) fn approve(&mut self, tender: Tender) {
        let wanted_back = tender.cancel;
        let tender = Tender { phase: TenderPhase::Approved, problem: None, ..tender };
        self.set_tender(tender.clone());
        self.tender_event("tender.approved", &tender, None);
        if wanted_back && tender.kind == TenderKind::GiftCard {
            self.set_tender(Tender { phase: TenderPhase::Cancelling, ..tender.clone() });
            self.give_back(&tender);
        } else if wanted_back {
            self.set_tender(Tender { phase: TenderPhase::Cancelling, ..tender });
        } else {
            self.show_notice(&tender.id, None, SHOW_APPROVED);
        }
    }

    pub(super) fn decline(&mut self, tender: Tender, code: Code) {
        let tender = Tender { phase: TenderPhase::Declined, problem: Some(Id::word(code.word())), ..tender };
        self.set_tender(tender.clone());
        self.tender_event("tender.declined", &tender, Some(code));
        self.show_notice(&tender.id, Some(code), SHOW_DECLINED);
    }

    pub(super) fn cancelled(&mut self, tender: Tender) {
        let tender = Tender { phase: TenderPhase::Cancelled, ..tender };
        self.set_tender(tender.clone());
        self.tender_event("tender.cancelled", &tender, None);
    }

    pub(super) fn give_back(&mut self, tender: &Tender) {
        let mode = self.state.sale.as_ref().map(|sale| sale.mode).unwrap_or(crate::ledger::ask::Mode::Live);
        if let Some(op) = &tender.op {
            self.settle(Purpose::CardVoid, mode, &tender.id, op, Settle::Void);
        }
    }

    fn ask_reverse(&mut self, tender: &Tender) -> Result<(), Refusal> {
        let sale = self.sale()?;
        let (basket_ref, currency) = (sale.basket_ref.clone(), sale.currency);
        let amount = tender.amount.plus(tender.rounding)?;
        let reverse = ReversePayment { tender_ref: tender.id.clone(), basket_ref, kind: tender.kind, amount, currency };
        self.request("payment.reverse", tender.id.clone(), &reverse);
        Ok(())
    }

    pub(super) fn close_requests_of(&mut self, tender: &Id) {
        let of_tender = self.state.requests.iter().filter(|request| request.subject == *tender);
        let reqs: Vec<Id> = of_tender.map(|request| request.req.clone()).collect();
        for req in reqs {
            self.close_request(&req);
        }
    }

    pub(super) fn tender_event(&mut self, kind: &'static str, tender: &Tender, code: Option<Code>) {
        let TenderState { tender_ref, kind: how, amount, rounding, masked, balance, .. } = tender_state(tender);
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
            code: code.map(|code| Id::word(code.word())),
            cashier_text: texts.as_ref().map(|texts| texts.0.clone()),
            customer_text: texts.map(|texts| texts.1),
        };
        self.event(kind, &event);
    }

    fn show_notice(&mut self, tender: &Id, code: Option<Code>, millis: i64) {
        let notice = Notice {
            tender: tender.clone(),
            until: self.ctx.now.after(millis),
            code: code.map(|c| Id::word(c.word())),
        };
        self.record(NoticeSet { notice: Some(notice) });
    }

    pub(super) fn hide_notice(&mut self) {
        if self.state.notice.is_some() {
            self.record(NoticeSet { notice: None });
        }
    }

    /// Drops tenders that wait for the customer only.
    pub(super) fn drop_prompts(&mut self) {
        let prompts: Vec<Tender> =
            self.state.sale.iter().flat_map(|sale| &sale.tenders).filter(|t| t.phase.is_prompt()).cloned().collect();
        for tender in prompts {
            self.cancelled(tender);
        }
    }
}
