//! Why a text is not a code of GS1: what is wrong, where, and what would be right.
//!
//! What must hold: every error has a stable code and a position; the position is the index, from 0, of a character of
//! the text as it was scanned, or its length where something is missing at the end.

use std::fmt;

/// What is wrong with a scanned text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeError {
    /// Neither a number, nor an element string, nor a Digital Link.
    Unrecognised {
        /// The first character that fits none.
        at: usize,
    },
    /// Longer than it may be.
    TooLong {
        /// The first character too many.
        at: usize,
        /// What is too long.
        what: &'static str,
        /// How many characters it may have.
        most: usize,
    },
    /// Ends before it is complete.
    TooShort {
        /// Where the next character is missing.
        at: usize,
        /// What is too short.
        what: &'static str,
        /// How many characters it needs.
        least: usize,
    },
    /// A character that may not stand here.
    Character {
        /// Where it stands.
        at: usize,
        /// What may stand here.
        expected: &'static str,
    },
    /// No application identifier begins here.
    UnknownAi {
        /// Its first digit.
        at: usize,
    },
    /// The same application identifier again with another value.
    Repeated {
        /// Its second place.
        at: usize,
    },
    /// A check digit does not fit the digits it checks: misread or mistyped.
    CheckDigit {
        /// Where it stands.
        at: usize,
        /// The digit in the code.
        found: char,
        /// The digit that the others ask for.
        expected: char,
    },
    /// A day or a time that no calendar has.
    Date {
        /// Where the date or time begins.
        at: usize,
        /// Its form.
        expected: &'static str,
    },
    /// A part with a value that it may not have.
    Value {
        /// Where it stands.
        at: usize,
        /// Which part.
        what: &'static str,
        /// What it may be.
        expected: &'static str,
    },
}

impl CodeError {
    /// The stable code of this kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            CodeError::Unrecognised { .. } => "unrecognised",
            CodeError::TooLong { .. } => "too_long",
            CodeError::TooShort { .. } => "too_short",
            CodeError::Character { .. } => "invalid_character",
            CodeError::UnknownAi { .. } => "unknown_ai",
            CodeError::Repeated { .. } => "repeated_ai",
            CodeError::CheckDigit { .. } => "wrong_check_digit",
            CodeError::Date { .. } => "impossible_date",
            CodeError::Value { .. } => "invalid_value",
        }
    }

    /// The index of the character, from 0, in the text as scanned.
    #[must_use]
    pub const fn at(&self) -> usize {
        match self {
            CodeError::Unrecognised { at }
            | CodeError::TooLong { at, .. }
            | CodeError::TooShort { at, .. }
            | CodeError::Character { at, .. }
            | CodeError::UnknownAi { at }
            | CodeError::Repeated { at }
            | CodeError::CheckDigit { at, .. }
            | CodeError::Date { at, .. }
            | CodeError::Value { at, .. } => *at,
        }
    }
}

/// `wrong_check_digit at 12: found 2, expected 1`.
impl fmt::Display for CodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: ", self.code(), self.at())?;
        match self {
            CodeError::Unrecognised { .. } => {
                f.write_str("expected a number of 8, 12, 13 or 14 digits, an element string or a Digital Link")
            }
            CodeError::TooLong { what, most, .. } => write!(f, "{what} has at most {most} characters"),
            CodeError::TooShort { what, least, .. } => write!(f, "{what} needs {least} characters"),
            CodeError::Character { expected, .. } | CodeError::Date { expected, .. } => {
                write!(f, "expected {expected}")
            }
            CodeError::UnknownAi { .. } => f.write_str("expected an application identifier"),
            CodeError::Repeated { .. } => f.write_str("this application identifier has another value before"),
            CodeError::CheckDigit { found, expected, .. } => write!(f, "found {found}, expected {expected}"),
            CodeError::Value { what, expected, .. } => write!(f, "{what}: expected {expected}"),
        }
    }
}

impl std::error::Error for CodeError {}
