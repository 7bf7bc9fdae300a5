//! The receipt: what was paid and how, taxes, and what the fiscal law adds.
//!
//! What must hold: fiscal lines and the content of the code are the register's, verbatim.

use super::parts::{big, icon, icons, row, savings, tender};
use super::{Ui, pay, qr};
use leptos::prelude::*;
use till::screen::{Body, ReceiptView, TaxView};

pub(super) fn screen(ui: Ui) -> AnyView {
    // A receipt changes only when its signature comes: drawing it again as a whole is soon enough.
    let body = Memo::new(move |old: Option<&Option<ReceiptView>>| {
        let now = ui.screen.with(|s| match &s.body {
            Body::Receipt(receipt) => Some(receipt.clone()),
            _ => None,
        });
        now.or_else(|| old.cloned().flatten())
    });
    view! {
        <main class="screen receipt" data-screen="receipt">
            <header class="head">
                <span class="seal small">{icon(icons::CHECK)}</span>
                <h1 tabindex="-1" data-part="heading">{ui.t("screen.thanks")}</h1>
            </header>
            {move || body.with(|b| b.as_ref().map(|receipt| sheet(ui, receipt)))}
        </main>
    }
    .into_any()
}

fn sheet(ui: Ui, receipt: &ReceiptView) -> AnyView {
    view! {
        {summary(ui, receipt)}
        {fiscal(ui, receipt)}
    }
    .into_any()
}

fn summary(ui: Ui, receipt: &ReceiptView) -> AnyView {
    let total = receipt.basket.total;
    let (first, second) = match receipt.change.filter(|change| change.is_positive()) {
        Some(change) => (
            big("change", ui.t("screen.change"), ui.money(change)),
            Some(row("total", "strong", ui.t("screen.total"), ui.money(total))),
        ),
        None => (big("total", ui.t("screen.total"), ui.money(total)), None),
    };
    let tenders: Vec<_> = receipt.tenders.iter().map(|t| tender(ui, t)).collect();
    let rounding =
        (!receipt.rounding.is_zero()).then(|| row("rounding", "", ui.t("screen.rounding"), ui.money(receipt.rounding)));
    let vouchers = (receipt.vouchers > 0).then(|| {
        view! { <p class="hint" data-part="vouchers">{icon(icons::TAG)}<span>{ui.t("screen.vouchers")}</span></p> }
    });
    view! {
        <section class="paid">
            {first}
            <dl class="rows">{second}{tenders}{rounding}{savings(ui, receipt.basket.savings)}</dl>
            {taxes(ui, &receipt.taxes)}
            {vouchers}
        </section>
    }
    .into_any()
}

fn taxes(ui: Ui, taxes: &[TaxView]) -> Option<AnyView> {
    if taxes.is_empty() {
        return None;
    }
    let rows: Vec<_> = taxes
        .iter()
        .map(|tax| {
            let rate = ui.format.with_value(|f| f.percent(tax.rate));
            view! {
                <tr data-part="tax">
                    <th scope="row">{tax.name.as_str().to_owned()} " " {rate}</th>
                    <td>{ui.money(tax.net)}</td>
                    <td>{ui.money(tax.tax)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    Some(
        view! {
            <table class="taxes">
                <thead><tr><th scope="col">{ui.t("screen.tax")}</th><th scope="col">{ui.t("screen.tax_net")}</th><th scope="col">{ui.t("screen.tax_amount")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any(),
    )
}

fn fiscal(ui: Ui, receipt: &ReceiptView) -> AnyView {
    let code = receipt.qr.as_deref().and_then(|text| qr::code(text, ui.t("screen.qr")));
    let pending = receipt.pending.then(|| {
        view! { <p class="message busy" data-part="pending">{pay::spinner()}<span>{ui.t("screen.fiscal_pending")}</span></p> }
    });
    let lines: Vec<_> = receipt.fiscal.iter().map(|line| view! { <li>{line.as_str().to_owned()}</li> }).collect();
    let number = ui.fill("screen.receipt_no", &[("number", receipt.receipt_no.as_str())]);
    view! {
        <section class="fiscal">
            {code}
            {pending}
            <p class="receipt-no" data-part="receipt-no">{number}</p>
            <ul class="fiscal-lines" data-part="fiscal">{lines}</ul>
        </section>
    }
    .into_any()
}
