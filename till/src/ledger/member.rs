//! Members: who belongs to the shop, by seals only, and what is asked of and for them.
//!
//! What must hold: nothing of a person is kept but seals of what identifies them, month and day of birth, groups, consents
//! and choices; an identity belongs to one member at most; what was never enrolled, was forgotten or belongs to nobody has
//! one answer, `not_accepted`.

use crate::money::Amount;
use crate::names::Id;
use crate::secret::Seal;
use crate::shape;
use crate::time::Instant;

shape! {
    /// Find a member by an identity. A question: it leaves no record and is answered anew each time, unless nobody is
    /// found, which counts as a try.
    pub struct Find {
        /// The seal of the identity in its canonical form, such as `card:6299..`, `phone:+385..`, `email:..`.
        identity: Seal,
        /// Programmes of which the answer tells what was earned since a moment (the periods of their tiers).
        periods: Vec<Period>,
    }
}

shape! {
    /// A time over which something earned is added up.
    pub struct Period {
        /// The programme of the pack.
        program: Id,
        /// From this moment on.
        since: Instant,
    }
}

shape! {
    /// What is said of a member: a new one is enrolled, or a known one is told more of. What is left out stays as it is.
    /// Answers with `member`.
    pub struct Enrol {
        /// The member's random id, made by the asker.
        member: Id,
        /// Whether the member becomes known by this; else one who is not known is `not_accepted`.
        create: bool,
        /// Seals of identities that belong to the member from now on.
        identities: Vec<Seal>,
        /// Seals of identities that do so no longer (a lost card).
        remove: Vec<Seal>,
        /// The groups the member belongs to, all of them.
        groups: Option<Vec<Id>>,
        /// Month and day of birth as `MM-DD`.
        birthday: Option<Id>,
        /// Consents given or withdrawn.
        consents: Vec<Choice>,
        /// Personal offers chosen or declined.
        offers: Vec<Choice>,
    }
}

shape! {
    /// A yes or no of a member; the last one counts.
    pub struct Choice {
        /// What is consented to, or the offer.
        id: Id,
        /// Yes: given, chosen. No: withdrawn, declined.
        yes: bool = true,
        /// When it was said.
        at: Instant,
    }
}

shape! {
    /// Forget a member: identities, birthday, groups, consents and choices are gone, what is left of programmes lapses.
    /// `busy` while something of the member is held.
    pub struct Forget {
        /// The member.
        member: Id,
    }
}

shape! {
    /// Count a purchase of a member; a reverse of it takes it off again.
    pub struct Visit {
        /// The member.
        member: Id,
    }
}

shape! {
    /// What a member has earned: there for good, as a lot of its own. Answers `amount`: what the caps left of it, zero
    /// included. It is undone by [`TakeBack`], not by a reverse.
    pub struct Earn {
        /// The member.
        member: Id,
        /// The programme of the pack.
        program: Id,
        /// Its unit: `points`, `stamps`, or an ISO 4217 code.
        unit: Id,
        /// How much, positive.
        amount: Amount,
        /// It can be spent from this moment on; at once if missing.
        ready: Option<Instant>,
        /// Until before this moment; for ever if missing.
        until: Option<Instant>,
        /// What may be earned in this programme since some moments, this earning included.
        caps: Vec<super::ask::Limit>,
    }
}

shape! {
    /// Hold something of a programme, to be posted, extended, voided, credited or reversed as money of a card is. Takes the lots
    /// that expire first; less than asked is a success, `no_balance` if it is nothing.
    pub struct Spend {
        /// The member.
        member: Id,
        /// The programme of the pack.
        program: Id,
        /// Its unit.
        unit: Id,
        /// At most this, positive.
        amount: Amount,
        /// Only multiples of this.
        step: Option<Amount>,
        /// Not less than this.
        least: Option<Amount>,
        /// What is given back after its lot has expired is good for so many days from then; it stays expired if missing.
        back_days: Option<u32>,
        /// What may be spent since a moment, what is held included.
        day: Option<super::ask::Limit>,
    }
}

shape! {
    /// Take back what was earned, because its goods came back. Answers `amount`: what was taken, and `short`: what was spent
    /// already and is for the asker to take elsewhere. A reverse of it gives that back.
    pub struct TakeBack {
        /// The member.
        member: Id,
        /// The earning operation.
        of: Id,
        /// How much of it, positive; all that was not taken back if it is more than that.
        amount: Amount,
    }
}

shape! {
    /// The movements of a programme to look at. A question: it leaves no record.
    pub struct MovementsOf {
        /// The member.
        member: Id,
        /// The programme of the pack.
        program: Id,
        /// Its unit.
        unit: Id,
        /// Only older ones than the movement of this number; the newest if missing.
        after: Option<u64>,
        /// At most so many.
        limit: u32,
    }
}

shape! {
    /// A member as the ledger knows them.
    pub struct MemberView {
        /// The random id.
        id: Id,
        /// When the member was enrolled.
        joined: Instant,
        /// Groups.
        groups: Vec<Id>,
        /// Month and day of birth as `MM-DD`.
        birthday: Option<Id>,
        /// Purchases so far.
        purchases: u32,
        /// Consents.
        consents: Vec<Choice>,
        /// Personal offers chosen or declined.
        offers: Vec<Choice>,
        /// What there is of each programme.
        balances: Vec<ProgramBalance>,
    }
}

shape! {
    /// What a member has of a programme.
    pub struct ProgramBalance {
        /// The programme of the pack.
        program: Id,
        /// Its unit.
        unit: Id,
        /// What can be spent now.
        ready: Amount,
        /// What can be spent later.
        pending: Amount,
        /// When the next of what is ready expires.
        expires: Option<Instant>,
        /// How much expires then.
        expiring: Amount,
        /// Earned ever, without what was taken back.
        earned: Amount,
        /// Earned since the moment that was asked for, without what was taken back.
        in_period: Option<Amount>,
    }
}

shape! {
    /// A member at the start.
    pub struct OpeningMember {
        /// The random id, made by the asker.
        member: Id,
        /// Seals of the identities.
        identities: Vec<Seal>,
        /// Groups.
        groups: Vec<Id>,
        /// Month and day of birth as `MM-DD`.
        birthday: Option<Id>,
        /// Purchases so far.
        purchases: u32 = 0,
        /// Consents.
        consents: Vec<Choice>,
        /// What there is of programmes.
        balances: Vec<OpeningBalance>,
    }
}

shape! {
    /// What a member has of a programme at the start.
    pub struct OpeningBalance {
        /// The programme of the pack.
        program: Id,
        /// Its unit.
        unit: Id,
        /// How much, zero or positive.
        amount: Amount,
        /// How much of it counts as earned when tiers are worked out.
        earned: Option<Amount>,
        /// It can be spent from this moment on.
        ready: Option<Instant>,
        /// Until before this moment.
        until: Option<Instant>,
    }
}
