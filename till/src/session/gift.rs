//! Gift cards: card shown, PIN typed, money held; balances and opening balances.
//!
//! What must hold: the session knows a card by its seal and masked text only; a wrong PIN is one failed operation, the
//! next try has a new id; without a ledger that lasts there is no stored value.

use super::command::Answer;
use super::draft::Draft;
use super::state::{Operation, Purpose, Tender, TenderPhase};
use crate::codes::{Recognised, recognise};
use crate::ledger::ask::Import;
use crate::ledger::ask::{
    Decline, Limit, OpeningAccount, OpeningCode, Outcome, OutcomeKind, Place, Present, Reserve, What,
};
use crate::money::Amount;
use crate::names::Id;
use crate::pack::{Pack, TokenScheme};
use crate::secret::{Pin, Seal, Token};
use crate::session::state::Sale;
use crate::shape::{Json, Shape};
use crate::tender::{Eligible, Gap, NotCovered};
use crate::wire::error::{Code, Refusal};
use crate::wire::tender::{Accepted, BalanceOf, ImportLedger};

/// The scheme of a gift card. A bank card is refused by name.
pub(super) fn card_of<'p>(pack: &'p Pack, token: &Token) -> Result<&'p TokenScheme, Refusal> {
    match recognise(pack, token.expose()) {
        Recognised::Card { scheme } => Ok(scheme),
        Recognised::BankCard => Err(Code::BankCard.into()),
        _ => Err(Code::CardUnknown.into()),
    }
}

