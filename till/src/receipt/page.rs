//! What stands on a receipt, row by row, before it is text or HTML.
//!
//! What must hold: every amount comes from the receipt; fiscal lines are as they came; without them it says that it is not
//! a fiscal receipt; training says so at both ends.

use super::{Loaded, Receipt};
use crate::ledger::ask::Mode;
use crate::money::Amount;
use crate::price::answer::Adjustment;
use crate::price::request::{Line, LineKind, Unit};
use crate::quantity::Quantity;
use crate::wire::basket::{BasketKind, TenderKind, TenderState};
use crate::wire::slip::Slip;

/// A row. Text that begins with two spaces belongs to the row above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A line across.
    Rule,
    /// Text from the left.
    Left(String),
    /// Text in the middle.
    Centred(String),
    /// Text on the left, an amount on the right.
    Pair(String, String),
    /// The same, of the total.
    Total(String, String),
    /// A QR code of this content. Text for a printer leaves it to the register, which has it from the fiscal law's device.
    Qr(String),
    /// A bar code of this content, which stands below it in clear.
    Bars(String),
}

/// What the rows need besides the receipt.
pub struct Frame<'a> {
    /// Offset of the store from UTC in minutes at the time of the sale.
    pub offset_minutes: i32,
    /// Lines above, from the pack.
    pub header: Vec<String>,
    /// Lines below, from the pack.
    pub footer: Vec<String>,
    /// A text of the catalogue by key.
    pub text: &'a dyn Fn(&str) -> String,
    /// Change given.
    pub change: Option<Amount>,
    /// What the customer has collected.
    pub collected: Vec<Row>,
}

/// The rows of the receipt.
#[must_use]
pub fn rows(receipt: &Receipt, frame: &Frame<'_>) -> Vec<Row> {
    let mut page = Page { receipt, frame, rows: Vec::new() };
    page.head();
    page.goods();
    page.totals();
    page.taxes();
    page.tenders();
    page.collected();
    page.foot();
    page.rows
}

struct Page<'a> {
    receipt: &'a Receipt,
    frame: &'a Frame<'a>,
    rows: Vec<Row>,
}

