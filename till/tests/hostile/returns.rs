//! What must hold of returns after every step of a random day.

use crate::world::World;
use till::price::request::LineKind;

/// No more comes back than was sold, no tender gets back more than it paid, and what a gift card paid is never cash.
pub fn check(world: &World, seed: u64) {
    let state = world.session.state();
    for known in state.returns.iter() {
        let Some(sale) = state.receipts.iter().find(|sale| sale.receipt.basket_ref == known.sale) else { continue };
        for line in &known.lines {
            let sold = sale.receipt.lines.iter().find(|sold| sold.id == line.line);
            let told = state.receipts.iter().any(|sale| sale.differences.iter().any(|d| d.what.as_str() == "returned"));
            assert!(told || sold.is_some_and(|sold| line.quantity <= sold.quantity), "seed {seed}: more than was sold");
        }
        for tender in &known.tenders {
            let paid = &sale.paid[usize::try_from(tender.place).unwrap()];
            let within = !tender.amount.is_negative() && tender.amount <= paid.amount;
            assert!(within, "seed {seed}: {:?} of {:?}", tender.amount, paid.amount);
        }
    }
    for sale in &state.receipts {
        let paid: i64 = sale.paid.iter().map(|paid| paid.amount.minor()).sum();
        let gone = sale.receipt.tenders.iter().filter(|t| t.amount.is_negative()).map(|t| t.amount.minor());
        let taken: i64 = sale.back.iter().flat_map(|back| &back.tenders).map(|t| t.amount.minor()).sum();
        let own: i64 = sale.receipt.tenders.iter().filter(|t| t.amount.is_positive()).map(|t| t.amount.minor()).sum();
        let named = sale.paid.iter().all(|paid| paid.tender_ref.is_some());
        let proved = !sale.receipt.lines.iter().any(|line| line.kind == LineKind::ReturnFree) && named;
        if sale.differences.is_empty() && proved {
            let gone: i64 = gone.sum();
            let short = -gone - (taken - (paid - own)); // given back beyond what the sale had been paid with, with consent
            assert!(short >= 0, "seed {seed}: what came back and is not given back came over");
        }
    }
}
