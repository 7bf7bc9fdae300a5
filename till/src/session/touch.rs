//! The customer at the screen: taps, finished entries, codes that no field was waiting for.
//!
//! What must hold: a tap that makes no sense now does nothing (a second tap is harmless); a refusal becomes a message on
//! the screen, never silence.

use super::coupons::{take, take_out};
use super::draft::Draft;
use super::pricing::{Content, boost::say};
use super::state::{Phase, PromptKind, PromptState, TenderPhase};
use super::{Ctx, Session, Step, tender};
use crate::codes::{IdentityKind, Recognised, recognise};
use crate::names::Id;
use crate::pack::{CodeFormat, Pack};
use crate::record::PromptSet;
use crate::screen::{Submission, Tap};
use crate::secret::{Pin, Token};
use crate::session::state::Tender;
use crate::wire::coupon::ScanRead;
use crate::wire::error::{Code, Refusal};

/// The customer tapped.
pub(super) fn tapped(session: &Session, tap: &Tap, ctx: &Ctx) -> Step {
    let mut draft = Draft::new(session, ctx);
    let done = match tap {
        Tap::EnterCoupon if draft.module("coupons") => draft.when_open(|draft| draft.prompt(PromptKind::Coupon)),
        Tap::EnterMember if draft.module("loyalty") => draft.when_open(|draft| draft.prompt(PromptKind::Identify)),
        Tap::EnterOffers if draft.module("boost") => draft.when_open(|draft| draft.prompt(PromptKind::Offers)),
        Tap::Choose(id, yes) if draft.state.phase() == Phase::Open => say(&mut draft, id, *yes),
        Tap::Back => draft.back(),
        Tap::AcceptLoss(accept) => draft.loss_answered(*accept),
        Tap::Join
        | Tap::ShowMember
        | Tap::Kind(_)
        | Tap::Program(_)
        | Tap::Consent(_)
        | Tap::UsePoints(_)
        | Tap::UseAll
        | Tap::RemovePoints(_) => draft.member_tapped(tap),
        Tap::RemoveCoupon(id) => draft.remove_coupon(id),
        Tap::Pay(kind) if draft.payable() => tender::begin(&mut draft, *kind, None, None, None).map(|_| ()),
        Tap::CancelTender => draft.cancel_active(),
        Tap::MoreTime => {
            draft.more_time();
            Ok(())
        }
        Tap::PrintReceipt(print) => {
            draft.print_receipt(*print);
            Ok(())
        }
        Tap::Continue => {
            draft.seen();
            Ok(())
        }
        _ => Ok(()),
    };
    if done.is_ok() { draft.finish() } else { Step::default() }
}

/// The customer finished an entry or showed a code to a field.
pub(super) fn submitted(session: &Session, what: &Submission, ctx: &Ctx) -> Step {
    let mut draft = Draft::new(session, ctx);
    let done = match what {
        Submission::Code(token) => draft.code_submitted(token),
        Submission::Person(kind, code) => draft.person_submitted(*kind, code),
        Submission::Units(units) => draft.units_submitted(Some(*units)),
        Submission::Pin(pin) => draft.pin_submitted(pin),
    };
    match done {
        Ok(()) => draft.finish(),
        Err(refusal) => {
            let mut draft = Draft::new(session, ctx);
            draft.entry_refused(refusal.code);
            draft.finish()
        }
    }
}

/// A code that no field was waiting for: a coupon or card of the shop is taken if the sale is ready for it, a product or
/// an unknown text is the register's to judge. Codes of value never go out in an event, which is stored.
pub(super) fn scanned(session: &Session, code: &Token, ctx: &Ctx) -> Step {
    let mut draft = Draft::new(session, ctx);
    let Ok(pack) = draft.pack_now() else { return Step::default() };
    let open = draft.state.phase() == Phase::Open;
    match recognise(&pack, code.expose()) {
        Recognised::Coupon { .. } | Recognised::Signed { .. } if open => draft.prompt(PromptKind::Coupon),
        Recognised::Member { .. } if open => draft.prompt(PromptKind::Identify),
        Recognised::Card { .. } if draft.wants_card() => {}
        Recognised::Unknown if open && like_a_code(&pack, code) => draft.prompt(PromptKind::Coupon),
        Recognised::Product { .. } | Recognised::Unknown if draft.state.open.is_some() && !like_a_code(&pack, code) => {
            draft.event("scan.read", &ScanRead { code: code.expose().to_owned() });
            return draft.finish();
        }
        _ => return Step::default(),
    }
    let prompt = draft.state.prompt.clone();
    let Err(refusal) = draft.code_submitted(code) else { return draft.finish() };
    let mut draft = Draft::new(session, ctx);
    if prompt.is_some() {
        draft.record(PromptSet { prompt });
    }
    draft.entry_refused(refusal.code);
    draft.finish()
}

