//! Tenders: what they pay, the cash rounding of the one that closes the sale, change.
//!
//! What must hold: paid + remaining is what is to pay with the rounding; change comes from cash only; a refund mirrors.

use super::answer::{Payment, TenderOut};
use super::basket::Basket;
use super::exact::{add, mul, sub};
use super::payable::cash_due;
use crate::money::{Amount, Overflow};

/// What the tenders come to, in their order. `payable` may be negative: then tenders are handed back.
pub(super) fn payment(payable: Amount, basket: &Basket<'_>) -> Result<Option<Payment>, Overflow> {
    let tenders = basket.tenders;
    if tenders.is_empty() {
        return Ok(None);
    }
    let sign = if payable.is_negative() { -1 } else { 1 };
    let in_cash = |left: i128| cash_due(Amount::from_wide(mul(left, sign)?)?, basket);
    let mut remaining = mul(payable.wide(), sign)?;
    let (mut rounding, mut change, mut paid) = (0, 0, 0);
    let mut list = Vec::with_capacity(tenders.len());
    for tender in tenders {
        let given = mul(tender.amount.wide(), sign)?;
        let cash = tender.kind.as_str() == "cash";
        let due = if cash { mul(in_cash(remaining)?.wide(), sign)? } else { remaining };
        let closes = remaining > 0 && given >= due;
        let applied = if closes { due } else { given.min(remaining.max(0)) };
        let excess = sub(given, applied)?;
        if closes {
            rounding = sub(due, remaining)?;
            remaining = 0;
        } else {
            remaining = sub(remaining, applied)?;
        }
        paid = add(paid, applied)?;
        if cash {
            change = add(change, excess)?;
        }
        list.push(TenderOut {
            id: tender.id.clone(),
            applied: Amount::from_wide(mul(applied, sign)?)?,
            excess: Amount::from_wide(if cash { 0 } else { mul(excess, sign)? })?,
        });
    }
    let left = Amount::from_wide(mul(remaining, sign)?)?;
    Ok(Some(Payment {
        tenders: list,
        paid: Amount::from_wide(mul(paid, sign)?)?,
        rounding: Amount::from_wide(mul(rounding, sign)?)?,
        change: Amount::from_wide(mul(change, sign)?)?,
        remaining: left,
        remaining_cash: in_cash(remaining)?,
    }))
}
