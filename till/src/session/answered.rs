//! What the ledger answered.
//!
//! What must hold: an answer that nobody waits for changes nothing; what must happen (post, void, issue) is asked again
//! under the same id until it is answered.

use super::coupon::coupon_code;
use super::coupons::effect_of;
use super::draft::Draft;
use super::gift::code_for;
use super::state::{Coupon, Operation, Purpose, Settle};
use super::{Ctx, Session, Step};
use crate::ledger::ask::{Decline, Outcome, OutcomeKind};
use crate::ledger::uses;
use crate::money::Amount;
use crate::names::Id;
use crate::record::{CodeBroken, CouponDropped, CouponSet};
use crate::wire::basket::Difference;
use crate::wire::coupon::CouponRedeemed;
use crate::wire::error::Code;
use crate::wire::receipt::Discrepancy;
use crate::wire::tender::Imported;

/// The ledger has answered.
pub(super) fn answered(session: &Session, op_id: &Id, outcome: &Outcome, ctx: &Ctx) -> Step {
    let Some(op) = session.state.op(op_id).cloned() else { return Step::default() };
    let mut draft = Draft::new(session, ctx);
    draft.answered(&op, outcome);
    draft.finish()
}

impl Draft<'_> {
    /// The ledger has answered this operation; where it must happen, "unknown" leaves it owed.
    pub(super) fn answered(&mut self, op: &Operation, outcome: &Outcome) {
        let made = matches!(op.purpose, Purpose::LateUse | Purpose::VoucherIssue | Purpose::CouponIssue);
        let must = op.load.is_some() || op.settle.is_some() || made || op.must_for_member();
        if must && outcome.result == OutcomeKind::Unknown {
            return;
        }
        self.close_op(&op.op_id);
        self.ask_following(op);
        self.home_till.clone_from(&outcome.home_till);
        match op.purpose {
            Purpose::CouponUse => self.coupon_answered(op, outcome),
            Purpose::CardReserve => self.reserved(op, outcome),
            Purpose::CardRefund => self.held_back(op, outcome),
            Purpose::CardVoid => {
                if let Some(tender) = self.tender(&op.subject) {
                    self.cancelled(tender);
                }
            }
            Purpose::Settle => self.settled(op, outcome),
            Purpose::LateUse => {} // what came of it shows when it is made final
            Purpose::CardLoad => self.load_answered(op, outcome),
            Purpose::LoadSettle => self.load_settled(op, outcome),
            Purpose::Balance | Purpose::Statement | Purpose::Transfer | Purpose::Mark | Purpose::CashOut => {
                self.card_answered(op, outcome);
            }
            Purpose::VoucherIssue => self.voucher_issued(op, outcome),
            Purpose::CouponIssue => {
                self.voucher_issued(op, outcome);
                self.coupon_issued(&op.subject, op.scheme.as_ref(), outcome, op.until);
            }
            Purpose::CouponLook => self.coupons_looked(op, outcome),
            Purpose::Import => self.import_answered(op, outcome),
            _ => self.member_answered(op, outcome),
        }
    }

    fn import_answered(&mut self, op: &Operation, outcome: &Outcome) {
        let code = match outcome.decline {
            Some(Decline::WrongState) => Code::EntryKnown,
            _ => code_for(outcome),
        };
        let code = (outcome.result != OutcomeKind::Done).then(|| Id::word(code.word()));
        let (op_id, batch) = (op.op_id.clone(), op.subject.clone());
        self.event("ledger.imported", &Imported { op_id, batch, result: outcome.result, code });
    }

    /// What was left on a code after the payment it was good for goes to the books of the day.
    fn code_broken(&mut self, op: &Operation, amount: Amount) {
        let of = op.of.as_ref();
        let sale = self.state.committed(&op.subject);
        let paid = sale.and_then(|sale| sale.paid.iter().find(|paid| paid.op.as_ref() == of).zip(Some(&sale.receipt)));
        let Some((scheme, currency)) = paid.and_then(|(paid, receipt)| paid.scheme.clone().zip(Some(receipt.currency)))
        else {
            return;
        };
        let (undone, business_date) = (op.settle == Some(Settle::Reverse), self.business_date(self.ctx.now));
        self.record(CodeBroken { mode: op.mode, scheme, currency, amount, undone, business_date });
    }

    /// Less was taken, or given back, than the receipt says: the sale stands, and somebody has to know.
    fn settled(&mut self, op: &Operation, outcome: &Outcome) {
        if let Some(amount) = outcome.broken {
            self.code_broken(op, amount);
        }
        let done = outcome.result == OutcomeKind::Done;
        let (what, register, page) = match op.amount {
            Some(amount) if op.scheme.is_some() => {
                ("points", amount, outcome.amount.filter(|_| done).unwrap_or_default())
            }
            Some(amount) => ("gift_card", amount, outcome.amount.filter(|_| done).unwrap_or_default()),
            None if op.settle == Some(Settle::Post) => ("coupon", uses(1), uses(u32::from(done))),
            None => return,
        };
        if page < register {
            let differences = vec![Difference { what: Id::word(what), register, page }];
            self.event("basket.discrepancy", &Discrepancy { basket_ref: op.subject.clone(), differences });
        }
    }

    fn coupon_answered(&mut self, op: &Operation, outcome: &Outcome) {
        let in_basket = |sale: &super::state::Sale| sale.coupons.iter().find(|coupon| coupon.id == op.subject).cloned();
        let Some(coupon) = self.state.sale.as_ref().and_then(in_basket) else {
            if outcome.result == OutcomeKind::Done {
                self.settle(Purpose::Settle, op.mode, &op.subject, &op.op_id, Settle::Void);
            }
            return;
        };
        if outcome.result == OutcomeKind::Done {
            return self.coupon_held(op, coupon);
        }
        let code = coupon_code(outcome);
        self.record(CouponDropped { coupon_id: coupon.id.clone() });
        if outcome.result == OutcomeKind::Unknown {
            self.settle(Purpose::Settle, op.mode, &op.subject, &op.op_id, Settle::Void);
        }
        self.coupon_refused(&op.op_id, &coupon.masked, code);
    }

    fn coupon_held(&mut self, op: &Operation, coupon: Coupon) {
        let (coupon_id, scheme) = (coupon.id.clone(), coupon.scheme.clone());
        self.record(CouponSet { coupon: Coupon { held: true, ..coupon } });
        if self.state.phase() == super::state::Phase::Open && self.reprice_and_tell().is_err() {
            // The basket was priced with this coupon before it was asked for, so this is a fault of ours; the coupon
            // stays held and the register sees `no_effect` in the next answer.
            debug_assert!(false, "a basket that was priced with a coupon is priced with it again");
        }
        let amount = self.state.sale.as_ref().map(|sale| effect_of(&sale.priced, &coupon_id)).unwrap_or_default();
        self.event("coupon.redeemed", &CouponRedeemed { op_id: op.op_id.clone(), coupon_id, scheme, amount });
        self.prompt_message("coupon_applied", true);
    }
}
