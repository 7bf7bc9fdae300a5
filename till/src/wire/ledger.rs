//! The ledger over the wire: what is asked of a store's ledger, and what is told of operations nobody answers for.

use crate::ledger::ask::{Ask, Import, Issue, Look, Mode, Present, Reserve, Use, What};
use crate::ledger::credit::Credit;
use crate::ledger::life::{CashOut, Load, MarkCard, StatementOf, Transfer};
use crate::ledger::member::{Earn, Enrol, Find, Forget, MovementsOf, Spend, TakeBack, Visit};
use crate::names::Id;
use crate::secret::Seal;
use crate::shape;

shape! {
    /// Request `ledger.ask`: an operation for the store's ledger. The register passes it on as it is and answers
    /// `request.done {req, outcome: done, answer}` with what the ledger said, word for word; if the ledger was not reached,
    /// `outcome: unknown` without an answer. The same `op_id` always means the same operation, however often it comes; the
    /// ledger does it once. Of the members named like a `what` the one of that name is there.
    pub struct LedgerAsk {
        /// The operation.
        op_id: Id,
        /// The books.
        mode: Mode,
        /// What to do.
        what: AskKind,
        /// post, void, extend, reverse, status: the operation it is about.
        of: Option<Id>,
        /// Hold money of a card.
        reserve: Option<Reserve>,
        /// Look at a balance.
        balance: Option<Present>,
        /// `use`: hold one use of a code.
        code: Option<Use>,
        /// Look at uses of codes.
        look: Option<Look>,
        /// Make a code known.
        issue: Option<Issue>,
        /// Opening balances and codes.
        import: Option<Import>,
        /// Hold money for a card.
        load: Option<Load>,
        /// Hold all that is left on a card, to be paid out.
        cash_out: Option<CashOut>,
        /// Move money from card to card.
        transfer: Option<Transfer>,
        /// Block a card, or take that back.
        mark: Option<MarkCard>,
        /// Look at the movements of a card.
        statement: Option<StatementOf>,
        /// Give a part of what was taken back to its card.
        credit: Option<Credit>,
        /// Find a member.
        find: Option<Find>,
        /// A new member, or more of a known one.
        enrol: Option<Enrol>,
        /// Forget a member.
        forget: Option<Forget>,
        /// Count a purchase of a member.
        visit: Option<Visit>,
        /// Something of a programme was earned.
        earn: Option<Earn>,
        /// Hold something of a programme.
        spend: Option<Spend>,
        /// Take back what was earned.
        take_back: Option<TakeBack>,
        /// Look at the movements of a programme.
        movements: Option<MovementsOf>,
        /// Tells the key that the seals are made with from another one: the seal of the word `mark`. A ledger answers asks of
        /// its own key only.
        key: Option<Seal>,
    }
}

shape! {
    /// What is asked.
    pub enum AskKind {
        /// Hold money of an account.
        Reserve = "reserve",
        /// Look at a balance.
        Balance = "balance",
        /// Hold one use of a code.
        Use = "use",
        /// Take what is held for good.
        Post = "post",
        /// Give back what is held, or cancel an id for good.
        Void = "void",
        /// Keep what is held for another while.
        Extend = "extend",
        /// Undo what was taken.
        Reverse = "reverse",
        /// Look at uses of codes; nothing is held.
        Look = "look",
        /// Make a code known.
        Issue = "issue",
        /// Opening balances and codes.
        Import = "import",
        /// Hold money for a card.
        Load = "load",
        /// Hold all that is left on a card.
        CashOut = "cash_out",
        /// Move money from card to card.
        Transfer = "transfer",
        /// Block a card, or take that back.
        Mark = "mark",
        /// Look at the movements of a card.
        Statement = "statement",
        /// Give a part of what was taken back to its card.
        Credit = "credit",
        /// Find a member.
        Find = "find",
        /// A new member, or more of a known one.
        Enrol = "enrol",
        /// Forget a member.
        Forget = "forget",
        /// Count a purchase of a member.
        Visit = "visit",
        /// Something of a programme was earned.
        Earn = "earn",
        /// Hold something of a programme.
        Spend = "spend",
        /// Take back what was earned.
        TakeBack = "take_back",
        /// Look at the movements of a programme.
        Movements = "movements",
        /// What an operation was answered.
        Status = "status",
    }
}

