use super::{explain, text};
use crate::pack::baskets::Sample;
use crate::pack::{diff, report};
use serde_json::{Value, json};
use till::pack::Pack;
use till::price::request::Offer;
use till::shape::Shape;

/// The shop of the tests with these changes to its pack.
fn shop(changes: &Value) -> Pack {
    let mut pack: Value = serde_json::from_str(include_str!("../../../../till/tests/world/shop.json")).unwrap();
    for (name, value) in changes.as_object().unwrap() {
        pack[name] = value.clone();
    }
    Pack::parse(&pack.to_string()).unwrap()
}

fn offer(members: &Value) -> String {
    let mut all = json!({"id": "x", "name": "X", "kind": "percent", "percent": "10"});
    for (name, value) in members.as_object().unwrap() {
        all[name] = value.clone();
    }
    let said = text(&explain(&shop(&json!({"offers": [all], "vouchers": []}))));
    let (_, offer) = said.split_once("offer x").unwrap();
    offer.split("\ncoupon ").next().unwrap().to_owned()
}

#[test]
fn an_offer_is_said_with_what_when_who_and_limits() {
    let said = offer(&json!({
        "kind": "buy_get", "buy": 9, "get": 1, "percent": "100", "select": {"categories": ["coffee"]},
        "when": {"groups": ["friends"], "weekdays": [6, 7], "from_minute": 480, "until_minute": 720, "stores": ["zagreb-001"],
                 "every_purchase": 10, "first_purchases": 20,
                 "birthday_days": 3, "min_basket": 500, "not": [{"tills": ["till-9"]}]},
        "limits": {"max_uses_customer": 1, "budget": 100000}, "funder": "maker:kavana", "stacking_group": "hot"
    }));
    let expected = [
        " \"X\"",
        "  gives    for every 9 units of them (a bought one may be the rewarded one) the cheapest one is free",
        "  on       category coffee",
        "  when     on Saturday or Sunday, from 08:00 to before 12:00, the store's time",
        "  who      members of friends, on purchase 10, 20, 30 and so on, on the first 20 purchases, up to 3 days before and after the birthday",
        "  where    in store zagreb-001",
        "  needs    a basket of at least EUR 5.00",
        "  none of  at till till-9",
        "  limits   in 1 basket of one customer, a budget of EUR 1000.00 in all",
        "  besides  with the deals on sets; only the best of stacking group hot; paid for by maker:kavana",
    ];
    assert_eq!(said.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn kinds_of_benefit_have_their_words() {
    let gives = |members: Value| {
        let said = offer(&members);
        said.lines().find_map(|line| line.strip_prefix("  gives    ")).unwrap().to_owned()
    };
    let none = Value::Null;
    let cases = [
        (json!({}), "10 % off"),
        (json!({"kind": "amount_off_unit", "percent": none, "amount": 50}), "EUR 0.50 off each unit"),
        (json!({"kind": "unit_price", "percent": none, "unit_price": "1.99"}), "each unit for 1.99"),
        (json!({"kind": "buy_pay", "percent": none, "buy": 4, "pay": 2}), "of every 4 units the 2 cheapest are free"),
        (json!({"kind": "set_price", "percent": none, "buy": 3, "amount": 500}), "every 3 units for EUR 5.00"),
        (
            json!({"kind": "unit_number", "percent": "50", "first": 2, "last": 2}),
            "unit 2 50 % cheaper, counted from the dearest",
        ),
        (
            json!({"kind": "tiers", "percent": none, "tiers": [{"from_value": 2000, "percent": "5"}, {"from_value": 5000, "percent": "8"}]}),
            "from EUR 20.00 5 % off, from EUR 50.00 8 % off: all of it by the highest reached",
        ),
        (
            json!({"kind": "tiers", "percent": none, "bands": "every", "tiers": [{"from_value": 5000, "amount_off": 500}]}),
            "from EUR 50.00 EUR 5.00 off: the highest reached, once for every so much",
        ),
        (json!({"kind": "points", "percent": none, "earn": {"per_amount": 100}}), "1 point for every full EUR 1.00"),
        (json!({"kind": "points", "percent": none, "earn": {"times": "2"}}), "2 times the points of other offers"),
        (json!({"kind": "stamps", "percent": none, "earn": {"per_units": "1"}}), "1 stamp for every 1 bought"),
        (json!({"kind": "stamps", "percent": none, "earn": {"count": 2}}), "2 stamps a purchase"),
        (json!({"kind": "cashback", "percent": "5"}), "5 % back for later"),
        (
            json!({"kind": "voucher", "percent": none, "amount": 500, "earn": {"per_amount": 5000, "scheme": "thanks-1"}}),
            "1 voucher for every full EUR 50.00 of scheme thanks-1, each worth EUR 5.00",
        ),
    ];
    for (members, expected) in cases {
        assert_eq!(gives(members.clone()), expected, "{members}");
    }
}

/// Another value for every member of an offer, each where it counts.
fn changes() -> Value {
    json!([
        {"id": "y"}, {"kind": "set_off", "buy": 2}, {"name": "Y"}, {"text_20": "Y"}, {"text_38": "Y"}, {"step": "reward"},
        {"priority": 7}, {"select": {"brands": ["b"], "min_price": "1", "except_tags": ["t"]}}, {"when": {"member": true}},
        {"percent": "11"}, {"kind": "cashback", "percent": null, "amount": 7},
        {"kind": "buy_get", "percent": null, "unit_price": "1", "buy": 2, "get": 3, "get_select": {"tags": ["t"]}},
        {"kind": "set_off", "buy": 2, "percent": "10", "same_product": true},
        {"kind": "buy_get", "buy": 2, "bought_count": false, "propose": true, "which": "nth", "nth": 3},
        {"kind": "buy_pay", "percent": null, "buy": 5, "pay": 3}, {"kind": "unit_number", "first": 2, "last": 4},
        {"kind": "set_off", "parts": [{"select": {"tags": ["t"]}, "quantity": 2}]},
        {"kind": "tiers", "percent": null, "tiers": [{"from_quantity": "2", "percent": "5"}], "bands": "each"},
        {"kind": "points", "percent": null, "earn": {"count": 3}},
        {"kind": "campaign", "percent": null,
         "campaign": {"name": "c", "code": "B00000000001", "operation": "amount * 0.9"}},
        {"limits": {"max_units": 3}}, {"exclusive": true}, {"on_choice": true}, {"stacking_group": "g"}, {"settles_as": "tender"},
        {"funder": "maker:m"}
    ])
}

#[test]
fn every_member_of_an_offer_is_said() {
    let plain = offer(&json!({}));
    let mut tried: Vec<String> = Vec::new();
    for change in changes().as_array().unwrap() {
        tried.extend(change.as_object().unwrap().keys().cloned());
        if change.get("id").is_none() {
            assert_ne!(offer(change), plain, "{change}");
        }
    }
    let mut book = till::shape::Book::new();
    Offer::schema(&mut book);
    let members = book["Offer"]["properties"].as_object().unwrap();
    let untold: Vec<&String> = members.keys().filter(|name| !tried.contains(name)).collect();
    assert!(untold.is_empty(), "no words are tried for {untold:?}");
}

#[test]
fn limits_of_coupons_and_who_gives_and_signs_them_are_said() {
    let key = json!({"id": "k1", "x": "X".repeat(43), "y": "Y".repeat(43)});
    let format = |prefix: &str| json!({"prefix": prefix, "length": 13});
    let said = text(&explain(&shop(&json!({
        "merchant": "zvonik", "code_issuers": [key], "offers": [], "vouchers": [],
        "coupons": [
            {"id": "a", "name": "A", "uses": "multi", "max_uses": 9, "total": 50, "per_day": 20, "per_customer": 1,
             "not_with": ["b"], "comes_back": true, "signed_by": ["k1"], "format": format("9901")},
            {"id": "b", "name": "B", "uses": "single", "format": format("9902"),
             "issue": {"per_day": 5, "valid_days": 30, "consent": true}}],
    }))));
    let expected = [
        "  code     13 characters, 9901 first, no check digit, signed by k1\n",
        "  limits   each code 9 times, 1 of it in one basket, 50 uses in all, 20 uses a day, 1 use for each customer, not with \
         coupon b, good again after a full return\n",
        "  given    by a cashier, 5 a day, for 30 days, with somebody's consent\n",
    ];
    for line in expected {
        assert!(said.contains(line), "{line}\n{said}");
    }
}

#[test]
fn each_limit_and_condition_is_said() {
    let plain = offer(&json!({}));
    let mut book = till::shape::Book::new();
    Offer::schema(&mut book);
    let limits = json!({"max_discount": 1, "max_units": 1, "max_applications": 1, "max_uses": 1, "max_uses_customer": 1,
        "max_uses_day": 1, "budget": 1, "not_reduced": true});
    let when = json!({"valid_from": "2026-01-01T00:00:00Z", "valid_until": "2027-01-01T00:00:00Z", "weekdays": [1],
        "from_minute": 60, "until_minute": 120, "select": {"tags": ["t"]}, "min_quantity": "1", "min_value": 1,
        "min_basket": 1, "coupon": "welcome-2", "member": true, "groups": ["friends"], "every_purchase": 2,
        "first_purchases": 1,
        "birthday_days": 1, "stores": ["zagreb-001"], "tills": ["t"], "channels": ["kiosk"], "tenders": ["cash"],
        "all": [{"member": true}], "any": [{"member": true}], "not": [{"member": true}]});
    for (shape, field, values) in [("Limits", "limits", limits), ("Conditions", "when", when)] {
        for name in book[shape]["properties"].as_object().unwrap().keys() {
            let value = values.get(name).unwrap_or_else(|| panic!("no words are tried for {field}.{name}"));
            assert_ne!(offer(&json!({ field: { name.as_str(): value } })), plain, "{field}.{name}");
        }
    }
}

fn sample() -> Sample {
    let text = include_str!("../../../../www/packs/zagreb.weekend.basket.json");
    Sample::parse("weekend", text).unwrap()
}

#[test]
fn a_change_is_told_with_what_it_costs() {
    let before = shop(&json!({}));
    let mut offers: Value = serde_json::from_str(&before.offers.write().into_text()).unwrap();
    offers[2]["amount"] = json!(70);
    offers[0]["limits"] = json!({"max_applications": 1});
    offers.as_array_mut().unwrap().remove(4);
    let after = shop(&json!({"version": "2", "offers": offers}));
    // Four packs of coffee at 0.20 less are 0.80; the fruit's 0.25 of the friends is gone: 39.85 - 0.80 + 0.25 = 39.30.
    let expected = "\
against 2026-11-20.1: 3 changes
- offer friends-fruit-10 \"Prijatelji: voće -10 %\" is gone
~ offer coffee-050 gives: EUR 0.50 off each unit -> EUR 0.70 off each unit
~ offer choc-3for2 limits: none -> at most 1 time in one basket
basket weekend \"Saturday evening, a member: chocolate, coffee, pastry, fruit\"
  to pay: EUR 39.85 -> EUR 39.30
  saved: EUR 2.97 -> EUR 3.52
  off by coffee-050: EUR 2.00 -> EUR 2.80
  near is basket-5-50: EUR 10.15 more -> EUR 10.70 more
  off by friends-fruit-10: EUR 0.25 -> -
";
    assert_eq!(report(&after, Some(&before), &[sample()], false).unwrap(), expected);
    let same = report(&before, Some(&before), &[sample()], false).unwrap();
    assert!(same.starts_with("against 2026-11-20.1: 0 changes\n") && same.ends_with("  as before\n"), "{same}");
}

#[test]
fn what_no_word_tells_is_named() {
    let before = shop(&json!({}));
    let after = shop(&json!({"texts": {"hr": {"idle.greeting": "Bok"}}}));
    let said = diff::words(&explain(&before), &explain(&after));
    assert_eq!(said, [""; 0]);
    assert_eq!(diff::silent(&before, &after, &said), ["~ pack otherwise in texts"]);
}

#[test]
fn a_basket_that_says_what_the_pack_says_or_cannot_be_priced_is_refused() {
    let refused = |text: &str| Sample::parse("b", text).and_then(|it| it.price(&shop(&json!({})))).unwrap_err();
    assert_eq!(refused(r#"{"offers": []}"#).to_string(), "offers: the pack says it, a sample basket does not");
    let line = r#"{"id": "1", "name": "A", "quantity": "1", "unit_price": "1", "tax_codes": ["Z"]}"#;
    let reason = refused(&format!(r#"{{"lines": [{line}]}}"#)).to_string();
    assert!(reason.starts_with("b: lines[0].tax_codes[0]: "), "{reason}");
    assert!(refused(r#"{"lines": 5}"#).to_string().starts_with("b: basket.lines: wrong_type"));
    assert!(Sample::parse("b", "{").is_err());
}
