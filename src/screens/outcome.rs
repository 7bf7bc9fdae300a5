//! What became of something: approved, declined, closed; and the screens between sales.
//!
//! What must hold: every outcome is also said in one live region that is always there, because a region that appears
//! together with its text is not read aloud.

use super::parts::{Weight, big, button, due, icon, icons, row, tender_text};
use super::{Kind, Ui, entry, pay};
use leptos::prelude::*;
use till::money::Amount;
use till::screen::{Body, Tap};
use till::wire::basket::TenderKind;

pub(super) fn waiting(ui: Ui) -> AnyView {
    view! {
        <main class="screen message-screen" data-screen="waiting">
            {pay::spinner()}
            <h1 tabindex="-1" data-part="heading">{ui.t("screen.waiting")}</h1>
            <p class="hint">{ui.t("screen.waiting_hint")}</p>
        </main>
    }
    .into_any()
}

pub(super) fn idle(ui: Ui) -> AnyView {
    let texts = ui.part((None, None), |body| match body {
        Body::Idle { store_name, greeting } => Some((store_name.as_ref().map(ToString::to_string), greeting.clone())),
        _ => None,
    });
    let greeting = move || texts.with(|(_, greeting)| greeting.clone()).unwrap_or_else(|| ui.t("screen.welcome"));
    let name =
        move || texts.with(|(name, _)| name.clone()).map(|n| view! { <p class="store" data-part="store">{n}</p> });
    view! {
        <main class="screen message-screen idle" data-screen="idle">
            {name}
            <h1 tabindex="-1" data-part="heading">{greeting}</h1>
            <p class="hint">{ui.t("screen.idle_hint")}</p>
        </main>
    }
    .into_any()
}

#[derive(Clone, Default, PartialEq)]
struct Paid {
    kind: Option<TenderKind>,
    amount: Amount,
    balance: Option<Amount>,
    remaining: Amount,
}

fn paid(body: &Body) -> Option<Paid> {
    match body {
        Body::Approved { payment, kind, amount, balance } => {
            Some(Paid { kind: Some(*kind), amount: *amount, balance: *balance, remaining: payment.remaining })
        }
        _ => None,
    }
}

pub(super) fn approved(ui: Ui) -> AnyView {
    let paid = ui.part(Paid::default(), paid);
    let rows = move || {
        paid.with(|p| {
            let label = tender_text(ui, p.kind.unwrap_or(TenderKind::Other));
            let balance = p.balance.map(|b| row("balance", "", ui.t("screen.balance"), ui.money(b)));
            let amount = p.remaining.is_positive().then(|| row("amount", "strong", label, ui.money(p.amount)));
            view! { <dl class="rows">{amount}{balance}</dl> }
        })
    };
    let rest = move || {
        paid.with(|p| {
            if p.remaining.is_positive() {
                big("remaining", ui.t("screen.still_to_pay"), ui.money(p.remaining))
            } else {
                big("amount", tender_text(ui, p.kind.unwrap_or(TenderKind::Other)), ui.money(p.amount))
            }
        })
    };
    let more = move || paid.with(|p| p.remaining.is_positive());
    let next = move || {
        ui.touch().then(|| {
            let text = ui.t(if more() { "screen.pay_rest" } else { "screen.continue" });
            button(ui, "continue", Weight::Main, None, text, Tap::Continue)
        })
    };
    view! {
        <main class="screen message-screen good" data-screen="approved">
            <span class="seal">{icon(icons::CHECK)}</span>
            <h1 tabindex="-1" data-part="heading">{ui.t("screen.approved")}</h1>
            {rest}
            {rows}
            <div class="actions">{next}</div>
        </main>
    }
    .into_any()
}

pub(super) fn declined(ui: Ui) -> AnyView {
    let payment = ui.part(pay::nothing(), pay::of);
    let message = ui.part(String::new(), |body| match body {
        Body::Declined { message, .. } => Some(message.clone()),
        _ => None,
    });
    let next =
        ui.touch().then(|| button(ui, "continue", Weight::Main, None, ui.t("screen.choose_again"), Tap::Continue));
    view! {
        <main class="screen message-screen bad" data-screen="declined">
            <span class="seal">{icon(icons::CROSS)}</span>
            <h1 tabindex="-1" data-part="heading">{ui.t("screen.declined")}</h1>
            <p class="why" data-part="message">{message}</p>
            {due(ui, payment)}
            <div class="actions">{next}</div>
        </main>
    }
    .into_any()
}

pub(super) fn closed(ui: Ui, kind: Kind) -> AnyView {
    let why = ui.part(("", String::new()), |body| match body {
        Body::OutOfService { code, message } | Body::NotAuthorised { code, message } => Some((*code, message.clone())),
        _ => None,
    });
    let (heading, picture) = match kind {
        Kind::NotAuthorised => ("screen.not_authorised", icons::LOCK),
        _ => ("screen.out_of_service", icons::CLOSED),
    };
    view! {
        <main class="screen message-screen closed" data-screen=kind.name()>
            <span class="seal">{icon(picture)}</span>
            <h1 tabindex="-1" data-part="heading">{ui.t(heading)}</h1>
            <p class="why" data-part="message">{move || why.with(|(_, message)| message.clone())}</p>
            <p class="code" data-part="code">{move || why.with(|(code, _)| *code)}</p>
        </main>
    }
    .into_any()
}

/// The live region: outcomes only, so that it does not chatter while goods are scanned.
pub(super) fn announcer(ui: Ui) -> AnyView {
    let text = Memo::new(move |_| {
        ui.frame.track();
        ui.screen.with(|s| said(ui, &s.body))
    });
    view! { <p class="said" role="status" aria-live="polite" data-part="status">{text}</p> }.into_any()
}

fn said(ui: Ui, body: &Body) -> String {
    let still = |amount: Amount| format!("{}: {}", ui.t("screen.still_to_pay"), ui.money(amount));
    match body {
        Body::Coupon(view) | Body::Identify(view) => entry::said(ui, view),
        Body::Pin { message, .. } => message.clone().unwrap_or_default(),
        Body::Payment(payment) => format!("{}: {}", ui.t("screen.to_pay"), ui.money(payment.remaining)),
        Body::Working { kind, amount, .. } => format!("{}: {}", ui.t(pay::work_text(*kind)), ui.money(*amount)),
        Body::Approved { payment, kind, amount, .. } => {
            let rest = payment.remaining.is_positive().then(|| still(payment.remaining)).unwrap_or_default();
            format!("{}. {}: {}. {rest}", ui.t("screen.approved"), tender_text(ui, *kind), ui.money(*amount))
        }
        Body::Declined { payment, message, .. } => {
            format!("{}. {message} {}", ui.t("screen.declined"), still(payment.remaining))
        }
        Body::Receipt(_) => ui.t("screen.thanks"),
        Body::OutOfService { message, .. } | Body::NotAuthorised { message, .. } => message.clone(),
        _ => String::new(),
    }
}
