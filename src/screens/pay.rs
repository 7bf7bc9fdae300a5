//! Choosing how to pay, and waiting while it is being paid.
//!
//! What must hold: the amount to pay is the largest thing on the screen.

use super::Ui;
use super::parts::{Weight, big, button, due_with_story, head, icon, tender, tender_icon, tender_name, tender_text};
use leptos::prelude::*;
use till::money::Amount;
use till::screen::{Body, PaymentView, Tap};
use till::wire::basket::TenderKind;

/// What is to pay, of a body that has it.
pub(super) fn of(body: &Body) -> Option<PaymentView> {
    match body {
        Body::Payment(payment)
        | Body::GiftCard(payment)
        | Body::Pin { payment, .. }
        | Body::Working { payment, .. }
        | Body::Approved { payment, .. }
        | Body::Declined { payment, .. } => Some(payment.clone()),
        _ => None,
    }
}

/// Nothing to pay.
pub(super) fn nothing() -> PaymentView {
    PaymentView {
        total: Amount::ZERO,
        remaining: Amount::ZERO,
        cash_remaining: None,
        savings: Amount::ZERO,
        tenders: Vec::new(),
        choices: Vec::new(),
    }
}

pub(super) fn choose(ui: Ui) -> AnyView {
    let payment = ui.part(nothing(), of);
    let choices = move || payment.with(|p| choices(ui, p));
    view! {
        <main class="screen pay" data-screen="payment">
            {head(ui, "screen.payment", false)}
            {due_with_story(ui, payment)}
            {choices}
        </main>
    }
    .into_any()
}

fn choices(ui: Ui, payment: &PaymentView) -> AnyView {
    if !ui.touch() || payment.choices.is_empty() {
        let cash = payment.cash_remaining.filter(|cash| *cash != payment.remaining);
        let cash = cash.map(|c| ui.fill("screen.in_cash", &[("amount", &ui.money(c))]));
        return view! { <section class="choices"><p class="hint">{ui.t("screen.pay_at_till")}</p><p class="hint" data-part="cash-remaining">{cash}</p></section> }
            .into_any();
    }
    let buttons: Vec<_> = payment.choices.iter().map(|kind| choice(ui, *kind, payment)).collect();
    view! { <section class="choices">{buttons}</section> }.into_any()
}

fn choice(ui: Ui, kind: TenderKind, payment: &PaymentView) -> AnyView {
    let name = match kind {
        TenderKind::Cash => "pay-cash",
        TenderKind::Card => "pay-card",
        TenderKind::GiftCard => "pay-gift-card",
        TenderKind::Other => "pay-other",
    };
    let rounded = payment.cash_remaining.filter(|cash| kind == TenderKind::Cash && *cash != payment.remaining);
    let note = rounded.map(|cash| {
        let text = ui.fill("screen.rounded", &[("amount", &ui.money(cash))]);
        view! { <span class="detail" data-part="cash-remaining">{text}</span> }
    });
    view! {
        <button type="button" class="button choice" data-act=name on:click=move |_| ui.tap(Tap::Pay(kind))>
            {icon(tender_icon(kind))}
            <span>{tender_text(ui, kind)}{note}</span>
        </button>
    }
    .into_any()
}

#[derive(Clone, Default, PartialEq)]
struct Work {
    kind: Option<TenderKind>,
    amount: Amount,
    cancellable: bool,
}

fn work(body: &Body) -> Option<Work> {
    match body {
        Body::Working { kind, amount, cancellable, .. } => {
            Some(Work { kind: Some(*kind), amount: *amount, cancellable: *cancellable })
        }
        _ => None,
    }
}

/// The heading while a tender of this kind is being taken.
pub(super) const fn work_text(kind: TenderKind) -> &'static str {
    match kind {
        TenderKind::Cash => "screen.working_cash",
        TenderKind::Card => "screen.working_card",
        TenderKind::GiftCard => "screen.working_gift_card",
        TenderKind::Other => "screen.working_other",
    }
}

pub(super) fn working(ui: Ui) -> AnyView {
    let work = ui.part(Work::default(), work);
    let payment = ui.part(nothing(), of);
    let kind = move || work.with(|w| w.kind.unwrap_or(TenderKind::Other));
    let amount = move || work.with(|w| big("amount", tender_text(ui, kind()), ui.money(w.amount)));
    let earlier = move || {
        payment.with(|p| {
            let rows: Vec<_> = p.tenders.iter().filter(|t| t.approved).map(|t| tender(ui, t)).collect();
            view! { <dl class="rows">{rows}</dl> }
        })
    };
    let cancel = move || {
        (ui.touch() && work.with(|w| w.cancellable))
            .then(|| button(ui, "cancel", Weight::Other, None, ui.t("screen.cancel"), Tap::CancelTender))
    };
    view! {
        <main class="screen message-screen" data-screen="working" data-kind=move || tender_name(kind())>
            {spinner()}
            <h1 tabindex="-1" data-part="heading">{move || ui.t(work_text(kind()))}</h1>
            {amount}
            {earlier}
            <div class="actions">{cancel}</div>
        </main>
    }
    .into_any()
}

/// Something is going on; stands still, and still says so, when motion is reduced.
pub(super) fn spinner() -> AnyView {
    view! { <span class="spinner" aria-hidden="true"><i></i><i></i><i></i></span> }.into_any()
}
