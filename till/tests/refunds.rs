//! Returns by hand: the worked numbers of docs/refunds.md, and what is refused.
//!
//! `UPDATE_EXPECT=1` writes what came out; check the difference against the arithmetic in the comments.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]

#[path = "price/case.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod case;

use till::money::Amount;
use till::names::Id;
use till::price::answer::{NamedAmount, Priced, RefundOut};
use till::price::price;
use till::price::request::{Line, LineKind, Original, OriginalLine, Request, Returns};
use till::quantity::{Quantity, UnitPrice, millionths};
use till::shape::read_text;

fn sale(given: &str) -> Request {
    // `earn=1.00`: a point for every full amount of this size
    let mut json = case::request(given);
    for offer in json["offers"].as_array_mut().into_iter().flatten() {
        if let Some(per) = offer.get("earn").and_then(|earn| earn.as_str()) {
            offer["earn"] = serde_json::json!({"per_amount": millionths(per).unwrap() / 10_000});
        }
    }
    for line in json["lines"].as_array_mut().into_iter().flatten() {
        if let Some(each) = line.get("deposit").and_then(|each| each.as_str()) {
            line["deposit"] = serde_json::json!(millionths(each).unwrap() / 10_000);
        }
    }
    read_text("request", &json.to_string()).unwrap()
}

fn original(sale: &Request) -> Original {
    let paid = price(&sale.basket()).unwrap();
    let original = Original::of(Id::word("sale"), &sale.basket(), &paid).unwrap();
    if sale.options.returns == Returns::Reprice { original.with_request(&sale.basket()) } else { original }
}

/// The line that takes so much of a sold line back.
fn refund(sale: &Request, sold: &str, quantity: &str) -> Line {
    let line = sale.lines.iter().find(|line| line.id.as_str() == sold).unwrap();
    Line {
        id: Id::new(&format!("back-{sold}")).unwrap(),
        kind: LineKind::RefundOf,
        quantity: Quantity::new(-millionths(quantity).unwrap()).unwrap(),
        unit_price: None,
        amount: None,
        deposit: None,
        original: Some(OriginalLine { sale: Id::word("sale"), line: line.id.clone() }),
        ..line.clone()
    }
}

/// The basket of `1 of 2 and line 9 cup 1 x 4.00 A`: one of sold line 2 comes back, a cup is bought.
fn basket(sale: &Request, original: &Original, words: &str) -> Request {
    let mut basket = Request { lines: Vec::new(), originals: vec![original.clone()], ..sale.clone() };
    for part in words.split(" and ") {
        match part.split_once(" of ") {
            Some((quantity, sold)) => basket.lines.push(refund(sale, sold, quantity)),
            None => basket.lines.extend(self::sale(part).lines),
        }
    }
    basket
}

fn money(amount: Amount) -> String {
    amount.decimal(2)
}

fn list(named: &[NamedAmount]) -> String {
    named.iter().map(|named| format!(" {} {}", named.id, money(named.amount))).collect()
}

fn back(refund: &RefundOut) -> String {
    let part = |name: &str, amount: Amount| {
        if amount.is_zero() { String::new() } else { format!("{name} {}", money(amount)) }
    };
    let word = if refund.kept { "kept" } else { "back" };
    let parts = format!("{}{}", part(" list", refund.list), list(&refund.shares));
    let rest = format!("{}{}", list(&refund.taxes), part(" deposit", refund.deposit));
    let earned = refund.earned.iter().map(|e| format!(" {} {} earned", e.id, e.amount.minor())).collect::<String>();
    format!("{word} {}:{parts} = {};{rest}{earned}\n", refund.sold_line, money(refund.amount))
}

fn show(priced: &Priced) -> String {
    let mut out: String = priced.refunds.iter().map(back).collect();
    for line in priced.lines.iter().filter(|line| !line.id.as_str().starts_with("back-")) {
        out.push_str(&format!("new {}: {}\n", line.id, money(line.amount)));
    }
    for row in &priced.taxes {
        out.push_str(&format!("{} {} %: {} + {}\n", row.code, row.rate.text(), money(row.net), money(row.tax)));
    }
    let totals = &priced.totals;
    let cash = if totals.cash_total == totals.payable {
        String::new()
    } else {
        format!(", cash {}", money(totals.cash_total))
    };
    let carried = priced.carried.iter().filter(|carried| !carried.carried.is_zero());
    let carried: String = carried.map(|carried| format!(", carried {}", money(carried.carried))).collect();
    out.push_str(&format!("to pay {}{cash}{carried}\n", money(totals.payable)));
    out
}

