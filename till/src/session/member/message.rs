//! Messages to members: what is due to be told, to whom, in the words of the pack.
//!
//! What must hold: nobody is told anything without a consent; a message has one id however often it is told, made of the
//! operation it follows; the page knows no address, so somebody else sends it.

use super::super::draft::Draft;
use super::super::state::{Committed, Operation, State};
use super::balances;
use super::customer::OfMember;
use super::join::given;
use crate::ledger::member::MemberView;
use crate::map::Map;
use crate::money::{Amount, Currency};
use crate::names::Id;
use crate::pack::program::{Program, ProgramKind};
use crate::pack::{MessageKind, Pack};
use crate::wire::member::{BalanceState, MessageDue};
use std::rc::Rc;

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
    /// A voucher: its name, and the last day it is good.
    pub voucher: [String; 2],
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
            voucher: Default::default(),
        }
    }
}

impl State {
    /// The sale that brought a voucher, itself or by a milestone.
    pub(in crate::session) fn brought_by(&self, voucher: &Id) -> Option<&Rc<Committed>> {
        let brought = |sale: &&Rc<Committed>| {
            let mut of_milestones = sale.member.iter().flat_map(OfMember::paid_out);
            sale.voucher_ids.contains(voucher) || of_milestones.any(|paid| paid == voucher)
        };
        self.receipts.iter().rev().find(brought)
    }
}

impl Draft<'_> {
    /// Tells a member of a balance.
    pub(in crate::session) fn message_balance(&mut self, op_id: &Id, known: &MemberView, pack: &Pack) {
        let (consents, balances) = (given(known), balances(known, pack));
        let (member, earned, voucher) = (&known.id, Vec::new(), Default::default());
        let told = Told { member, consents: &consents, basket_ref: None, balances, earned, voucher };
        self.message(MessageKind::Balance, op_id, told, pack);
    }

    /// Tells a member of a voucher: that of the sale that brought it, or who a cashier gave it to. Its code is on the paper
    /// alone.
    pub(in crate::session) fn message_voucher(&mut self, op: &Operation) {
        let to = |sale: &&Rc<Committed>| {
            op.member.is_some() && sale.member.as_ref().map(|of| &of.member) == op.member.as_ref()
        };
        let open = self.state.sale.as_ref().and_then(|sale| sale.customer.as_ref()?.known.clone());
        let open = open.filter(|known| op.member.as_ref() == Some(&known.id));
        let sale = self.state.brought_by(&op.subject);
        let sale = sale.or(self.state.receipts.iter().rev().find(to).filter(|_| open.is_none())).cloned();
        let Ok(pack) = sale.as_ref().map_or_else(|| self.pack_now(), |sale| self.pack_of(&sale.pack)) else { return };
        let name = op.scheme.as_ref().and_then(|id| pack.coupon(id)).map(|scheme| scheme.name.to_string());
        let voucher = [name.unwrap_or_default(), op.until.map(|until| self.last_day(until)).unwrap_or_default()];
        if let Some((sale, of)) = sale.as_ref().and_then(|sale| Some((sale, sale.member.as_ref()?))) {
            let told = Told { voucher, ..Told::of_sale(of, &sale.receipt.basket_ref) };
            self.message(MessageKind::Voucher, &op.subject, told, &pack);
        } else if let Some(known) = open {
            let (consents, balances, earned) = (given(&known), balances(&known, &pack), Vec::new());
            let told = Told { member: &known.id, consents: &consents, basket_ref: None, balances, earned, voucher };
            self.message(MessageKind::Voucher, &op.subject, told, &pack);
        }
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

/// The words of the pack: `{store}`, `{earned}`, `{balance}` and `{pending}`, each with the names of the programmes,
/// `{voucher}` and `{until}` are filled in.
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
        .replace("{voucher}", &told.voucher[0])
        .replace("{until}", &told.voucher[1])
}

/// `17 Bodovi`, `0,89 EUR Povrat`.
fn units(program: &Id, amount: Amount, pack: &Pack, comma: bool) -> Option<String> {
    let program = pack.program(program)?;
    Some(format!("{} {}", figure(program, amount, pack, comma), program.name))
}

/// `17`, `0,89 EUR`.
pub(super) fn figure(program: &Program, amount: Amount, pack: &Pack, comma: bool) -> String {
    let currency = program.currency.or(pack.currencies.first().copied()).unwrap_or(Currency::EUR);
    match program.kind {
        ProgramKind::Money => {
            let decimal = amount.decimal(currency.digits());
            let decimal = if comma { decimal.replace('.', ",") } else { decimal };
            format!("{decimal} {}", currency.code())
        }
        ProgramKind::Points | ProgramKind::Stamps => amount.minor().to_string(),
    }
}
