//! Members: what somebody is known by, yes or no, what there is, how much of it pays.
//!
//! What must hold: nothing is chosen for the customer; a consent is answered by a tap on one of two like keys.

use super::dom::{Tag, tag};
use super::entry::{answer, prompt, question, ready};
use super::parts::{button, head, hint, icon, icons, message, push_button, row, rows, spinner};
use super::{Ui, basket, keypad};
use till::codes::IdentityKind;
use till::ledger::life::Movement;
use till::money::Amount;
use till::pack::program::ProgramKind;
use till::screen::{BalanceView, Body, ConsentView, MemberScreen, PersonView, PointsView, Tap};

fn person(body: &Body) -> Option<&PersonView> {
    match body {
        Body::Identify(entry) => entry.person.as_ref(),
        _ => None,
    }
}

pub(super) fn identify(ui: Ui, main: Tag) -> Tag {
    let joining = ui.body(|body| person(body).is_some_and(|person| person.joining));
    let (heading, words) =
        if joining { ("screen.join", "screen.join_hint") } else { ("screen.identify", "screen.identify_hint") };
    let kinds = tag("div", "chips").live(move || ui.body(|body| person(body).cloned()), move |p| choices(ui, p));
    let field = tag("div", "pad")
        .live(move || ui.body(|body| person(body).map(|person| person.kind)), move |kind| answer(ui, kind_text(*kind)));
    let pad = tag("div", "pad").live(
        move || ui.body(|body| person(body).filter(|_| ui.touch()).map(|person| person.kind)),
        move |kind| match kind {
            IdentityKind::Email => keypad::address(ui, ready),
            IdentityKind::Code | IdentityKind::Host => keypad::letters(ui, ready),
            _ => keypad::digits(ui, ready),
        },
    );
    let question = question(ui, heading, words).with(kinds);
    let letters = move || {
        let kind = ui.body(|body| person(body).map(|person| person.kind));
        matches!(kind, Some(IdentityKind::Email | IdentityKind::Code | IdentityKind::Host))
    };
    let class = move || if letters() { "screen prompt wide" } else { "screen prompt" }.to_owned();
    prompt(main.live_set("class", class), question, field, Some(pad))
}

fn choices(ui: Ui, person: &PersonView) -> Vec<Tag> {
    let one = |kind: &IdentityKind| {
        let (kind, name) = (*kind, kind_text(*kind));
        push_button("kind", "button chip")
            .set("data-kind", kind.word())
            .set("aria-pressed", if kind == person.kind { "true" } else { "false" })
            .with(tag("span", "").text(&ui.t(name)))
            .click(move || ui.tap(Tap::Kind(kind)))
    };
    let many = person.kinds.len() > 1 && ui.touch();
    let mut all: Vec<Tag> = person.kinds.iter().filter(|_| many).map(one).collect();
    if person.joins && !person.joining && ui.touch() {
        all.push(button(ui, "join", "button", Some(icons::PERSON), "screen.join", Tap::Join));
    }
    all
}

const fn kind_text(kind: IdentityKind) -> &'static str {
    match kind {
        IdentityKind::Card => "screen.card_label",
        IdentityKind::Phone => "screen.kind_phone",
        IdentityKind::Email => "screen.kind_email",
        IdentityKind::Code => "screen.kind_code",
        IdentityKind::Cpf => "screen.kind_cpf",
        IdentityKind::Oib => "screen.kind_oib",
        IdentityKind::Host => "screen.kind_host",
    }
}

pub(super) fn consent(ui: Ui, main: Tag) -> Tag {
    let view = move || {
        ui.body(|body| match body {
            Body::Consent(view) => Some(view.clone()),
            _ => None,
        })
    };
    main.set("class", "screen message-screen consent")
        .with(head(ui, "screen.join"))
        .live(view, move |view| asked(ui, view))
}

