//! Goods that come back, and money that goes back for them.

use crate::money::{Amount, Currency};
use crate::names::{Id, Label};
use crate::price::request::Line;
use crate::quantity::Quantity;
use crate::secret::{Pin, SealedText, Token};
use crate::shape;
use crate::wire::basket::TenderKind;

shape! {
    /// `basket.refund`: goods come back. Of a known sale, named by one of `sale`, `epos_no`, `receipt_no` and `sale_record`;
    /// or blind, as `goods` at the register's prices, with the consent that request `authorise` asks for. What came back of
    /// the same sale in this basket, or blind, before this command is replaced.
    pub struct RefundGoods {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// The sale, by its basket_ref, while the page keeps it.
        sale: Option<Id>,
        /// The sale, by our number, while the page keeps it.
        epos_no: Option<u64>,
        /// The sale, by the register's number, while the page keeps it.
        receipt_no: Option<Label>,
        /// The sale, as event `basket.committed` gave it.
        sale_record: Option<SealedText>,
        /// What comes back of it; all that has not come back yet if empty.
        lines: Vec<BackLine>,
        /// Blind: lines of kind `return_free` with a negative quantity and a negative amount, or a price.
        goods: Vec<Line>,
        /// Why, for whoever consents.
        reason: Option<Label>,
    }
}

shape! {
    /// A sold line that comes back.
    pub struct BackLine {
        /// The line of the sale.
        line_id: Id,
        /// How much of it, positive; what has not come back yet if missing.
        quantity: Option<Quantity>,
    }
}

shape! {
    /// How well a sale is known.
    pub enum Provenance {
        /// This till made it and keeps it, or has sealed the record that was shown.
        ThisTill = "this_till",
        /// Another till's record, which this one cannot check: treated as blind, at the record's values.
        Unverified = "unverified",
    }
}

shape! {
    /// A sale of which goods come back in this basket.
    pub struct OriginalState {
        /// The sale.
        sale: Id,
        /// Our number.
        epos_no: u64,
        /// The register's number.
        receipt_no: Label,
        /// How well it is known.
        provenance: Provenance,
        /// Where it is known what came back of it before: `device`. Returns at other tills are not.
        returns_known: Id,
        /// Its lines.
        lines: Vec<OriginalLineState>,
    }
}

shape! {
    /// A line of such a sale.
    pub struct OriginalLineState {
        /// The sold line.
        line_id: Id,
        /// How much was sold.
        sold: Quantity,
        /// How much came back before this basket.
        returned: Quantity,
    }
}

shape! {
    /// What is to go back to one tender, in the order in which it is given back.
    pub struct DueState {
        /// Its place, from 0; `tender.refund` may name it.
        due: u32,
        /// How.
        kind: TenderKind,
        /// So much, positive.
        amount: Amount,
        /// What of it has been given back.
        given: Amount,
        /// The sale whose tender it is; missing for blind returns and deposits.
        sale: Option<Id>,
        /// The tender of that sale.
        of: Option<Id>,
        /// Its card, masked.
        masked: Option<String>,
    }
}

shape! {
    /// `tender.refund`: gives back what is due next. A gift card is credited when the basket is committed; for anything else
    /// the register is asked by `payment.refund`.
    pub struct GiveBack {
        /// The basket it is meant for; refused if another one is open. Say it: a register that comes late may meet the next sale.
        basket_ref: Option<Id>,
        /// Which of `due`; the next one that is not given yet if missing.
        due: Option<u32>,
        /// In another way than planned, as far as the pack allows: the card is gone.
        kind: Option<TenderKind>,
        /// gift_card: not to the card that paid, but to another one that the customer shows on the screen.
        another_card: bool,
        /// gift_card: that other card, if the register has read it.
        token: Option<Token>,
        /// gift_card: the PIN of a card that becomes known by this; that of a known card is not looked at.
        pin: Option<Pin>,
    }
}

shape! {
    /// Request `payment.refund`: the register gives money back.
    pub struct RefundPayment {
        /// The tender of this basket.
        tender_ref: Id,
        /// The basket.
        basket_ref: Id,
        /// How.
        kind: TenderKind,
        /// What it covers of what is to go back, positive.
        amount: Amount,
        /// cash: `amount` by the cash rounding; what the customer gets.
        cash_amount: Option<Amount>,
        /// The currency.
        currency: Currency,
        /// The tender of the sale that it goes back to.
        of: Option<Id>,
        /// That sale.
        sale: Option<Id>,
        /// The register's number of that sale.
        receipt_no: Option<Label>,
        /// The card of that tender, masked.
        masked: Option<String>,
    }
}

shape! {
    /// Request `authorise`: somebody who may has to consent. `request.done` with `done` is consent, `refused` is none.
    pub struct Authorise {
        /// The basket; `coupon_issue`: the operation.
        basket_ref: Id,
        /// `refund_blind`: goods come back that no sale of this till proves. `coupon_issue`: a cashier gives a coupon.
        action: Id,
        /// What the goods are worth, positive; of a coupon zero.
        amount: Amount,
        /// The currency.
        currency: Currency,
        /// Why, as the register said.
        reason: Option<Label>,
        /// coupon_issue: the coupon scheme.
        scheme: Option<Id>,
        /// coupon_issue: the books.
        mode: Option<crate::ledger::ask::Mode>,
    }
}

shape! {
    /// Whether somebody has consented.
    pub enum Consent {
        /// Asked.
        Asked = "asked",
        /// Given.
        Given = "given",
        /// Not given.
        Refused = "refused",
    }
}
