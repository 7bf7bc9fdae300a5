//! Members: who the customer is, and what the customer has.
//!
//! What must hold: a card of the pack is good for its groups at once, whatever the ledger knows; a search that a newer one
//! replaced, or whose sale is over, changes nothing; what was shown is never kept but masked.

mod alone;
pub mod customer;
mod earn;
pub mod join;
mod message;
mod opening;
mod paper;
mod redeem;
pub(super) mod reward;
mod takeback;
mod touch;
mod view;
mod voucher;

pub(super) use join::{enrol, forget};
pub(super) use redeem::{as_coupon, offer_of, redeem, unredeem};
pub(super) use view::of_receipt;

use super::command::Answer;
use super::draft::Draft;
use super::state::{Operation, Phase, Purpose};
use crate::codes::{IdentityKind, Recognised, bank_card_like, recognise};
use crate::ledger::ask::{Outcome, OutcomeKind, What};
use crate::ledger::member::{Enrol, Find, MemberView, MovementsOf, Period, ProgramBalance};
use crate::map::Map;
use crate::money::Amount;
use crate::names::Id;
use crate::pack::Pack;
use crate::pack::program::Program;
use crate::record::{CustomerSet, PromptSet};
use crate::secret::Seal;
use crate::shape::Shape;
use crate::wire::error::{Code, Refusal};
use crate::wire::ledger::LedgerAsk;
use crate::wire::member::{
    BalanceEvent, BalanceState, CustomerEvent, CustomerRefused, Identified, Identify, MemberBalance, MovementsEvent,
};
use crate::wire::tender::Accepted;
use customer::{Customer, Who};
use std::rc::Rc;

/// A day in milliseconds.
pub(super) const DAY: i64 = 86_400_000;

/// `loyalty.identify`.
pub(super) fn identify(draft: &mut Draft<'_>, x: &Identify) -> Answer {
    draft.identify(x.kind, x.code.expose(), x.code.seal()).map(|answer| answer.write())
}

/// `loyalty.balance`.
pub(super) fn balance(draft: &mut Draft<'_>, x: &MemberBalance) -> Answer {
    let pack = draft.pack_now()?;
    draft.keeps_members(&pack)?;
    if x.program.as_ref().is_some_and(|program| pack.program(program).is_none()) {
        return Err(Code::ProgramUnknown.into());
    }
    let Some(code) = &x.code else {
        let customer = draft.state.sale.as_ref().and_then(|sale| sale.customer.clone());
        let known = customer.and_then(|customer| customer.known).ok_or(Code::MemberNeeded)?;
        let accepted = draft.id("op");
        draft.tell_balance(&accepted, None, &known, &pack);
        if let Some(program) = &x.program {
            draft.ask_movements(&accepted, &known.id, program, &pack);
        }
        return Ok(Accepted { accepted }.write());
    };
    let who = draft.who(x.kind, code.expose())?;
    let seal = code.seal().ok_or(Code::EposFailed)?.clone();
    let op = Operation { scheme: x.program.clone(), ..draft.member_op("op", Purpose::MemberLook, who, x.mode) };
    let accepted = op.op_id.clone();
    draft.find_member(op, seal, &pack);
    Ok(Accepted { accepted }.write())
}

impl Operation {
    /// Whether it must happen, so that "unknown" leaves it owed: all but questions, and holds that are given up.
    pub(super) fn must_for_member(&self) -> bool {
        let asks = matches!(self.purpose, Purpose::MemberFind | Purpose::MemberLook | Purpose::MemberSpend);
        let finds = self.asked.as_ref().is_some_and(|asked| asked.find.is_some());
        self.asked.is_some() && !asks && !finds
    }
}