fn asked(ui: Ui, view: &ConsentView) -> Vec<Tag> {
    let (place, of) = (view.place.0.to_string(), view.place.1.to_string());
    let place = ui.fill("screen.consent_place", &[("place", &place), ("of", &of)]);
    let note = if view.required { "screen.consent_required" } else { "screen.consent_free" };
    let keys = ui.touch().then(|| {
        let key = |name: &str, text: &str, yes| {
            let text = tag("span", "").text(&ui.t(text));
            push_button(name, "button").with(text).click(move || ui.tap(Tap::Consent(yes)))
        };
        vec![key("consent-yes", "screen.yes", true), key("consent-no", "screen.no", false)]
    });
    vec![
        tag("p", "detail").text(&place),
        tag("p", "why").part("consent").text(&view.text),
        hint(icons::PERSON, &ui.t(note)),
        tag("div", "actions").with(keys.unwrap_or_default()),
    ]
}

/// So many points, stamps, or so much money.
fn units(ui: Ui, kind: ProgramKind, amount: Amount) -> String {
    if kind == ProgramKind::Money { ui.money(amount) } else { ui.format().count(amount) }
}

/// What there is of a programme, what is still to come, and what goes next.
fn balance(ui: Ui, view: &BalanceView) -> Vec<Tag> {
    let mut all = vec![row("balance", "row strong", view.name.as_str(), &units(ui, view.kind, view.ready))];
    if view.pending.is_positive() {
        all.push(row("pending", "row", &ui.t("screen.points_pending"), &units(ui, view.kind, view.pending)));
    }
    if let Some((at, amount)) = view.expires {
        let text = ui.fill("screen.points_expire", &[("date", &ui.format().date(at))]);
        all.push(row("expires", "row", &text, &units(ui, view.kind, amount)));
    }
    all
}

/// What a member has and what the basket brings, beside its total.
pub(super) fn beside(ui: Ui, views: &[BalanceView], frozen: bool) -> Option<Tag> {
    if views.is_empty() {
        return None;
    }
    let one = |view: &BalanceView| {
        let ready = units(ui, view.kind, view.ready);
        let figure = match view.earning.is_positive() {
            true => format!("{ready} + {}", units(ui, view.kind, view.earning)),
            false => ready,
        };
        row("balance", "row", view.name.as_str(), &figure)
    };
    let list = rows().with(views.iter().map(one).collect::<Vec<_>>());
    let key = |view: &BalanceView| {
        let program = view.program.clone();
        let (name, text, tap) = if view.used.is_positive() {
            ("remove-points", "screen.points_remove", Tap::RemovePoints(program))
        } else if view.pays {
            ("use-points", "screen.points_use", Tap::UsePoints(program))
        } else {
            return None;
        };
        let text = tag("span", "").text(&ui.fill(text, &[("name", view.name.as_str())]));
        Some(push_button(name, "button").with(text).click(move || ui.tap(tap.clone())))
    };
    let keys: Vec<Tag> = views.iter().filter(|_| ui.touch() && !frozen).filter_map(key).collect();
    Some(tag("div", "member-points").with(list).with(keys))
}

/// What a purchase brought, on its receipt.
pub(super) fn earned(ui: Ui, views: &[BalanceView]) -> Option<Tag> {
    let one = |view: &BalanceView| {
        let mut all = Vec::new();
        if view.earning.is_positive() {
            let text = ui.fill("screen.points_earned", &[("name", view.name.as_str())]);
            all.push(row("earned", "row good", &text, &units(ui, view.kind, view.earning)));
        }
        all.push(row("balance", "row", view.name.as_str(), &units(ui, view.kind, view.ready)));
        if view.pending.is_positive() {
            all.push(row("pending", "row", &ui.t("screen.points_pending"), &units(ui, view.kind, view.pending)));
        }
        all
    };
    (!views.is_empty()).then(|| rows().with(views.iter().flat_map(one).collect::<Vec<_>>()))
}

