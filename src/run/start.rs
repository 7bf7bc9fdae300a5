//! How an instance begins: the past taken up, the first input decided, the first screen shown.
//!
//! What must hold: a past that is not known whole is not used at all, and said to be lost; nothing is shown before the
//! first facts are stored.

use super::{Run, View, Work};
use crate::device::Device;
use crate::journal::{Journal, Recovered, Stream};
use crate::platform::{self, Zones};
use crate::port::{Host, Start};
use crate::screens::{self, Act, Aside, UserAct};
use leptos::prelude::signal;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use till::ledger::Ledger;
use till::session::{Health, Input, Session};
use till::shape::Shape;
use till::text::Texts;
use till::wire::encode;
use till::wire::session::{Nothing, Say};
use web_sys::HtmlElement;

/// Bytes of the sale or the ledger after the last checkpoint that a start leaves as they are: they are read in 0.3 s, and a checkpoint of a
/// full state (200 receipts, 2.5 MB) takes 0.5 s to make, read back and store.
const LONG: usize = 4 << 20;

impl Run {
    /// Takes up what the journal holds, begins, and shows the first screen in `mount`; without it there are no screens.
    pub async fn start(mount: Option<HtmlElement>, host: Host, text: &str) -> Rc<Run> {
        let mut start = Start::read(text);
        let recovered = match Recovered::read(&start.entries) {
            Ok(recovered) if start.setup.health != Health::Damaged => recovered,
            _ => {
                // The state is not known, and half of it would be worse than none: requests for money would be repeated.
                start.setup.health = Health::Damaged;
                start.setup.journal_lost = true;
                Recovered::default()
            }
        };
        let journal = Journal::new(host.clone(), start.setup.health, recovered.others, recovered.grown);
        let device = Device::open(start.keys).await;
        let mark = device.mark().await;
        let same_key = device.kept() && recovered.key_mark.as_ref().is_none_or(|first| mark.as_ref() == Some(first));
        // Cards and codes are known by seals of another key: the sale goes on, stored value cannot.
        start.setup.key_lost = !same_key;
        let whole = start.setup.health != Health::Damaged && !start.setup.journal_lost;
        let texts = start.setup.texts.clone();
        let lost_link = start.link == 0 && start.setup.restarts > 0;
        let run = Rc::new(Run::new(host, device, journal, Session::new(start.setup), start.link));
        recovered.sale.iter().for_each(|fact| run.session.borrow_mut().apply(fact));
        recovered.ledger.iter().for_each(|fact| run.ledger.borrow_mut().apply(fact));
        if whole && run.journal.grown() > LONG {
            let _ = run.checkpoint().await; // not stored: the journal stays as it is; unknown: this instance is over
        }
        run.begin(start.pack, lost_link).await;
        if let (true, None, Some(mark)) = (same_key, recovered.key_mark, mark) {
            let _ = run.journal.append(Stream::Device, &[mark]).await; // else the next start tries again
        }
        if let Some(mount) = mount {
            run.mount(mount, texts);
        }
        run
    }

    fn new(host: Host, device: Device, journal: Journal, session: Session, link: u32) -> Run {
        Run {
            host,
            device,
            journal,
            zones: Zones::default(),
            session: RefCell::new(session),
            ledger: RefCell::new(Ledger::new()),
            queue: RefCell::default(),
            busy: Cell::new(false),
            pinned: Cell::new(link),
            failing: Cell::new(false),
            drift: Cell::new(0),
            due: Cell::new(None),
            timer: RefCell::default(),
            view: RefCell::default(),
        }
    }

    async fn begin(self: &Rc<Self>, pack: String, lost_link: bool) {
        self.busy.set(true);
        self.push(Work::Input(Input::Boot));
        if lost_link {
            self.push(Work::Input(Input::LinkDown));
        }
        if !pack.is_empty() {
            self.push(Work::Input(Input::Pack(pack)));
        }
        self.clone().pump().await;
    }

    /// What the screens do beside being drawn: nothing depends on it, so a failure is nobody's.
    fn aside(&self, aside: Aside) {
        match aside {
            Aside::Cue(_, 0) => {}
            Aside::Cue(name, volume) => drop(self.host.cue(name, volume)),
            Aside::Say(..) | Aside::Blur if self.pinned.get() == 0 => {}
            Aside::Blur => {
                drop(self.host.send(self.pinned.get(), "", &encode::aside("screen.blur", &Nothing {}.write())))
            }
            Aside::Say(text, locale) => {
                let text = encode::aside("screen.say", &Say { text, locale }.write());
                drop(self.host.send(self.pinned.get(), "", &text));
            }
        }
    }

    fn mount(self: &Rc<Self>, root: HtmlElement, texts: Texts) {
        let shown = self.session.borrow().screen(platform::now());
        let (read, set) = signal(shown.clone());
        let run = self.clone();
        let act = Act::new(
            move |act| {
                run.push(Work::Input(match act {
                    UserAct::Tap(tap) => Input::Tap(tap),
                    UserAct::Submit(submission) => Input::Submit(submission),
                    UserAct::Scan(token) => Input::Scan(token),
                }));
            },
            {
                let run = self.clone();
                move |aside| run.aside(aside)
            },
        );
        let view = View { shown, set, mounted: screens::mount(root, read, act, texts) };
        self.view.replace(Some(view));
    }
}
