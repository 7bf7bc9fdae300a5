//! Goods that a register took back alone, and told later.
//!
//! What must hold: what they had earned is taken back once, by what this till keeps of their sale; the money is given already, so
//! what of it was spent is forgiven, and told; what the register gave for the goods stays as it says.

use super::super::draft::Draft;
use super::super::state::{Operation, Purpose, Sale};
use super::customer::TakenBack;
use crate::ledger::ask::What;
use crate::ledger::member::TakeBack;
use crate::names::Id;
use crate::pack::Pack;
use crate::price::Basket;
use crate::price::answer::{NamedAmount, Priced};
use crate::price::request::{Line, LineKind};

impl Draft<'_> {
    /// Puts beside the register's figures what the goods had earned, and what of them was paid with in points.
    /// Such a share is in no discount: the register's own figures say what it gave.
    pub(in crate::session) fn collected_back(&self, sale: &Sale, priced: &mut Priced, pack: &Pack) {
        let back = sale.lines.iter().filter(|line| line.kind == LineKind::RefundOf);
        let lines: Vec<Line> = back.map(|line| Line { amount: None, ..line.clone() }).collect();
        let Ok((originals, _)) = self.originals(sale) else { return };
        if lines.is_empty() || sale.originals.iter().all(|x| x.sold.member.is_none()) {
            return;
        }
        let basket = Basket {
            lines: &lines,
            taxes: &pack.taxes,
            originals: &originals,
            at: Some(self.ctx.now),
            offset_minutes: self.ctx.offset_minutes,
            ..Basket::new(sale.currency, &pack.options)
        };
        // More than there was, say: the register's figures stand, and nobody knows what the goods had earned.
        let Ok(figures) = crate::price::price(&basket) else { return };
        let paid = |share: &&NamedAmount| {
            let mut spent = sale.originals.iter().filter_map(|x| x.sold.member.as_ref()).flat_map(|of| &of.spent);
            spent.any(|by| by.offer.is_none() && Id::new(&format!("coupon:{}", by.op)).as_ref() == Some(&share.id))
        };
        for back in &mut priced.refunds {
            if let Some(known) = figures.refunds.iter().find(|known| known.line_id == back.line_id) {
                back.earned.clone_from(&known.earned);
                back.shares = known.shares.iter().filter(paid).cloned().collect();
            }
        }
    }

    /// What is to be taken back for the goods; asked for once the return is a fact.
    pub(in crate::session) fn taken_alone(&mut self, sale: &Sale, pack: &Pack) -> Vec<(TakenBack, Id)> {
        let wanted = if sale.taken.is_empty() { self.wanted(sale, pack) } else { Vec::new() };
        wanted
            .into_iter()
            .map(|(taken, member)| (TakenBack { op: self.id("op"), done: true, ..taken }, member))
            .collect()
    }

    /// Asks for it.
    pub(in crate::session) fn take_alone(&mut self, sale: &Sale, list: Vec<(TakenBack, Id)>) {
        for (taken, member) in list {
            let new = Operation::new(taken.op, Purpose::MemberBack, &sale.basket_ref, sale.mode);
            let what = TakeBack { member, of: taken.of.clone(), amount: taken.amount };
            self.ask_member(Operation { of: Some(taken.of), ..new }, What::TakeBack(what));
        }
    }
}
