//! What a return needs of a committed sale, and the record of it that the register keeps.
//!
//! What must hold: it follows from the committed sale alone, so its text is the same whenever it is asked for; it names cards
//! masked and operations of the ledger by id, never a number or a seal; a record is believed only with this device's seal.

use super::member::customer::OfMember;
use super::state::{Committed, State};
use crate::ledger::ask::Mode;
use crate::money::{Amount, Currency, Overflow};
use crate::names::{Id, Label};
use crate::price::Basket;
use crate::price::answer::Adjustment;
use crate::price::request::{Allowance, Charge, CouponIn, Line, LineKind, Options, Original, Used};
use crate::quantity::Quantity;
use crate::shape;
use crate::shape::{Json, Shape, read_text};
use crate::time::Instant;
use crate::wire::basket::TenderKind;
use crate::wire::error::{Code, Refusal};
use crate::wire::refund::Provenance;
use crate::wire::session::PackRef;
use base64ct::{Base64UrlUnpadded, Encoding};
use std::rc::Rc;

/// The version of the record's text.
const VERSION: &str = "1";

shape! {
    /// A committed sale, as returns need it.
    pub struct Sold {
        /// The journal it was made in; another till's has another.
        epoch: Option<Id>,
        /// The engine that priced it.
        engine: String,
        /// The pack it was sold with.
        pack: PackRef,
        /// Its number in the register's words.
        receipt_no: Label,
        /// Ours.
        epos_no: u64,
        /// The books.
        mode: Mode,
        /// The currency.
        currency: Currency,
        /// When.
        at: Instant,
        /// The sold lines; whole if a gift card paid, which may be for some goods only, or if the pack prices again what is
        /// kept; else without what returns do not need.
        lines: Vec<Line>,
        /// What they were charged with.
        original: Original,
        /// Its discounts, for whom pays for them.
        offers: Vec<SoldOffer>,
        /// How they were paid.
        paid: Vec<PaidWith>,
        /// Coupons that were used.
        coupons: Vec<UsedCoupon>,
        /// What `returns: reprice` needs besides.
        day: Option<Circumstances>,
        /// Its member, with what was earned and spent.
        member: Option<OfMember>,
    }
}

shape! {
    /// A part of what a sale was paid with.
    pub struct PaidWith {
        /// The tender; missing for blind goods and deposits, which paid for a part of an exchange.
        tender_ref: Option<Id>,
        /// How.
        kind: TenderKind,
        /// What it covered, without cash rounding.
        amount: Amount,
        /// The card, masked.
        masked: Option<String>,
        /// gift_card: its scheme.
        scheme: Option<Id>,
        /// gift_card: the operation that held the money.
        op: Option<Id>,
    }
}

shape! {
    /// A discount of a sale.
    pub struct SoldOffer {
        /// Of the adjustment.
        id: Id,
        /// The offer, or the cashier's allowance.
        offer_id: Id,
        /// Who pays for it.
        funded_by: Id,
    }
}

shape! {
    /// A coupon that was used.
    pub struct UsedCoupon {
        /// Its scheme.
        scheme: Id,
        /// The operation that held its use.
        op: Id,
    }
}

shape! {
    /// A part of an earlier sale's gift card that was given back.
    pub struct GivenBack {
        /// The operation; the same as `of` if the money went to another card, for which that one held it.
        op: Id,
        /// The one that had held the money.
        of: Id,
        /// So much.
        amount: Amount,
    }
}

