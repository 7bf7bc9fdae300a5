//! Codes that are shown: coupons into and out of the basket, member cards, and what a scanned text is.
//!
//! What must hold: a coupon takes something off only while the ledger holds a use of it; a coupon that would do nothing
//! now is refused with what is missing, not burnt; a bank card number is dropped before anything is written.

mod goods;

use super::command::Answer;
use super::draft::Draft;
use super::pricing::Content;
use super::state::{Coupon, Customer, PromptKind, PromptState, Purpose, Settle};
use super::touch::like_a_code;
use crate::codes::{Recognised, recognise};
use crate::money::Amount;
use crate::names::Id;
use crate::price::answer::{Priced, WhyNotCode};
use crate::record::{CouponDropped, CustomerSet, PromptSet};
use crate::secret::Token;
use crate::shape::{Json, Shape};
use crate::wire::coupon::{Identified, RedeemCoupon, RemoveCoupon, Scan, ScanKind, Scanned};
use crate::wire::error::{Code, Refusal};
use crate::wire::tender::Accepted;
use goods::goods;

/// `scan`: says what a text is; with an open basket a coupon is redeemed and a member card identifies.
pub(super) fn scan(draft: &mut Draft<'_>, x: &Scan) -> Answer {
    let pack = draft.pack_now()?;
    let open = draft.state.phase() == super::state::Phase::Open;
    let mut answer = Scanned::unknown();
    match recognise(&pack, x.code.expose()) {
        Recognised::Product { gtin } => {
            answer.kind = ScanKind::Product;
            answer.gtin = Id::new(&gtin);
        }
        Recognised::Coupon { scheme } => {
            answer.kind = ScanKind::Coupon;
            answer.scheme = Some(scheme.id.clone());
            if open {
                answer.accepted = Some(take(draft, &x.code, None)?);
            }
        }
        Recognised::Signed { code } => {
            answer.kind = ScanKind::Coupon;
            answer.scheme = Some(code.s);
            if open {
                answer.accepted = Some(take(draft, &x.code, None)?);
            }
        }
        Recognised::Card { scheme } => {
            answer.kind = ScanKind::Card;
            answer.scheme = Some(scheme.id.clone());
            if draft.wants_card() {
                answer.accepted = Some(draft.present_card(&x.code, None)?);
            }
        }
        Recognised::Member { scheme } => {
            answer.kind = ScanKind::Member;
            answer.scheme = Some(scheme.id.clone());
            if open {
                answer.accepted = Some(identify(draft, &x.code)?.customer);
            }
        }
        Recognised::BankCard => return Err(Code::BankCard.into()),
        Recognised::Unknown => {}
    }
    let of_value = answer.scheme.is_some() || like_a_code(&pack, &x.code);
    if !of_value {
        goods(draft, &pack, x.code.expose(), &mut answer);
    }
    Ok(answer.write())
}

/// `coupons.redeem`.
pub(super) fn redeem(draft: &mut Draft<'_>, x: &RedeemCoupon) -> Answer {
    take(draft, &x.code, x.accept_loss).map(|accepted| Accepted { accepted }.write())
}

/// Takes a coupon in: everything the pack can say is checked, then the ledger is asked, or first the customer, if it would
/// lose much. Answers with the operation.
pub(super) fn take(draft: &mut Draft<'_>, code: &Token, accept: Option<bool>) -> Result<Id, Refusal> {
    draft.allowed("coupons")?;
    let shown = draft.shown(code)?;
    let sale = draft.sale()?;
    let known = sale.coupons.iter().find(|coupon| coupon.seal == shown.seal);
    match (known.filter(|known| known.asks.is_some()).cloned(), accept) {
        (Some(asked), Some(accept)) => return draft.answer_asked(asked, accept),
        (Some(asked), None) => return Ok(asked.id),
        (None, _) => {}
    }
    if known.is_some() || sale.of_scheme(&shown.scheme.id) >= shown.scheme.per_basket {
        return Err(Code::CouponTwice.into());
    }
    draft.goes_with(&shown.scheme)?;
    let coupon = Coupon { accept_loss: accept == Some(true), ..shown.coupon(draft.id("c")) };
    draft.use_of(draft.sale()?, &coupon)?;
    let id = coupon.id.clone();
    let priced = draft.with_coupon(&coupon)?;
    if effect_of(&priced, &id).is_negative() {
        draft.hold(coupon, None)?;
        return Ok(id);
    }
    let missing: Vec<_> = priced.why_not.iter().filter(|why| why.coupon_id.as_ref() == Some(&id)).collect();
    if missing.iter().any(|why| why.code == WhyNotCode::WouldForfeit) {
        return draft.ask_customer(coupon, accept.is_none());
    }
    let missing: Vec<Json> = missing.into_iter().map(Shape::write).collect();
    Err(Refusal::new(Code::CouponNoEffect).because("why_not", missing))
}

