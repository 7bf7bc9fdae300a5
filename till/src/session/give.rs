//! Giving back what the plan says, one tender at a time.
//!
//! What must hold: what was paid with stored value or vouchers never becomes cash; another way than planned only as the pack
//! allows; a gift card is credited by the commit, anything else is the register's to give.

use super::command::Answer;
use super::draft::Draft;
use super::plan::{Due, bound};
use super::sold::PaidWith;
use super::state::{Phase, Tender, TenderPhase};
use crate::money::Amount;
use crate::names::Id;
use crate::record::PhaseSet;
use crate::shape::Shape;
use crate::wire::basket::TenderKind;
use crate::wire::error::{Code, Refusal};
use crate::wire::refund::{GiveBack, RefundPayment};
use crate::wire::tender::Accepted;

/// `tender.refund`.
pub(super) fn give_back(draft: &mut Draft<'_>, x: &GiveBack) -> Answer {
    draft.one_at_a_time()?;
    let sale = draft.sale()?;
    let open = |place: &u32, due: &Due| due.amount > sale.given(*place);
    let next = || (0..).zip(&sale.plan.due).find(|(place, due)| open(place, due)).map(|(place, _)| place);
    let place = x.due.or_else(next).ok_or(Code::NothingDue)?;
    let due = usize::try_from(place).ok().and_then(|place| sale.plan.due.get(place)).ok_or(Code::NothingDue)?.clone();
    let left = due.amount.minus(sale.given(place))?;
    if !left.is_positive() {
        return Err(Code::NothingDue.into());
    }
    let paid = due.to.as_ref().and_then(|to| sale.source(to)).cloned();
    let kind = x.kind.unwrap_or(due.kind);
    let ours = kind == due.kind && !due.blind && paid.as_ref().is_some_and(|paid| paid.op.is_some());
    let another = kind == TenderKind::GiftCard && (x.another_card || x.token.is_some() || !ours);
    draft.may_give(&due, paid.as_ref(), kind, another)?;
    let phase = sale.phase;
    if phase != Phase::Paying {
        let kinds = draft.possible_kinds();
        draft.record(PhaseSet { phase: Phase::Paying, kinds, at: draft.ctx.now });
    }
    draft.hide_notice();
    let id = draft.id("t");
    let tender = draft.giving(id.clone(), (place, kind, left), paid.as_ref());
    if another {
        draft.set_tender(Tender { phase: TenderPhase::NeedsCard, masked: None, ..tender });
        if let Some(token) = &x.token {
            draft.present_card(token, x.pin.as_ref())?;
        }
    } else if kind == TenderKind::GiftCard {
        draft.approve(tender)?;
    } else {
        let tender = draft.rounded(tender)?;
        draft.set_tender(tender.clone());
        draft.ask_refund(&tender, &due, paid.as_ref())?;
    }
    Ok(Accepted { accepted: id }.write())
}

impl Draft<'_> {
    fn giving(&self, id: Id, (place, kind, left): (u32, TenderKind, Amount), paid: Option<&PaidWith>) -> Tender {
        let masked = paid.filter(|paid| paid.kind == kind).and_then(|paid| paid.masked.clone());
        Tender { due: Some(place), masked, ..Tender::new(id, kind, left.negated()) }
    }

    /// At the commit: what is due to gift cards and nobody has given back in another way is theirs.
    pub(super) fn give_rest(&mut self) -> Result<(), Refusal> {
        let sale = self.sale()?.clone();
        for (place, due) in (0..).zip(&sale.plan.due).filter(|(_, due)| due.kind == TenderKind::GiftCard) {
            let owed = self.sale()?.remaining().negated();
            let left = due.amount.minus(sale.given(place))?.min(owed);
            let paid = due.to.as_ref().and_then(|to| sale.source(to));
            let another = due.blind || paid.is_none_or(|paid| paid.op.is_none());
            if left.is_positive() && self.may_give(due, paid, due.kind, another).is_ok() {
                let id = self.id("t");
                let tender = self.giving(id, (place, due.kind, left), paid);
                let tender = Tender { phase: TenderPhase::Approved, ..tender };
                self.set_tender(tender.clone());
                self.tender_event("tender.approved", &tender, None);
            }
        }
        Ok(())
    }

    /// Whether something due may be given back like this; `another`: to a gift card that did not pay.
    fn may_give(&self, due: &Due, paid: Option<&PaidWith>, kind: TenderKind, another: bool) -> Result<(), Refusal> {
        let pack = self.pack_of(&self.sale()?.pack)?;
        let refused = |why: &str| Err(Refusal::new(Code::RefundRefused).because("reason", why));
        let ways = if due.blind { &pack.refunds.blind } else { &pack.refunds.card_gone };
        let in_cash = paid.map_or(!due.blind && due.kind == TenderKind::Cash, |paid| paid.kind == TenderKind::Cash);
        if (kind != due.kind || another) && (!ways.contains(&kind) || in_cash) {
            return refused(if another && kind == due.kind { "card_not_here" } else { "pack" });
        }
        match kind {
            TenderKind::Cash if paid.is_some_and(|paid| bound(paid.kind)) => refused("never_cash"),
            TenderKind::GiftCard => self.possible(kind),
            _ if self.able("payment.refund") => Ok(()),
            _ => Err(Code::TenderKindRefused.into()),
        }
    }

    fn ask_refund(&mut self, tender: &Tender, due: &Due, paid: Option<&PaidWith>) -> Result<(), Refusal> {
        let cash = if tender.kind == TenderKind::Cash { Some(tender.asked()?.negated()) } else { None };
        let sale = self.sale()?;
        let sold = due.to.as_ref().and_then(|to| sale.originals.iter().find(|x| x.sold.id() == &to.sale));
        let request = RefundPayment {
            tender_ref: tender.id.clone(),
            basket_ref: sale.basket_ref.clone(),
            kind: tender.kind,
            amount: tender.amount.negated(),
            cash_amount: cash,
            currency: sale.currency,
            of: paid.and_then(|paid| paid.tender_ref.clone()),
            sale: sold.map(|x| x.sold.id().clone()),
            receipt_no: sold.map(|x| x.sold.receipt_no.clone()),
            masked: tender.masked.clone(),
        };
        self.request("payment.refund", tender.id.clone(), &request);
        Ok(())
    }
}
