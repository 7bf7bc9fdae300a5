//! What is asked in the life of a card beside paying with it, and what its statement says.
//!
//! What must hold: what the pack says of a scheme stands in the ask (limits, whether a card becomes known), so that the
//! ledger knows no pack; a card's state is what its last mark says.

use super::ask::{Place, Present};
use crate::money::{Amount, Currency};
use crate::names::Id;
use crate::secret::Seal;
use crate::shape;
use crate::time::Instant;

shape! {
    /// A card that gets money: a known one, or one that becomes known by it.
    pub struct Target {
        /// The token's seal.
        token: Seal,
        /// Its scheme in the pack.
        scheme: Id,
        /// The PIN's seal: that of a new card from now on.
        pin: Option<Seal>,
        /// Whether the scheme wants a PIN.
        needs_pin: bool,
        /// Where it is shown.
        at: Place,
        /// The scheme: a card that is not known becomes known.
        activates: bool,
        /// The scheme: a card in use takes more.
        reloadable: bool,
        /// The scheme: the most a card may have, what is held for it included.
        max_balance: Option<Amount>,
        /// Of a card that becomes good by this: not usable from this moment.
        valid_until: Option<Instant>,
        /// Of a card that becomes known: the only till it is good at.
        home_till: Option<Id>,
    }
}

shape! {
    /// Money to hold for a card.
    pub struct Load {
        /// The card.
        target: Target,
        /// How much, positive.
        amount: Amount,
        /// The currency.
        currency: Currency,
        /// Why.
        reason: LoadReason = LoadReason::Load,
    }
}

shape! {
    /// Why a card gets money.
    pub enum LoadReason {
        /// Somebody paid for it. The card must be in date and within its limits.
        Load = "load",
        /// Goods came back that were paid with it: limits and the card's date do not matter.
        Refund = "refund",
    }
}

shape! {
    /// All that is left on a card, to be held and paid out.
    pub struct CashOut {
        /// The card.
        present: Present,
        /// The scheme: a card with more is not paid out.
        most: Amount,
        /// The currency.
        currency: Currency,
    }
}

shape! {
    /// Money from one card to another.
    pub struct Transfer {
        /// The card it comes from.
        from: Present,
        /// The card it goes to, of the same scheme.
        to: Target,
        /// How much; all of it if missing, and then the first card is closed.
        amount: Option<Amount>,
    }
}

shape! {
    /// A card is blocked, or no longer.
    pub struct MarkCard {
        /// The card's seal.
        token: Seal,
        /// Its scheme in the pack.
        scheme: Id,
        /// Where this is asked.
        at: Place,
        /// Why it is blocked; nothing: it is good again.
        mark: Option<Mark>,
    }
}

shape! {
    /// Why a card is not good.
    pub enum Mark {
        /// Blocked by the shop.
        Blocked = "blocked",
        /// Reported lost.
        Lost = "lost",
        /// Reported stolen.
        Stolen = "stolen",
        /// Emptied into another card, or good for one payment only; money that comes back opens it again.
        Closed = "closed",
    }
}

shape! {
    /// The movements of a card to look at.
    pub struct StatementOf {
        /// The card.
        present: Present,
        /// Only older ones than the movement of this number; the newest if missing.
        after: Option<u64>,
        /// At most so many; [`MOST_MOVEMENTS`] at most.
        limit: u32,
    }
}

/// The most movements in one statement.
pub const MOST_MOVEMENTS: u32 = 50;

/// How many movements of a card are kept for statements: the newest.
pub const KEPT_MOVEMENTS: usize = 200;

shape! {
    /// Movements of a card, or of a member's programme.
    pub struct Statement {
        /// The newest first.
        movements: Vec<Movement>,
        /// There are older ones.
        more: bool,
    }
}

shape! {
    /// One movement of a card, or of a member's programme.
    pub struct Movement {
        /// Counted for each card or programme from 1.
        no: u64,
        /// When.
        at: Instant,
        /// What.
        kind: MovementKind,
        /// How much; negative if it was taken.
        amount: Amount,
        /// What was there afterwards: what is held, pending or past its time included.
        balance: Amount,
        /// The operation that held the money, or moved it at once; what undoes it has the same.
        op_id: Id,
    }
}

shape! {
    /// What a movement was.
    pub enum MovementKind {
        /// What was on the card at the start.
        Opening = "opening",
        /// Loaded.
        Load = "load",
        /// A load was undone.
        LoadUndone = "load_undone",
        /// Goods came back.
        Refund = "refund",
        /// A return was undone.
        RefundUndone = "refund_undone",
        /// Paid with it.
        Payment = "payment",
        /// A payment was undone.
        PaymentUndone = "payment_undone",
        /// Paid out.
        CashOut = "cash_out",
        /// What was left after the one payment it was good for.
        Breakage = "breakage",
        /// From another card.
        TransferIn = "transfer_in",
        /// To another card.
        TransferOut = "transfer_out",
        /// Earned.
        Earned = "earned",
        /// Goods came back that had earned it.
        TakenBack = "taken_back",
        /// That was undone.
        TakenBackUndone = "taken_back_undone",
    }
}
