//! The basket: lines, what they save, what is to pay.
//!
//! What must hold: a line that stays the same stays the same element; a new line is scrolled into view.

use super::Ui;
use super::parts::{Weight, big, button, icon, icons, row, savings, short};
use leptos::html::Div;
use leptos::prelude::*;
use std::hash::{Hash, Hasher};
use till::money::Amount;
use till::price::request::Unit;
use till::screen::{BasketView, Body, CouponView, DiscountView, LineView, Tap};

/// The basket of a body that has one.
pub(super) fn of(body: &Body) -> Option<BasketView> {
    match body {
        Body::Basket(basket) => Some(basket.clone()),
        Body::Coupon(entry) | Body::Identify(entry) => Some(entry.basket.clone()),
        _ => None,
    }
}

/// A basket with nothing in it.
pub(super) fn empty() -> BasketView {
    BasketView {
        lines: Vec::new(),
        discounts: Vec::new(),
        coupons: Vec::new(),
        savings: Amount::ZERO,
        total: Amount::ZERO,
        customer: None,
        frozen: false,
    }
}

pub(super) fn screen(ui: Ui) -> AnyView {
    let basket = ui.part(empty(), of);
    view! {
        <main class="screen basket" data-screen="basket">
            <section class="goods">
                <header class="head">
                    <h1 tabindex="-1" data-part="heading">{ui.t("screen.basket")}</h1>
                    {move || basket.with(|b| b.customer.as_deref().map(|masked| member(ui, masked)))}
                </header>
                {lines(ui, basket)}
            </section>
            <section class="side">
                {move || extras(ui, basket)}
                {move || sum(ui, basket)}
                {move || basket.with(|b| (ui.touch() && !b.frozen).then(|| actions(ui, b.customer.is_none())))}
            </section>
        </main>
    }
    .into_any()
}

fn member(ui: Ui, masked: &str) -> AnyView {
    view! {
        <p class="member" data-part="member">
            {icon(icons::PERSON)}<span>{ui.t("screen.member")} " " <span class="masked">{short(masked)}</span></span>
        </p>
    }
    .into_any()
}

/// A line that is another element as soon as anything in it is different.
#[derive(Clone, PartialEq, Eq)]
struct Key(LineView);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id.as_str().hash(state);
        self.0.amount.hash(state);
    }
}

fn lines(ui: Ui, basket: Memo<BasketView>) -> AnyView {
    let lines = Memo::new(move |_| basket.with(|b| b.lines.clone()));
    let list = NodeRef::<Div>::new();
    let last = Memo::new(move |_| lines.with(|l| (l.len(), l.last().map(|line| line.id.clone()))));
    Effect::new(move |before: Option<usize>| {
        let (count, _) = last.get();
        if let Some(list) = list.get_untracked().filter(|_| before.is_none_or(|b| b < count)) {
            list.set_scroll_top(list.scroll_height());
        }
        count
    });
    let empty = move || lines.with(Vec::is_empty).then(|| view! { <p class="hint">{ui.t("screen.basket_empty")}</p> });
    view! {
        <div class="lines" node_ref=list tabindex="0" role="group" aria-label=ui.t("screen.basket") data-part="lines">
            {empty}
            <ol>
                <For each=move || lines.get() key=|line| Key(line.clone()) children=move |line| self::line(ui, &line) />
            </ol>
        </div>
    }
    .into_any()
}

fn line(ui: Ui, line: &LineView) -> AnyView {
    let detail = detail(ui, line);
    let before = (line.list != line.amount).then(|| {
        let said = ui.t("screen.instead_of");
        view! { <span class="said">{said}</span><s class="list">{ui.money(line.list)}</s> }
    });
    let discounts: Vec<_> = line.discounts.iter().map(|d| discount(ui, d)).collect();
    view! {
        <li class="line" class:child=line.child data-part="line" data-line=line.id.as_str().to_owned()>
            <div class="line-name">
                <bdi>{line.name.as_str().to_owned()}</bdi>
                {detail.map(|d| view! { <span class="detail">{d}</span> })}
                {(!discounts.is_empty()).then(|| view! { <dl class="line-discounts">{discounts}</dl> })}
            </div>
            <div class="line-amount"><span data-part="line-amount">{ui.money(line.amount)}</span>{before}</div>
        </li>
    }
    .into_any()
}

