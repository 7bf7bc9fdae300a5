//! What is only read, and the small commands of the screen.

use super::command::Answer;
use super::coupons::effect_of;
use super::draft::Draft;
use super::state::{Phase, PromptKind, Sale, State, TenderPhase};
use crate::names::Id;
use crate::record::{PromptSet, ReceiptHidden};
use crate::shape::Shape;
use crate::wire::basket::{BasketState, CouponState, TenderState};
use crate::wire::card::LoadState;
use crate::wire::error::{Code, Refusal};
use crate::wire::receipt::{GetReceipt, Prompt, ReceiptFormat, ReceiptOut, ShowScreen, Status};
use crate::wire::session::{Diagnostics, Nothing};

/// All figures of a basket.
pub(super) fn basket_state(state: &State, sale: &Sale) -> BasketState {
    let coupons = sale.coupons.iter().map(|coupon| {
        let amount = effect_of(&sale.priced, &coupon.id);
        let state = match (coupon.held, amount.is_negative()) {
            (false, _) if coupon.asks.is_some() => "asked",
            (false, _) => "pending",
            (true, true) => "applied",
            (true, false) => "no_effect",
        };
        let (coupon_id, scheme) = (coupon.id.clone(), coupon.scheme.clone());
        let (name, masked) = (coupon.name.clone(), coupon.masked.clone());
        CouponState { coupon_id, scheme, name, masked, state: Id::word(state), amount }
    });
    let priced = sale.priced.as_ref();
    BasketState {
        basket_ref: sale.basket_ref.clone(),
        phase: Id::word(sale.phase.word()),
        kind: sale.kind,
        mode: sale.mode,
        revision: sale.revision,
        pack: sale.pack.clone(),
        lines: priced.lines.clone(),
        adjustments: priced.adjustments.clone(),
        taxes: priced.taxes.clone(),
        totals: priced.totals.clone(),
        why_not: priced.why_not.clone(),
        nudges: priced.nudges.clone(),
        proposals: priced.proposals.clone(),
        earned: priced.earned.clone(),
        tendered: priced.tendered.clone(),
        charges: priced.charges.clone(),
        coupons: coupons.collect(),
        loads: sale.loads.iter().map(load_state).collect(),
        tenders: sale.tenders.iter().map(tender_state).collect(),
        remaining: sale.remaining(),
        originals: super::refund::original_states(state, sale),
        refunds: priced.refunds.clone(),
        due: sale.dues(),
        consent: sale.consent.as_ref().map(|consent| consent.state),
        suggested: Vec::new(),
        cancelling: sale.undoing,
        customer: sale.customer.as_ref().map(|customer| customer.id.clone()),
    }
}

fn load_state(load: &super::state::CardLoad) -> LoadState {
    let state = Id::word(if load.held { "held" } else { "pending" });
    LoadState { line_id: load.line_id.clone(), masked: load.masked.clone(), amount: load.amount, state }
}

/// A tender as the register sees it.
pub(super) fn tender_state(tender: &super::state::Tender) -> TenderState {
    TenderState {
        tender_ref: tender.id.clone(),
        kind: tender.kind,
        state: Id::word(tender.phase.word()),
        amount: tender.amount,
        rounding: tender.rounding,
        scheme: tender.scheme.clone(),
        masked: tender.masked.clone(),
        balance: tender.balance,
        gaps: tender.gaps.clone(),
        slip: tender.slip.clone(),
    }
}

/// `basket.status`.
pub(super) fn status(draft: &Draft<'_>) -> Answer {
    let suspended = draft.state.suspended.iter().map(|sale| sale.basket_ref.clone()).collect();
    Ok(Status { basket: draft.state.sale.as_ref().map(|sale| draft.state_of(sale)), suspended }.write())
}

/// `session.diagnostics`.
pub(super) fn diagnostics(draft: &Draft<'_>) -> Answer {
    let (state, setup) = (&draft.state, &draft.session.setup);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let unknown = state.sale.iter().flat_map(|sale| &sale.tenders).filter(|t| t.phase == TenderPhase::Unknown).count();
    let diagnostics = Diagnostics {
        build: setup.build.clone(),
        phase: Id::word(state.phase().word()),
        storage: Id::word(setup.health.word()),
        unacknowledged: count(state.outbox.len()),
        pending_requests: count(state.requests.len()),
        unknown_operations: count(unknown.saturating_add(state.ops.len())),
        restarts: setup.restarts,
        unresolved: super::report::unresolved(state),
        clock: Id::word(if state.clock.is_suspect() { "suspect" } else { "good" }),
    };
    Ok(diagnostics.write())
}

/// `receipt.get`.
pub(super) fn receipt(draft: &Draft<'_>, x: &GetReceipt) -> Answer {
    let state = &draft.state;
    let found = match &x.basket_ref {
        Some(basket_ref) => state.committed(basket_ref),
        None => state.receipts.last(),
    };
    let sale = found.ok_or(Code::SaleUnknown)?;
    let receipt = &sale.receipt;
    let mut out = ReceiptOut {
        basket_ref: receipt.basket_ref.clone(),
        epos_no: receipt.epos_no,
        lines: Vec::new(),
        html: None,
        receipt: None,
        sale_record: None,
    };
    match x.format {
        ReceiptFormat::Json => out.receipt = Some(receipt.clone()),
        ReceiptFormat::Record => out.sale_record = draft.record_of(sale)?,
        ReceiptFormat::Html => out.html = Some(draft.receipt_html(sale)),
        ReceiptFormat::Text => out.lines = draft.receipt_text(sale, x.columns)?,
    }
    Ok(out.write())
}

/// `screen.show`.
pub(super) fn show(draft: &mut Draft<'_>, x: &ShowScreen) -> Answer {
    match x.screen {
        Prompt::Service if draft.state.phase() != Phase::Idle => return Err(not_now(draft.state.phase(), Phase::Idle)),
        Prompt::Coupon | Prompt::Identify | Prompt::Offers if draft.state.phase() != Phase::Open => {
            return Err(not_now(draft.state.phase(), Phase::Open));
        }
        Prompt::Service => draft.prompt(PromptKind::Service),
        Prompt::Coupon => draft.prompt(PromptKind::Coupon),
        Prompt::Offers => draft.prompt(PromptKind::Offers),
        Prompt::Identify => draft.prompt(PromptKind::Identify),
        Prompt::None => draft.record(PromptSet { prompt: None }),
    }
    Ok(Nothing {}.write())
}

fn not_now(state: Phase, expected: Phase) -> Refusal {
    Refusal::new(Code::NotNow).because("state", state.word()).because("expected", expected.word())
}

/// `screen.idle`.
pub(super) fn idle(draft: &mut Draft<'_>) -> Answer {
    if draft.state.shown_receipt.is_some() && draft.state.phase() == Phase::Idle {
        draft.record(ReceiptHidden {});
    }
    if draft.state.prompt.is_some() {
        draft.record(PromptSet { prompt: None });
    }
    Ok(Nothing {}.write())
}
