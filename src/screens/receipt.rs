//! The receipt: what was paid and how, taxes, and what the fiscal law adds.
//!
//! What must hold: fiscal lines and the content of the code are the register's, verbatim.

use super::dom::{Tag, tag};
use super::parts::{big, button, heading, hint, icon, icons, keep_focus, message, row, rows, savings, spinner, tender};
use super::{Ui, member, qr};
use till::screen::{Body, Paper, ReceiptView, Tap, TaxView};

pub(super) fn screen(ui: Ui, main: Tag) -> Tag {
    // A receipt changes only when its signature comes: drawing it again as a whole is soon enough.
    let receipt = move || {
        ui.body(|body| match body {
            Body::Receipt(receipt) => Some(ReceiptView { paper: None, ..receipt.clone() }),
            _ => None,
        })
    };
    let paper = move || Some(shown(ui).map(|paper| if paper == Paper::Ends { Paper::Asked } else { paper }));
    let seal = tag("span", "seal small").with(icon(icons::CHECK));
    let head = tag("header", "head").with(seal).live(move || ui.body(title), move |key| heading(&ui.t(key)));
    main.set("class", "screen receipt")
        .with(head)
        .live(paper, move |paper| paper.map(|paper| choice(ui, paper)))
        .live(receipt, move |receipt| vec![summary(ui, receipt), fiscal(ui, receipt)])
}

/// Thanks for a purchase; of goods that came back, that the money was given back.
pub(super) fn title(body: &Body) -> Option<&'static str> {
    let Body::Receipt(receipt) = body else { return None };
    Some(if receipt.basket.total.is_negative() { "screen.given_back" } else { "screen.thanks" })
}

/// Shall it be printed? Both answers look alike; once one is given it stays said.
fn choice(ui: Ui, paper: Paper) -> Tag {
    let part = tag("section", "paper").part("paper");
    if !paper.is_open() {
        keep_focus(&ui.0.root, false); // a key that had the focus is gone
        return part.with(message("message good", icon(icons::CHECK), &ui.t(said(paper))));
    }
    let key = |name, picture, key, tap| button(ui, name, "button", Some(picture), key, tap);
    let answers = if ui.touch() {
        let no = key("no-receipt", icons::CROSS, "screen.paper_no", Tap::PrintReceipt(false));
        let yes = key("print-receipt", icons::CHECK, "screen.paper_yes", Tap::PrintReceipt(true));
        tag("div", "actions").with(vec![no, yes])
    } else {
        hint(icons::CHECK, &ui.t("screen.paper_keys")).part("keys")
    };
    let question = tag("p", "question").part("question").text(&ui.t("screen.paper"));
    part.with(question).with(answers).live(
        move || Some(shown(ui) == Some(Paper::Ends)),
        move |ends| {
            let more = || button(ui, "more-time", "button", None, "screen.more_time", Tap::MoreTime);
            let asks = || message("message warn", icon(icons::ALERT), &ui.t("screen.ends_soon"));
            if *ends { std::iter::once(asks()).chain(ui.touch().then(more)).collect() } else { Vec::new() }
        },
    )
}

fn shown(ui: Ui) -> Option<Paper> {
    ui.body(|body| match body {
        Body::Receipt(receipt) => receipt.paper,
        _ => None,
    })
}

/// What is said of it.
pub(super) const fn said(paper: Paper) -> &'static str {
    match paper {
        Paper::Asked => "screen.paper",
        Paper::Ends => "screen.ends_soon",
        Paper::Printed => "screen.paper_printed",
        Paper::None => "screen.paper_none",
    }
}

fn summary(ui: Ui, receipt: &ReceiptView) -> Tag {
    let total = receipt.basket.total;
    let key = if total.is_negative() { "screen.to_give_back" } else { "screen.total" };
    let (label, total) = (ui.t(key), ui.money(total.magnitude()));
    let list = rows();
    let (first, list) = match receipt.change.filter(|change| change.is_positive()) {
        Some(change) => {
            let change = big("change", &ui.t("screen.change"), &ui.money(change));
            (change, list.with(row("total", "row strong", &label, &total)))
        }
        None => (big("total", &label, &total), list),
    };
    let rounding = (!receipt.rounding.is_zero())
        .then(|| row("rounding", "row", &ui.t("screen.rounding"), &ui.money(receipt.rounding)));
    let list = list
        .with(receipt.tenders.iter().map(|t| tender(ui, t)).collect::<Vec<_>>())
        .with(rounding)
        .with(savings(ui, receipt.basket.savings));
    let points = member::earned(ui, &receipt.basket.balances);
    let vouchers = (receipt.vouchers > 0).then(|| hint(icons::TAG, &ui.t("screen.vouchers")).part("vouchers"));
    tag("section", "paid").with(first).with(list).with(points).with(taxes(ui, &receipt.taxes)).with(vouchers)
}

fn taxes(ui: Ui, taxes: &[TaxView]) -> Option<Tag> {
    if taxes.is_empty() {
        return None;
    }
    let column = |key: &str| tag("th", "").set("scope", "col").text(&ui.t(key));
    let head = tag("tr", "").with(vec![column("screen.tax"), column("screen.tax_net"), column("screen.tax_amount")]);
    let line = |tax: &TaxView| {
        let name = format!("{} {}", tax.name, ui.format().percent(tax.rate));
        tag("tr", "")
            .part("tax")
            .with(tag("th", "").set("scope", "row").text(&name))
            .with(tag("td", "").text(&ui.money(tax.net)))
            .with(tag("td", "").text(&ui.money(tax.tax)))
    };
    let body = tag("tbody", "").with(taxes.iter().map(line).collect::<Vec<_>>());
    Some(tag("table", "taxes").with(tag("thead", "").with(head)).with(body))
}

fn fiscal(ui: Ui, receipt: &ReceiptView) -> Tag {
    let code = receipt.qr.as_deref().and_then(|text| qr::code(text, &ui.t("screen.qr")));
    let pending = receipt.pending.then(|| {
        let text = tag("span", "").text(&ui.t("screen.fiscal_pending"));
        tag("p", "message busy").part("pending").with(spinner()).with(text)
    });
    let lines = receipt.fiscal.iter().map(|line| tag("li", "").text(line.as_str())).collect::<Vec<_>>();
    let lines = (!lines.is_empty()).then(|| tag("ul", "fiscal-lines").part("fiscal").with(lines));
    let number = ui.fill("screen.receipt_no", &[("number", receipt.receipt_no.as_str())]);
    tag("section", "fiscal")
        .with(code)
        .with(pending)
        .with(tag("p", "receipt-no").part("receipt-no").text(&number))
        .with(lines)
}
