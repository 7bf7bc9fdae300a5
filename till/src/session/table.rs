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
const IDLE: &[Phase] = &[Phase::Idle];
const OPEN: &[Phase] = &[Phase::Open];
const FROZEN: &[Phase] = &[Phase::Frozen];
const PAYABLE: &[Phase] = &[Phase::Frozen, Phase::Paying];
const UNPAID: &[Phase] = &[Phase::Open, Phase::Frozen];
const SALE: &[Phase] = &[Phase::Open, Phase::Frozen, Phase::Paying];

/// The phases in which a command is possible.
#[must_use]
pub fn possible_in(say: &Say) -> &'static [Phase] {
    match say {
        Say::Open(_) | Say::Configure(_) | Say::Resume(_) | Say::Ack(_) | Say::Diagnostics(_) => ALWAYS,
        Say::RequestDone(_) | Say::Status(_) | Say::Scan(_) | Say::GetReceipt(_) | Say::Balance(_) => ALWAYS,
        Say::Import(_) | Say::ImportLedger(_) => ALWAYS,
        Say::OpenBasket(_) | Say::ResumeBasket(_) | Say::IdleScreen(_) => IDLE,
        Say::Void(_) => IDLE,
        Say::Put(_) | Say::Add(_) | Say::Change(_) | Say::Remove(_) | Say::Allowance(_) => OPEN,
        Say::CheckCoupon(_) | Say::RedeemCoupon(_) | Say::RemoveCoupon(_) => OPEN,
        Say::Identify(_) | Say::ShowScreen(_) | Say::Freeze(_) => OPEN,
        Say::StartTender(_) => FROZEN,
        Say::Suspend(_) => UNPAID,
        Say::Unfreeze(_) | Say::Commit(_) | Say::Pay(_) => PAYABLE,
        Say::External(_) | Say::CancelTender(_) | Say::Rollback(_) => PAYABLE,
        Say::Cancel(_) => SALE,
    }
}

/// Commands that change nothing: their answers are not kept, a repeat simply reads again.
#[must_use]
pub fn only_reads(say: &Say) -> bool {
    matches!(say, Say::Resume(_) | Say::Diagnostics(_) | Say::Status(_) | Say::GetReceipt(_) | Say::CheckCoupon(_))
}
