//! What coupons would do: a verdict for each in one answer, and the catalogue.
//!
//! What must hold: nothing is held and nothing is used. The answer says what pack and basket say; the ledger is asked
//! afterwards, and its word comes as one event with the same operation.

use super::command::Answer;
use super::coupon::{Shown, coupon_code, forfeited};
use super::coupons::effect_of;
use super::draft::Draft;
use super::pricing::{Content, held_coupons};
use super::state::{Coupon, Operation, Phase, Purpose};
use crate::ledger::ask::{Look, Outcome, OutcomeKind, Use, What};
use crate::money::Amount;
use crate::names::Id;
use crate::price::answer::WhyNotCode;
use crate::price::request::CouponIn;
use crate::secret::Token;
use crate::shape::Shape;
use crate::wire::coupon::{CheckCoupons, CouponVerdict, CouponsChecked, Verdict};
use crate::wire::error::{Code, Refusal};
use std::rc::Rc;

/// The most coupons in one question.
const MOST: usize = 20;

/// `coupons.check`.
pub(super) fn check(draft: &mut Draft<'_>, x: &CheckCoupons) -> Answer {
    if x.codes.is_empty() || x.codes.len() > MOST {
        let refusal = Refusal::new(Code::PayloadInvalid).because("path", "payload.codes");
        return Err(refusal.because("problem", "out_of_range").because("expected", "1 to 20 codes"));
    }
    let mut taken: Vec<Coupon> = Vec::new();
    let mut uses: Vec<Use> = Vec::new();
    let mut coupons: Vec<CouponVerdict> = Vec::with_capacity(x.codes.len());
    for code in &x.codes {
        let mut verdict = CouponVerdict::of(code.masked());
        match draft.would_take(code, &taken, &mut verdict) {
            Ok((coupon, asked)) => {
                uses.push(asked);
                taken.push(coupon);
                verdict.verdict = Verdict::Applied;
            }
            Err(refusal) => {
                if refusal.code == Code::BankCard {
                    verdict.masked.clear(); // nothing of it is kept
                }
                verdict.code = Some(Id::word(refusal.code.word()));
            }
        }
        coupons.push(verdict);
    }
    draft.judge_coupons(&mut coupons)?;
    let mut checked = CouponsChecked { coupons, accepted: None, op_id: None, result: None };
    if !uses.is_empty() {
        let (op_id, mode) = (draft.id("op"), draft.sale()?.mode);
        let kept = Some(Rc::new(checked.clone()));
        let new = Operation::new(op_id.clone(), Purpose::CouponLook, &op_id, mode);
        draft.ask(Operation { checked: kept, ..new }, What::Look(Look { uses }));
        checked.accepted = Some(op_id);
    }
    Ok(checked.write())
}

/// `coupons.list`: one of each listed scheme on top of what is in the basket, each as if it were the only one.
pub(super) fn list(draft: &mut Draft<'_>) -> Answer {
    let sale = draft.sale()?;
    let pack = draft.pack_of(&sale.pack)?;
    let now = draft.state.trusted(draft.ctx.now);
    let mut coupons = Vec::new();
    for scheme in pack.coupons.iter().filter(|scheme| scheme.listed) {
        let mut verdict = CouponVerdict::of(String::new());
        (verdict.scheme, verdict.name) = (Some(scheme.id.clone()), Some(scheme.name.clone()));
        let full = draft.sale()?.of_scheme(&scheme.id) >= scheme.per_basket;
        let refused = match draft.goes_with(scheme) {
            _ if scheme.valid_from.is_some_and(|from| now < from) => Some(Code::CouponNotYet),
            _ if scheme.valid_until.is_some_and(|until| now >= until) => Some(Code::CouponExpired),
            _ if scheme.per_customer.is_some() && sale.member().is_none() => Some(Code::CouponNeedsMember),
            _ if full => Some(Code::CouponTwice),
            Err(refusal) => Some(refusal.code),
            Ok(()) => None,
        };
        verdict.code = refused.map(|code| Id::word(code.word()));
        if refused.is_none() {
            verdict.verdict = Verdict::Applied;
            draft.judge_coupons(std::slice::from_mut(&mut verdict))?;
        } else if full {
            verdict.verdict = Verdict::Skipped;
        }
        coupons.push(verdict);
    }
    Ok(CouponsChecked { coupons, accepted: None, op_id: None, result: None }.write())
}

impl CouponVerdict {
    /// Refused, until something else is known.
    fn of(masked: String) -> CouponVerdict {
        CouponVerdict {
            masked,
            scheme: None,
            name: None,
            verdict: Verdict::Refused,
            code: None,
            amount: Amount::ZERO,
            loses: Amount::ZERO,
            left: None,
            why_not: Vec::new(),
        }
    }

    /// Whether it is a question of the basket, and of the ledger: nothing else is against it.
    fn is_asked(&self) -> bool {
        let by_basket = [Code::CouponNoEffect, Code::CouponLoses];
        self.code.as_ref().is_none_or(|code| by_basket.iter().any(|other| other.word() == code.as_str()))
    }

