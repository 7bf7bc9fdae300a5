//! Records: the facts of the ledger, as they are stored.
//!
//! What must hold: one ask leads to one record at most, with its outcome in it, so that a crash never keeps half of an
//! operation; a record holds results, never a question; a kind, once released, keeps its meaning. `clock` and `until`
//! without a date count the milliseconds of the ledger's own clock (see docs/ledger.md, rule 20).

use super::account::Account;
use super::ask::{Limit, Mode, Outcome, UseLimit};
use super::checkpoint::Checkpoint;
use super::credit::{Credited, Recalled};
use super::life::{LoadReason, Mark};
use super::lots::Part;
use super::member::OpeningMember;
use super::people::{Enrolled, Forgotten};
use super::program::{Booked, Earned};
use crate::money::{Amount, Currency};
use crate::names::Id;
use crate::secret::Seal;
use crate::shape;
use crate::time::Instant;

shape! {
    /// Which operation a record is of.
    pub struct Op {
        /// The id its asker made.
        id: Id,
        /// The books.
        mode: Mode,
        /// The time of day it was decided.
        at: Instant,
        /// The ledger's clock at that time.
        clock: u64,
        /// Print of what was asked; tells a repeat from a re-used id.
        content: String,
    }
}

shape! {
    /// Wrong PINs of a token, known or not.
    pub struct Guard {
        /// The token.
        token: Seal,
        /// Wrong tries in a row; 0 after a right one.
        failures: u32,
        /// Locked until the ledger's clock says this.
        locked_until: Option<u64>,
    }
}

shape! {
    /// An operation was declined, for good under its id.
    pub struct Declined {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// What it did to the token's tries.
        guard: Option<Guard>,
    }
}

shape! {
    /// A balance was asked for, or nobody was found; counts towards the 10 a minute, whatever was answered.
    pub struct Looked {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// What it did to the token's tries.
        guard: Option<Guard>,
        /// It was a member who was not found; these are counted by themselves.
        find: bool = false,
    }
}

shape! {
    /// Value or a use is held: the reservation `op.id`.
    pub struct Held {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// Whose value it is.
        from: Account,
        /// Where it goes when it is posted.
        to: Account,
        /// How much is held.
        amount: Amount,
        /// The most `to` may ever have (uses of a code that is counted).
        most: Option<u32>,
        /// Held until the ledger's clock says this.
        until: u64,
        /// What it did to the token's tries.
        guard: Option<Guard>,
        /// Money for a card: why.
        reason: Option<LoadReason>,
        /// The card that becomes known, or active, when it is posted.
        card: Option<KnownCard>,
        /// The card is closed when it is posted: it is good for one payment.
        once: bool,
        /// Of which lots of a programme.
        lots: Vec<Part>,
        /// What is given back after its lot has expired is good for so many days.
        back_days: Option<u32>,
        /// What may be paid on its day.
        day: Option<Limit>,
        /// What else a use counts for.
        limits: Vec<UseLimit>,
    }
}

shape! {
    /// A reservation is held for longer.
    pub struct Extended {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// The reservation.
        of: Id,
        /// Held until the ledger's clock says this.
        until: u64,
        /// It had run out: of which lots of a programme it is held again.
        lots: Vec<Part>,
    }
}

shape! {
    /// What a reservation held is taken: the transfer.
    pub struct Posted {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// The reservation.
        of: Id,
        /// How much was taken.
        amount: Amount,
        /// How much of the hold was gone, because it had run out and was spent otherwise: a discrepancy for the report.
        short: Amount,
        /// Of which lots of a programme.
        lots: Vec<Part>,
        /// What was left on a code that is good for one payment, and goes with it.
        broken: Amount = Amount::ZERO,
    }
}

shape! {
    /// A reservation is given back, or an id that was never seen will never be used.
    pub struct Voided {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// The reservation.
        of: Id,
        /// The id had not been seen before.
        poisoned: bool = false,
    }
}

shape! {
    /// What was taken for a reservation is given back.
    pub struct Reversed {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// The reservation.
        of: Id,
        /// How much, if it was not all that was taken: the card it was loaded on has spent some.
        amount: Option<Amount>,
        /// Of which lots of a programme.
        lots: Vec<Part>,
    }
}

shape! {
    /// Money went from one card to another.
    pub struct Transferred {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// The card it came from.
        from: Account,
        /// The card it went to.
        to: Account,
        /// How much.
        amount: Amount,
        /// The first card is closed.
        closes: bool,
        /// The second card, if it became known or active by this.
        card: Option<KnownCard>,
        /// What it did to the first token's tries.
        guard: Option<Guard>,
    }
}

shape! {
    /// A card was blocked, or is good again.
    pub struct Marked {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// The card.
        token: Seal,
        /// Why it is blocked; nothing: it is good.
        mark: Option<Mark>,
    }
}

shape! {
    /// A code is known from now on.
    pub struct Issued {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// The code.
        code: KnownCode,
        /// What it counts for.
        limits: Vec<UseLimit>,
    }
}

