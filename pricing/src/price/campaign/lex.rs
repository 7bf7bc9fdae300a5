//! The text of an operation as numbers, names and signs.
//!
//! What must hold: every piece is the longest one, as in ECMAScript, so nothing is read that a browser would read
//! otherwise; `++` and `--` are pieces, and no rule accepts them. Dashes that a text processor makes of a minus are one.

use super::{CampaignError, Ratio};

/// The most characters of an operation.
pub const MOST_CHARACTERS: usize = 1_000;

/// The most digits of a number in an operation.
const MOST_DIGITS: usize = 20;

/// Signs, the longer ones first.
const SIGNS: [&str; 25] = [
    "===", "!==", "==", "!=", "<=", ">=", "&&", "||", "++", "--", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":",
    "(", ")", ",", ".", "",
];

/// A piece of the text; the empty sign is the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Number(Ratio),
    Name(String),
    Sign(&'static str),
}

pub(super) struct Lexer {
    chars: Vec<char>,
    /// How many are read.
    at: usize,
}

fn in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

impl Lexer {
    pub(super) fn new(text: &str) -> Result<Lexer, CampaignError> {
        let mut chars = Vec::new();
        for c in text.chars().take(MOST_CHARACTERS.saturating_add(1)) {
            // an en dash, as in the standard's own example, and a minus sign
            chars.push(if matches!(c, '\u{2013}' | '\u{2212}') { '-' } else { c });
        }
        if chars.len() > MOST_CHARACTERS {
            return Err(CampaignError::operation(chars.len(), "too_long", "at most 1000 characters"));
        }
        Ok(Lexer { chars, at: 0 })
    }

    fn ahead(&self, by: usize) -> Option<char> {
        self.chars.get(self.at.saturating_add(by)).copied()
    }

    /// Reads on while characters fit.
    fn run(&mut self, fits: fn(char) -> bool) -> String {
        let mut text = String::new();
        while let Some(c) = self.ahead(0).filter(|c| fits(*c)) {
            text.push(c);
            self.at = self.at.saturating_add(1);
        }
        text
    }

    /// The next piece and its place, from 1.
    pub(super) fn next(&mut self) -> Result<(Token, usize), CampaignError> {
        self.run(|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{a0}'));
        let place = self.at.saturating_add(1);
        let token = match self.ahead(0) {
            Some('0'..='9') => self.number(place)?,
            Some('.') if self.ahead(1).is_some_and(|c| c.is_ascii_digit()) => self.number(place)?,
            Some(c) if in_name(c) => Token::Name(self.run(in_name)),
            _ => Token::Sign(self.sign().ok_or_else(|| {
                let signs = "a number, a name or one of + - * / % < <= > >= == != === !== && || ! ? : ( ) ,";
                CampaignError::operation(place, "malformed", signs)
            })?),
        };
        Ok((token, place))
    }

    fn sign(&mut self) -> Option<&'static str> {
        let here = |sign: &&&str| sign.chars().enumerate().all(|(by, c)| self.ahead(by) == Some(c));
        let sign = SIGNS.iter().find(here).filter(|sign| !sign.is_empty() || self.ahead(0).is_none())?;
        self.at = self.at.saturating_add(sign.len());
        Some(sign)
    }

    /// Digits with at most one point. What a browser reads otherwise (`010`, `1e3`, `0x10`, `1_000`, `1n`) is refused.
    fn number(&mut self, place: usize) -> Result<Token, CampaignError> {
        let mut digits = self.run(|c| c.is_ascii_digit());
        let padded = digits.len() > 1 && digits.starts_with('0');
        let mut decimals = 0;
        if self.ahead(0) == Some('.') {
            self.at = self.at.saturating_add(1);
            let fraction = self.run(|c| c.is_ascii_digit());
            decimals = fraction.len();
            digits.push_str(&fraction);
        }
        if padded || self.ahead(0).is_some_and(in_name) {
            let at = if padded { place } else { self.at.saturating_add(1) };
            return Err(CampaignError::operation(at, "malformed", "a decimal number such as 0.98"));
        }
        let number = u32::try_from(decimals).ok().filter(|_| digits.len() <= MOST_DIGITS);
        let number = number.and_then(|d| Ratio::new(digits.parse().ok()?, 10_i128.checked_pow(d)?));
        number
            .map(Token::Number)
            .ok_or_else(|| CampaignError::operation(place, "out_of_range", "a number of at most 20 digits"))
    }
}
