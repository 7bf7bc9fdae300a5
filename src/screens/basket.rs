//! The basket: lines, what they save, what is to pay.
//!
//! What must hold: a line that stays the same stays the same element; a new line is scrolled into view.

use super::dom::{Tag, tag, watch};
use super::member::beside;
use super::parts::{big, button, heading, hint, icon, icons, masked, push_button, row, rows, savings};
use super::{Ui, deals};
use std::cell::Cell;
use till::price::request::Unit;
use till::screen::{BasketView, Body, CouponView, DiscountView, LineView, Tap};
use till::wire::basket::BasketKind;
use till::wire::refund::Consent;

/// The basket of a body that has one.
pub(super) fn of(body: &Body) -> Option<&BasketView> {
    match body {
        Body::Basket(basket) | Body::Offers(basket) => Some(basket),
        Body::Coupon(entry) | Body::Identify(entry) => Some(&entry.basket),
        Body::Consent(view) => Some(&view.basket),
        Body::Member(view) => Some(&view.basket),
        Body::Points(view) => Some(&view.basket),
        _ => None,
    }
}

pub(super) fn screen(ui: Ui, main: Tag) -> Tag {
    let many = move |count: &usize| {
        (*count > 0).then(|| tag("p", "detail").part("items").text(&ui.count("screen.items", *count)))
    };
    let head = tag("header", "head")
        .live(move || ui.body(|body| of(body).map(|b| b.kind)), move |kind| heading(&ui.t(title(*kind))))
        .live(move || ui.body(goods), many)
        .live(
            move || ui.body(|body| of(body).map(|b| (b.customer.clone(), !b.balances.is_empty()))),
            move |(customer, known)| customer.as_deref().map(|number| member(ui, number, *known)),
        );
    let side = tag("section", "side")
        .live(
            move || {
                let rows = |b: &BasketView| b.charges.iter().chain(&b.discounts).cloned().collect::<Vec<_>>();
                ui.body(|body| of(body).map(|b| (rows(b), b.coupons.clone(), b.frozen)))
            },
            move |(rows, coupons, frozen)| extras(ui, rows, coupons, *frozen),
        )
        .live(
            move || ui.body(|body| of(body).map(|b| (b.balances.clone(), b.frozen))),
            move |(balances, frozen)| beside(ui, balances, *frozen),
        )
        .live(
            move || ui.body(|body| of(body).map(|b| (b.savings, b.total, b.earns.clone()))),
            move |(saved, total, earns)| {
                let rows = rows().with(savings(ui, *saved)).with(deals::earns(ui, earns));
                let key = if total.is_negative() { "screen.to_give_back" } else { "screen.total" };
                tag("div", "sum").with(rows).with(big("total", &ui.t(key), &ui.money(total.magnitude())))
            },
        )
        .live(
            move || ui.body(|body| of(body).map(|b| (b.frozen, b.customer.is_none(), b.kind != BasketKind::Refund))),
            move |(frozen, unknown, buys)| (ui.touch() && !frozen).then(|| actions(ui, *unknown, *buys)),
        );
    let asked = |consent: &Option<Consent>, ui: Ui| {
        (*consent == Some(Consent::Asked))
            .then(|| hint(icons::PERSON, &ui.t("error.consent_needed.customer")).part("consent"))
    };
    let asked = move |consent: &Option<Consent>| asked(consent, ui);
    let goods = tag("section", "goods").with(head).live(move || ui.body(|body| of(body).map(|b| b.consent)), asked);
    let goods = goods.with(lines(ui)).live(
        move || ui.body(|body| of(body).map(|b| (b.near.clone(), b.offers.len()))),
        move |(near, offers)| deals::strip(ui, near, *offers),
    );
    main.set("class", "screen basket").with(goods).with(side)
}

/// What the basket is called.
const fn title(kind: BasketKind) -> &'static str {
    match kind {
        BasketKind::Sale => "screen.basket",
        BasketKind::Refund => "screen.basket_refund",
        BasketKind::Exchange => "screen.basket_exchange",
    }
}

/// How many lines there are, deposits and the like aside.
fn goods(body: &Body) -> Option<usize> {
    of(body).map(|basket| basket.lines.iter().filter(|line| !line.child).count())
}

fn member(ui: Ui, number: &str, known: bool) -> Tag {
    let text = tag("span", "").text(&ui.t("screen.member")).text(" ").with(masked(number));
    let line = tag("p", "member").part("member").with(icon(icons::PERSON)).with(text);
    let more = || button(ui, "show-member", "button quiet", None, "screen.member_have", Tap::ShowMember);
    line.with((known && ui.touch()).then(more))
}