impl Draft<'_> {
    /// The ledger has answered about a member.
    pub(super) fn member_answered(&mut self, op: &Operation, outcome: &Outcome) {
        match op.purpose {
            Purpose::MemberFind => self.member_found(op, outcome),
            Purpose::MemberLook => self.member_seen(op, outcome),
            Purpose::MemberEnrol => self.member_enrolled(op, outcome),
            Purpose::MemberForget => self.member_forgotten(op, outcome),
            Purpose::MemberEarn => self.member_earned(op, outcome),
            Purpose::MemberSpend => self.member_spent(op, outcome),
            Purpose::MemberVoucher => self.milestone_held(op, outcome),
            Purpose::MemberBack => self.member_taken(op, outcome),
            _ => {}
        }
    }

    /// What a code says of a person. A bank card is refused by name, whatever it is said to be.
    pub(super) fn who(&self, kind: IdentityKind, text: &str) -> Result<Who, Refusal> {
        let pack = self.pack_now()?;
        if kind == IdentityKind::Card {
            return match recognise(&pack, text) {
                Recognised::Member { scheme } => {
                    let masked = kind.masked(&kind.canonical(text).unwrap_or_default());
                    Ok(Who { kind, scheme: Some(scheme.id.clone()), masked })
                }
                Recognised::BankCard => Err(Code::BankCard.into()),
                _ => Err(Code::CardUnknown.into()),
            };
        }
        let canonical = kind.canonical(text).filter(|_| pack.members.identities.contains(&kind));
        let canonical = canonical.ok_or_else(|| Refusal::new(Code::IdentityInvalid).because("kind", kind.word()))?;
        if matches!(kind, IdentityKind::Host | IdentityKind::Code) && bank_card_like(&canonical) {
            return Err(Code::BankCard.into());
        }
        Ok(Who { kind, scheme: None, masked: kind.masked(&canonical) })
    }

    /// Says who the customer of the open sale is.
    pub(super) fn identify(
        &mut self,
        kind: IdentityKind,
        text: &str,
        seal: Option<&Seal>,
    ) -> Result<Identified, Refusal> {
        self.allowed("loyalty")?;
        let (who, pack) = (self.who(kind, text)?, self.pack_now()?);
        let seal = seal.ok_or(Code::EposFailed)?.clone();
        let asked = self.keeps_members(&pack);
        let (mode, basket_ref) = self.sale().map(|sale| (sale.mode, sale.basket_ref.clone()))?;
        let op = self.member_op("m", Purpose::MemberFind, who.clone(), mode);
        let op = Operation { subject: basket_ref, ..op };
        let Who { kind, scheme, masked } = who;
        let identified = Identified { customer: op.op_id.clone(), kind, scheme, masked };
        self.close_searches();
        if kind == IdentityKind::Card {
            let person = Id::new(seal.as_str());
            self.set_customer(Customer { person, ..self.customer(&op, None, &pack) })?;
            if asked.is_err() {
                self.tell_customer(None, &pack);
            }
            self.reprice_and_tell()?;
        } else {
            asked.clone()?;
        }
        if asked.is_ok() {
            self.find_member(op, seal, &pack);
        }
        Ok(identified)
    }

    /// Whether members are kept by a ledger that can be asked.
    pub(super) fn keeps_members(&self, pack: &Pack) -> Result<(), Refusal> {
        let why = match self.stored_value() {
            _ if pack.programs.is_empty() && pack.members.identities.is_empty() => "pack",
            Ok(()) | Err("many_tills") => return Ok(()), // what is collected here is known here
            Err(why) => why,
        };
        Err(Refusal::new(Code::StoredValueOff).because("reason", why))
    }

    /// An operation about a member, who has shown this.
    pub(super) fn member_op(
        &mut self,
        kind: &str,
        purpose: Purpose,
        who: Who,
        mode: crate::ledger::ask::Mode,
    ) -> Operation {
        let op_id = self.id(kind);
        let new = Operation::new(op_id.clone(), purpose, &op_id, mode);
        Operation { who: Some(Rc::new(who)), ..new }
    }

    /// Records an operation about a member with what is asked, and asks.
    pub(super) fn ask_member(&mut self, op: Operation, what: What) {
        let ask = crate::ledger::ask::Ask { op_id: op.op_id.clone(), mode: op.mode, what: what.clone() };
        let asked = Some(Rc::new(LedgerAsk::new(&ask, None)));
        self.ask(Operation { asked, ..op }, what);
    }

    pub(super) fn find_member(&mut self, op: Operation, identity: Seal, pack: &Pack) {
        let since = |days: u32| self.ctx.now.after(i64::from(days).saturating_mul(DAY).saturating_neg());
        let period = |p: &Program| p.tier_days.map(|days| Period { program: p.id.clone(), since: since(days) });
        let periods = pack.programs.iter().filter_map(period).collect();
        self.ask_member(op, What::Find(Find { identity, periods }));
    }

    /// A search that is not answered yet is not waited for any more.
    pub(super) fn close_searches(&mut self) {
        let searches = self.state.ops.iter().filter(|op| op.purpose == Purpose::MemberFind);
        for op_id in searches.map(|op| op.op_id.clone()).collect::<Vec<_>>() {
            self.close_op(&op_id);
        }
    }

    fn customer(&self, op: &Operation, known: Option<&MemberView>, pack: &Pack) -> Customer {
        let who = op.who.as_deref().cloned();
        let who = who.unwrap_or_else(|| Who { kind: IdentityKind::Card, scheme: None, masked: String::new() });
        let scheme = who.scheme.as_ref().and_then(|id| pack.token(id));
        let groups = groups(scheme.map_or(&[], |scheme| &scheme.groups), known, pack);
        let find = op.asked.as_ref().and_then(|asked| asked.find.as_ref());
        let shown = find.and_then(|find| Id::new(find.identity.as_str())).filter(|_| who.scheme.is_some());
        let person = shown.or(known.map(|known| known.id.clone()));
        let (id, known) = (op.op_id.clone(), known.cloned().map(Rc::new));
        Customer { id, kind: who.kind, scheme: who.scheme, masked: who.masked, groups, person, known }
    }

    /// Another member's points pay for nothing here.
    fn set_customer(&mut self, customer: Customer) -> Result<(), Refusal> {
        let before = self.sale()?.customer.as_ref().and_then(Customer::member).cloned();
        if before.as_ref() != customer.member() {
            self.drop_redemptions();
        }
        self.record(CustomerSet { customer });
        Ok(())
    }

    /// The ledger has found the customer of the open sale, or nobody.
    pub(super) fn member_found(&mut self, op: &Operation, outcome: &Outcome) {
        let here = |sale: &&super::state::Sale| sale.basket_ref == op.subject;
        let (Some(sale), Ok(pack)) = (self.state.sale.as_ref().filter(here), self.pack_now()) else { return };
        let before = sale.priced.clone();
        let known = outcome.member.as_deref().filter(|_| outcome.result == OutcomeKind::Done);
        let card = op.who.as_ref().is_some_and(|who| who.kind == IdentityKind::Card);
        let code = member_code(outcome);
        if known.is_none() && !card {
            return self.refuse_customer(op, code);
        }
        let set = self.set_customer(self.customer(op, known, &pack));
        self.tell_customer(known.is_none().then_some(code), &pack);
        let prompted = self.state.prompt.as_ref().is_some_and(|prompt| prompt.asks.is_identity());
        if prompted {
            self.record(PromptSet { prompt: None });
        }
        if set.is_ok() && self.state.phase() == Phase::Open {
            self.reprice_if_changed(&before);
        }
        if let (Some(known), true) = (known, op.who.as_ref().is_some_and(|who| who.kind == IdentityKind::Code)) {
            self.spend_code(op, &known.id);
        }
    }

    /// A one-time code is the member's no more.
    fn spend_code(&mut self, op: &Operation, member: &Id) {
        let Some(find) = op.asked.as_ref().and_then(|asked| asked.find.as_ref()) else { return };
        let remove = vec![find.identity.clone()];
        let new = Operation::new(self.id("op"), Purpose::MemberTidy, &op.op_id, op.mode);
        self.ask_member(new, What::Enrol(Enrol { remove, ..more_of(member) }));
    }

    pub(super) fn refuse_customer(&mut self, op: &Operation, code: Code) {
        let (cashier_text, customer_text) = self.texts(code);
        let masked = op.who.as_ref().map(|who| who.masked.clone()).unwrap_or_default();
        let (op_id, code_id) = (op.op_id.clone(), Id::word(code.word()));
        self.event("customer.refused", &CustomerRefused { op_id, masked, code: code_id, cashier_text, customer_text });
        if self.state.prompt.as_ref().is_some_and(|prompt| prompt.asks.is_identity()) {
            self.prompt_message(code.word(), false);
        }
    }

    fn tell_customer(&mut self, code: Option<Code>, pack: &Pack) {
        let Some(customer) = self.state.sale.as_ref().and_then(|sale| sale.customer.clone()) else { return };
        let known = customer.known.as_ref();
        let event = CustomerEvent {
            customer: customer.id.clone(),
            kind: customer.kind,
            scheme: customer.scheme.clone(),
            masked: customer.masked.clone(),
            member: known.map(|known| known.id.clone()),
            groups: customer.groups.clone(),
            purchases: known.map(|known| known.purchases),
            balances: known.map(|known| balances(known, pack)).unwrap_or_default(),
            code: code.map(|code| Id::word(code.word())),
        };
        self.event("customer.identified", &event);
    }

    /// The ledger has answered about somebody who is not (only) the customer of a sale.
    pub(super) fn member_seen(&mut self, op: &Operation, outcome: &Outcome) {
        let Ok(pack) = self.pack_now() else { return };
        if op.asked.as_ref().is_some_and(|asked| asked.movements.is_some()) {
            let (Some(statement), Some(program)) = (outcome.statement.clone(), op.scheme.clone()) else { return };
            self.show_movements(&program, &statement);
            let op_id = op.subject.clone();
            return self.event("loyalty.movements", &MovementsEvent { op_id, program, statement });
        }
        let Some(known) = outcome.member.as_ref().filter(|_| outcome.result == OutcomeKind::Done) else {
            return self.refuse_customer(op, member_code(outcome));
        };
        self.tell_balance(&op.op_id, op.who.as_deref(), known, &pack);
        if let Some(program) = &op.scheme {
            self.ask_movements(&op.op_id, &known.id, program, &pack);
        }
    }

    fn tell_balance(&mut self, op_id: &Id, who: Option<&Who>, known: &MemberView, pack: &Pack) {
        let (masked, member) = (who.map(|who| who.masked.clone()), known.id.clone());
        let balances = balances(known, pack);
        self.event("loyalty.balance", &BalanceEvent { op_id: op_id.clone(), masked, member, balances });
        self.message_balance(op_id, known, pack);
    }

    pub(super) fn ask_movements(&mut self, told: &Id, member: &Id, program: &Id, pack: &Pack) {
        let Some(known) = pack.program(program) else { return };
        let mode = self.state.sale.as_ref().map_or(crate::ledger::ask::Mode::Live, |sale| sale.mode);
        let (unit, limit) = (known.unit(pack), crate::ledger::life::MOST_MOVEMENTS);
        let new = Operation::new(self.id("op"), Purpose::MemberLook, told, mode);
        let (member, program) = (member.clone(), program.clone());
        let op = Operation { scheme: Some(program.clone()), ..new };
        self.ask_member(op, What::Movements(MovementsOf { member, program, unit, after: None, limit }));
    }
}

