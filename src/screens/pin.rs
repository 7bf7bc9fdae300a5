//! The PIN of a gift card.
//!
//! What must hold: the digits are never in the page, only how many there are; they are forgotten on submit and when the
//! screen goes.

use super::dom::{Parts, Tag, tag};
use super::entry::prompt;
use super::parts::{button, due, head, icon, icons, masked, message, row, rows, spinner};
use super::{Ui, keypad, pay};
use leptos::prelude::*;
use till::screen::{Body, Tap};

pub(super) fn screen(ui: Ui, main: Tag) -> Tag {
    let card = tag("p", "hint").with(icon(icons::GIFT)).live(
        move || {
            ui.body(|body| match body {
                Body::Pin { masked, .. } => Some(masked.clone()),
                _ => None,
            })
        },
        move |number| tag("span", "").text(&ui.t("tender.gift_card")).text(" ").with(masked(number)),
    );
    let covers = move || {
        ui.body(|body| match body {
            Body::Pin { covers, gaps, payment, .. } => {
                Some((*covers, gaps.clone(), payment.as_ref().map_or(*covers, |payment| payment.remaining)))
            }
            _ => None,
        })
    };
    let pays = tag("div", "covers").live(covers, move |(covers, gaps, remaining)| {
        let most = (covers < remaining).then(|| row("covers", "row", &ui.t("screen.card_pays"), &ui.money(*covers)));
        rows().with(most).tags().into_iter().chain(pay::gaps(ui, gaps)).collect::<Vec<_>>()
    });
    let reason = tag("div", "why-pin").live(
        move || {
            ui.body(|body| match body {
                Body::Pin { why, .. } => Some(*why),
                _ => None,
            })
        },
        move |key| key.map(|key| tag("p", "hint").part("why").with(tag("span", "").text(&ui.t(key)))),
    );
    let question = tag("div", "question").with(head(ui, "screen.pin")).with(due(ui)).with(reason).with(card).with(pays);
    let answer = tag("div", "answer").with(dots(ui)).live(
        move || {
            ui.body(|body| match body {
                Body::Pin { busy, message, .. } => Some((*busy, message.clone())),
                _ => None,
            })
        },
        move |(busy, text)| match text {
            _ if *busy => Some(message("message busy", spinner(), &ui.t("screen.checking"))),
            text => text.as_deref().map(|text| message("message bad", icon(icons::ALERT), text)),
        },
    );
    let answer = answer.live(
        move || {
            ui.body(|body| match body {
                Body::Pin { ends, .. } => Some(*ends),
                _ => None,
            })
        },
        move |ends| {
            let more = || button(ui, "more-time", "button", None, "screen.more_time", Tap::MoreTime);
            let asks = || message("message warn", icon(icons::ALERT), &ui.t("screen.ends_soon"));
            if *ends { std::iter::once(asks()).chain(ui.touch().then(more)).collect() } else { Vec::new() }
        },
    );
    let pad = ui.touch().then(|| keypad::digits(ui, |ui| count(ui) == length(ui) && count(ui) > 0));
    prompt(main.set("class", "screen prompt"), question, answer, pad)
}

fn length(ui: Ui) -> usize {
    ui.body(|body| match body {
        Body::Pin { length, .. } => keypad::digits_of(*length),
        _ => 0,
    })
}

fn count(ui: Ui) -> usize {
    ui.0.typed.with(|typed| typed.chars().count())
}

fn dots(ui: Ui) -> Tag {
    let said = move || {
        let (typed, all) = (count(ui).to_string(), length(ui).to_string());
        ui.fill("screen.pin_count", &[("count", &typed), ("length", &all)])
    };
    tag("div", "dots")
        .set("role", "img")
        .live_set("aria-label", said)
        .part("dots")
        .live_set("data-count", move || count(ui).to_string())
        .live(
            move || Some((count(ui), length(ui))),
            |(typed, all)| (0..*all).map(|n| tag("i", if n < *typed { "full" } else { "" })).collect::<Vec<_>>(),
        )
}