fn lines(ui: Ui) -> Tag {
    let list = tag("ol", "").rows(move || ui.body(|body| of(body).map(|b| b.lines.clone())), move |l| line(ui, l));
    let scroller = tag("div", "lines")
        .set("tabindex", "0")
        .set("role", "group")
        .set("aria-label", &ui.t("screen.basket"))
        .part("lines")
        .live(
            move || ui.body(|body| of(body).map(|b| b.lines.is_empty())),
            move |empty| empty.then(|| tag("p", "hint").text(&ui.t("screen.basket_empty"))),
        )
        .with(list);
    let element = scroller.0.clone();
    let before = Cell::new(0);
    watch(Box::new(move || {
        let count = ui.body(|body| of(body).map_or(0, |b| b.lines.len()));
        if count > before.replace(count) {
            // The list is laid out once it stands in the page.
            let element = element.clone();
            leptos::prelude::request_animation_frame(move || element.set_scroll_top(element.scroll_height()));
        }
    }));
    scroller
}

fn line(ui: Ui, line: &LineView) -> Tag {
    let detail = detail(ui, line).map(|text| tag("span", "detail").text(&text));
    let card = line.card.as_deref().map(|number| tag("span", "detail").with(masked(number)));
    let discounts: Vec<_> = line.discounts.iter().map(|d| discount(ui, d)).collect();
    let discounts = (!discounts.is_empty()).then(|| tag("dl", "line-discounts").with(discounts));
    let name =
        tag("div", "line-name").with(tag("bdi", "").text(line.name.as_str())).with(detail).with(card).with(discounts);
    let amount = tag("div", "line-amount").with(tag("span", "").part("line-amount").text(&ui.money(line.amount)));
    let amount = if line.list == line.amount {
        amount
    } else {
        let said = tag("span", "said").text(&ui.t("screen.instead_of"));
        amount.with(said).with(tag("s", "list").text(&ui.money(line.list)))
    };
    let class = if line.child { "line child" } else { "line" };
    tag("li", class).part("line").set("data-line", line.id.as_str()).with(name).with(amount)
}

/// "3 × 1,29 €", "0,735 kg × 2,99 €"; nothing for one piece.
fn detail(ui: Ui, line: &LineView) -> Option<String> {
    if line.unit == Unit::Piece && line.quantity.pieces() == Some(1) {
        return None;
    }
    let format = ui.format();
    let quantity = format.quantity(line.quantity, line.unit);
    Some(match line.unit_price.map(|price| format.unit_price(price)) {
        Some(price) => ui.fill("unit.times", &[("quantity", &quantity), ("price", &price)]),
        None if line.unit == Unit::Piece => ui.fill("unit.piece", &[("quantity", &quantity)]),
        None => quantity,
    })
}

/// What is taken off; what is charged, or charged back when goods come back, is no gain.
fn discount(ui: Ui, discount: &DiscountView) -> Tag {
    let class = if discount.amount.is_negative() { "row good" } else { "row" };
    row("discount", class, discount.text.as_str(), &ui.money(discount.amount))
}

/// Charges and discounts on the whole basket, and the coupons in it.
fn extras(ui: Ui, discounts: &[DiscountView], coupons: &[CouponView], frozen: bool) -> Option<Tag> {
    if discounts.is_empty() && coupons.is_empty() {
        return None;
    }
    let discounts = rows().with(discounts.iter().map(|d| discount(ui, d)).collect::<Vec<_>>());
    let coupons = tag("ul", "coupons").with(coupons.iter().map(|c| coupon(ui, c, frozen)).collect::<Vec<_>>());
    let box_ = tag("div", "extras").set("tabindex", "0").set("role", "group");
    Some(box_.set("aria-label", &ui.t("screen.discounts")).with(discounts).with(coupons))
}

fn coupon(ui: Ui, coupon: &CouponView, frozen: bool) -> Tag {
    let state = match (coupon.pending, coupon.amount.is_zero()) {
        (true, _) => Some("screen.coupon_pending"),
        (_, true) => Some("screen.coupon_idle"),
        _ => None,
    };
    let remove = (coupon.removable && ui.touch() && !frozen).then(|| {
        let tap = Tap::RemoveCoupon(coupon.id.clone());
        let label = ui.fill("screen.coupon_remove", &[("name", coupon.name.as_str())]);
        push_button("remove-coupon", "remove")
            .set("aria-label", &label)
            .with(icon(icons::CROSS))
            .click(move || ui.tap(tap.clone()))
    });
    let name = tag("span", "coupon-name")
        .with(tag("bdi", "").text(coupon.name.as_str()))
        .with(state.map(|key| tag("span", "detail").text(&ui.t(key))));
    tag("li", "coupon")
        .part("coupon")
        .set("data-coupon", coupon.id.as_str())
        .with(icon(if state.is_some() { icons::TAG } else { icons::CHECK }))
        .with(name)
        .with(remove)
}

fn actions(ui: Ui, unknown: bool, buys: bool) -> Tag {
    let coupon = || button(ui, "enter-coupon", "button", Some(icons::TAG), "screen.have_coupon", Tap::EnterCoupon);
    let card = || button(ui, "enter-member", "button", Some(icons::PERSON), "screen.have_card", Tap::EnterMember);
    tag("div", "actions").with(buys.then(coupon)).with(unknown.then(card))
}
