//! One entry for each screen, and one for each state of it that looks different.

use super::sale::{MASKED, amount, basket, label, lines, partly_paid, payment, receipt, tender};
use super::{member, sale};
use till::codes::IdentityKind;
use till::names::Id;
use till::price::answer::EarnedKind;
use till::screen::{
    BasketView, Body, EarnView, EntryView, GiveBackView, LineView, LossView, NearView, OfferView, Paper, PaymentView,
    ReceiptView, ServiceView, Slide, Work,
};
use till::tender::{Gap, NotCovered};
use till::wire::basket::TenderKind;
use till::wire::refund::Consent;
use till::wire::report::Unresolved;
use till::wire::session::PackRef;
use till::wire::tender::Suggestion;

/// The name of an entry and how its body is made.
type Entry = (&'static str, fn() -> Body);

/// Names and bodies of all entries.
pub(super) const ENTRIES: &[Entry] = &[
    ("waiting", || Body::Waiting),
    ("idle", idle),
    ("idle-slides", || Body::Idle {
        store_name: Some(label("Dućan na uglu")),
        greeting: Some("Dobar dan! Lijepo je što ste tu.".to_owned()),
        slides: vec![
            Slide { picture: "url(\"packs/slides/coffee.svg\")".to_owned(), text: "Kava: 3 za 2".to_owned() },
            Slide { picture: "url(\"packs/slides/tower.svg\")".to_owned(), text: String::new() },
        ],
    }),
    ("idle-plain", || Body::Idle { store_name: None, greeting: None, slides: Vec::new() }),
    ("basket-empty", || {
        Body::Basket(BasketView {
            lines: Vec::new(),
            discounts: Vec::new(),
            coupons: Vec::new(),
            savings: amount(0),
            total: amount(0),
            ..basket()
        })
    }),
    ("basket", || Body::Basket(basket())),
    ("basket-member", || Body::Basket(BasketView { customer: Some(MASKED.to_owned()), ..pending() })),
    ("basket-near", || Body::Basket(near())),
    ("basket-near-member", || {
        let coupons = pending().coupons;
        Body::Basket(BasketView { coupons, customer: Some(MASKED.to_owned()), ..near() })
    }),
    ("basket-offers", || Body::Basket(BasketView { offers: offers(), ..near() })),
    ("offers", || Body::Offers(BasketView { offers: offers(), ..basket() })),
    ("basket-gift-card", || {
        let card = LineView {
            id: Id::word("8"),
            name: label("Poklon kartica"),
            list: amount(2000),
            amount: amount(2000),
            unit_price: None,
            card: Some(MASKED.to_owned()),
            discounts: Vec::new(),
            ..lines().remove(2)
        };
        Body::Basket(BasketView { lines: vec![lines().remove(0), card], total: amount(3298), ..basket() })
    }),
    ("basket-long", || Body::Basket(long(300))),
    ("basket-longer", || Body::Basket(long(301))),
    ("basket-charges", || Body::Basket(sale::charged())),
    ("basket-return", || Body::Basket(sale::returned(None))),
    ("basket-return-asked", || Body::Basket(sale::returned(Some(Consent::Asked)))),
    ("basket-exchange", || Body::Basket(sale::exchanged())),
    ("receipt-return", || Body::Receipt(sale::returned_receipt())),
    ("basket-frozen", || Body::Basket(BasketView { frozen: true, ..basket() })),
    ("coupon", || Body::Coupon(entry(None, false))),
    ("coupon-busy", || Body::Coupon(EntryView { busy: true, ..entry(None, false) })),
    ("coupon-refused", || Body::Coupon(entry(Some("error.coupon_used.customer"), false))),
    ("coupon-loss", || {
        Body::Loss(LossView { name: label("Gift voucher EUR 5"), gives: amount(180), loses: amount(320) })
    }),
    ("coupon-accepted", || Body::Coupon(entry(Some("screen.coupon_applied"), true))),
    ("identify", super::member::identify_by_card),
    ("identify-phone", || member::identify(IdentityKind::Phone, false)),
    ("identify-email", || member::identify(IdentityKind::Email, true)),
    ("consent", member::consent),
    ("basket-points", || Body::Basket(member::known())),
    ("member", member::have),
    ("points", member::points),
    ("receipt-points", || Body::Receipt(member::receipt())),
    ("payment", || Body::Payment(payment())),
    ("payment-part", || Body::Payment(partly_paid())),
    ("payment-large", || {
        Body::Payment(PaymentView {
            total: amount(123_456_789),
            remaining: amount(123_456_789),
            cash_remaining: None,
            ..payment()
        })
    }),
    ("give-back", || Body::Payment(going_back())),
    ("working-back", || Body::Working {
        payment: going_back(),
        kind: TenderKind::Card,
        amount: amount(-967),
        work: Work::Taking,
    }),
    ("given-back", || Body::Approved {
        payment: going_back(),
        kind: TenderKind::GiftCard,
        amount: amount(-1500),
        balance: None,
        gaps: Vec::new(),
    }),
    ("gift-card", || Body::GiftCard(payment())),
    ("pin", || pin(None)),
    ("pin-restricted", || Body::Pin {
        payment: Some(payment()),
        why: None,
        busy: false,
        ends: false,
        masked: MASKED.to_owned(),
        length: 4,
        message: None,
        covers: amount(2291),
        gaps: vec![gap(NotCovered::Deposit, 7), gap(NotCovered::OtherGoods, 162)],
    }),
    ("pin-again", || pin(Some("error.card_not_accepted.customer"))),
    ("working-card", || working(TenderKind::Card, Work::Taking)),
    ("working-cash", || working(TenderKind::Cash, Work::Taking)),
    ("working-gift-card", || working(TenderKind::GiftCard, Work::Cancelling)),
    ("working-unknown", || working(TenderKind::Card, Work::Unknown)),
    ("approved", || Body::Approved {
        payment: done(),
        kind: TenderKind::Card,
        amount: amount(967),
        balance: None,
        gaps: Vec::new(),
    }),
    ("approved-part", || Body::Approved {
        payment: partly_paid(),
        kind: TenderKind::GiftCard,
        amount: amount(1500),
        balance: Some(amount(0)),
        gaps: Vec::new(),
    }),
    ("approved-restricted", || Body::Approved {
        payment: partly_paid(),
        kind: TenderKind::GiftCard,
        amount: amount(1500),
        balance: Some(amount(3500)),
        gaps: vec![gap(NotCovered::AgeRestricted, 798), gap(NotCovered::Deposit, 7), gap(NotCovered::OtherGoods, 162)],
    }),
    ("payment-suggested", || Body::Payment(suggested())),
    ("pin-beside", || beside("screen.pin_cash_out", false, None)),
    ("pin-beside-again", || beside("screen.pin_transfer", false, Some("error.card_not_accepted.customer"))),
    ("pin-beside-busy", || beside("screen.pin_statement", true, None)),
    ("pin-beside-ends", || match beside("screen.pin_cash_out", false, None) {
        Body::Pin { why, masked, length, covers, gaps, .. } => {
            Body::Pin { payment: None, why, busy: false, ends: true, masked, length, message: None, covers, gaps }
        }
        other => other,
    }),
    ("declined-beside", || Body::Declined {
        payment: None,
        kind: TenderKind::GiftCard,
        message: "error.pin_late.customer".to_owned(),
    }),
    ("declined", || Body::Declined {
        payment: Some(partly_paid()),
        kind: TenderKind::Card,
        message: "error.payment_failed.customer".to_owned(),
    }),
    ("receipt", || Body::Receipt(receipt())),
    ("receipt-plain", || {
        Body::Receipt(ReceiptView {
            change: None,
            rounding: amount(0),
            qr: None,
            fiscal: Vec::new(),
            pending: true,
            vouchers: 0,
            tenders: vec![tender(TenderKind::Card, 2467, None, true)],
            ..receipt()
        })
    }),
    ("receipt-asked", || paper(Paper::Asked)),
    ("receipt-asked-ends", || paper(Paper::Ends)),
    ("receipt-asked-keys", || paper(Paper::Ends)),
    ("receipt-printed", || paper(Paper::Printed)),
    ("receipt-no-paper", || paper(Paper::None)),
    ("service", || Body::Service(service(cases()))),
    ("service-settled", || Body::Service(service(Vec::new()))),
    ("degraded", || Body::Basket(basket())),
    ("storage-failing", || Body::Payment(payment())),
    ("link-down", || Body::Basket(basket())),
    ("licence-ends", idle),
    ("training", || Body::Payment(payment())),
    ("assisted", || Body::Basket(near())),
    ("assisted-pin", || pin(None)),
    ("out-of-service", || Body::OutOfService {
        code: "insecure_context",
        message: "error.already_voided.customer".to_owned(),
    }),
    ("not-authorised", || Body::NotAuthorised {
        code: "token_untrusted",
        message: "error.already_voided.customer".to_owned(),
    }),
];

fn paper(paper: Paper) -> Body {
    Body::Receipt(ReceiptView { paper: Some(paper), ..receipt() })
}

fn idle() -> Body {
    Body::Idle {
        store_name: Some(label("Dućan na uglu")),
        greeting: Some("Dobar dan! Lijepo je što ste tu.".to_owned()),
        slides: Vec::new(),
    }
}

fn pending() -> BasketView {
    let mut basket = basket();
    for (n, coupon) in basket.coupons.clone().into_iter().enumerate() {
        let mut more = coupon;
        more.id = Id::numbered("more", u64::try_from(n).unwrap_or(0));
        more.name = label("Druga kava besplatno");
        more.amount = amount(0);
        more.pending = true;
        basket.coupons.push(more);
    }
    basket
}

/// The longest of what there may be to say of deals.
fn near() -> BasketView {
    let one = |text: &str, sentence, minor| NearView {
        text: text.to_owned(),
        sentence,
        quantity: (minor == 0).then_some(till::quantity::Quantity::ONE),
        value: amount(minor),
    };
    let earn = |kind, minor| EarnView { kind, amount: amount(minor) };
    BasketView {
        near: vec![
            one("Čokolada Dorina 220 g, svaka treća besplatno", false, 0),
            one("Još {missing} kava i sljedeća je besplatna.", true, 0),
            one("5 € popusta od 50 €", false, 123_456),
        ],
        earns: vec![earn(EarnedKind::Points, 12_345), earn(EarnedKind::Stamps, 2), earn(EarnedKind::Cashback, 1_234)],
        ..basket()
    }
}

fn offers() -> Vec<OfferView> {
    let one = |id, name, chosen, off: Option<i64>| OfferView {
        id: Id::word(id),
        name: label(name),
        chosen,
        amount: off.map(amount),
    };
    vec![
        one("a", "Vaša kava -20 %", Some(true), Some(-190)),
        one("b", "Čokolada Dorina s cijelim lješnjacima 220 g: druga u pola cijene", None, None),
        one("c", "Rođendanski kolač", Some(false), None),
        one("d", "Deseta kava besplatno", Some(true), None),
        one("e", "5 € popusta od 50 €", None, None),
    ]
}

pub(super) fn long(count: u64) -> BasketView {
    let lines: Vec<LineView> = (0..count)
        .zip(lines().into_iter().cycle())
        .map(|(n, line)| LineView { id: Id::numbered("l", n), ..line })
        .collect();
    BasketView { lines, ..basket() }
}

fn entry(message: Option<&str>, good: bool) -> EntryView {
    EntryView { basket: basket(), busy: false, message: message.map(str::to_owned), good, person: None }
}

fn done() -> PaymentView {
    PaymentView { remaining: amount(0), cash_remaining: None, ..partly_paid() }
}

fn pin(message: Option<&str>) -> Body {
    Body::Pin {
        payment: Some(payment()),
        why: None,
        busy: false,
        ends: false,
        masked: MASKED.to_owned(),
        length: 4,
        message: message.map(str::to_owned),
        covers: amount(2467),
        gaps: Vec::new(),
    }
}

/// A gift card pays a part; notes are usually handed over.
fn suggested() -> PaymentView {
    let one = |kind, minor, cash: &[i64]| Suggestion {
        kind,
        scheme: None,
        amount: amount(minor),
        gaps: Vec::new(),
        cash_amounts: cash.iter().copied().map(amount).collect(),
    };
    let suggested = vec![one(TenderKind::GiftCard, 1290, &[]), one(TenderKind::Cash, 2467, &[2465, 2500, 3000, 5000])];
    PaymentView { suggested, ..payment() }
}

/// A card beside a sale.
fn beside(why: &'static str, busy: bool, message: Option<&str>) -> Body {
    Body::Pin {
        payment: None,
        why: Some(why),
        busy,
        ends: false,
        masked: MASKED.to_owned(),
        length: 4,
        message: message.map(str::to_owned),
        covers: amount(0),
        gaps: Vec::new(),
    }
}

fn working(kind: TenderKind, work: Work) -> Body {
    Body::Working { payment: partly_paid(), kind, amount: amount(967), work }
}

/// A gift card has its part back; what was paid by card is still to come.
fn going_back() -> PaymentView {
    let part = |kind, minor, given, masked: Option<&str>| GiveBackView {
        kind,
        amount: amount(minor),
        given: amount(given),
        masked: masked.map(str::to_owned),
    };
    PaymentView {
        total: amount(-2467),
        remaining: amount(-967),
        cash_remaining: None,
        savings: amount(0),
        tenders: Vec::new(),
        choices: Vec::new(),
        suggested: Vec::new(),
        give_back: vec![
            part(TenderKind::GiftCard, 1500, 1500, Some(MASKED)),
            part(TenderKind::Card, 967, 0, Some("541333\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}1234")),
        ],
    }
}

fn gap(reason: NotCovered, minor: i64) -> Gap {
    Gap { reason, amount: amount(minor) }
}

fn service(unresolved: Vec<Unresolved>) -> ServiceView {
    ServiceView {
        build: "0.1.0".to_owned(),
        place: [Id::word("device-7"), Id::word("zagreb-001"), Id::word("1")],
        pack: Some(PackRef { version: Id::word("2026-11-20"), hash: Id::word("0f3a9c2b7d1e4856") }),
        storage: "persistent",
        restarts: 0,
        unacknowledged: 2,
        unresolved,
    }
}

fn cases() -> Vec<Unresolved> {
    let case = |what, id, detail, minor: Option<i64>| Unresolved {
        what: Id::word(what),
        id: Id::word(id),
        detail: Id::word(detail),
        subject: None,
        since: None,
        tries: 0,
        amount: minor.map(amount),
    };
    vec![
        case("tender", "t-5f0c1b2e", "card", Some(2467)),
        case("request", "req-9a77b3d0", "payment.take", None),
        case("operation", "op-17c4d9aa", "settle", Some(1500)),
    ]
}