impl Page<'_> {
    fn amount(&self, amount: Amount) -> String {
        let text = amount.decimal(self.receipt.currency.digits());
        if self.comma() { text.replace('.', ",") } else { text }
    }

    fn comma(&self) -> bool {
        (self.frame.text)("receipt.decimal") == ","
    }

    fn plain(&self, decimal: String) -> String {
        if self.comma() { decimal.replace('.', ",") } else { decimal }
    }

    fn say(&self, key: &str) -> String {
        (self.frame.text)(key)
    }

    fn left(&mut self, text: &str) {
        self.rows.push(Row::Left(text.to_owned()));
    }

    fn centred(&mut self, text: &str) {
        self.rows.push(Row::Centred(text.to_owned()));
    }

    fn pair(&mut self, text: &str, right: &str) {
        self.rows.push(Row::Pair(text.to_owned(), right.to_owned()));
    }

    fn rule(&mut self) {
        self.rows.push(Row::Rule);
    }

    fn head(&mut self) {
        self.practice();
        for line in &self.frame.header {
            self.centred(line);
        }
        self.rule();
        self.kind();
        let number = format!("{} {}", self.say("receipt.number"), self.receipt.receipt_no);
        self.left(&number);
        let at = self.receipt.at.local(self.frame.offset_minutes);
        let at = at.map(|t| {
            let (day, month) = (t.day(), u8::from(t.month()));
            format!("{day:02}.{month:02}.{} {:02}:{:02}", t.year(), t.hour(), t.minute())
        });
        self.pair(&at.unwrap_or_default(), &format!("ePOS {}", self.receipt.epos_no));
        if let Some(operator) = &self.receipt.operator_ref {
            let text = format!("{} {operator}", self.say("receipt.operator"));
            self.left(&text);
        }
        self.originals();
        if self.receipt.voided {
            let text = self.say("receipt.voided");
            self.centred(&text);
        }
        self.rule();
    }

    /// What it is, unless it is a sale.
    fn kind(&mut self) {
        let key = match self.receipt.kind {
            BasketKind::Sale => return,
            BasketKind::Refund => "receipt.refund",
            BasketKind::Exchange => "receipt.exchange",
        };
        let text = format!("*** {} ***", self.say(key));
        self.centred(&text);
    }

    /// The sales of which goods came back.
    fn originals(&mut self) {
        let receipt = self.receipt;
        for original in &receipt.originals {
            let text = format!("{} {}", self.say("receipt.original"), original.receipt_no);
            self.left(&text);
            let at = original.at.local(self.frame.offset_minutes);
            let at = at.map(|t| format!("{:02}.{:02}.{}", t.day(), u8::from(t.month()), t.year()));
            self.pair(&format!("  {}", at.unwrap_or_default()), &format!("ePOS {}", original.epos_no));
        }
    }

    fn practice(&mut self) {
        if self.receipt.mode != Mode::Live {
            let text = self.say("receipt.training");
            self.centred(&format!("*** {text} ***"));
        }
    }

    fn goods(&mut self) {
        let receipt = self.receipt;
        for (line, figures) in receipt.lines.iter().zip(&receipt.priced.lines) {
            let code = line.tax_codes.first().map(|code| format!(" {code}")).unwrap_or_default();
            let right = format!("{}{code}", self.amount(figures.list));
            self.pair(line.name.as_str(), &right);
            if let Some(detail) = self.detail(line) {
                self.left(&detail);
            }
            for load in receipt.loads.iter().filter(|load| load.line_id == line.id) {
                self.loaded(load);
            }
            if !figures.discount.is_zero() && line.kind == LineKind::RefundOf {
                let (text, amount) = (self.say("receipt.taken_back"), self.amount(figures.discount));
                self.pair(&format!("  {text}"), &amount);
            }
            if !figures.deposit.is_zero() {
                let (text, deposit) = (self.say("receipt.deposit"), self.amount(figures.deposit));
                self.pair(&format!("  {text}"), &deposit);
            }
            for reduction in &line.reductions {
                let reason = reduction.reason.as_ref().map_or(reduction.kind.as_str(), |reason| reason.as_str());
                let amount = self.amount(reduction.amount.negated());
                self.pair(&format!("  {reason}"), &amount);
            }
            for adjustment in receipt.priced.adjustments.iter().filter(|a| on_line_only(a, line)) {
                let amount = self.amount(adjustment.amount);
                self.pair(&format!("  {}", adjustment.text_38), &amount);
            }
        }
        let others =
            receipt.priced.adjustments.iter().filter(|a| !receipt.lines.iter().any(|line| on_line_only(a, line)));
        for adjustment in others {
            let amount = self.amount(adjustment.amount);
            self.pair(adjustment.text_38.as_str(), &amount);
        }
        for charge in &receipt.priced.charges {
            let amount = self.amount(charge.amount);
            self.pair(charge.reason.as_str(), &amount);
        }
        let kept = receipt.priced.refunds.iter().filter(|back| back.kept).map(|back| back.amount);
        let kept = Amount::total(kept).unwrap_or_default();
        if !kept.is_zero() {
            let (text, kept) = (self.say("receipt.kept"), self.amount(kept));
            self.pair(&text, &kept);
        }
        self.rule();
    }

    /// The card that a line loaded, and until when it is good.
    fn loaded(&mut self, load: &Loaded) {
        self.left(&format!("  {}", load.masked.replace('\u{2022}', "*")));
        let last_day = load.good_until.and_then(|until| until.after(-1).local(self.frame.offset_minutes));
        if let Some(t) = last_day {
            let day = format!("{:02}.{:02}.{}", t.day(), u8::from(t.month()), t.year());
            let text = format!("  {} {day}", self.say("receipt.valid_until"));
            self.left(&text);
        }
    }

    fn detail(&self, line: &Line) -> Option<String> {
        if line.quantity == Quantity::ONE {
            return None;
        }
        let unit = match line.unit {
            Unit::Piece => "x",
            Unit::Kilogram => "kg x",
            Unit::Litre => "l x",
            Unit::Metre => "m x",
        };
        let price = line.unit_price.map(|price| self.plain(two_digits(&price.text())))?;
        Some(format!("  {} {unit} {price}", self.plain(line.quantity.text())))
    }

    fn totals(&mut self) {
        let totals = &self.receipt.priced.totals;
        let currency = self.receipt.currency.code();
        let saved = totals.discounts.plus(totals.reductions).unwrap_or_default().negated();
        let (total, text) = (self.amount(totals.total), format!("{} {currency}", self.say("receipt.total")));
        if !totals.rounding.is_zero() {
            let (text, rounding) = (self.say("receipt.face_rounding"), self.amount(totals.rounding));
            self.pair(&text, &rounding);
        }
        self.rows.push(Row::Total(text, total));
        if saved.is_positive() {
            let (saved, text) = (self.amount(saved), self.say("receipt.saved"));
            self.pair(&text, &saved);
        }
    }

    fn taxes(&mut self) {
        self.rule();
        let receipt = self.receipt;
        for tax in &receipt.priced.taxes {
            let rate = self.plain(tax.rate.text());
            let base =
                format!("{} {} {rate} % {} {}", tax.code, tax.name, self.say("receipt.base"), self.amount(tax.net));
            let amount = self.amount(tax.tax);
            self.pair(&base, &amount);
        }
        self.rule();
    }

    fn tenders(&mut self) {
        let receipt = self.receipt;
        for paid in &receipt.priced.tendered {
            let amount = self.amount(paid.amount.negated());
            self.pair(paid.text_38.as_str(), &amount);
        }
        for tender in &receipt.tenders {
            self.tender(tender);
        }
        if let Some(change) = self.frame.change.filter(|change| change.is_positive()) {
            let (text, change) = (self.say("receipt.change"), self.amount(change));
            self.pair(&text, &change);
        }
    }

    fn collected(&mut self) {
        if !self.frame.collected.is_empty() {
            self.rule();
            self.rows.extend(self.frame.collected.iter().cloned());
        }
    }

    fn tender(&mut self, tender: &TenderState) {
        let key = match tender.kind {
            TenderKind::Cash => "receipt.cash",
            TenderKind::Card => "receipt.card",
            TenderKind::GiftCard => "receipt.gift_card",
            TenderKind::Other => "receipt.other",
        };
        let paid = tender.amount.plus(tender.rounding).unwrap_or_default();
        let (text, paid) = (self.say(key), self.amount(paid));
        self.pair(&text, &paid);
        if !tender.rounding.is_zero() {
            let (text, rounding) = (self.say("receipt.rounding"), self.amount(tender.rounding));
            self.pair(&format!("  {text}"), &rounding);
        }
        if let Some(masked) = &tender.masked {
            self.left(&format!("  {}", masked.replace('\u{2022}', "*")));
        }
        if let Some(balance) = tender.balance {
            let (text, balance) = (self.say("receipt.balance"), self.amount(balance));
            self.pair(&format!("  {text}"), &balance);
        }
        if let Some(slip) = &tender.slip {
            self.slip(slip);
        }
    }

    /// What the terminal says: what was taken on top, then its own text.
    fn slip(&mut self, slip: &Slip) {
        let on_top = [("tip", slip.tip), ("cashback", slip.cashback), ("surcharge", slip.surcharge)];
        for (key, amount) in on_top.into_iter().filter(|(_, amount)| amount.is_positive()) {
            let (text, amount) = (self.say(&format!("receipt.{key}")), self.amount(amount));
            self.pair(&format!("  {text}"), &amount);
        }
        let named = [("receipt.auth_code", &slip.auth_code), ("receipt.terminal", &slip.terminal_id)];
        let named = named.into_iter().filter_map(|(key, value)| Some(format!("{} {}", self.say(key), value.as_ref()?)));
        let brand = slip.brand.iter().map(ToString::to_string);
        let said: Vec<String> = brand.chain(named).collect();
        if slip.customer_receipt.is_empty() && !said.is_empty() {
            self.left(&format!("  {}", said.join(", ")));
        }
        for line in &slip.customer_receipt {
            self.left(&line.replace('\u{2022}', "*"));
        }
    }

    fn foot(&mut self) {
        self.rule();
        let receipt = self.receipt;
        for line in &receipt.fiscal.lines {
            self.left(line.as_str());
        }
        self.rows.extend(receipt.fiscal.qr.as_ref().map(|qr| Row::Qr(qr.clone())));
        if receipt.fiscal.lines.is_empty() {
            let text = self.say("receipt.not_fiscal");
            self.centred(&text);
        }
        if receipt.fiscal.pending {
            let text = self.say("receipt.pending");
            self.centred(&text);
        }
        for line in &self.frame.footer {
            self.centred(line);
        }
        self.practice();
    }
}

fn on_line_only(adjustment: &Adjustment, line: &Line) -> bool {
    matches!(adjustment.shares.as_slice(), [share] if share.line_id == line.id)
}

/// A unit price with at least two decimals.
fn two_digits(decimal: &str) -> String {
    match decimal.split_once('.') {
        None => format!("{decimal}.00"),
        Some((_, fraction)) if fraction.len() == 1 => format!("{decimal}0"),
        Some(_) => decimal.to_owned(),
    }
}