shape! {
    /// A code the ledger knows.
    pub struct KnownCode {
        /// The code's seal.
        code: Seal,
        /// Its coupon scheme.
        scheme: Id,
        /// Uses it is good for.
        uses: u32,
        /// Good from.
        valid_from: Option<Instant>,
        /// Good until before this moment.
        valid_until: Option<Instant>,
        /// Good for one person only: the seal of what that person is known by.
        only_for: Option<Seal>,
    }
}

shape! {
    /// A card the ledger knows.
    pub struct KnownCard {
        /// The card's seal.
        token: Seal,
        /// Its scheme.
        scheme: Id,
        /// The PIN's seal.
        pin: Option<Seal>,
        /// Its balance at the start.
        balance: Amount,
        /// Its currency.
        currency: Currency,
        /// Not usable from this moment.
        valid_until: Option<Instant>,
        /// Good from its first load on.
        inactive: bool,
        /// The only till it is good at.
        home_till: Option<Id>,
        /// Why it is not good.
        mark: Option<Mark>,
    }
}

shape! {
    /// An entry of a batch, by its place in the list.
    pub struct CardEntry {
        /// From 0.
        place: u32,
        /// The card.
        card: KnownCard,
    }
}

shape! {
    /// An entry of a batch, by its place in the list.
    pub struct CodeEntry {
        /// From 0.
        place: u32,
        /// The code.
        code: KnownCode,
    }
}

shape! {
    /// An entry of a batch, by its place in the list.
    pub struct MemberEntry {
        /// From 0.
        place: u32,
        /// The member.
        member: OpeningMember,
    }
}

shape! {
    /// The entries of a batch that were new.
    pub struct Imported {
        /// The operation.
        op: Op,
        /// What was answered.
        outcome: Outcome,
        /// The batch.
        batch: Id,
        /// Cards.
        cards: Vec<CardEntry>,
        /// Codes.
        codes: Vec<CodeEntry>,
        /// Members.
        members: Vec<MemberEntry>,
    }
}

shape! {
    /// One fact of the ledger.
    pub union LedgerRecord by "kind" {
        /// Declined.
        Declined(Declined) = "declined",
        /// Balance asked for.
        Looked(Looked) = "looked",
        /// Held.
        Held(Held) = "held",
        /// Held for longer.
        Extended(Extended) = "extended",
        /// Taken.
        Posted(Posted) = "posted",
        /// Given back before it was taken.
        Voided(Voided) = "voided",
        /// Given back after it was taken.
        Reversed(Reversed) = "reversed",
        /// A part given back.
        Credited(Credited) = "credited",
        /// That part taken again.
        Recalled(Recalled) = "recalled",
        /// Code made known.
        Issued(Issued) = "issued",
        /// Opening balances and codes.
        Imported(Imported) = "imported",
        /// From card to card.
        Transferred(Transferred) = "transferred",
        /// Card blocked, or good again.
        Marked(Marked) = "marked",
        /// Member known, or known better.
        Enrolled(Enrolled) = "enrolled",
        /// Member forgotten.
        Forgotten(Forgotten) = "forgotten",
        /// Earned.
        Earned(Earned) = "earned",
        /// Taken back, or a purchase counted.
        Booked(Booked) = "booked",
        /// What all facts before it add up to.
        Checkpoint(Checkpoint) = "checkpoint",
    }
}

macro_rules! of_op {
    ($record:expr, $field:ident) => {
        match $record {
            LedgerRecord::Declined(x) => Some(&x.$field),
            LedgerRecord::Looked(x) => Some(&x.$field),
            LedgerRecord::Held(x) => Some(&x.$field),
            LedgerRecord::Extended(x) => Some(&x.$field),
            LedgerRecord::Posted(x) => Some(&x.$field),
            LedgerRecord::Voided(x) => Some(&x.$field),
            LedgerRecord::Reversed(x) => Some(&x.$field),
            LedgerRecord::Credited(x) => Some(&x.$field),
            LedgerRecord::Recalled(x) => Some(&x.$field),
            LedgerRecord::Issued(x) => Some(&x.$field),
            LedgerRecord::Imported(x) => Some(&x.$field),
            LedgerRecord::Transferred(x) => Some(&x.$field),
            LedgerRecord::Marked(x) => Some(&x.$field),
            LedgerRecord::Enrolled(x) => Some(&x.$field),
            LedgerRecord::Forgotten(x) => Some(&x.$field),
            LedgerRecord::Earned(x) => Some(&x.$field),
            LedgerRecord::Booked(x) => Some(&x.$field),
            LedgerRecord::Checkpoint(_) => None,
        }
    };
}

impl LedgerRecord {
    /// The operation it is of; none of a checkpoint.
    #[must_use]
    pub fn op(&self) -> Option<&Op> {
        of_op!(self, op)
    }

    /// What was answered; nothing by a checkpoint.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        of_op!(self, outcome)
    }
}
