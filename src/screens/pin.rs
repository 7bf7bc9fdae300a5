//! The PIN of a gift card.
//!
//! What must hold: the digits are never in the page, only how many there are; they are forgotten on submit and when the
//! screen goes.

use super::parts::{due, head, icon, icons, short};
use super::{Ui, keypad, pay};
use leptos::prelude::*;
use till::screen::Body;

#[derive(Clone, Default, PartialEq)]
struct PinView {
    masked: String,
    length: usize,
    message: Option<String>,
}

fn of(body: &Body) -> Option<PinView> {
    let (Body::Pin { masked, message, .. }, Some(keypad::Field::Pin(length))) = (body, keypad::Field::of(body)) else {
        return None;
    };
    Some(PinView { masked: masked.clone(), length, message: message.clone() })
}

pub(super) fn screen(ui: Ui) -> AnyView {
    let payment = ui.part(pay::nothing(), pay::of);
    let pin = ui.part(PinView::default(), of);
    let length = Memo::new(move |_| pin.with(|p| p.length));
    let count = Memo::new(move |_| ui.typed.with(|t| t.chars().count()));
    let ready = Signal::derive(move || count.get() == length.get());
    let dots = move || {
        let (typed, all) = (count.get(), length.get());
        (0..all).map(|n| view! { <i class:full=n < typed></i> }).collect::<Vec<_>>()
    };
    let said = move || {
        let (typed, all) = (count.get().to_string(), length.get().to_string());
        ui.fill("screen.pin_count", &[("count", &typed), ("length", &all)])
    };
    let message = move || {
        pin.with(|p| p.message.clone()).map(
            |text| view! { <p class="message bad" data-part="message">{icon(icons::ALERT)}<span>{text}</span></p> },
        )
    };
    view! {
        <main class="screen prompt" data-screen="pin">
            <section class="ask">
                {head(ui, "screen.pin", true)}
                {due(ui, payment)}
                <p class="hint">{icon(icons::GIFT)}<span>{ui.t("tender.gift_card")} " " <span class="masked" data-part="masked">{move || pin.with(|p| short(&p.masked))}</span></span></p>
                <div class="dots" role="img" aria-label=said data-part="dots" data-count=move || count.get().to_string()>{dots}</div>
                {message}
            </section>
            {ui.touch().then(|| keypad::digits(ui, ready))}
        </main>
    }
    .into_any()
}