/// "3 × 1,29 €", "0,735 kg × 2,99 €"; nothing for one piece.
fn detail(ui: Ui, line: &LineView) -> Option<String> {
    if line.unit == Unit::Piece && line.quantity.pieces() == Some(1) {
        return None;
    }
    let (quantity, price) = ui
        .format
        .with_value(|f| (f.quantity(line.quantity, line.unit), line.unit_price.map(|price| f.unit_price(price))));
    Some(match price {
        Some(price) => ui.fill("unit.times", &[("quantity", &quantity), ("price", &price)]),
        None if line.unit == Unit::Piece => ui.fill("unit.piece", &[("quantity", &quantity)]),
        None => quantity,
    })
}

fn discount(ui: Ui, discount: &DiscountView) -> AnyView {
    row("discount", "good", discount.text.as_str().to_owned(), ui.money(discount.amount))
}

/// Discounts on the whole basket, and the coupons in it.
fn extras(ui: Ui, basket: Memo<BasketView>) -> Option<AnyView> {
    basket.with(|b| {
        if b.discounts.is_empty() && b.coupons.is_empty() {
            return None;
        }
        let discounts: Vec<_> = b.discounts.iter().map(|d| discount(ui, d)).collect();
        let coupons: Vec<_> = b.coupons.iter().map(|c| coupon(ui, c, b.frozen)).collect();
        Some(
            view! {
                <div class="extras" tabindex="0" role="group" aria-label=ui.t("screen.discounts")>
                    {(!discounts.is_empty()).then(|| view! { <dl class="rows">{discounts}</dl> })}
                    {(!coupons.is_empty()).then(|| view! { <ul class="coupons">{coupons}</ul> })}
                </div>
            }
            .into_any(),
        )
    })
}

fn coupon(ui: Ui, coupon: &CouponView, frozen: bool) -> AnyView {
    let state = if coupon.pending {
        Some(ui.t("screen.coupon_pending"))
    } else if coupon.amount.is_zero() {
        Some(ui.t("screen.coupon_idle"))
    } else {
        None
    };
    let name = coupon.name.as_str().to_owned();
    let remove = (coupon.removable && ui.touch() && !frozen).then(|| {
        let tap = Tap::RemoveCoupon(coupon.id.clone());
        let label = ui.fill("screen.coupon_remove", &[("name", &name)]);
        view! {
            <button type="button" class="remove" data-act="remove-coupon" aria-label=label on:click=move |_| ui.tap(tap.clone())>
                {icon(icons::CROSS)}
            </button>
        }
    });
    let picture = if coupon.pending || coupon.amount.is_zero() { icons::TAG } else { icons::CHECK };
    view! {
        <li class="coupon" data-part="coupon" data-coupon=coupon.id.as_str().to_owned()>
            {icon(picture)}
            <span class="coupon-name"><bdi>{name.clone()}</bdi>{state.map(|s| view! { <span class="detail">{s}</span> })}</span>
            {remove}
        </li>
    }
    .into_any()
}

fn sum(ui: Ui, basket: Memo<BasketView>) -> AnyView {
    basket.with(|b| {
        view! {
            <div class="sum">
                {savings(ui, b.savings).map(|s| view! { <dl class="rows">{s}</dl> })}
                {big("total", ui.t("screen.total"), ui.money(b.total))}
            </div>
        }
        .into_any()
    })
}

fn actions(ui: Ui, identify: bool) -> AnyView {
    let coupon =
        button(ui, "enter-coupon", Weight::Other, Some(icons::TAG), ui.t("screen.have_coupon"), Tap::EnterCoupon);
    let card = identify.then(|| {
        button(ui, "enter-member", Weight::Other, Some(icons::PERSON), ui.t("screen.have_card"), Tap::EnterMember)
    });
    view! { <div class="actions">{coupon}{card}</div> }.into_any()
}
