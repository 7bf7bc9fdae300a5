//! Parts that many screens share: buttons, headings, icons, what is to pay, and where the focus goes.
//!
//! What must hold: every part that a test or a register may look for has a `data-part`, every button a `data-act`;
//! nothing is said by colour or icon alone.

use super::Ui;
use leptos::prelude::*;
use till::ledger::ask::Mode;
use till::money::Amount;
use till::screen::{PaymentView, Tap, TenderView};
use till::wire::basket::TenderKind;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ShadowRoot};

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
pub(super) fn icon(path: &'static str) -> AnyView {
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=path></path></svg> }.into_any()
}

/// How a button looks: the one next step, or another way.
#[derive(Clone, Copy)]
pub(super) enum Weight {
    Main,
    Other,
    Quiet,
}

/// A button that hands on one tap.
pub(super) fn button(
    ui: Ui,
    name: &'static str,
    weight: Weight,
    picture: Option<&'static str>,
    text: String,
    tap: Tap,
) -> AnyView {
    let class = match weight {
        Weight::Main => "button main",
        Weight::Other => "button",
        Weight::Quiet => "button quiet",
    };
    view! {
        <button type="button" class=class data-act=name on:click=move |_| ui.tap(tap.clone())>
            {picture.map(icon)}
            <span>{text}</span>
        </button>
    }
    .into_any()
}

/// The heading of a screen, with the way back in front of it where there is one.
pub(super) fn head(ui: Ui, key: &'static str, back: bool) -> AnyView {
    let way = (back && ui.touch())
        .then(|| button(ui, "back", Weight::Quiet, Some(icons::BACK), ui.t("screen.back"), Tap::Back));
    view! {
        <header class="head">
            {way}
            <h1 tabindex="-1" data-part="heading">{ui.t(key)}</h1>
        </header>
    }
    .into_any()
}

/// A label and an amount; `name` is its `data-part`.
pub(super) fn row(name: &'static str, class: &'static str, label: String, amount: String) -> AnyView {
    view! {
        <div class=format!("row {class}") data-part=name>
            <dt>{label}</dt>
            <dd>{amount}</dd>
        </div>
    }
    .into_any()
}

/// The largest thing on a screen: an amount under its label.
pub(super) fn big(name: &'static str, label: String, amount: String) -> AnyView {
    let size = match amount.chars().count() {
        0..=9 => "short",
        10..=13 => "long",
        _ => "longest",
    };
    view! {
        <p class="big">
            <span class="big-label">{label}</span>
            <strong class="big-amount" data-size=size data-part=name>{amount}</strong>
        </p>
    }
    .into_any()
}

/// What is to pay, the largest thing on its screen.
pub(super) fn due(ui: Ui, payment: Memo<PaymentView>) -> AnyView {
    let amount = Memo::new(move |_| payment.with(|p| p.remaining));
    view! { <div class="due">{move || big("remaining", ui.t("screen.to_pay"), ui.money(amount.get()))}</div> }
        .into_any()
}

/// What is to pay, and how it came about.
pub(super) fn due_with_story(ui: Ui, payment: Memo<PaymentView>) -> AnyView {
    let story = move || {
        payment.with(|p| {
            let parted = p.remaining != p.total;
            let total = parted.then(|| row("total", "", ui.t("screen.total"), ui.money(p.total)));
            let tenders: Vec<_> = p.tenders.iter().map(|t| tender(ui, t)).collect();
            view! { <dl class="rows">{total}{tenders}{savings(ui, p.savings)}</dl> }
        })
    };
    view! { <section class="story">{due(ui, payment)}{story}</section> }.into_any()
}

/// What was saved, if anything.
pub(super) fn savings(ui: Ui, amount: Amount) -> Option<AnyView> {
    amount.is_positive().then(|| row("savings", "good", ui.t("screen.savings"), ui.money(amount)))
}

/// A tender: how and how much.
pub(super) fn tender(ui: Ui, tender: &TenderView) -> AnyView {
    let masked = tender.masked.clone().map(|m| view! { <span class="masked">{short(&m)}</span> });
    let open = (!tender.approved).then(|| view! { <span class="masked">{ui.t("screen.tender_open")}</span> });
    view! {
        <div class="row" data-part="tender" data-kind=tender_name(tender.kind)>
            <dt>{tender_text(ui, tender.kind)} " " {masked} " " {open}</dt>
            <dd>{ui.money(tender.amount)}</dd>
        </div>
    }
    .into_any()
}

/// A masked number with one run of at most four dots: long ones do not fit a row.
pub(super) fn short(masked: &str) -> String {
    let mut text = String::new();
    let mut dots = 0_u32;
    for c in masked.chars() {
        dots = if c == '\u{2022}' { dots.saturating_add(1) } else { 0 };
        if dots <= 4 {
            text.push(c);
        }
    }
    text
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
pub(super) fn watermark(ui: Ui, mode: Mode) -> Option<AnyView> {
    let key = match mode {
        Mode::Live => return None,
        Mode::Training => "screen.training",
        Mode::Test => "screen.test",
    };
    let text = move || {
        ui.frame.track();
        ui.t(key)
    };
    Some(view! { <aside class="watermark" data-part="watermark">{text}</aside> }.into_any())
}

/// What the cashier should know, above the screen.
pub(super) fn notice(ui: Ui) -> Option<AnyView> {
    let key = ui.screen.with(|s| s.notice)?;
    ui.frame.track();
    let text = ui.t(key);
    Some(view! { <p class="notice" role="status" data-part="notice" data-notice=key>{icon(icons::ALERT)}<span>{text}</span></p> }.into_any())
}

/// Moves the focus to the heading of a new screen, but only if it was inside the old one: otherwise the page would
/// take it from the register.
#[derive(Clone, Copy)]
pub(super) struct FocusKeeper(StoredValue<HtmlElement, LocalStorage>);

impl FocusKeeper {
    pub(super) fn new(root: HtmlElement) -> FocusKeeper {
        FocusKeeper(StoredValue::new_local(root))
    }

    /// To be called while the old screen is still there.
    pub(super) fn before_change(self) {
        let root = self.0.get_value();
        if focused_within(&root) {
            queue_microtask(move || {
                let heading = root.query_selector("[data-part=heading]").ok().flatten();
                if let Some(heading) = heading.and_then(|h| h.dyn_into::<HtmlElement>().ok()) {
                    let _ = heading.focus();
                }
            });
        }
    }
}

fn focused_within(root: &HtmlElement) -> bool {
    let top = root.get_root_node();
    let active = match top.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.active_element(),
        None => document().active_element(),
    };
    active.is_some_and(|element| root.contains(Some(&element)))
}