/// What a coupon takes off: zero or negative.
pub(super) fn effect_of(priced: &Priced, coupon_id: &Id) -> Amount {
    let all = priced.adjustments.iter().chain(&priced.tendered);
    let of_coupon = all.filter(|a| a.coupon_id.as_ref() == Some(coupon_id)).map(|a| a.amount);
    Amount::total(of_coupon).unwrap_or(Amount::ZERO)
}

/// `coupons.remove`.
pub(super) fn remove(draft: &mut Draft<'_>, x: &RemoveCoupon) -> Answer {
    if let Some(asked) = draft.sale()?.coupons.iter().find(|c| c.id == x.coupon_id && c.asks.is_some()).cloned() {
        draft.keep(&asked, Code::CouponKept);
        return draft.basket_answer();
    }
    take_out(draft, &x.coupon_id)?;
    let revision = draft.sale()?.revision;
    draft.reprice(revision, Content::default())?;
    draft.basket_answer()
}

/// Takes a coupon out and gives its use back.
pub(super) fn take_out(draft: &mut Draft<'_>, coupon_id: &Id) -> Result<(), Refusal> {
    let sale = draft.sale()?;
    if !sale.coupons.iter().any(|coupon| coupon.id == *coupon_id) {
        return Err(Code::CouponNotInBasket.into());
    }
    let mode = sale.mode;
    draft.record(CouponDropped { coupon_id: coupon_id.clone() });
    draft.settle(Purpose::Settle, mode, coupon_id, coupon_id, Settle::Void);
    Ok(())
}

/// `loyalty.identify`: the customer's card says which groups the customer belongs to; the number itself is not kept.
pub(super) fn identify(draft: &mut Draft<'_>, code: &Token) -> Result<Identified, Refusal> {
    draft.allowed("loyalty")?;
    let pack = draft.pack_now()?;
    let scheme = match recognise(&pack, code.expose()) {
        Recognised::Member { scheme } => scheme.clone(),
        Recognised::BankCard => return Err(Code::BankCard.into()),
        _ => return Err(Code::CardUnknown.into()),
    };
    let member = code.seal().and_then(|seal| Id::new(seal.as_str()));
    let (id, masked) = (draft.id("m"), code.masked());
    let customer = Customer { id, scheme: scheme.id, masked, groups: scheme.groups, member };
    let (id, scheme, masked) = (customer.id.clone(), customer.scheme.clone(), customer.masked.clone());
    let identified = Identified { customer: id, scheme, masked };
    draft.record(CustomerSet { customer });
    draft.event("customer.identified", &identified);
    draft.reprice_and_tell()?;
    Ok(identified)
}

impl Draft<'_> {
    /// Whether the device token names this module.
    pub(super) fn module(&self, name: &str) -> bool {
        self.state.open.as_ref().is_some_and(|open| open.modules.iter().any(|module| module.as_str() == name))
    }

    /// The refusal of a module that the device token does not name.
    pub(super) fn allowed(&self, name: &str) -> Result<(), Refusal> {
        if self.module(name) { Ok(()) } else { Err(Refusal::new(Code::ModuleRefused).because("module", name)) }
    }

    /// Opens a prompt.
    pub(super) fn prompt(&mut self, asks: PromptKind) {
        self.record(PromptSet { prompt: Some(PromptState { asks, busy: None, message: None, good: false }) });
    }

    /// Says in the open prompt what happened to the last code.
    pub(super) fn prompt_message(&mut self, message: &str, good: bool) {
        if let Some(prompt) = self.state.prompt.clone() {
            let prompt = PromptState { busy: None, message: Id::new(message), good, ..prompt };
            self.record(PromptSet { prompt: Some(prompt) });
        }
    }
}
