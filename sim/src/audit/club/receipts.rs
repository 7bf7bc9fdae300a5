//! What was committed, and what the books have of it: every operation stands on a receipt, every receipt's operations are
//! in the books, and a sale that came back whole has left nothing.

use super::books::{Books, Fate, Hold};
use super::rules;
use crate::Seen;
use crate::audit::Told;
use crate::checks::require;
use crate::world::Broken;
use std::collections::{BTreeMap, BTreeSet};
use till::ledger::ask::Mode;
use till::names::Id;
use till::price::request::LineKind;
use till::session::member::customer::{EarnedBy, OfMember, SpentBy, TakenBack};
use till::session::state::Committed;
use till::time::Instant;

/// One ledger's members in one kind of books, and the receipts of its tills.
pub struct Audit<'a> {
    pub books: &'a Books,
    pub tills: &'a [Told<'a>],
    pub mode: Mode,
    /// No clock jumps.
    pub sound: bool,
}

/// Operations that stand on receipts.
#[derive(Default)]
struct Named<'a> {
    earned: BTreeMap<&'a Id, &'a Committed>,
    spent: BTreeMap<&'a Id, &'a Committed>,
    taken: BTreeSet<&'a Id>,
    credits: BTreeSet<&'a Id>,
    visits: BTreeSet<&'a Id>,
}

