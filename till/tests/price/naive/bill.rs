//! What is to pay, and the answer as text.

use super::earn::Earned;
use super::frac::Frac;
use super::goods::{MILLION, Row};
use super::offers::{Candidate, Turn};
use super::reprice::{Figures, Kind};
use super::taxes::{Book, Due, Taxed, taxes};
use super::{Given, Till};
use std::fmt::Write;
use till::money::Amount;
use till::names::Id;
use till::price::answer::{Adjustment, NamedAmount, Priced};
use till::price::request::{FaceValue, LineKind, Request, Rounding};

pub struct Outcome {
    pub payable: i128,
    pub text: String,
    /// By line of which goods can come back: its figures.
    pub sold: Vec<(Id, Figures)>,
}

fn charges(request: &Request, rows: &[Row]) -> Vec<i128> {
    let sale = request.lines.iter().zip(rows).filter(|(line, _)| line.kind == LineKind::Sale);
    let goods: i128 = sale.map(|(_, row)| row.amount()).sum();
    let one = |charge: &till::price::request::Charge| match charge.percent {
        Some(rate) => (Frac::whole(goods) * Frac::rate(rate)).round(request.options.percent_rounding),
        None => charge.amount.unwrap().wide(),
    };
    request.charges.iter().map(one).collect()
}

