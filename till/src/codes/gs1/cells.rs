//! Characters that know where they were scanned, and a reader that takes them one field after the other.
//!
//! What must hold: whatever is cut, decoded or padded, a character keeps the position it had in the text as scanned.

use super::error::CodeError;
use crate::codes::check_digit;
use crate::pack::CheckDigit;

/// A character and its index, from 0, in the text as scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub at: usize,
    pub c: char,
}

/// The text of some cells.
pub fn text(cells: &[Cell]) -> String {
    cells.iter().map(|cell| cell.c).collect()
}

/// Nothing, or where the first character stands that is not a digit.
pub fn all_digits(cells: &[Cell]) -> Result<(), CodeError> {
    match cells.iter().find(|cell| !cell.c.is_ascii_digit()) {
        Some(cell) => Err(CodeError::Character { at: cell.at, expected: "a digit" }),
        None => Ok(()),
    }
}

/// The number that some digits are. Longer than 18 digits there is none.
pub fn number(cells: &[Cell]) -> u64 {
    text(cells).parse().unwrap_or_default()
}

/// Whether the last of these digits is the GS1 check digit of the others.
pub fn checked(cells: &[Cell]) -> Result<(), CodeError> {
    let Some((last, body)) = cells.split_last() else { return Ok(()) };
    same_digit(*last, check_digit(&text(body), CheckDigit::Gs1))
}

/// Whether this is the digit that was calculated.
pub fn same_digit(found: Cell, expected: Option<char>) -> Result<(), CodeError> {
    match expected {
        Some(expected) if expected != found.c => Err(CodeError::CheckDigit { at: found.at, found: found.c, expected }),
        _ => Ok(()),
    }
}

/// Takes fields off a row of cells.
pub struct Reader<'a> {
    rest: &'a [Cell],
    end: usize,
}

impl<'a> Reader<'a> {
    /// `end` is the position after the last cell.
    pub fn new(cells: &'a [Cell], end: usize) -> Self {
        Reader { rest: cells, end }
    }

    /// Where the next cell stands.
    pub fn at(&self) -> usize {
        self.rest.first().map_or(self.end, |cell| cell.at)
    }

    /// The next character.
    pub fn peek(&self) -> Option<char> {
        self.rest.first().map(|cell| cell.c)
    }

    /// How many cells are left.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// The next `length` cells of the field `what`.
    pub fn take(&mut self, length: usize, what: &'static str) -> Result<&'a [Cell], CodeError> {
        match self.rest.split_at_checked(length) {
            Some((taken, rest)) => {
                self.rest = rest;
                Ok(taken)
            }
            None => Err(CodeError::TooShort { at: self.end, what, least: length }),
        }
    }

    /// One of the digits in `allowed`, which says in words what is expected.
    pub fn digit(&mut self, what: &'static str, allowed: &'static str) -> Result<u8, CodeError> {
        let at = self.at();
        let digit = self.take(1, what)?.first().map_or('0', |cell| cell.c);
        if !allowed.contains(digit) {
            return Err(CodeError::Value { at, what, expected: allowed });
        }
        Ok(digit.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).unwrap_or_default())
    }
}
