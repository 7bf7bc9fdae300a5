//! Whether a receipt is printed, as the screen says it.

/// Whether a receipt is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// The customer is asked.
    Asked,
    /// The same; it ends soon, and the customer may ask for more time.
    Ends,
    /// It is.
    Printed,
    /// It is not.
    None,
}

impl Paper {
    /// Whether an answer is waited for.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Paper::Asked | Paper::Ends)
    }
}
