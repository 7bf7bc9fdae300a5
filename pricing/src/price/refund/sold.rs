//! A sale as the return will want it: made from the basket and its answer, to be stored with the sale.
//!
//! What must hold: the figures of the lines add up to what the sale charged for them, with the rounding line and what is
//! earned once for the basket, which are put on lines here; charges stay apart.

use crate::map::Map;
use crate::money::{Amount, Overflow};
use crate::names::Id;
use crate::price::Basket;
use crate::price::answer::{Adjustment, NamedAmount, Priced, PricedLine};
use crate::price::request::{Flag, Line, LineKind, Offset, Original, Remainder, Request, SoldLine};
use crate::price::split::split;

impl Original {
    /// The sale under an id, from the basket as it was closed and its answer: every line that goods can come back of, with
    /// its shares of discounts, of what others paid and of what was earned. What was earned once for the basket is split
    /// over its `sale` lines by what they cost; the rounding line belongs to the line with the largest discount. `reprice`
    /// needs the request as well: [`Original::with_request`].
    ///
    /// ```
    /// use pricing::names::Id;
    /// use pricing::price::price;
    /// use pricing::price::request::{Original, Request};
    /// use pricing::shape::read_text;
    ///
    /// let tax = r#"[{"code": "A", "rate": "25", "name": "VAT"}]"#;
    /// let sale = format!(r#"{{"currency": "EUR", "taxes": {tax}, "lines": [{{"id": "1", "name": "Tea", "quantity": "3",
    ///     "amount": 1000, "tax_codes": ["A"]}}]}}"#);
    /// let sale: Request = read_text("request", &sale).map_err(|misfit| misfit.to_string())?;
    /// let paid = price(&sale.basket())?;
    /// let original = Original::of(Id::word("s1"), &sale.basket(), &paid)?;
    ///
    /// let back = format!(r#"{{"currency": "EUR", "taxes": {tax}, "lines": [{{"id": "r", "name": "Tea", "quantity": "-1",
    ///     "kind": "refund_of", "original": {{"sale": "s1", "line": "1"}}, "tax_codes": ["A"]}}]}}"#);
    /// let mut back: Request = read_text("request", &back).map_err(|misfit| misfit.to_string())?;
    /// back.originals = vec![original];
    /// assert_eq!(price(&back.basket())?.totals.payable.minor(), -333);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// An amount out of range; not with the answer of `price` to this basket.
    pub fn of(id: Id, basket: &Basket<'_>, priced: &Priced) -> Result<Original, Overflow> {
        let mut lines: Vec<SoldLine> = Vec::new();
        for (line, priced) in sellable(basket.lines.iter().zip(&priced.lines)) {
            lines.push(SoldLine {
                quantity: line.quantity,
                returned: crate::quantity::Quantity::ZERO,
                line: priced.clone(),
                shares: Vec::new(),
                tendered: Vec::new(),
                earned: Vec::new(),
                rounding: Amount::ZERO,
            });
        }
        let places: Map<Id, usize> = lines.iter().enumerate().map(|(at, sold)| (sold.line.id.clone(), at)).collect();
        let mut put = |of: fn(&mut SoldLine) -> &mut Vec<NamedAmount>, line: &Id, id: &Id, amount: Amount| match places
            .get(line)
            .and_then(|place| lines.get_mut(*place))
        {
            Some(sold) => put_in(of(sold), id, amount),
            None => Ok(()),
        };
        let mut shares = |list: &[Adjustment], of: fn(&mut SoldLine) -> &mut Vec<NamedAmount>| {
            let all = list.iter().flat_map(|given| given.shares.iter().map(|share| (&given.id, share)));
            all.into_iter().try_for_each(|(id, share)| put(of, &share.line_id, id, share.amount))
        };
        shares(&priced.adjustments, |sold| &mut sold.shares)?;
        shares(&priced.tendered, |sold| &mut sold.tendered)?;
        for earned in &priced.earned {
            let own = if earned.shares.is_empty() { once(basket, priced, earned.amount)? } else { Vec::new() };
            for share in earned.shares.iter().chain(&own) {
                put(|sold| &mut sold.earned, &share.id, &earned.offer_id, share.amount)?;
            }
        }
        let mut dearest: Option<&mut SoldLine> = None;
        for sold in &mut lines {
            if dearest.as_ref().is_none_or(|former| sold.line.discount < former.line.discount) {
                dearest = Some(sold);
            }
        }
        if let Some(sold) = dearest {
            sold.rounding = priced.totals.rounding;
        }
        Ok(Original { id, lines, request: None, paid_back: Amount::ZERO, cash_back: Amount::ZERO })
    }

    /// The same with the request of its day, for `reprice`. Left out are tenders and what came back in that basket: it had
    /// no influence on what was sold.
    #[must_use]
    pub fn with_request(self, basket: &Basket<'_>) -> Original {
        let lines = basket.lines.iter().filter(|line| line.kind != LineKind::RefundOf).cloned().collect();
        let request = Request {
            currency: basket.currency,
            lines,
            taxes: basket.taxes.to_vec(),
            offers: basket.offers.to_vec(),
            coupons: basket.coupons.to_vec(),
            customer: basket.customer.cloned(),
            chosen: basket.chosen.to_vec(),
            allowances: basket.allowances.to_vec(),
            charges: basket.charges.to_vec(),
            tenders: Vec::new(),
            originals: Vec::new(),
            used: basket.used.to_vec(),
            options: basket.options.clone(),
            at: basket.at,
            offset_minutes: Some(Offset(basket.offset_minutes)),
            store: basket.store.cloned(),
            till: basket.till.cloned(),
            channel: basket.channel.cloned(),
            tender: basket.tender.cloned(),
        };
        Original { request: Some(Box::new(request)), ..self }
    }
}

/// The lines of which goods can come back.
fn sellable<'a>(
    lines: impl Iterator<Item = (&'a Line, &'a PricedLine)>,
) -> impl Iterator<Item = (&'a Line, &'a PricedLine)> {
    lines.filter(|(line, _)| line.quantity.millionths() > 0 && line.kind != LineKind::RefundOf)
}

fn put_in(list: &mut Vec<NamedAmount>, id: &Id, amount: Amount) -> Result<(), Overflow> {
    match list.iter_mut().find(|named| named.id == *id) {
        Some(named) => named.amount = named.amount.plus(amount)?,
        None => list.push(NamedAmount { id: id.clone(), amount }),
    }
    Ok(())
}

/// What is earned once for the basket, by line.
fn once(basket: &Basket<'_>, priced: &Priced, amount: Amount) -> Result<Vec<NamedAmount>, Overflow> {
    let earns = |line: &Line| line.kind == LineKind::Sale && !line.flags.contains(&Flag::NoPoints);
    let lines: Vec<_> = sellable(basket.lines.iter().zip(&priced.lines))
        .filter(|(line, _)| earns(line))
        .map(|(_, line)| line)
        .collect();
    let mut weights: Vec<i128> = lines.iter().map(|line| line.amount.wide().max(0)).collect();
    if let Some(first) = weights.first().copied().filter(|_| weights.iter().all(|weight| *weight == 0)) {
        weights.iter_mut().take(1).for_each(|weight| *weight = first.saturating_add(1));
    }
    let parts = split(Remainder::Largest, amount.wide(), &weights)?;
    let named =
        |(line, part): (&&PricedLine, i128)| Ok(NamedAmount { id: line.id.clone(), amount: Amount::from_wide(part)? });
    lines.iter().zip(parts).map(named).collect()
}