impl Till<'_> {
    /// The bill; what is earned is worked out on its prices.
    pub fn close(mut self, candidates: &[Candidate<'_>]) -> Outcome {
        if let Some(own) = self.own.take() {
            self.units = own;
        }
        self.cashier();
        self.turn = None;
        self.enter(Turn::Earn);
        let request = self.goods.request;
        let book = Book::new(request);
        let charges = charges(request, &self.rows);
        let kept = &self.goods.kept;
        let returns = (self.goods.back.as_slice(), kept.as_slice());
        let taxed = taxes(&book, &self.rows, &charges, returns);
        let deposit = |line: &till::price::request::Line| {
            let each = line.deposit.map_or(0, Amount::wide);
            Frac::new(each * line.quantity.wide(), MILLION).round(Rounding::HalfUp)
        };
        let deposit = |at: usize| match &self.goods.back[at] {
            Some(back) => back.deposit,
            None => deposit(&request.lines[at]),
        };
        let deposits =
            (0..request.lines.len()).map(deposit).chain(kept.iter().map(|(_, own)| own.deposit)).sum::<i128>();
        let all_back = || self.goods.back.iter().flatten().chain(kept.iter().map(|(_, own)| own));
        let came_back: i128 = all_back().map(|back| back.rounding).sum();
        let total = taxed.net + taxed.tax + deposits + came_back;
        let mut rounding = 0;
        if self.face > 0 && request.options.face_value == FaceValue::RoundingLine {
            let mut without = self.rows.clone();
            without.iter_mut().for_each(|row| row.discount += row.face);
            let before = taxes(&book, &without, &charges, returns);
            let due = before.net + before.tax + deposits + came_back - self.face;
            // No more than is to pay for the lines that face values lowered.
            let lowered = self.rows.iter().zip(&taxed.parts).filter(|(row, _)| row.face > 0);
            let on_top = |(row, due): (&Row, &Due)| {
                let added = due.taxes.iter().filter(|(place, _)| !request.taxes[*place].included);
                row.amount() + added.map(|(_, tax)| tax).sum::<i128>() - row.tendered
            };
            rounding = (due - total).max(-lowered.map(on_top).sum::<i128>().max(0));
        }
        let rows = self.rows.iter().chain(kept.iter().map(|(_, own)| &own.row));
        let tendered: i128 = rows.map(|row| row.tendered).sum();
        let payable = total + rounding - tendered;
        let (rounding, total) = (rounding + came_back, total - came_back);
        let mut text = String::new();
        let parts = |at: usize| named(request, &taxed, at);
        self.tell(&mut text, &taxed, &deposit);
        for (tax, found) in request.taxes.iter().zip(&taxed.found).filter(|(_, found)| found.used) {
            writeln!(text, "tax {} {} {}", tax.code, found.net, found.tax).unwrap();
        }
        for (at, (charge, amount)) in request.charges.iter().zip(&charges).enumerate() {
            writeln!(text, "charge {} {amount} {:?}", charge.id, parts(request.lines.len() + at)).unwrap();
        }
        let earning = candidates.partition_point(|candidate| candidate.turn < Turn::Earn);
        let mut earned = self.earned(&candidates[earning..]);
        let sold = self.figures(&taxed, &deposit, &earned, rounding);
        earned.sort();
        for (offer, amount, shares) in earned {
            let shares = if self.is_voucher(&offer) { Vec::new() } else { shares };
            let shares: Vec<String> = shares.iter().map(|(line, share)| format!("{line} {share}")).collect();
            writeln!(text, "earned {offer} {amount} {shares:?}").unwrap();
        }
        let (net, tax) = (taxed.net + deposits, taxed.tax);
        writeln!(
            text,
            "total {} = {net} + {tax} + {rounding}, {tendered} by others, {payable} to pay",
            total + rounding
        )
        .unwrap();
        Outcome { payable, text, sold }
    }

    /// What was charged for each line of which goods can come back.
    fn figures(
        &self,
        taxed: &Taxed,
        deposit: &dyn Fn(usize) -> i128,
        earned: &[Earned],
        rounding: i128,
    ) -> Vec<(Id, Figures)> {
        let request = self.goods.request;
        let mut sold = Vec::new();
        for (at, line) in request.lines.iter().enumerate() {
            if line.quantity.wide() <= 0 || line.kind == LineKind::RefundOf {
                continue;
            }
            let mut own = Figures::default();
            own.put(Kind::List, "", self.rows[at].list);
            own.put(Kind::Reduction, "", self.rows[at].reduction);
            own.put(Kind::Deposit, "", deposit(at));
            for (kind, list) in [(Kind::Tax, &taxed.parts[at].taxes), (Kind::Base, &taxed.parts[at].bases)] {
                list.iter().for_each(|(place, figure)| own.put(kind, request.taxes[*place].code.as_str(), *figure));
            }
            for (kind, list) in [(Kind::Share, &self.given), (Kind::Tendered, &self.tendered)] {
                let shares = list.iter().flat_map(|given| given.shares.iter().map(|share| (&given.id, share)));
                shares.filter(|(_, (line, _))| *line == at).for_each(|(id, (_, share))| own.put(kind, id, -share));
            }
            for (offer, _, shares) in earned.iter().filter(|(offer, ..)| !self.is_voucher(offer)) {
                let mine = shares.iter().filter(|(id, _)| id == line.id.as_str());
                mine.for_each(|(_, share)| own.put(Kind::Earned, offer, *share));
            }
            sold.push((line.id.clone(), own));
        }
        let once = earned.iter().filter(|(offer, _, shares)| shares.is_empty() && !self.is_voucher(offer));
        let once: Vec<(String, i128)> = once.map(|(offer, amount, _)| (offer.clone(), *amount)).collect();
        super::reprice::settle(request, &mut sold, &once, rounding);
        sold
    }

    fn is_voucher(&self, offer: &str) -> bool {
        self.goods.request.offers.iter().any(|own| own.id.as_str() == offer && own.kind.word() == "voucher")
    }

    /// Lines and discounts.
    fn tell(&self, text: &mut String, taxed: &Taxed, deposit: &dyn Fn(usize) -> i128) {
        let request = self.goods.request;
        let parts = |at: usize| named(request, taxed, at);
        for (at, (line, row)) in request.lines.iter().zip(&self.rows).enumerate() {
            let figures = (row.list, row.reduction, row.discount, row.amount(), deposit(at));
            writeln!(text, "line {} {figures:?} {:?}", line.id, parts(at)).unwrap();
        }
        let lines = |given: &Given| -> Vec<String> {
            given.shares.iter().map(|(at, share)| format!("{} {share}", request.lines[*at].id)).collect()
        };
        let kept = self.goods.kept.iter().map(|(_, own)| own);
        let mut back: Vec<&str> = self.goods.back.iter().flatten().chain(kept).map(|back| back.text.as_str()).collect();
        back.sort_unstable();
        back.into_iter().for_each(|back| text.push_str(back));
        for (word, list) in [("given", &self.given), ("tender", &self.tendered)] {
            for given in list {
                let total: i128 = given.shares.iter().map(|(_, share)| share).sum();
                let (id, times, forfeited) = (&given.id, given.times, given.forfeited);
                writeln!(text, "{word} {id} {total} x {times} lost {forfeited} {:?}", lines(given)).unwrap();
            }
        }
    }
}