    fn refuse(&mut self, verdict: Verdict, code: Code) {
        (self.verdict, self.code) = (verdict, Some(Id::word(code.word())));
        (self.amount, self.loses) = (Amount::ZERO, Amount::ZERO);
    }
}

impl Draft<'_> {
    /// Whether a coupon could go beside those of the basket and those before it; says in the verdict what it is.
    fn would_take(
        &self,
        code: &Token,
        before: &[Coupon],
        verdict: &mut CouponVerdict,
    ) -> Result<(Coupon, Use), Refusal> {
        let shown = self.shown(code)?;
        let Shown { scheme, .. } = &shown;
        (verdict.scheme, verdict.name) = (Some(scheme.id.clone()), Some(scheme.name.clone()));
        let sale = self.sale()?;
        let others = || sale.coupons.iter().chain(before);
        let of_kind = others().filter(|other| other.scheme == scheme.id).count();
        verdict.verdict = Verdict::Skipped;
        if others().any(|other| other.seal == shown.seal) || of_kind >= usize::try_from(scheme.per_basket).unwrap_or(1)
        {
            return Err(Code::CouponTwice.into());
        }
        self.goes_with(scheme)?;
        let pack = self.pack_of(&sale.pack)?;
        let apart = |other: &Coupon| {
            let named = pack.coupon(&other.scheme).is_some_and(|other| other.not_with.contains(&scheme.id));
            named || scheme.not_with.contains(&other.scheme)
        };
        if before.iter().any(apart) {
            return Err(Code::CouponNotWith.into());
        }
        verdict.verdict = Verdict::Refused;
        let coupon = shown.coupon(Id::word("checked"));
        let asked = self.use_of(sale, &coupon)?;
        Ok((coupon, asked))
    }

    /// What those that are not refused would take off together.
    fn judge_coupons(&self, coupons: &mut [CouponVerdict]) -> Result<(), Refusal> {
        let sale = self.sale()?;
        let mut all = held_coupons(sale);
        for (place, coupon) in (0_u64..).zip(coupons.iter().filter(|coupon| coupon.is_asked())) {
            let (id, Some(scheme)) = (Id::numbered("checked-", place), coupon.scheme.clone()) else { continue };
            all.push(CouponIn { id, scheme, single_use: true, accept_loss: false, amount: None });
        }
        let priced = self.quote(&Content::default(), &all, sale.customer.as_ref())?;
        for (place, coupon) in (0_u64..).zip(coupons.iter_mut().filter(|coupon| coupon.is_asked())) {
            let id = Id::numbered("checked-", place);
            coupon.amount = effect_of(&priced, &id);
            coupon.loses = forfeited(&priced, &id);
            coupon.why_not = priced.why_not.iter().filter(|why| why.coupon_id.as_ref() == Some(&id)).cloned().collect();
            let why = |codes: &[WhyNotCode]| coupon.why_not.iter().find(|why| codes.contains(&why.code));
            let behind = [WhyNotCode::LostToBetter, WhyNotCode::NotCombinable];
            (coupon.verdict, coupon.code) = if coupon.amount.is_negative() {
                (Verdict::Applied, None)
            } else if let Some(why) = why(&[WhyNotCode::WouldForfeit]) {
                coupon.loses = why.missing_value.unwrap_or_default();
                (Verdict::NotApplicable, Some(Id::word(Code::CouponLoses.word())))
            } else if why(&behind).is_some() {
                (Verdict::Skipped, Some(Id::word(Code::CouponNoEffect.word())))
            } else {
                (Verdict::NotApplicable, Some(Id::word(Code::CouponNoEffect.word())))
            };
        }
        Ok(())
    }

    /// The ledger has looked: what it would not give is no more applied, and the others are priced without it.
    pub(super) fn coupons_looked(&mut self, op: &Operation, outcome: &Outcome) {
        let Some(checked) = &op.checked else { return };
        let mut checked = CouponsChecked::clone(checked);
        (checked.accepted, checked.op_id, checked.result) = (None, Some(op.op_id.clone()), Some(outcome.result));
        if outcome.result == OutcomeKind::Done {
            let asked = checked.coupons.iter_mut().filter(|coupon| coupon.is_asked());
            for (coupon, seen) in asked.zip(&outcome.uses) {
                coupon.left = seen.left;
                let Some(decline) = seen.decline else { continue };
                let code = coupon_code(&Outcome::declined(decline));
                let gone = [Code::CouponUsed, Code::CouponGone, Code::CouponDayLimit, Code::CouponCustomerLimit];
                coupon.refuse(if gone.contains(&code) { Verdict::UsedUp } else { Verdict::Refused }, code);
            }
            if self.state.phase() == Phase::Open {
                let _ = self.judge_coupons(&mut checked.coupons); // a basket that was priced before; the figures stay if it is not
            }
        }
        self.event("coupons.checked", &checked);
    }
}
