//! What each way of paying would pay now, before anybody has chosen one.
//!
//! What must hold: amounts come from the rules by which tenders are taken, so what is suggested is never refused for its amount.

use super::gift::eligible;
use super::state::{Phase, Sale};
use crate::money::Amount;
use crate::pack::{Pack, TokenKind};
use crate::price::cash_round;
use crate::wire::basket::TenderKind;
use crate::wire::error::Refusal;
use crate::wire::tender::Suggestion;

/// The most amounts of cash that are suggested.
const MOST: usize = 4;

/// One row for each kind, for gift cards one for each scheme; nothing before payment has begun or once all is paid.
pub(super) fn suggest(sale: &Sale, pack: &Pack) -> Result<Vec<Suggestion>, Refusal> {
    let amount = sale.to_pay();
    let mut all = Vec::new();
    if sale.phase != Phase::Paying || !amount.is_positive() {
        return Ok(all);
    }
    for kind in &sale.kinds {
        let row = Suggestion { kind: *kind, scheme: None, amount, gaps: Vec::new(), cash_amounts: Vec::new() };
        match kind {
            TenderKind::GiftCard => {
                for scheme in pack.tokens.iter().filter(|scheme| scheme.kind == TokenKind::GiftCard) {
                    let found = eligible(sale, pack, scheme)?;
                    let (scheme, amount, gaps) = (Some(scheme.id.clone()), found.amount, found.gaps);
                    all.push(Suggestion { scheme, amount, gaps, ..row.clone() });
                }
            }
            TenderKind::Cash => {
                let cash_amounts = handed(cash_round(amount, &pack.options)?, &pack.cash_notes);
                all.push(Suggestion { cash_amounts, ..row });
            }
            TenderKind::Card | TenderKind::Other => all.push(row),
        }
    }
    Ok(all)
}

/// What is to pay, and the next amounts that are handed over in notes of one kind.
fn handed(amount: Amount, notes: &[Amount]) -> Vec<Amount> {
    let mut all = vec![amount];
    for note in notes.iter().map(|note| note.minor()).filter(|note| *note > 0) {
        let count = amount.minor().saturating_add(note).saturating_sub(1).checked_div(note).unwrap_or(0);
        let whole = Amount::new(count.saturating_mul(note)).ok();
        if let Some(whole) = whole.filter(|whole| !all.contains(whole) && all.len() < MOST) {
            all.push(whole);
        }
    }
    all
}
