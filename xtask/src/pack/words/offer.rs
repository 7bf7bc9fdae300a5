//! What an offer gives, on what, and within which limits.

use super::{Said, Words, any, many, when};
use till::price::request::{Bands, Earn, Limits, Offer, OfferKind, SettlesAs, Step, Tier, Which};
use till::price::step_of;

pub(super) fn say(words: &Words, offer: &Offer) -> Said {
    let mut rows = vec![("gives", gives(words, offer)), ("on", on(offer))];
    rows.extend(when::rows(words, &offer.when));
    if offer.on_choice {
        rows.push(("needs", "the customer's choice".to_owned()));
    }
    rows.push(("limits", limits(words, &offer.limits)));
    let mut beside = beside(offer);
    if let Some(funder) = &offer.funder {
        beside.push(format!("paid for by {funder}"));
    }
    rows.push(("besides", beside.join("; ")));
    rows.push(("prints", prints(offer)));
    rows.retain(|(_, words)| !words.is_empty());
    Said { of: format!("offer {}", offer.id), name: offer.name.to_string(), rows }
}

fn prints(offer: &Offer) -> String {
    let texts = [&offer.text_20, &offer.text_38];
    let texts: Vec<String> = texts.into_iter().flatten().map(|text| format!("\"{text}\"")).collect();
    texts.join(" and ")
}

fn on(offer: &Offer) -> String {
    if offer.parts.is_empty() {
        let each = if offer.same_product { ", each set of one product" } else { "" };
        return format!("{}{each}", when::lines(&offer.select));
    }
    let parts: Vec<String> =
        offer.parts.iter().map(|part| format!("{} of {}", part.quantity, when::lines(&part.select))).collect();
    let chosen = when::lines(&offer.select);
    let within = if chosen == "everything" { String::new() } else { format!(", within {chosen}") };
    format!("sets of {}{within}", parts.join(" and "))
}

fn gives(words: &Words, offer: &Offer) -> String {
    let amount = offer.amount.map_or("nothing".to_owned(), |amount| words.money(amount));
    let rate = offer.percent.map(|percent| format!("{} %", percent.text()));
    let (buy, pay) = (offer.buy.unwrap_or(0), offer.pay.unwrap_or(0));
    match offer.kind {
        OfferKind::Percent => format!("{} off", rate.unwrap_or_default()),
        OfferKind::AmountOffUnit => format!("{amount} off each unit"),
        OfferKind::AmountOff => format!("{amount} off, once"),
        OfferKind::UnitPrice => {
            format!("each unit for {}", offer.unit_price.map_or(String::new(), |price| price.text()))
        }
        OfferKind::BuyPay => {
            format!("of every {} {} free", many(buy, "unit"), which(offer, u64::from(buy.saturating_sub(pay))))
        }
        OfferKind::BuyGet => buy_get(words, offer),
        OfferKind::SetPrice => format!("every {} for {amount}", set(offer)),
        OfferKind::SetOff => format!("{} off every {}", rate.unwrap_or(amount), set(offer)),
        OfferKind::UnitNumber => unit_number(words, offer),
        OfferKind::Tiers => tiers(words, offer),
        OfferKind::BasketPrice => format!("all of it for {amount}"),
        OfferKind::Campaign => offer.campaign.as_ref().map_or(String::new(), |campaign| {
            format!("campaign \"{}\", {}: {}", campaign.name, campaign.code, campaign.operation)
        }),
        OfferKind::Points => earned(words, offer, "point"),
        OfferKind::Stamps => earned(words, offer, "stamp"),
        OfferKind::Cashback => {
            let program = offer.earn.as_ref().and_then(|earn| earn.program.as_ref());
            let program = program.map_or(String::new(), |program| format!(" in programme {program}"));
            match offer.earn.as_ref().and_then(|earn| earn.times) {
                Some(times) => format!("{} times what other offers give back for later{program}", times.text()),
                None => format!("{} back for later{program}", rate.unwrap_or(amount)),
            }
        }
        OfferKind::Voucher => {
            let worth = rate.or(offer.amount.map(|amount| words.money(amount)));
            let worth = worth.map_or(String::new(), |worth| format!(", each worth {worth}"));
            format!("{}{worth}", earned(words, offer, "voucher"))
        }
    }
}

fn set(offer: &Offer) -> String {
    offer.buy.filter(|_| offer.parts.is_empty()).map_or("set".to_owned(), |buy| many(buy, "unit"))
}

/// `the cheapest one is`, `the 2 cheapest are`.
fn which(offer: &Offer, count: u64) -> String {
    let name = match offer.which {
        None | Some(Which::Cheapest) => "cheapest".to_owned(),
        Some(Which::Dearest) => "dearest".to_owned(),
        Some(Which::Nth) => format!("from the dearest but {} on", offer.nth.saturating_sub(1)),
    };
    if count == 1 { format!("the {name} one is") } else { format!("the {count} {name} are") }
}

/// What happens to a rewarded unit.
fn reward(words: &Words, offer: &Offer) -> String {
    match (offer.percent, offer.amount, offer.unit_price) {
        (Some(percent), ..) if percent.millionths() == 100_000_000 => "free".to_owned(),
        (Some(percent), ..) => format!("{} % cheaper", percent.text()),
        (_, Some(amount), _) => format!("{} cheaper", words.money(amount)),
        (_, _, Some(price)) => format!("for {}", price.text()),
        _ => "free".to_owned(),
    }
}

