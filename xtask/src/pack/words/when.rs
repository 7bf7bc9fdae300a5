//! When an offer holds, for whom, and which lines it looks at.

use super::{Words, any, list};
use till::names::Id;
use till::price::request::{Conditions, Selector};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// `18:00` of a minute of the day.
pub fn clock(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Which lines: `product 1, 2 or category coffee, not brand x, from 2.00 a unit`; `everything`.
pub fn lines(select: &Selector) -> String {
    let named = |what: [&str; 2], ids: &[Id]| {
        (!ids.is_empty()).then(|| format!("{} {}", what[usize::from(ids.len() > 1)], list(ids)))
    };
    const WHAT: [[&str; 2]; 4] =
        [["product", "products"], ["category", "categories"], ["brand", "brands"], ["tag", "tags"]];
    let all = |ids: [&[Id]; 4]| -> Vec<String> {
        WHAT.into_iter().zip(ids).filter_map(|(what, ids)| named(what, ids)).collect()
    };
    let wanted = all([&select.products, &select.categories, &select.brands, &select.tags]);
    let left_out =
        all([&select.except_products, &select.except_categories, &select.except_brands, &select.except_tags]);
    let mut said = if wanted.is_empty() { "everything".to_owned() } else { any(&wanted) };
    if !left_out.is_empty() {
        said += &format!(" but not {}", any(&left_out));
    }
    if let Some(price) = select.min_price {
        said += &format!(", from {} a unit", price.text());
    }
    if let Some(price) = select.max_price {
        said += &format!(", up to {} a unit", price.text());
    }
    said
}

/// The rows `when`, `where`, `who` and `needs`.
pub fn rows(words: &Words, when: &Conditions) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("when", or(&time(when), "any time")),
        ("who", or(&who(when), "everybody")),
        ("where", or(&place(when), "everywhere")),
        ("needs", basket(words, when).join(", ")),
    ];
    for (name, each) in [("all of", &when.all), ("one of", &when.any), ("none of", &when.not)] {
        rows.extend(each.iter().map(|below| (name, nested(words, below))));
    }
    rows.retain(|(_, words)| !words.is_empty());
    rows
}

fn or(said: &[String], else_: &str) -> String {
    if said.is_empty() { else_.to_owned() } else { said.join(", ") }
}

/// Conditions within conditions, on one line.
fn nested(words: &Words, when: &Conditions) -> String {
    let mut said = time(when);
    said.extend(who(when));
    said.extend(place(when));
    said.extend(basket(words, when));
    for (name, each) in [("all of", &when.all), ("one of", &when.any), ("none of", &when.not)] {
        if !each.is_empty() {
            let below: Vec<String> = each.iter().map(|below| format!("({})", nested(words, below))).collect();
            said.push(format!("{name} {}", below.join(" ")));
        }
    }
    or(&said, "always")
}

fn time(when: &Conditions) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(from) = when.valid_from {
        said.push(format!("from {}", from.text(0)));
    }
    if let Some(until) = when.valid_until {
        said.push(format!("until before {}", until.text(0)));
    }
    if !when.weekdays.is_empty() {
        let day = |day: &u32| DAYS.get(*day as usize - 1).map_or("?", |name| name).to_owned();
        said.push(format!("on {}", any(&when.weekdays.iter().map(day).collect::<Vec<_>>())));
    }
    let (from, until) = (when.from_minute, when.until_minute);
    if from.is_some() || until.is_some() {
        let (from, until) = (from.unwrap_or(0), until.unwrap_or(1440));
        let over = if from > until { " of the next day" } else { "" };
        said.push(format!("from {} to before {}{over}, the store's time", clock(from), clock(until)));
    }
    said
}

fn who(when: &Conditions) -> Vec<String> {
    let mut said = Vec::new();
    if !when.groups.is_empty() {
        said.push(format!("members of {}", list(&when.groups)));
    } else if when.member {
        said.push("every member".to_owned());
    }
    if when.member && !when.groups.is_empty() {
        said.push("identified".to_owned());
    }
    if let Some(nth) = when.every_purchase {
        said.push(format!("on purchase {nth}, {}, {} and so on", u64::from(nth) * 2, u64::from(nth) * 3));
    }
    if let Some(most) = when.first_purchases {
        said.push(format!("on the first {}", super::many(most, "purchase")));
    }
    match when.birthday_days {
        Some(0) => said.push("on the birthday".to_owned()),
        Some(days) => said.push(format!("up to {} before and after the birthday", super::many(days, "day"))),
        None => {}
    }
    said
}

fn place(when: &Conditions) -> Vec<String> {
    let each = [
        ("in store", &when.stores),
        ("at till", &when.tills),
        ("in channel", &when.channels),
        ("paid with", &when.tenders),
    ];
    each.into_iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, ids)| format!("{what} {}", list(ids))).collect()
}

fn basket(words: &Words, when: &Conditions) -> Vec<String> {
    let mut said = Vec::new();
    let of = when.select.as_ref().map_or("what it is given on".to_owned(), |select| lines(select));
    if let Some(coupon) = &when.coupon {
        said.push(format!("a coupon {coupon}"));
    }
    if let Some(quantity) = when.min_quantity {
        said.push(format!("at least {} of {of}", quantity.text()));
    }
    if let Some(value) = when.min_value {
        said.push(format!("at least {} of {of}", words.money(value)));
    }
    if let Some(value) = when.min_basket {
        said.push(format!("a basket of at least {}", words.money(value)));
    }
    if when.select.is_some() && when.min_quantity.is_none() && when.min_value.is_none() {
        said.push(format!("(nothing is asked of {of})"));
    }
    said
}
