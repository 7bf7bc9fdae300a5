//! Module tender, beside paying: the life of a gift card.

use crate::ledger::ask::Mode;
use crate::ledger::life::{Mark, Statement};
use crate::money::{Amount, Currency};
use crate::names::Id;
use crate::secret::{Pin, Token};
use crate::shape;
use crate::time::Instant;

shape! {
    /// `tender.load`: says which card a line of kind `gift_card_load` loads. The outcome is event `tender.load_held` or
    /// `tender.load_declined`; the money is on the card once the sale is committed (`tender.loaded`).
    pub struct LoadCard {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The line. Another card for a line takes the place of the former one.
        line_id: Id,
        /// The card.
        token: Token,
        /// The PIN of a card that becomes known by this; that of a known card is not looked at.
        pin: Option<Pin>,
    }
}

shape! {
    /// `tender.cash_out`: pays out what is left on a card, up to the scheme's limit. The outcome is event
    /// `tender.cashed_out`, after the register has answered request `payment.pay_out`.
    pub struct CashOutCard {
        /// The card.
        token: Token,
        /// Its PIN.
        pin: Option<Pin>,
        /// Its currency.
        currency: Currency,
        /// Which books.
        mode: Mode = Mode::Live,
    }
}

shape! {
    /// `tender.transfer`: moves money from one card to another of its scheme. The outcome is event `tender.transferred`.
    pub struct TransferCards {
        /// The card it comes from.
        from: Token,
        /// Its PIN.
        from_pin: Option<Pin>,
        /// The card it goes to.
        to: Token,
        /// The PIN of a card that becomes known by this; that of a known card is not looked at.
        to_pin: Option<Pin>,
        /// How much, minor units; all of it if missing, and the first card is closed.
        amount: Option<Amount>,
        /// Which books.
        mode: Mode = Mode::Live,
    }
}

shape! {
    /// `tender.block`: blocks a card, or makes it good again. The outcome is event `tender.blocked`.
    pub struct BlockCard {
        /// The card.
        token: Token,
        /// Why; the card is good again if missing.
        reason: Option<BlockReason>,
        /// Which books.
        mode: Mode = Mode::Live,
    }
}

shape! {
    /// Why a card is blocked.
    pub enum BlockReason {
        /// By the shop.
        Blocked = "blocked",
        /// Reported lost.
        Lost = "lost",
        /// Reported stolen.
        Stolen = "stolen",
    }
}

impl BlockReason {
    /// What the ledger calls it.
    #[must_use]
    pub const fn mark(self) -> Mark {
        match self {
            BlockReason::Blocked => Mark::Blocked,
            BlockReason::Lost => Mark::Lost,
            BlockReason::Stolen => Mark::Stolen,
        }
    }
}

shape! {
    /// `tender.statement`: the movements of a card, the newest first. The outcome is event `tender.statement`.
    pub struct StatementCard {
        /// The card.
        token: Token,
        /// Its PIN.
        pin: Option<Pin>,
        /// Only those older than the movement of this number.
        after: Option<u64>,
        /// At most so many, 1 to 50.
        limit: u32 = 20,
        /// Which books.
        mode: Mode = Mode::Live,
    }
}

shape! {
    /// Answer to `tender.balance`, `tender.statement`, `tender.transfer` and `tender.cash_out`: the outcome follows as an event
    /// with this `op_id`. A PIN that the scheme wants and the command did not bring is asked for on the screen, whether a sale
    /// is open or not; `tender.cancel` with this id as `tender_ref` gives it up.
    pub struct AcceptedUntil {
        /// The operation.
        accepted: Id,
        /// The customer is asked for the PIN until then, or longer at the customer's wish; without one the event says `pin_late`.
        deadline: Option<Instant>,
    }
}

shape! {
    /// Events `tender.balance`, `tender.statement`, `tender.transferred`, `tender.blocked` and `tender.cashed_out`.
    pub struct CardEvent {
        /// The operation.
        op_id: Id,
        /// The card, masked.
        masked: String,
        /// transferred: the card it went to, masked.
        to_masked: Option<String>,
        /// transferred, cashed_out: how much.
        amount: Option<Amount>,
        /// What is left on the card; missing if it was declined.
        balance: Option<Amount>,
        /// Its currency.
        currency: Option<Currency>,
        /// Where the balance is kept: `device` or `store`.
        ledger: Id,
        /// blocked: why; missing if the card is good again.
        mark: Option<Mark>,
        /// statement: the movements.
        statement: Option<Statement>,
        /// Why it was declined: an error code.
        code: Option<Id>,
        /// card_not_home: the till at which the card is good.
        home_till: Option<Id>,
        /// For the cashier, if it was declined.
        cashier_text: Option<String>,
        /// For the customer, if it was declined.
        customer_text: Option<String>,
    }
}

shape! {
    /// Events `tender.load_held`, `tender.load_declined` and `tender.loaded`.
    pub struct LoadEvent {
        /// The operation.
        op_id: Id,
        /// The basket.
        basket_ref: Id,
        /// The line.
        line_id: Id,
        /// The card, masked.
        masked: String,
        /// How much.
        amount: Amount,
        /// What is on the card: told when it is loaded, before that only of a card without a PIN.
        balance: Option<Amount>,
        /// The date from which the card is not usable.
        good_until: Option<Instant>,
        /// Where the balance is kept: `device` or `store`.
        ledger: Id,
        /// Why it was declined: an error code.
        code: Option<Id>,
        /// card_not_home: the till at which the card is good.
        home_till: Option<Id>,
        /// For the cashier, if it was declined.
        cashier_text: Option<String>,
        /// For the customer, if it was declined.
        customer_text: Option<String>,
    }
}

shape! {
    /// A card that was sold without the page.
    pub struct LoadIn {
        /// The line.
        line_id: Id,
        /// The card.
        token: Token,
        /// The PIN of a card that becomes known by this.
        pin: Option<Pin>,
    }
}

shape! {
    /// A card that is loaded by a line of the basket.
    pub struct LoadState {
        /// The line.
        line_id: Id,
        /// The card, masked.
        masked: String,
        /// How much.
        amount: Amount,
        /// `pending` or `held`.
        state: Id,
    }
}

shape! {
    /// Request `payment.pay_out`: the register pays out what was left on a gift card.
    pub struct PayOutCash {
        /// The pay-out; equal to the `op_id` of the accepted command.
        pay_out_ref: Id,
        /// The card, masked.
        masked: String,
        /// What was on the card, minor units.
        amount: Amount,
        /// `amount` by the cash rounding; what the customer gets.
        cash_amount: Amount,
        /// The currency.
        currency: Currency,
        /// Which books: outside live ones no money leaves the drawer.
        mode: Mode,
    }
}
