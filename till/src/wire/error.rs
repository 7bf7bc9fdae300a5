//! Every error, once: its code, who must act, whether the same command may be sent again, cause and remedy.
//!
//! What must hold: codes are stable and never reused; the texts for cashier and customer are in the catalogues under
//! `error.<code>.cashier` and `error.<code>.customer`; docs/generated/errors.md is generated from this table.

use crate::shape::{Json, Misfit};

/// Who must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The register's program is wrong.
    Host,
    /// Not now; the details say what state the sale is in and which would do.
    Later,
    /// The customer can do something else.
    Customer,
    /// Somebody must look after the device.
    Service,
    /// The page is wrong.
    Epos,
}

impl Who {
    /// The word on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Who::Host => "host",
            Who::Later => "later",
            Who::Customer => "customer",
            Who::Service => "service",
            Who::Epos => "epos",
        }
    }
}

macro_rules! errors {
    ($( $variant:ident = $code:literal, $who:ident, retry $retry:literal, $cause:literal, $remedy:literal; )*) => {
        /// Every error code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $( #[doc = $cause] $variant ),* }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];
            /// The code on the wire.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $( Code::$variant => $code ),* }
            }
            /// The code of a word.
            #[must_use]
            pub fn of(word: &str) -> Option<Code> {
                Code::ALL.iter().copied().find(|code| code.word() == word)
            }
            /// Who must act.
            #[must_use]
            pub const fn who(self) -> Who {
                match self { $( Code::$variant => Who::$who ),* }
            }
            /// Whether the same command with the same id may be sent again.
            #[must_use]
            pub const fn retry(self) -> bool {
                match self { $( Code::$variant => $retry ),* }
            }
            /// Cause and remedy, for the documentation.
            #[cfg(any(test, feature = "schema"))]
            #[must_use]
            pub const fn explained(self) -> (&'static str, &'static str) {
                match self { $( Code::$variant => ($cause, $remedy) ),* }
            }
        }
    };
}

