//! Choosing how to pay, and waiting while it is being paid.
//!
//! What must hold: the amount to pay is the largest thing on the screen.

use super::Ui;
use super::dom::{Tag, tag};
use super::parts::{
    big, button, due, heading, icon, icons, masked, push_button, row, rows, savings, spinner, tender, tender_icon,
    tender_name, tender_text,
};
use till::money::Amount;
use till::screen::{Body, GiveBackView, PaymentView, Tap, Work};
use till::tender::{Gap, NotCovered};
use till::wire::basket::TenderKind;

/// What is to pay, of a body that has it.
pub(super) fn of(body: &Body) -> Option<&PaymentView> {
    match body {
        Body::Payment(payment)
        | Body::GiftCard(payment)
        | Body::Working { payment, .. }
        | Body::Approved { payment, .. } => Some(payment),
        Body::Pin { payment, .. } | Body::Declined { payment, .. } => payment.as_ref(),
        _ => None,
    }
}

pub(super) fn choose(ui: Ui, main: Tag) -> Tag {
    let story = tag("section", "story")
        .with(due(ui))
        .live(move || ui.body(|body| of(body).cloned()), move |payment| story(ui, payment));
    let head = tag("header", "head").live(
        move || ui.body(|body| of(body).map(|p| p.remaining.is_negative())),
        move |back| heading(&ui.t(if *back { "screen.giving_back" } else { "screen.payment" })),
    );
    main.set("class", "screen pay").with(head).with(story).live(
        move || ui.body(|body| of(body).map(|p| (p.choices.clone(), rounded(p), p.give_back.clone(), hints(p)))),
        move |(kinds, cash, back, hints)| {
            if back.is_empty() { choices(ui, kinds, *cash, hints) } else { goes_back(ui, back) }
        },
    )
}

/// Where the money goes that the customer gets back.
fn goes_back(ui: Ui, back: &[GiveBackView]) -> Tag {
    let one = |part: &GiveBackView| {
        let given = part.given == part.amount;
        let number = part.masked.as_deref().map(masked);
        let state = given.then(|| tag("span", "detail").text(&ui.t("screen.given_back")));
        let name = tag("span", "").text(&tender_text(ui, part.kind)).text(" ").with(number).with(state);
        tag("li", if given { "row good" } else { "row" })
            .part("give-back")
            .with(icon(if given { icons::CHECK } else { tender_icon(part.kind) }))
            .with(name)
            .with(tag("strong", "").text(&ui.money(part.amount)))
    };
    let list = tag("ul", "back-list").with(back.iter().map(one).collect::<Vec<_>>());
    let hint = tag("p", "hint").with(tag("span", "").text(&ui.t("screen.back_at_till")));
    tag("section", "choices").with(list).with(hint)
}

/// How the amount to pay came about.
fn story(ui: Ui, payment: &PaymentView) -> Tag {
    let parted = payment.remaining != payment.total;
    rows()
        .with(parted.then(|| row("total", "row", &ui.t("screen.total"), &ui.money(payment.total))))
        .with(payment.tenders.iter().map(|t| tender(ui, t)).collect::<Vec<_>>())
        .with(savings(ui, payment.savings))
}

/// What remains in cash, if that is another amount.
fn rounded(payment: &PaymentView) -> Option<Amount> {
    payment.cash_remaining.filter(|cash| *cash != payment.remaining)
}

/// What is worth saying of the ways to pay: the most that any gift card pays, if that is not all, and what is usually handed
/// over in cash beside the exact amount.
fn hints(payment: &PaymentView) -> (Option<Amount>, Vec<Amount>) {
    let of = |kind| payment.suggested.iter().filter(move |one| one.kind == kind);
    let most = of(TenderKind::GiftCard).map(|one| one.amount).max().filter(|most| *most < payment.remaining);
    let notes = of(TenderKind::Cash).flat_map(|one| one.cash_amounts.iter().skip(1).copied()).collect();
    (most, notes)
}

fn choices(ui: Ui, kinds: &[TenderKind], cash: Option<Amount>, hints: &(Option<Amount>, Vec<Amount>)) -> Tag {
    let section = tag("section", "choices");
    if ui.touch() && !kinds.is_empty() {
        return section.with(kinds.iter().map(|kind| choice(ui, *kind, cash, hints)).collect::<Vec<_>>());
    }
    let cash = cash.map(|cash| {
        let text = ui.fill("screen.in_cash", &[("amount", &ui.money(cash))]);
        tag("p", "hint").part("cash-remaining").with(tag("span", "").text(&text))
    });
    section.with(tag("p", "hint").with(tag("span", "").text(&ui.t("screen.pay_at_till")))).with(cash)
}

