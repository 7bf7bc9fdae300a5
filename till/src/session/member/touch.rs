//! The customer at the screen, as a member: who it is, yes or no, what there is, how much of it pays.
//!
//! What must hold: as in [`super::super::touch`]: a tap that makes no sense now does nothing.

use super::super::draft::Draft;
use super::super::state::{Phase, PromptKind, PromptState};
use super::customer::Customer;
use crate::codes::IdentityKind;
use crate::ledger::life::Statement;
use crate::money::Amount;
use crate::names::Id;
use crate::record::PromptSet;
use crate::screen::Tap;
use crate::secret::Personal;
use crate::wire::error::Refusal;
use std::rc::Rc;

impl Draft<'_> {
    /// One of the taps about members.
    pub(in crate::session) fn member_tapped(&mut self, tap: &Tap) -> Result<(), Refusal> {
        if self.state.phase() != Phase::Open || !self.module("loyalty") {
            return Ok(());
        }
        let pack = self.pack_now()?;
        match tap {
            Tap::Join if pack.members.joins => self.prompt(PromptKind::Join),
            Tap::Kind(kind) => {
                let prompt = self.state.prompt.clone().filter(|prompt| prompt.asks.is_identity());
                let prompt = prompt.map(|prompt| PromptState { kind: Some(*kind), message: None, ..prompt });
                prompt.into_iter().for_each(|prompt| self.record(PromptSet { prompt: Some(prompt) }));
            }
            Tap::Consent(yes) => self.say_consent(*yes)?,
            Tap::ShowMember => {
                let first = self.known_programs().into_iter().next();
                self.show_member(first)?;
            }
            Tap::Program(program) if pack.program(program).is_some() => self.show_member(Some(program.clone()))?,
            Tap::UsePoints(program) if pack.program(program).is_some() => {
                let most = pack.program(program).and_then(|program| self.usable(program));
                let program = Some(program.clone());
                let prompt = PromptState { program, most, ..PromptState::new(PromptKind::Points) };
                self.record(PromptSet { prompt: Some(prompt) });
            }
            Tap::UseAll => self.units_submitted(None)?,
            Tap::RemovePoints(program) => {
                self.unredeem(program)?;
                self.reprice_and_tell()?;
            }
            _ => {}
        }
        Ok(())
    }

    fn known_programs(&self) -> Vec<Id> {
        let customer = self.state.sale.as_ref().and_then(|sale| sale.customer.as_ref());
        let known = customer.and_then(|customer| customer.known.as_ref());
        known.iter().flat_map(|known| &known.balances).map(|balance| balance.program.clone()).collect()
    }

    /// What the member has, with the movements of a programme once the ledger has told them.
    fn show_member(&mut self, program: Option<Id>) -> Result<(), Refusal> {
        let customer = self.state.sale.as_ref().and_then(|sale| sale.customer.as_ref());
        let Some(member) = customer.and_then(Customer::member).cloned() else { return Ok(()) };
        let prompt = PromptState { program: program.clone(), ..PromptState::new(PromptKind::Member) };
        self.record(PromptSet { prompt: Some(prompt) });
        let pack = self.pack_now()?;
        if let Some(program) = program {
            let shown = self.id("op");
            self.ask_movements(&shown, &member, &program, &pack);
        }
        Ok(())
    }

    /// Somebody has said who they are, to the prompt that is open.
    pub(in crate::session) fn person_submitted(&mut self, kind: IdentityKind, code: &Personal) -> Result<(), Refusal> {
        let Some(prompt) = self.state.prompt.clone().filter(|prompt| prompt.busy.is_none()) else { return Ok(()) };
        match prompt.asks {
            PromptKind::Identify => {
                let said = self.identify(kind, code.expose(), code.seal())?;
                let waits = kind != IdentityKind::Card;
                let busy = PromptState { busy: Some(said.customer), message: None, good: false, ..prompt };
                self.record(PromptSet { prompt: waits.then_some(busy) });
            }
            PromptKind::Join => {
                let who = self.who(kind, code.expose())?;
                self.begin_joining(who, code)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The customer has said how much is to pay; all that can if it is not said.
    pub(in crate::session) fn units_submitted(&mut self, units: Option<Amount>) -> Result<(), Refusal> {
        let prompt = self.state.prompt.clone().filter(|prompt| prompt.asks == PromptKind::Points);
        let Some((prompt, program)) = prompt.and_then(|prompt| Some((prompt.clone(), prompt.program?))) else {
            return Ok(());
        };
        let busy = self.redeem(&program, units)?;
        let prompt = PromptState { busy: Some(busy), message: None, good: false, ..prompt };
        self.record(PromptSet { prompt: Some(prompt) });
        Ok(())
    }

    /// What the prompt asked for is done.
    pub(in crate::session) fn close_prompt(&mut self) {
        if self.state.prompt.as_ref().is_some_and(|prompt| prompt.asks == PromptKind::Points) {
            self.record(PromptSet { prompt: None });
        }
    }

    /// The movements of the programme that is looked at.
    pub(in crate::session) fn show_movements(&mut self, program: &Id, statement: &Statement) {
        let shown =
            |prompt: &PromptState| prompt.asks == PromptKind::Member && prompt.program.as_ref() == Some(program);
        let Some(prompt) = self.state.prompt.clone().filter(shown) else { return };
        let statement = Some(Rc::new(statement.clone()));
        self.record(PromptSet { prompt: Some(PromptState { statement, ..prompt }) });
    }
}
