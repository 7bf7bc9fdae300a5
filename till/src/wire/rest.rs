//! Modules scan, coupons, loyalty, tender, receipt and screen, and the ledger's import.

use crate::ledger::ask::Mode;
use crate::money::{Amount, Currency};
use crate::names::{Id, Label};
use crate::secret::{Pin, Token};
use crate::shape;
use crate::time::Instant;
use crate::wire::basket::{BasketState, TenderKind};

shape! {
    /// `scan`: what is this? A coupon or member card is acted upon if a basket is open; a product is only named.
    pub struct Scan {
        /// The scanned text.
        code: Token,
    }
}

shape! {
    /// Answer to `scan`.
    pub struct Scanned {
        /// What it is taken for.
        kind: ScanKind,
        /// product: the GTIN.
        gtin: Option<Id>,
        /// coupon, card, member: the scheme in the pack.
        scheme: Option<Id>,
        /// coupon, member: the operation that was started; its outcome follows as an event.
        accepted: Option<Id>,
    }
}

shape! {
    /// What a scanned text is taken for.
    pub enum ScanKind {
        /// A GTIN (EAN-8, UPC-A, EAN-13, GTIN-14) with a right check digit.
        Product = "product",
        /// A coupon of the pack.
        Coupon = "coupon",
        /// A stored value card of the pack.
        Card = "card",
        /// A member card of the pack.
        Member = "member",
        /// Nothing that the page knows.
        Unknown = "unknown",
    }
}

shape! {
    /// `coupons.check` and `coupons.redeem`.
    pub struct CouponCode {
        /// The code.
        code: Token,
    }
}

shape! {
    /// Answer to `coupons.check`: by the pack alone; whether a code is used up shows when it is redeemed.
    pub struct CouponChecked {
        /// The scheme.
        scheme: Id,
        /// Its name.
        name: Label,
        /// Whether it would change the total of the basket now.
        would_apply: bool,
        /// What it would take off now: zero or negative.
        amount: Amount,
        /// Why not, if it would not.
        why_not: Vec<crate::price::answer::WhyNot>,
    }
}

shape! {
    /// `coupons.remove`.
    pub struct RemoveCoupon {
        /// Its id in the basket.
        coupon_id: Id,
    }
}

shape! {
    /// An operation whose outcome follows as an event. The answer to `coupons.redeem`, `tender.pay` and others.
    pub struct Accepted {
        /// The operation: in events it is `op_id`, and for a tender its `tender_ref` is this id.
        accepted: Id,
    }
}

shape! {
    /// Event `coupon.redeemed`: the coupon is in the basket. `basket.priced` precedes it.
    pub struct CouponRedeemed {
        /// The operation.
        op_id: Id,
        /// Its id in the basket.
        coupon_id: Id,
        /// The scheme.
        scheme: Id,
        /// What it takes off now: zero or negative.
        amount: Amount,
    }
}

shape! {
    /// Event `coupon.refused`.
    pub struct CouponRefused {
        /// The operation.
        op_id: Id,
        /// The code, masked.
        masked: String,
        /// Why: an error code.
        code: Id,
        /// For the cashier.
        cashier_text: String,
        /// For the customer.
        customer_text: String,
    }
}

shape! {
    /// `loyalty.identify`: the customer's card.
    pub struct Identify {
        /// The card number.
        code: Token,
    }
}

shape! {
    /// Answer to `loyalty.identify`, and event `customer.identified`.
    pub struct Identified {
        /// The customer's random id in this sale.
        customer: Id,
        /// The card's scheme.
        scheme: Id,
        /// The card, masked.
        masked: String,
    }
}

shape! {
    /// `tender.start`: payment begins; the screen shows what is to pay and how.
    pub struct StartTender {
        /// What the register can take now; the screen offers these.
        kinds: Vec<TenderKind>,
    }
}

shape! {
    /// `tender.pay`: pays (part of) the remaining amount.
    pub struct Pay {
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
        /// The tender of the page it settles, or a new id of the register's.
        tender_ref: Id,
        /// How.
        kind: TenderKind,
        /// How it ended.
        outcome: crate::wire::session::RequestOutcome,
        /// What was taken.
        authorized: Amount,
        /// card: the brand.
        brand: Option<Label>,
        /// card: masked number as the terminal prints it.
        masked_pan: Option<Label>,
        /// card: approval code.
        auth_code: Option<Label>,
        /// card: the terminal.
        terminal_id: Option<Label>,
    }
}

