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

#[test]
fn each_flaw_is_named_by_path_and_reason() {
    let format = |prefix: &str, length: u32, check: &str| json!({"prefix": prefix, "length": length, "check": check});
    let tax = json!({"code": "A", "rate": "25", "name": "PDV"});
    let cases = [
        ("/format", json!(2), "pack.format: this build reads format 1"),
        ("/zone", json!("Zagreb"), "pack.zone: an IANA zone such as Europe/Zagreb"),
        ("/zone", json!("Europe/"), "pack.zone: an IANA zone such as Europe/Zagreb"),
        ("/business_day_cut", json!(1440), "pack.business_day_cut: minutes after midnight, 0 to 1439"),
        ("/currencies", json!([]), "pack.currencies: at least one currency"),
        ("/currencies", json!(["EUR", "EUR"]), "pack.currencies[1]: stands here twice"),
        ("/tills", json!(0), "pack.tills: at least one till"),
        ("/options/cash_step", json!(0), "pack.options.cash_step: minor units; 1 for no rounding"),
        ("/taxes/1", tax, "pack.taxes[1].code: stands here twice"),
        ("/taxes/1/rate", json!("101"), "pack.taxes[1].rate: a rate from 0 to 100 percent"),
        ("/offers/2/id", json!("yoghurt-20"), "pack.offers[2].id: stands here twice"),
        ("/offers/2/text_20", json!("x".repeat(21)), "pack.offers[2].text_20: at most 20 characters"),
        ("/offers/6/when/coupon", json!("nothing"), "pack.offers[6].when.coupon: no coupon scheme has this id"),
        ("/offers/3/when/stores", json!(["split"]), "pack.offers[3].when.stores[0]: not a store of this pack"),
        ("/offers/4/when/groups", json!(["foes"]), "pack.offers[4].when.groups[0]: no member card gives this group"),
        ("/coupons/1/max_uses", json!(0), "pack.coupons[1].max_uses: at least one, or left out for no limit"),
        ("/coupons/1/per_basket", json!(0), "pack.coupons[1].per_basket: at least one"),
        (
            "/coupons/0/max_uses",
            json!(5),
            "pack.coupons[0].max_uses: single-use codes are good for the uses they were issued with",
        ),
        ("/vouchers/0/scheme", json!("none"), "pack.vouchers[0].scheme: no coupon scheme has this id"),
        (
            "/vouchers/0/scheme",
            json!("welcome-2"),
            "pack.vouchers[0].scheme: a voucher is a single-use code; this scheme is multi-use",
        ),
        ("/vouchers/0/valid_days", json!(0), "pack.vouchers[0].valid_days: 1 to 3650 days"),
        (
            "/vouchers/0/text",
            json!({"Croatian": "x"}),
            "pack.vouchers[0].text.Croatian: a language tag such as hr or de-AT",
        ),
        ("/tokens/1/pin", json!(true), "pack.tokens[1].pin: member cards have no PIN"),
        ("/tokens/0/pin_length", json!(3), "pack.tokens[0].pin_length: 4 to 12 digits"),
        ("/tokens/0/groups", json!(["friends"]), "pack.tokens[0].groups: groups belong to member cards"),
        (
            "/tokens/0/format",
            format("4299", 16, "luhn"),
            "pack.tokens[0].format.prefix: numbers of this prefix and length are bank cards",
        ),
        (
            "/tokens/1/format",
            format("385", 13, "gs1"),
            "pack.tokens[1].format.prefix: numbers of this prefix and length are products",
        ),
        (
            "/coupons/0/format",
            format("99015", 6, "gs1"),
            "pack.coupons[0].format.length: longer than prefix and check digit together",
        ),
        ("/coupons/0/format", format("99", 65, "none"), "pack.coupons[0].format.length: at most 64 characters"),
        (
            "/coupons/0/format",
            format("SAVE", 12, "gs1"),
            "pack.coupons[0].format.prefix: a check digit needs a code of digits only",
        ),
        (
            "/coupons/0/format",
            format("S-", 12, "none"),
            "pack.coupons[0].format.prefix: dashes are taken out of what people type",
        ),
        (
            "/coupons/1/format",
            format("99", 13, "gs1"),
            "pack.coupons[1].format: cannot be told apart from pack.coupons[0]",
        ),
        (
            "/tokens/1/format",
            format("9902", 13, "luhn"),
            "pack.tokens[1].format: cannot be told apart from pack.coupons[1]",
        ),
        (
            "/texts",
            json!({"hr": {"receipt.header": "a\u{1b}[2J"}}),
            "pack.texts.hr: texts of at most 1000 characters, no \
            control characters but line ends",
        ),
        ("/offers/0/id", json!("coupon:x"), "pack.offers[0].id: ids of offers do not begin with coupon: or allowance:"),
    ];
    for (pointer, value, expected) in cases {
        assert_eq!(set(pointer, value.clone()), expected, "{pointer} = {value}");
    }
    let dates = said(|pack| {
        pack["coupons"][0]["valid_from"] = json!("2026-12-01T00:00:00+01:00");
        pack["coupons"][0]["valid_until"] = json!("2026-12-01T00:00:00+01:00");
    });
    assert_eq!(dates, "pack.coupons[0].valid_until: must be after valid_from");
}
