//! What the page shows, as data: derived from the sale's state after every step, drawn by the shell.
//!
//! What must hold: every amount here is a line amount of the register or was calculated by `till`; the shell formats and
//! adds nothing. Texts that depend on the state (why something was declined) are already in the customer's language;
//! fixed texts are keys of the catalogues.

mod deals;
mod input;
mod look;
mod member;
mod paper;

pub use deals::{EarnView, NearView, OfferView};
pub use input::{Field, Submission, Tap};
pub use look::{Look, Slide};
pub use member::{BalanceView, ConsentView, EntryView, MemberScreen, PersonView, PointsView};
pub use paper::Paper;

use crate::ledger::ask::Mode;
use crate::money::{Amount, Currency};
use crate::names::{Id, Label};
use crate::price::request::Unit;
use crate::quantity::{Percent, Quantity, UnitPrice};
use crate::tender::Gap;
use crate::wire::basket::{BasketKind, TenderKind};
use crate::wire::refund::Consent;
use crate::wire::report::Unresolved;
use crate::wire::session::{PackRef, Role, Theme};
use crate::wire::tender::Suggestion;

/// Everything the page needs to draw itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    /// BCP 47 language of the customer.
    pub locale: String,
    /// The language under it; empty if there is one only.
    pub second: String,
    /// Light, dark or the system's choice.
    pub theme: Theme,
    /// What the merchant made of it.
    pub look: Look,
    /// Who looks at it.
    pub role: Role,
    /// Whether keypads and buttons make sense.
    pub touch: bool,
    /// A prompt takes the keyboard as long as it is open.
    pub focus: bool,
    /// The books of the sale; anything but live gets a watermark.
    pub mode: Mode,
    /// Currency and digits of every amount below.
    pub currency: Currency,
    /// Something the cashier should know.
    pub notice: Option<Notice>,
    /// More help for this customer: larger, and told.
    pub assist: bool,
    /// Loudness of the cues in percent; 0 for silence.
    pub volume: u32,
    /// The screen itself.
    pub body: Body,
}

/// Something the cashier should know, whatever the customer is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// A catalogue key such as `notice.no_storage`.
    pub key: &'static str,
    /// BCP 47 language of the cashier.
    pub locale: String,
    /// Its text.
    pub text: String,
}

/// The screens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Waiting for the register to open a session.
    Waiting,
    /// No sale.
    Idle {
        /// The store's name and greeting from the pack, if there is one.
        store_name: Option<Label>,
        /// The greeting in the customer's language.
        greeting: Option<String>,
        /// The merchant's pictures, one after the other.
        slides: Vec<Slide>,
    },
    /// A sale is open.
    Basket(BasketView),
    /// The customer enters a coupon code.
    Coupon(EntryView),
    /// The customer is asked whether to use a coupon that would lose much.
    Loss(LossView),
    /// The customer shows or types a member card.
    Identify(EntryView),
    /// A consent is asked for.
    Consent(ConsentView),
    /// What the member has.
    Member(MemberScreen),
    /// How much of a programme is to pay.
    Points(PointsView),
    /// The customer chooses among offers.
    Offers(BasketView),
    /// The customer chooses how to pay.
    Payment(PaymentView),
    /// The customer shows or types a gift card.
    GiftCard(PaymentView),
    /// The customer enters the PIN of a gift card.
    Pin {
        /// What is to pay; nothing if the card is wanted for something beside a sale.
        payment: Option<PaymentView>,
        /// What the card is wanted for, if not for paying: a catalogue key such as `screen.pin_balance`.
        why: Option<&'static str>,
        /// A PIN is being checked.
        busy: bool,
        /// It ends soon, and the customer may ask for more time.
        ends: bool,
        /// The card, masked.
        masked: String,
        /// How many digits.
        length: u32,
        /// What happened to the last try, in the customer's language.
        message: Option<String>,
        /// What the card may pay at most.
        covers: Amount,
        /// What of the basket it does not pay for, by reason.
        gaps: Vec<Gap>,
    },
    /// The register or the ledger is at work.
    Working {
        /// What is to pay.
        payment: PaymentView,
        /// How it is being paid.
        kind: TenderKind,
        /// How much.
        amount: Amount,
        /// What is going on.
        work: Work,
    },
    /// A tender was approved.
    Approved {
        /// What remains.
        payment: PaymentView,
        /// How it was paid.
        kind: TenderKind,
        /// How much.
        amount: Amount,
        /// Balance left on the card.
        balance: Option<Amount>,
        /// What of the basket the card does not pay for, by reason.
        gaps: Vec<Gap>,
    },
    /// A tender was declined.
    Declined {
        /// What remains; nothing if it was not about a sale.
        payment: Option<PaymentView>,
        /// How it was to be paid.
        kind: TenderKind,
        /// Why and what to do, in the customer's language.
        message: String,
    },
    /// The sale is committed.
    Receipt(ReceiptView),
    /// How the page is doing, for the cashier and service.
    Service(ServiceView),
    /// The page cannot work.
    OutOfService {
        /// An error code.
        code: &'static str,
        /// Why, in the customer's language.
        message: String,
    },
    /// The device is not authorised.
    NotAuthorised {
        /// An error code.
        code: &'static str,
        /// Why, in the customer's language.
        message: String,
    },
}

/// What is going on while a tender is being taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// It is being taken; it can be cancelled.
    Taking,
    /// Nobody knows what became of it; it is being asked for, and can be cancelled.
    Unknown,
    /// It is being cancelled: that is too late to change.
    Cancelling,
}

