//! A message of the register: may it, is it a repeat, is it possible now; then the rule.
//!
//! What must hold: every message gets exactly one answer; a repeat gets the answer of the first time and changes
//! nothing; a refused command changes nothing.

use super::draft::Draft;
use super::state::OpenSession;
use super::{
    Ctx, Delivery, Effect, SealJob, Session, Step, Undecoded, basket, commit, coupons, gift, give, life, link, load,
    member, pricing, read, refund, report, table, tender, verdicts,
};
use crate::names::Id;
use crate::secret::Seal;
use crate::shape::{Json, Shape};
use crate::wire::basket::OfBasket;
use crate::wire::command::{Command, Say};
use crate::wire::encode;
use crate::wire::error::{Code, Refusal, Who};
use crate::wire::session::Nothing;
use std::rc::Rc;

/// What a rule answers.
pub(super) type Answer = Result<Json, Refusal>;

/// Decides a message of the register.
pub(super) fn host(session: &Session, delivery: &Delivery, ctx: &Ctx) -> Step {
    match &delivery.command {
        Err(undecoded) => undecodable(session, delivery, ctx, undecoded),
        Ok(command) => match &command.say {
            Say::Open(open) => link::open(session, delivery, open, ctx),
            _ => in_session(session, delivery, command, ctx, None),
        },
    }
}

/// The record of the sale that a command closes is sealed: the same decision again, with the seal.
pub(super) fn sealed(session: &Session, job: &SealJob, seal: Option<&Seal>) -> Step {
    let sealed = Some((job.text.clone(), seal.cloned()));
    match &job.delivery.command {
        Ok(command) => in_session(session, &job.delivery, command, &job.ctx, sealed),
        Err(_) => Step::default(),
    }
}

fn undecodable(session: &Session, delivery: &Delivery, ctx: &Ctx, undecoded: &Undecoded) -> Step {
    let texts = Draft::new(session, ctx).texts(undecoded.refusal.code);
    let text = encode::refused(undecoded.id.as_ref(), undecoded.kind.as_deref(), &undecoded.refusal, &texts);
    let re = undecoded.id.as_ref().map(Id::to_string).unwrap_or_default();
    Step { records: Vec::new(), effects: vec![Effect::Reply { link: delivery.link, re, text }] }
}

/// A refusal as the only thing that happens.
pub(super) fn refuse(session: &Session, delivery: &Delivery, ctx: &Ctx, refusal: &Refusal) -> Step {
    let mut draft = Draft::new(session, ctx);
    draft.reply_refused(delivery, refusal);
    draft.finish()
}

fn in_session(
    session: &Session,
    delivery: &Delivery,
    command: &Command,
    ctx: &Ctx,
    sealed: Option<(String, Option<Seal>)>,
) -> Step {
    let Some(open) = session.session_of(delivery) else {
        return refuse(session, delivery, ctx, &Code::SessionRequired.into());
    };
    if let Some(step) = repeated(session, delivery, command, &open, ctx) {
        return step;
    }
    let mut draft = Draft::new(session, ctx);
    draft.sealed = sealed;
    let answer = permitted(session, command, &open).and_then(|()| rule(&mut draft, delivery, &command.say));
    match answer {
        Ok(_) if draft.unsealed.is_some() => {
            let text = draft.unsealed.take().unwrap_or_default();
            let job = SealJob { delivery: delivery.clone(), ctx: *ctx, text };
            Step { records: Vec::new(), effects: vec![Effect::Seal(Box::new(job))] } // the answer comes with the seal
        }
        Ok(Some(payload)) => {
            let text = encode::done(&command.id, command.say.kind(), &payload);
            draft.answer(delivery, command, &open, text);
            draft.finish()
        }
        Ok(None) => draft.finish(), // a signature is being checked; the answer comes with the verdict
        Err(refusal) => {
            let mut draft = Draft::new(session, ctx);
            if matches!(refusal.code.who(), Who::Host | Who::Customer) {
                let text = draft.refusal_text(command, &refusal);
                draft.answer(delivery, command, &open, text);
            } else {
                draft.reply_refused(delivery, &refusal);
            }
            draft.finish()
        }
    }
}

