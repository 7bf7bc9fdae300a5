//! Writes a priced basket so that a person can check it against paper. Parts that are empty are not written; nudges, and how
//! many offers a search tried, only if they are asked for.

use till::money::Amount;
use till::price::answer::{
    Adjustment, Earned, EarnedKind, NamedAmount, Payment, Priced, PricedLine, RefundOut, TaxTotal, Totals, WhyNot,
};

#[path = "show_more.rs"]
mod more;

/// The answer, a line for each part of it; what the case `given` asks for with `show` as well.
pub fn show(priced: &Priced, given: &str) -> String {
    let asked = |what: &str| given.lines().any(|line| line.strip_prefix("show ").is_some_and(|rest| rest == what));
    let digits = priced.currency.digits();
    let money = |amount: Amount| amount.decimal(digits);
    let mut out: Vec<String> = Vec::new();
    out.extend(priced.lines.iter().map(|item| line(item, &money)));
    out.extend(priced.adjustments.iter().map(|item| adjustment(item, &money)));
    out.extend(priced.tendered.iter().map(|item| adjustment(item, &money)));
    out.extend(priced.charges.iter().map(|item| {
        let (id, amount) = (&item.id, money(item.amount));
        format!("charge {id} {amount}{}", list(" taxes", &item.taxes, &money))
    }));
    out.extend(priced.taxes.iter().map(|item| tax(item, &money)));
    out.push(totals(&priced.totals, &money));
    out.extend(priced.payment.iter().flat_map(|item| payment(item, &money)));
    out.extend(priced.refunds.iter().map(|item| refund(item, &money)));
    out.extend(priced.earned.iter().map(|item| earned(item, &money)));
    out.extend(more::rest(priced, &money));
    out.extend(priced.why_not.iter().map(|item| why_not(item, &money)));
    if asked("nudges") {
        out.extend(priced.nudges.iter().map(|item| more::nudge(item, &money)));
    }
    out.extend(priced.search.iter().map(|item| more::search(item, &money, asked("nodes"))));
    out.push(String::new());
    out.join("\n")
}

/// A part of a line that is not written if it is zero.
fn part(name: &str, amount: Amount, money: &impl Fn(Amount) -> String) -> String {
    if amount.is_zero() { String::new() } else { format!(" {name} {}", money(amount)) }
}

/// Figures with names, not written if there are none.
fn list(name: &str, items: &[NamedAmount], show: &impl Fn(Amount) -> String) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("{} {}", item.id, show(item.amount))).collect();
    if items.is_empty() { String::new() } else { format!("{name} {}", items.join(", ")) }
}

fn line(line: &PricedLine, money: &impl Fn(Amount) -> String) -> String {
    let lowered = line.amount != line.list;
    let first = if lowered { money(line.list) } else { String::new() };
    let parts = format!("{}{}", part("register", line.reduction, money), part("offers", line.discount, money));
    let equals = if lowered { " = " } else { "" };
    let taxes = if line.taxes.len() > 1 { list(", taxes", &line.taxes, money) } else { String::new() };
    let taxes = taxes + &list(", bases", line.tax_bases.as_deref().unwrap_or(&[]), money);
    let deposit = part("and deposit", line.deposit, money);
    format!("{}: {first}{parts}{equals}{}{deposit}{taxes}", line.id, money(line.amount))
}

fn adjustment(item: &Adjustment, money: &impl Fn(Amount) -> String) -> String {
    let shares: Vec<String> = item.shares.iter().map(|s| format!("{} on {}", money(s.amount), s.line_id)).collect();
    let times = if item.times == 1 { String::new() } else { format!(" {} times", item.times) };
    let funder = if item.funded_by.as_str() == "shop" { String::new() } else { format!(" paid by {}", item.funded_by) };
    let forfeited = part("forfeits", item.forfeited, money);
    let (id, amount, scope, reason) = (&item.id, money(item.amount), item.scope.word(), &item.reason_code);
    format!("{id} {amount} {reason} {scope}{times}{funder}{forfeited}: {}", shares.join(", "))
}