fn choice(ui: Ui, kind: TenderKind, cash: Option<Amount>, (most, notes): &(Option<Amount>, Vec<Amount>)) -> Tag {
    let name = match kind {
        TenderKind::Cash => "pay-cash",
        TenderKind::Card => "pay-card",
        TenderKind::GiftCard => "pay-gift-card",
        TenderKind::Other => "pay-other",
    };
    let note = cash.filter(|_| kind == TenderKind::Cash).map(|cash| {
        let text = ui.fill("screen.rounded", &[("amount", &ui.money(cash))]);
        tag("span", "detail").part("cash-remaining").text(&text)
    });
    let more = match kind {
        TenderKind::GiftCard => most.map(|most| ("card-pays", ui.fill("screen.up_to", &[("amount", &ui.money(most))]))),
        TenderKind::Cash if !notes.is_empty() => {
            let amounts = notes.iter().map(|note| ui.money(*note)).collect::<Vec<_>>().join(" \u{b7} ");
            Some(("cash-notes", ui.fill("screen.for_example", &[("amounts", &amounts)])))
        }
        _ => None,
    };
    let more = more.map(|(name, text)| tag("span", "detail").part(name).text(&text));
    push_button(name, "button choice")
        .with(icon(tender_icon(kind)))
        .with(tag("span", "").text(&tender_text(ui, kind)).with(note).with(more))
        .click(move || ui.tap(Tap::Pay(kind)))
}

/// What the customer hands over: in cash, the rounded amount.
pub(super) fn to_give(payment: &PaymentView, kind: TenderKind, amount: Amount) -> Amount {
    let all_in_cash = kind == TenderKind::Cash && amount == payment.remaining;
    payment.cash_remaining.filter(|_| all_in_cash).unwrap_or(amount)
}

/// The heading while a tender of this kind is being taken.
pub(super) const fn work_text(kind: TenderKind, work: Work, amount: Amount) -> &'static str {
    match (work, kind) {
        (Work::Taking, _) if amount.is_negative() => "screen.working_back",
        (Work::Unknown, _) => "screen.working_unknown",
        (Work::Cancelling, _) => "screen.cancelling",
        (Work::Taking, TenderKind::Cash) => "screen.working_cash",
        (Work::Taking, TenderKind::Card) => "screen.working_card",
        (Work::Taking, TenderKind::GiftCard) => "screen.working_gift_card",
        (Work::Taking, TenderKind::Other) => "screen.working_other",
    }
}

/// What of the basket a card does not pay for, and why.
pub(super) fn gaps(ui: Ui, gaps: &[Gap]) -> Option<Tag> {
    let line = |gap: &Gap| {
        let key = match gap.reason {
            NotCovered::OtherGoods => "gap.other_goods",
            NotCovered::Deposit => "gap.deposit",
            NotCovered::Service => "gap.service",
            NotCovered::AgeRestricted => "gap.age_restricted",
            NotCovered::NoStoredValue => "gap.no_stored_value",
            NotCovered::DayLimit => "gap.day_limit",
        };
        row("gap", "row", &ui.t(key), &ui.money(gap.amount))
    };
    let list = || rows().with(gaps.iter().map(line).collect::<Vec<_>>());
    (!gaps.is_empty())
        .then(|| tag("section", "gaps").part("gaps").with(tag("h2", "").text(&ui.t("screen.not_covered"))).with(list()))
}

pub(super) fn working(ui: Ui, main: Tag) -> Tag {
    let work = move || {
        ui.body(|body| match body {
            Body::Working { payment, kind, amount, work } => Some((*kind, to_give(payment, *kind, *amount), *work)),
            _ => None,
        })
    };
    let kind = move || work().map_or("", |(kind, ..)| tender_name(kind)).to_owned();
    let earlier = move |payment: &PaymentView| {
        rows().with(payment.tenders.iter().filter(|t| t.approved).map(|t| tender(ui, t)).collect::<Vec<_>>())
    };
    main.set("class", "screen message-screen")
        .live_set("data-kind", kind)
        .with(spinner())
        .live(work, move |(kind, amount, work)| {
            vec![
                heading(&ui.t(work_text(*kind, *work, *amount))),
                big("amount", &tender_text(ui, *kind), &ui.money(amount.magnitude())),
            ]
        })
        .live(move || ui.body(|body| of(body).cloned()), earlier)
        .live(work, move |(_, amount, work)| {
            if *work == Work::Cancelling {
                return Some(
                    tag("p", "hint").part("cancelling").with(tag("span", "").text(&ui.t("screen.cancelling_hint"))),
                );
            }
            (ui.touch() && !amount.is_negative()).then(|| {
                let cancel = button(ui, "cancel", "button", None, "screen.cancel", Tap::CancelTender);
                tag("div", "actions").with(cancel)
            })
        })
}