impl<'a> Audit<'a> {
    fn receipts(&self) -> impl Iterator<Item = (&'a Told<'a>, &'a Committed)> {
        let of_mode = |sale: &&'a std::rc::Rc<Committed>| sale.receipt.mode == self.mode;
        let tills: &'a [Told<'a>] = self.tills;
        tills.iter().flat_map(move |told| told.receipts.iter().filter(of_mode).map(move |sale| (told, sale.as_ref())))
    }

    fn is_gone(&self, member: &Id) -> bool {
        !self.books.people.contains_key(&(self.mode, member.clone()))
    }

    fn hold(&self, op: &Id) -> Option<&'a Hold> {
        self.books.holds.get(&(self.mode, op.clone()))
    }

    /// The true time of a sale: that of its receipt, or, where clocks jump, what its money back says.
    fn when(&self, sale: &Committed, of: &OfMember) -> Option<Instant> {
        let back = of.earned.iter().find_map(|by| by.ready);
        if self.sound { Some(sale.receipt.at) } else { back.map(rules::earned_at) }
    }

    /// Everything; what was worth looking at is counted.
    pub fn all(&self, seen: &mut Seen) -> Broken {
        let mut named = Named::default();
        for (told, sale) in self.receipts() {
            self.backs(told, sale, &mut named).map_err(|why| format!("{}: {why}", sale.receipt.basket_ref))?;
            seen.count("taken back", sale.taken.len());
            seen.count("spent before", sale.taken.iter().filter(|taken| taken.charge.is_positive()).count());
            let Some(of) = &sale.member else { continue };
            seen.count("sales of members", 1);
            seen.count("earned", of.earned.len());
            seen.count("redeemed", of.spent.len());
            self.sale(told, sale, of, &mut named).map_err(|why| format!("{}: {why}", sale.receipt.basket_ref))?;
        }
        self.nothing_else(&named)?;
        seen.count("members' sales back whole", self.whole()?);
        seen.count("forgotten", self.books.forgotten.iter().filter(|((mode, _), _)| *mode == self.mode).count());
        Ok(())
    }

    /// What a sale brought its member, and what it took.
    fn sale(&self, told: &Told<'_>, sale: &'a Committed, of: &'a OfMember, named: &mut Named<'a>) -> Broken {
        let gone = self.is_gone(&of.member);
        if let Some(visit) = &of.visit {
            named.visits.insert(visit);
            let should = if sale.receipt.voided { Fate::Reversed } else { Fate::Posted(1) };
            let fate = self.hold(visit).map(|hold| hold.fate);
            require(fate == Some(should) || gone, || format!("the purchase is {fate:?}"))?;
        }
        let gold = of.earned.iter().any(|by| by.offers.iter().any(|offer| offer.as_str() == "pts-gold"));
        let should = rules::earned(&sale.receipt, gold);
        // who is found after the basket was frozen earns nothing by it
        let late = of.earned.is_empty() && told.strangers.contains(sale.receipt.basket_ref.as_str());
        for (program, (least, most)) in should.iter().filter(|_| !late) {
            let mine = of.earned.iter().filter(|by| by.program.as_str() == *program);
            let asked: i64 = mine.map(|by| by.amount.minor()).sum();
            require((*least..=*most).contains(&asked), || {
                format!("earns {asked} of {program}, not {least} to {most}")
            })?;
        }
        for by in &of.earned {
            named.earned.insert(&by.op, sale);
            self.earning(sale, of, by, gone)?;
        }
        for by in &of.spent {
            named.spent.insert(&by.op, sale);
            self.spending(told, sale, by, gone)?;
        }
        let bons = of.got.iter().filter(|got| got.amount.is_negative());
        named.spent.extend(bons.map(|got| (&got.op, sale)));
        Ok(())
    }

    fn earning(&self, sale: &Committed, of: &OfMember, by: &EarnedBy, gone: bool) -> Broken {
        let program = by.program.as_str();
        let at = self.when(sale, of);
        let in_time = at.is_none_or(|at| rules::in_time(by, at));
        require(in_time, || format!("{by:?} of a sale at {at:?}"))?;
        let Some(earning) = self.books.earnings.get(&(self.mode, by.op.clone())) else {
            return require(gone, || format!("{by:?} is not in the books"));
        };
        require(earning.key.member == of.member && earning.ask.amount == by.amount, || format!("{earning:?}"))?;
        let caps: Vec<_> = earning.ask.caps.iter().map(|cap| (cap.most.minor(), cap.since)).collect();
        let should = at.map_or_else(|| caps.clone(), |at| rules::caps(program, at));
        require(caps == should, || format!("{program} has the caps {should:?}, and they were {caps:?}"))?;
        let got = of.got.iter().find(|got| got.op == by.op).map(|got| got.amount.minor());
        require(got == Some(earning.got), || format!("{by:?} got {}, and the receipt says {got:?}", earning.got))?;
        if sale.receipt.voided && !gone {
            let lots = self.books.lots.get(&earning.key).map_or(&[][..], Vec::as_slice);
            let left = lots.iter().find(|lot| lot.id == by.op).map_or(0, |lot| lot.earned);
            require(left == 0, || format!("voided, and {left} of {by:?} still count as earned"))?;
        }
        Ok(())
    }

    fn spending(&self, told: &Told<'_>, sale: &Committed, by: &SpentBy, gone: bool) -> Broken {
        let (program, units) = (by.program.as_str(), by.amount.minor());
        let short = told.short_of(sale.receipt.basket_ref.as_str(), "points");
        let fate = self.hold(&by.op).map(|hold| hold.fate);
        let fits = match fate {
            Some(Fate::Posted(taken)) => !sale.receipt.voided && (taken == units || (taken < units && short > 0)),
            Some(Fate::Reversed) => sale.receipt.voided,
            Some(Fate::Held | Fate::Voided) => short > 0 || gone,
            None => false,
        };
        require(fits, || format!("{by:?} is {fate:?}, short {short}"))?;
        if !sale.receipt.receipt_no.as_str().ends_with("/i") {
            rules::may_pay(&sale.receipt, program, by.offer.as_ref().map(Id::as_str), units)?;
        }
        let priced = &sale.receipt.priced;
        let all = || priced.adjustments.iter().chain(&priced.tendered);
        let mine = |a: &&till::price::answer::Adjustment| match &by.offer {
            Some(offer) => a.offer_id == *offer,
            None => a.coupon_id.as_ref() == Some(&by.op),
        };
        let off = -all().filter(mine).map(|adjustment| adjustment.amount.minor()).sum::<i64>();
        let worth = if by.offer.is_some() { by.worth.minor() } else { rules::worth(program, units) };
        require(off == worth && off > 0, || format!("{by:?} is worth {worth}, and took off {off}"))
    }

    /// What a return took back, and gave back.
    fn backs(&self, told: &Told<'_>, sale: &'a Committed, named: &mut Named<'a>) -> Broken {
        for taken in &sale.taken {
            named.taken.insert(&taken.op);
            self.taken(sale, taken)?;
        }
        for given in &sale.points_back {
            named.credits.insert(&given.op);
            let Some(credit) = self.books.credits.get(&(self.mode, given.op.clone())) else {
                let short = told.short_of(sale.receipt.basket_ref.as_str(), "points");
                return require(short > 0, || format!("{given:?} was not given back"));
            };
            let whole = credit.amount == given.amount.minor() || sale.receipt.voided;
            let of = Some(&credit.of) == given.of.as_ref();
            require(of && whole && credit.recalled <= sale.receipt.voided, || format!("{given:?} is {credit:?}"))?;
        }
        Ok(())
    }

    fn taken(&self, sale: &Committed, taken: &TakenBack) -> Broken {
        let charge = match taken.program.as_str() {
            "coffee" => 0,
            program => rules::worth(program, taken.short.minor()),
        };
        require(charge == taken.charge.minor(), || format!("{taken:?}: a charge of {charge}"))?;
        let charged = sale.receipt.priced.charges.iter().filter(|row| row.id == taken.op);
        let charged: i64 = charged.map(|row| row.amount.minor()).sum();
        let alone = sale.receipt.receipt_no.as_str().ends_with("/i");
        require(charged == charge || alone, || format!("{taken:?} is charged {charged}"))?;
        let Some(hold) = self.hold(&taken.op) else { return Ok(()) }; // declined: nobody is there to take it from
        let fits = match hold.fate {
            Fate::Posted(_) => !sale.receipt.voided,
            Fate::Reversed => sale.receipt.voided,
            _ => false,
        };
        // What an open basket holds of it when a register tells of goods that it took back alone stays with that one.
        let really = hold.amount + hold.short;
        let whole = really == taken.amount.minor() || alone && really < taken.amount.minor();
        require(fits && whole && (alone || hold.short == taken.short.minor()), || format!("{taken:?} is {hold:?}"))
    }

    /// Whatever is in the books was asked for by a receipt.
    fn nothing_else(&self, named: &Named<'_>) -> Broken {
        let ours = |mode: &Mode| *mode == self.mode;
        for ((_, op), earning) in self.books.earnings.iter().filter(|((mode, _), _)| ours(mode)) {
            require(named.earned.contains_key(op), || format!("{op} was earned by no sale: {earning:?}"))?;
        }
        for ((_, op), hold) in self.books.holds.iter().filter(|((mode, _), _)| ours(mode)) {
            let voided = |of: &Id| named.earned.get(of).is_some_and(|sale| sale.receipt.voided);
            let fits = match (hold.fate, &hold.of, &hold.key.program) {
                (_, None, None) => named.visits.contains(op) || hold.amount == 0,
                (Fate::Posted(_), Some(of), _) => named.taken.contains(op) || voided(of),
                (Fate::Posted(_) | Fate::Reversed, None, _) => named.spent.contains_key(op),
                (Fate::Held, ..) => named.spent.contains_key(op), // a hold that ran out and was spent otherwise
                (Fate::Reversed | Fate::Voided, ..) => true,
            };
            require(fits, || format!("{op} is on no receipt: {hold:?}"))?;
        }
        for ((_, op), credit) in self.books.credits.iter().filter(|((mode, _), _)| ours(mode)) {
            let points = self.hold(&credit.of).is_some();
            require(named.credits.contains(op) || !points, || format!("{op} is on no receipt: {credit:?}"))?;
        }
        Ok(())
    }

    /// A sale of which everything came back has left nothing with its member, and nothing in the shop.
    fn whole(&self) -> Result<usize, String> {
        let standing: Vec<&Committed> =
            self.receipts().map(|(_, sale)| sale).filter(|sale| !sale.receipt.voided).collect();
        let mut whole = 0;
        for sale in &standing {
            let Some(of) = sale.member.as_ref().filter(|of| !self.is_gone(&of.member)) else { continue };
            let name = &sale.receipt.basket_ref;
            let returns: Vec<&&Committed> =
                standing.iter().filter(|other| other.receipt.originals.iter().any(|o| o.sale == *name)).collect();
            let alone = returns.iter().any(|other| other.receipt.receipt_no.as_str().ends_with("/i"));
            let all = !returns.is_empty() && !alone && came_back(sale, &returns);
            for by in of.earned.iter().filter(|by| by.program.as_str() != "stars") {
                let got = self.books.earnings.get(&(self.mode, by.op.clone())).map_or(0, |earning| earning.got);
                let taken = returns.iter().flat_map(|other| &other.taken).filter(|taken| taken.of == by.op);
                let really = |hold: &Hold| hold.amount + hold.short;
                let taken: i64 = taken.map(|taken| self.hold(&taken.op).map_or(0, really)).sum();
                require(taken <= got, || format!("{name}: {taken} of {got} are taken back: {by:?}"))?;
                require(!all || taken == got, || format!("{name} came back whole: {taken} of {got} taken, {by:?}"))?;
            }
            for by in &of.spent {
                let back = returns.iter().flat_map(|other| &other.points_back);
                let back = back.filter(|back| back.of.as_ref() == Some(&by.op));
                let (back, paid) = (back.map(|back| back.amount.minor()).sum::<i64>(), by.amount.minor());
                require(back <= paid, || format!("{name}: {back} of {paid} are given back: {by:?}"))?;
                require(!all || back == paid, || format!("{name} came back whole: {back} of {paid} given, {by:?}"))?;
            }
            whole += usize::from(all);
        }
        Ok(whole)
    }
}

fn came_back(sale: &Committed, returns: &[&&Committed]) -> bool {
    let goods = sale.receipt.lines.iter().filter(|line| line.kind == LineKind::Sale);
    let mut goods = goods.peekable();
    goods.peek().is_some()
        && goods.all(|line| {
            let lines = returns.iter().flat_map(|other| &other.receipt.lines);
            let of_it = |o: &till::price::request::OriginalLine| o.sale == sale.receipt.basket_ref && o.line == line.id;
            let came = lines.filter(|back| back.original.as_ref().is_some_and(of_it));
            came.map(|back| -back.quantity.millionths()).sum::<i64>() == line.quantity.millionths()
        })
}
