//! What became of something: approved, declined, closed; and the screens between sales.
//!
//! What must hold: every outcome is also said in one live region that is always there, because a region that appears
//! together with its text is not read aloud.

use super::dom::{Tag, tag, watch};
use super::parts::{big, button, due, heading, icon, icons, row, rows, spinner, tender_text};
use super::{Aside, Kind, Ui, entry, look, pay, receipt};
use leptos::prelude::*;
use std::cell::Cell;
use till::money::Amount;
use till::screen::{BasketView, Body, Paper, Tap};
use till::text::languages;

pub(super) fn waiting(ui: Ui, main: Tag) -> Tag {
    main.set("class", "screen message-screen")
        .with(spinner())
        .with(heading(&ui.t("screen.waiting")))
        .with(tag("p", "hint").with(tag("span", "").text(&ui.t("screen.waiting_hint"))))
}

pub(super) fn idle(ui: Ui, main: Tag) -> Tag {
    let texts = move || {
        ui.body(|body| match body {
            Body::Idle { store_name, greeting, slides } => Some((store_name.clone(), greeting.clone(), slides.clone())),
            _ => None,
        })
    };
    let texts = move || texts().map(|texts| (texts, ui.0.screen.with(|s| s.look.logo.clone())));
    main.set("class", "screen message-screen idle").live(texts, move |((name, greeting, slides), _)| {
        if !slides.is_empty() {
            let name = name.as_ref().map(|name| name.as_str()).unwrap_or_default();
            return vec![look::slides(slides), heading(greeting.as_deref().unwrap_or(name))];
        }
        let logo = look::logo(ui);
        let name = name.as_ref().map(|name| tag("p", "store").part("store").text(name.as_str()));
        let greeting = greeting.clone().unwrap_or_else(|| ui.t("screen.welcome"));
        let hint = tag("p", "hint").with(tag("span", "").text(&ui.t("screen.idle_hint")));
        logo.into_iter().chain(name).chain([heading(&greeting), hint]).collect::<Vec<_>>()
    })
}

/// What remains is called, to be paid or to be given back.
const fn still(remaining: Amount) -> &'static str {
    if remaining.is_negative() { "screen.still_to_give_back" } else { "screen.still_to_pay" }
}

fn seal(picture: &str) -> Tag {
    tag("span", "seal").with(icon(picture))
}

pub(super) fn approved(ui: Ui, main: Tag) -> Tag {
    let paid = move || {
        ui.body(|body| match body {
            Body::Approved { payment, kind, amount, balance, gaps } => {
                Some((payment.remaining, *kind, *amount, *balance, gaps.clone()))
            }
            _ => None,
        })
    };
    let paid_back = move || {
        ui.body(|body| match body {
            Body::Approved { amount, .. } => Some(amount.is_negative()),
            _ => None,
        })
    };
    main.set("class", "screen message-screen good")
        .with(seal(icons::CHECK))
        .live(paid_back, move |back| heading(&ui.t(if *back { "screen.given_back" } else { "screen.approved" })))
        .live(paid, move |(remaining, kind, amount, balance, gaps)| {
            let back = amount.is_negative();
            let (how, amount) = (tender_text(ui, *kind), ui.money(amount.magnitude()));
            let balance = balance.map(|b| row("balance", "row", &ui.t("screen.balance"), &ui.money(b)));
            let more = !remaining.is_zero();
            let (large, list) = if more {
                let rest = big("remaining", &ui.t(still(*remaining)), &ui.money(remaining.magnitude()));
                (rest, rows().with(row("amount", "row strong", &how, &amount)))
            } else {
                (big("amount", &how, &amount), rows())
            };
            let next = ui.touch().then(|| {
                let key = if more && !back { "screen.pay_rest" } else { "screen.continue" };
                button(ui, "continue", "button main", None, key, Tap::Continue)
            });
            let gaps = pay::gaps(ui, gaps).filter(|_| more);
            let last = tag("div", "actions").with(next);
            [large, list.with(balance)].into_iter().chain(gaps).chain([last]).collect::<Vec<_>>()
        })
}

