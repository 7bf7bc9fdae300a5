//! What may go wrong in one run, and how often.
//!
//! What must hold: each kind of fault is drawn for itself, so that some runs have none of it, some little and some much:
//! a fault that only shows without another one is met, too.

use crate::dice::Dice;

/// Which ledger the tills have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// Each till its own.
    Device,
    /// One for all, behind the registers.
    Store,
}

/// What the tills' days are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Course {
    /// Gift cards, coupons and money.
    #[default]
    Tender,
    /// The same with members, who earn, redeem, bring goods back and are forgotten.
    Loyalty,
}

/// Less weather than a seed would have, to find out what a failure needs.
#[derive(Clone, Debug, Default)]
pub struct Calm {
    pub course: Course,
    /// Kinds of faults that do not happen.
    pub without: Vec<String>,
    /// So many acts.
    pub acts: Option<u32>,
}

impl Calm {
    pub const KINDS: &[&str] = &[
        "lost",
        "doubled",
        "late",
        "crash",
        "reload",
        "not_stored",
        "perhaps_stored",
        "jump",
        "restart",
        "pause",
        "outage",
        "wild",
        "clumsy",
        "regret",
        "returns",
        "loads",
        "silent",
        "night",
        "shy",
        "forget",
    ];

    pub fn calms(&self, weather: &mut Weather) {
        let acts = weather.acts;
        weather.acts = self.acts.unwrap_or(acts);
        for kind in &self.without {
            let rate = match kind.as_str() {
                "lost" => &mut weather.lost,
                "doubled" => &mut weather.doubled,
                "late" => &mut weather.late,
                "crash" => &mut weather.crash,
                "reload" => &mut weather.reload,
                "not_stored" => &mut weather.not_stored,
                "perhaps_stored" => &mut weather.perhaps_stored,
                "jump" => &mut weather.jump,
                "restart" => &mut weather.restart,
                "pause" => &mut weather.pause,
                "outage" => &mut weather.outage,
                "wild" => &mut weather.wild,
                "clumsy" => &mut weather.clumsy,
                "regret" => &mut weather.regret,
                "returns" => &mut weather.returns,
                "loads" => &mut weather.loads,
                "silent" => &mut weather.silent,
                "night" => &mut weather.night,
                "shy" => &mut weather.shy,
                "forget" => &mut weather.forget,
                _ => continue,
            };
            *rate = 0;
        }
    }
}

/// Rates are per thousand.
#[derive(Clone, Debug)]
pub struct Weather {
    pub course: Course,
    pub ledger: Where,
    pub tills: usize,
    /// How many things a register does before the run is brought to its end.
    pub acts: u32,
    /// Messages between register and page, and between register and store.
    pub lost: u32,
    pub doubled: u32,
    pub late: u32,
    /// The page dies: at each point between two effects or records.
    pub crash: u32,
    /// Of those, how often the whole page is loaded anew.
    pub reload: u32,
    /// Appends that are not stored, and appends of which nobody knows.
    pub not_stored: u32,
    pub perhaps_stored: u32,
    /// Before each act of a register: the clock of the till jumps, the register starts anew.
    pub jump: u32,
    pub restart: u32,
    /// Before each act of a register: half an hour goes by.
    pub pause: u32,
    /// Before each act of a register: the store's ledger is out of reach for a while.
    pub outage: u32,
    /// Commands that make no sense now.
    pub wild: u32,
    /// Of gift cards shown: with a wrong PIN, all the same card.
    pub clumsy: u32,
    /// Of sales: undone right after they were closed.
    pub regret: u32,
    /// Of baskets: goods come back.
    pub returns: u32,
    /// Of baskets: a card is loaded.
    pub loads: u32,
    /// Of requests to the register: nobody answers for minutes.
    pub silent: u32,
    /// Before each act of a register: days go by. Members only.
    pub night: u32,
    /// Of customers: they say not who they are. Members only.
    pub shy: u32,
    /// Of acts beside a sale: somebody is forgotten. Members only.
    pub forget: u32,
}

impl Weather {
    pub fn draw(dice: &mut Dice, course: Course) -> Weather {
        let mut rate = |often: &[u32]| *dice.pick(often).unwrap_or(&0);
        let (lost, doubled, late) = (rate(&[0, 0, 20, 60, 150]), rate(&[0, 0, 30, 120]), rate(&[0, 20, 100]));
        let (crash, reload) = (rate(&[0, 0, 2, 6, 15, 40]), rate(&[0, 300, 700]));
        let (not_stored, perhaps_stored) = (rate(&[0, 0, 10, 60]), rate(&[0, 0, 5, 15]));
        let (jump, restart) = (rate(&[0, 0, 0, 20, 60]), rate(&[0, 0, 15]));
        let (pause, wild, outage) = (rate(&[0, 10, 40]), rate(&[0, 50, 200]), rate(&[0, 0, 5, 20]));
        let (clumsy, regret) = (rate(&[0, 50, 600]), rate(&[0, 50, 500]));
        let (returns, loads, silent) = (rate(&[0, 200, 600]), rate(&[0, 150, 500]), rate(&[0, 0, 30]));
        let ledger = if rate(&[0, 1]) == 0 { Where::Device } else { Where::Store };
        let tills = if ledger == Where::Store && rate(&[0, 1, 1]) == 1 { 2 } else { 1 };
        let acts = 50 + rate(&[0, 50, 100]);
        let members = course == Course::Loyalty; // no other draw: a seed of the first course stays what it is
        let mut draws = |often: &[u32]| if members { rate(often) } else { 0 };
        let (night, shy, forget) = (draws(&[0, 10, 40]), draws(&[50, 300]), draws(&[0, 20, 100]));
        let loads = if members { loads / 4 } else { loads };
        Weather {
            course,
            ledger,
            tills,
            acts,
            lost,
            doubled,
            late,
            crash,
            reload,
            not_stored,
            perhaps_stored,
            jump,
            restart,
            pause,
            outage,
            wild,
            clumsy,
            regret,
            returns,
            loads,
            silent,
            night,
            shy,
            forget,
        }
    }

    /// Nothing goes wrong any more.
    pub fn clears(&mut self) {
        let (course, ledger, tills, acts) = (self.course, self.ledger, self.tills, self.acts);
        *self = Weather {
            course,
            ledger,
            tills,
            acts,
            lost: 0,
            doubled: 0,
            late: 0,
            crash: 0,
            reload: 0,
            not_stored: 0,
            perhaps_stored: 0,
            jump: 0,
            restart: 0,
            pause: 0,
            outage: 0,
            wild: 0,
            clumsy: 0,
            regret: 0,
            returns: 0,
            loads: 0,
            silent: 0,
            night: 0,
            shy: 0,
            forget: 0,
        };
    }
}
