//! Charges customers.

mod ledger;

pub use ledger::Ledger;