/// How the page is doing. No amounts of customers, no numbers of cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceView {
    /// The page's build.
    pub build: String,
    /// Device, store and till, from the device token.
    pub place: [Id; 3],
    /// The pack: version and hash.
    pub pack: Option<PackRef>,
    /// `persistent`, `volatile`, `none` or `damaged`.
    pub storage: &'static str,
    /// How often the page was rebuilt after a fault since it was loaded.
    pub restarts: u32,
    /// Events that wait for the register.
    pub unacknowledged: usize,
    /// What is not resolved yet.
    pub unresolved: Vec<Unresolved>,
}

/// The basket as the customer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasketView {
    /// The lines, in the register's order.
    pub lines: Vec<LineView>,
    /// Discounts on the whole basket, coupons and sets: not shown at a single line.
    pub discounts: Vec<DiscountView>,
    /// Charges on the basket (freight, packing), each positive.
    pub charges: Vec<DiscountView>,
    /// Coupons in the basket.
    pub coupons: Vec<CouponView>,
    /// What is one step away, the nearest first.
    pub near: Vec<NearView>,
    /// What the purchase earns.
    pub earns: Vec<EarnView>,
    /// Offers that the customer may choose.
    pub offers: Vec<OfferView>,
    /// What was saved: positive.
    pub savings: Amount,
    /// What is to pay; negative goes back to the customer.
    pub total: Amount,
    /// The identified customer's card, masked.
    pub customer: Option<String>,
    /// What the member has, and what the basket brings.
    pub balances: Vec<BalanceView>,
    /// The sale is closed for changes (frozen).
    pub frozen: bool,
    /// What it is.
    pub kind: BasketKind,
    /// Somebody has to consent to what comes back.
    pub consent: Option<Consent>,
}

/// A line as the customer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineView {
    /// The register's id: the key of the row.
    pub id: Id,
    /// The product.
    pub name: Label,
    /// How much; negative comes back.
    pub quantity: Quantity,
    /// Of what.
    pub unit: Unit,
    /// Price of one.
    pub unit_price: Option<UnitPrice>,
    /// Before discounts.
    pub list: Amount,
    /// After the discounts on this line; those on sets and the basket are listed apart.
    pub amount: Amount,
    /// Discounts of scope line, each with its name.
    pub discounts: Vec<DiscountView>,
    /// Belongs to the line above (a deposit).
    pub child: bool,
    /// The gift card it loads, masked.
    pub card: Option<String>,
}

/// A discount or charge as the customer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscountView {
    /// Its name.
    pub text: Label,
    /// Negative; of a charge positive.
    pub amount: Amount,
}

/// A coupon as the customer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouponView {
    /// Its id in the basket, for taking it out.
    pub id: Id,
    /// Its name.
    pub name: Label,
    /// Zero or negative.
    pub amount: Amount,
    /// Still being checked.
    pub pending: bool,
    /// Whether it can be taken out now.
    pub removable: bool,
}

/// What a coupon would give and lose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LossView {
    /// Its name.
    pub name: Label,
    /// What it takes off, positive.
    pub gives: Amount,
    /// What is lost of it, positive.
    pub loses: Amount,
}

/// What is to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentView {
    /// The sale's total.
    pub total: Amount,
    /// What remains to be paid; negative: what remains to be given back, once nothing is to be paid.
    pub remaining: Amount,
    /// What remains if it is paid in cash, if cash is rounded.
    pub cash_remaining: Option<Amount>,
    /// What was saved: positive.
    pub savings: Amount,
    /// Tenders so far.
    pub tenders: Vec<TenderView>,
    /// What the customer may choose.
    pub choices: Vec<TenderKind>,
    /// What each of them would pay.
    pub suggested: Vec<Suggestion>,
    /// What goes back to the customer, and where, in the order in which it is given back.
    pub give_back: Vec<GiveBackView>,
}

/// What goes back in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GiveBackView {
    /// How.
    pub kind: TenderKind,
    /// So much, positive.
    pub amount: Amount,
    /// What of it has been given back.
    pub given: Amount,
    /// The card it goes to, masked.
    pub masked: Option<String>,
}

/// A tender as the customer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenderView {
    /// Its id, for cancelling it.
    pub id: Id,
    /// How.
    pub kind: TenderKind,
    /// What it covers; on the receipt what was paid, cash rounding included; negative: given back.
    pub amount: Amount,
    /// The token, masked.
    pub masked: Option<String>,
    /// Whether it is settled.
    pub approved: bool,
}

/// The receipt as the customer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptView {
    /// The register's number.
    pub receipt_no: Label,
    /// Our number.
    pub epos_no: u64,
    /// What it is.
    pub kind: BasketKind,
    /// The register's numbers of the receipts whose goods came back.
    pub originals: Vec<Label>,
    /// The basket as sold.
    pub basket: BasketView,
    /// How it was paid.
    pub tenders: Vec<TenderView>,
    /// Cash rounding in all.
    pub rounding: Amount,
    /// Change given.
    pub change: Option<Amount>,
    /// Taxes: name, rate, base, tax.
    pub taxes: Vec<TaxView>,
    /// Content of the fiscal QR code.
    pub qr: Option<String>,
    /// Fiscal lines, verbatim.
    pub fiscal: Vec<Label>,
    /// The fiscal signature is still to come.
    pub pending: bool,
    /// Vouchers for the next visit are being printed.
    pub vouchers: u32,
    /// Whether it is printed, where the customer is asked.
    pub paper: Option<Paper>,
}

/// A tax row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxView {
    /// What it is called.
    pub name: Label,
    /// Rate.
    pub rate: Percent,
    /// Base.
    pub net: Amount,
    /// Tax.
    pub tax: Amount,
}
