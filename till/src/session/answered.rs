//! What the ledger answered, and what is still owed after a restart.
//!
//! What must hold: an answer that nobody waits for changes nothing; what must happen (post, void, issue) is asked again
//! under the same id until it is answered.

use super::coupons::effect_of;
use super::draft::Draft;
use super::gift::code_for;
use super::state::{Coupon, Operation, Purpose, Settle};
use super::{Ctx, Effect, Session, Step};
use crate::ledger::ask::{Ask, Decline, Outcome, OutcomeKind, What};
use crate::names::Id;
use crate::record::{CouponDropped, CouponSet};
use crate::secret::Token;
use crate::wire::basket::Difference;
use crate::wire::coupon::{CouponRedeemed, CouponRefused};
use crate::wire::error::Code;
use crate::wire::receipt::{Discrepancy, Print};
use crate::wire::tender::Imported;

/// How long a stuck operation waits before it is asked again, in milliseconds.
pub(super) const ASK_AGAIN: i64 = 5_000;

/// The ledger has answered.
pub(super) fn answered(session: &Session, op_id: &Id, outcome: &Outcome, ctx: &Ctx) -> Step {
    let Some(op) = session.state.op(op_id).cloned() else { return Step::default() };
    let unknown = outcome.result == OutcomeKind::Unknown;
    let owed = op.load.is_some()
        || matches!(op.purpose, Purpose::CardVoid | Purpose::Settle | Purpose::LoadSettle | Purpose::VoucherIssue);
    if unknown && (owed || op.settle.is_some()) {
        return Step::default(); // stays owed; a tick asks again
    }
    if outcome.decline == Some(Decline::WrongState) && op.settle == Some(Settle::Reverse) && posting(session, &op) {
        return Step::default(); // its post is still to come; a tick asks both again, in their order
    }
    let mut draft = Draft::new(session, ctx);
    draft.close_op(op_id);
    draft.home_till.clone_from(&outcome.home_till);
    match op.purpose {
        Purpose::CouponUse => draft.coupon_answered(&op, outcome),
        Purpose::CardReserve => draft.reserved(&op, outcome),
        Purpose::CardVoid => {
            if let Some(tender) = draft.tender(&op.subject) {
                draft.cancelled(tender);
            }
        }
        Purpose::Settle => draft.settled(&op, outcome),
        Purpose::CardLoad => draft.load_answered(&op, outcome),
        Purpose::LoadSettle => draft.load_settled(&op, outcome),
        Purpose::Balance | Purpose::Statement | Purpose::Transfer | Purpose::Mark | Purpose::CashOut => {
            draft.card_answered(&op, outcome);
        }
        Purpose::VoucherIssue => draft.voucher_issued(&op, outcome),
        Purpose::Import => {
            let code = match outcome.decline {
                Some(Decline::WrongState) => Code::EntryKnown,
                _ => code_for(outcome),
            };
            let code = (outcome.result != OutcomeKind::Done).then(|| Id::word(code.word()));
            let imported =
                Imported { op_id: op.op_id.clone(), batch: op.subject.clone(), result: outcome.result, code };
            draft.event("ledger.imported", &imported);
        }
    }
    draft.finish()
}

/// Whether the operation that `op` is to undo is still to be made final.
fn posting(session: &Session, op: &Operation) -> bool {
    session.state.ops.iter().any(|other| other.settle == Some(Settle::Post) && other.of == op.of)
}

/// After a restart: every operation that was recorded and not answered is asked again. Those that cannot be built again
/// without what the customer showed are only inquired about.
pub(super) fn owed(session: &Session, ctx: &Ctx) -> Step {
    let mut draft = Draft::new(session, ctx);
    for op in session.state.ops.clone() {
        let again = match (op.purpose, op.settle, &op.of) {
            (Purpose::VoucherIssue, _, _) => {
                if let Some(code) = op.text.as_deref().and_then(Token::new) {
                    draft.ask_issue(&op, code);
                }
                continue;
            }
            (_, Some(settle), Some(of)) if session.state.waits(settle, of) => continue,
            (_, Some(settle), Some(of)) => Settle::what(settle, of.clone(), op.amount),
            _ => match &op.load {
                Some(load) => What::Load(load.clone()),
                None => What::Status { of: op.op_id.clone() },
            },
        };
        draft.effect(Effect::Ask(Ask { op_id: op.op_id.clone(), mode: op.mode, what: again }));
    }
    draft.finish()
}

impl Draft<'_> {
    /// A post that took less than the receipt says: the sale stands, and somebody has to know.
    fn settled(&mut self, op: &Operation, outcome: &Outcome) {
        let Some(register) = op.amount else { return };
        let page = outcome.amount.filter(|_| outcome.result == OutcomeKind::Done).unwrap_or_default();
        if page < register {
            let differences = vec![Difference { what: Id::word("gift_card"), register, page }];
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
        let code = match code_for(outcome) {
            Code::CardExpired => Code::CouponExpired,
            other => other,
        };
        self.record(CouponDropped { coupon_id: coupon.id.clone() });
        if outcome.result == OutcomeKind::Unknown {
            self.settle(Purpose::Settle, op.mode, &op.subject, &op.op_id, Settle::Void);
        }
        let (cashier_text, customer_text) = self.texts(code);
        let (op_id, masked, code_id) = (op.op_id.clone(), coupon.masked, Id::word(code.word()));
        self.event("coupon.refused", &CouponRefused { op_id, masked, code: code_id, cashier_text, customer_text });
        self.prompt_message(code.word(), false);
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

    fn voucher_issued(&mut self, op: &Operation, outcome: &Outcome) {
        if outcome.result != OutcomeKind::Done {
            return; // a code that is taken already (one in ten thousand million): no voucher rather than a wrong one
        }
        let print = Print {
            print_id: op.subject.clone(),
            kind: Id::word("voucher"),
            lines: op.lines.clone(),
            barcode: op.text.clone(),
            copy: false,
        };
        self.request("print", op.subject.clone(), &print);
    }
}
