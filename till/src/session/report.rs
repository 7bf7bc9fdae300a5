//! Reports and export: read from what the records add up to; only a z changes something.

use super::command::Answer;
use super::draft::Draft;
use super::state::{Phase, State, TenderPhase};
use crate::names::Id;
use crate::record::DayClosed;
use crate::shape::Shape;
use crate::time::BusinessDate;
use crate::wire::error::{Code, Refusal};
use crate::wire::report::{AskExport, AskReport, Day, Export, Report, ReportKind, Unresolved};
use crate::wire::tender::Undoing;
use std::rc::Rc;

/// The most receipts of one export.
const MOST: u32 = 50;

/// `session.report`.
pub(super) fn report(draft: &mut Draft<'_>, x: &AskReport) -> Answer {
    let currency = match x.currency {
        Some(currency) => currency,
        None => *draft.pack_now()?.pack.currencies.first().ok_or(Code::PackMissing)?,
    };
    let today = draft.business_date(draft.ctx.now);
    let date = x.business_date.unwrap_or(today);
    let open = draft.state.open_day(x.mode, date, currency).cloned();
    let closed = draft.state.closed_day(x.mode, date, currency).cloned();
    let (figures, again) = match (open, closed) {
        (None, Some(closed)) => (closed, true),
        (open, _) => (open.unwrap_or_else(|| Rc::new(Day::new(x.mode, date, currency))), false),
    };
    let figures = match x.kind {
        ReportKind::Z if !again => close(draft, &figures, today)?,
        _ => figures,
    };
    let unresolved = unresolved(&draft.state);
    Ok(Report { kind: x.kind, figures, again, open_dates: draft.state.open_dates(), unresolved }.write())
}

/// A z: between two sales, and not for a day that has not begun.
fn close(draft: &mut Draft<'_>, day: &Rc<Day>, today: BusinessDate) -> Result<Rc<Day>, Refusal> {
    let phase = draft.state.phase();
    if phase != Phase::Idle {
        return Err(Refusal::new(Code::NotNow).because("state", phase.word()).because("expected", Phase::Idle.word()));
    }
    if day.business_date > today {
        let refusal = Refusal::new(Code::PayloadInvalid).because("path", "payload.business_date");
        return Err(refusal.because("expected", format!("at most {}", today.text())));
    }
    let z_no = draft.state.z_no.get(day.mode.word()).copied().unwrap_or(0).saturating_add(1);
    let day = Rc::new(Day { z_no: Some(z_no), closed_at: Some(draft.ctx.now), ..Day::clone(day) });
    draft.record(DayClosed { day: day.clone() });
    Ok(day)
}

/// Everything of which the outcome is still to come, oldest first within its kind.
pub(super) fn unresolved(state: &State) -> Vec<Unresolved> {
    let sale = state.sale.iter();
    let bare = |what: &'static str, id: &Id, detail: Id| Unresolved {
        what: Id::word(what),
        id: id.clone(),
        detail,
        subject: None,
        since: None,
        tries: 0,
        amount: None,
    };
    let stuck = sale.clone().filter(|sale| sale.undoing == Some(Undoing::Stuck));
    let baskets = stuck.map(|sale| bare("basket", &sale.basket_ref, Id::word("cancel")));
    let asked = |tender: &Id| state.requests.iter().find(|request| request.subject == *tender).map(|asked| asked.at);
    let tenders = sale.flat_map(|sale| &sale.tenders).filter(|t| t.phase == TenderPhase::Unknown);
    let tenders = tenders.map(|tender| Unresolved {
        since: asked(&tender.id),
        amount: Some(tender.amount),
        ..bare("tender", &tender.id, Id::word(tender.kind.word()))
    });
    let requests = state.requests.iter().map(|request| Unresolved {
        subject: Some(request.subject.clone()),
        since: Some(request.at),
        ..bare("request", &request.req, request.request.clone())
    });
    baskets.chain(tenders).chain(requests).chain(state.ops.iter().map(Unresolved::of)).collect()
}

/// `session.export`.
pub(super) fn export(draft: &Draft<'_>, x: &AskExport) -> Answer {
    if !(1..=MOST).contains(&x.limit) {
        let refusal = Refusal::new(Code::PayloadInvalid).because("path", "payload.limit");
        return Err(refusal.because("expected", format!("1 to {MOST}")));
    }
    let state = &draft.state;
    let last = state.epos_no.get(x.mode.word()).copied().unwrap_or(0);
    if x.after > last {
        let refusal = Refusal::new(Code::PayloadInvalid).because("path", "payload.after");
        return Err(refusal.because("expected", format!("at most {last}")));
    }
    let after = |sale: &&Rc<super::state::Committed>| sale.receipt.mode == x.mode && sale.receipt.epos_no > x.after;
    let limit = usize::try_from(x.limit).unwrap_or(usize::MAX);
    let receipts: Vec<_> = state.receipts.iter().filter(after).take(limit).map(|sale| sale.receipt.clone()).collect();
    let first = receipts.first().map_or(last.saturating_add(1), |receipt| receipt.epos_no);
    let until = receipts.last().map_or(last, |receipt| receipt.epos_no);
    let epoch = state.epoch.clone().ok_or(Code::EposFailed)?;
    let missing = first.saturating_sub(x.after).saturating_sub(1);
    Ok(Export { epoch, receipts, after: until, more: until < last, missing }.write())
}
