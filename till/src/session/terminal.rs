//! The register's card terminal: what it says of a payment, and what to think when it says nothing.
//!
//! What must hold: a whole card number is masked before anything is written; a payment nobody answers for becomes unknown,
//! never declined, and stays one until the register settles it.

use super::draft::{Draft, REQUEST_DEADLINE};
use super::state::{State, Tender, TenderPhase};
use crate::names::Label;
use crate::secret::Token;
use crate::time::Instant;
use crate::wire::error::{Code, Refusal};
use crate::wire::slip::Slip;
use std::rc::Rc;

/// The tender with what its terminal says; what was said before stays if nothing is said now.
pub(super) fn with_slip(tender: Tender, slip: Option<&Slip>) -> Result<Tender, Refusal> {
    let Some(slip) = slip else { return Ok(tender) };
    if !slip.sound() {
        return Err(Refusal::new(Code::PayloadInvalid)
            .because("path", "payload.slip")
            .because("expected", "0 or more"));
    }
    slip.on_top()?;
    let masked = slip.masked_pan.as_ref().map(|pan| without_numbers(pan.as_str()));
    let plain = |lines: &[String]| lines.iter().map(|line| without_numbers(line)).collect();
    let slip = Slip {
        masked_pan: masked.as_deref().and_then(Label::new),
        customer_receipt: plain(&slip.customer_receipt),
        merchant_receipt: plain(&slip.merchant_receipt),
        ..slip.clone()
    };
    Ok(Tender { masked: masked.or(tender.masked), slip: Some(Rc::new(slip)), ..tender })
}

/// The payments the register was asked to take and has said nothing of, each with the moment its request ends.
fn unanswered(state: &State) -> impl Iterator<Item = (&Tender, Instant)> {
    let asked =
        state.requests.iter().filter(|request| matches!(request.request.as_str(), "payment.take" | "payment.refund"));
    asked.filter_map(|request| {
        let tender = state.sale.as_ref()?.tender(&request.subject)?;
        let waits = tender.phase == TenderPhase::Taking;
        waits.then(|| (tender, request.at.after(REQUEST_DEADLINE)))
    })
}

/// When the next of them ends.
pub(super) fn overdue_at(state: &State) -> Option<Instant> {
    unanswered(state).map(|(_, ends)| ends).min()
}

/// Nothing was heard in time: it cannot be told what became of the payment. The request stays, its answer settles it.
pub(super) fn overdue(draft: &mut Draft<'_>) {
    let now = draft.ctx.now;
    let over: Vec<Tender> =
        unanswered(&draft.state).filter(|(_, ends)| now >= *ends).map(|(tender, _)| tender.clone()).collect();
    for tender in over {
        let unknown = Tender { phase: TenderPhase::Unknown, ..tender };
        draft.set_tender(unknown.clone());
        draft.tender_event("tender.unknown", &unknown, Some(Code::PaymentUnknown));
    }
}

/// A text of the terminal without control characters and with every bank card's number masked.
fn without_numbers(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut out = String::with_capacity(plain.len());
    let mut run = String::new();
    for c in plain.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() || (matches!(c, ' ' | '-') && !run.is_empty()) {
            run.push(c);
            continue;
        }
        let number: String = run.chars().filter(char::is_ascii_digit).collect();
        match Token::new(&number).filter(|_| crate::codes::bank_card_like(&number)) {
            Some(token) => {
                out.push_str(&token.masked());
                let end = run.trim_end_matches([' ', '-']).len();
                out.push_str(run.get(end..).unwrap_or_default());
            }
            None => out.push_str(&run),
        }
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::without_numbers;

    #[test]
    fn numbers_of_cards_are_masked_wherever_they_stand() {
        let cases = [
            ("VISA 4111 1111 1111 1111 OK", "VISA 411111••••••1111 OK"),
            ("4111-1111-1111-1111", "411111••••••1111"),
            ("PAN:5500005555555559\tAID A0000000041010", "PAN:550000••••••5559 AID A0000000041010"),
            ("411111••••••1111", "411111••••••1111"),
            ("AUTH 004711 21.11.2026 10:15", "AUTH 004711 21.11.2026 10:15"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(without_numbers(text), expected);
        }
    }
}