fn tax(row: &TaxTotal, money: &impl Fn(Amount) -> String) -> String {
    let category = row.category.as_ref().map(|category| format!(" {category}")).unwrap_or_default();
    let reason = row.reason.as_ref().map(|reason| format!(" ({})", reason.as_str())).unwrap_or_default();
    let (code, rate) = (&row.code, row.rate.text());
    let (net, tax) = (money(row.net), money(row.tax));
    if row.included {
        format!("{code} {rate} %{category} in {}: {net} + {tax}{reason}", money(row.gross))
    } else {
        format!("{code} {rate} %{category} on {net}: {tax}{reason}")
    }
}

fn totals(totals: &Totals, money: &impl Fn(Amount) -> String) -> String {
    let mut text = format!("total {} = {} + {}", money(totals.total), money(totals.net), money(totals.tax));
    text += &part("rounding", totals.rounding, money);
    let mut say = |name: &str, amount: Amount, shown: bool| {
        if shown {
            text += &format!(", {name} {}", money(amount));
        }
    };
    say("charges", totals.charges, !totals.charges.is_zero());
    say("deposits", totals.deposits, !totals.deposits.is_zero());
    say("others pay", totals.tendered, !totals.tendered.is_zero());
    say("to pay", totals.payable, totals.payable != totals.total);
    say("cash", totals.cash_total, totals.cash_total != totals.payable);
    text
}

fn payment(item: &Payment, money: &impl Fn(Amount) -> String) -> Vec<String> {
    let tender = |tender: &till::price::answer::TenderOut| {
        format!("tender {} pays {}{}", tender.id, money(tender.applied), part("too much", tender.excess, money))
    };
    let left = if item.remaining.is_zero() {
        String::new()
    } else {
        let cash = if item.remaining_cash == item.remaining {
            String::new()
        } else {
            format!(", in cash {}", money(item.remaining_cash))
        };
        format!(", left {}{cash}", money(item.remaining))
    };
    let parts = [part("rounding", item.rounding, money), part("change", item.change, money)].concat();
    item.tenders.iter().map(tender).chain([format!("paid {}{parts}{left}", money(item.paid))]).collect()
}

fn refund(item: &RefundOut, money: &impl Fn(Amount) -> String) -> String {
    let kept = if item.kept { " kept" } else { "" };
    let parts = [
        part("list", item.list, money),
        part("register", item.reduction, money),
        list(" offers", &item.shares, money),
        part("rounding", item.rounding, money),
        list(" others", &item.tendered, money),
        list(" earned", &item.earned, &|amount| amount.decimal(0)),
    ];
    format!("back {} of {}/{}{kept}:{}", item.line_id, item.sale, item.sold_line, parts.concat())
}

fn earned(item: &Earned, money: &impl Fn(Amount) -> String) -> String {
    let show = |amount: Amount| if item.kind == EarnedKind::Cashback { money(amount) } else { amount.decimal(0) };
    let shares: Vec<String> = item.shares.iter().map(|s| format!("{} on {}", show(s.amount), s.id)).collect();
    let shares = if shares.is_empty() { String::new() } else { format!(": {}", shares.join(", ")) };
    let funder = if item.funded_by.as_str() == "shop" { String::new() } else { format!(" paid by {}", item.funded_by) };
    format!("earned {} {} {}{funder}{shares}", item.offer_id, show(item.amount), item.kind.word())
}

fn why_not(item: &WhyNot, money: &impl Fn(Amount) -> String) -> String {
    let coupon = item.coupon_id.as_ref().map(|id| format!(" coupon {id}")).unwrap_or_default();
    let missing = more::missing(item.missing_quantity, item.missing_value, money);
    let other = item.other.as_ref().map(|id| format!(" with {id}")).unwrap_or_default();
    format!("not {}{coupon}: {}{missing}{other}", item.offer_id, item.code.word())
}
