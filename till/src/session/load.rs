//! Loads: which card a line of kind `gift_card_load` loads, from the first mention to the money on the card.
//!
//! What must hold: the ledger holds the money for every such line before the basket is frozen; it is on the card once the
//! sale is committed and given up with the basket; a line that changes loses its card. A load has no discount and no tax.

use super::command::Answer;
use super::draft::Draft;
use super::gift::{card_of, code_for};
use super::state::{CardLoad, Operation, Purpose, Sale, Settle};
use crate::codes::digits;
use crate::ledger::ask::{Outcome, OutcomeKind, What};
use crate::ledger::life::{Load, LoadReason, Target};
use crate::money::Amount;
use crate::names::Id;
use crate::pack::{Activation, TokenScheme};
use crate::price::answer::PricedLine;
use crate::price::request::{Line, LineKind};
use crate::quantity::Quantity;
use crate::receipt::Loaded;
use crate::record::{LoadDropped, LoadSet};
use crate::secret::{Pin, Seal};
use crate::shape::{Json, Shape};
use crate::wire::basket::{Difference, TenderKind};
use crate::wire::card::{LoadCard, LoadEvent};
use crate::wire::error::{Code, Refusal};
use crate::wire::receipt::Discrepancy;
use crate::wire::tender::Accepted;

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// `tender.load`.
pub(super) fn load(draft: &mut Draft<'_>, x: &LoadCard) -> Answer {
    draft.possible(TenderKind::GiftCard)?;
    let sale = draft.sale()?;
    let (mode, currency, pack) = (sale.mode, sale.currency, draft.pack_of(&sale.pack)?);
    let figures = sale.lines.iter().zip(&sale.priced.lines).find(|(line, _)| line.id == x.line_id);
    let (line, figures) = figures.ok_or(Code::LineUnknown)?;
    let amount = loadable(line, figures)?;
    let scheme = card_of(&pack, &x.token)?;
    within(scheme, amount)?;
    let token = x.token.seal().ok_or(Code::EposFailed)?.clone();
    let former = sale.loads.iter().find(|load| load.line_id == x.line_id).cloned();
    if let Some(former) = former {
        if former.token == token {
            return Ok(Accepted { accepted: former.id }.write()); // asked before; its outcome is an event
        }
        draft.give_up(&former);
        draft.record(LoadDropped { load_id: former.id });
    }
    let id = draft.id("l");
    let pin = new_pin(scheme, x.pin.as_ref(), "payload.pin")?;
    let target = draft.target(scheme, token.clone(), pin);
    let masked = x.token.masked();
    let (line_id, scheme) = (x.line_id.clone(), scheme.id.clone());
    let load = CardLoad { id: id.clone(), line_id, scheme, token, masked, amount, held: false, good_until: None };
    draft.record(LoadSet { load });
    let op = Operation::new(id.clone(), Purpose::CardLoad, &id, mode);
    draft.ask(op, What::Load(Load { target, amount, currency, reason: LoadReason::Load }));
    Ok(Accepted { accepted: id }.write())
}

/// What a line loads: one card, at its full value.
fn loadable(line: &Line, figures: &PricedLine) -> Result<Amount, Refusal> {
    let wrong = |problem: &'static str| Err(Refusal::new(Code::LoadLineWrong).because("problem", problem));
    if line.kind != LineKind::GiftCardLoad {
        return wrong("kind");
    }
    if line.quantity != Quantity::ONE {
        return wrong("quantity");
    }
    if !line.reductions.is_empty() || !figures.discount.is_zero() || !figures.deposit.is_zero() {
        return wrong("discount");
    }
    if figures.taxes.iter().any(|tax| !tax.amount.is_zero()) {
        return wrong("tax_codes");
    }
    if figures.amount.is_positive() { Ok(figures.amount) } else { wrong("amount") }
}

/// Whether one load of this scheme may bring so much.
fn within(scheme: &TokenScheme, amount: Amount) -> Result<(), Refusal> {
    let Some(most) = scheme.max_load else { return Err(Code::CardNotReloadable.into()) };
    let least = scheme.min_load.unwrap_or_default();
    if (least..=most).contains(&amount) {
        return Ok(());
    }
    Err(Refusal::new(Code::CardLimit).because("min_load", least.minor()).because("max_load", most.minor()))
}

