//! Our own keys: digits, or letters and digits. No system keyboard ever covers the page.
//!
//! What must hold: a key only adds to [`Ui::typed`](super::Ui); what may be in it is decided there, once, for touched
//! and for typed keys alike.

use super::Ui;
use super::parts::{icon, icons};
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
        self.screen.with_untracked(|s| Field::of(&s.body))
    }

    /// One more character, if the open prompt takes it.
    pub(super) fn type_key(self, key: char) {
        let Some(field) = self.field().filter(|f| f.takes(key)) else { return };
        if self.typed.with_untracked(|t| t.chars().count() < field.most()) {
            self.typed.update(|t| t.push(key));
        }
    }

    pub(super) fn erase(self) {
        self.typed.update(|t| {
            t.pop();
        });
    }

    /// Hands over what was typed and forgets it.
    pub(super) fn submit(self) {
        let typed = self.typed.get_untracked();
        let done = match self.field() {
            Some(Field::Code(false)) => Token::new(&typed).map(Submission::Code),
            Some(Field::Pin(length)) if typed.chars().count() == length => Pin::new(&typed).map(Submission::Pin),
            _ => None,
        };
        if let Some(submission) = done {
            self.typed.set(String::new());
            self.act(super::UserAct::Submit(submission));
        }
    }
}

/// Digits in the order of a telephone and of card terminals.
pub(super) fn digits(ui: Ui, ready: Signal<bool>) -> AnyView {
    let keys: Vec<_> = "123456789".chars().map(|c| key(ui, c)).collect();
    view! {
        <div class="keys digits" role="group" aria-label=ui.t("screen.keypad")>
            {keys}{erase(ui)}{key(ui, '0')}{enter(ui, ready)}
        </div>
    }
    .into_any()
}

/// Digits and letters, in the order the language is used to.
pub(super) fn letters(ui: Ui, ready: Signal<bool>) -> AnyView {
    let rows = ui.t("screen.keyboard");
    let row = |n: usize| rows.split(' ').nth(n).unwrap_or("").chars().map(|c| key(ui, c)).collect::<Vec<_>>();
    view! {
        <div class="keys letters" role="group" aria-label=ui.t("screen.keypad")>
            {row(0)}{row(1)}{row(2)}{erase(ui)}{row(3)}{enter(ui, ready)}
        </div>
    }
    .into_any()
}

fn key(ui: Ui, c: char) -> AnyView {
    view! { <button type="button" class="key" data-key=c.to_string() on:click=move |_| ui.type_key(c)>{c.to_string()}</button> }
        .into_any()
}

fn erase(ui: Ui) -> AnyView {
    let label = ui.t("screen.erase");
    view! {
        <button type="button" class="key soft" data-key="erase" aria-label=label on:click=move |_| ui.erase()>
            {icon(icons::ERASE)}
        </button>
    }
    .into_any()
}

fn enter(ui: Ui, ready: Signal<bool>) -> AnyView {
    view! {
        <button type="button" class="key enter" data-key="enter" aria-disabled=move || (!ready.get()).to_string()
            on:click=move |_| ui.submit()>
            {ui.t("screen.ok")}
        </button>
    }
    .into_any()
}
