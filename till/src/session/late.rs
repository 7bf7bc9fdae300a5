//! Loads of a sale that the register finished without the page: it says which cards it sold.
//!
//! What must hold: the money was paid, so nothing is refused but a bank card; a card that cannot be loaded is raised, at
//! once or when the ledger says so; each load is asked for and posted once.

use super::draft::Draft;
use super::gift::card_of;
use super::load::load_lines;
use super::state::{Operation, Purpose, Sale, Settle};
use crate::ledger::ask::What;
use crate::ledger::life::{Load, LoadReason};
use crate::names::Id;
use crate::price::answer::PricedLine;
use crate::receipt::Loaded;
use crate::secret::Pin;
use crate::wire::basket::{ImportBasket, TenderKind};
use crate::wire::error::{Code, Refusal};

/// The cards that the register named for lines that have none yet: what the receipt says of them, and what is asked.
pub(super) fn late(
    draft: &mut Draft<'_>,
    sale: &Sale,
    x: &ImportBasket,
    figures: &[PricedLine],
    loaded: &[Loaded],
) -> Result<Vec<(Loaded, Load)>, Refusal> {
    let pack = draft.pack_of(&sale.pack)?;
    let mut found: Vec<(Loaded, Load)> = Vec::new();
    for card in &x.loads {
        let scheme = match card_of(&pack, &card.token) {
            Ok(scheme) => scheme,
            Err(refusal) if refusal.code == Code::BankCard => return Err(refusal),
            Err(_) => continue,
        };
        let open = |line: &Id| {
            !loaded.iter().chain(found.iter().map(|(loaded, _)| loaded)).any(|loaded| loaded.line_id == *line)
        };
        let line = load_lines(&x.lines, figures).find(|(line, _)| line.id == card.line_id && open(&line.id));
        let (Some((line, amount)), true) = (line, draft.possible(TenderKind::GiftCard).is_ok()) else { continue };
        let token = card.token.seal().ok_or(Code::EposFailed)?.clone();
        let target = draft.target(scheme, token, card.pin.as_ref().and_then(Pin::seal).cloned());
        let (good_until, scheme) = (None, scheme.id.clone());
        let (op_id, line_id, masked) = (draft.id("l"), line.id.clone(), card.token.masked());
        let load = Load { target, amount, currency: x.currency, reason: LoadReason::Load };
        found.push((Loaded { op_id, line_id, scheme, masked, amount, good_until }, load));
    }
    Ok(found)
}

impl Draft<'_> {
    /// Asks for late loads and puts the money on their cards. What does not get there is raised when its post is answered.
    pub(super) fn load_late(&mut self, sale: &Sale, late: Vec<(Loaded, Load)>) {
        for (loaded, load) in late {
            let (id, mode) = (loaded.op_id, sale.mode);
            let new = Operation::new(id.clone(), Purpose::CardLoad, &id, mode);
            self.ask(Operation { load: Some(load.clone()), ..new }, What::Load(load));
            let amount = Some(loaded.amount);
            self.settle_amount(Purpose::LoadSettle, mode, &sale.basket_ref, &id, Settle::Post, amount);
        }
    }
}
