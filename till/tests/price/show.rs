//! Writes a priced basket so that a person can check it against paper.

use till::money::Amount;
use till::price::answer::{Adjustment, Priced, PricedLine, TaxTotal, WhyNot};

/// The answer, a line for each part of it.
pub fn show(priced: &Priced) -> String {
    let digits = priced.currency.digits();
    let money = |amount: Amount| amount.decimal(digits);
    let mut out = String::new();
    let mut say = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    priced.lines.iter().for_each(|item| say(line(item, &money)));
    priced.adjustments.iter().for_each(|item| say(adjustment(item, &money)));
    priced.taxes.iter().for_each(|item| say(tax(item, &money)));
    let totals = &priced.totals;
    let cash =
        if totals.cash_total == totals.total { String::new() } else { format!(", cash {}", money(totals.cash_total)) };
    say(format!("total {} = {} + {}{cash}", money(totals.total), money(totals.net), money(totals.tax)));
    priced.why_not.iter().for_each(|item| say(why_not(item, &money)));
    out
}

fn line(line: &PricedLine, money: &impl Fn(Amount) -> String) -> String {
    let part = |name: &str, amount: Amount| {
        if amount.is_zero() { String::new() } else { format!(" {name} {}", money(amount)) }
    };
    let lowered = line.amount != line.list;
    let list = if lowered { money(line.list) } else { String::new() };
    let parts = format!("{}{}", part("register", line.reduction), part("offers", line.discount));
    let equals = if lowered { " = " } else { "" };
    format!("{}: {list}{parts}{equals}{}", line.id, money(line.amount))
}

fn adjustment(item: &Adjustment, money: &impl Fn(Amount) -> String) -> String {
    let shares: Vec<String> = item.shares.iter().map(|s| format!("{} on {}", money(s.amount), s.line_id)).collect();
    let times = if item.times == 1 { String::new() } else { format!(" {} times", item.times) };
    let funder = if item.funded_by.as_str() == "shop" { String::new() } else { format!(" paid by {}", item.funded_by) };
    let (id, amount, scope, reason) = (&item.id, money(item.amount), item.scope.word(), &item.reason_code);
    format!("{id} {amount} {reason} {scope}{times}{funder}: {}", shares.join(", "))
}

fn tax(row: &TaxTotal, money: &impl Fn(Amount) -> String) -> String {
    let how = if row.included { "in" } else { "on" };
    let (code, rate) = (&row.code, row.rate.text());
    if row.included {
        format!("{code} {rate} % {how} {}: {} + {}", money(row.gross), money(row.net), money(row.tax))
    } else {
        format!("{code} {rate} % {how} {}: {}", money(row.net), money(row.tax))
    }
}

fn why_not(item: &WhyNot, money: &impl Fn(Amount) -> String) -> String {
    let coupon = item.coupon_id.as_ref().map(|id| format!(" coupon {id}")).unwrap_or_default();
    let units = item.missing_quantity.map(|quantity| format!(", {} more", quantity.text())).unwrap_or_default();
    let value = item.missing_value.map(|value| format!(", {} more", money(value))).unwrap_or_default();
    format!("not {}{coupon}: {}{units}{value}", item.offer_id, item.code.word())
}
