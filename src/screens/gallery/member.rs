//! A made-up member.

use super::sale::{amount, basket, label};
use till::codes::IdentityKind;
use till::ledger::life::{Movement, MovementKind};
use till::names::Id;
use till::pack::program::ProgramKind;
use till::screen::{
    BalanceView, BasketView, Body, ConsentView, EntryView, MemberScreen, PersonView, PointsView, ReceiptView,
};
use till::time::Instant;

fn balance(id: &'static str, name: &str, kind: ProgramKind, ready: i64, pending: i64) -> BalanceView {
    BalanceView {
        program: Id::word(id),
        name: label(name),
        kind,
        ready: amount(ready),
        pending: amount(pending),
        expires: Instant::parse("2027-01-31T22:59:59Z").map(|at| (at, amount(40))),
        earning: amount(24),
        used: amount(0),
        pays: true,
    }
}

fn balances() -> Vec<BalanceView> {
    vec![
        balance("points", "Bodovi", ProgramKind::Points, 1_240, 0),
        balance("back", "Povrat na račun kupca", ProgramKind::Money, 315, 1_140),
    ]
}

pub(super) fn known() -> BasketView {
    BasketView { balances: balances(), customer: Some("+•••••••••678".to_owned()), ..basket() }
}

pub(super) fn receipt() -> ReceiptView {
    let receipt = super::sale::receipt();
    ReceiptView { basket: BasketView { balances: balances(), ..receipt.basket }, ..receipt }
}

pub(super) fn identify_by_card() -> Body {
    let (kinds, kind) = (vec![IdentityKind::Card], IdentityKind::Card);
    let person = PersonView { kinds, kind, calling_code: None, joins: false, joining: false };
    Body::Identify(EntryView { basket: basket(), busy: false, message: None, good: false, person: Some(person) })
}

pub(super) fn identify(kind: IdentityKind, joining: bool) -> Body {
    let kinds = vec![IdentityKind::Card, IdentityKind::Phone, IdentityKind::Email, IdentityKind::Oib];
    let person = PersonView { kinds, kind, calling_code: Some(Id::word("+385")), joins: true, joining };
    Body::Identify(EntryView { basket: basket(), busy: false, message: None, good: false, person: Some(person) })
}

pub(super) fn consent() -> Body {
    let text = "I want to collect points. For that the shop remembers my purchases, without my name, until I ask it to \
                forget me.";
    Body::Consent(ConsentView { basket: basket(), text: text.to_owned(), required: true, place: (1, 2) })
}

pub(super) fn have() -> Body {
    let one = |no: u64, kind, minor| Movement {
        no,
        at: Instant::parse("2026-11-20T10:00:00Z").unwrap_or_default(),
        kind,
        amount: amount(minor),
        balance: amount(1_240),
        op_id: Id::numbered("op-", no),
    };
    let list = [
        (MovementKind::Earned, 24),
        (MovementKind::Payment, -400),
        (MovementKind::TakenBack, -12),
        (MovementKind::Opening, 1_628),
    ];
    let movements = (1..).zip(list).map(|(no, (kind, minor))| one(no, kind, minor)).collect();
    Body::Member(MemberScreen { basket: known(), program: Some(Id::word("points")), movements: Some(movements) })
}

pub(super) fn points() -> Body {
    let balance = balance("points", "Bodovi", ProgramKind::Points, 1_240, 0);
    let most = Some((amount(480), amount(1_200)));
    Body::Points(PointsView { basket: known(), balance, most, busy: false, message: None })
}