impl Draft<'_> {
    /// Whether the screen is waiting for a gift card.
    pub(super) fn wants_card(&self) -> bool {
        let active = self.state.sale.as_ref().and_then(Sale::active);
        active.is_some_and(|tender| tender.phase == TenderPhase::NeedsCard)
    }

    /// A gift card for the tender that waits for one. Answers with the tender's id.
    pub(super) fn present_card(&mut self, token: &Token, pin: Option<&Pin>) -> Result<Id, Refusal> {
        self.allowed("tender")?;
        let sale = self.sale()?;
        let tender = sale.active().filter(|tender| tender.phase == TenderPhase::NeedsCard).ok_or(Code::NotNow)?.clone();
        if tender.due.is_some() {
            return self.back_to(tender, token, pin);
        }
        let pack = self.pack_of(&sale.pack)?;
        let scheme = card_of(&pack, token)?;
        let eligible = eligible(sale, &pack, scheme)?;
        if !eligible.amount.is_positive() {
            let gaps: Vec<Json> = eligible.gaps.iter().map(Shape::write).collect();
            return Err(Refusal::new(if sale.to_pay().is_positive() { Code::NotCovered } else { Code::NothingToPay })
                .because("eligible", eligible.amount.minor())
                .because("gaps", gaps));
        }
        let seal = token.seal().ok_or(Code::EposFailed)?.clone();
        let tender = Tender {
            amount: tender.amount.min(eligible.amount),
            gaps: eligible.gaps,
            scheme: Some(scheme.id.clone()),
            token: Some(seal),
            masked: Some(token.masked()),
            problem: None,
            ..tender
        };
        let id = tender.id.clone();
        match (scheme.pin, pin) {
            (true, None) => {
                if !self.can_type() {
                    return Err(Code::PinMissing.into());
                }
                self.set_tender(Tender { phase: TenderPhase::NeedsPin, ..tender });
            }
            (_, pin) => self.reserve(tender, pin.and_then(Pin::seal).cloned())?,
        }
        Ok(id)
    }

    /// The PIN for the tender that waits for one.
    pub(super) fn present_pin(&mut self, pin: &Pin) -> Result<(), Refusal> {
        let tender = self.sale()?.active().filter(|tender| tender.phase == TenderPhase::NeedsPin).cloned();
        let (seal, tender) = (pin.seal().ok_or(Code::EposFailed)?.clone(), tender.ok_or(Code::NotNow)?);
        if tender.due.is_some() { self.hold_back(tender, Some(seal)) } else { self.reserve(tender, Some(seal)) }
    }

    fn reserve(&mut self, tender: Tender, pin: Option<Seal>) -> Result<(), Refusal> {
        let sale = self.sale()?;
        let (mode, currency, pack) = (sale.mode, sale.currency, self.pack_of(&sale.pack)?);
        let scheme = tender.scheme.as_ref().and_then(|id| pack.token(id)).ok_or(Code::CardUnknown)?;
        let token = tender.token.clone().ok_or(Code::CardUnknown)?;
        let once = scheme.single_use;
        // The ledger refuses this while the first hold lasts; one that ran out on a page that was dead is still this sale's.
        let twice = |other: &Tender| other.id != tender.id && other.holds() && other.token.as_ref() == Some(&token);
        if once && sale.tenders.iter().any(twice) {
            self.decline(tender, Code::CardBusy);
            return Ok(());
        }
        let present = self.present(scheme, token, pin);
        let since = self.ctx.now.day_start(self.ctx.offset_minutes, pack.business_day_cut);
        let day = scheme.day_max.map(|most| Limit { most, since });
        let amount = tender.amount;
        let op_id = self.id("op");
        let op = Operation::new(op_id.clone(), Purpose::CardReserve, &tender.id, mode);
        let tries = tender.tries.saturating_add(1);
        self.set_tender(Tender { phase: TenderPhase::Asking, op: Some(op_id), tries, ..tender });
        self.ask(op, What::Reserve(Reserve { present, amount, currency, once, day }));
        Ok(())
    }

    /// The ledger has answered a reservation.
    pub(super) fn reserved(&mut self, op: &Operation, outcome: &Outcome) {
        let Some(tender) = self.tender(&op.subject).filter(|tender| tender.op.as_ref() == Some(&op.op_id)) else {
            self.settle(Purpose::Settle, op.mode, &op.subject, &op.op_id, super::state::Settle::Void);
            return; // the sale is gone: nobody will pay with it
        };
        match (outcome.result, outcome.decline) {
            (OutcomeKind::Done, _) => {
                let amount = outcome.amount.unwrap_or(tender.amount);
                if !amount.is_positive() || amount > tender.amount {
                    self.settle(Purpose::Settle, op.mode, &tender.id, &op.op_id, super::state::Settle::Void);
                    return self.decline(tender, Code::EposFailed); // no ledger of ours says so
                }
                let mut gaps = tender.gaps.clone();
                if amount < tender.amount && outcome.balance.is_some_and(Amount::is_positive) {
                    // More is on the card than was held: nothing but the limit of the day can be the reason.
                    let amount = tender.amount.minus(amount).unwrap_or_default();
                    gaps.push(Gap { reason: NotCovered::DayLimit, amount });
                }
                // A gift card's approval asks the register for nothing, so it cannot be refused.
                let _ = self.approve(Tender { amount, balance: outcome.balance, gaps, ..tender });
            }
            (OutcomeKind::Unknown, _) => {
                self.settle(Purpose::Settle, op.mode, &tender.id, &op.op_id, super::state::Settle::Void);
                self.decline(tender, Code::Interrupted);
            }
            (OutcomeKind::Declined, _) if tender.cancel => self.cancelled(tender),
            (OutcomeKind::Declined, Some(Decline::NotAccepted)) if outcome.tries_left.is_some_and(|left| left > 0) => {
                self.wrong_pin(tender, outcome);
            }
            (OutcomeKind::Declined, _) => self.decline(tender, code_for(outcome)),
        }
    }

    /// A card as it is shown here.
    pub(super) fn present(&self, scheme: &TokenScheme, token: Seal, pin: Option<Seal>) -> Present {
        Present { token, scheme: scheme.id.clone(), pin, needs_pin: scheme.pin, at: self.place() }
    }

    /// This till, and whether others may see what this ledger does.
    pub(super) fn place(&self) -> Place {
        let till = self.state.open.as_ref().map(|open| open.till.clone());
        let alone = |pack: &Pack| pack.tills == 1 || pack.ledger == crate::pack::LedgerAt::Store;
        Place { till, home_only: self.pack_now().is_ok_and(|pack| !alone(&pack)) }
    }

    fn wrong_pin(&mut self, tender: Tender, outcome: &Outcome) {
        if !self.can_type() {
            return self.decline(tender, Code::CardNotAccepted);
        }
        let problem = Some(Id::word(Code::CardNotAccepted.word()));
        let again = Tender { phase: TenderPhase::NeedsPin, problem, tries_left: outcome.tries_left, ..tender };
        self.set_tender(again.clone());
        self.tender_event("tender.try_failed", &again, Some(Code::CardNotAccepted));
    }
}

/// What a card of this scheme may still pay, beside what is paid already, and never more than remains.
pub(super) fn eligible(sale: &Sale, pack: &Pack, scheme: &TokenScheme) -> Result<Eligible, Refusal> {
    let found = crate::tender::eligible(&sale.lines, &sale.priced, &scheme.covers, &sale.paying(pack)?)?;
    Ok(Eligible { amount: found.amount.min(sale.to_pay()), ..found })
}

