//! Our own keys: digits, or letters and digits. No system keyboard ever covers the page.
//!
//! What must hold: a key only adds to `typed`; what may be in it is decided there, once, for touched
//! and for typed keys alike.

use super::dom::{Tag, tag};
use super::parts::{icon, icons};
use super::{Ui, UserAct};
use leptos::prelude::*;
use till::screen::{Body, Submission};
use till::secret::{Pin, Token};

/// What the open prompt takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// A code; `true` while one is being checked.
    Code(bool),
    /// A PIN of this many digits.
    Pin(usize),
}

impl Field {
    /// The prompt that is open, if one is.
    pub(super) fn of(body: &Body) -> Option<Field> {
        match body {
            Body::Coupon(entry) | Body::Identify(entry) => Some(Field::Code(entry.busy)),
            Body::GiftCard(_) => Some(Field::Code(false)),
            Body::Pin { length, .. } => Some(Field::Pin(usize::try_from(*length).unwrap_or(4).clamp(1, 12))),
            _ => None,
        }
    }

    const fn most(self) -> usize {
        match self {
            Field::Code(_) => 64,
            Field::Pin(length) => length,
        }
    }

    fn takes(self, key: char) -> bool {
        match self {
            Field::Code(busy) => !busy && key.is_ascii_graphic(),
            Field::Pin(_) => key.is_ascii_digit(),
        }
    }
}

impl Ui {
    pub(super) fn field(self) -> Option<Field> {
        self.0.screen.with_untracked(|s| Field::of(&s.body))
    }

    /// One more character, if the open prompt takes it.
    pub(super) fn type_key(self, key: char) {
        let Some(field) = self.field().filter(|f| f.takes(key)) else { return };
        if self.0.typed.with_untracked(|t| t.chars().count() < field.most()) {
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
            Some(Field::Pin(length)) if typed.chars().count() == length => Pin::new(&typed).map(Submission::Pin),
            _ => None,
        };
        if let Some(submission) = done {
            self.0.typed.set(String::new());
            self.act(UserAct::Submit(submission));
        }
    }
}

/// Digits in the order of a telephone and of card terminals.
pub(super) fn digits(ui: Ui, ready: fn(Ui) -> bool) -> Tag {
    pad(ui, "keys digits").with(keys(ui, "123456789")).with(erase(ui)).with(key(ui, '0')).with(enter(ui, ready))
}

/// Digits and letters, in the order the language is used to.
pub(super) fn letters(ui: Ui, ready: fn(Ui) -> bool) -> Tag {
    let layout = ui.t("screen.keyboard");
    let (most, last) = layout.rsplit_once(' ').unwrap_or((&layout, ""));
    pad(ui, "keys letters").with(keys(ui, most)).with(erase(ui)).with(keys(ui, last)).with(enter(ui, ready))
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
