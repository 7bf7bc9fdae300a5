//! What tokens may pay for: schemes, gaps, and several restricted tokens in one sale.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]

use proptest::prelude::*;
use serde_json::{Value, json};
use till::money::Amount;
use till::price::price;
use till::price::request::Request;
use till::shape::{Shape, read_text};
use till::tender::{Covers, Paid, eligible};

/// Tobacco 6.00 (18), lottery 4.00, food 10.00 with a deposit of 0.25, a bag 0.20, a gift card load 25.00; 10 % off food.
fn sale() -> Request {
    let line = |id: &str, amount: i64, more: Value| {
        let mut line =
            json!({"id": id, "name": id, "quantity": "1", "amount": amount, "categories": [id], "tax_codes": ["A"]});
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        line
    };
    let request = json!({"currency": "EUR", "taxes": [{"code": "A", "name": "VAT", "rate": "25"}], "lines": [
        line("tobacco", 600, json!({"min_age": 18})), line("lottery", 400, json!({"flags": ["no_discount"]})),
        line("food", 1000, json!({"deposit": 25})), line("bag", 20, json!({"kind": "fee"})),
        line("load", 2500, json!({"kind": "gift_card_load", "tax_codes": []}))],
        "offers": [{"id": "o", "name": "o", "kind": "percent", "percent": "10", "select": {"categories": ["food"]}}]});
    read_text("request", &request.to_string()).unwrap()
}

fn covers(rules: Value) -> Covers {
    read_text("covers", &rules.to_string()).unwrap()
}

/// What a card may pay and its gaps, beside others: `None` is cash.
fn found(rules: Value, paid: &[(Option<Value>, i64)]) -> String {
    let request = sale();
    let priced = price(&request.basket()).unwrap();
    let others: Vec<(Option<Covers>, i64)> = paid.iter().map(|(r, a)| (r.clone().map(covers), *a)).collect();
    let paid: Vec<Paid<'_>> = others
        .iter()
        .map(|(covers, amount)| Paid { covers: covers.as_ref(), amount: Amount::new(*amount).unwrap() })
        .collect();
    let found = eligible(&request.lines, &priced, &covers(rules), &paid).unwrap();
    let gaps: Vec<String> =
        found.gaps.iter().map(|gap| format!("{} {}", gap.reason.word(), gap.amount.minor())).collect();
    format!("{}; {}", found.amount.minor(), gaps.join(", "))
}

#[test]
fn a_scheme_covers_what_it_says_after_discounts() {
    // food 10.00 - 1.00 = 9.00; all: 6.00 + 4.00 + 9.00 + 0.25 + 0.20
    let cases = [
        (json!({}), "1945; no_stored_value 2500"),
        (json!({"select": {"categories": ["lottery"]}}), "445; other_goods 1500, no_stored_value 2500"),
        (
            json!({"select": {"categories": ["lottery"]}, "deposits": false, "services": false}),
            "400; other_goods 1500, deposit 25, service 20, no_stored_value 2500",
        ),
        (
            json!({"select": {"except_categories": ["lottery"]}, "age_restricted": false}),
            "945; age_restricted 600, other_goods 400, no_stored_value 2500",
        ),
    ];
    for (rules, expected) in cases {
        assert_eq!(found(rules.clone(), &[]), expected, "{rules}");
    }
}

#[test]
fn a_general_card_makes_room_for_a_restricted_one() {
    let lottery = json!({"select": {"categories": ["lottery"]}, "deposits": false, "services": false});
    // All but the load is 19.45. A general card paid 10.00 first: the lottery card still pays all 4.00 of the lottery.
    assert_eq!(
        found(lottery.clone(), &[(Some(json!({})), 1000)]),
        "400; other_goods 1500, deposit 25, service 20, no_stored_value 2500"
    );
    // It paid 17.00: 2.45 are left, all of them on the lottery.
    assert!(found(lottery.clone(), &[(Some(json!({})), 1700)]).starts_with("245;"));
    // Cash of 30.00 may pay for the load too: 44.45 - 30.00 = 14.45 are left for a general card, 4.00 for the lottery's.
    assert!(found(json!({}), &[(None, 3000)]).starts_with("1445;"));
    assert!(found(lottery, &[(None, 3000)]).starts_with("400;"));
}

