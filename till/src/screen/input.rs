//! What the customer does at the screen: what a prompt takes, taps, finished entries.
//!
//! What must hold: half-typed text is the shell's; only what is finished comes as a submission, secrets wrapped.

use super::Body;
use crate::codes::IdentityKind;
use crate::money::Amount;
use crate::names::Id;
use crate::secret::{Personal, Pin, Token};
use crate::wire::basket::TenderKind;

/// What the open prompt takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// A code; `true` while one is being checked.
    Code(bool),
    /// What a person is known by; `true` while it is being looked for.
    Person(IdentityKind, bool),
    /// Units of a programme; `true` while the ledger is asked.
    Units(bool),
    /// A PIN of this many digits.
    Pin(u32),
    /// Nothing now: a PIN is being checked.
    Busy,
}

impl Field {
    /// Whether something typed before is being looked at.
    #[must_use]
    pub const fn is_busy(self) -> bool {
        matches!(self, Field::Code(true) | Field::Person(_, true) | Field::Units(true) | Field::Busy)
    }
}

impl Body {
    /// The prompt that is open, if one is.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        match self {
            Body::Coupon(entry) => Some(Field::Code(entry.busy)),
            Body::Identify(entry) => {
                let kind = entry.person.as_ref().map_or(IdentityKind::Card, |person| person.kind);
                Some(Field::Person(kind, entry.busy))
            }
            Body::Points(view) => Some(Field::Units(view.busy)),
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
    /// "I want to be a member".
    Join,
    /// What the field of the prompt takes.
    Kind(IdentityKind),
    /// Yes or no to the consent that is asked for.
    Consent(bool),
    /// What the member has.
    ShowMember,
    /// The movements of this programme.
    Program(Id),
    /// Pay with what there is of this programme.
    UsePoints(Id),
    /// As much as can pay.
    UseAll,
    /// Not, after all.
    RemovePoints(Id),
    /// "Offers for me".
    EnterOffers,
    /// Take an offer, or leave it.
    Choose(Id, bool),
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
    /// More time for a PIN, or for the question whether a receipt is printed.
    MoreTime,
    /// Print the receipt, or not.
    PrintReceipt(bool),
    /// Seen: go on from approved or declined.
    Continue,
}

/// What the customer finished typing or showed to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submission {
    /// A coupon, member card or gift card, for the prompt that is open.
    Code(Token),
    /// What a person is known by, for the prompt that is open.
    Person(IdentityKind, Personal),
    /// How many units of a programme are to pay.
    Units(Amount),
    /// A PIN.
    Pin(Pin),
}