/// The returns of an example, each with what comes of it.
fn outcome(given: &str, expected: &str) -> String {
    let sale = sale(given);
    let mut original = original(&sale);
    let mut out = format!("paid {}\n", money(price(&sale.basket()).unwrap().totals.payable));
    for words in expected.lines().filter_map(|line| line.strip_prefix("return ")) {
        let basket = basket(&sale, &original, words);
        let priced = price(&basket.basket()).unwrap_or_else(|error| panic!("{words}: {error}"));
        out.push_str(&format!("return {words}\n{}", show(&priced)));
        for line in basket.lines.iter().filter_map(|line| Some((line, line.original.as_ref()?))) {
            let sold = original.lines.iter_mut().find(|sold| sold.line.id == line.1.line).unwrap();
            sold.returned = Quantity::new(sold.returned.millionths() - line.0.quantity.millionths()).unwrap();
        }
        original.paid_back = priced.carried.first().map_or(Amount::ZERO, |carried| carried.paid_back);
    }
    out
}

#[test]
fn the_document_tells_the_truth() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/refunds.md");
    let text = std::fs::read_to_string(file).unwrap();
    let mut written = text.clone();
    let blocks = text.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next());
    let examples: Vec<case::Case> = blocks.flat_map(case::cases).collect();
    assert!(examples.len() > 10, "{} examples", examples.len());
    let mut differences = Vec::new();
    for example in examples {
        let found = outcome(&example.given, &example.expected);
        let block = |answer: &str| format!("== {}\n{}->\n{answer}", example.title, example.given);
        written = written.replace(&block(&example.expected), &block(&found));
        if found != example.expected {
            differences.push(block(&found));
        }
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return std::fs::write(file, written).unwrap();
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

const SALE: &str = "line 1 mug 2 x 10.00 A\nline 2 pot 1 x 20.00 A\noffer t amount_off amount=5.00 min_basket=40.00";

/// What is refused of a basket in which one mug comes back, changed like this.
fn refused(more: &str, change: fn(&mut Request)) -> String {
    let sale = sale(&format!("{SALE}\n{more}"));
    let mut request = basket(&sale, &original(&sale), "1 of 1");
    change(&mut request);
    price(&request.basket()).map_or_else(|error| format!("{} {}", error.path, error.code), |priced| show(&priced))
}

#[test]
fn what_cannot_come_back_is_refused_by_path() {
    type Change = fn(&mut Request);
    let cases: [(Change, &str); 17] = [
        (|r| r.lines[0].original = None, "lines[0].original required"),
        (|r| r.lines[0].original.as_mut().unwrap().sale = Id::word("x"), "lines[0].original.sale unknown_value"),
        (|r| r.lines[0].original.as_mut().unwrap().line = Id::word("x"), "lines[0].original.line unknown_value"),
        (|r| r.originals.clear(), "lines[0].original.sale unknown_value"),
        (|r| r.lines[0].quantity = Quantity::ONE, "lines[0].quantity out_of_range"),
        (|r| r.lines[0].quantity = Quantity::new(-3_000_000).unwrap(), "lines[0].quantity out_of_range"),
        (|r| r.originals[0].lines[0].returned = Quantity::whole(2), "lines[0].quantity out_of_range"),
        (|r| r.lines[0].unit_price = UnitPrice::new(1), "lines[0].unit_price conflict"),
        (|r| r.lines[0].amount = Amount::new(-1).ok(), "lines[0].amount conflict"),
        (|r| r.lines[0].deposit = Amount::new(1).ok(), "lines[0].deposit conflict"),
        (|r| r.lines[0].tax_codes.clear(), "lines[0].tax_codes conflict"),
        (|r| r.lines[0].tax_codes = vec![Id::word("C")], "lines[0].tax_codes conflict"),
        (|r| r.originals.push(r.originals[0].clone()), "originals[1].id duplicate"),
        (|r| r.originals[0].lines[1].quantity = Quantity::ZERO, "originals[0].lines[1].quantity out_of_range"),
        (|r| r.originals[0].lines[1].returned = Quantity::whole(2), "originals[0].lines[1].returned out_of_range"),
        (|r| r.originals[0].lines[1].shares.clear(), "originals[0].lines[1].shares out_of_range"),
        (|r| r.originals[0].lines[1].line.list = Amount::ZERO, "originals[0].lines[1].line.amount out_of_range"),
    ];
    for policy in ["", "option returns=reprice"] {
        for (change, expected) in &cases {
            assert_eq!(refused(policy, *change), *expected, "{policy}");
        }
    }
    let twice: Change = |r| {
        let again = Line { id: Id::word("again"), quantity: Quantity::new(-2_000_000).unwrap(), ..r.lines[0].clone() };
        r.lines.push(again);
    };
    assert_eq!(refused("", twice), "lines[1].quantity out_of_range");
}

#[test]
fn what_cannot_be_priced_again_is_refused_by_path() {
    type Change = fn(&mut Request);
    fn request(r: &mut Request) -> &mut Request {
        r.originals[0].request.as_mut().unwrap()
    }
    let cases: [(Change, &str); 10] = [
        (|r| r.originals[0].request = None, "originals[0].request required"),
        (
            |r| {
                let inner = r.originals[0].clone();
                request(r).originals.push(inner);
            },
            "originals[0].request.originals conflict",
        ),
        (|r| request(r).lines[1].kind = LineKind::RefundOf, "originals[0].request.lines[1].kind conflict"),
        (|r| request(r).lines[1].amount = Amount::new(1).ok(), "originals[0].lines[0].line conflict"),
        (|r| request(r).lines[0].quantity = Quantity::whole(5), "originals[0].lines[0].line conflict"),
        (|r| request(r).currency = till::money::Currency::of("USD").unwrap(), "originals[0].request.currency conflict"),
        (|r| r.originals[0].paid_back = Amount::new(-1).unwrap(), "originals[0].paid_back out_of_range"),
        (|r| r.originals[0].paid_back = Amount::new(3501).unwrap(), "originals[0].paid_back out_of_range"),
        // the pot has come back and nothing was paid back for it
        (|r| r.originals[0].lines[1].returned = Quantity::ONE, "originals[0].paid_back conflict"),
        (|r| r.taxes[0].rate = till::quantity::Percent::whole(19), "originals[0].request.lines[0].tax_codes conflict"),
    ];
    for (change, expected) in cases {
        assert_eq!(refused("option returns=reprice", change), expected);
    }
    let faulty: Change = |r| request(r).offers[0].amount = None;
    assert_eq!(refused("option returns=reprice", faulty), "originals[0].request.offers[0].amount required");
}

#[test]
fn tenders_of_a_payout_mirror() {
    let sale = sale(&format!("{SALE}\noption cash_step=10"));
    let basket = basket(&sale, &original(&sale), "1 of 1 and line 9 cup 1 x 4.00 A");
    // -4.75 is to pay; in cash -4.80
    let cases = [
        (("card", -475), [-475, 0, 0, 0]),
        (("card", -300), [-300, 0, 0, -175]),
        (("cash", -480), [-480, -5, 0, 0]),
        (("cash", -500), [-480, -5, -20, 0]),
    ];
    for ((kind, amount), expected) in cases {
        let tender = serde_json::json!([{"id": "t1", "kind": kind, "amount": amount}]);
        let tenders = read_text("tenders", &tender.to_string()).unwrap();
        let paid = price(&Request { tenders, ..basket.clone() }.basket()).unwrap().payment.unwrap();
        let found = [paid.paid, paid.rounding, paid.change, paid.remaining].map(Amount::minor);
        assert_eq!(found, expected, "{kind} {amount}");
    }
}

#[test]
fn what_was_bought_in_an_exchange_can_come_back_later() {
    for policy in ["", "option returns=reprice"] {
        let first = sale(&format!("{SALE}\n{policy}"));
        let exchange = basket(&first, &original(&first), "2 of 1 and line 9 jug 3 x 14.00 A");
        let paid = price(&exchange.basket()).unwrap();
        // 3 x 14.00 - 5.00 = 37.00, less the mugs: 17.50 by their shares, 15.00 priced again
        let mugs = if policy.is_empty() { 1750 } else { 1500 };
        assert_eq!(paid.totals.payable.minor(), 3700 - mugs);
        let original = Original::of(Id::word("sale"), &exchange.basket(), &paid).unwrap();
        let original = original.with_request(&exchange.basket());
        assert_eq!(original.lines.iter().map(|sold| sold.line.id.as_str()).collect::<Vec<_>>(), ["9"]);
        let only = Request { lines: original.request.as_ref().unwrap().lines.clone(), ..first };
        // one of three: 37.00 x 1/3 = 12.33; priced again 37.00 - 28.00 = 9.00
        let back = price(&basket(&only, &original, "1 of 9").basket()).unwrap();
        assert_eq!(back.totals.payable.minor(), if policy.is_empty() { -1233 } else { -900 });
    }
}

#[test]
fn a_rounding_line_and_what_is_earned_once_come_back_with_a_line() {
    let mut sale = sale(
        "currency USD\ntax S 8.25 added\nline 1 shirt 1 x 9.99 S\nline 2 cap 1 x 5.00 S\nline 3 bag 1 x 7.77 S\n\
         offer o amount_off amount=2.40 coupon=c\ncoupon k c",
    );
    sale.offers
        .push(read_text("offer", r#"{"id": "p", "kind": "points", "name": "p", "earn": {"count": 10}}"#).unwrap());
    let paid = price(&sale.basket()).unwrap();
    let original = original(&sale);
    // 22.76 with 8.25 % is 24.64, less 2.40: 22.24. 2.40 / 1.0825 = 2.22 off (0.97, 0.49, 0.76): 20.54, with tax 22.23
    assert_eq!([paid.totals.payable, paid.totals.rounding].map(Amount::minor), [2224, 1]);
    let rounding: Vec<i64> = original.lines.iter().map(|sold| sold.rounding.minor()).collect();
    assert_eq!(rounding, [1, 0, 0]);
    // 10 points over 9.02, 4.51 and 7.01: 4.391, 2.196, 3.413
    let points: Vec<i64> = original.lines.iter().map(|sold| sold.earned[0].amount.minor()).collect();
    assert_eq!(points, [4, 2, 4]);
    let back = price(&basket(&sale, &original, "1 of 1 and 1 of 2 and 1 of 3").basket()).unwrap();
    assert_eq!([back.totals.payable, back.totals.rounding].map(Amount::minor), [-2224, -1]);
}