/// The PIN a new card gets: one that can be typed later.
pub(super) fn new_pin(scheme: &TokenScheme, pin: Option<&Pin>, path: &'static str) -> Result<Option<Seal>, Refusal> {
    let length = usize::try_from(scheme.pin_length).unwrap_or(usize::MAX);
    let fits = |pin: &&Pin| digits(pin.expose()).is_some_and(|digits| digits.len() == length);
    if scheme.pin && pin.is_some() && pin.filter(fits).is_none() {
        let refusal = Refusal::new(Code::PayloadInvalid).because("path", path).because("problem", "malformed");
        return Err(refusal.because("expected", format!("{length} digits")));
    }
    Ok(pin.and_then(Pin::seal).cloned())
}

/// Lines that load a card, with what they load.
pub(super) fn load_lines<'s>(lines: &'s [Line], figures: &'s [PricedLine]) -> impl Iterator<Item = (&'s Line, Amount)> {
    let all = lines.iter().zip(figures).filter(|(line, _)| line.kind == LineKind::GiftCardLoad);
    all.map(|(line, figures)| (line, figures.amount))
}

impl Draft<'_> {
    /// A card that gets money, as its scheme allows.
    pub(super) fn target(&self, scheme: &TokenScheme, token: Seal, pin: Option<Seal>) -> Target {
        let at = self.place();
        let here = at.till.clone().filter(|_| scheme.card_homes && at.home_only);
        Target {
            token,
            scheme: scheme.id.clone(),
            pin,
            needs_pin: scheme.pin,
            at,
            activates: scheme.activation == Activation::OnFirstLoad,
            reloadable: scheme.reloadable,
            max_balance: scheme.max_balance,
            valid_until: scheme.valid_days.map(|days| self.ctx.now.after(i64::from(days).saturating_mul(DAY))),
            home_till: scheme.home_till.clone().or(here),
        }
    }

    /// The ledger has answered for a load.
    pub(super) fn load_answered(&mut self, op: &Operation, outcome: &Outcome) {
        let sale = self.state.sale.as_ref().map(|sale| (sale.basket_ref.clone(), &sale.loads));
        let found = sale.and_then(|(basket_ref, loads)| {
            loads.iter().find(|load| load.id == op.subject).map(|load| (basket_ref, load.clone()))
        });
        let Some((basket_ref, load)) = found else {
            let posting =
                |other: &Operation| other.settle == Some(Settle::Post) && other.of.as_ref() == Some(&op.op_id);
            if outcome.result != OutcomeKind::Declined && !self.state.ops.iter().any(posting) {
                self.settle(Purpose::Settle, op.mode, &op.subject, &op.op_id, Settle::Void);
            }
            return;
        };
        let event = load_event(&basket_ref, &load.line_id, &load.masked, load.amount, op, outcome);
        if outcome.result == OutcomeKind::Done {
            let good_until = outcome.good_until;
            self.record(LoadSet { load: CardLoad { held: true, good_until, ..load } });
            return self.event("tender.load_held", &event);
        }
        self.record(LoadDropped { load_id: load.id.clone() });
        if outcome.result == OutcomeKind::Unknown {
            self.give_up(&load);
        }
        let code = code_for(outcome);
        let (cashier_text, customer_text) = self.texts(code);
        let (code, home_till) = (Some(Id::word(code.word())), outcome.home_till.clone());
        let (cashier_text, customer_text) = (Some(cashier_text), Some(customer_text));
        self.event("tender.load_declined", &LoadEvent { code, home_till, cashier_text, customer_text, ..event });
    }

    /// Money was put on a card, or was to be taken back from it.
    pub(super) fn load_settled(&mut self, op: &Operation, outcome: &Outcome) {
        let Some(register) = op.amount else { return };
        let page = outcome.amount.filter(|_| outcome.result == OutcomeKind::Done).unwrap_or_default();
        let loaded = self
            .state
            .committed(&op.subject)
            .and_then(|sale| sale.receipt.loads.iter().find(|load| Some(&load.op_id) == op.of.as_ref()).cloned());
        if let Some(load) = loaded.filter(|_| op.settle == Some(Settle::Post) && page.is_positive()) {
            let op = Operation { op_id: load.op_id, ..op.clone() };
            let event = load_event(&op.subject, &load.line_id, &load.masked, page, &op, outcome);
            self.event("tender.loaded", &LoadEvent { good_until: load.good_until, ..event });
        }
        if page < register {
            let differences = vec![Difference { what: Id::word("gift_card_load"), register, page }];
            self.event("basket.discrepancy", &Discrepancy { basket_ref: op.subject.clone(), differences });
        }
    }

    /// Every line that loads a card has one for which the ledger holds the money, or the refusal. A register without
    /// module tender loads its cards by itself.
    pub(super) fn loads_bound(&self) -> Result<(), Refusal> {
        let sale = self.sale()?;
        let held = |line: &Line| sale.loads.iter().any(|load| load.line_id == line.id && load.held);
        let open = load_lines(&sale.lines, &sale.priced.lines).filter(|(line, _)| !held(line));
        let line_ids: Vec<Json> = open.map(|(line, _)| Json::from(line.id.as_str())).collect();
        if line_ids.is_empty() || !self.module("tender") {
            return Ok(());
        }
        Err(Refusal::new(Code::LoadUnbound).because("line_ids", line_ids))
    }

    /// Lines that changed lose their cards.
    pub(super) fn keep_loads(&mut self) -> Result<(), Refusal> {
        let sale = self.sale()?;
        let figures = |load: &CardLoad| {
            let mut pairs = sale.lines.iter().zip(&sale.priced.lines);
            pairs.find(|(line, _)| line.id == load.line_id)
        };
        let same = |load: &&CardLoad| {
            let amount = figures(load).and_then(|(line, figures)| loadable(line, figures).ok());
            amount != Some(load.amount)
        };
        let changed: Vec<CardLoad> = sale.loads.iter().filter(same).cloned().collect();
        for load in changed {
            self.give_up(&load);
            self.record(LoadDropped { load_id: load.id });
        }
        Ok(())
    }

    /// Gives up what is held for a card; the card has nothing of it.
    pub(super) fn give_up(&mut self, load: &CardLoad) {
        let mode = self.state.sale.as_ref().map(|sale| sale.mode).unwrap_or(crate::ledger::ask::Mode::Live);
        self.settle(Purpose::Settle, mode, &load.id, &load.id, Settle::Void);
    }

    /// At commit: what is held for lines of the receipt is put on its cards, anything else is given up.
    pub(super) fn settle_loads(&mut self, sale: &Sale, loaded: &[Loaded]) {
        for load in &sale.loads {
            let post = loaded.iter().any(|loaded| loaded.op_id == load.id);
            let settle = if post { Settle::Post } else { Settle::Void };
            let (purpose, amount) =
                if post { (Purpose::LoadSettle, Some(load.amount)) } else { (Purpose::Settle, None) };
            self.settle_amount(purpose, sale.mode, &sale.basket_ref, &load.id, settle, amount);
        }
    }
}

