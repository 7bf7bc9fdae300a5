//! Parts that many screens share: buttons, headings, icons, what is to pay, and where the focus goes.
//!
//! What must hold: every part that a test or a register may look for has a `data-part`, every button a `data-act`;
//! nothing is said by colour or icon alone.

use super::dom::{Tag, svg, tag};
use super::{Ui, pay};
use leptos::prelude::*;
use till::ledger::ask::Mode;
use till::money::Amount;
use till::screen::{Notice, Tap, TenderView};
use till::wire::basket::TenderKind;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRoot};

/// Icons: paths in a box of 24, drawn with a line of 2.
pub(super) mod icons {
    pub(crate) const BACK: &str = "M15 5l-7 7 7 7";
    pub(crate) const CHECK: &str = "M5 12.5l4.5 4.5L19 7.5";
    pub(crate) const CROSS: &str = "M6 6l12 12M18 6L6 18";
    pub(crate) const TAG: &str = "M4 4h8l8 8-8 8-8-8zM8.5 8.5h.01";
    pub(crate) const PERSON: &str = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0";
    pub(crate) const CARD: &str = "M3 6h18v12H3zM3 10h18M7 14.5h3";
    pub(crate) const CASH: &str = "M2.5 7h19v10h-19zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM6 12h.01M18 12h.01";
    pub(crate) const GIFT: &str =
        "M4 11h16v9H4zM3 7.5h18V11H3zM12 7.5V20M12 7.5S10.5 3 8 3.8 8.5 7.5 12 7.5zm0 0S13.5 3 16 3.8s-.5 3.7-4 3.7z";
    pub(crate) const OTHER: &str = "M6 12h.01M12 12h.01M18 12h.01";
    pub(crate) const ERASE: &str = "M9 5h12v14H9l-6-7zM12 9.5l5 5M17 9.5l-5 5";
    pub(crate) const SCAN: &str = "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 8v8M11 8v8M13.5 8v8M16.5 8v8";
    pub(crate) const ALERT: &str = "M12 4L2.5 20h19zM12 10v4.5M12 17.3h.01";
    pub(crate) const CLOSED: &str = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.6 5.6l12.8 12.8";
    pub(crate) const LOCK: &str = "M5 11h14v9H5zM8 11V7.5a4 4 0 0 1 8 0V11";
}

/// A picture beside a text that says the same.
pub(super) fn icon(path: &str) -> Tag {
    svg("svg", "icon").set("viewBox", "0 0 24 24").set("aria-hidden", "true").with(svg("path", "").set("d", path))
}

/// Something is going on; stands still, and still says so, when motion is reduced.
pub(super) fn spinner() -> Tag {
    tag("span", "spinner").set("aria-hidden", "true").with(vec![tag("i", ""), tag("i", ""), tag("i", "")])
}

/// A heading that takes the focus when the screen is new.
pub(super) fn heading(text: &str) -> Tag {
    tag("h1", "").set("tabindex", "-1").part("heading").text(text)
}

/// The heading of a prompt, with the way back in front of it.
pub(super) fn head(ui: Ui, key: &str) -> Tag {
    let back = ui.touch().then(|| button(ui, "back", "button quiet", Some(icons::BACK), "screen.back", Tap::Back));
    tag("header", "head").with(back).with(heading(&ui.t(key)))
}

/// A line of text under a picture.
pub(super) fn hint(picture: &str, text: &str) -> Tag {
    tag("p", "hint").with(icon(picture)).with(tag("span", "").text(text))
}

/// What became of something: `class` says whether it is good or bad, the picture too.
pub(super) fn message(class: &str, picture: Tag, text: &str) -> Tag {
    tag("p", class).part("message").with(picture).with(tag("span", "").text(text))
}

/// A button that hands on one tap.
pub(super) fn button(ui: Ui, name: &str, class: &str, picture: Option<&str>, key: &str, tap: Tap) -> Tag {
    push_button(name, class)
        .with(picture.map(icon))
        .with(tag("span", "").text(&ui.t(key)))
        .click(move || ui.tap(tap.clone()))
}

/// A button without anything in it.
pub(super) fn push_button(name: &str, class: &str) -> Tag {
    tag("button", class).set("type", "button").set("data-act", name)
}

/// A list of labels and amounts.
pub(super) fn rows() -> Tag {
    tag("dl", "rows")
}

/// A label and an amount; `name` is its `data-part`.
pub(super) fn row(name: &str, class: &str, label: &str, amount: &str) -> Tag {
    tag("div", class).part(name).with(tag("dt", "").text(label)).with(tag("dd", "").text(amount))
}

