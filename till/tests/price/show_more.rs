//! The rarer parts of a priced basket: vouchers, proposals, funders, what is carried, nudges, the search.

use till::money::Amount;
use till::names::Id;
use till::price::answer::{Funder, Nudge, Priced, SearchOut, VoucherOut};
use till::quantity::Quantity;

pub fn rest(priced: &Priced, money: &impl Fn(Amount) -> String) -> Vec<String> {
    let mut out: Vec<String> = priced.vouchers.iter().map(|item| voucher(item, money)).collect();
    out.extend(
        priced.proposals.iter().map(|item| {
            format!("add {} for {}{}", item.quantity, item.offer_id, named(&item.products, &item.categories))
        }),
    );
    out.extend(priced.funders.iter().map(|item| funder(item, money)));
    out.extend(priced.carried.iter().map(|item| {
        let (sale, back, carried) = (&item.sale, money(item.paid_back), money(item.carried));
        format!("carried {sale}: paid back {back}, less next time {carried}")
    }));
    out
}

/// Products and categories to choose from.
fn named(products: &[Id], categories: &[Id]) -> String {
    let list = |ids: &[Id]| ids.iter().map(Id::to_string).collect::<Vec<_>>().join(", ");
    let say = |name: &str, ids: &[Id]| if ids.is_empty() { String::new() } else { format!(" {name} {}", list(ids)) };
    [say("of", products), say("of category", categories)].concat()
}

fn voucher(item: &VoucherOut, money: &impl Fn(Amount) -> String) -> String {
    let amount = item.amount.map(|amount| format!(", {}", money(amount))).unwrap_or_default();
    let percent = item.percent.map(|percent| format!(", {} %", percent.text())).unwrap_or_default();
    format!("voucher {} {} x {}{amount}{percent}", item.offer_id, item.count, item.scheme)
}

fn funder(item: &Funder, money: &impl Fn(Amount) -> String) -> String {
    let part = |name: &str, amount: Amount| {
        if amount.is_zero() { String::new() } else { format!(" {name} {}", money(amount)) }
    };
    let (discounts, cashback) = (part("discounts", item.discounts), part("cashback", item.cashback));
    format!("funder {}{discounts}{}{cashback}", item.id, part("tendered", item.tendered))
}

/// What is missing.
pub fn missing(quantity: Option<Quantity>, value: Option<Amount>, money: &impl Fn(Amount) -> String) -> String {
    let units = quantity.map(|quantity| format!(", {} more", quantity.text())).unwrap_or_default();
    let value = value.map(|value| format!(", {} more", money(value))).unwrap_or_default();
    units + &value
}

pub fn nudge(item: &Nudge, money: &impl Fn(Amount) -> String) -> String {
    let missing = missing(item.missing_quantity, item.missing_value, money);
    let list = |name: &str, ids: &Option<Vec<Id>>| {
        ids.iter()
            .map(|ids| format!(" {name} {}", ids.iter().map(Id::to_string).collect::<Vec<_>>().join(", ")))
            .collect()
    };
    let (brands, tags): (String, String) = (list("of brand", &item.brands), list("of tag", &item.tags));
    format!("nudge {}{missing}{}{brands}{tags}", item.offer_id, named(&item.products, &item.categories))
}

pub fn search(item: &SearchOut, money: &impl Fn(Amount) -> String, nodes: bool) -> String {
    let bound = if item.proof { String::new() } else { format!(", at least {}", money(item.bound)) };
    let tried = if nodes { format!(", {} tried", item.nodes) } else { String::new() };
    format!("search: {}{bound}{tried}", if item.proof { "proof" } else { "no proof" })
}