pub(super) fn member(ui: Ui, main: Tag) -> Tag {
    let view = move || {
        ui.body(|body| match body {
            Body::Member(view) => Some(view.clone()),
            _ => None,
        })
    };
    main.set("class", "screen receipt member-screen")
        .with(head(ui, "screen.member_have"))
        .live(view, move |view| vec![have(ui, view), moved(ui, view)])
}

fn have(ui: Ui, view: &MemberScreen) -> Tag {
    let list = rows().with(view.basket.balances.iter().flat_map(|one| balance(ui, one)).collect::<Vec<_>>());
    let key = |one: &BalanceView| {
        let program = one.program.clone();
        push_button("program", "button chip")
            .set("aria-pressed", if view.program.as_ref() == Some(&program) { "true" } else { "false" })
            .text(one.name.as_str())
            .click(move || ui.tap(Tap::Program(program.clone())))
    };
    let many = ui.touch() && view.basket.balances.len() > 1;
    let keys: Vec<Tag> = view.basket.balances.iter().filter(|_| many).map(key).collect();
    tag("section", "paid").with(list).with(tag("div", "chips").with(keys))
}

fn moved(ui: Ui, view: &MemberScreen) -> Tag {
    let shown = view.basket.balances.iter().find(|one| Some(&one.program) == view.program.as_ref());
    let kind = shown.map_or(ProgramKind::Points, |one| one.kind);
    let section = tag("section", "moves").set("tabindex", "0").set("role", "group");
    let section = section.set("aria-label", &ui.t("screen.movements"));
    match &view.movements {
        None if view.program.is_some() => section.with(message("message busy", spinner(), &ui.t("screen.checking"))),
        None => section,
        Some(list) => {
            let one = |movement: &Movement| {
                let text = format!("{} {}", ui.format().date(movement.at), ui.t(&movement_text(movement)));
                row("movement", "row", &text, &units(ui, kind, movement.amount))
            };
            section.with(rows().with(list.iter().map(one).collect::<Vec<_>>()))
        }
    }
}

fn movement_text(movement: &Movement) -> String {
    format!("movement.{}", movement.kind.word())
}

pub(super) fn points(ui: Ui, main: Tag) -> Tag {
    let view = move || ui.body(|body| points_of(body).cloned());
    let words = tag("div", "question").with(head(ui, "screen.points")).live(view, move |view| pays(ui, view));
    let said = tag("div", "").live(
        move || ui.body(|body| points_of(body).map(|view| (view.busy, view.message.clone()))),
        move |(busy, text)| match (busy, text) {
            (true, _) => Some(message("message busy", spinner(), &ui.t("screen.checking"))),
            (_, text) => text.as_deref().map(|text| message("message bad", icon(icons::ALERT), text)),
        },
    );
    let field = answer(ui, "screen.points_label").with(said);
    let pad = ui.touch().then(|| keypad::digits(ui, ready));
    prompt(main.set("class", "screen prompt"), words, field, pad)
}

pub(super) fn points_of(body: &Body) -> Option<&PointsView> {
    match body {
        Body::Points(view) => Some(view),
        _ => None,
    }
}

fn pays(ui: Ui, view: &PointsView) -> Vec<Tag> {
    let total = basket::of(&Body::Points(view.clone())).map_or_else(Amount::default, |basket| basket.total);
    let mut list = balance(ui, &view.balance);
    list.push(row("total", "row strong", &ui.t("screen.total"), &ui.money(total)));
    let all = view.most.filter(|_| ui.touch()).map(|(most, worth)| {
        let (most, worth) = (units(ui, view.balance.kind, most), ui.money(worth));
        let text = tag("span", "").text(&ui.fill("screen.points_all", &[("units", &most), ("worth", &worth)]));
        push_button("use-all", "button").with(text).click(move || ui.tap(Tap::UseAll))
    });
    let none = view.most.is_none().then(|| hint(icons::ALERT, &ui.t("screen.points_none")));
    vec![rows().with(list), tag("div", "actions").with(all).with(none)]
}