/// Nothing more is said of a member who is known.
pub(super) fn more_of(member: &Id) -> Enrol {
    Enrol {
        member: member.clone(),
        create: false,
        identities: Vec::new(),
        remove: Vec::new(),
        groups: None,
        birthday: None,
        consents: Vec::new(),
        offers: Vec::new(),
    }
}

/// The error code of what a ledger says of members.
pub(super) fn member_code(outcome: &Outcome) -> Code {
    use crate::ledger::ask::Decline;
    match outcome.decline {
        Some(Decline::NotAccepted) => Code::MemberUnknown,
        Some(Decline::Taken) => Code::MemberKnown,
        Some(Decline::NoBalance) => Code::PointsShort,
        Some(Decline::DayLimit) => Code::PointsLimit,
        _ => super::gift::code_for(outcome),
    }
}

/// The groups of a card, of the member, and of the tiers that the member has reached.
fn groups(card: &[Id], known: Option<&MemberView>, pack: &Pack) -> Vec<Id> {
    let mut groups: Map<Id, ()> = Map::new();
    let mut add = |more: &[Id]| more.iter().for_each(|group| groups.change(group.clone(), |()| {}));
    add(card);
    if let Some(known) = known {
        add(&known.groups);
        add(&pack.members.groups);
        for program in &pack.programs {
            let has = known.balances.iter().find(|balance| balance.program == program.id);
            let earned = has.map(|has| counts(has, program));
            for tier in program.tiers.iter().filter(|tier| earned.is_some_and(|earned| earned >= tier.from)) {
                add(&tier.groups);
            }
        }
    }
    groups.keys().cloned().collect()
}

/// What a member has, in the words of the pack.
pub(super) fn balances(known: &MemberView, pack: &Pack) -> Vec<BalanceState> {
    known.balances.iter().filter_map(|balance| balance_state(balance, pack)).collect()
}

/// Nothing of a programme that the pack does not have any more.
fn balance_state(balance: &ProgramBalance, pack: &Pack) -> Option<BalanceState> {
    let program = pack.program(&balance.program)?;
    Some(BalanceState {
        program: program.id.clone(),
        name: program.name.clone(),
        kind: program.kind,
        ready: balance.ready,
        pending: balance.pending,
        expires: balance.expires,
        expiring: balance.expires.map(|_| balance.expiring),
        worth: program.spend.as_ref().and_then(|spend| spend.value(balance.ready)),
        counts: (!program.tiers.is_empty()).then(|| counts(balance, program)),
    })
}

/// What counts for the tiers of a programme.
fn counts(balance: &ProgramBalance, program: &Program) -> Amount {
    balance.in_period.filter(|_| program.tier_days.is_some()).unwrap_or(balance.earned)
}
