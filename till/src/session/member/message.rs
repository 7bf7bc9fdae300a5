//! Messages to members: what is due to be told, to whom, in the words of the pack.
//!
//! What must hold: nobody is told anything without a consent; a message has one id however often it is told, made of the
//! operation it follows; the page knows no address, so somebody else sends it.

use super::super::draft::Draft;
use super::balances;
use super::customer::OfMember;
use super::join::given;
use crate::ledger::member::MemberView;
use crate::map::Map;
use crate::money::{Amount, Currency};
use crate::names::Id;
use crate::pack::program::ProgramKind;
use crate::pack::{MessageKind, Pack};
use crate::wire::member::{BalanceState, MessageDue};

/// Whom a message is for, and what it says.
pub(in crate::session) struct Told<'a> {
    /// The member's random id.
    pub member: &'a Id,
    /// What the member has consented to.
    pub consents: &'a [Id],
    /// The sale.
    pub basket_ref: Option<Id>,
    /// What the member has.
    pub balances: Vec<BalanceState>,
    /// What the sale brought, by programme.
    pub earned: Vec<(Id, Amount)>,
}

impl<'a> Told<'a> {
    /// The member of a committed sale.
    pub(in crate::session) fn of_sale(of: &'a OfMember, basket_ref: &Id) -> Told<'a> {
        let program = |op: &Id| of.earned.iter().find(|by| by.op == *op).map(|by| by.program.clone());
        let earned = of.got.iter().filter_map(|got| Some((program(&got.op)?, got.amount)));
        Told {
            member: &of.member,
            consents: &of.consents,
            basket_ref: Some(basket_ref.clone()),
            balances: of.balances.clone(),
            earned: earned.collect(),
        }
    }
}

impl Draft<'_> {
    /// Tells a member of a balance.
    pub(in crate::session) fn message_balance(&mut self, op_id: &Id, known: &MemberView, pack: &Pack) {
        let (consents, balances) = (given(known), balances(known, pack));
        let told = Told { member: &known.id, consents: &consents, basket_ref: None, balances, earned: Vec::new() };
        self.message(MessageKind::Balance, op_id, told, pack);
    }

    /// Raises a message, if the pack has one for this and the member has consented to it.
    pub(in crate::session) fn message(&mut self, kind: MessageKind, follows: &Id, told: Told<'_>, pack: &Pack) {
        let rule = pack.members.messages.iter().find(|rule| rule.on == kind);
        let Some(rule) = rule.filter(|rule| told.consents.contains(&rule.consent)) else { return };
        let Some(message_id) = Id::new(&format!("{follows}:{}", kind.word())) else { return };
        let mut texts = Map::new();
        for (locale, words) in pack.texts.iter() {
            let comma = self.session.setup.texts.get(locale, "receipt.decimal", &[]) == ",";
            if let Some(text) = words.get(&kind.key()) {
                texts.insert(locale.clone(), filled(text, &told, pack, comma));
            }
        }
        let event = MessageDue {
            message_id,
            kind: Id::word(kind.word()),
            member: told.member.clone(),
            consent: rule.consent.clone(),
            basket_ref: told.basket_ref,
            balances: told.balances,
            texts,
        };
        self.event("message.due", &event);
    }
}

/// The words of the pack: `{store}`, `{earned}`, `{balance}` and `{pending}` are filled in, each with the names of the
/// programmes.
fn filled(text: &str, told: &Told<'_>, pack: &Pack, comma: bool) -> String {
    let list = |all: Vec<String>| if all.is_empty() { "0".to_owned() } else { all.join(", ") };
    let of = |program: &Id, amount: Amount| units(program, amount, pack, comma);
    let all = |amount: &dyn Fn(&BalanceState) -> Amount| {
        list(told.balances.iter().filter_map(|b| of(&b.program, amount(b))).collect())
    };
    let earned = list(told.earned.iter().filter_map(|(program, amount)| of(program, *amount)).collect());
    text.replace("{store}", pack.store_name.as_str())
        .replace("{earned}", &earned)
        .replace("{balance}", &all(&|balance| balance.ready))
        .replace("{pending}", &all(&|balance| balance.pending))
}

/// `17 Bodovi`, `0,89 EUR Povrat`.
pub(in crate::session) fn units(program: &Id, amount: Amount, pack: &Pack, comma: bool) -> Option<String> {
    let program = pack.program(program)?;
    let currency = program.currency.or(pack.currencies.first().copied()).unwrap_or(Currency::EUR);
    let figure = match program.kind {
        ProgramKind::Money => {
            let decimal = amount.decimal(currency.digits());
            let decimal = if comma { decimal.replace('.', ",") } else { decimal };
            format!("{decimal} {}", currency.code())
        }
        ProgramKind::Points | ProgramKind::Stamps => amount.minor().to_string(),
    };
    Some(format!("{figure} {}", program.name))
}