pub(super) fn declined(ui: Ui, main: Tag) -> Tag {
    let why = move || {
        ui.body(|body| match body {
            Body::Declined { message, .. } => Some(message.clone()),
            _ => None,
        })
    };
    let sale = move || Some(ui.body(|body| pay::of(body).is_some()));
    let next = move |sale: &bool| {
        let key = if *sale { "screen.choose_again" } else { "screen.continue" };
        ui.touch().then(|| button(ui, "continue", "button main", None, key, Tap::Continue))
    };
    main.set("class", "screen message-screen bad")
        .with(seal(icons::CROSS))
        .live(sale, move |sale| heading(&ui.t(if *sale { "screen.declined" } else { "screen.not_done" })))
        .live(why, |text| tag("p", "why").part("message").text(text))
        .with(due(ui))
        .with(tag("div", "actions").live(sale, next))
}

/// Shall a coupon be used that would lose much of its value? Keeping it is the first choice.
pub(super) fn loss(ui: Ui, main: Tag) -> Tag {
    let asked = move || {
        ui.body(|body| match body {
            Body::Loss(asked) => Some(asked.clone()),
            _ => None,
        })
    };
    let choice = |name, class, key, tap| ui.touch().then(|| button(ui, name, class, None, key, tap));
    let keep = choice("keep-coupon", "button main", "screen.loss_keep", Tap::AcceptLoss(false));
    let spend = choice("use-coupon", "button", "screen.loss_use", Tap::AcceptLoss(true));
    main.set("class", "screen message-screen")
        .with(seal(icons::TAG))
        .with(heading(&ui.t("screen.loss")))
        .live(asked, move |asked| {
            let name = tag("p", "why").part("coupon").with(tag("bdi", "").text(asked.name.as_str()));
            let gives = big("gives", &ui.t("screen.loss_gives"), &ui.money(asked.gives));
            let loses = row("loses", "row strong", &ui.t("screen.loss_loses"), &ui.money(asked.loses));
            vec![
                name,
                gives,
                rows().with(loses),
                tag("p", "hint").with(tag("span", "").text(&ui.t("screen.loss_hint"))),
            ]
        })
        .with(tag("div", "actions").with(spend).with(keep))
}

pub(super) fn closed(ui: Ui, main: Tag, kind: Kind) -> Tag {
    let why = move || {
        ui.body(|body| match body {
            Body::OutOfService { code, message } | Body::NotAuthorised { code, message } => {
                Some((*code, message.clone()))
            }
            _ => None,
        })
    };
    let (key, picture) = match kind {
        Kind::NotAuthorised => ("screen.not_authorised", icons::LOCK),
        _ => ("screen.out_of_service", icons::CLOSED),
    };
    main.set("class", "screen message-screen closed")
        .with(seal(picture))
        .with(heading(&ui.t(key)))
        .live(why, |(code, message)| {
            vec![tag("p", "why").part("message").text(message), tag("p", "code").part("code").text(code)]
        })
}

/// What is told of the whole screen to a customer who is helped more.
pub(super) fn spoken(ui: Ui, body: &Body) -> String {
    let outcome = said(ui, body);
    if !outcome.is_empty() && !matches!(body, Body::Basket(_)) {
        return outcome;
    }
    let total = |basket: &BasketView| format!("{}: {}", ui.t("screen.total"), ui.money(basket.total));
    match body {
        Body::Idle { greeting, .. } => greeting.clone().unwrap_or_else(|| ui.t("screen.welcome")),
        Body::Basket(basket) => {
            let last = basket.lines.iter().rfind(|line| !line.child);
            let last = last.map(|line| format!("{}: {}. ", line.name, ui.money(line.amount))).unwrap_or_default();
            format!("{last}{}", total(basket))
        }
        Body::Coupon(_) => ui.t("screen.coupon_hint"),
        Body::Identify(_) => ui.t("screen.identify_hint"),
        Body::Consent(view) => view.text.clone(),
        Body::Offers(_) => ui.t("screen.offers"),
        Body::Member(view) => format!("{}. {}", ui.t("screen.member_have"), total(&view.basket)),
        Body::Points(_) => ui.t("screen.points"),
        Body::GiftCard(_) => ui.t("screen.gift_card_hint"),
        Body::Pin { .. } => ui.t("screen.pin"),
        _ => String::new(),
    }
}

