//! Stored value, coupon uses: a second machine with its own stream. See docs/ledger.md.

pub mod ask;