shape! {
    /// How the basket of the day was priced, besides its lines and its pack.
    pub struct Circumstances {
        /// Coupons.
        coupons: Vec<CouponIn>,
        /// Groups of the customer, if there was one.
        groups: Vec<Vec<Id>>,
        /// Purchases of the member before this one.
        purchases: Option<u32>,
        /// A day that is as near as the member's birthday to every offer that asks for it; not the birthday itself.
        birthday: Option<Id>,
        /// Offers that the customer had chosen.
        chosen: Vec<Id>,
        /// The cashier's discounts.
        allowances: Vec<Allowance>,
        /// Charges on the basket.
        charges: Vec<Charge>,
        /// How far limits of offers were used up.
        used: Vec<Used>,
        /// When it was priced last.
        at: Instant,
        /// The store.
        store: Option<Id>,
        /// The till.
        till: Option<Id>,
        /// The store's offset from UTC in minutes.
        offset_minutes: crate::price::request::Offset,
    }
}

shape! {
    /// What came back of a sale: so far, or by one return.
    pub struct Returned {
        /// The journal the sale was made in.
        epoch: Option<Id>,
        /// The sale.
        sale: Id,
        /// Of its lines.
        lines: Vec<ReturnedLine>,
        /// Of its tenders: what went back to them, or on to new goods.
        tenders: Vec<ReturnedTender>,
        /// `returns: reprice`: what was paid back.
        paid_back: Amount = Amount::ZERO,
    }
}

shape! {
    /// How much came back of a line.
    pub struct ReturnedLine {
        /// The sold line.
        line: Id,
        /// So much.
        quantity: Quantity,
    }
}

shape! {
    /// How much of a tender is used up by returns.
    pub struct ReturnedTender {
        /// Its place in what the sale was paid with.
        place: u32,
        /// So much.
        amount: Amount,
    }
}

shape! {
    /// A sale of which goods come back in a basket.
    pub struct Attached {
        /// The sale.
        sold: Sold,
        /// How well it is known.
        provenance: Provenance,
    }
}

shape! {
    /// Goods of a sale come back in the basket; takes the place of the same sale.
    pub struct OriginalSet {
        /// The sale.
        original: Rc<Attached>,
    }
}

impl SoldOffer {
    fn of(x: &Adjustment) -> SoldOffer {
        SoldOffer { id: x.id.clone(), offer_id: x.offer_id.clone(), funded_by: x.funded_by.clone() }
    }
}

impl Sold {
    /// What returns need of a committed sale. No option has a say in it.
    pub(super) fn of(sale: &Committed, epoch: Option<&Id>, any: &Options) -> Result<Sold, Overflow> {
        let receipt = &sale.receipt;
        let basket = Basket { lines: &receipt.lines, ..Basket::new(receipt.currency, any) };
        let original = Original::of(receipt.basket_ref.clone(), &basket, &receipt.priced)?;
        let sold = |line: &&Line| sale.day.is_some() || original.lines.iter().any(|sold| sold.line.id == line.id);
        let whole = sale.day.is_some() || sale.paid.iter().any(|paid| paid.kind == TenderKind::GiftCard);
        let slim = |line: &Line| if whole { line.clone() } else { slim(line) };
        Ok(Sold {
            epoch: epoch.cloned(),
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            pack: sale.pack.clone(),
            receipt_no: receipt.receipt_no.clone(),
            epos_no: receipt.epos_no,
            mode: receipt.mode,
            currency: receipt.currency,
            at: receipt.at,
            lines: receipt.lines.iter().filter(sold).map(slim).collect(),
            original,
            offers: receipt.priced.adjustments.iter().map(SoldOffer::of).collect(),
            paid: sale.paid.clone(),
            coupons: sale.coupons.clone(),
            day: sale.day.clone(),
            member: sale.member.as_ref().map(OfMember::sold),
        })
    }

    /// The sale.
    #[must_use]
    pub fn id(&self) -> &Id {
        &self.original.id
    }

    /// Whether a sold line can come back. Money on a gift card is no goods: it is paid out, or the sale is undone.
    pub(super) fn comes_back(&self, line_id: &Id) -> bool {
        let line = self.lines.iter().find(|line| line.id == *line_id);
        line.is_some_and(|line| line.kind != LineKind::GiftCardLoad)
    }

    /// As the register keeps it, without the seal.
    pub(super) fn text(&self) -> String {
        encoded(VERSION, &self.write())
    }

