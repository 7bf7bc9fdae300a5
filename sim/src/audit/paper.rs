//! Whether receipts were to be printed: each that asked was told of once.

use super::Told;
use std::collections::BTreeSet;
use till::receipt::Receipt;
use till::wire::basket::BasketKind;

/// How many receipts were told of. No sale twice, nothing but sales, none that was voided before anybody had answered.
pub fn told_once(till: &Told<'_>) -> Result<usize, String> {
    let mut known = BTreeSet::new();
    for payload in till.events_of("receipt.chosen") {
        let basket = payload["basket_ref"].as_str().unwrap_or_default();
        if !known.insert(basket) {
            return Err(format!("whether the receipt of {basket} is printed was told twice"));
        }
        let receipt =
            till.receipts.iter().map(|sale| &sale.receipt).find(|receipt| receipt.basket_ref.as_str() == basket);
        let right = |receipt: &Receipt| {
            receipt.kind == BasketKind::Sale && payload["epos_no"].as_u64() == Some(receipt.epos_no)
        };
        if receipt.is_some_and(|receipt| !right(receipt)) {
            return Err(format!("whether {basket} is printed was told of another receipt: {payload}"));
        }
        if payload["answered"] == false && payload["print"] == false {
            return Err(format!("nobody said that {basket} is not printed"));
        }
    }
    match till.choice {
        Some((asked, shown)) if Some(asked) != shown => Err(format!("{asked} asks where nobody sees it")),
        _ => Ok(known.len()),
    }
}
