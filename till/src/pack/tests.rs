//! The demo merchant's pack with one thing changed at a time, and what the check says to it.

use super::Pack;
use serde_json::{Value, json};

const ZAGREB: &str = include_str!("../../../www/packs/zagreb.json");
/// The shop of the conversations.
const SHOP: &str = include_str!("../../tests/world/shop.json");

fn said(change: impl FnOnce(&mut Value)) -> String {
    let mut pack: Value = serde_json::from_str(SHOP).unwrap();
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
/offers/4/when/groups ["foes"] -> pack.offers[4].when.groups[0]: no member card and no tier gives this group

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
/in_store/1/pattern "21IIIIVVVVVVC" -> pack.in_store[1].pattern: another rule begins with the same digits
/in_store/0/pattern "26IIIIIVVVVVC" -> pack.in_store[0].pattern: codes of a coupon or card scheme begin with these digits
/in_store/0/pattern "40IIIIIVV.VVC" -> pack.in_store[0].pattern: malformed (expected 13 characters from 02, 04 or 20-29, or 8 from 0 or 2: digits, then I V K X and a last C, with at most one point between two V; such as "21IIIIIVV.VVVC")
"#;

/// Programmes with everything in them, and what is set to what.
fn with_programs(change: impl FnOnce(&mut Value)) -> String {
    said(|pack| {
        pack["offers"].as_array_mut().unwrap().push(json!({
            "id": "free-coffee", "kind": "percent", "name": "Free coffee", "percent": "100", "step": "reward",
            "when": {"groups": ["gold"]}, "on_choice": true
        }));
        pack["programs"] = json!([
            {
                "id": "points", "name": "Points", "kind": "points", "ready_days": 14, "valid_days": 365, "valid_to": "year",
                "caps": {"sale": 500, "day": 1000, "month": 5000, "customer": 100_000},
                "spend": {"units": 100, "worth": 100, "step": 100, "least": 200, "most": 5000, "max_percent": "30",
                    "min_basket": 1000, "not_with_coupons": true, "settles_as": "tender"},
                "tiers": [{"from": 1000, "groups": ["silver"]}, {"name": "Gold", "from": 5000, "groups": ["gold"]}],
                "tier_days": 365,
                "on_return": {"take_back": true, "short": "forgive", "back_days": 14}
            },
            {
                "id": "stamps", "name": "Coffee", "kind": "stamps",
                "milestones": [
                    {"id": "ten", "at": 10, "offer": "free-coffee", "on_choice": true},
                    {"id": "twenty", "at": 20, "voucher": {"scheme": "household-10", "valid_days": 30}, "carry": false}
                ]
            },
            {"id": "back", "name": "Back", "kind": "money", "currency": "EUR", "valid_days": 45, "valid_to": "day",
                "spend": {"units": 1, "worth": 1, "max_percent": "10"}}
        ]);
        change(pack);
    })
}

/// What is set to what in programmes, and what is said.
const PROGRAM_FLAWS: &str = r#"
/0/ready_days 3651 -> pack.programs[0].ready_days: 0 to 3650 days
/0/valid_days 0 -> pack.programs[0].valid_days: 1 to 3650 days
/0/valid_days null -> pack.programs[0].valid_to: only with valid_days
/0/tier_days 400 -> pack.programs[0].tier_days: 1 to 366 days
/0/on_return/back_days 0 -> pack.programs[0].on_return.back_days: 1 to 3650 days
/0/caps/month 0 -> pack.programs[0].caps.month: above 0
/0/currency "EUR" -> pack.programs[0].currency: only for money
/0/spend/units 0 -> pack.programs[0].spend.units: above 0
/0/spend/step -1 -> pack.programs[0].spend.step: above 0
/0/spend/least 5001 -> pack.programs[0].spend.least: at most spend.most
/0/spend/max_percent "0" -> pack.programs[0].spend.max_percent: a rate above 0, to 100 percent
/0/spend/max_percent "101" -> pack.programs[0].spend.max_percent: a rate above 0, to 100 percent
/0/tiers/1/from 1000 -> pack.programs[0].tiers: each from more units than the one before
/0/tiers/0/from 0 -> pack.programs[0].tiers[0].from: above 0
/0/tiers/1/groups [] -> pack.offers[9].when.groups[0]: no member card and no tier gives this group
/1/id "points" -> pack.programs[1].id: stands here twice
/1/milestones/1/at 10 -> pack.programs[1].milestones: each at more units than the one before
/1/milestones/1/id "ten" -> pack.programs[1].milestones[1].id: stands here twice
/1/milestones/0/offer "tea" -> pack.programs[1].milestones[0].offer: no offer has this id
/1/milestones/0/offer "choc-3for2" -> pack.programs[1].milestones[0].offer: an offer with on_choice: it gives nothing before the units are there
/1/milestones/0/offer null -> pack.programs[1].milestones[0].offer: either an offer or a voucher
/1/milestones/1/on_choice true -> pack.programs[1].milestones[1].on_choice: only for an offer
/1/milestones/1/voucher/scheme "welcome-2" -> pack.programs[1].milestones[1].voucher.scheme: no single-use coupon scheme has this id
/1/milestones/1/voucher/valid_days 0 -> pack.programs[1].milestones[1].voucher.valid_days: 1 to 3650 days
/2/currency "JPY" -> pack.programs[2].currency: not a currency of this pack
/2/spend/worth 2 -> pack.programs[2].spend.worth: money is worth itself: units and worth the same
"#;

#[test]
fn each_flaw_of_a_programme_is_named_by_path_and_reason() {
    assert_eq!(with_programs(|_| {}), "fine");
    for line in PROGRAM_FLAWS.lines().filter(|line| !line.is_empty()) {
        let (change, expected) = line.split_once(" -> ").unwrap();
        let (pointer, value) = change.split_once(' ').unwrap();
        let said = with_programs(|pack| {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            pack.pointer_mut(&format!("/programs{parent}")).unwrap()[name] = serde_json::from_str(value).unwrap();
        });
        assert_eq!(said, expected, "{change}");
    }
}

#[test]
fn an_offer_earns_the_programme_it_names_or_the_only_one_of_its_kind() {
    let offer = |earn: Value| json!({"id": "earn", "kind": "points", "name": "Points", "earn": earn});
    let push = |earn: Value, second: bool| {
        with_programs(|pack| {
            pack["offers"].as_array_mut().unwrap().push(offer(earn));
            if second {
                let other = json!({"id": "other", "name": "Other", "kind": "points"});
                pack["programs"].as_array_mut().unwrap().push(other);
            }
        })
    };
    let refused = "pack.offers[10].earn.program: the id of a programme of this kind; needed where there are several";
    assert_eq!(push(json!({"per_amount": 100}), false), "fine");
    assert_eq!(push(json!({"per_amount": 100}), true), refused);
    assert_eq!(push(json!({"per_amount": 100, "program": "other"}), true), "fine");
    assert_eq!(push(json!({"per_amount": 100, "program": "stamps"}), true), refused);
}

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