/// Taxes of a line or charge.
fn named(request: &Request, taxed: &Taxed, at: usize) -> Vec<String> {
    let due = &taxed.parts[at];
    let name = |(place, figure): &(usize, i128)| format!("{} {figure}", request.taxes[*place].code);
    let mut bases: Vec<String> = due.bases.iter().map(|base| format!("base {}", name(base))).collect();
    bases.sort(); // of a charge on several tax sets they come in the order in which these are met
    due.taxes.iter().map(name).chain(bases).collect()
}

/// What the engine answered, in the same words.
pub fn told(priced: &Priced) -> String {
    let mut text = String::new();
    let named = |list: &[NamedAmount]| -> Vec<String> {
        list.iter().map(|item| format!("{} {}", item.id, item.amount.minor())).collect()
    };
    let taxes = |taxes: &[NamedAmount], bases: &Option<Vec<NamedAmount>>| -> Vec<String> {
        let bases = named(bases.as_deref().unwrap_or(&[]));
        let mut bases: Vec<String> = bases.iter().map(|base| format!("base {base}")).collect();
        bases.sort();
        named(taxes).into_iter().chain(bases).collect()
    };
    for line in &priced.lines {
        let figures = [line.list, line.reduction, line.discount, line.amount, line.deposit].map(Amount::minor);
        let figures = (figures[0], figures[1], figures[2], figures[3], figures[4]);
        writeln!(text, "line {} {figures:?} {:?}", line.id, taxes(&line.taxes, &line.tax_bases)).unwrap();
    }
    let mut returned = Vec::new();
    for back in &priced.refunds {
        let figures = [back.list, back.reduction, back.discount, back.deposit, back.rounding].map(Amount::minor);
        let figures = (figures[0], figures[1], figures[2], figures[3], figures[4]);
        let rest = (named(&back.shares), named(&back.tendered), named(&back.earned));
        returned.push(format!("back {} of {} {figures:?} {rest:?}\n", back.line_id, back.sold_line));
    }
    returned.sort_unstable();
    returned.iter().for_each(|back| text.push_str(back));
    let adjustment = |word: &str, item: &Adjustment| {
        let shares: Vec<String> =
            item.shares.iter().map(|share| format!("{} {}", share.line_id, -share.amount.minor())).collect();
        let (amount, forfeited) = (-item.amount.minor(), item.forfeited.minor());
        format!("{word} {} {amount} x {} lost {forfeited} {shares:?}\n", item.id, item.times)
    };
    priced.adjustments.iter().for_each(|item| text.push_str(&adjustment("given", item)));
    priced.tendered.iter().for_each(|item| text.push_str(&adjustment("tender", item)));
    for row in &priced.taxes {
        writeln!(text, "tax {} {} {}", row.code, row.net.minor(), row.tax.minor()).unwrap();
    }
    for charge in &priced.charges {
        writeln!(text, "charge {} {} {:?}", charge.id, charge.amount.minor(), taxes(&charge.taxes, &charge.tax_bases))
            .unwrap();
    }
    let mut earned: Vec<(&till::names::Id, i64, Vec<String>)> = Vec::new();
    earned.extend(priced.earned.iter().map(|item| (&item.offer_id, item.amount.minor(), named(&item.shares))));
    earned.extend(priced.vouchers.iter().map(|item| (&item.offer_id, i64::from(item.count), Vec::new())));
    earned.sort_by_key(|(id, ..)| (*id).clone());
    for (id, amount, shares) in earned {
        writeln!(text, "earned {id} {amount} {shares:?}").unwrap();
    }
    let totals = &priced.totals;
    let [net, tax, rounding, total] = [totals.net, totals.tax, totals.rounding, totals.total].map(Amount::minor);
    let [tendered, payable] = [totals.tendered, totals.payable].map(Amount::minor);
    writeln!(text, "total {total} = {net} + {tax} + {rounding}, {tendered} by others, {payable} to pay").unwrap();
    text
}
