//! Messages to the host: answers, events and requests as JSON text.

use crate::names::Id;
use crate::session::state::{Event, Requested};
use crate::shape::{Json, Out, Shape};
use crate::wire::error::Refusal;

/// A command was done.
#[must_use]
pub fn done(re: &Id, kind: &str, payload: &Json) -> String {
    let mut out = message(&["v", "re", "type", "ok", "payload"]);
    out.text(re.as_str());
    out.text(kind);
    out.bool(true);
    out.raw(payload.as_str());
    out.end();
    out.into_text()
}

/// A command was refused. `texts` are for the cashier and the customer.
#[must_use]
pub fn refused(re: Option<&Id>, kind: Option<&str>, refusal: &Refusal, texts: &(String, String)) -> String {
    let mut out = message(&["v", "re", "type", "ok", "error"]);
    text_or_null(&mut out, re.map(Id::as_str));
    text_or_null(&mut out, kind);
    out.bool(false);
    out.begin(&["code", "who", "retry", "cashier_text", "customer_text", "details"]);
    out.text(refusal.code.word());
    out.text(refusal.code.who().word());
    out.bool(refusal.code.retry());
    out.text(&texts.0);
    out.text(&texts.1);
    out.begin(&[]);
    for (name, value) in &refusal.details {
        out.name(name);
        out.raw(value.as_str());
    }
    out.end();
    out.end();
    out.end();
    out.into_text()
}

/// An event.
#[must_use]
pub fn event(epoch: Option<&Id>, event: &Event) -> String {
    let mut out = message(&["v", "epoch", "seq", "type", "payload"]);
    text_or_null(&mut out, epoch.map(Id::as_str));
    event.seq.print(&mut out);
    out.text(event.event.as_str());
    out.raw(event.payload.as_str());
    out.end();
    out.into_text()
}

/// Something said once: neither kept nor numbered.
#[must_use]
pub fn aside(kind: &str, payload: &Json) -> String {
    let mut out = message(&["v", "type", "payload"]);
    out.text(kind);
    out.raw(payload.as_str());
    out.end();
    out.into_text()
}

/// A request.
#[must_use]
pub fn request(request: &Requested, deadline: &str) -> String {
    let mut out = message(&["v", "req", "type", "deadline", "payload"]);
    out.text(request.req.as_str());
    out.text(request.request.as_str());
    out.text(deadline);
    out.raw(request.payload.as_str());
    out.end();
    out.into_text()
}

/// A message of version 1 begins; its other members follow.
fn message(names: &'static [&'static str]) -> Out {
    let mut out = Out::new();
    out.begin(names);
    out.integer(1);
    out
}

fn text_or_null(out: &mut Out, text: Option<&str>) {
    match text {
        Some(text) => out.text(text),
        None => out.null(),
    }
}
