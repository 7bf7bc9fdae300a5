//! The sale's state machine on one page: which command is possible in which phase.
//!
//! What must hold: every (phase, command) pair is answered here. A command that is not possible now is refused with
//! `not_now`, the phase it met and the phases in which it would do. Commands that only read, or settle money that has
//! moved already, are always possible.
//!
//! ```text
//!            basket.open            basket.freeze         tender.start, tender.pay
//!   idle ───────────────────▶ open ───────────────▶ frozen ───────────────────▶ paying
//!    ▲   ◀── suspend, cancel ──┘ ◀── unfreeze (nothing paid) ──┘──────────────────┘│
//!    └──────────────────────────── commit, cancel, import ─────────────────────────┘
//! ```

use super::state::Phase;
use crate::wire::command::Say;

const ALWAYS: &[Phase] = Phase::ALL;
const UNSOLD: &[Phase] = &[Phase::Idle, Phase::Open];
const IDLE: &[Phase] = &[Phase::Idle];
const RESTING: &[Phase] = &[Phase::Idle, Phase::Open];
const OPEN: &[Phase] = &[Phase::Open];
const FROZEN: &[Phase] = &[Phase::Frozen];
const PAYABLE: &[Phase] = &[Phase::Frozen, Phase::Paying];
const UNPAID: &[Phase] = &[Phase::Open, Phase::Frozen];
const SALE: &[Phase] = &[Phase::Open, Phase::Frozen, Phase::Paying];

/// The phases in which a command is possible.
#[must_use]
pub fn possible_in(say: &Say) -> &'static [Phase] {
    phases_of(say.kind())
}

/// The phases in which a command of this type is possible.
#[must_use]
pub fn phases_of(kind: &str) -> &'static [Phase] {
    match kind {
        "session.open" | "session.configure" | "session.resume" | "session.ack" | "session.diagnostics" => ALWAYS,
        "session.report" | "session.export" => ALWAYS,
        "request.done" | "basket.status" | "scan" | "receipt.get" | "tender.balance" => ALWAYS,
        "tender.cancel" | "input.key" => ALWAYS,
        "tender.transfer" | "tender.block" | "tender.statement" => ALWAYS,
        "basket.import" | "ledger.import" | "coupons.issue" => ALWAYS,
        "basket.open" | "basket.resume" | "basket.void" | "screen.idle" => IDLE,
        "basket.put" | "basket.add" | "basket.change" | "basket.remove" | "basket.allowance" | "basket.refund" => OPEN,
        "coupons.check" | "coupons.list" | "coupons.redeem" | "coupons.remove" => OPEN,
        "loyalty.identify" | "basket.freeze" => OPEN,
        "screen.show" => UNSOLD,
        "tender.start" => FROZEN,
        "basket.suspend" | "tender.load" => UNPAID,
        "tender.cash_out" => RESTING,
        "basket.unfreeze" | "basket.commit" | "tender.pay" | "tender.refund" => PAYABLE,
        "tender.external" | "tender.rollback" => PAYABLE,
        "basket.cancel" => SALE,
        _ => &[], // a type without a row is possible never; the test below finds it
    }
}

/// The phase that a command of this type leads to, if it leads to another one; `basket.import` does where it names the open
/// basket. Whether this is what happens is checked by the simulated till after every command.
#[must_use]
pub fn leads_to(kind: &str) -> Option<Phase> {
    match kind {
        "basket.open" | "basket.resume" | "basket.unfreeze" => Some(Phase::Open),
        "basket.freeze" => Some(Phase::Frozen),
        "tender.start" | "tender.pay" | "tender.refund" | "tender.external" => Some(Phase::Paying),
        "basket.suspend" | "basket.commit" | "basket.cancel" | "basket.import" => Some(Phase::Idle),
        _ => None,
    }
}

/// Commands that change nothing, or nothing the second time: their answers are not kept, a repeat simply reads again.
#[must_use]
pub fn only_reads(say: &Say) -> bool {
    if let Say::RequestDone(x) = say {
        return super::door::is_ask(x);
    }
    matches!(
        say,
        Say::Resume(_)
            | Say::Diagnostics(_)
            | Say::Status(_)
            | Say::GetReceipt(_)
            | Say::Export(_)
            | Say::ListCoupons(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_row() {
        for kind in Say::KINDS {
            assert!(!phases_of(kind).is_empty(), "{kind}");
        }
    }
}