impl LedgerAsk {
    /// An ask as it is sent.
    #[must_use]
    pub fn new(ask: &Ask, key: Option<Seal>) -> LedgerAsk {
        let bare = LedgerAsk {
            op_id: ask.op_id.clone(),
            mode: ask.mode,
            what: AskKind::Status,
            of: ask.what.of().cloned(),
            reserve: None,
            balance: None,
            code: None,
            look: None,
            issue: None,
            import: None,
            load: None,
            cash_out: None,
            transfer: None,
            mark: None,
            statement: None,
            credit: None,
            find: None,
            enrol: None,
            forget: None,
            visit: None,
            earn: None,
            spend: None,
            take_back: None,
            movements: None,
            key,
        };
        match ask.what.clone() {
            What::Reserve(x) => LedgerAsk { what: AskKind::Reserve, reserve: Some(x), ..bare },
            What::Balance(x) => LedgerAsk { what: AskKind::Balance, balance: Some(x), ..bare },
            What::Use(x) => LedgerAsk { what: AskKind::Use, code: Some(x), ..bare },
            What::Look(x) => LedgerAsk { what: AskKind::Look, look: Some(x), ..bare },
            What::Issue(x) => LedgerAsk { what: AskKind::Issue, issue: Some(x), ..bare },
            What::Import(x) => LedgerAsk { what: AskKind::Import, import: Some(x), ..bare },
            What::Load(x) => LedgerAsk { what: AskKind::Load, load: Some(x), ..bare },
            What::CashOut(x) => LedgerAsk { what: AskKind::CashOut, cash_out: Some(x), ..bare },
            What::Transfer(x) => LedgerAsk { what: AskKind::Transfer, transfer: Some(x), ..bare },
            What::Mark(x) => LedgerAsk { what: AskKind::Mark, mark: Some(x), ..bare },
            What::Statement(x) => LedgerAsk { what: AskKind::Statement, statement: Some(x), ..bare },
            What::Credit(x) => LedgerAsk { what: AskKind::Credit, of: None, credit: Some(x), ..bare },
            What::Find(x) => LedgerAsk { what: AskKind::Find, find: Some(x), ..bare },
            What::Enrol(x) => LedgerAsk { what: AskKind::Enrol, enrol: Some(x), ..bare },
            What::Forget(x) => LedgerAsk { what: AskKind::Forget, forget: Some(x), ..bare },
            What::Visit(x) => LedgerAsk { what: AskKind::Visit, visit: Some(x), ..bare },
            What::Earn(x) => LedgerAsk { what: AskKind::Earn, earn: Some(x), ..bare },
            What::Spend(x) => LedgerAsk { what: AskKind::Spend, spend: Some(x), ..bare },
            What::TakeBack(x) => LedgerAsk { what: AskKind::TakeBack, of: None, take_back: Some(x), ..bare },
            What::Movements(x) => LedgerAsk { what: AskKind::Movements, movements: Some(x), ..bare },
            What::Post { .. } => LedgerAsk { what: AskKind::Post, ..bare },
            What::Void { .. } => LedgerAsk { what: AskKind::Void, ..bare },
            What::Extend { .. } => LedgerAsk { what: AskKind::Extend, ..bare },
            What::Reverse { .. } => LedgerAsk { what: AskKind::Reverse, ..bare },
            What::Status { .. } => bare,
        }
    }

    /// The ask, at the ledger's end; nothing if the member that `what` names is missing.
    #[must_use]
    pub fn ask(self) -> Option<Ask> {
        let of = self.of;
        let what = match self.what {
            AskKind::Reserve => What::Reserve(self.reserve?),
            AskKind::Balance => What::Balance(self.balance?),
            AskKind::Use => What::Use(self.code?),
            AskKind::Look => What::Look(self.look?),
            AskKind::Issue => What::Issue(self.issue?),
            AskKind::Import => What::Import(self.import?),
            AskKind::Load => What::Load(self.load?),
            AskKind::CashOut => What::CashOut(self.cash_out?),
            AskKind::Transfer => What::Transfer(self.transfer?),
            AskKind::Mark => What::Mark(self.mark?),
            AskKind::Statement => What::Statement(self.statement?),
            AskKind::Credit => What::Credit(self.credit?),
            AskKind::Find => What::Find(self.find?),
            AskKind::Enrol => What::Enrol(self.enrol?),
            AskKind::Forget => What::Forget(self.forget?),
            AskKind::Visit => What::Visit(self.visit?),
            AskKind::Earn => What::Earn(self.earn?),
            AskKind::Spend => What::Spend(self.spend?),
            AskKind::TakeBack => What::TakeBack(self.take_back?),
            AskKind::Movements => What::Movements(self.movements?),
            AskKind::Post => What::Post { of: of? },
            AskKind::Void => What::Void { of: of? },
            AskKind::Extend => What::Extend { of: of? },
            AskKind::Reverse => What::Reverse { of: of? },
            AskKind::Status => What::Status { of: of? },
        };
        Some(Ask { op_id: self.op_id, mode: self.mode, what })
    }
}
