//! The basket while it is open: whole puts, edits, suspend and resume, cancel.
//!
//! What must hold: a put replaces everything and may be repeated; an edit names the revision it builds on; ids of lines
//! are unique; the basket refers to the pack it was opened with.

use super::command::Answer;
use super::draft::Draft;
use super::link::MAX_LINES;
use super::pricing::Content;
use super::refund::{is_back, own_lines};
use super::state::{Coupon, Purpose, Sale, Settle, Tender};
use crate::ledger::ask::What;
use crate::map::Map;
use crate::names::Id;
use crate::price::request::{Line, LineKind};
use crate::record::{
    BasketCancelled, BasketOpened, BasketResumed, BasketSuspended, CouponDropped, CouponSet, LoadDropped,
};
use crate::session::state::Operation;
use crate::shape::{MAX_SAFE, Shape};
use crate::wire::basket::{
    EditLines, OpenBasket, PriceMaster, PutBasket, RemoveLines, ResumeBasket, SetAllowance, Suspended,
};
use crate::wire::error::{Code, Refusal};
use std::rc::Rc;

/// `basket.open`.
pub(super) fn open(draft: &mut Draft<'_>, x: &OpenBasket) -> Answer {
    if draft.state.used_refs.contains(&x.basket_ref) {
        return Err(Code::BasketRefUsed.into());
    }
    let pack_ref = draft.state.pack.clone().ok_or(Code::PackMissing)?;
    let pack = draft.pack_of(&pack_ref)?;
    if !pack.currencies.contains(&x.currency) {
        return Err(Refusal::new(Code::CurrencyUnsupported).because("currency", x.currency.code()));
    }
    let mut sale = Sale::new(x.basket_ref.clone(), x.mode, x.currency, pack_ref);
    sale.kind = x.kind;
    sale.price_master = x.price_master;
    sale.operator_ref.clone_from(&x.operator_ref);
    draft.record(BasketOpened { sale: Box::new(sale) });
    draft.basket_answer()
}

/// `basket.put`.
pub(super) fn put(draft: &mut Draft<'_>, x: &PutBasket) -> Answer {
    let sale = draft.sale()?;
    let back = || sale.lines.iter().filter(|line| is_back(line));
    let own = || sale.lines.iter().filter(|line| !is_back(line));
    let same = x.revision == sale.revision
        && own().eq(&x.lines)
        && x.allowances == sale.allowances
        && x.charges == sale.charges;
    if same {
        return draft.basket_answer();
    }
    if x.revision <= sale.revision {
        return Err(Refusal::new(Code::RevisionStale).because("revision", sale.revision));
    }
    own_lines(sale, &x.lines)?;
    let lines = back().chain(&x.lines).cloned().collect();
    let (allowances, charges) = (Some(x.allowances.clone()), Some(x.charges.clone()));
    content(draft, x.revision, Some(lines), Content { allowances, charges, ..Content::default() })
}

/// `basket.add`.
pub(super) fn add(draft: &mut Draft<'_>, x: &EditLines) -> Answer {
    let mut lines = lines_at(draft, x.base_revision)?;
    own_lines(draft.sale()?, &x.lines)?;
    lines.extend(x.lines.iter().cloned());
    content(draft, next(x.base_revision)?, Some(lines), Content::default())
}

/// `basket.change`.
pub(super) fn change(draft: &mut Draft<'_>, x: &EditLines) -> Answer {
    let mut lines = lines_at(draft, x.base_revision)?;
    own_lines(draft.sale()?, &x.lines)?;
    for (place, new) in x.lines.iter().enumerate() {
        let line = lines.iter_mut().find(|line| line.id == new.id);
        let unknown = || Refusal::new(Code::LineUnknown).because("path", format!("payload.lines[{place}].id"));
        *line.ok_or_else(unknown)? = new.clone();
    }
    content(draft, next(x.base_revision)?, Some(lines), Content::default())
}

/// `basket.remove`: a line goes with those that belong to it.
pub(super) fn remove(draft: &mut Draft<'_>, x: &RemoveLines) -> Answer {
    let mut lines = lines_at(draft, x.base_revision)?;
    if let Some(place) = x.line_ids.iter().position(|id| !lines.iter().any(|line| line.id == *id)) {
        return Err(Refusal::new(Code::LineUnknown).because("path", format!("payload.line_ids[{place}]")));
    }
    let goes =
        |line: &Line| x.line_ids.contains(&line.id) || line.parent.as_ref().is_some_and(|p| x.line_ids.contains(p));
    lines.retain(|line| !goes(line));
    content(draft, next(x.base_revision)?, Some(lines), Content::default())
}

/// `basket.allowance`.
pub(super) fn allowance(draft: &mut Draft<'_>, x: &SetAllowance) -> Answer {
    lines_at(draft, x.base_revision)?;
    let mut allowances = draft.sale()?.allowances.clone();
    if x.allowance.is_none() && x.remove.is_none() {
        let refusal = Refusal::new(Code::PayloadInvalid).because("path", "payload.allowance");
        return Err(refusal.because("problem", "required").because("expected", "allowance or remove"));
    }
    if let Some(id) = &x.remove {
        allowances.retain(|allowance| allowance.id != *id);
    }
    if let Some(new) = &x.allowance {
        match allowances.iter_mut().find(|allowance| allowance.id == new.id) {
            Some(allowance) => *allowance = new.clone(),
            None => allowances.push(new.clone()),
        }
    }
    let allowances = Some(allowances);
    content(draft, next(x.base_revision)?, None, Content { allowances, ..Content::default() })
}