fn repeated(session: &Session, delivery: &Delivery, command: &Command, open: &OpenSession, ctx: &Ctx) -> Option<Step> {
    let same =
        |answer: &&Rc<super::state::Answered>| answer.id == command.id && answer.host_session == open.host_session;
    let answer = session.state.answers.iter().rev().find(same)?;
    if answer.fingerprint != delivery.fingerprint {
        return Some(refuse(session, delivery, ctx, &Code::IdReused.into()));
    }
    let reply = Effect::Reply { link: delivery.link, re: command.id.to_string(), text: answer.text.clone() };
    Some(Step { records: Vec::new(), effects: vec![reply] })
}

/// An outcome that was taken before and comes again under an id of its own, as it does from a register that was started anew:
/// known by its content among the answers that are kept. Any other outcome of a request that is over is refused.
fn done_before(draft: &Draft<'_>, delivery: &Delivery, refusal: Refusal) -> Answer {
    let seal = &delivery.fingerprint;
    let taken =
        |answer: &Rc<super::state::Answered>| answer.fingerprint == *seal && answer.text.contains("\"ok\":true");
    let known = refusal.code == Code::RequestUnknown && !seal.as_str().is_empty();
    if known && draft.state.answers.iter().any(taken) { Ok(Nothing {}.write()) } else { Err(refusal) }
}

fn permitted(session: &Session, command: &Command, open: &OpenSession) -> Result<(), Refusal> {
    let module = command.say.module();
    if module != "session" && !open.modules.iter().any(|allowed| allowed.as_str() == module) {
        return Err(Refusal::new(Code::ModuleRefused).because("module", module));
    }
    if let Say::Commit(commit) = &command.say
        && commit::known(&session.state, commit).is_some()
    {
        return Ok(()); // committed before: the rule says what with
    }
    if let Say::Cancel(OfBasket { basket_ref: Some(basket_ref) }) = &command.say
        && session.state.is_suspended(basket_ref)
    {
        return Ok(()); // it goes on at another till, or not at all
    }
    let (phase, possible) = (session.state.phase(), table::possible_in(&command.say));
    if possible.contains(&phase) {
        return meant_for(session, command);
    }
    let expected: Vec<Json> = possible.iter().map(|phase| Json::from(phase.word())).collect();
    Err(Refusal::new(Code::NotNow).because("state", phase.word()).because("expected", expected))
}

fn meant_for(session: &Session, command: &Command) -> Result<(), Refusal> {
    let open = session.state.sale.as_ref().map(|sale| &sale.basket_ref);
    match (command.basket_ref(), open) {
        (Some(meant), Some(open)) if meant != open => {
            Err(Refusal::new(Code::BasketUnknown).because("basket_ref", open.as_str()))
        }
        _ => Ok(()),
    }
}

