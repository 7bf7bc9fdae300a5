//! Becoming a member, and being forgotten.
//!
//! What must hold: nobody is a member without having been asked, in the words of the pack, and having said yes to what it
//! takes; who says no leaves nothing behind; who is forgotten is out of every basket before the ledger is asked.

use super::super::command::Answer;
use super::super::draft::Draft;
use super::super::state::{Operation, Phase, PromptKind, PromptState, Purpose};
use super::customer::{Customer, Who};
use super::{balances, member_code, more_of};
use crate::ledger::ask::{Mode, Outcome, OutcomeKind, What};
use crate::ledger::member::{Choice, Enrol as EnrolAsk, Forget as ForgetAsk, MemberView};
use crate::names::Id;
use crate::pack::{ConsentRule, Pack};
use crate::record::{CustomerForgotten, PromptSet};
use crate::secret::{Personal, Seal};
use crate::shape;
use crate::shape::Shape;
use crate::wire::error::{Code, Refusal};
use crate::wire::member::{ConsentIn, Enrol, Enrolled, Erased, Forget, Kept};
use crate::wire::tender::Accepted;
use std::rc::Rc;

/// The most identities of one enrolment.
pub(super) const MOST_IDENTITIES: usize = 8;

shape! {
    /// Somebody is about to join on the screen.
    pub struct Joining {
        /// What was shown.
        who: Who,
        /// Its seal.
        seal: Seal,
        /// What was answered so far, in the order of the pack's consents.
        said: Vec<bool>,
    }
}

/// `loyalty.enrol`.
pub(in crate::session) fn enrol(draft: &mut Draft<'_>, x: &Enrol) -> Answer {
    if x.identities.is_empty() || x.identities.len() > MOST_IDENTITIES {
        return Err(misfit("payload.identities", "1 to 8 identities"));
    }
    if x.birthday.as_ref().is_some_and(|day| !is_day(day.as_str())) {
        return Err(misfit("payload.birthday", "MM-DD"));
    }
    let mut shown: Vec<(Who, Seal)> = Vec::new();
    for (place, identity) in x.identities.iter().enumerate() {
        let path = |refusal: Refusal| refusal.because("path", format!("payload.identities[{place}]"));
        let who = draft.who(identity.kind, identity.code.expose()).map_err(path)?;
        let seal = identity.code.seal().ok_or(Code::EposFailed)?.clone();
        if shown.iter().any(|(_, other)| *other == seal) {
            return Err(misfit(&format!("payload.identities[{place}]"), "each identity once"));
        }
        shown.push((who, seal));
    }
    let accepted = draft.enrol(&shown, x.birthday.clone(), &x.consents, x.mode)?;
    Ok(Accepted { accepted }.write())
}

/// `loyalty.forget`.
pub(in crate::session) fn forget(draft: &mut Draft<'_>, x: &Forget) -> Answer {
    let pack = draft.pack_now()?;
    draft.keeps_members(&pack)?;
    let who = draft.who(x.kind, x.code.expose())?;
    let seal = x.code.seal().ok_or(Code::EposFailed)?.clone();
    let op = draft.member_op("op", Purpose::MemberForget, who, x.mode);
    let accepted = op.op_id.clone();
    draft.find_member(op, seal, &pack);
    Ok(Accepted { accepted }.write())
}

pub(super) fn misfit(path: &str, expected: &str) -> Refusal {
    let refusal = Refusal::new(Code::PayloadInvalid).because("path", path.to_owned());
    refusal.because("problem", "out_of_range").because("expected", expected.to_owned())
}

/// A day of some year.
pub(super) fn is_day(text: &str) -> bool {
    let (month, day) = text.split_once('-').unwrap_or_default();
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_digit());
    let number = |part: &str| if digits(part) { part.parse::<u8>().ok() } else { None };
    let most = match number(month) {
        Some(2) => 29,
        Some(4 | 6 | 9 | 11) => 30,
        Some(1..=12) => 31,
        _ => 0,
    };
    number(day).is_some_and(|day| day >= 1 && day <= most)
}

