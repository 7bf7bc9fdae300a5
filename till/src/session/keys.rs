//! `input.key`: the register's own keys reach the prompt that is open.
//!
//! What must hold: a digit may be one of a PIN, so no key is kept, told or fingerprinted; what is half typed belongs to the
//! screen, and only what is finished comes back, as a submission.

use super::command::Answer;
use super::draft::Draft;
use crate::screen::{Body, Paper};
use crate::session::Effect;
use crate::shape::Shape;
use crate::wire::error::{Code, Refusal};
use crate::wire::receipt::InputKey;
use crate::wire::session::Nothing;

/// `input.key`.
pub(super) fn key(draft: &mut Draft<'_>, x: &InputKey) -> Answer {
    let key = x.key.expose();
    let digit = key.len() == 1 && key.bytes().all(|b| b.is_ascii_digit());
    if !digit && !matches!(key, "clear" | "enter" | "cancel") {
        let refusal = Refusal::new(Code::PayloadInvalid).because("path", "payload.key").because("problem", "malformed");
        return Err(refusal.because("expected", "0 to 9, clear, enter or cancel"));
    }
    let body = draft.session.body();
    match (body.field(), &body) {
        (Some(_), _) if key == "cancel" => draft.back()?,
        (Some(_), _) => draft.effect(Effect::Key(x.key.clone())),
        (None, Body::Approved { .. } | Body::Declined { .. }) if !digit => draft.seen(),
        (None, Body::Receipt(receipt)) if !digit && receipt.paper.is_some_and(Paper::is_open) => match key {
            "clear" => draft.more_time(),
            key => draft.print_receipt(key == "enter"),
        },
        _ => return Err(Code::NothingAsked.into()),
    }
    Ok(Nothing {}.write())
}
