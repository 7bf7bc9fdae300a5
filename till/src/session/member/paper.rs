//! What a receipt says of programmes: what was earned, what there is, what is one step away.
//!
//! What must hold: nothing stands there that the ledger has not said yet; a voided sale says nothing of it.

use super::super::draft::Draft;
use super::super::state::Committed;
use super::message::figure;
use crate::money::Amount;
use crate::pack::Pack;
use crate::pack::program::Program;
use crate::receipt::page::Row;
use crate::text::fill;
use crate::wire::member::BalanceState;

impl Draft<'_> {
    /// The rows, programme by programme.
    pub(in crate::session) fn collected(&self, sale: &Committed) -> Vec<Row> {
        let mut rows = Vec::new();
        let (Some(of), Ok(pack)) = (&sale.member, self.pack_of(&sale.pack)) else { return rows };
        let comma = self.customer_text("receipt.decimal") == ",";
        for balance in of.balances.iter().filter(|_| !sale.receipt.voided) {
            let mut mine = of.earned.iter().filter(|by| by.program == balance.program);
            let said = |op: &crate::names::Id| of.got.iter().find(|got| got.op == *op);
            let (Some(program), true) = (pack.program(&balance.program), mine.clone().all(|by| said(&by.op).is_some()))
            else {
                continue;
            };
            let earned = mine.try_fold(Amount::ZERO, |sum, by| sum.plus(said(&by.op).map(|got| got.amount)?).ok());
            rows.push(Row::Left(program.name.to_string()));
            let keys = ["receipt.earned", "receipt.points_balance", "receipt.points_pending"];
            let amounts = [earned.unwrap_or_default(), balance.ready, balance.pending];
            for (key, amount) in keys.into_iter().zip(amounts) {
                if amount.is_positive() || key == "receipt.points_balance" {
                    let text = format!("  {}", self.customer_text(key));
                    rows.push(Row::Pair(text, figure(program, amount, &pack, comma)));
                }
            }
            if let (Some(at), Some(amount)) = (balance.expires, balance.expiring) {
                let text = fill(&self.customer_text("screen.points_expire"), &[("date", &self.last_day(at))]);
                rows.push(Row::Pair(format!("  {text}"), figure(program, amount, &pack, comma)));
            }
            let ahead = [self.next_reward(program, balance, &pack), self.next_tier(program, balance, &pack, comma)];
            rows.extend(ahead.into_iter().flatten().map(|text| Row::Left(format!("  {text}"))));
        }
        rows
    }

    /// How much is missing for the next tier that has a name.
    fn next_tier(&self, program: &Program, balance: &BalanceState, pack: &Pack, comma: bool) -> Option<String> {
        let counts = balance.counts?;
        let next = program.tiers.iter().find(|tier| tier.from > counts && tier.name.is_some())?;
        let missing = figure(program, next.from.minus(counts).ok()?, pack, comma);
        Some(fill(&self.customer_text("screen.near"), &[("missing", &missing), ("name", next.name.as_ref()?.as_str())]))
    }

    /// The milestone that is reached, or how much is missing for the next one.
    fn next_reward(&self, program: &Program, balance: &BalanceState, pack: &Pack) -> Option<String> {
        let mut all = program.milestones.iter();
        let next = all.find(|milestone| milestone.at >= balance.ready).or(program.milestones.last())?;
        let offer = pack.offers.iter().find(|offer| Some(&offer.id) == next.offer.as_ref());
        let scheme = next.voucher.as_ref().and_then(|voucher| pack.coupon(&voucher.scheme));
        let name = offer.map(|offer| &offer.name).or(scheme.map(|scheme| &scheme.name))?;
        let missing = next.at.minus(balance.ready).ok().filter(|missing| missing.is_positive());
        let Some(missing) = missing else { return Some(name.to_string()) };
        let missing = missing.minor().to_string();
        Some(fill(&self.customer_text("screen.near"), &[("missing", &missing), ("name", name.as_str())]))
    }
}
