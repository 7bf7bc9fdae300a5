//! The figures of one made-up sale, consistent in themselves.

use till::money::Amount;
use till::names::{Id, Label};
use till::price::request::Unit;
use till::quantity::{Percent, Quantity, UnitPrice, millionths};
use till::screen::{BasketView, CouponView, DiscountView, LineView, PaymentView, ReceiptView, TaxView, TenderView};
use till::wire::basket::{BasketKind, TenderKind};
use till::wire::refund::Consent;

pub(super) fn amount(minor: i64) -> Amount {
    Amount::new(minor).unwrap_or_default()
}

pub(super) fn label(text: &str) -> Label {
    Label::new(text).unwrap_or_else(|| label("-"))
}

fn quantity(text: &str) -> Quantity {
    millionths(text).and_then(Quantity::new).unwrap_or(Quantity::ONE)
}

fn discount(text: &str, minor: i64) -> DiscountView {
    DiscountView { text: label(text), amount: amount(minor) }
}

fn line(id: &'static str, name: &str, many: &str, price: &str, list: i64) -> LineView {
    LineView {
        id: Id::word(id),
        name: label(name),
        quantity: quantity(many),
        unit: Unit::Piece,
        unit_price: millionths(price).and_then(UnitPrice::new),
        list: amount(list),
        amount: amount(list),
        discounts: Vec::new(),
        child: false,
        card: None,
    }
}

fn lowered(mut line: LineView, text: &str, off: i64) -> LineView {
    line.amount = line.list.minus(amount(off)).unwrap_or_default();
    line.discounts.push(discount(text, off.saturating_neg()));
    line
}

pub(super) fn lines() -> Vec<LineView> {
    vec![
        lowered(line("1", "Kava mljevena Minas 500 g", "3", "6.49", 1947), "3 za 2", 649),
        LineView { unit: Unit::Kilogram, ..line("2", "Jabuka Idared", "0.735", "2.99", 220) },
        line("3", "Mineralna voda Jamnica 1,5 l", "1", "0.99", 99),
        LineView { child: true, ..line("4", "Povratna naknada", "1", "0.07", 7) },
        line("5", "Kruh bijeli 600 g", "1", "1.89", 189),
        lowered(
            line("6", "Čokolada Dorina s cijelim lješnjacima, pakiranje za dijeljenje 220 g", "2", "3.29", 658),
            "10 % na slatkiše",
            66,
        ),
        line("7", "Dnevni list", "1", "1.62", 162),
    ]
}

pub(super) fn basket() -> BasketView {
    BasketView {
        lines: lines(),
        discounts: vec![discount("Kupi za 20 €, uštedi 1 €", -100)],
        charges: Vec::new(),
        coupons: vec![CouponView {
            id: Id::word("c1"),
            name: label("10 % na slatkiše"),
            amount: amount(-66),
            pending: false,
            removable: true,
        }],
        near: Vec::new(),
        earns: Vec::new(),
        balances: Vec::new(),
        offers: Vec::new(),
        savings: amount(815),
        total: amount(2467),
        customer: None,
        frozen: false,
        kind: BasketKind::Sale,
        consent: None,
    }
}

pub(super) fn tender(kind: TenderKind, minor: i64, masked: Option<&str>, approved: bool) -> TenderView {
    TenderView { id: Id::word("t1"), kind, amount: amount(minor), masked: masked.map(str::to_owned), approved }
}

pub(super) const MASKED: &str = "629912\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}2345";

pub(super) fn payment() -> PaymentView {
    PaymentView {
        total: amount(2467),
        remaining: amount(2467),
        cash_remaining: Some(amount(2465)),
        savings: amount(815),
        tenders: Vec::new(),
        choices: vec![TenderKind::Card, TenderKind::Cash, TenderKind::GiftCard],
        suggested: Vec::new(),
        give_back: Vec::new(),
    }
}

pub(super) fn partly_paid() -> PaymentView {
    PaymentView {
        remaining: amount(967),
        cash_remaining: Some(amount(965)),
        tenders: vec![tender(TenderKind::GiftCard, 1500, Some(MASKED), true)],
        choices: vec![TenderKind::Card, TenderKind::Cash],
        ..payment()
    }
}

fn tax(rate: u32, net: i64, tax: i64) -> TaxView {
    TaxView { name: label("PDV"), rate: Percent::whole(rate), net: amount(net), tax: amount(tax) }
}

pub(super) fn receipt() -> ReceiptView {
    ReceiptView {
        receipt_no: label("184/P1/1"),
        epos_no: 1024,
        kind: BasketKind::Sale,
        originals: Vec::new(),
        basket: BasketView { frozen: true, ..basket() },
        tenders: vec![
            tender(TenderKind::GiftCard, 1500, Some(MASKED), true),
            tender(TenderKind::Cash, 967, None, true),
        ],
        rounding: amount(-2),
        change: Some(amount(1035)),
        taxes: vec![tax(25, 1511, 378), tax(13, 195, 25), tax(5, 334, 17), tax(0, 7, 0)],
        qr: Some(
            "https://porezna.gov.hr/rn?jir=3f2a7c1e-9d14-4b8a-8a57-0f6f0b6a1c2d&datv=20250321_1412&izn=24,67"
                .to_owned(),
        ),
        fiscal: vec![
            label("ZKI: 8a5e1d0c3b7f4e29a6d1c0f2b3e4d5a6"),
            label("JIR: 3f2a7c1e-9d14-4b8a-8a57-0f6f0b6a1c2d"),
        ],
        pending: false,
        vouchers: 1,
        paper: None,
    }
}

/// Goods are brought home for a fee.
pub(super) fn charged() -> BasketView {
    BasketView { charges: vec![discount("Dostava", 350)], total: amount(2817), ..basket() }
}

/// Two lines come back; the deal that went with them is charged back.
pub(super) fn returned(consent: Option<Consent>) -> BasketView {
    let back = |mut line: LineView, minor: i64| {
        line.quantity = quantity("-1");
        line.list = amount(minor.saturating_neg());
        line.amount = line.list;
        line.discounts.clear();
        line
    };
    let all = lines();
    let lines = all.iter().step_by(4).zip([649, 189]).map(|(line, minor)| back(line.clone(), minor)).collect();
    BasketView {
        lines,
        discounts: vec![discount("3 za 2", 217)],
        coupons: Vec::new(),
        savings: amount(0),
        total: amount(-621),
        kind: BasketKind::Refund,
        consent,
        ..basket()
    }
}

/// One line comes back, another goes out, the difference is paid.
pub(super) fn exchanged() -> BasketView {
    let mut back = line("8", "Kava mljevena Minas 500 g", "-1", "6.49", -649);
    back.unit_price = None;
    let new = line("9", "Kava u zrnu Minas 1 kg", "1", "13.99", 1399);
    let lines = vec![back, new];
    let (discounts, coupons) = (Vec::new(), Vec::new());
    BasketView {
        lines,
        discounts,
        coupons,
        savings: amount(0),
        total: amount(750),
        kind: BasketKind::Exchange,
        ..basket()
    }
}

pub(super) fn returned_receipt() -> ReceiptView {
    ReceiptView {
        kind: BasketKind::Refund,
        originals: vec![label("184/P1/1")],
        receipt_no: label("185/P1/1"),
        basket: BasketView { frozen: true, ..returned(None) },
        tenders: vec![tender(TenderKind::Cash, -620, None, true)],
        rounding: amount(1),
        change: None,
        taxes: vec![tax(25, -497, -124)],
        vouchers: 0,
        ..receipt()
    }
}
