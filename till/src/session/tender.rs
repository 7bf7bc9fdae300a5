//! Payment: one tender at a time, each ending exactly once.
//!
//! What must hold: a tender is approved only by the ledger or the register; cancelling a payment of the register is a
//! wish until the register answers; nothing here changes a price.

use super::command::Answer;
use super::draft::Draft;
use super::state::{Phase, Requested, Tender, TenderPhase};
use crate::money::Amount;
use crate::names::Id;
use crate::record::PhaseSet;
use crate::secret::{Pin, Token};
use crate::shape::Shape;
use crate::wire::basket::TenderKind;
use crate::wire::error::{Code, Refusal};
use crate::wire::session::{RequestDone, RequestOutcome};
use crate::wire::tender::{Accepted, CancelAnswer, CancelState, CancelTender, Pay, StartTender, TakePayment};

/// `tender.start`.
pub(super) fn start(draft: &mut Draft<'_>, x: &StartTender) -> Answer {
    for kind in &x.kinds {
        draft.possible(*kind)?;
    }
    draft.loads_bound()?;
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
    draft.loads_bound()?;
    draft.one_at_a_time()?;
    let sale = draft.sale()?;
    let remaining = sale.to_pay();
    if !remaining.is_positive() {
        return Err(Code::NothingToPay.into());
    }
    let amount = amount.unwrap_or(remaining);
    if !amount.is_positive() || amount > remaining {
        return Err(Refusal::new(Code::AmountTooLarge).because("remaining", remaining.minor()));
    }
    if sale.phase != Phase::Paying {
        let kinds = draft.possible_kinds();
        draft.record(PhaseSet { phase: Phase::Paying, kinds, at: draft.ctx.now });
    }
    draft.hide_notice();
    let tender = Tender { phase: TenderPhase::Taking, ..Tender::new(draft.id("t"), kind, amount) };
    let id = tender.id.clone();
    let tender = draft.rounded(tender)?;
    let cash_amount = if kind == TenderKind::Cash { Some(tender.asked()?) } else { None };
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
    if draft.ask_done(x)? {
        return Ok(crate::wire::session::Nothing {}.write());
    }
    let find = |request: &&std::rc::Rc<Requested>| request.req == x.req;
    let request = draft.state.requests.iter().find(find).cloned().ok_or(Code::RequestUnknown)?;
    match request.request.as_str() {
        "payment.take" | "payment.refund" => taken(draft, &request, x)?,
        "authorise" => super::refund::authorised(draft, &request, x),
        "payment.reverse" => reversed(draft, &request, x)?,
        "payment.pay_out" => super::life::paid_out(draft, &request, x),
        _ => super::print::printed(draft, &request, x.outcome),
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
            let expected = tender.asked()?.magnitude();
            let authorized = x.authorized.unwrap_or(expected);
            let nothing = authorized.is_zero() && !expected.is_zero();
            if nothing || authorized.is_negative() || authorized > expected {
                return Err(Refusal::new(Code::AmountTooLarge).because("authorized", expected.minor()));
            }
            let tendered = x.tendered.filter(|_| tender.kind == TenderKind::Cash && tender.due.is_none());
            if tendered.is_some_and(|tendered| tendered < authorized) {
                let refusal = Refusal::new(Code::PayloadInvalid).because("path", "payload.tendered");
                return Err(refusal.because("problem", "out_of_range").because("expected", "at least what is taken"));
            }
            let paid = super::terminal::with_slip(Tender { tendered, ..tender.clone() }, x.slip.as_deref())?;
            draft.close_request(&request.req);
            let signed = if tender.due.is_some() { authorized.negated() } else { authorized };
            let paid = draft.paid(paid, signed)?;
            draft.approve(paid)?;
        }
        RequestOutcome::Failed | RequestOutcome::Refused => {
            draft.close_request(&request.req);
            if tender.cancel {
                draft.close_requests_of(&tender.id, "payment");
                draft.cancelled(tender);
            } else {
                draft.failed(tender);
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
            draft.close_requests_of(&tender.id, "payment");
            draft.cancelled(tender);
        }
        RequestOutcome::Failed | RequestOutcome::Refused => {
            draft.close_request(&request.req);
            let kept = Tender { cancel: false, ..tender };
            if kept.phase == TenderPhase::Cancelling {
                draft.approve(kept.clone())?;
            } else {
                draft.set_tender(kept.clone());
            }
            draft.stuck(&kept);
        }
        RequestOutcome::Unknown => {}
    }
    Ok(())
}

