//! Ids of adjustments: stable as long as the same coupon or allowance applies, unique in the basket.

use super::basket::Basket;
use super::request::{CouponIn, Offer};
use crate::names::Id;

/// The most characters of an id.
const MOST: usize = 64;

/// `coupon:<id>`; the second offer of the same scheme, by id, gets `coupon:<id>.2` and so on.
pub(super) fn coupon_id(basket: &Basket<'_>, offer: &Offer, coupon: &CouponIn) -> Id {
    let same = |other: &&Offer| other.when.coupon.as_ref() == Some(&coupon.scheme) && other.id < offer.id;
    let number = basket.offers.iter().filter(same).count().saturating_add(1);
    let tail = if number == 1 { String::new() } else { format!(".{number}") };
    prefixed("coupon:", &coupon.id, &tail)
}

/// `allowance:<id>`.
pub(super) fn allowance_id(id: &Id) -> Id {
    prefixed("allowance:", id, "")
}

/// `carried:<id>` of a sale.
pub(super) fn carried_id(sale: &Id) -> Id {
    prefixed("carried:", sale, "")
}

/// Prefix, id and tail; an id too long for that is cut, with a hash of all of it in place of its end.
fn prefixed(prefix: &str, id: &Id, tail: &str) -> Id {
    let whole = format!("{prefix}{id}{tail}");
    if whole.len() <= MOST {
        return Id::new(&whole).unwrap_or_else(|| id.clone());
    }
    let hash = format!("~{:016x}{tail}", fnv_1a(id.as_str()));
    let kept: String = whole.chars().take(MOST.saturating_sub(hash.len())).collect();
    Id::new(&format!("{kept}{hash}")).unwrap_or_else(|| id.clone())
}

/// FNV-1a, 64 bit (Fowler, Noll, Vo).
pub(super) fn fnv_1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_ids_stay_within_the_limit_and_apart() {
        let id = |last: char| Id::new(&format!("{}{last}", "x".repeat(63))).unwrap();
        let (a, b) = (prefixed("coupon:", &id('a'), ".12"), prefixed("coupon:", &id('b'), ".12"));
        assert_eq!((a.as_str().len(), b.as_str().len()), (64, 64));
        assert_ne!(a, b);
        assert!(a.as_str().ends_with(".12"));
        assert_eq!(allowance_id(&Id::word("a1")).as_str(), "allowance:a1");
        // the published test vector of the empty text and of "a"
        assert_eq!((fnv_1a(""), fnv_1a("a")), (0xcbf2_9ce4_8422_2325, 0xaf63_dc4c_8601_ec8c));
    }
}