#[test]
fn net_prices_count_with_their_tax_and_tenders_of_others_are_paid() {
    let request = json!({"currency": "USD", "taxes": [{"code": "S", "name": "Tax", "rate": "10", "included": false}],
        "lines": [{"id": "1", "name": "a", "quantity": "1", "amount": 1000, "tax_codes": ["S"], "categories": ["a"]},
                  {"id": "2", "name": "b", "quantity": "1", "amount": 500, "tax_codes": ["S"], "categories": ["b"]}],
        "coupons": [{"id": "c", "scheme": "maker"}],
        "offers": [{"id": "m", "name": "m", "kind": "amount_off", "amount": 200, "select": {"categories": ["a"]},
                    "when": {"coupon": "maker"}, "settles_as": "tender", "funder": "maker:x"}]});
    let request: Request = read_text("request", &request.to_string()).unwrap();
    let priced = price(&request.basket()).unwrap();
    let card = covers(json!({"select": {"categories": ["a"]}}));
    // 10.00 + 1.00 tax - 2.00 that the maker pays
    assert_eq!(eligible(&request.lines, &priced, &card, &[]).unwrap().amount.minor(), 900, "{}", priced.write());
}

/// By brute force: the most a further card can pay is found by paying for every part cent by cent.
fn by_force(rooms: &[i64], open: &[Vec<bool>], paid: &[i64]) -> Option<i64> {
    fn place(rooms: &mut Vec<i64>, open: &[Vec<bool>], paid: &[i64], at: usize, part: usize, left: i64) -> Option<i64> {
        if at == paid.len() {
            return Some(rooms.iter().zip(open).filter(|(_, open)| open[at]).map(|(room, _)| *room).sum());
        }
        if part == rooms.len() {
            let next = paid.get(at + 1).copied().unwrap_or(0);
            return if left == 0 { place(rooms, open, paid, at + 1, 0, next) } else { None };
        }
        let most = if open[part][at] { rooms[part].min(left) } else { 0 };
        (0..=most)
            .filter_map(|pays| {
                rooms[part] -= pays;
                let best = place(rooms, open, paid, at, part + 1, left - pays);
                rooms[part] += pays;
                best
            })
            .max()
    }
    place(&mut rooms.to_vec(), open, paid, 0, 0, paid.first().copied().unwrap_or(0))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_less_than_the_best_arrangement(
        rooms in prop::collection::vec(1..5_i64, 1..4),
        masks in prop::collection::vec(0..8_usize, 3),
        shares in prop::collection::vec(0..6_i64, 0..3),
    ) {
        let lines: Vec<Value> = rooms.iter().enumerate().map(|(place, room)| {
            json!({"id": format!("{place}"), "name": "x", "quantity": "1", "amount": room, "categories": [format!("c{place}")]})
        }).collect();
        let request: Request = read_text("r", &json!({"currency": "EUR", "lines": lines}).to_string()).unwrap();
        let priced = price(&request.basket()).unwrap();
        let rules = |mask: usize| {
            let mut names: Vec<String> = (0..rooms.len()).filter(|place| mask & (1 << place) != 0).map(|place| format!("c{place}")).collect();
            names.push("none".to_owned());
            covers(json!({"select": {"categories": names}}))
        };
        let all: Vec<Covers> = (0..=shares.len()).map(|payer| rules(masks[payer])).collect();
        let open: Vec<Vec<bool>> =
            (0..rooms.len()).map(|place| (0..=shares.len()).map(|payer| masks[payer] & (1 << place) != 0).collect()).collect();
        if let Some(best) = by_force(&rooms, &open, &shares) {
            let paid: Vec<Paid<'_>> = shares.iter().zip(&all)
                .map(|(amount, covers)| Paid { covers: Some(covers), amount: Amount::new(*amount).unwrap() }).collect();
            let found = eligible(&request.lines, &priced, all.last().unwrap(), &paid).unwrap();
            prop_assert_eq!(found.amount.minor(), best);
        }
    }
}