/// Looks like a code of value that was misread: right beginning and length, wrong check digit.
pub(super) fn like_a_code(pack: &Pack, code: &Token) -> bool {
    let formats =
        pack.coupons.iter().map(|scheme| &scheme.format).chain(pack.tokens.iter().map(|scheme| &scheme.format));
    let text = code.number();
    let like = |format: &CodeFormat| {
        text.starts_with(format.prefix.as_str())
            && u32::try_from(text.len()).is_ok_and(|length| length == format.length)
    };
    formats.into_iter().any(like)
}

impl Draft<'_> {
    fn when_open(&mut self, then: impl Fn(&mut Self)) -> Result<(), Refusal> {
        if self.state.phase() == Phase::Open {
            then(self);
        }
        Ok(())
    }

    fn payable(&self) -> bool {
        matches!(self.state.phase(), Phase::Paying) && self.module("tender")
    }

    /// The customer has read what is shown.
    pub(super) fn seen(&mut self) {
        self.hide_notice();
        self.wait_read();
        self.forget_problem();
    }

    /// The customer has said whether to use a coupon that would lose much.
    fn loss_answered(&mut self, accept: bool) -> Result<(), Refusal> {
        let asked = self.state.sale.iter().flat_map(|sale| &sale.coupons).find(|coupon| coupon.asks.is_some()).cloned();
        let Some(asked) = asked.filter(|_| self.state.phase() == Phase::Open) else { return Ok(()) };
        let id = self.answer_asked(asked, accept)?;
        self.busy_with(accept.then_some(id));
        Ok(())
    }

    pub(super) fn back(&mut self) -> Result<(), Refusal> {
        self.keep_asked();
        if self.state.prompt.is_some() {
            self.record(PromptSet { prompt: None });
        }
        self.drop_prompts();
        Ok(())
    }

    fn remove_coupon(&mut self, id: &Id) -> Result<(), Refusal> {
        if self.state.phase() != Phase::Open {
            return Ok(());
        }
        take_out(self, id)?;
        self.reprice_and_tell()
    }

    fn cancel_active(&mut self) -> Result<(), Refusal> {
        let active = self.state.sale.as_ref().and_then(super::state::Sale::active).map(|tender| tender.id.clone());
        match active {
            Some(id) => tender::cancel(self, &id).map(|_| ()),
            None => Ok(()),
        }
    }

    fn code_submitted(&mut self, token: &Token) -> Result<(), Refusal> {
        if self.wants_card() {
            return self.present_card(token, None).map(|_| ());
        }
        match self.state.prompt.as_ref().map(|prompt| prompt.asks) {
            Some(PromptKind::Coupon) => self.enter_coupon(token),
            Some(PromptKind::Identify) => {
                self.identify(IdentityKind::Card, token.expose(), token.seal())?;
                self.record(PromptSet { prompt: None });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn enter_coupon(&mut self, token: &Token) -> Result<(), Refusal> {
        let op = take(self, token, None)?;
        let asked = |coupon: &super::state::Coupon| coupon.id == op && coupon.asks.is_some();
        if self.sale()?.coupons.iter().any(asked) {
            return Ok(());
        }
        self.busy_with(Some(op));
        let revision = self.sale()?.revision;
        self.reprice(revision, Content::default())
    }

    /// The prompt waits for an operation.
    fn busy_with(&mut self, op: Option<Id>) {
        if let Some(prompt) = self.state.prompt.clone().filter(|_| op.is_some()) {
            let prompt = PromptState { busy: op, message: None, good: false, ..prompt };
            self.record(PromptSet { prompt: Some(prompt) });
        }
    }

    fn pin_submitted(&mut self, pin: &Pin) -> Result<(), Refusal> {
        if self.pin_given(pin) {
            return Ok(());
        }
        let waits = |tender: &Tender| tender.phase == TenderPhase::NeedsPin;
        if self.state.sale.as_ref().and_then(super::state::Sale::active).is_some_and(waits) {
            self.present_pin(pin)?;
        }
        Ok(())
    }

    /// The customer has read why a card was not taken: the screen waits for another one.
    fn forget_problem(&mut self) {
        let active = self.state.sale.as_ref().and_then(super::state::Sale::active).cloned();
        if let Some(tender) = active.filter(|tender| tender.phase == TenderPhase::NeedsCard && tender.problem.is_some())
        {
            self.set_tender(Tender { problem: None, ..tender });
        }
    }

    /// Says on the screen why an entry was refused.
    fn entry_refused(&mut self, code: Code) {
        let active = self.state.sale.as_ref().and_then(super::state::Sale::active).cloned();
        match active.filter(|tender| tender.phase.is_prompt()) {
            Some(tender) => self.set_tender(Tender { problem: Some(Id::word(code.word())), ..tender }),
            None => self.prompt_message(code.word(), false),
        }
    }
}
