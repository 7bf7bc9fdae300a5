//! The merchant pack: rules and schemes of a shop as one signed JSON document.
//!
//! What must hold: a pack holds no secret, no balance and no code of value; a pack that does not fit is refused with its
//! path and reason, and the former one stays.

mod cards;
mod check;
mod coupons;
mod format;
mod member;
pub mod program;
#[cfg(test)]
mod tests;

use crate::codes::gs1::InStoreRule;
use crate::map::Map;
use crate::names::{Id, Label};
use crate::price::request::{Offer, Options, Tax};
use crate::shape;
use crate::tender::Covers;
use crate::time::Instant;
use crate::wire::basket::TenderKind;

pub use check::PackError;
pub use coupons::{CodeIssuer, CouponScheme, IssueRule, Uses, VoucherRule};
pub use member::{ConsentRule, Members, MessageKind, MessageRule};

shape! {
    /// A merchant pack.
    pub struct Pack {
        /// Format of this document: 1.
        format: u32,
        /// The merchant's name for this version, such as `2026-11-20.1`.
        version: Id,
        /// Not before this moment.
        valid_from: Option<Instant>,
        /// The stores it is for; empty: all of the merchant.
        stores: Vec<Id>,
        /// What the customer reads on the idle screen.
        store_name: Label,
        /// IANA zone of the store, such as `Europe/Zagreb`; the shell turns it into an offset.
        zone: Id,
        /// Minutes after midnight at which the business day starts.
        business_day_cut: u32 = 0,
        /// Currencies the till sells in.
        currencies: Vec<crate::money::Currency>,
        /// Notes and large coins that customers pay with, minor units, rising: amounts of cash are suggested by them.
        cash_notes: Vec<crate::money::Amount>,
        /// How many tills share the merchant's stored value: with a device ledger, money works only if this is 1.
        tills: u32 = 1,
        /// Where stored value lives: on each device, or in the store's ledger behind the registers.
        ledger: LedgerAt = LedgerAt::Device,
        /// The tax table.
        taxes: Vec<Tax>,
        /// The offers.
        offers: Vec<Offer>,
        /// Coupon schemes.
        coupons: Vec<CouponScheme>,
        /// What signed codes of coupons name as their merchant.
        merchant: Option<Id>,
        /// Who signs codes of coupons.
        code_issuers: Vec<CodeIssuer>,
        /// Vouchers printed for the next visit.
        vouchers: Vec<VoucherRule>,
        /// Schemes of cards and other tokens.
        tokens: Vec<TokenScheme>,
        /// What customers collect.
        programs: Vec<program::Program>,
        /// How the shop's own codes with a weight, a price or a number of pieces in them are read.
        in_store: Vec<InStoreRule>,
        /// How customers become members.
        members: Members = Members::none(),
        /// What goods that come back are paid back with, where it does not go back to where it came from.
        refunds: Refunds,
        /// The merchant's pictures between two sales, as paths below the page; `slide.1` of `texts` says what the first one says.
        slides: Vec<Label>,
        /// Loudness of the cues (approved, declined, attention) in percent; 0 for silence.
        sound_volume: u32 = 0,
        /// The pricing choices.
        options: Options,
        /// Texts by locale and key: `receipt.header`, `receipt.footer`, `idle.greeting`; they win over the built-in ones.
        texts: Map<String, Map<String, String>>,
    }
}

shape! {
    /// Where stored value lives.
    pub enum LedgerAt {
        /// On the device: with `tills` above 1 there is none.
        Device = "device",
        /// In the store, for all its tills: registers pass on what is asked.
        Store = "store",
    }
}

shape! {
    /// What goods that come back are paid back with. What was paid with stored value or vouchers never becomes cash.
    pub struct Refunds {
        /// Goods without a sale of this till, each time with somebody's consent; the first is the usual one. Empty: they are
        /// not taken back.
        blind: Vec<TenderKind>,
        /// In the place of a card that cannot be given back to any more; `gift_card`: to a gift card that is shown, in the
        /// place of a gift card to one of the same scheme.
        card_gone: Vec<TenderKind>,
    }
}

shape! {
    /// How a code of a kind looks: how a scanned or typed text is recognised. No balance, no PIN, no key.
    pub struct CodeFormat {
        /// What it starts with.
        prefix: Id,
        /// Its length in characters, prefix included.
        length: u32,
        /// How its last digit is made.
        check: CheckDigit = CheckDigit::None,
    }
}

shape! {
    /// Check digit rules.
    pub enum CheckDigit {
        /// None.
        None = "none",
        /// GS1 mod 10 (weights 3 and 1 from the right).
        Gs1 = "gs1",
        /// Luhn mod 10 (ISO/IEC 7812-1).
        Luhn = "luhn",
        /// Mod 11,10 (ISO/IEC 7064), which finds every swap of two neighbours, too.
        Mod11 = "mod11_10",
    }
}

shape! {
    /// A kind of card or token.
    pub struct TokenScheme {
        /// Its id.
        id: Id,
        /// What it is for.
        kind: TokenKind,
        /// What the customer reads.
        name: Label,
        /// How its numbers look.
        format: CodeFormat,
        /// Whether it needs a PIN.
        pin: bool,
        /// How many digits a PIN has.
        pin_length: u32 = 4,
        /// Groups a customer with this card belongs to (member cards).
        groups: Vec<Id>,
        /// What a gift card may pay for; everything but stored value if missing.
        covers: Covers,
        /// gift_card: good for one payment, whatever is left then.
        single_use: bool,
        /// gift_card: how a card becomes known.
        activation: Activation = Activation::Imported,
        /// gift_card: a card in use takes further loads.
        reloadable: bool,
        /// gift_card: the least one load brings, minor units.
        min_load: Option<crate::money::Amount>,
        /// gift_card: the most one load brings, minor units; without it cards of this scheme are not loaded.
        max_load: Option<crate::money::Amount>,
        /// gift_card: the most a card may hold, minor units.
        max_balance: Option<crate::money::Amount>,
        /// gift_card: a card with at most so much is paid out, minor units; without it none is.
        cash_out_max: Option<crate::money::Amount>,
        /// gift_card: how many days a card is good for from its first load on.
        valid_days: Option<u32>,
        /// gift_card: the most a card pays on one business day, minor units.
        day_max: Option<crate::money::Amount>,
        /// gift_card: the only till whose ledger keeps these cards.
        home_till: Option<Id>,
        /// gift_card, with several tills: each card has the till it was imported for or sold at as its home.
        card_homes: bool,
        /// GS1 application identifiers that may carry the number in a symbol: `8003`, `8006`, `8018`, `255`, or `01` with its serial number (21).
        gs1: Vec<Id>,
    }
}

shape! {
    /// How a gift card becomes known to the ledger.
    pub enum Activation {
        /// By import only.
        Imported = "imported",
        /// By its first load, too.
        OnFirstLoad = "on_first_load",
    }
}

shape! {
    /// What a token is for.
    pub enum TokenKind {
        /// Stored value.
        GiftCard = "gift_card",
        /// Says who the customer is.
        Member = "member",
    }
}

impl Pack {
    /// The coupon scheme of this id.
    #[must_use]
    pub fn coupon(&self, id: &Id) -> Option<&CouponScheme> {
        self.coupons.iter().find(|scheme| scheme.id == *id)
    }

    /// The token scheme of this id.
    #[must_use]
    pub fn token(&self, id: &Id) -> Option<&TokenScheme> {
        self.tokens.iter().find(|scheme| scheme.id == *id)
    }
}
