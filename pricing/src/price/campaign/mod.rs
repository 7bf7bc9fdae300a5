//! Campaigns as Smarts' developer site publishes them ("Campaign standard", and the data object "CampaignCode"): a name, a
//! code that says who and what, and a small operation in JavaScript. See docs/campaign.md.
//!
//! What must hold: an operation is read by a parser of its own and never handed to a browser; numbers are exact, never
//! floats; work is bounded by the length of the text; whatever is refused names the part, the character and what would
//! be accepted. Nothing here knows the pricing engine.

mod code;
mod lex;
mod number;
mod parse;
mod ratio;
mod run;

pub use code::{Client, Reading, What, Who};
pub use lex::MOST_CHARACTERS;
pub use number::{parts, read_parts};
pub use parse::MOST_NESTING;
pub use ratio::Ratio;

use crate::names::Label;
use crate::shape;
use std::fmt;

shape! {
    /// A campaign in the form of Smarts' Campaign standard.
    ///
    /// The example of the standard, "every second piece is free for holders of card SKP":
    ///
    /// ```
    /// use pricing::names::Label;
    /// use pricing::price::campaign::{Campaign, Given, Ratio, Reading};
    /// let campaign = Campaign {
    ///     name: Label::new("Crazy days").ok_or("a label")?,
    ///     code: "C00000SKP001".to_owned(),
    ///     operation: "amount >= 2 ? amount - (Math.floor(amount / 2) * 1) : amount".to_owned(),
    /// };
    /// let compiled = campaign.compile(Reading::Standard)?;
    /// assert!(compiled.who.admits(Some("SKP")) && !compiled.who.admits(None));
    /// let unit_price = Ratio::new(120, 100).ok_or("in range")?;
    /// let mut paid = Vec::new();
    /// for pieces in 1..=5 {
    ///     let amount = Ratio::new(pieces, 1).ok_or("in range")?;
    ///     paid.push(compiled.evaluate(Given::Line { amount, unit_price })?.exactly(1));
    /// }
    /// assert_eq!(paid, [Some(1), Some(1), Some(2), Some(2), Some(3)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct Campaign {
        /// What people call it.
        name: Label,
        /// 12 characters: who, with which card, and what is changed.
        code: String,
        /// What `amount`, `unitPrice` or `total` becomes, as an expression of JavaScript.
        operation: String,
    }
}

/// A campaign that has been read; cheap to use for every line.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// Who gets it.
    pub who: Who,
    /// What it changes.
    pub what: What,
    steps: Vec<run::Step>,
}

/// What an operation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// For `001` and `002`: a line.
    Line {
        /// Pieces or measure.
        amount: Ratio,
        /// Price of one unit in major units, without VAT.
        unit_price: Ratio,
    },
    /// For `501`: the invoice.
    Invoice {
        /// Its total in major units, without VAT.
        total: Ratio,
    },
}

impl Campaign {
    /// Reads the code and the operation.
    ///
    /// # Errors
    /// What is not the standard, or not arithmetic; the error names the part and the character.
    pub fn compile(&self, reading: Reading) -> Result<Compiled, CampaignError> {
        let (who, what) = code::read(&self.code, reading)?;
        Ok(Compiled { who, what, steps: parse::parse(&self.operation, what)? })
    }
}

impl Compiled {
    /// What the amount, the unit price or the total becomes, exactly. It may be negative or larger than before: what that
    /// means is for the caller to say.
    ///
    /// # Errors
    /// `division_by_zero`; `overflow` of a numerator or denominator beyond 38 digits; `required` if the operation needs
    /// what is not given (a line for `501`, an invoice for the others).
    pub fn evaluate(&self, given: Given) -> Result<Ratio, CampaignError> {
        run::run(&self.steps, given)
    }
}

/// What is wrong with a campaign, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignError {
    /// `code` or `operation`.
    pub part: &'static str,
    /// The character in it, from 1; one beyond the last if something is missing there.
    pub at: usize,
    /// `malformed`, `unknown_value`, `not_supported`, `conflict`, `wrong_type`, `out_of_range`, `too_long`, `too_deep`; when
    /// it is used `division_by_zero`, `overflow`, `required`.
    pub code: &'static str,
    /// What would be accepted.
    pub expected: &'static str,
}

impl CampaignError {
    fn operation(at: usize, code: &'static str, expected: &'static str) -> CampaignError {
        CampaignError { part: "operation", at, code, expected }
    }
}

impl fmt::Display for CampaignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, character {}: {} (expected {})", self.part, self.at, self.code, self.expected)
    }
}

impl std::error::Error for CampaignError {}