    /// From the text that the register kept.
    pub(super) fn read(text: &str) -> Result<Sold, Refusal> {
        decoded(VERSION, text)
    }
}

/// What a line that comes back is made from.
fn slim(line: &Line) -> Line {
    let line = line.clone();
    Line {
        categories: Vec::new(),
        brand: None,
        tags: Vec::new(),
        modifiers: Vec::new(),
        flags: Vec::new(),
        reductions: Vec::new(),
        floor_price: None,
        ..line
    }
}

impl Returned {
    pub(super) fn nothing(sold: &Sold) -> Returned {
        let (epoch, sale) = (sold.epoch.clone(), sold.id().clone());
        Returned { epoch, sale, lines: Vec::new(), tenders: Vec::new(), paid_back: Amount::ZERO }
    }

    pub(super) fn same_sale(&self, epoch: Option<&Id>, sale: &Id) -> bool {
        self.epoch.as_ref() == epoch && self.sale == *sale
    }

    /// How much of a line.
    pub(super) fn of_line(&self, line: &Id) -> Quantity {
        let of = self.lines.iter().find(|of| of.line == *line);
        of.map_or(Quantity::ZERO, |of| of.quantity)
    }

    /// How much of the tender at a place.
    pub(super) fn of_tender(&self, place: u32) -> Amount {
        let of = self.tenders.iter().find(|of| of.place == place);
        of.map_or(Amount::ZERO, |of| of.amount)
    }

    /// Whether anything is back.
    pub(super) fn is_any(&self) -> bool {
        self.lines.iter().any(|line| line.quantity.millionths() > 0)
    }

    /// Adds what a return brought back; taken away again if it is `undone`. What leaves the range stays as it is.
    pub(super) fn add(&mut self, more: &Returned, undone: bool) {
        let of = |amount: Amount| if undone { amount.negated() } else { amount };
        for line in &more.lines {
            let units = line.quantity.millionths();
            let units = if undone { units.saturating_neg() } else { units };
            if let Some(quantity) = Quantity::new(self.of_line(&line.line).millionths().saturating_add(units).max(0)) {
                self.lines.retain(|of| of.line != line.line);
                self.lines.push(ReturnedLine { line: line.line.clone(), quantity });
            }
        }
        for tender in &more.tenders {
            if let Ok(amount) = self.of_tender(tender.place).plus(of(tender.amount)) {
                self.tenders.retain(|of| of.place != tender.place);
                self.tenders.push(ReturnedTender { place: tender.place, amount });
            }
        }
        self.paid_back = self.paid_back.plus(of(more.paid_back)).unwrap_or(self.paid_back);
    }
}

impl State {
    /// What is known to have come back of a sale.
    pub(super) fn returned(&self, sold: &Sold) -> Option<&Rc<Returned>> {
        self.returns.iter().find(|of| of.same_sale(sold.epoch.as_ref(), sold.id()))
    }
}

/// A record as the register keeps it, without the seal.
pub(super) fn encoded(version: &str, record: &Json) -> String {
    format!("{version}.{}", Base64UrlUnpadded::encode_string(record.as_str().as_bytes()))
}

/// A record from the text that the register kept.
pub(super) fn decoded<T: Shape>(version: &str, text: &str) -> Result<T, Refusal> {
    let invalid = |problem: &str| Refusal::new(Code::SaleRecordInvalid).because("problem", problem);
    let (of, body) = text.split_once('.').ok_or_else(|| invalid("malformed"))?;
    if of != version {
        return Err(invalid("version"));
    }
    let bytes = Base64UrlUnpadded::decode_vec(body).map_err(|_| invalid("malformed"))?;
    let text = String::from_utf8(bytes).map_err(|_| invalid("malformed"))?;
    read_text("sale_record", &text).map_err(|misfit| invalid(misfit.code).because("path", misfit.path.clone()))
}
