//! Messages to the host: answers, events and requests as JSON text.

use crate::names::Id;
use crate::session::state::{Event, Requested};
use crate::shape::Json;
use crate::wire::error::Refusal;
use serde_json::json;

/// A command was done.
#[must_use]
pub fn done(re: &Id, kind: &str, payload: &Json) -> String {
    json!({"v": 1, "re": re.as_str(), "type": kind, "ok": true, "payload": payload}).to_string()
}

/// A command was refused. `texts` are for the cashier and the customer.
#[must_use]
pub fn refused(re: Option<&Id>, kind: Option<&str>, refusal: &Refusal, texts: &(String, String)) -> String {
    let code = refusal.code;
    json!({"v": 1, "re": re.map(Id::as_str), "type": kind, "ok": false, "error": {
        "code": code.word(), "who": code.who().word(), "retry": code.retry(),
        "cashier_text": texts.0, "customer_text": texts.1, "details": refusal.details,
    }})
    .to_string()
}

/// An event.
#[must_use]
pub fn event(epoch: Option<&Id>, event: &Event) -> String {
    let epoch = epoch.map(Id::as_str);
    json!({"v": 1, "epoch": epoch, "seq": event.seq, "type": event.event.as_str(), "payload": event.payload})
        .to_string()
}

/// A request.
#[must_use]
pub fn request(request: &Requested, deadline: &str) -> String {
    let (req, kind) = (request.req.as_str(), request.request.as_str());
    json!({"v": 1, "req": req, "type": kind, "deadline": deadline, "payload": request.payload}).to_string()
}
