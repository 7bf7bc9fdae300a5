//! Coupon schemes, vouchers and cards in words.

use super::{Said, Words, first_text, list, many, when};
use till::pack::{Activation, CheckDigit, CodeFormat, CouponScheme, Pack, TokenKind, TokenScheme, Uses, VoucherRule};
use till::tender::Covers;
use till::time::Instant;

fn code(format: &CodeFormat) -> String {
    let check = match format.check {
        CheckDigit::None => "no check digit",
        CheckDigit::Gs1 => "a GS1 check digit",
        CheckDigit::Luhn => "a Luhn check digit",
        CheckDigit::Mod11 => "a mod 11,10 check digit",
    };
    format!("{} characters, {} first, {check}", format.length, format.prefix)
}

fn dates(from: Option<Instant>, until: Option<Instant>) -> String {
    let from = from.map(|at| format!("from {}", at.text(0)));
    let until = until.map(|at| format!("until before {}", at.text(0)));
    let said: Vec<String> = from.into_iter().chain(until).collect();
    if said.is_empty() { "any time".to_owned() } else { said.join(", ") }
}

pub(super) fn coupon(pack: &Pack, scheme: &CouponScheme) -> Said {
    let brings: Vec<String> = pack
        .offers
        .iter()
        .filter(|offer| offer.when.coupon.as_ref() == Some(&scheme.id))
        .map(|offer| format!("offer {}", offer.id))
        .collect();
    let brings = if brings.is_empty() { "nothing: no offer names it".to_owned() } else { brings.join(" and ") };
    let uses = match (scheme.uses, scheme.max_uses) {
        (Uses::Single, _) => "each code once".to_owned(),
        (Uses::Multi, Some(most)) => format!("each code {}", many(most, "time")),
        (Uses::Multi, None) => "each code without limit".to_owned(),
    };
    let mut limits = vec![uses, format!("{} of it in one basket", scheme.per_basket)];
    let counted = [(scheme.total, "in all"), (scheme.per_day, "a day"), (scheme.per_customer, "for each customer")];
    limits.extend(counted.into_iter().filter_map(|(most, what)| Some(format!("{} {what}", many(most?, "use")))));
    limits.extend(scheme.not_with.iter().map(|other| format!("not with coupon {other}")));
    limits.extend(scheme.comes_back.then(|| "good again after a full return".to_owned()));
    let signed = scheme.signed_by.iter().map(|issuer| format!(", signed by {issuer}")).collect::<String>();
    let mut rows = vec![
        ("gives", brings),
        ("code", code(&scheme.format) + &signed),
        ("when", dates(scheme.valid_from, scheme.valid_until)),
        ("limits", limits.join(", ")),
    ];
    let given = scheme.issue.as_ref().map(|rule| {
        let consent = if rule.consent { ", with somebody's consent" } else { "" };
        format!("by a cashier, {} a day, for {}{consent}", rule.per_day, many(rule.valid_days, "day"))
    });
    rows.extend(given.map(|given| ("given", given)));
    Said { of: format!("coupon {}", scheme.id), name: scheme.name.to_string(), rows }
}

pub(super) fn voucher(words: &Words, rule: &VoucherRule) -> Said {
    let rows = vec![
        ("gives", format!("a code of coupon {}, printed after the sale", rule.scheme)),
        ("needs", format!("a sale of at least {}", words.money(rule.min_total))),
        ("limits", {
            let most = rule.per_day.map(|most| format!(", {most} a day")).unwrap_or_default();
            format!("good for {}{most}", many(rule.valid_days, "day"))
        }),
    ];
    Said { of: format!("voucher {}", rule.id), name: first_text(&rule.text), rows }
}

pub(super) fn token(words: &Words, scheme: &TokenScheme) -> Said {
    let mut rows = vec![("code", code(&scheme.format))];
    if !scheme.gs1.is_empty() {
        rows.push(("carried", format!("in GS1 symbols by {}", list(&scheme.gs1))));
    }
    let kind = match scheme.kind {
        TokenKind::Member => {
            let groups = if scheme.groups.is_empty() {
                "no group".to_owned()
            } else {
                scheme.groups.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
            };
            rows.push(("who", format!("its holder belongs to {groups}")));
            "member card"
        }
        TokenKind::GiftCard => {
            rows.push(("pays", pays(&scheme.covers)));
            rows.push(("holds", holds(words, scheme)));
            rows.push(("limits", limits(words, scheme)));
            "gift card"
        }
    };
    Said { of: format!("{kind} {}", scheme.id), name: scheme.name.to_string(), rows }
}

fn pays(covers: &Covers) -> String {
    let not = |paid: bool, what: &str| (!paid).then(|| what.to_owned());
    let left: Vec<String> = [
        not(covers.deposits, "deposits"),
        not(covers.services, "services"),
        not(covers.age_restricted, "goods with an age limit"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let but = if left.is_empty() { String::new() } else { format!(", no {}", left.join(", no ")) };
    format!("{}{but}, no stored value", when::lines(&covers.select))
}

fn holds(words: &Words, scheme: &TokenScheme) -> String {
    let known = match scheme.activation {
        Activation::Imported => "known by import",
        Activation::OnFirstLoad => "known by import or its first load",
    };
    let loads = match (scheme.min_load, scheme.max_load) {
        (_, None) => "never loaded here".to_owned(),
        (None, Some(most)) => format!("a load up to {}", words.money(most)),
        (Some(least), Some(most)) => format!("a load from {} to {}", words.money(least), words.money(most)),
    };
    let again = if scheme.reloadable { ", again and again" } else { "" };
    let most = scheme.max_balance.map_or(String::new(), |most| format!(", at most {} on it", words.money(most)));
    format!("{known}; {loads}{again}{most}")
}

fn limits(words: &Words, scheme: &TokenScheme) -> String {
    let mut said = Vec::new();
    if scheme.pin {
        said.push(format!("a PIN of {} digits", scheme.pin_length));
    }
    if scheme.single_use {
        said.push("one payment".to_owned());
    }
    said.extend(scheme.day_max.map(|most| format!("pays at most {} a day", words.money(most))));
    said.extend(scheme.cash_out_max.map(|most| format!("paid out up to {}", words.money(most))));
    said.extend(scheme.valid_days.map(|days| format!("good for {}", many(days, "day"))));
    said.extend(scheme.home_till.as_ref().map(|till| format!("only at till {till}")));
    if scheme.card_homes {
        said.push("each card at its own till".to_owned());
    }
    if said.is_empty() { "none".to_owned() } else { said.join(", ") }
}