/// The largest thing on a screen: an amount under its label.
pub(super) fn big(name: &str, label: &str, amount: &str) -> Tag {
    let size = match amount.chars().count() {
        0..=9 => "short",
        10..=13 => "long",
        _ => "longest",
    };
    let amount = tag("strong", "big-amount").set("data-size", size).part(name).text(amount);
    tag("p", "big").with(tag("span", "big-label").text(label)).with(amount)
}

/// What is to pay, the largest thing on its screen.
pub(super) fn due(ui: Ui) -> Tag {
    tag("div", "due").live(
        // Nothing is to pay where a card is asked for beside a sale, though the screen before may have been of one.
        move || Some(ui.body(|body| pay::of(body).map(|p| p.remaining))),
        move |remaining| {
            let remaining = (*remaining)?;
            let key = if remaining.is_negative() { "screen.to_give_back" } else { "screen.to_pay" };
            Some(big("remaining", &ui.t(key), &ui.money(remaining.magnitude())))
        },
    )
}

/// What was saved, if anything.
pub(super) fn savings(ui: Ui, amount: Amount) -> Option<Tag> {
    amount.is_positive().then(|| row("savings", "row good", &ui.t("screen.savings"), &ui.money(amount)))
}

/// A tender: how and how much.
pub(super) fn tender(ui: Ui, tender: &TenderView) -> Tag {
    let masked = tender.masked.as_deref().map(masked);
    let open = (!tender.approved).then(|| tag("span", "masked").text(&ui.t("screen.tender_open")));
    let name = tag("dt", "").text(&tender_text(ui, tender.kind)).text(" ").with(masked).text(" ").with(open);
    tag("div", "row")
        .part("tender")
        .set("data-kind", tender_name(tender.kind))
        .with(name)
        .with(tag("dd", "").text(&ui.money(tender.amount)))
}

/// A masked number with runs of at most four dots: long ones do not fit a row.
pub(super) fn masked(number: &str) -> Tag {
    let mut text = String::new();
    let mut dots = 0_u32;
    for c in number.chars() {
        dots = if c == '\u{2022}' { dots.saturating_add(1) } else { 0 };
        if dots <= 4 {
            text.push(c);
        }
    }
    tag("span", "masked").part("masked").text(&text)
}

pub(super) fn tender_text(ui: Ui, kind: TenderKind) -> String {
    ui.t(match kind {
        TenderKind::Cash => "tender.cash",
        TenderKind::Card => "tender.card",
        TenderKind::GiftCard => "tender.gift_card",
        TenderKind::Other => "tender.other",
    })
}

pub(super) const fn tender_icon(kind: TenderKind) -> &'static str {
    match kind {
        TenderKind::Cash => icons::CASH,
        TenderKind::Card => icons::CARD,
        TenderKind::GiftCard => icons::GIFT,
        TenderKind::Other => icons::OTHER,
    }
}

/// The name of a tender in `data-` attributes.
pub(super) const fn tender_name(kind: TenderKind) -> &'static str {
    match kind {
        TenderKind::Cash => "cash",
        TenderKind::Card => "card",
        TenderKind::GiftCard => "gift-card",
        TenderKind::Other => "other",
    }
}

/// Over everything that is not a real sale.
pub(super) fn watermark(ui: Ui, mode: Mode) -> Option<Tag> {
    let key = match mode {
        Mode::Live => return None,
        Mode::Training => "screen.training",
        Mode::Test => "screen.test",
    };
    Some(tag("aside", "watermark").part("watermark").text(&ui.t(key)))
}

/// What the cashier should know, above the screen.
pub(super) fn notice(notice: &Notice) -> Tag {
    let text = tag("span", "").set("lang", &notice.locale).set("dir", "auto").text(&notice.text);
    let bar = tag("p", "notice").set("role", "status").part("notice").set("data-notice", notice.key);
    bar.with(icon(icons::ALERT)).with(text)
}

/// Moves the focus to the heading of a new screen, but only if it is inside the old one or may be taken: otherwise the page
/// would take it from the register. To be called while the old screen is still there.
pub(super) fn keep_focus(root: &HtmlElement, take: bool) {
    if !take && focused(root).is_none() {
        return;
    }
    let root = root.clone();
    queue_microtask(move || {
        let heading = root.query_selector("[data-part=heading]").ok().flatten();
        if let Some(heading) = heading.and_then(|h| h.dyn_into::<HtmlElement>().ok()) {
            let _ = heading.focus();
        }
    });
}

/// Lets go of the focus.
pub(super) fn give_focus(root: &HtmlElement) {
    if let Some(element) = focused(root).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.blur();
    }
}

/// What inside it has the focus.
fn focused(root: &HtmlElement) -> Option<Element> {
    let top = root.get_root_node();
    let active = match top.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.active_element(),
        None => document().active_element(),
    };
    active.filter(|element| root.contains(Some(element)))
}