/// The revision after this one, while a message can carry it.
pub(super) fn next(revision: u64) -> Result<u64, Refusal> {
    let next = revision.saturating_add(1);
    if next > MAX_SAFE.unsigned_abs() {
        let refusal = Refusal::new(Code::PayloadInvalid).because("path", "payload.base_revision");
        return Err(refusal
            .because("problem", "out_of_range")
            .because("expected", "a revision below 9007199254740991"));
    }
    Ok(next)
}

fn lines_at(draft: &Draft<'_>, base_revision: u64) -> Result<Vec<Line>, Refusal> {
    let sale = draft.sale()?;
    if base_revision != sale.revision {
        return Err(Refusal::new(Code::RevisionStale).because("revision", sale.revision));
    }
    Ok(sale.lines.as_ref().clone())
}

pub(super) fn content(draft: &mut Draft<'_>, revision: u64, lines: Option<Vec<Line>>, rest: Content) -> Answer {
    if let Some(lines) = &lines {
        check_lines(lines, draft.sale()?.price_master)?;
    }
    draft.reprice(revision, Content { lines: lines.map(Rc::new), ..rest })?;
    draft.keep_loads()?;
    draft.basket_answer()
}

/// What can be said of lines before they are priced.
pub(super) fn check_lines(lines: &[Line], price_master: PriceMaster) -> Result<(), Refusal> {
    if lines.len() > MAX_LINES {
        return Err(Refusal::new(Code::TooManyLines).because("max_lines", MAX_LINES));
    }
    let mut ids = Map::new();
    for (place, line) in lines.iter().enumerate() {
        if !ids.insert(&line.id, ()) {
            return Err(Refusal::new(Code::LineDuplicate).because("path", format!("payload.lines[{place}].id")));
        }
        let valued = line.kind == LineKind::RefundOf; // by its sale
        if price_master == PriceMaster::Register && line.amount.is_none() && !valued {
            return Err(Refusal::new(Code::AmountMissing).because("path", format!("payload.lines[{place}].amount")));
        }
    }
    Ok(())
}

/// `basket.suspend`: what the ledger holds for it is given back; a suspended basket holds nothing.
pub(super) fn suspend(draft: &mut Draft<'_>) -> Answer {
    let (basket_ref, sale_record) = (draft.sale()?.basket_ref.clone(), draft.parked()?);
    release(draft, true)?;
    draft.record(BasketSuspended { basket_ref: basket_ref.clone() });
    Ok(Suspended { basket_ref, state: Id::word("suspended"), sale_record }.write())
}

/// `basket.resume`: coupons are asked for again, each under a new id. One that cannot be asked for any more (its customer was
/// forgotten meanwhile) falls away and says so: the basket goes on without it.
pub(super) fn resume(draft: &mut Draft<'_>, x: &ResumeBasket) -> Answer {
    if let Some(answer) = super::park::taken_over(draft, x) {
        return answer;
    }
    if !draft.state.is_suspended(&x.basket_ref) {
        return Err(Code::BasketUnknown.into());
    }
    draft.record(BasketResumed { basket_ref: x.basket_ref.clone() });
    for old in draft.sale()?.coupons.clone() {
        let coupon = Coupon { id: draft.id("c"), held: false, ..old.clone() };
        match draft.hold(coupon, Some(old.id.clone())) {
            Ok(()) => draft.record(CouponDropped { coupon_id: old.id }),
            Err(refusal) => draft.keep(&old, refusal.code),
        }
    }
    let revision = draft.sale()?.revision;
    match draft.still_back()? {
        Some(lines) => content(draft, next(revision)?, Some(lines), Content::default()), // goods came back otherwise meanwhile
        None => {
            draft.reprice(revision, Content::default())?;
            draft.basket_answer()
        }
    }
}

/// The basket is given up, with all that is held for it: nothing is paid any more.
pub(super) fn give_up(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let basket_ref = draft.sale()?.basket_ref.clone();
    release(draft, false)?;
    draft.close_requests_of(&basket_ref, "authorise");
    draft.record(BasketCancelled { basket_ref });
    Ok(())
}

/// Gives back what the ledger holds for coupons and cards. `keep`: the coupons stay in the basket, without their hold.
fn release(draft: &mut Draft<'_>, keep: bool) -> Result<(), Refusal> {
    let sale = draft.sale()?;
    if !sale.tenders.iter().all(Tender::is_free) {
        let refusal = Refusal::new(Code::NotNow).because("state", "paying");
        return Err(refusal.because("expected", "tender.rollback"));
    }
    let (mode, loads) = (sale.mode, sale.loads.clone());
    draft.keep_asked();
    let coupons = draft.sale()?.coupons.clone();
    draft.drop_prompts();
    draft.close_searches();
    draft.drop_redemptions();
    draft.give_all_points_again();
    for load in loads {
        draft.give_up(&load);
        draft.record(LoadDropped { load_id: load.id });
    }
    for coupon in coupons {
        draft.settle(Purpose::Settle, mode, &coupon.id, &coupon.id, Settle::Void);
        if keep {
            draft.record(CouponSet { coupon: Coupon { held: false, ..coupon } });
        }
    }
    Ok(())
}

impl Draft<'_> {
    /// Puts a coupon into the basket and asks the ledger for a use of it, once what held it before is given back.
    pub(super) fn hold(&mut self, coupon: Coupon, former: Option<Id>) -> Result<(), Refusal> {
        let sale = self.sale()?;
        let (mode, again) = (sale.mode, Rc::new(self.use_of(sale, &coupon)?));
        let new = Operation::new(coupon.id.clone(), Purpose::CouponUse, &coupon.id, mode);
        let op = Operation { of: former, again: Some(again.clone()), ..new };
        self.record(CouponSet { coupon });
        self.ask(op, What::Use(again.as_ref().clone()));
        Ok(())
    }
}
