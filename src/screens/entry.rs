//! Prompts for a code: a coupon, a member card, a gift card; scanned or typed.
//!
//! What must hold: the code is shown as it is typed (it stands for a voucher, not for a secret) and nowhere after.

use super::parts::{due, head, icon, icons, row};
use super::{Ui, basket, keypad, pay};
use leptos::prelude::*;
use till::screen::{Body, EntryView};

struct Words {
    screen: &'static str,
    heading: &'static str,
    hint: &'static str,
    label: &'static str,
}

pub(super) fn coupon(ui: Ui) -> AnyView {
    let words =
        Words { screen: "coupon", heading: "screen.coupon", hint: "screen.coupon_hint", label: "screen.coupon_label" };
    prompt(ui, &words, true)
}

pub(super) fn identify(ui: Ui) -> AnyView {
    let words = Words {
        screen: "identify",
        heading: "screen.identify",
        hint: "screen.identify_hint",
        label: "screen.card_label",
    };
    prompt(ui, &words, false)
}

fn prompt(ui: Ui, words: &Words, letters: bool) -> AnyView {
    let entry = ui.part(Outcome::default(), |body| match body {
        Body::Coupon(e) | Body::Identify(e) => Some(Outcome { busy: e.busy, message: e.message.clone(), good: e.good }),
        _ => None,
    });
    let basket = ui.part(basket::empty(), basket::of);
    let busy = Signal::derive(move || entry.with(|e| e.busy));
    let total = move || {
        basket
            .with(|b| view! { <dl class="rows">{row("total", "strong", ui.t("screen.total"), ui.money(b.total))}</dl> })
    };
    let kind = if letters { "screen prompt wide" } else { "screen prompt" };
    view! {
        <main class=kind data-screen=words.screen>
            <section class="ask">
                <div class="question">
                    {head(ui, words.heading, true)}
                    <p class="hint">{icon(icons::SCAN)}<span>{ui.t(if ui.touch() { words.hint } else { "screen.scan_hint" })}</span></p>
                    {total}
                </div>
                <div class="answer">
                    {field(ui, words.label, busy)}
                    {move || entry.with(|e| e.view(ui))}
                </div>
            </section>
            {ui.touch().then(|| pad(ui, letters, busy))}
        </main>
    }
    .into_any()
}

/// What became of the last code.
#[derive(Clone, Default, PartialEq)]
struct Outcome {
    busy: bool,
    message: Option<String>,
    good: bool,
}

impl Outcome {
    fn view(&self, ui: Ui) -> AnyView {
        if self.busy {
            return view! { <p class="message busy" data-part="message">{pay::spinner()}<span>{ui.t("screen.checking")}</span></p> }
                .into_any();
        }
        let (class, picture) = if self.good { ("message good", icons::CHECK) } else { ("message bad", icons::ALERT) };
        self.message
            .clone()
            .map(|text| view! { <p class=class data-part="message">{icon(picture)}<span>{text}</span></p> })
            .into_any()
    }
}

/// The text that is read aloud for a prompt.
pub(super) fn said(ui: Ui, entry: &EntryView) -> String {
    if entry.busy { ui.t("screen.checking") } else { entry.message.clone().unwrap_or_default() }
}

pub(super) fn gift_card(ui: Ui) -> AnyView {
    let payment = ui.part(pay::nothing(), pay::of);
    let busy = Signal::derive(|| false);
    view! {
        <main class="screen prompt" data-screen="gift-card">
            <section class="ask">
                {head(ui, "screen.gift_card", true)}
                {due(ui, payment)}
                <p class="hint">{icon(icons::SCAN)}<span>{ui.t(if ui.touch() { "screen.gift_card_hint" } else { "screen.scan_hint" })}</span></p>
                {field(ui, "screen.card_label", busy)}
            </section>
            {ui.touch().then(|| pad(ui, false, busy))}
        </main>
    }
    .into_any()
}

fn pad(ui: Ui, letters: bool, busy: Signal<bool>) -> AnyView {
    let ready = Signal::derive(move || !busy.get() && ui.typed.with(|t| !t.is_empty()));
    if letters { keypad::letters(ui, ready) } else { keypad::digits(ui, ready) }
}

/// The field: the typed code in groups of four, as cards print it.
fn field(ui: Ui, label: &'static str, busy: Signal<bool>) -> AnyView {
    let typed = move || ui.typed.with(|t| grouped(t));
    let empty = move || ui.typed.with(String::is_empty);
    view! {
        <div class="field" class:busy=busy class:empty=empty>
            <span class="field-label" id="field-label">{ui.t(label)}</span>
            <output class="field-text" data-part="field" aria-labelledby="field-label">{typed}</output>
        </div>
    }
    .into_any()
}

fn grouped(text: &str) -> String {
    let mut out = String::new();
    for (place, c) in text.chars().enumerate() {
        if place > 0 && place.checked_rem(4) == Some(0) {
            out.push('\u{2009}');
        }
        out.push(c);
    }
    out
}
