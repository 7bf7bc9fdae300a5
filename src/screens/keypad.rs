//! Our own keys: digits, or letters and digits. No system keyboard ever covers the page.
//!
//! What must hold: a key only adds to `typed`; what may be in it is decided there, once, for touched
//! and for typed keys alike.

use super::dom::{Tag, tag};
use super::parts::{icon, icons};
use super::{Ui, UserAct};
use leptos::prelude::*;
use till::codes::IdentityKind;
use till::money::Amount;
use till::screen::{Body, Field, Submission};
use till::secret::{Personal, Pin, Token};
use till::text::languages;

/// The most characters that are typed into a prompt.
fn most(field: Field) -> usize {
    match field {
        Field::Code(_) => 400, // a signed code is long, and a scanner types it
        Field::Person(..) => 254,
        Field::Units(_) => 9,
        Field::Pin(length) => digits_of(length),
        Field::Busy => 0,
    }
}

/// How many digits a PIN has, whatever the pack says.
pub(super) fn digits_of(length: u32) -> usize {
    usize::try_from(length).unwrap_or(4).clamp(1, 12)
}

fn takes(field: Field, key: char) -> bool {
    match field {
        Field::Code(busy) => !busy && key.is_ascii_graphic(),
        Field::Person(_, busy) => !busy && key.is_ascii_graphic(),
        Field::Units(busy) => !busy && key.is_ascii_digit(),
        Field::Pin(_) => key.is_ascii_digit(),
        Field::Busy => false,
    }
}

impl Ui {
    pub(super) fn field(self) -> Option<Field> {
        self.0.screen.with_untracked(|s| s.body.field())
    }

    /// One more character, if the open prompt takes it.
    pub(super) fn type_key(self, key: char) {
        let Some(field) = self.field().filter(|f| takes(*f, key)) else { return };
        if self.0.typed.with_untracked(|t| t.chars().count() < most(field)) {
            self.0.typed.update(|t| t.push(key));
        }
    }

    pub(super) fn erase(self) {
        self.0.typed.update(|t| {
            t.pop();
        });
    }

    /// Hands over what was typed and forgets it.
    pub(super) fn submit(self) {
        let typed = self.0.typed.get_untracked();
        let done = match self.field() {
            Some(Field::Code(false)) => Token::new(&typed).map(Submission::Code),
            Some(Field::Person(kind, false)) => {
                let code = self.body(calling_code).filter(|_| kind == IdentityKind::Phone);
                Personal::new(&with_country(&typed, code.as_deref())).map(|code| Submission::Person(kind, code))
            }
            Some(Field::Units(false)) => {
                typed.parse().ok().and_then(|units| Amount::new(units).ok()).map(Submission::Units)
            }
            Some(Field::Pin(length)) if typed.chars().count() == digits_of(length) => {
                Pin::new(&typed).map(Submission::Pin)
            }
            _ => None,
        };
        if let Some(submission) = done {
            self.0.typed.set(String::new());
            self.act(UserAct::Submit(submission));
        }
    }
}

fn calling_code(body: &Body) -> Option<String> {
    match body {
        Body::Identify(entry) => entry.person.as_ref()?.calling_code.as_ref().map(ToString::to_string),
        _ => None,
    }
}

/// A phone number with its country: the shop's, unless another one was typed.
fn with_country(typed: &str, code: Option<&str>) -> String {
    match code {
        Some(code) if !typed.starts_with('+') && !typed.starts_with("00") => {
            format!("{code}{}", typed.trim_start_matches('0'))
        }
        _ => typed.to_owned(),
    }
}

/// Digits in the order of a telephone and of card terminals.
pub(super) fn digits(ui: Ui, ready: fn(Ui) -> bool) -> Tag {
    pad(ui, "keys digits").with(keys(ui, "123456789")).with(erase(ui)).with(key(ui, '0')).with(enter(ui, ready))
}

/// Digits and letters, in the order the language is used to.
pub(super) fn letters(ui: Ui, ready: fn(Ui) -> bool) -> Tag {
    let layout = languages(&ui.t("screen.keyboard")).0;
    let (most, last) = layout.rsplit_once(' ').unwrap_or((&layout, ""));
    pad(ui, "keys letters").with(keys(ui, most)).with(erase(ui)).with(keys(ui, last)).with(enter(ui, ready))
}

/// Letters, digits and what addresses are written with.
pub(super) fn address(ui: Ui, ready: fn(Ui) -> bool) -> Tag {
    let layout = languages(&ui.t("screen.keyboard")).0;
    let mut pad = pad(ui, "keys letters address");
    // Four rows, so that the last one is seen on a small display too; the extra keys stand at their ends.
    for (row, more) in layout.split(' ').zip(["-_", "+", "@.", ""]) {
        let mut row = keys(ui, row).into_iter();
        pad = pad.with(row.next().map(|first| first.set("class", "key first"))).with(row.collect::<Vec<_>>());
        pad = pad.with(keys(ui, more)).with((more == "+").then(|| erase(ui)));
    }
    pad.with(enter(ui, ready))
}

fn pad(ui: Ui, class: &str) -> Tag {
    tag("div", class).set("role", "group").set("aria-label", &ui.t("screen.keypad"))
}

fn keys(ui: Ui, keys: &str) -> Vec<Tag> {
    keys.chars().filter(|c| *c != ' ').map(|c| key(ui, c)).collect()
}

fn key(ui: Ui, c: char) -> Tag {
    let name = c.to_string();
    tag("button", "key").set("type", "button").set("data-key", &name).text(&name).click(move || ui.type_key(c))
}

fn erase(ui: Ui) -> Tag {
    tag("button", "key soft")
        .set("type", "button")
        .set("data-key", "erase")
        .set("aria-label", &ui.t("screen.erase"))
        .with(icon(icons::ERASE))
        .click(move || ui.erase())
}

fn enter(ui: Ui, ready: fn(Ui) -> bool) -> Tag {
    tag("button", "key enter")
        .set("type", "button")
        .set("data-key", "enter")
        .live_set("aria-disabled", move || (!ready(ui)).to_string())
        .text(&ui.t("screen.ok"))
        .click(move || ui.submit())
}
