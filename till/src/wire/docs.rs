//! The reference, written from the types: command, event and error tables, JSON Schemas. Built by the tools only.

#![allow(
    clippy::indexing_slicing,
    reason = "a missing member of a JSON value reads as null; this never runs in the page"
)]

use super::command::documentation;
use super::error::Code;
use super::{basket, boost, card, coupon, ledger, member, receipt, refund, report, session, tender};
use crate::session::state::Phase;
use crate::session::table::phases_of;
use crate::shape::schema::Value as Json;
use crate::shape::{Book, Shape};
use serde_json::json;

/// An event or request: type, text, payload schema.
type Said = (&'static str, &'static str, fn(&mut Book) -> Json);

/// Events, in the order of the documentation.
pub const EVENTS: &[Said] = &[
    (
        "basket.priced",
        "The figures changed without a basket command: the whole set of adjustments, replacing the former.",
        basket::BasketState::schema,
    ),
    (
        "basket.discrepancy",
        "Register and page differ about a closed sale; it stands as the register says.",
        receipt::Discrepancy::schema,
    ),
    ("basket.cancelled", "A basket is gone whose payments had to be undone first.", basket::Closed::schema),
    (
        "basket.cancel_failed",
        "A basket is being cancelled and a payment could not be given back; it stays.",
        tender::TenderEvent::schema,
    ),
    ("basket.committed", "A sale is closed and has its number.", receipt::CommittedEvent::schema),
    (
        "receipt.chosen",
        "Whether the receipt of a sale is to be printed, where its customer was asked.",
        receipt::ReceiptChosen::schema,
    ),
    ("customer.identified", "What is known of the customer of the open sale.", member::CustomerEvent::schema),
    (
        "customer.refused",
        "Nobody is known by that, or nobody joined; the sale goes on.",
        member::CustomerRefused::schema,
    ),
    ("customer.enrolled", "Somebody is a member, or a member has more identities.", member::Enrolled::schema),
    ("customer.erased", "A person is forgotten; what stays, and why.", member::Erased::schema),
    ("loyalty.balance", "What a member has.", member::BalanceEvent::schema),
    ("loyalty.movements", "The movements of one of the member's programmes.", member::MovementsEvent::schema),
    ("loyalty.redeemed", "What a member has pays; `basket.priced` came just before.", member::RedeemEvent::schema),
    ("loyalty.declined", "It does not pay, and why.", member::RedeemEvent::schema),
    ("loyalty.unredeemed", "It does not pay any more.", member::RedeemEvent::schema),
    ("loyalty.earned", "What a committed sale brought its member.", member::EarnedEvent::schema),
    ("loyalty.taken_back", "What goods that come back had earned is taken back.", member::TakenBackEvent::schema),
    ("message.due", "Something to be told to a member who has consented to it.", member::MessageDue::schema),
    ("coupon.redeemed", "A coupon is in the basket; `basket.priced` came just before.", coupon::CouponRedeemed::schema),
    ("coupon.refused", "A coupon is not in the basket, and why.", coupon::CouponRefused::schema),
    ("coupons.checked", "What the ledger adds to the verdicts of a check or a list.", coupon::CouponsChecked::schema),
    ("coupon.issued", "A coupon that a cashier gives is made, or is not.", coupon::CouponIssued::schema),
    ("offer.available", "Offers that the customer may choose came into reach.", boost::OffersAvailable::schema),
    ("tender.approved", "A tender is there.", tender::TenderEvent::schema),
    ("tender.declined", "A tender is not there and will not be.", tender::TenderEvent::schema),
    ("tender.cancelled", "A tender was given back or never taken.", tender::TenderEvent::schema),
    ("tender.unknown", "Nobody knows yet whether a tender is there.", tender::TenderEvent::schema),
    (
        "tender.try_failed",
        "A PIN was wrong and the customer may try again; nothing is decided.",
        tender::TenderEvent::schema,
    ),
    ("tender.balance", "What is on a card.", card::CardEvent::schema),
    ("tender.statement", "The movements of a card.", card::CardEvent::schema),
    ("tender.transferred", "Money went from card to card, or not.", card::CardEvent::schema),
    ("tender.blocked", "A card is blocked, is good again, or nothing changed.", card::CardEvent::schema),
    ("tender.cashed_out", "What was left on a card was paid out, or not.", card::CardEvent::schema),
    ("tender.load_held", "A line's card is known: it is loaded at commit.", card::LoadEvent::schema),
    ("tender.load_declined", "A line has no card, and why.", card::LoadEvent::schema),
    ("tender.loaded", "A card of a closed sale is loaded.", card::LoadEvent::schema),
    ("ledger.imported", "Opening balances and codes were taken in, or not.", tender::Imported::schema),
    (
        "ledger.unknown",
        "An operation on the ledger was asked six times in vain; it goes on being asked.",
        report::Unresolved::schema,
    ),
    ("clock.suspect", "The till's clock jumped; nothing expires because of it.", session::ClockSuspect::schema),
    (
        "screen.say",
        "What the screen says now, to be spoken, while `session.configure {assist}` holds; without a number, never kept or repeated.",
        session::Say::schema,
    ),
    (
        "screen.blur",
        "The prompt that had the keyboard is over (`display.focus_on_prompt`): take the focus back; without a number, never kept or repeated.",
        session::Nothing::schema,
    ),
    ("scan.read", "A code was typed or scanned into the page that no field was waiting for.", coupon::ScanRead::schema),
];

