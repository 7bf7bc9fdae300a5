//! Deals beside the figures: what is one step away, and what the purchase earns.
//!
//! What must hold: the nearest offer is seen at every size; further ones where there is room.

use super::Ui;
use super::dom::{Tag, tag};
use super::parts::{icon, icons, row};
use till::price::answer::EarnedKind;
use till::price::request::Unit;
use till::screen::{EarnView, NearView};
use till::text::fill;

/// What is one step away, under the lines.
pub(super) fn near(ui: Ui, near: &[NearView]) -> Option<Tag> {
    let list = near.iter().map(|one| {
        let text = tag("span", "").text(&sentence(ui, one));
        tag("li", "hint").part("near").with(icon(icons::TAG)).with(text)
    });
    (!near.is_empty()).then(|| tag("ul", "near").with(list.collect::<Vec<_>>()))
}

/// "Coffee 3 for 2: 1 more", or what the pack says in its place.
fn sentence(ui: Ui, near: &NearView) -> String {
    let missing = match near.quantity {
        Some(quantity) => ui.format().quantity(quantity, Unit::Piece),
        None => ui.money(near.value),
    };
    match near.sentence {
        true => fill(&near.text, &[("missing", &missing)]),
        false => ui.fill("screen.near", &[("name", &near.text), ("missing", &missing)]),
    }
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
