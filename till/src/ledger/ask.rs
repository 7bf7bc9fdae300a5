//! The one narrow door between the session and whatever ledger there is: an ask with an id made beforehand, and its answer.
//!
//! What must hold: the asker records the intent with its `op_id` before it asks; asking again with the same id gives
//! the same answer; `Unknown` is an answer, never a guess. The same types serve a ledger on a server.

pub use super::count::{Count, Look, UseLimit, UseSeen};
use super::life::{CashOut, Load, MarkCard, Statement, StatementOf, Transfer};
use super::member::{Earn, Enrol, Find, Forget, MemberView, MovementsOf, OpeningMember, Spend, TakeBack, Visit};
use crate::money::{Amount, Currency};
use crate::names::Id;
use crate::secret::Seal;
use crate::shape;
use crate::time::Instant;

shape! {
    /// Which books an operation belongs to. Training and test have their own and burn nothing.
    pub enum Mode {
        /// Real sales.
        Live = "live",
        /// Practice on the same till: own ledger, own numbers, a watermark on every screen and text.
        Training = "training",
        /// Automated tests.
        Test = "test",
    }
}

/// One operation on the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Made and recorded by the asker before it asks.
    pub op_id: Id,
    /// The books.
    pub mode: Mode,
    /// What to do.
    pub what: What,
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Hold money of an account; less than asked if the balance is smaller (a success).
    Reserve(Reserve),
    /// Look at a balance.
    Balance(Present),
    /// Hold one use of a code.
    Use(Use),
    /// Take what `of` holds for good. Succeeds late, too; if the hold had run out and some of its value was spent since,
    /// it takes what is left and `amount` says how much.
    Post {
        /// The reserving operation.
        of: Id,
    },
    /// Give back what `of` holds; of an id never seen: succeeds and poisons that id.
    Void {
        /// The reserving operation.
        of: Id,
    },
    /// Keep what `of` holds for another while (the sale is frozen).
    Extend {
        /// The reserving operation.
        of: Id,
    },
    /// Undo a posted operation. A reverse cannot be reversed.
    Reverse {
        /// The reserving operation that was posted, or the operation that posted it.
        of: Id,
    },
    /// Give back a part of what was posted; a reverse of it takes that part again, as far as it is still there.
    Credit(super::credit::Credit),
    /// Make a code known (a voucher for the next visit).
    Issue(Issue),
    /// Opening balances and issued codes; each entry is applied once by its id.
    Import(Import),
    /// Hold money for a card: it is there once this is posted. Makes the card known, if its scheme says so.
    Load(Load),
    /// Hold all that is left on a card, to be paid out.
    CashOut(CashOut),
    /// Move money from one card to another of its scheme at once; all of it closes the first.
    Transfer(Transfer),
    /// Block a card, or take that back.
    Mark(MarkCard),
    /// Look at the movements of a card.
    Statement(StatementOf),
    /// Find a member by an identity.
    Find(Find),
    /// A new member, or more of a known one.
    Enrol(Enrol),
    /// Forget a member.
    Forget(Forget),
    /// Count a purchase.
    Visit(Visit),
    /// Something of a programme was earned.
    Earn(Earn),
    /// Hold something of a programme.
    Spend(Spend),
    /// Take back what was earned.
    TakeBack(TakeBack),
    /// Look at the movements of a programme.
    Movements(MovementsOf),
    /// Look at uses of codes, without a trace.
    Look(Look),
    /// What `of` was answered, without doing anything; unknown if it was never seen.
    Status {
        /// The operation in question; any kind.
        of: Id,
    },
}

shape! {
    /// A token shown by a customer.
    pub struct Present {
        /// The token's seal.
        token: Seal,
        /// Its scheme in the pack.
        scheme: Id,
        /// The PIN's seal, bound to the token.
        pin: Option<Seal>,
        /// Whether the scheme wants a PIN.
        needs_pin: bool,
        /// Where it is shown.
        at: Place,
    }
}

shape! {
    /// The till at which a token is shown.
    pub struct Place {
        /// The till; a card with a home is good there only.
        till: Option<Id>,
        /// Other tills do not see this ledger: only cards whose home is this till are good here.
        home_only: bool,
    }
}

shape! {
    /// Money to hold.
    pub struct Reserve {
        /// The card.
        present: Present,
        /// At most this, positive.
        amount: Amount,
        /// The currency.
        currency: Currency,
        /// The token is good for one payment, whatever is left on it then.
        once: bool,
        /// What the card may pay on one day.
        day: Option<Limit>,
    }
}

shape! {
    /// What may be paid or earned since a moment.
    pub struct Limit {
        /// Together at most so much: minor units, or units of a programme.
        most: Amount,
        /// When the time began, such as the day or the month.
        since: Instant,
    }
}

shape! {
    /// One use of a code to hold.
    pub struct Use {
        /// The code's seal.
        code: Seal,
        /// Its coupon scheme.
        scheme: Id,
        /// Whether the ledger must know the code (single-use codes), or counts any code of the scheme (multi-use codes).
        must_be_known: bool,
        /// Uses the scheme allows in all for this code; none: unlimited.
        max_uses: Option<u32>,
        /// What else is counted, and how far it may go.
        limits: Vec<UseLimit>,
        /// Who shows it, for codes that are somebody's.
        member: Option<Id>,
    }
}

shape! {
    /// A code to make known.
    pub struct Issue {
        /// The code's seal.
        code: Seal,
        /// Its coupon scheme.
        scheme: Id,
        /// Uses it is good for.
        uses: u32,
        /// Good from.
        valid_from: Instant,
        /// Good until before this moment.
        valid_until: Option<Instant>,
        /// How many codes may be made.
        limits: Vec<UseLimit>,
    }
}

