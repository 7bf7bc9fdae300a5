//! Codes that are shown: coupons into and out of the basket, member cards, and what a scanned text is.
//!
//! What must hold: a coupon takes something off only while the ledger holds a use of it; a coupon that would do nothing
//! now is refused with what is missing, not burnt; a bank card number is dropped before anything is written.

use super::command::Answer;
use super::draft::Draft;
use super::pricing::{Content, held_coupons};
use super::state::{Coupon, Customer, PromptKind, PromptState, Purpose, Settle};
use crate::codes::{Recognised, recognise};
use crate::money::Amount;
use crate::names::Id;
use crate::pack::CouponScheme;
use crate::price::answer::Priced;
use crate::price::request::CouponIn;
use crate::record::{CouponDropped, CustomerSet, PromptSet};
use crate::secret::Token;
use crate::shape::{Json, Shape};
use crate::wire::coupon::{CouponChecked, CouponCode, Identified, RemoveCoupon, Scan, ScanKind, Scanned};
use crate::wire::error::{Code, Refusal};
use crate::wire::tender::Accepted;

/// `scan`: says what a text is; with an open basket a coupon is redeemed and a member card identifies.
pub(super) fn scan(draft: &mut Draft<'_>, x: &Scan) -> Answer {
    let pack = draft.pack_now()?;
    let open = draft.state.phase() == super::state::Phase::Open;
    let mut answer = Scanned { kind: ScanKind::Unknown, gtin: None, scheme: None, accepted: None };
    match recognise(&pack, x.code.expose()) {
        Recognised::Product { gtin } => {
            answer.kind = ScanKind::Product;
            answer.gtin = Id::new(&gtin);
        }
        Recognised::Coupon { scheme } => {
            answer.kind = ScanKind::Coupon;
            answer.scheme = Some(scheme.id.clone());
            if open {
                answer.accepted = Some(take(draft, &x.code)?);
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
    Ok(answer.write())
}

/// `coupons.check`: by the pack and the basket alone; changes nothing.
pub(super) fn check(draft: &mut Draft<'_>, x: &CouponCode) -> Answer {
    let scheme = scheme_of(draft, &x.code)?;
    let id = Id::word("checked");
    let priced = with_coupon(draft, &id, &scheme)?;
    let amount = effect_of(&priced, &id);
    let checked = CouponChecked {
        scheme: scheme.id.clone(),
        name: scheme.name.clone(),
        would_apply: amount.is_negative(),
        amount,
        why_not: priced.why_not.into_iter().filter(|why| why.coupon_id.as_ref() == Some(&id)).collect(),
    };
    Ok(checked.write())
}

/// `coupons.redeem`.
pub(super) fn redeem(draft: &mut Draft<'_>, x: &CouponCode) -> Answer {
    take(draft, &x.code).map(|accepted| Accepted { accepted }.write())
}

/// Takes a coupon in: everything the pack can say is checked, then the ledger is asked. Answers with the operation.
pub(super) fn take(draft: &mut Draft<'_>, code: &Token) -> Result<Id, Refusal> {
    draft.allowed("coupons")?;
    let scheme = scheme_of(draft, code)?;
    let seal = code.seal().ok_or(Code::EposFailed)?.clone();
    let sale = draft.sale()?;
    let same_kind = sale.coupons.iter().filter(|coupon| coupon.scheme == scheme.id).count();
    let full = u32::try_from(same_kind).unwrap_or(u32::MAX) >= scheme.per_basket;
    if full || sale.coupons.iter().any(|coupon| coupon.seal == seal) {
        return Err(Code::CouponTwice.into());
    }
    let id = draft.id("c");
    let priced = with_coupon(draft, &id, &scheme)?;
    if !effect_of(&priced, &id).is_negative() {
        let missing: Vec<Json> =
            priced.why_not.iter().filter(|w| w.coupon_id.as_ref() == Some(&id)).map(Shape::write).collect();
        return Err(Refusal::new(Code::CouponNoEffect).because("why_not", missing));
    }
    let masked = code.masked();
    let coupon = Coupon { id: id.clone(), scheme: scheme.id, name: scheme.name, masked, seal, held: false };
    draft.hold(coupon)?;
    Ok(id)
}

fn scheme_of(draft: &Draft<'_>, code: &Token) -> Result<CouponScheme, Refusal> {
    let pack = draft.pack_now()?;
    let scheme = match recognise(&pack, code.expose()) {
        Recognised::Coupon { scheme } => scheme.clone(),
        Recognised::BankCard => return Err(Code::BankCard.into()),
        _ => return Err(Code::CouponUnknown.into()),
    };
    let now = draft.state.trusted(draft.ctx.now);
    if scheme.valid_from.is_some_and(|from| now < from) {
        return Err(Code::CouponNotYet.into());
    }
    if scheme.valid_until.is_some_and(|until| now >= until) {
        return Err(Code::CouponExpired.into());
    }
    if scheme.uses == crate::pack::Uses::Single || pack.ledger == crate::pack::LedgerAt::Store {
        draft.stored_value().map_err(|why| Refusal::new(Code::StoredValueOff).because("reason", why))?;
    }
    Ok(scheme)
}

fn with_coupon(draft: &Draft<'_>, id: &Id, scheme: &CouponScheme) -> Result<Priced, Refusal> {
    let sale = draft.sale()?;
    let mut coupons = held_coupons(sale);
    coupons.push(CouponIn { id: id.clone(), scheme: scheme.id.clone(), single_use: true, accept_loss: false });
    draft.quote(&Content::default(), &coupons, sale.customer.as_ref())
}

/// What a coupon takes off: zero or negative.
pub(super) fn effect_of(priced: &Priced, coupon_id: &Id) -> Amount {
    let all = priced.adjustments.iter().chain(&priced.tendered);
    let of_coupon = all.filter(|a| a.coupon_id.as_ref() == Some(coupon_id)).map(|a| a.amount);
    Amount::total(of_coupon).unwrap_or(Amount::ZERO)
}

/// `coupons.remove`.
pub(super) fn remove(draft: &mut Draft<'_>, x: &RemoveCoupon) -> Answer {
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
    let customer = Customer { id: draft.id("m"), scheme: scheme.id, masked: code.masked(), groups: scheme.groups };
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
