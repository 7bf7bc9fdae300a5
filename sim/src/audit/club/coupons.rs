//! How often coupons were used: what the pack allows in total, on one day, in one basket and of one code.
//!
//! What must hold: a use counts where the ledger took it and the sale stands; the sums are made here, from the receipts.

use crate::Seen;
use crate::audit::Told;
use crate::checks::require;
use crate::world::Broken;
use std::collections::BTreeMap;
use till::ledger::ask::{Count, Mode};
use till::ledger::{Fate, Ledger};

/// (scheme, in total, on one day, in one basket) as the pack says.
const MOST: [(&str, usize, usize, usize); 4] =
    [("welcome-2", 5, 4, 1), ("household-10", 99, 99, 2), ("thanks-1", 99, 99, 2), ("club-1", 99, 99, 1)];
/// Uses of one code: of those with many, and of those that are good once.
const OF_CODE: [(&str, usize); 4] = [("welcome-2", 3), ("household-10", 1), ("thanks-1", 1), ("bon-3", 1)];
/// Uses of one customer.
const OF_CUSTOMER: [(&str, usize); 1] = [("club-1", 2)];

pub fn limits(ledger: &Ledger, tills: &[Told<'_>], mode: Mode, seen: &mut Seen) -> Broken {
    let mut used: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let holds: BTreeMap<_, _> = ledger.holds(mode).collect();
    let receipts = tills.iter().flat_map(|told| told.receipts.iter());
    for sale in receipts.filter(|sale| sale.receipt.mode == mode && !sale.receipt.voided) {
        for coupon in &sale.coupons {
            let Some(hold) = holds.get(&coupon.op).filter(|hold| matches!(hold.fate, Fate::Posted(_))) else {
                continue;
            };
            let scheme = coupon.scheme.as_str();
            let day = sale.receipt.business_date.text();
            let code = hold.from.seal.as_ref().or(hold.to.seal.as_ref()).map_or("", till::secret::Seal::as_str);
            for count in ["total".to_owned(), format!("day {day}"), format!("basket {}", sale.receipt.basket_ref)] {
                *used.entry((scheme, count)).or_default() += 1;
            }
            *used.entry((scheme, format!("code {code}"))).or_default() += 1;
            // by the member where one was known when the coupon was shown, else by the card
            for of in
                hold.limits.iter().filter(|limit| limit.by == Count::Customer).filter_map(|limit| limit.of.as_ref())
            {
                *used.entry((scheme, format!("customer {of}"))).or_default() += 1;
            }
            seen.count("coupons used", 1);
        }
    }
    for ((scheme, count), times) in &used {
        let of_code = OF_CODE.iter().find(|(name, _)| name == scheme).map_or(99, |(_, most)| *most);
        let (_, total, day, basket) =
            MOST.iter().find(|most| most.0 == *scheme).copied().unwrap_or((scheme, 99, 99, 99));
        let most = match count.split(' ').next() {
            Some("total") => total,
            Some("day") => day,
            Some("basket") => basket,
            Some("customer") => OF_CUSTOMER.iter().find(|(name, _)| name == scheme).map_or(99, |(_, most)| *most),
            _ => of_code,
        };
        require(*times <= most, || format!("{scheme} was used {times} times of {most}: {count} ({mode:?})"))?;
    }
    Ok(())
}