/// `tender.external`: what the register says of money is a fact; it is never refused for its amount.
pub(super) fn external(draft: &mut Draft<'_>, x: &crate::wire::tender::External) -> Answer {
    if !x.authorized.is_positive() && x.outcome == RequestOutcome::Done {
        return Err(Refusal::new(Code::AmountTooLarge).because("path", "payload.authorized"));
    }
    let known = draft.tender(&x.tender_ref);
    if known.as_ref().is_some_and(|t| t.kind == TenderKind::GiftCard) || x.kind == TenderKind::GiftCard {
        return Err(Code::TenderKindRefused.into());
    }
    let tender = match known {
        Some(known) => known,
        None => draft.told(x.tender_ref.clone(), x.kind, x.authorized)?,
    };
    if tender.phase.is_final() || tender.phase == TenderPhase::Cancelling {
        return draft.basket_answer(); // told before; what is being given back is settled by its own request
    }
    let tender = super::terminal::with_slip(tender, x.slip.as_deref())?;
    match x.outcome {
        RequestOutcome::Done => {
            if draft.sale()?.phase != Phase::Paying {
                let kinds = draft.possible_kinds();
                draft.record(PhaseSet { phase: Phase::Paying, kinds, at: draft.ctx.now });
            }
            draft.close_requests_of(&tender.id, "payment.take");
            draft.close_requests_of(&tender.id, "payment.refund");
            let signed = if tender.due.is_some() { x.authorized.negated() } else { x.authorized };
            let paid = draft.paid(tender, signed)?;
            draft.approve(paid)?;
        }
        RequestOutcome::Failed | RequestOutcome::Refused => {
            draft.close_requests_of(&tender.id, "payment");
            if tender.cancel { draft.cancelled(tender) } else { draft.failed(tender) }
        }
        RequestOutcome::Unknown => draft.set_tender(Tender { phase: TenderPhase::Unknown, ..tender }),
    }
    draft.sale()?.try_covered()?;
    draft.basket_answer()
}

/// `tender.cancel`.
pub(super) fn cancel_command(draft: &mut Draft<'_>, x: &CancelTender) -> Answer {
    let state = match draft.cancel_wait(&x.tender_ref) {
        Some(state) => state,
        None => cancel(draft, &x.tender_ref)?,
    };
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
        (TenderPhase::Approved, TenderKind::GiftCard) if tender.due.is_some() && tender.op.is_none() => {
            draft.cancelled(tender); // nothing is credited before the commit
            return Ok(CancelState::Cancelled);
        }
        (TenderPhase::Approved, TenderKind::GiftCard) => {
            draft.set_tender(Tender { phase: TenderPhase::Cancelling, ..cancelling });
            draft.give_back(&tender);
        }
        (TenderPhase::Approved, _) if !draft.able("payment.reverse") => {
            draft.cancelled(tender); // the register says so and gives the money back by itself
            return Ok(CancelState::Cancelled);
        }
        (TenderPhase::Approved, _) => {
            draft.set_tender(Tender { phase: TenderPhase::Cancelling, ..cancelling });
            draft.ask_reverse(&tender)?;
        }
        (TenderPhase::Taking | TenderPhase::Unknown, _) => {
            draft.set_tender(cancelling);
            draft.ask_reverse(&tender)?;
        }
        (TenderPhase::Asking, _) => {
            draft.give_up_asking(tender);
            return Ok(CancelState::Cancelled);
        }
        _ => draft.set_tender(cancelling),
    }
    Ok(CancelState::Pending)
}
