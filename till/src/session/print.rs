//! What is printed: the receipt as text, and vouchers for the next visit.

use super::Effect;
use super::draft::Draft;
use super::state::{Committed, Requested, State};
use crate::ledger::ask::Mode;
use crate::map::Map;
use crate::names::{Id, Label};
use crate::receipt::html::document;
use crate::receipt::page::{Frame, Row, rows};
use crate::receipt::text::{lines, wrap};
use crate::record::RequestRaised;
use crate::shape::Shape;
use crate::time::Instant;
use crate::wire::error::{Code, Refusal};
use crate::wire::receipt::Print;
use crate::wire::session::RequestOutcome;
use std::rc::Rc;

/// Columns of a voucher.
const VOUCHER_COLUMNS: usize = 42;

/// After what time a print that failed is asked for again, in milliseconds.
const PRINT_AGAIN: i64 = 30_000;

/// The answer to request `print`. One that failed is asked for again in a while, under the same `print_id`; one of which
/// nobody knows at once, marked as a copy.
pub(super) fn printed(draft: &mut Draft<'_>, request: &Requested, outcome: RequestOutcome) {
    draft.close_request(&request.req);
    let (unknown, print) = (outcome == RequestOutcome::Unknown, request.payload.read::<Print>());
    let Some(print) = print.filter(|_| unknown || outcome == RequestOutcome::Failed) else { return };
    if unknown && !print.copy {
        return draft.ask_print(request.subject.clone(), Print { copy: true, ..print });
    }
    let (req, due) = (draft.id("req"), Some(draft.ctx.now.after(PRINT_AGAIN)));
    let payload = draft.dressed(Print { copy: print.copy || unknown, ..print }).write();
    draft.record(RequestRaised { request: Rc::new(Requested { req, payload, due, ..request.clone() }) });
}

impl State {
    /// When a print is asked for again.
    pub(super) fn print_at(&self) -> Option<Instant> {
        self.requests.iter().filter_map(|request| request.due).min()
    }
}

impl Draft<'_> {
    /// Request `print`.
    pub(super) fn ask_print(&mut self, subject: Id, print: Print) {
        let print = self.dressed(print);
        self.request("print", subject, &print);
    }

    /// With its document, for a register that prints documents.
    fn dressed(&self, print: Print) -> Print {
        let copy = print.copy.then(|| format!("*** {} ***", self.customer_text("receipt.copy")));
        let rows = copy.iter().chain(&print.lines).cloned().map(Row::Centred);
        let rows: Vec<Row> = rows.chain(print.barcode.clone().map(Row::Bars)).collect();
        let title = print.lines.first().map_or("", String::as_str);
        let html = self.able("print.html").then(|| document(&rows, title, self.state.customer_locale()));
        Print { html, ..print }
    }

    /// Asks for the prints again that have waited long enough.
    pub(super) fn print_due(&mut self) {
        let now = self.ctx.now;
        let due = |request: &&Rc<Requested>| request.due.is_some_and(|due| now >= due);
        for request in self.state.requests.iter().filter(due).cloned().collect::<Vec<_>>() {
            self.close_request(&request.req);
            let request = Rc::new(Requested { at: now, due: None, ..Requested::clone(&request) });
            self.effect(Effect::Send(self.request_text(&request)));
            self.record(RequestRaised { request });
        }
    }

    /// The receipt as text, in the customer's language.
    pub(super) fn receipt_text(&self, sale: &Committed, columns: u32) -> Result<Vec<String>, Refusal> {
        let columns = match columns {
            32 => 32,
            42 => 42,
            48 => 48,
            _ => {
                let refusal = Refusal::new(Code::PayloadInvalid).because("path", "payload.columns");
                return Err(refusal.because("problem", "out_of_range").because("expected", "32, 42 or 48"));
            }
        };
        Ok(lines(&self.receipt_rows(sale), columns))
    }

    /// The receipt as an HTML document, in the customer's language.
    pub(super) fn receipt_html(&self, sale: &Committed) -> String {
        document(&self.receipt_rows(sale), sale.receipt.receipt_no.as_str(), self.state.customer_locale())
    }

    fn receipt_rows(&self, sale: &Committed) -> Vec<Row> {
        let frame = Frame {
            offset_minutes: self.ctx.offset_minutes,
            header: self.pack_lines("receipt.header"),
            footer: self.pack_lines("receipt.footer"),
            text: &|key| self.customer_text(key),
            change: sale.change,
            collected: self.collected(sale),
        };
        rows(&sale.receipt, &frame)
    }

    /// Lines of the pack's own text.
    fn pack_lines(&self, key: &str) -> Vec<String> {
        let Ok(pack) = self.pack_now() else { return Vec::new() };
        let of = |locale: &str| pack.texts.get(locale).and_then(|texts| texts.get(key));
        let locale = self.state.customer_locale();
        let text = of(locale).or_else(|| pack.texts.values().find_map(|texts| texts.get(key)));
        text.map(|text| text.lines().map(str::to_owned).collect()).unwrap_or_default()
    }

    /// A day by the store's time.
    pub(super) fn last_day(&self, until: Instant) -> String {
        let day = until.local(self.ctx.offset_minutes);
        day.map(|t| format!("{:02}.{:02}.{}", t.day(), u8::from(t.month()), t.year())).unwrap_or_default()
    }

    /// What is printed above the code of a voucher. One of training says so.
    pub(super) fn voucher_lines(
        &self,
        mode: Mode,
        names: &[&Label],
        texts: Option<&Map<String, String>>,
        until: Instant,
    ) -> Vec<String> {
        let locale = self.state.customer_locale();
        let text = texts.and_then(|texts| texts.get(locale).or_else(|| texts.values().next()));
        let until = format!("{} {}", self.customer_text("receipt.valid_until"), self.last_day(until));
        let practice = if mode == Mode::Live { String::new() } else { self.customer_text("receipt.training") };
        let names = names.iter().map(|name| name.as_str());
        let parts = [practice.as_str()].into_iter().chain(names).chain([text.map_or("", String::as_str), &until]);
        parts.filter(|part| !part.is_empty()).flat_map(|part| wrap(part, VOUCHER_COLUMNS)).collect()
    }
}
