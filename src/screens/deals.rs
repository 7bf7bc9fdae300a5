//! Deals beside the figures: what is one step away, what the purchase earns, and the offers that are to be chosen.
//!
//! What must hold: the nearest offer is seen at every size, further ones where there is room; every offer is declined as
//! easily as it is taken.

use super::dom::{Tag, tag};
use super::parts::{button, head, icon, icons, push_button, row};
use super::{Ui, basket};
use till::names::Id;
use till::price::answer::EarnedKind;
use till::price::request::Unit;
use till::screen::{EarnView, NearView, OfferView, Tap};
use till::text::fill;

/// Under the lines: what is one step away, and the way to the offers.
pub(super) fn strip(ui: Ui, near: &[NearView], offers: usize) -> Option<Tag> {
    let list = near.iter().map(|one| {
        let text = tag("span", "").text(&sentence(ui, one));
        tag("li", "hint").part("near").with(icon(icons::TAG)).with(text)
    });
    let list = (!near.is_empty()).then(|| tag("ul", "near").with(list.collect::<Vec<_>>()));
    let button = (offers > 0 && ui.touch())
        .then(|| button(ui, "enter-offers", "button", Some(icons::GIFT), "screen.offers", Tap::EnterOffers));
    (list.is_some() || button.is_some()).then(|| tag("div", "strip").with(list).with(button))
}

/// "Coffee 3 for 2: 1 more", or what the pack says in its place.
fn sentence(ui: Ui, near: &NearView) -> String {
    let missing = match near.quantity {
        Some(quantity) => ui.format().quantity(quantity, Unit::Piece),
        None => ui.money(near.value),
    };
    if near.sentence {
        return fill(&near.text, &[("missing", &missing)]);
    }
    ui.fill("screen.near", &[("name", &near.text), ("missing", &missing)])
}

/// What the purchase earns, as rows under what it saves.
pub(super) fn earns(ui: Ui, earns: &[EarnView]) -> Vec<Tag> {
    let one = |earn: &EarnView| {
        let (key, amount) = match earn.kind {
            EarnedKind::Points => ("screen.earn_points", ui.format().count(earn.amount)),
            EarnedKind::Stamps => ("screen.earn_stamps", ui.format().count(earn.amount)),
            EarnedKind::Cashback => ("screen.earn_cashback", ui.money(earn.amount)),
        };
        row("earns", "row", &ui.t(key), &amount)
    };
    earns.iter().map(one).collect()
}

/// The offers that are to be chosen.
pub(super) fn offers(ui: Ui, main: Tag) -> Tag {
    let list = tag("ul", "offers")
        .set("tabindex", "0")
        .set("aria-label", &ui.t("screen.offers"))
        .rows(move || ui.body(|body| basket::of(body).map(|b| b.offers.clone())), move |one| offer(ui, one));
    main.set("class", "screen offers-screen").with(head(ui, "screen.offers")).with(list)
}

fn offer(ui: Ui, offer: &OfferView) -> Tag {
    let state = match (offer.chosen, offer.amount) {
        (Some(true), Some(amount)) if amount.is_negative() => ui.money(amount),
        (Some(true), _) => ui.t("screen.offer_chosen"),
        (Some(false), _) => ui.t("screen.offer_declined"),
        (None, _) => String::new(),
    };
    let name = tag("span", "coupon-name")
        .with(tag("bdi", "").text(offer.name.as_str()))
        .with((!state.is_empty()).then(|| tag("span", "detail").part("offer-state").text(&state)));
    let picture = icon(if offer.chosen == Some(true) { icons::CHECK } else { icons::GIFT });
    let choice = |yes: bool| choose(ui, &offer.id, offer.name.as_str(), yes);
    let take = (offer.chosen != Some(true)).then(|| choice(true));
    let leave = (offer.chosen != Some(false)).then(|| choice(false));
    let acts: Vec<Tag> = if ui.touch() { leave.into_iter().chain(take).collect() } else { Vec::new() };
    tag("li", "coupon offer").part("offer").set("data-offer", offer.id.as_str()).with(picture).with(name).with(acts)
}

fn choose(ui: Ui, id: &Id, name: &str, yes: bool) -> Tag {
    let (act, key) = match yes {
        true => ("take-offer", "screen.offer_take"),
        false => ("leave-offer", "screen.offer_leave"),
    };
    let tap = Tap::Choose(id.clone(), yes);
    push_button(act, "button")
        .with(tag("span", "").text(&ui.t(key)))
        .with(tag("span", "said").text(name))
        .click(move || ui.tap(tap.clone()))
}
