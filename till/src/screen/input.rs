//! What the customer does at the screen: what a prompt takes, taps, finished entries.
//!
//! What must hold: half-typed text is the shell's; only what is finished comes as a submission, secrets wrapped.

use super::Body;
use crate::names::Id;
use crate::secret::{Pin, Token};
use crate::wire::basket::TenderKind;

/// What the open prompt takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// A code; `true` while one is being checked.
    Code(bool),
    /// A PIN of this many digits.
    Pin(u32),
    /// Nothing now: a PIN is being checked.
    Busy,
}

impl Body {
    /// The prompt that is open, if one is.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        match self {
            Body::Coupon(entry) | Body::Identify(entry) => Some(Field::Code(entry.busy)),
            Body::GiftCard(_) => Some(Field::Code(false)),
            Body::Pin { busy: true, .. } => Some(Field::Busy),
            Body::Pin { length, .. } => Some(Field::Pin(*length)),
            _ => None,
        }
    }
}

/// What the customer tapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tap {
    /// "I have a coupon".
    EnterCoupon,
    /// "I have a card".
    EnterMember,
    /// Back from a prompt.
    Back,
    /// Take a coupon out.
    RemoveCoupon(Id),
    /// Use a coupon although it loses much, or keep it.
    AcceptLoss(bool),
    /// Pay like this.
    Pay(TenderKind),
    /// Cancel what is being paid.
    CancelTender,
    /// Seen: go on from approved or declined.
    Continue,
}

/// What the customer finished typing or showed to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submission {
    /// A coupon, member card or gift card, for the prompt that is open.
    Code(Token),
    /// A PIN.
    Pin(Pin),
}