/// The error code of what a ledger did not do.
pub(super) fn code_for(outcome: &Outcome) -> Code {
    match outcome.decline {
        _ if outcome.result == OutcomeKind::Unknown => Code::Interrupted,
        Some(Decline::NotHome) if outcome.home_till.is_none() => Code::CardNoHome,
        Some(Decline::NotAccepted) | None => Code::CardNotAccepted,
        Some(Decline::Locked) => Code::CardLocked,
        Some(Decline::TooOften) => Code::TooOften,
        Some(Decline::NoBalance) => Code::CardEmpty,
        Some(Decline::WrongCurrency) => Code::CardCurrency,
        Some(Decline::Expired) => Code::CardExpired,
        Some(Decline::NotYet) => Code::CouponNotYet,
        Some(Decline::UsedUp) => Code::CouponUsed,
        Some(Decline::UnknownCode) => Code::CouponUnknown,
        Some(Decline::Cancelled) => Code::Interrupted,
        Some(Decline::Blocked) => Code::CardBlocked,
        Some(Decline::Lost) => Code::CardLost,
        Some(Decline::NotActive) => Code::CardInactive,
        Some(Decline::DayLimit) => Code::CardDayLimit,
        Some(Decline::Closed) => Code::CardClosed,
        Some(Decline::NotHome) => Code::CardNotHome,
        Some(Decline::OverLimit) => Code::CardLimit,
        Some(Decline::NotReloadable) => Code::CardNotReloadable,
        Some(Decline::PinNeeded) => Code::PinMissing,
        Some(Decline::Busy) => Code::CardBusy,
        Some(Decline::CustomerLimit) => Code::CouponCustomerLimit,
        Some(Decline::NotYours) => Code::CouponNotYours,
        Some(Decline::WrongState | Decline::IdReused | Decline::BadAmount | Decline::Taken) => Code::EposFailed,
    }
}

/// `tender.balance`.
pub(super) fn balance(draft: &mut Draft<'_>, x: &BalanceOf) -> Answer {
    draft.possible(crate::wire::basket::TenderKind::GiftCard)?;
    let pack = draft.pack_now()?;
    let scheme = card_of(&pack, &x.token)?;
    let accepted = draft.id("op");
    let token = x.token.seal().ok_or(Code::EposFailed)?.clone();
    let pin = x.pin.as_ref().and_then(Pin::seal).cloned();
    let present = draft.present(scheme, token, pin);
    let text = Some(x.token.masked());
    let op = Operation { text, ..Operation::new(accepted.clone(), Purpose::Balance, &accepted, x.mode) };
    draft.ask_with_pin(op, What::Balance(present), scheme, x.pin.is_some())
}

/// `ledger.import`: every token is recognised before anything is asked; one that is not refuses the whole batch.
pub(super) fn import(draft: &mut Draft<'_>, x: &ImportLedger) -> Answer {
    draft.possible(crate::wire::basket::TenderKind::GiftCard)?;
    let pack = draft.pack_now()?;
    let place = draft.place();
    let mut what = entries(&pack, x, &place)?;
    what.members = draft.opening_members(&x.members, &pack)?;
    let accepted = draft.id("op");
    let op = Operation::new(accepted.clone(), Purpose::Import, &x.batch, x.mode);
    draft.ask(op, What::Import(what));
    Ok(Accepted { accepted }.write())
}

fn entries(pack: &Pack, x: &ImportLedger, place: &Place) -> Result<Import, Refusal> {
    let at = |list: &str, place: usize, refusal: Refusal| refusal.because("path", format!("payload.{list}[{place}]"));
    let mut what = Import { batch: x.batch.clone(), accounts: Vec::new(), codes: Vec::new(), members: Vec::new() };
    for (place_no, account) in x.accounts.iter().enumerate() {
        let scheme = card_of(pack, &account.token).map_err(|refusal| at("accounts", place_no, refusal))?;
        if account.balance.is_negative() || scheme.pin != account.pin.is_some() {
            return Err(at(
                "accounts",
                place_no,
                Refusal::new(Code::PayloadInvalid).because("problem", "balance or pin"),
            ));
        }
        let here = place.till.clone().filter(|_| place.home_only && scheme.card_homes);
        let home_till = account.home_till.clone().or(scheme.home_till.clone()).or(here);
        if place.home_only && home_till.is_none() {
            return Err(at("accounts", place_no, Code::CardNoHome.into()));
        }
        what.accounts.push(OpeningAccount {
            token: account.token.seal().ok_or(Code::EposFailed)?.clone(),
            scheme: scheme.id.clone(),
            pin: account.pin.as_ref().and_then(Pin::seal).cloned(),
            balance: account.balance,
            currency: account.currency,
            valid_until: account.valid_until,
            inactive: account.inactive,
            home_till,
        });
    }
    for (place, code) in x.codes.iter().enumerate() {
        let Recognised::Coupon { scheme } = recognise(pack, code.code.expose()) else {
            return Err(at("codes", place, Code::CouponUnknown.into()));
        };
        what.codes.push(OpeningCode {
            code: code.code.seal().ok_or(Code::EposFailed)?.clone(),
            scheme: scheme.id.clone(),
            uses: code.uses,
            valid_from: code.valid_from,
            valid_until: code.valid_until,
            only_for: code.only_for.as_ref().and_then(Token::seal).cloned(),
        });
    }
    Ok(what)
}
