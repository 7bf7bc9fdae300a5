//! How the page is doing, for the cashier and service: what it is, and what is not resolved yet.
//!
//! What must hold: no amount of a basket, no name and no number of a card is shown here but that of an open case.

use super::Ui;
use super::dom::{Tag, tag};
use super::parts::{head, icon, icons, row, rows};
use till::screen::{Body, ServiceView};
use till::wire::report::Unresolved;

pub(super) fn screen(ui: Ui, main: Tag) -> Tag {
    let view = move || {
        ui.body(|body| match body {
            Body::Service(view) => Some(view.clone()),
            _ => None,
        })
    };
    main.set("class", "screen service")
        .with(head(ui, "screen.service"))
        .live(view, move |view| vec![facts(ui, view), cases(ui, &view.unresolved)])
}

fn facts(ui: Ui, view: &ServiceView) -> Tag {
    let [device, store, till] = &view.place;
    let pack = view.pack.as_ref().map_or_else(|| "-".to_owned(), |pack| format!("{} {}", pack.version, pack.hash));
    let facts = [
        ("build", view.build.clone()),
        ("device", device.to_string()),
        ("store", format!("{store} / {till}")),
        ("pack", pack),
        ("storage", view.storage.to_owned()),
        ("restarts", view.restarts.to_string()),
        ("events", view.unacknowledged.to_string()),
    ];
    let fact = |(name, value): (&str, String)| row(name, "row", &ui.t(&format!("service.{name}")), &value);
    tag("section", "facts").with(rows().with(facts.into_iter().map(fact).collect::<Vec<_>>()))
}

fn cases(ui: Ui, cases: &[Unresolved]) -> Tag {
    let section = tag("section", "cases").part("cases").with(tag("h2", "").text(&ui.t("service.unresolved")));
    if cases.is_empty() {
        let none = tag("span", "").text(&ui.t("service.none"));
        return section.with(tag("p", "message good").with(icon(icons::CHECK)).with(none));
    }
    section.with(tag("ul", "").with(cases.iter().map(|case| one(ui, case)).collect::<Vec<_>>()))
}

fn one(ui: Ui, case: &Unresolved) -> Tag {
    let what = ui.t(&format!("service.{}", case.what));
    let amount = case.amount.map(|amount| tag("strong", "").text(&ui.money(amount)));
    let detail = tag("span", "detail").text(&format!("{} {} \u{d7}{}", case.detail, case.id, case.tries));
    tag("li", "row").part("case").with(tag("span", "").text(&what).with(detail)).with(amount)
}