fn buy_get(words: &Words, offer: &Offer) -> String {
    let from = match &offer.get_select {
        Some(select) => format!(" of {}", when::lines(select)),
        None if offer.bought_count => " of them (a bought one may be the rewarded one)".to_owned(),
        None => " more of the same".to_owned(),
    };
    let propose = if offer.propose { "; the register is asked to add what is missing" } else { "" };
    let bought = many(offer.buy.unwrap_or(1), "unit");
    format!("for every {bought}{from} {} {}{propose}", which(offer, u64::from(offer.get)), reward(words, offer))
}

fn unit_number(words: &Words, offer: &Offer) -> String {
    let last = match offer.last {
        Some(last) if last == offer.first => format!("unit {last}"),
        Some(last) => format!("units {} to {last}", offer.first),
        None => format!("every unit from number {} on", offer.first),
    };
    let from = if offer.which == Some(Which::Cheapest) { "cheapest" } else { "dearest" };
    format!("{last} {}, counted from the {from}", reward(words, offer))
}

fn tiers(words: &Words, offer: &Offer) -> String {
    let tier = |tier: &Tier| {
        let from = match (tier.from_quantity, tier.from_value) {
            (Some(quantity), _) => format!("{} units", quantity.text()),
            (_, Some(value)) => words.money(value),
            _ => "the first".to_owned(),
        };
        let off = match (tier.percent, tier.amount_off_unit, tier.amount_off, tier.unit_price) {
            (Some(percent), ..) => format!("{} % off", percent.text()),
            (_, Some(amount), ..) => format!("{} off each", words.money(amount)),
            (_, _, Some(amount), _) => format!("{} off", words.money(amount)),
            (.., Some(price)) => format!("{} each", price.text()),
            _ => "nothing".to_owned(),
        };
        format!("from {from} {off}")
    };
    let all: Vec<String> = offer.tiers.iter().map(tier).collect();
    let how = match offer.bands {
        Bands::Whole => "all of it by the highest reached",
        Bands::Each => "each part by its own",
        Bands::Every => "the highest reached, once for every so much",
    };
    format!("{}: {how}", all.join(", "))
}

fn earned(words: &Words, offer: &Offer, what: &str) -> String {
    let Some(earn) = &offer.earn else { return String::new() };
    let program = earn.program.as_ref().map_or(String::new(), |program| format!(" in programme {program}"));
    let scheme = earn.scheme.as_ref().map_or(String::new(), |scheme| format!(" of scheme {scheme}"));
    format!("{}{scheme}{program}", rate(words, earn, what))
}

fn rate(words: &Words, earn: &Earn, what: &str) -> String {
    let count = many(earn.count, what);
    match (earn.per_amount, earn.per_units, earn.times) {
        (Some(per), ..) => format!("{count} for every full {}", words.money(per)),
        (_, Some(per), _) => format!("{count} for every {} bought", per.text()),
        (.., Some(times)) => format!("{} times the {what}s of other offers", times.text()),
        _ => format!("{count} a purchase"),
    }
}

fn limits(words: &Words, limits: &Limits) -> String {
    let mut said = Vec::new();
    if let Some(most) = limits.max_discount {
        said.push(format!("at most {} in one basket", words.money(most)));
    }
    if let Some(units) = limits.max_units {
        said.push(format!("at most {} in one basket", many(units, "unit")));
    }
    if let Some(times) = limits.max_applications {
        said.push(format!("at most {} in one basket", many(times, "time")));
    }
    let over =
        [(limits.max_uses, "in all"), (limits.max_uses_customer, "of one customer"), (limits.max_uses_day, "a day")];
    for (most, of) in over {
        said.extend(most.map(|most| format!("in {} {of}", many(most, "basket"))));
    }
    if let Some(budget) = limits.budget {
        said.push(format!("a budget of {} in all", words.money(budget)));
    }
    if limits.not_reduced {
        said.push("not on what the register has reduced".to_owned());
    }
    if said.is_empty() { "none".to_owned() } else { said.join(", ") }
}

/// Its place, and how it goes together with others.
fn beside(offer: &Offer) -> Vec<String> {
    let step = match step_of(offer) {
        Step::Item => "with the deals on single products",
        Step::Set => "with the deals on sets",
        Step::Basket => "with the deals on the basket",
        Step::Coupon => "with the coupons",
        Step::Reward => "with the payouts of rewards",
    };
    let tender = offer.settles_as == SettlesAs::Tender;
    let earns = matches!(offer.kind, OfferKind::Points | OfferKind::Stamps | OfferKind::Cashback | OfferKind::Voucher);
    let place = if earns { "when all prices are final" } else { step };
    let mut said = vec![place.to_owned()];
    if offer.priority != 100 {
        said.push(format!("priority {}", offer.priority));
    }
    if tender {
        said.push("it pays and lowers no tax".to_owned());
    }
    if offer.exclusive {
        said.push("alone on its units".to_owned());
    }
    if let Some(group) = &offer.stacking_group {
        said.push(format!("only the best of {}", any(&[format!("stacking group {group}")])));
    }
    said
}