/// Requests to the register, in the order of the documentation.
pub const REQUESTS: &[Said] = &[
    ("payment.take", "Take money, by cash or card.", tender::TakePayment::schema),
    ("payment.reverse", "Give back what was taken for a tender, or stop taking it.", tender::ReversePayment::schema),
    ("payment.pay_out", "Pay out what was left on a gift card.", card::PayOutCash::schema),
    ("payment.refund", "Give money back, by cash, card or a voucher.", refund::RefundPayment::schema),
    ("authorise", "Somebody who may has to consent.", refund::Authorise::schema),
    ("ledger.ask", "Ask the store's ledger; the register passes it on and the answer back.", ledger::LedgerAsk::schema),
    ("print", "Print a text; a second print of one `print_id` is marked as a copy.", receipt::Print::schema),
];

/// Every generated file: its path below docs/, and its text.
#[must_use]
pub fn tables() -> Vec<(String, String)> {
    let mut book = Book::new();
    let commands = documentation(&mut book);
    let mut defs = Vec::new();
    for (list, kind) in [(EVENTS, "event"), (REQUESTS, "request")] {
        defs.extend(list.iter().map(|(name, text, schema)| (kind, *name, *text, schema(&mut book))));
    }
    vec![
        ("reference.md".to_owned(), reference(&commands, &defs, &book)),
        ("errors.md".to_owned(), errors()),
        ("states.md".to_owned(), super::states::text()),
        ("schema/protocol.json".to_owned(), protocol_schema(&commands, &defs, &book)),
        ("schema/pack.json".to_owned(), one_schema::<crate::pack::Pack>("A merchant pack")),
        ("schema/price-request.json".to_owned(), one_schema::<crate::price::request::Request>("A basket to price")),
        ("schema/price-answer.json".to_owned(), one_schema::<crate::price::answer::Priced>("A priced basket")),
    ]
}

const GENERATED: &str = "<!-- Written by `cargo xtask gen` from till/src/wire; edit the types, not this file. -->\n\n";

fn text(value: &Json) -> &str {
    value.as_str().unwrap_or_default().trim()
}

/// `BasketState` of `{"$ref": "#/$defs/BasketState"}`.
fn name_of(schema: &Json) -> &str {
    schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()).unwrap_or("")
}

fn link(schema: &Json) -> String {
    let name = name_of(schema);
    format!("[{name}](#{})", name.to_lowercase())
}

