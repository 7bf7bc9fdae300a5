//! Module tender: paying, and the ledger's import.

use crate::ledger::ask::Mode;
use crate::money::{Amount, Currency};
use crate::names::Id;
use crate::secret::{Pin, Token};
use crate::shape;
use crate::time::Instant;
use crate::wire::basket::TenderKind;
use crate::wire::slip::Slip;
use std::rc::Rc;

shape! {
    /// An operation whose outcome follows as an event. The answer to `coupons.redeem`, `tender.pay` and others.
    pub struct Accepted {
        /// The operation: in events it is `op_id`, and for a tender its `tender_ref` is this id.
        accepted: Id,
    }
}

shape! {
    /// `tender.start`: payment begins; the screen shows what is to pay and how.
    pub struct StartTender {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// What the register can take now; the screen offers these.
        kinds: Vec<TenderKind>,
    }
}

shape! {
    /// `tender.pay`: pays (part of) the remaining amount.
    pub struct Pay {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// How.
        kind: TenderKind,
        /// gift_card: the card; without it the customer types it on the screen.
        token: Option<Token>,
        /// gift_card: the PIN, if the register's keypad took it; without it the screen asks.
        pin: Option<Pin>,
        /// At most this; the remaining amount if missing.
        amount: Option<Amount>,
    }
}

shape! {
    /// `tender.balance`: what is on a card. The outcome is event `tender.balance`.
    pub struct BalanceOf {
        /// The card.
        token: Token,
        /// Its PIN.
        pin: Option<Pin>,
        /// Which books.
        mode: Mode = Mode::Live,
    }
}

shape! {
    /// `tender.external`: money the register took or gave back without being asked, or an answer that came late.
    pub struct External {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The tender of the page it settles, or a new id of the register's.
        tender_ref: Id,
        /// How.
        kind: TenderKind,
        /// How it ended.
        outcome: crate::wire::session::RequestOutcome,
        /// What was taken for the sale, minor units.
        authorized: Amount,
        /// What the terminal says.
        slip: Option<Rc<Slip>>,
    }
}

shape! {
    /// `tender.cancel`.
    pub struct CancelTender {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The tender.
        tender_ref: Id,
    }
}

shape! {
    /// Answer to `tender.cancel` and `tender.rollback`.
    pub struct CancelAnswer {
        /// How it went.
        state: CancelState,
    }
}

shape! {
    /// What one way of paying would pay of what remains.
    pub struct Suggestion {
        /// How.
        kind: TenderKind,
        /// gift_card: by a card of this scheme, if it has as much.
        scheme: Option<Id>,
        /// At most so much.
        amount: Amount,
        /// gift_card: what of the basket its scheme does not pay for, by reason.
        gaps: Vec<crate::tender::Gap>,
        /// cash: what is to pay by the cash rounding, then what is usually handed over, by the pack's `cash_notes`.
        cash_amounts: Vec<Amount>,
    }
}

shape! {
    /// A basket that is cancelled although something was paid: its tenders are undone, the last one first.
    pub enum Undoing {
        /// Under way; event `basket.cancelled` ends it, or `basket.cancel_failed`.
        Going = "going",
        /// A payment could not be given back. `basket.cancel` tries again; the basket can be committed as well.
        Stuck = "stuck",
    }
}

shape! {
    /// How a cancel went.
    pub enum CancelState {
        /// It is cancelled.
        Cancelled = "cancelled",
        /// It had ended before.
        TooLate = "too_late",
        /// Asked for; the outcome is an event (`tender.cancelled`, or still `tender.approved`).
        Pending = "pending",
    }
}

shape! {
    /// Events `tender.approved`, `tender.declined`, `tender.cancelled`, `tender.unknown`, `tender.try_failed` and
    /// `basket.cancel_failed`.
    pub struct TenderEvent {
        /// The tender; equal to the `op_id` of the accepted command.
        tender_ref: Id,
        /// How.
        kind: TenderKind,
        /// What it covers of the total.
        amount: Amount,
        /// Cash rounding.
        rounding: Amount,
        /// What is still to pay.
        remaining: Amount,
        /// The token, masked.
        masked: Option<String>,
        /// Balance left on the card.
        balance: Option<Amount>,
        /// gift_card: what of the basket its scheme does not pay for, by reason.
        gaps: Vec<crate::tender::Gap>,
        /// card: what the terminal says.
        slip: Option<Rc<Slip>>,
        /// Why it was declined: an error code.
        code: Option<Id>,
        /// For the cashier, if it was declined.
        cashier_text: Option<String>,
        /// For the customer, if it was declined.
        customer_text: Option<String>,
    }
}

shape! {
    /// Request `payment.take`: the register takes money.
    pub struct TakePayment {
        /// The tender.
        tender_ref: Id,
        /// The basket.
        basket_ref: Id,
        /// Cash or card.
        kind: TenderKind,
        /// What is to cover of the total, minor units.
        amount: Amount,
        /// cash: `amount` by the cash rounding; what the customer pays.
        cash_amount: Option<Amount>,
        /// The currency.
        currency: Currency,
    }
}

shape! {
    /// Request `payment.reverse`: the register gives back what it took for a tender, or stops taking it; with a negative
    /// amount it takes again what it gave back, or stops giving.
    pub struct ReversePayment {
        /// The tender.
        tender_ref: Id,
        /// The basket.
        basket_ref: Id,
        /// Cash or card.
        kind: TenderKind,
        /// What was to be taken, or was taken, for the sale.
        amount: Amount,
        /// What was taken on top: tip, cashback and surcharge.
        on_top: Amount = Amount::ZERO,
        /// The currency.
        currency: Currency,
    }
}

shape! {
    /// `ledger.import`: opening balances and issued codes. The outcome is event `ledger.imported`.
    pub struct ImportLedger {
        /// Id of the batch; entries are applied once per batch and place.
        batch: Id,
        /// Which books.
        mode: Mode = Mode::Live,
        /// Cards with balances.
        accounts: Vec<AccountIn>,
        /// Coupon codes.
        codes: Vec<CodeIn>,
        /// Members with what they have.
        members: Vec<crate::wire::member::MemberIn>,
    }
}

shape! {
    /// A card with its balance at the start.
    pub struct AccountIn {
        /// The card.
        token: Token,
        /// Its PIN, if its scheme has one.
        pin: Option<Pin>,
        /// Its balance, minor units.
        balance: Amount,
        /// Its currency.
        currency: Currency,
        /// Not usable from this moment.
        valid_until: Option<Instant>,
        /// Not sold yet: good from its first load on.
        inactive: bool,
        /// The only till it is good at; that of its scheme if missing.
        home_till: Option<Id>,
    }
}

shape! {
    /// A coupon code.
    pub struct CodeIn {
        /// The code.
        code: Token,
        /// Uses left.
        uses: u32 = 1,
        /// Good from.
        valid_from: Option<Instant>,
        /// Good until before this moment.
        valid_until: Option<Instant>,
        /// Good for one customer only: the number of that customer's card.
        only_for: Option<Token>,
    }
}

shape! {
    /// Event `ledger.imported`.
    pub struct Imported {
        /// The operation.
        op_id: Id,
        /// The batch.
        batch: Id,
        /// How it ended.
        result: crate::ledger::ask::OutcomeKind,
        /// Why it was declined: an error code.
        code: Option<Id>,
    }
}