errors! {
    MessageTooLarge = "message_too_large", Host, retry false, "A message has more than 1 MiB.", "Split it; a basket of 300 lines has about 60 KB.";
    MessageTooDeep = "message_too_deep", Host, retry false, "A message is nested deeper than 64 levels.", "Send the documented shapes only.";
    MessageMalformed = "message_malformed", Host, retry false, "A message is not JSON.", "Send JSON text or a plain object.";
    VersionUnsupported = "version_unsupported", Host, retry false, "`v` is not 1.", "Use a protocol version of epos.hello.";
    CommandUnknown = "command_unknown", Host, retry false, "No command has this type.", "See the table of commands.";
    PayloadInvalid = "payload_invalid", Host, retry false, "A member does not fit; details name its path and what is expected.", "Send the documented shape.";
    IdReused = "id_reused", Host, retry false, "The id was used for a command with other content.", "Make a new id for every new command.";
    SessionRequired = "session_required", Host, retry false, "No session is open on this link.", "Answer epos.hello with session.open first.";
    NonceWrong = "nonce_wrong", Host, retry false, "The nonce is not that of the last epos.hello.", "Echo the nonce of the newest hello.";
    OriginRefused = "origin_refused", Host, retry false, "The device token does not allow this origin.", "Mint a token that lists the register's origin.";
    ModuleRefused = "module_refused", Host, retry false, "The device token does not allow this module.", "Mint a token with the module.";
    TokenMalformed = "token_malformed", Service, retry false, "The device token is not a compact ES256 JWS of ours.", "Mint one with the token tool.";
    TokenUntrusted = "token_untrusted", Service, retry false, "The token's signature, issuer or audience is not accepted.", "Check issuer keys in the page's configuration.";
    TokenNotYetValid = "token_not_yet_valid", Service, retry false, "The device token is not valid yet, or the clock is wrong.", "Check the clock of the till.";
    InsecureContext = "insecure_context", Service, retry false, "The page, or a page around it, is not served from https or loopback.", "Serve every page of the frame chain securely.";
    SessionTaken = "session_taken", Host, retry false, "Another device's session is open.", "Close the other register window.";
    NotNow = "not_now", Later, retry true, "The sale is in a state in which this is not possible; details.state and details.expected say which.", "Do what is expected first.";
    BasketUnknown = "basket_unknown", Host, retry false, "No basket has this id, or it is not the open one.", "Use the basket_ref of the open basket; basket.status names it.";
    BasketRefUsed = "basket_ref_used", Host, retry false, "The basket_ref was used for another sale.", "Make a new one for every sale.";
    CurrencyUnsupported = "currency_unsupported", Host, retry false, "The pack does not sell in this currency.", "Add it to the pack's currencies.";
    PackMissing = "pack_missing", Service, retry true, "No merchant pack is loaded.", "Serve one beside the page or send it with session.configure.";
    PackInvalid = "pack_invalid", Service, retry false, "The pack is refused; details name path and reason. The former one stays.", "Check it with the pack tool.";
    PackUntrusted = "pack_untrusted", Service, retry false, "The pack's signature is not accepted. The former one stays.", "Sign it with an issuer key of the page's configuration.";
    RevisionStale = "revision_stale", Host, retry false, "The revision is not above the last one; details.revision names it.", "Read basket.status and send again.";
    LineUnknown = "line_unknown", Host, retry false, "No line has this id.", "Use ids of the basket.";
    LineDuplicate = "line_duplicate", Host, retry false, "Two lines have the same id.", "Give every line its own id.";
    TooManyLines = "too_many_lines", Host, retry false, "The basket has more lines than limits.max_lines.", "Close the sale and open another.";
    AmountMissing = "amount_missing", Host, retry false, "A line has no amount although the register is price master.", "Send `amount` with every line.";
    PricingRefused = "pricing_refused", Host, retry false, "The basket cannot be priced; details name path and reason.", "Correct the line.";
    AmountOverflow = "amount_overflow", Host, retry false, "An amount leaves the range of 2^53 - 1 minor units.", "Correct the quantity or price.";
    TotalMismatch = "total_mismatch", Host, retry false, "Register and page have different totals; details name each difference.", "Apply the whole set of adjustments of the newest answer.";
    CouponUnknown = "coupon_unknown", Customer, retry false, "The code is no coupon of this shop.", "Check the code.";
    CouponExpired = "coupon_expired", Customer, retry false, "The coupon has expired.", "None.";
    CouponNotYet = "coupon_not_yet", Customer, retry false, "The coupon is not valid yet.", "Keep it for later.";
    CouponUsed = "coupon_used", Customer, retry false, "The coupon has been used.", "None.";
    CouponTwice = "coupon_twice", Customer, retry false, "The coupon, or as many of its kind as are allowed, is in the basket already.", "None.";
    CouponNoEffect = "coupon_no_effect", Customer, retry false, "Nothing in the basket goes with the coupon; details name what is missing.", "Add what is missing.";
    CouponNotInBasket = "coupon_not_in_basket", Host, retry false, "The basket has no such coupon.", "Use a coupon_id of the basket.";
    CouponNeedsMember = "coupon_needs_member", Customer, retry false, "The scheme counts the uses of each customer, and nobody is identified.", "Identify the customer first.";
    CouponCustomerLimit = "coupon_customer_limit", Customer, retry false, "The customer has used as many coupons of the kind as one customer may.", "None.";
    CouponDayLimit = "coupon_day_limit", Customer, retry false, "As many coupons of the kind as one day has were used, or made.", "Keep it for tomorrow.";
    CouponGone = "coupon_gone", Customer, retry false, "As many coupons of the kind as there are were used.", "None.";
    CouponNotYours = "coupon_not_yours", Customer, retry false, "The code is good for one person, and that person is not identified.", "Identify the customer it belongs to.";
    CouponNotWith = "coupon_not_with", Customer, retry false, "The coupon does not go with another one of the basket; details.with names it.", "Take the other one out first.";
    CouponLoses = "coupon_loses", Customer, retry false, "The coupon would lose most of its face value; details say what it gives and loses.", "Ask the customer; send it again with accept_loss.";
    CouponKept = "coupon_kept", Customer, retry false, "The customer keeps the coupon for later.", "None.";
    CouponForged = "coupon_forged", Customer, retry false, "The signature of the code is not that of an issuer the scheme names.", "Do not take it.";
    CouponElsewhere = "coupon_elsewhere", Customer, retry false, "The signed code is of another merchant.", "None.";
    CouponScheme = "coupon_scheme", Customer, retry false, "The signed code names a coupon scheme that this pack does not have.", "None.";
    IssueRefused = "issue_refused", Host, retry false, "Coupons of the scheme are not given by cashiers, or the register lacks a capability; details.reason says which.", "Give the scheme an `issue` rule; name print and authorise among the capabilities.";
    OfferUnknown = "offer_unknown", Host, retry false, "The pack has no offer of this id that is to be chosen.", "Use an offer_id of boost.offers with needs_choice.";
    OfferNotOpen = "offer_not_open", Customer, retry false, "The offer is not for this customer, time or place, or is used up.", "Choose another one.";
    CardUnknown = "card_unknown", Customer, retry false, "The number is no card of this shop.", "Try again or pay in another way.";
    BankCard = "bank_card", Customer, retry false, "A bank card number came where a shop's card was expected; it was dropped.", "Bank cards go to the card terminal.";
    CardNotAccepted = "card_not_accepted", Customer, retry false, "Card unknown or PIN wrong.", "Try again or pay in another way.";
    CardLocked = "card_locked", Customer, retry false, "Too many wrong PINs; locked for 30 minutes.", "Pay in another way.";
    CardEmpty = "card_empty", Customer, retry false, "Nothing is left on the card.", "Pay in another way.";
    CardExpired = "card_expired", Customer, retry false, "The card has expired.", "Pay in another way.";
    CardCurrency = "card_currency", Customer, retry false, "The card is in another currency.", "Pay in another way.";
    CardBlocked = "card_blocked", Customer, retry false, "The card is blocked.", "Pay in another way; tender.block with no reason makes it good again.";
    CardLost = "card_lost", Customer, retry false, "The card was reported lost or stolen.", "Pay in another way; tender.block with no reason makes it good again.";
    CardDayLimit = "card_day_limit", Customer, retry false, "The card has paid what its scheme allows on one day.", "Pay in another way; the card is good again tomorrow.";
    CardInactive = "card_inactive", Customer, retry false, "The card was not sold yet: it is good from its first load on.", "Load it in a sale, or pay in another way.";
    CardClosed = "card_closed", Customer, retry false, "The card was emptied into another one, or was good for one payment.", "Use the other card, or pay in another way.";
    CardNotHome = "card_not_home", Customer, retry false, "The card is good at its home till only; details or the event name it.", "Go to that till, or pay in another way.";
    CardNoHome = "card_no_home", Customer, retry false, "The shop has several tills and no common ledger, and the card has no home till.", "Pay in another way; give cards a home_till.";
    CardLimit = "card_limit", Customer, retry false, "More than one load may bring, than a card may hold or than is paid out.", "Stay within the limits of the scheme; details name them.";
    CardNotReloadable = "card_not_reloadable", Customer, retry false, "Cards of this scheme are loaded once.", "Sell another card.";
    CardBusy = "card_busy", Customer, retry false, "Money of the card, or for it, is held by something that is not finished.", "Finish or cancel the other sale first.";
    CardsDiffer = "cards_differ", Customer, retry false, "Two cards of different schemes, or twice the same one.", "Take another card of the same scheme.";
    LoadLineWrong = "load_line_wrong", Host, retry false, "The line is no gift_card_load of one card with a positive amount; details say what is wrong.", "Send one line for each card, quantity 1, without tax codes.";
    LoadUnbound = "load_unbound", Host, retry false, "Lines load a card and no card is held for them; details.line_ids names them.", "Send tender.load for each line and wait for tender.load_held.";
    TooOften = "too_often", Customer, retry false, "More than 10 balance checks in a minute.", "Wait a minute.";
    PinMissing = "pin_missing", Customer, retry false, "The card needs a PIN and the display has no keypad.", "Send `pin` with the command.";
    PinCancelled = "pin_cancelled", Customer, retry false, "The PIN was asked for on the screen, and the customer or the register gave up.", "Do it again if it is still wanted.";
    PinLate = "pin_late", Customer, retry false, "The PIN was asked for on the screen, and none came in time.", "Do it again if it is still wanted.";
    NothingAsked = "nothing_asked", Later, retry true, "No prompt on the screen waits for a key.", "Send keys while a PIN or a code is asked for.";
    StoredValueOff = "stored_value_off", Service, retry false, "Stored value is not available; session.open's `degraded` says why.", "Repair what it names.";
    EntryKnown = "entry_known", Host, retry false, "A card or code of the batch is known already from another batch; nothing of the batch was taken in.", "Import every card and code once.";
    TenderUnknown = "tender_unknown", Host, retry false, "No tender has this id.", "Use a tender_ref of the basket.";
    TenderKindRefused = "tender_kind_refused", Host, retry false, "The register has not named payment.take among its capabilities, or this kind is not paid like this.", "Use tender.external.";
    NothingToPay = "nothing_to_pay", Later, retry true, "Nothing remains to be paid.", "Commit the basket.";
    NotCovered = "not_covered", Customer, retry false, "The token's scheme pays for nothing of what remains; `gaps` says why.", "Take another payment.";
    AmountTooLarge = "amount_too_large", Host, retry false, "More than the remaining amount.", "Pay at most what remains.";
    PaymentFailed = "payment_failed", Customer, retry false, "The register could not take the payment.", "Try again or pay in another way.";
    PaymentUnknown = "payment_unknown", Later, retry true, "The outcome of a payment is not known yet.", "Settle it with request.done or tender.external.";
    Interrupted = "interrupted", Customer, retry false, "The page was restarted before the operation reached the ledger.", "Do it again.";
    RequestUnknown = "request_unknown", Host, retry false, "No request with this id is waiting.", "Answer each request once; a repeat is harmless.";
    SaleUnknown = "sale_unknown", Host, retry false, "No committed sale has this basket_ref.", "Use the basket_ref of a committed sale.";
    AlreadyVoided = "already_voided", Host, retry false, "The sale was voided before.", "None.";
    SaleReturned = "sale_returned", Host, retry false, "Goods of the sale came back, or another return of the same sale came after this one.", "Void the newest return first.";
    SaleRecordInvalid = "sale_record_invalid", Host, retry false, "The sale_record cannot be read, or was changed since this till sealed it.", "Send it as basket.committed gave it.";
    MoreThanSold = "more_than_sold", Customer, retry false, "More comes back than was sold and has not come back yet; details name the line and what is left.", "Take back what is left.";
    KindRefused = "kind_refused", Host, retry false, "The basket, or a line, is not of a kind for this; details say which.", "Open a basket of kind refund or exchange; goods come back by basket.refund.";
    RefundRefused = "refund_refused", Customer, retry false, "The pack does not allow it: goods without a sale of this till, or another way of giving back.", "Give back to where the money came from.";
    ConsentNeeded = "consent_needed", Later, retry true, "Somebody has to consent first; details.consent says whether it is asked for or was refused.", "Answer request authorise; send basket.refund again to be asked again.";
    NothingDue = "nothing_due", Later, retry true, "Nothing is to be given back, or not this.", "Commit the basket.";
    RefundFailed = "refund_failed", Customer, retry false, "The register could not give the money back like this.", "Try again, or another way that the pack allows.";
    ReverseFailed = "reverse_failed", Customer, retry false, "The basket is being cancelled and the register could not give a payment back; it stays paid.", "Send basket.cancel again, give the money back otherwise and answer payment.reverse with done, or commit the basket.";
    IdentityInvalid = "identity_invalid", Customer, retry false, "No such card, phone, address, code or number, or the pack knows nobody by this kind; details.kind.", "Check it; a phone needs its country.";
    MemberUnknown = "member_unknown", Customer, retry false, "The ledger knows nobody by that.", "Try another one, or join.";
    MemberKnown = "member_known", Customer, retry false, "The identities belong to different members.", "Use identities of one member.";
    MemberNeeded = "member_needed", Later, retry true, "The open basket has no member.", "Identify the customer first.";
    ConsentUnknown = "consent_unknown", Host, retry false, "The pack has no such consent; details.id.", "Ask for the consents of the pack.";
    ConsentRefused = "consent_refused", Customer, retry false, "Nobody becomes a member without a consent that was not given; details.id.", "None.";
    ProgramUnknown = "program_unknown", Host, retry false, "The pack has no such programme, or it does not pay.", "Use a programme of the pack.";
    PointsShort = "points_short", Customer, retry false, "Less is there than the programme wants at least; details.min.", "Collect more.";
    PointsLimit = "points_limit", Customer, retry false, "More than is there, than the programme lets pay for this basket, or no whole step; details.most and details.step.", "Take less.";
    PointsWithCoupons = "points_with_coupons", Customer, retry false, "The programme does not pay in a basket with coupons, or the coupon is not taken beside it.", "Take the one or the other out.";
    PointsTwice = "points_twice", Customer, retry false, "The programme pays in the basket already, or is not among what pays.", "Take it out first.";
    PointsChanged = "points_changed", Customer, retry false, "The basket changed: what the member had put in is more than the programme lets pay for it now.", "Put in less.";
    StorageFailing = "storage_failing", Service, retry true, "The command could not be stored; nothing happened.", "Send it again; if it stays, sell on and import the sale.";
    EposFailed = "epos_failed", Epos, retry true, "A fault in the page.", "Send the command again under the same id; then sell on and import.";
}

/// A command that was not executed. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub code: Code,
    /// What a program can use: paths, states, figures.
    pub details: Vec<(&'static str, Json)>,
}

impl Refusal {
    /// A refusal without details.
    #[must_use]
    pub fn new(code: Code) -> Refusal {
        Refusal { code, details: Vec::new() }
    }

    /// With one more detail; it takes the place of one of the same name.
    #[must_use]
    pub fn because(mut self, name: &'static str, value: impl Into<Json>) -> Refusal {
        self.details.retain(|detail| detail.0 != name);
        self.details.push((name, value.into()));
        self
    }

    /// A member does not fit.
    #[must_use]
    pub fn misfit(misfit: &Misfit) -> Refusal {
        Refusal::new(Code::PayloadInvalid)
            .because("path", misfit.path.clone())
            .because("problem", misfit.code)
            .because("expected", misfit.expected.clone())
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Refusal {
        Refusal::new(code)
    }
}

impl From<crate::money::Overflow> for Refusal {
    fn from(_: crate::money::Overflow) -> Refusal {
        Refusal::new(Code::AmountOverflow)
    }
}