shape! {
    /// Opening balances and issued codes, applied once.
    pub struct Import {
        /// The id of the batch; entries are known by batch and place.
        batch: Id,
        /// Cards with their balances.
        accounts: Vec<OpeningAccount>,
        /// Codes.
        codes: Vec<OpeningCode>,
        /// Members with what they have of programmes.
        members: Vec<OpeningMember>,
    }
}

shape! {
    /// A card with its balance at the start.
    pub struct OpeningAccount {
        /// The token's seal.
        token: Seal,
        /// Its scheme in the pack.
        scheme: Id,
        /// The PIN's seal.
        pin: Option<Seal>,
        /// Its balance, zero or positive.
        balance: Amount,
        /// Its currency.
        currency: Currency,
        /// Not usable from this moment.
        valid_until: Option<Instant>,
        /// Sold later: good from its first load on.
        inactive: bool = false,
        /// The only till it is good at.
        home_till: Option<Id>,
    }
}

shape! {
    /// A coupon code that was issued elsewhere.
    pub struct OpeningCode {
        /// The code's seal.
        code: Seal,
        /// Its coupon scheme.
        scheme: Id,
        /// Uses left.
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
    /// What a ledger answers.
    pub struct Outcome {
        /// Done, declined or unknown.
        result: OutcomeKind,
        /// Why it declined; see [`Decline`].
        decline: Option<Decline>,
        /// Money, or units of a programme, held, posted, earned, taken or given back.
        amount: Option<Amount>,
        /// What the account has left to spend now, in its currency or unit.
        balance: Option<Amount>,
        /// The account's currency.
        currency: Option<Currency>,
        /// Post of a code good for one payment: what was left on it and is the shop's; reverse: what is on it again.
        broken: Option<Amount>,
        /// PIN tries left after a wrong one.
        tries_left: Option<u32>,
        /// When a lock ends, or what is held expires.
        until: Option<Instant>,
        /// The date from which the card is not usable (loads).
        good_until: Option<Instant>,
        /// The till at which the card is good (not_home).
        home_till: Option<Id>,
        /// Movements (statements).
        statement: Option<Statement>,
        /// What had been spent before it could be taken back (take_back).
        short: Option<Amount>,
        /// The member (find, enrol).
        member: Option<Box<MemberView>>,
        /// What was looked at, in its order.
        uses: Vec<UseSeen>,
    }
}

shape! {
    /// How an operation ended.
    pub enum OutcomeKind {
        /// It happened, once.
        Done = "done",
        /// It did not happen and never will under this id.
        Declined = "declined",
        /// It cannot be told (yet), or the ledger has never seen it.
        Unknown = "unknown",
    }
}

shape! {
    /// Why a ledger declines.
    pub enum Decline {
        /// Token unknown or PIN wrong, or nobody whom the ledger knows: one answer for all.
        NotAccepted = "not_accepted",
        /// Too many wrong PINs.
        Locked = "locked",
        /// Too many balance checks in a minute.
        TooOften = "too_often",
        /// Nothing left on the card.
        NoBalance = "no_balance",
        /// The account is in another currency.
        WrongCurrency = "wrong_currency",
        /// Past its date.
        Expired = "expired",
        /// Before its date.
        NotYet = "not_yet",
        /// The code has been used up.
        UsedUp = "used_up",
        /// The code is not known here.
        UnknownCode = "unknown_code",
        /// The operation it refers to is not in a state for this.
        WrongState = "wrong_state",
        /// The same id was used for something else.
        IdReused = "id_reused",
        /// The id was cancelled before it came.
        Cancelled = "cancelled",
        /// An amount that is not positive, or out of range.
        BadAmount = "bad_amount",
        /// The card is blocked.
        Blocked = "blocked",
        /// The card was reported lost or stolen.
        Lost = "lost",
        /// The card was not sold yet: good from its first load on.
        NotActive = "not_active",
        /// The card has paid what it may on this day.
        DayLimit = "day_limit",
        /// The card was emptied into another one, or was good for one payment.
        Closed = "closed",
        /// The card is good at another till only.
        NotHome = "not_home",
        /// More than the scheme allows on a card, or to be paid out.
        OverLimit = "over_limit",
        /// The card takes no further load.
        NotReloadable = "not_reloadable",
        /// A new card needs a PIN to be given to it.
        PinNeeded = "pin_needed",
        /// An identity that belongs to another member.
        Taken = "taken",
        /// The customer has used as many of the kind as one customer may.
        CustomerLimit = "customer_limit",
        /// The code is good for somebody else only.
        NotYours = "not_yours",
        /// Something else is being done with the card: money of it, or for it, is held.
        Busy = "busy",
    }
}

impl Outcome {
    /// A bare outcome.
    #[must_use]
    pub fn bare(result: OutcomeKind) -> Outcome {
        Outcome {
            result,
            decline: None,
            amount: None,
            balance: None,
            currency: None,
            broken: None,
            tries_left: None,
            until: None,
            good_until: None,
            home_till: None,
            statement: None,
            short: None,
            member: None,
            uses: Vec::new(),
        }
    }

    /// The same figures, declined.
    #[must_use]
    pub fn but_declined(self, decline: Decline) -> Outcome {
        Outcome { result: OutcomeKind::Declined, decline: Some(decline), ..self }
    }

    /// Declined for a reason.
    #[must_use]
    pub fn declined(decline: Decline) -> Outcome {
        Outcome { decline: Some(decline), ..Outcome::bare(OutcomeKind::Declined) }
    }
}