shape! {
    /// `tender.cancel`.
    pub struct CancelTender {
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
    /// Events `tender.approved`, `tender.declined`, `tender.cancelled` and `tender.unknown`.
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
        /// Why it was declined: an error code.
        code: Option<Id>,
        /// For the cashier, if it was declined.
        cashier_text: Option<String>,
        /// For the customer, if it was declined.
        customer_text: Option<String>,
    }
}

shape! {
    /// Event `tender.balance`.
    pub struct BalanceEvent {
        /// The operation.
        op_id: Id,
        /// The card, masked.
        masked: String,
        /// The balance; missing if it was declined.
        balance: Option<Amount>,
        /// Its currency.
        currency: Option<Currency>,
        /// Where the balance is kept: `device` or `platform`.
        ledger: Id,
        /// Why it was declined: an error code.
        code: Option<Id>,
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
    /// Request `payment.reverse`: the register gives back what it took for a tender, or stops taking it.
    pub struct ReversePayment {
        /// The tender.
        tender_ref: Id,
        /// The basket.
        basket_ref: Id,
        /// Cash or card.
        kind: TenderKind,
        /// What was to be taken.
        amount: Amount,
        /// The currency.
        currency: Currency,
    }
}

shape! {
    /// Request `print`: the register prints a text. A second print of the same `print_id` is marked as a copy.
    pub struct Print {
        /// Prints of one thing have one id.
        print_id: Id,
        /// What it is: `voucher`.
        kind: Id,
        /// Lines of at most 42 characters.
        lines: Vec<String>,
        /// Content of a barcode (Code 128) below the lines.
        barcode: Option<String>,
        /// This is not the first time: mark it.
        copy: bool,
    }
}

shape! {
    /// `receipt.get`: the receipt of a committed sale.
    pub struct GetReceipt {
        /// The sale; the last one if missing.
        basket_ref: Option<Id>,
        /// `text` or `json`.
        format: ReceiptFormat = ReceiptFormat::Text,
        /// Columns of the text: 32, 42 or 48.
        columns: u32 = 42,
    }
}

shape! {
    /// Forms of a receipt.
    pub enum ReceiptFormat {
        /// Lines of text for a printer.
        Text = "text",
        /// Data.
        Json = "json",
    }
}

shape! {
    /// Answer to `receipt.get`.
    pub struct ReceiptOut {
        /// The sale.
        basket_ref: Id,
        /// Our own number.
        epos_no: u64,
        /// text: the lines, none longer than the columns asked for.
        lines: Vec<String>,
        /// json: the receipt.
        receipt: Option<crate::receipt::Receipt>,
    }
}

shape! {
    /// `screen.show`: asks the customer for something.
    pub struct ShowScreen {
        /// What.
        screen: Prompt,
    }
}

shape! {
    /// What the customer can be asked for.
    pub enum Prompt {
        /// A coupon code.
        Coupon = "coupon",
        /// A member card.
        Identify = "identify",
        /// Nothing: what the sale shows by itself.
        None = "none",
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
    }
}

shape! {
    /// A coupon code.
    pub struct CodeIn {
        /// The code.
        code: Token,
        /// Uses left.
        uses: u32 = 1,
        /// Good until before this moment.
        valid_until: Option<Instant>,
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

shape! {
    /// Event `basket.committed`.
    pub struct CommittedEvent {
        /// The basket.
        basket_ref: Id,
        /// Our own number.
        epos_no: u64,
        /// The register's number.
        receipt_no: Label,
        /// The total.
        total: Amount,
    }
}

shape! {
    /// Event `basket.discrepancy`: register and page differ; the sale stands as the register says.
    pub struct Discrepancy {
        /// The basket.
        basket_ref: Id,
        /// Each difference.
        differences: Vec<crate::wire::basket::Difference>,
    }
}

shape! {
    /// Answer to `basket.status`.
    pub struct Status {
        /// The basket that is open, frozen or being paid.
        basket: Option<BasketState>,
        /// Suspended baskets.
        suspended: Vec<Id>,
    }
}

shape! {
    /// Event `scan.read`: a code typed or scanned into the page that no field was waiting for.
    pub struct ScanRead {
        /// The text as it came.
        code: String,
    }
}