fn rule(draft: &mut Draft<'_>, delivery: &Delivery, say: &Say) -> Result<Option<Json>, Refusal> {
    if let Say::Configure(x) = say {
        return link::configure(draft, delivery, x);
    }
    let answer = match say {
        Say::Open(_) | Say::Configure(_) => Err(Code::NotNow.into()),
        Say::Resume(x) => link::resume(draft, x),
        Say::Ack(x) => link::ack(draft, x),
        Say::Diagnostics(_) => read::diagnostics(draft),
        Say::Report(x) => report::report(draft, x),
        Say::Export(x) => report::export(draft, x),
        Say::RequestDone(x) => tender::request_done(draft, x).or_else(|refusal| done_before(draft, delivery, refusal)),
        Say::OpenBasket(x) => basket::open(draft, x),
        Say::Put(x) => basket::put(draft, x),
        Say::Add(x) => basket::add(draft, x),
        Say::Change(x) => basket::change(draft, x),
        Say::Remove(x) => basket::remove(draft, x),
        Say::Refund(x) => refund::refund(draft, x),
        Say::Allowance(x) => basket::allowance(draft, x),
        Say::Status(_) => read::status(draft),
        Say::Suspend(_) => basket::suspend(draft),
        Say::ResumeBasket(x) => basket::resume(draft, x),
        Say::Freeze(x) => pricing::freeze(draft, x),
        Say::Unfreeze(_) => pricing::unfreeze(draft),
        Say::Commit(x) => commit::commit(draft, x),
        Say::Void(x) => commit::void(draft, x),
        Say::Cancel(x) => super::undo::cancel(draft, x),
        Say::Import(x) => super::import::import(draft, x),
        Say::Scan(x) => coupons::scan(draft, x),
        Say::CheckCoupons(x) => verdicts::check(draft, x),
        Say::ListCoupons(_) => verdicts::list(draft),
        Say::RedeemCoupon(x) => coupons::redeem(draft, x),
        Say::IssueCoupon(x) => super::issue::issue(draft, x),
        Say::RemoveCoupon(x) => coupons::remove(draft, x),
        Say::Offers(_) => pricing::boost::offers(draft),
        Say::SelectOffer(x) => pricing::boost::choose(draft, x, true),
        Say::DeclineOffer(x) => pricing::boost::choose(draft, x, false),
        Say::Identify(x) => member::identify(draft, x),
        Say::Enrol(x) => member::enrol(draft, x),
        Say::Forget(x) => member::forget(draft, x),
        Say::MemberBalance(x) => member::balance(draft, x),
        Say::RedeemPoints(x) => member::redeem(draft, x),
        Say::UnredeemPoints(x) => member::unredeem(draft, x),
        Say::StartTender(x) => tender::start(draft, x),
        Say::Pay(x) => tender::pay(draft, x),
        Say::GiveBack(x) => give::give_back(draft, x),
        Say::Balance(x) => gift::balance(draft, x),
        Say::LoadCard(x) => load::load(draft, x),
        Say::CashOut(x) => life::cash_out(draft, x),
        Say::Transfer(x) => life::transfer(draft, x),
        Say::Block(x) => life::block(draft, x),
        Say::Statement(x) => life::statement(draft, x),
        Say::External(x) => tender::external(draft, x),
        Say::CancelTender(x) => tender::cancel_command(draft, x),
        Say::Rollback(_) => tender::rollback(draft),
        Say::GetReceipt(x) => read::receipt(draft, x),
        Say::ShowScreen(x) => read::show(draft, x),
        Say::InputKey(x) => super::keys::key(draft, x),
        Say::IdleScreen(_) => read::idle(draft),
        Say::ImportLedger(x) => gift::import(draft, x),
    };
    answer.map(Some)
}

impl Session {
    /// The refusal of a command whose records could not be stored.
    #[must_use]
    pub fn not_stored(&self, delivery: &Delivery, ctx: &Ctx) -> Vec<Effect> {
        refuse(self, delivery, ctx, &Code::StorageFailing.into()).effects
    }

    /// The open session, if this message came on its link in this page load.
    pub(super) fn session_of(&self, delivery: &Delivery) -> Option<Rc<OpenSession>> {
        let here = |open: &&Rc<OpenSession>| open.link == delivery.link && open.page == self.setup.page;
        self.state.open.as_ref().filter(here).cloned()
    }
}

impl Draft<'_> {
    /// The texts of an error for the cashier and the customer.
    pub fn texts(&self, code: Code) -> (String, String) {
        let (word, texts) = (code.word(), &self.session.setup.texts);
        let till = self.home_till.as_ref().map_or("", Id::as_str);
        let cashier = texts.get(self.state.cashier_locale(), &format!("error.{word}.cashier"), &[("till", till)]);
        (cashier, self.customer_text(&format!("error.{word}.customer")))
    }

    fn refusal_text(&self, command: &Command, refusal: &Refusal) -> String {
        encode::refused(Some(&command.id), Some(command.say.kind()), refusal, &self.texts(refusal.code))
    }

    /// Answers and, unless it was only a read, remembers the answer for a repeat.
    pub(super) fn answer(&mut self, delivery: &Delivery, command: &Command, open: &OpenSession, text: String) {
        if !table::only_reads(&command.say) {
            self.remember(open.host_session.clone(), command.id.clone(), delivery.fingerprint.clone(), text.clone());
        }
        self.effect_first(Effect::Reply { link: delivery.link, re: command.id.to_string(), text });
    }

    /// Answers with a refusal that is not remembered.
    pub(super) fn reply_refused(&mut self, delivery: &Delivery, refusal: &Refusal) {
        if let Ok(command) = &delivery.command {
            let text = self.refusal_text(command, refusal);
            self.effect(Effect::Reply { link: delivery.link, re: command.id.to_string(), text });
        }
    }
}
