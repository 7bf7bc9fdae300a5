//! Members that are brought by import.
//!
//! What must hold: everything of the batch is recognised before anything is asked.

use super::super::draft::Draft;
use super::join::{MOST_IDENTITIES, is_day, misfit};
use crate::ledger::member::{Choice, OpeningBalance, OpeningMember};
use crate::pack::Pack;
use crate::wire::error::{Code, Refusal};
use crate::wire::member::MemberIn;

impl Draft<'_> {
    /// Members as the ledger takes them in.
    pub(in crate::session) fn opening_members(
        &mut self,
        members: &[MemberIn],
        pack: &Pack,
    ) -> Result<Vec<OpeningMember>, Refusal> {
        let at = |place: usize, refusal: Refusal| refusal.because("path", format!("payload.members[{place}]"));
        members.iter().enumerate().map(|(n, x)| self.opening_member(x, pack).map_err(|why| at(n, why))).collect()
    }

    fn opening_member(&mut self, x: &MemberIn, pack: &Pack) -> Result<OpeningMember, Refusal> {
        if x.identities.is_empty() || x.identities.len() > MOST_IDENTITIES {
            return Err(misfit("identities", "1 to 8 identities"));
        }
        if x.birthday.as_ref().is_some_and(|day| !is_day(day.as_str())) {
            return Err(misfit("birthday", "MM-DD"));
        }
        let mut identities = Vec::new();
        for identity in &x.identities {
            self.who(identity.kind, identity.code.expose())?;
            identities.push(identity.code.seal().ok_or(Code::EposFailed)?.clone());
        }
        if let Some(strange) = x.consents.iter().find(|id| !pack.members.consents.iter().any(|rule| rule.id == **id)) {
            return Err(Refusal::new(Code::ConsentUnknown).because("id", strange.as_str()));
        }
        let consent = |id: &crate::names::Id| Choice { id: id.clone(), yes: true, at: self.ctx.now };
        let consents = x.consents.iter().map(consent).collect();
        let mut balances = Vec::new();
        for balance in &x.balances {
            let program = pack.program(&balance.program).ok_or(Code::ProgramUnknown)?;
            if balance.amount.is_negative() {
                return Err(misfit("balances", "amounts from 0"));
            }
            balances.push(OpeningBalance {
                program: program.id.clone(),
                unit: program.unit(pack),
                amount: balance.amount,
                earned: balance.earned,
                ready: balance.ready,
                until: balance.until,
            });
        }
        let (groups, birthday, purchases) = (x.groups.clone(), x.birthday.clone(), x.purchases);
        Ok(OpeningMember { member: self.id("p"), identities, groups, birthday, purchases, consents, balances })
    }
}