/// The live region: outcomes only, so that it does not chatter while goods are scanned.
pub(super) fn announcer(ui: Ui) -> Tag {
    let text = move || {
        ui.0.frame.track();
        ui.0.screen.with(|s| said(ui, &s.body))
    };
    let told = Cell::new(String::new());
    watch(Box::new(move || {
        ui.0.frame.track();
        let now = ui.0.screen.with(|s| if s.assist { spoken(ui, &s.body) } else { String::new() });
        let now = languages(&now).0;
        if told.take() != now && !now.is_empty() {
            ui.aside(Aside::Say(now.clone(), ui.0.frame.with_untracked(|f| f.locale.clone())));
        }
        told.set(now);
    }));
    tag("p", "said").set("role", "status").set("aria-live", "polite").part("status").live_text(text)
}

fn said(ui: Ui, body: &Body) -> String {
    let rest = |amount: Amount| format!("{}: {}", ui.t(still(amount)), ui.money(amount.magnitude()));
    match body {
        Body::Coupon(view) | Body::Identify(view) => entry::said(ui, view),
        Body::Loss(asked) => format!("{} {}", ui.t("screen.loss"), asked.name),
        Body::Pin { ends: true, .. } => ui.t("screen.ends_soon"),
        Body::Pin { message, .. } => message.clone().unwrap_or_default(),
        Body::Payment(payment) if payment.remaining.is_negative() => rest(payment.remaining),
        Body::Payment(payment) => format!("{}: {}", ui.t("screen.to_pay"), ui.money(payment.remaining)),
        Body::Working { payment, kind, amount, work } => {
            let amount = pay::to_give(payment, *kind, *amount);
            format!("{}: {}", ui.t(pay::work_text(*kind, *work, amount)), ui.money(amount.magnitude()))
        }
        Body::Approved { payment, kind, amount, .. } => {
            let more = if payment.remaining.is_zero() { String::new() } else { rest(payment.remaining) };
            let done = ui.t(if amount.is_negative() { "screen.given_back" } else { "screen.approved" });
            format!("{done}. {}: {}. {more}", tender_text(ui, *kind), ui.money(amount.magnitude()))
        }
        Body::Declined { payment, message, .. } => {
            let rest = payment.as_ref().map(|payment| rest(payment.remaining)).unwrap_or_default();
            let title = if payment.is_some() { "screen.declined" } else { "screen.not_done" };
            format!("{}. {message} {rest}", ui.t(title))
        }
        Body::Receipt(view) => {
            let thanks = receipt::title(body).map(|key| ui.t(key)).unwrap_or_default();
            match view.paper.map(|paper| (paper, ui.t(receipt::said(paper)))) {
                None => thanks,
                Some((Paper::Asked, asks)) => format!("{thanks}. {asks}"),
                Some((_, text)) => text, // thanks were said with the question
            }
        }
        // A member is welcomed once: the text stays the same while goods are scanned.
        Body::Basket(basket) if !basket.frozen => basket
            .customer
            .as_ref()
            .map(|number| format!("{}. {} {number}", ui.t("screen.welcome"), ui.t("screen.member")))
            .unwrap_or_default(),
        Body::OutOfService { message, .. } | Body::NotAuthorised { message, .. } => message.clone(),
        _ => String::new(),
    }
}
