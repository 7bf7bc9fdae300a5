//! Members in conversations: what their screens say, what they tap and type.

use crate::world::id;
use till::codes::IdentityKind;
use till::money::Amount;
use till::screen::{BalanceView, Body, Submission, Tap};
use till::secret::Personal;

/// `Bodovi 12 +20 -100`: what there is, what the basket brings, what is put in.
pub fn balances(all: &[BalanceView]) -> String {
    let one = |b: &BalanceView| {
        let more = |amount: Amount, sign: &str| {
            if amount.is_zero() { String::new() } else { format!(" {sign}{}", amount.minor()) }
        };
        let pending = more(b.pending, "~");
        format!(" {} {}{pending}{}{}", b.name, b.ready.minor(), more(b.earning, "+"), more(b.used, "-"))
    };
    all.iter().map(one).collect::<Vec<_>>().join(";")
}

/// The screens of members.
pub fn screen(body: &Body) -> String {
    match body {
        Body::Consent(view) => {
            let must = if view.required { " (required)" } else { "" };
            format!("consent {} of {}{must} {}", view.place.0, view.place.1, view.text)
        }
        Body::Member(view) => {
            let moves = view.movements.iter().flatten().map(|m| format!(" {} {}", m.kind.word(), m.amount.minor()));
            let program = view.program.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("member{} | {program}:{}", balances(&view.basket.balances), moves.collect::<String>())
        }
        Body::Points(view) => {
            let most = view.most.map(|(most, worth)| format!(" most {} worth {}", most.minor(), worth.minor()));
            let message = view.message.clone().unwrap_or_default();
            format!("points{}{} {message}", balances(std::slice::from_ref(&view.balance)), most.unwrap_or_default())
        }
        _ => String::new(),
    }
}

pub fn tap(word: &str, rest: &str) -> Option<Tap> {
    Some(match word {
        "join" => Tap::Join,
        "kind" => Tap::Kind(IdentityKind::of(rest).unwrap()),
        "yes" => Tap::Consent(true),
        "no" => Tap::Consent(false),
        "balance" => Tap::ShowMember,
        "program" => Tap::Program(id(rest)),
        "points" => Tap::UsePoints(id(rest)),
        "all" => Tap::UseAll,
        "unpoints" => Tap::RemovePoints(id(rest)),
        _ => return None,
    })
}

/// `units 100`, or `phone +385..`.
pub fn submission(kind: &str, text: &str) -> Option<Submission> {
    if kind == "units" {
        return Some(Submission::Units(Amount::new(text.parse().unwrap()).unwrap()));
    }
    Some(Submission::Person(IdentityKind::of(kind)?, Personal::new(text)?))
}