/// A line that says it loads a card, and that it does not.
type Unloaded = (Id, Difference);

/// What a sale loads when it is closed with these lines, and what it does not although a line says so.
pub(super) fn loaded(sale: &Sale, lines: &[Line], figures: &[PricedLine]) -> (Vec<Loaded>, Vec<Unloaded>) {
    let (mut loaded, mut differences) = (Vec::new(), Vec::new());
    for (line, amount) in load_lines(lines, figures) {
        let held = |load: &&CardLoad| load.held && load.line_id == line.id && load.amount == amount;
        match sale.loads.iter().find(held) {
            Some(load) => loaded.push(Loaded {
                op_id: load.id.clone(),
                line_id: load.line_id.clone(),
                scheme: load.scheme.clone(),
                masked: load.masked.clone(),
                amount,
                good_until: load.good_until,
            }),
            None => {
                let what = Id::word("gift_card_load");
                differences.push((line.id.clone(), Difference { what, register: amount, page: Amount::ZERO }));
            }
        }
    }
    (loaded, differences)
}

fn load_event(
    basket_ref: &Id,
    line_id: &Id,
    masked: &str,
    amount: Amount,
    op: &Operation,
    outcome: &Outcome,
) -> LoadEvent {
    LoadEvent {
        op_id: op.op_id.clone(),
        basket_ref: basket_ref.clone(),
        line_id: line_id.clone(),
        masked: masked.to_owned(),
        amount,
        balance: outcome.balance,
        good_until: outcome.good_until,
        ledger: super::door::ledger_of(&op.op_id),
        code: None,
        home_till: None,
        cashier_text: None,
        customer_text: None,
    }
}