impl Draft<'_> {
    /// Asks for a new member, or for more of the one whose sale is open.
    fn enrol(
        &mut self,
        shown: &[(Who, Seal)],
        birthday: Option<Id>,
        said: &[ConsentIn],
        mode: Mode,
    ) -> Result<Id, Refusal> {
        self.allowed("loyalty")?;
        let pack = self.pack_now()?;
        self.keeps_members(&pack)?;
        let sale = self.state.sale.as_ref();
        let known = sale.and_then(|sale| sale.customer.as_ref()).and_then(Customer::member).cloned();
        let (mode, subject) = sale.map_or((mode, None), |sale| (sale.mode, Some(sale.basket_ref.clone())));
        let rule = |id: &Id| pack.members.consents.iter().any(|rule| rule.id == *id);
        if let Some(strange) = said.iter().find(|consent| !rule(&consent.id)) {
            return Err(Refusal::new(Code::ConsentUnknown).because("id", strange.id.as_str()));
        }
        let given = |rule: &&ConsentRule| said.iter().rev().find(|c| c.id == rule.id).is_some_and(|c| c.given);
        let missing = pack.members.consents.iter().find(|rule| rule.required && !given(rule));
        if let (Some(missing), None) = (missing, &known) {
            return Err(Refusal::new(Code::ConsentRefused).because("id", missing.id.as_str()));
        }
        let card = shown.iter().find(|(who, _)| who.scheme.is_some()).or(shown.first());
        let before = sale.and_then(|sale| sale.customer.as_ref()).filter(|customer| customer.scheme.is_some());
        let before = before.map(Customer::who);
        let who = match (card, before) {
            (Some((who, _)), None) => who.clone(),
            (Some((who, _)), _) if who.scheme.is_some() => who.clone(),
            (_, Some(who)) => who, // a card's groups stay its owner's
            (None, None) => return Err(Code::EposFailed.into()),
        };
        let at = self.ctx.now;
        let (create, member) = (known.is_none(), known.unwrap_or_else(|| self.id("p")));
        let what = EnrolAsk {
            create,
            identities: shown.iter().map(|(_, seal)| seal.clone()).collect(),
            birthday,
            consents: said.iter().map(|c| Choice { id: c.id.clone(), yes: c.given, at }).collect(),
            ..more_of(&member)
        };
        let op = self.member_op("op", Purpose::MemberEnrol, who, mode);
        let lines = shown.iter().map(|(who, _)| who.masked.clone()).collect();
        let op = Operation { lines, subject: subject.unwrap_or_else(|| op.op_id.clone()), ..op };
        let accepted = op.op_id.clone();
        self.ask_member(op, What::Enrol(what));
        Ok(accepted)
    }

    /// The ledger has a new member, or has not.
    pub(in crate::session) fn member_enrolled(&mut self, op: &Operation, outcome: &Outcome) {
        let (Some(known), Ok(pack)) = (outcome.member.as_ref(), self.pack_now()) else {
            return self.refuse_customer(op, member_code(outcome));
        };
        if outcome.result != OutcomeKind::Done {
            return self.refuse_customer(op, member_code(outcome));
        }
        let event = Enrolled {
            op_id: op.op_id.clone(),
            member: known.id.clone(),
            masked: op.lines.clone(),
            consents: given(known),
            balances: balances(known, &pack),
        };
        self.event("customer.enrolled", &event);
        let here = self.state.sale.as_ref().is_some_and(|sale| sale.basket_ref == op.subject);
        if here && self.state.phase() == Phase::Open {
            self.member_found(op, outcome);
        }
    }

    /// The ledger has found whom to forget, or nobody; or has forgotten.
    pub(in crate::session) fn member_forgotten(&mut self, op: &Operation, outcome: &Outcome) {
        let forgot = op.asked.as_ref().and_then(|asked| asked.forget.as_ref());
        match (forgot, outcome.member.as_ref(), outcome.result) {
            (None, Some(known), OutcomeKind::Done) => self.ask_forget(op, &known.id),
            (Some(_), _, OutcomeKind::Done) => {
                let kept = ["receipts", "balances"].map(|what| {
                    let text = |whose: &str| format!("kept.{what}.{whose}");
                    let (cashier_text, customer_text) =
                        (self.cashier_text(&text("cashier")), self.customer_text(&text("customer")));
                    Kept { what: Id::word(what), cashier_text, customer_text }
                });
                let masked = op.who.as_ref().map(|who| who.masked.clone()).unwrap_or_default();
                let op_id = op.subject.clone();
                self.event("customer.erased", &Erased { op_id, masked, kept: kept.to_vec() });
            }
            _ => self.refuse_customer(op, member_code(outcome)),
        }
    }

    fn ask_forget(&mut self, found: &Operation, member: &Id) {
        let member = member.clone();
        let is_theirs = |customer: &Customer| customer.member() == Some(&member);
        if self.state.sale.as_ref().and_then(|sale| sale.customer.as_ref()).is_some_and(is_theirs) {
            self.drop_redemptions();
        }
        self.record(CustomerForgotten { member: member.clone() });
        if self.state.phase() == Phase::Open {
            // The basket was priced with the member; without one it can be priced as well.
            let _ = self.reprice_and_tell();
        }
        let new = Operation::new(self.id("op"), Purpose::MemberForget, &found.op_id, found.mode);
        self.ask_member(Operation { who: found.who.clone(), ..new }, What::Forget(ForgetAsk { member }));
    }

    /// The customer has shown, on the screen, what to be known by.
    pub(in crate::session) fn begin_joining(&mut self, who: Who, code: &Personal) -> Result<(), Refusal> {
        let pack = self.pack_now()?;
        self.keeps_members(&pack)?;
        let joining = Joining { who, seal: code.seal().ok_or(Code::EposFailed)?.clone(), said: Vec::new() };
        self.go_on_joining(joining, &pack)
    }

    /// The customer has said yes or no to what is asked.
    pub(in crate::session) fn say_consent(&mut self, yes: bool) -> Result<(), Refusal> {
        let prompt = self.state.prompt.clone().filter(|prompt| prompt.asks == PromptKind::Consent);
        let Some(mut joining) = prompt.and_then(|prompt| prompt.joining) else { return Ok(()) };
        let pack = self.pack_now()?;
        Rc::make_mut(&mut joining).said.push(yes);
        self.go_on_joining(Joining::clone(&joining), &pack)
    }

    /// Asks for the next consent; once all are answered, for the member.
    fn go_on_joining(&mut self, joining: Joining, pack: &Pack) -> Result<(), Refusal> {
        let rules = &pack.members.consents;
        let refused = rules.iter().zip(&joining.said).any(|(rule, said)| rule.required && !said);
        if refused {
            self.prompt(PromptKind::Join);
            self.prompt_message(Code::ConsentRefused.word(), false);
            return Ok(());
        }
        let open = PromptState { joining: Some(Rc::new(joining.clone())), ..PromptState::new(PromptKind::Consent) };
        if joining.said.len() < rules.len() {
            self.record(PromptSet { prompt: Some(open) });
            return Ok(());
        }
        let said = rules.iter().zip(&joining.said);
        let said: Vec<ConsentIn> = said.map(|(rule, said)| ConsentIn { id: rule.id.clone(), given: *said }).collect();
        let op = self.enrol(&[(joining.who, joining.seal)], None, &said, Mode::Live)?;
        let busy = PromptState { busy: Some(op), ..PromptState::new(PromptKind::Join) };
        self.record(PromptSet { prompt: Some(busy) });
        Ok(())
    }
}

/// What a member has consented to.
pub(in crate::session) fn given(known: &MemberView) -> Vec<Id> {
    known.consents.iter().filter(|consent| consent.yes).map(|consent| consent.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::is_day;

    #[test]
    fn days_of_some_year() {
        for day in ["01-01", "02-29", "04-30", "12-31"] {
            assert!(is_day(day), "{day}");
        }
        for none in ["", "00-10", "13-01", "02-30", "04-31", "1-1", "01-00", "01-1x", "0101", "01-01-01", "+1-01"] {
            assert!(!is_day(none), "{none}");
        }
    }
}
