//! The demo merchant's pack with one thing changed at a time, and what the check says to it.

use super::Pack;
use serde_json::{Value, json};

const ZAGREB: &str = include_str!("../../../www/packs/zagreb.json");

fn said(change: impl FnOnce(&mut Value)) -> String {
    let mut pack: Value = serde_json::from_str(ZAGREB).unwrap();
    change(&mut pack);
    Pack::parse(&pack.to_string()).map_or_else(|error| error.to_string(), |_| "fine".to_owned())
}

/// Sets what stands at a JSON pointer whose parent exists.
fn set(pointer: &str, value: Value) -> String {
    said(|pack| {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = pack.pointer_mut(parent).unwrap();
        match parent {
            Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
            _ => parent[name] = value,
        }
    })
}

#[test]
fn the_demo_pack_is_fine_and_written_again_says_the_same() {
    use crate::shape::Shape;
    let pack = Pack::parse(ZAGREB).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(Pack::parse(&pack.write().to_string()).as_ref(), Ok(&pack));
    assert!(pack.offers.len() >= 6 && pack.coupon(&pack.coupons[0].id).is_some());
    assert_eq!(set("/tills", json!(12)), "fine", "more tills are legal; stored value is off then");
    assert_eq!(set("/zone", json!("America/Argentina/Buenos_Aires")), "fine");
}

#[test]
fn shapes_are_refused_before_meanings() {
    assert_eq!(Pack::parse("{").unwrap_err().to_string(), "pack: not JSON at line 1 column 1");
    assert_eq!(Pack::parse("{}").unwrap_err().to_string(), "pack.format: required (expected a value)");
    let offer = set("/offers/1/percent", json!(20));
    assert!(offer.starts_with("pack.offers[1].percent: wrong_type"), "{offer}");
}

/// What is set to what, and what is said.
const FLAWS: &str = r#"
/format 2 -> pack.format: this build reads format 1
/zone "Zagreb" -> pack.zone: an IANA zone such as Europe/Zagreb
/zone "Europe/" -> pack.zone: an IANA zone such as Europe/Zagreb
/business_day_cut 1440 -> pack.business_day_cut: minutes after midnight, 0 to 1439
/currencies [] -> pack.currencies: at least one currency
/currencies ["EUR","EUR"] -> pack.currencies[1]: stands here twice
/tills 0 -> pack.tills: at least one till
/options/cash_step 0 -> pack.options.cash_step: minor units; 1 for no rounding
/taxes/1/code "A" -> pack.taxes[1].code: stands here twice
/taxes/1/rate "101" -> pack.taxes[1].rate: a rate from 0 to 100 percent

/offers/0/id "coupon:x" -> pack.offers[0].id: ids of offers do not begin with coupon:, allowance: or carried:
/offers/2/id "yoghurt-20" -> pack.offers[2].id: stands here twice
/offers/2/text_20 "more than 20 characters" -> pack.offers[2].text_20: at most 20 characters
/offers/6/when/coupon "nothing" -> pack.offers[6].when.coupon: no coupon scheme has this id
/offers/3/when/stores ["split"] -> pack.offers[3].when.stores[0]: not a store of this pack
/offers/4/when/groups ["foes"] -> pack.offers[4].when.groups[0]: no member card gives this group

/coupons/1/id "household-10" -> pack.coupons[1].id: stands here twice
/coupons/1/max_uses 0 -> pack.coupons[1].max_uses: at least one, or left out for no limit
/coupons/1/per_basket 0 -> pack.coupons[1].per_basket: at least one
/coupons/0/max_uses 5 -> pack.coupons[0].max_uses: single-use codes are good for the uses they were issued with
/vouchers/0/scheme "none" -> pack.vouchers[0].scheme: no coupon scheme has this id
/vouchers/0/scheme "welcome-2" -> pack.vouchers[0].scheme: a voucher is a single-use code; this scheme is multi-use
/vouchers/0/valid_days 0 -> pack.vouchers[0].valid_days: 1 to 3650 days
/vouchers/0/min_total -1 -> pack.vouchers[0].min_total: an amount from 0
/vouchers/0/text {"Croatian":"x"} -> pack.vouchers[0].text.Croatian: a language tag such as hr or de-AT
/texts {"hr":{"a":"\u001b[2J"}} -> pack.texts.hr: texts of at most 1000 characters, no control characters but line ends

/tokens/1/pin true -> pack.tokens[1].pin: member cards have no PIN
/tokens/0/pin_length 3 -> pack.tokens[0].pin_length: 4 to 12 digits
/tokens/0/groups ["friends"] -> pack.tokens[0].groups: groups belong to member cards
/tokens/0/format/prefix "4299" -> pack.tokens[0].format.prefix: numbers of this prefix and length are bank cards
/tokens/1/format/prefix "385" -> pack.tokens[1].format.prefix: numbers of this prefix and length are products
/tokens/0/min_load 0 -> pack.tokens[0].min_load: an amount above 0
/tokens/0/min_load 20001 -> pack.tokens[0].min_load: at most max_load
/tokens/0/max_load 50001 -> pack.tokens[0].max_load: at most max_balance
/tokens/0/max_load null -> pack.tokens[0].min_load: only with max_load
/tokens/3/max_load null -> pack.tokens[3].activation: cards that are sold here need max_load
/tokens/0/cash_out_max -1 -> pack.tokens[0].cash_out_max: an amount above 0
/tokens/1/max_load 100 -> pack.tokens[1].max_load: member cards have no money on them
/tokens/1/valid_days 100 -> pack.tokens[1].kind: member cards are not loaded, do not end and have no home till
/tokens/3/reloadable true -> pack.tokens[3].reloadable: a token for one payment is loaded once
/tokens/0/valid_days 0 -> pack.tokens[0].valid_days: 1 to 36500 days
/tokens/4/gs1 ["8004"] -> pack.tokens[4].gs1[0]: 8003, 8006, 8018, 255 or 01
/coupons/0/format/length 5 -> pack.coupons[0].format.length: longer than prefix and check digit together
/coupons/0/format/length 65 -> pack.coupons[0].format.length: at most 64 characters
/coupons/0/format/prefix "SAVE" -> pack.coupons[0].format.prefix: a check digit needs a code of digits only
/coupons/0/format/prefix "9-" -> pack.coupons[0].format.prefix: dashes are taken out of what people type
/coupons/1/format/prefix "99" -> pack.coupons[1].format: cannot be told apart from pack.coupons[0]
/tokens/1/format/prefix "99021" -> pack.tokens[1].format: cannot be told apart from pack.coupons[1]
"#;

#[test]
fn each_flaw_is_named_by_path_and_reason() {
    for line in FLAWS.lines().filter(|line| !line.is_empty()) {
        let (change, expected) = line.split_once(" -> ").unwrap();
        let (pointer, value) = change.split_once(' ').unwrap();
        assert_eq!(set(pointer, serde_json::from_str(value).unwrap()), expected, "{change}");
    }
    let dates = said(|pack| {
        pack["coupons"][0]["valid_from"] = json!("2026-12-01T00:00:00+01:00");
        pack["coupons"][0]["valid_until"] = json!("2026-12-01T00:00:00+01:00");
    });
    let homes = said(|pack| {
        pack["tokens"][0]["home_till"] = json!("1");
        pack["tokens"][0]["card_homes"] = json!(true);
    });
    assert_eq!(homes, "pack.tokens[0].card_homes: home_till is that of all cards");
    assert_eq!(dates, "pack.coupons[0].valid_until: must be after valid_from");
}
