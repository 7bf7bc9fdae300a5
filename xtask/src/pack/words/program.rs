//! Programmes in words.

use super::{Said, Words, list, many};
use till::money::Amount;
use till::pack::Pack;
use till::pack::program::{Milestone, OnReturn, Program, ProgramKind, Short, Spending, ValidTo};
use till::price::request::{OfferKind, SettlesAs};

pub(super) fn say(words: &Words, pack: &Pack, program: &Program) -> Said {
    let of = |amount: Amount| units(words, program.kind, amount);
    let earns: Vec<String> = pack
        .offers
        .iter()
        .filter(|offer| earns(pack, program, offer.kind, offer.earn.as_ref().and_then(|earn| earn.program.as_ref())))
        .map(|offer| format!("offer {}", offer.id))
        .collect();
    let mut rows = vec![(
        "collects",
        if earns.is_empty() { "nothing: no offer earns it".to_owned() } else { earns.join(" and ") },
    )];
    rows.push(("is good", good(program)));
    let caps = &program.caps;
    let caps: Vec<String> =
        [(caps.sale, "a sale"), (caps.day, "a day"), (caps.month, "a month"), (caps.customer, "a customer, ever")]
            .into_iter()
            .filter_map(|(most, of_what)| most.map(|most| format!("at most {} {of_what}", of(most))))
            .collect();
    rows.push(("limits", if caps.is_empty() { "none".to_owned() } else { caps.join(", ") }));
    rows.push(("pays", program.spend.as_ref().map_or("nothing".to_owned(), |spend| pays(words, program, spend))));
    let over = program.tier_days.map_or(String::new(), |days| format!(" in {}", many(days, "day")));
    for tier in &program.tiers {
        let name = tier.name.as_ref().map_or(String::new(), |name| format!(" \"{name}\""));
        rows.push(("tier", format!("from {}{over}: {}{name}", of(tier.from), list(&tier.groups))));
    }
    rows.extend(program.milestones.iter().map(|milestone| ("reward", reward(milestone, &of))));
    rows.push(("returned", returned(&program.on_return)));
    Said { of: format!("programme {}", program.id), name: program.name.to_string(), rows }
}

fn earns(pack: &Pack, program: &Program, kind: OfferKind, named: Option<&till::names::Id>) -> bool {
    pack.program_of(kind, named).is_some_and(|found| found.id == program.id)
}

fn units(words: &Words, kind: ProgramKind, amount: Amount) -> String {
    match kind {
        ProgramKind::Money => words.money(amount),
        ProgramKind::Points => many(amount.minor().unsigned_abs(), "point"),
        ProgramKind::Stamps => many(amount.minor().unsigned_abs(), "stamp"),
    }
}

fn good(program: &Program) -> String {
    let from = match program.ready_days {
        0 => "at once".to_owned(),
        days => format!("after {}", many(days, "day")),
    };
    let to = match program.valid_to {
        ValidTo::Moment => "",
        ValidTo::Day => ", to the end of that day",
        ValidTo::Month => ", to the end of that month",
        ValidTo::Year => ", to the end of that year",
    };
    let days = program.valid_days.map_or(", for ever".to_owned(), |days| format!(", for {}{to}", many(days, "day")));
    let until = program.valid_until.map_or(String::new(), |until| format!(", at most until {}", until.text(0)));
    format!("{from}{days}{until}")
}

fn pays(words: &Words, program: &Program, spend: &Spending) -> String {
    let of = |amount: Amount| units(words, program.kind, amount);
    let mut said = vec![match program.kind {
        ProgramKind::Money => "what it is".to_owned(),
        _ => format!("{} are {}", of(spend.units), words.money(spend.worth)),
    }];
    said.extend(spend.step.map(|step| format!("in steps of {}", of(step))));
    said.extend(spend.least.map(|least| format!("at least {}", of(least))));
    said.extend(spend.most.map(|most| format!("at most {}", of(most))));
    said.extend(spend.day_max.map(|most| format!("at most {} a day", of(most))));
    said.extend(spend.max_percent.map(|rate| format!("at most {} % of the purchase", rate.text())));
    said.extend(spend.min_basket.map(|least| format!("in purchases from {}", words.money(least))));
    if spend.not_with_coupons {
        said.push("not with coupons".to_owned());
    }
    said.push(match spend.settles_as {
        SettlesAs::Discount => "lowers the price".to_owned(),
        SettlesAs::Tender => "pays and lowers no tax".to_owned(),
    });
    said.join(", ")
}

fn reward(milestone: &Milestone, of: &dyn Fn(Amount) -> String) -> String {
    let gives = match (&milestone.offer, &milestone.voucher) {
        (Some(offer), _) => format!("offer {offer}"),
        (_, Some(voucher)) => {
            let days = many(voucher.valid_days, "day");
            format!("a voucher of {}, good for {days} (no till issues it yet)", voucher.scheme)
        }
        _ => "nothing".to_owned(),
    };
    let when = if milestone.on_choice { ", when the customer chooses it" } else { "" };
    let rest = if milestone.carry { "what is beyond counts for the next" } else { "what is beyond is gone" };
    format!("{}, at {}: {gives}{when}; {rest}", milestone.id, of(milestone.at))
}

fn returned(on_return: &OnReturn) -> String {
    let back = match (on_return.take_back, on_return.short) {
        (false, _) => "what was earned stays",
        (true, Short::FromRefund) => "what was earned is taken back, what was spent of it from the refund",
        (true, Short::Forgive) => "what was earned is taken back as far as it is there",
    };
    let again = on_return.back_days.map_or(String::new(), |days| {
        format!("; what it had paid is good again, for {} where its time has passed", many(days, "day"))
    });
    format!("{back}{again}")
}