fn reference(commands: &[[Json; 5]], said: &[(&str, &str, &str, Json)], book: &Book) -> String {
    let mut out = format!("# Reference of the protocol, version 1\n\n{GENERATED}");
    out += "## Commands\n\n| type | module | what | payload | answer | possible while |\n|---|---|---|---|---|---|\n";
    for [kind, module, what, payload, answer] in commands {
        let phases: Vec<&str> = phases_of(text(kind)).iter().map(|phase| phase.word()).collect();
        let when = if phases.len() == Phase::ALL.len() { "always".to_owned() } else { phases.join(", ") };
        let row =
            [&format!("`{}`", text(kind)), text(module), text(what), &link(payload), &link(answer), &when].join(" | ");
        out += &format!("| {row} |\n");
    }
    for (kind, title) in [("event", "Events"), ("request", "Requests to the register")] {
        out += &format!("\n## {title}\n\n| type | what | payload |\n|---|---|---|\n");
        for (_, name, what, schema) in said.iter().filter(|row| row.0 == kind) {
            out += &format!("| `{name}` | {what} | {} |\n", link(schema));
        }
    }
    out += "\n## Shapes\n";
    for (name, schema) in book {
        out += &shape(name, schema);
    }
    out
}

fn shape(name: &str, schema: &Json) -> String {
    let mut out = format!("\n### {name}\n\n{}\n", text(&schema["description"]));
    let Some(properties) = schema["properties"].as_object() else { return out };
    if properties.is_empty() {
        return out;
    }
    out += "\n| member | type | | what |\n|---|---|---|---|\n";
    for (member, schema_of) in properties {
        let required = schema["required"].as_array().is_some_and(|list| list.iter().any(|item| item == member));
        let need = match (required, schema_of.get("default")) {
            (true, _) => "required".to_owned(),
            (false, Some(default)) => format!("default `{default}`"),
            (false, None) => String::new(),
        };
        let what = text(&schema_of["description"]).replace('|', "\\|");
        out += &format!("| `{member}` | {} | {need} | {what} |\n", type_of(schema_of));
    }
    out
}

fn type_of(schema: &Json) -> String {
    if let Some(inner) = schema["allOf"].get(0) {
        return link(inner);
    }
    if schema.get("$ref").is_some() {
        return link(schema);
    }
    match text(&schema["type"]) {
        "array" => format!("list of {}", type_of(&schema["items"])),
        "object" => format!("map of {}", type_of(&schema["additionalProperties"])),
        "string" if schema.get("format").is_some() => text(&schema["format"]).to_owned(),
        "" => "any JSON".to_owned(),
        other => other.to_owned(),
    }
}

fn errors() -> String {
    let mut out = format!("# Errors\n\n{GENERATED}");
    out += "`who` must act: `host` (the register's program), `later` (the same command, when the state is right), `customer`, \
            `service`, `epos` (the page). `retry`: whether the same command with the same id may be sent again. The texts for \
            the cashier and the customer come with every refusal, in their languages.\n\n";
    out += "| code | who | retry | cause | remedy |\n|---|---|---|---|---|\n";
    for code in Code::ALL {
        let (cause, remedy) = code.explained();
        let retry = if code.retry() { "yes" } else { "no" };
        out += &format!("| `{}` | {} | {retry} | {cause} | {remedy} |\n", code.word(), code.who().word());
    }
    out
}

fn protocol_schema(commands: &[[Json; 5]], said: &[(&str, &str, &str, Json)], book: &Book) -> String {
    let commands: serde_json::Map<String, Json> = commands
        .iter()
        .map(|[kind, module, what, payload, answer]| {
            let row = json!({"module": module, "description": text(what), "payload": payload, "answer": answer});
            (text(kind).to_owned(), row)
        })
        .collect();
    let of = |kind: &str| -> serde_json::Map<String, Json> {
        let rows = said.iter().filter(|row| row.0 == kind);
        rows.map(|(_, name, what, schema)| ((*name).to_owned(), json!({"description": what, "payload": schema})))
            .collect()
    };
    let errors: Vec<Json> =
        Code::ALL.iter().map(|c| json!({"code": c.word(), "who": c.who().word(), "retry": c.retry()})).collect();
    pretty(&json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Smarts ePOS protocol, version 1",
        "commands": commands, "events": of("event"), "requests": of("request"), "errors": errors, "$defs": book,
    }))
}

fn one_schema<T: Shape>(title: &str) -> String {
    let mut book = Book::new();
    let root = T::schema(&mut book);
    let draft = "https://json-schema.org/draft/2020-12/schema";
    pretty(&json!({"$schema": draft, "title": title, "$ref": root["$ref"], "$defs": book}))
}

fn pretty(value: &Json) -> String {
    format!("{value:#}\n")
}
