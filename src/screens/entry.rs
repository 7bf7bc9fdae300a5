//! Prompts for a code: a coupon, a member card, a gift card; scanned or typed.
//!
//! What must hold: the code is shown while it is typed (a customer reads it off a card) and nowhere after.

use super::dom::{Tag, tag};
use super::parts::{due, head, hint, icon, icons, message, row, rows, spinner};
use super::{Ui, basket, keypad};
use leptos::prelude::*;
use till::screen::{Body, EntryView, Field};

pub(super) fn coupon(ui: Ui, main: Tag) -> Tag {
    let question = question(ui, "screen.coupon", "screen.coupon_hint");
    let pad = ui.touch().then(|| keypad::letters(ui, ready));
    prompt(main.set("class", "screen prompt wide"), question, answer(ui, "screen.coupon_label"), pad)
}

pub(super) fn gift_card(ui: Ui, main: Tag) -> Tag {
    let question = tag("div", "question")
        .with(head(ui, "screen.gift_card"))
        .with(due(ui))
        .with(scan_hint(ui, "screen.gift_card_hint"));
    prompt(main.set("class", "screen prompt"), question, answer(ui, "screen.card_label"), digits(ui))
}

/// A prompt: what is asked, what is answered, and the keys.
pub(super) fn prompt(main: Tag, question: Tag, answer: Tag, pad: Option<Tag>) -> Tag {
    main.with(tag("section", "ask").with(question).with(answer)).with(pad)
}

fn digits(ui: Ui) -> Option<Tag> {
    ui.touch().then(|| keypad::digits(ui, ready))
}

pub(super) fn ready(ui: Ui) -> bool {
    !busy(ui) && ui.0.typed.with(|typed| !typed.is_empty())
}

fn busy(ui: Ui) -> bool {
    ui.body(|body| body.field().is_some_and(Field::is_busy))
}

fn entry(body: &Body) -> Option<&EntryView> {
    match body {
        Body::Coupon(entry) | Body::Identify(entry) => Some(entry),
        _ => None,
    }
}

pub(super) fn question(ui: Ui, heading: &str, words: &str) -> Tag {
    tag("div", "question").with(head(ui, heading)).with(scan_hint(ui, words)).live(
        move || ui.body(|body| basket::of(body).map(|b| b.total)),
        move |total| rows().with(row("total", "row strong", &ui.t("screen.total"), &ui.money(*total))),
    )
}

fn scan_hint(ui: Ui, words: &str) -> Tag {
    hint(icons::SCAN, &ui.t(if ui.touch() { words } else { "screen.scan_hint" }))
}

/// The field with the typed code in groups of four, as cards print it, and what became of the last code.
pub(super) fn answer(ui: Ui, label: &str) -> Tag {
    let class = move || if busy(ui) { "field busy" } else { "field" }.to_owned();
    let text = tag("output", "field-text")
        .part("field")
        .set("aria-labelledby", "field-label")
        .live_text(move || ui.0.typed.with(|typed| grouped(typed)));
    let field = tag("div", "")
        .live_set("class", class)
        .with(tag("span", "field-label").set("id", "field-label").text(&ui.t(label)))
        .with(text);
    tag("div", "answer").with(field).live(
        move || ui.body(|body| entry(body).map(|e| (e.busy, e.good, e.message.clone()))),
        move |(busy, good, text)| match (busy, text) {
            (true, _) => Some(message("message busy", spinner(), &ui.t("screen.checking"))),
            (_, Some(text)) if *good => Some(message("message good", icon(icons::CHECK), text)),
            (_, text) => text.as_deref().map(|text| message("message bad", icon(icons::ALERT), text)),
        },
    )
}

/// The text that is read aloud for a prompt.
pub(super) fn said(ui: Ui, entry: &EntryView) -> String {
    if entry.busy { ui.t("screen.checking") } else { entry.message.clone().unwrap_or_default() }
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
