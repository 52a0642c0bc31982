//! What each customer owes, booked at the bank once the order is delivered.

use std::collections::BTreeMap;
use std::sync::Mutex as Lock;

/// The bank.
pub struct Bank;

impl Bank {
    /// Books an amount in cents.
    pub async fn book(&self, _customer: u64, cents: u64) -> Result<u64, String> {
        Ok(cents)
    }
}

/// Open amounts by customer.
pub struct Ledger {
    open: Lock<BTreeMap<u64, u64>>,
    bank: Bank,
}

impl Ledger {
    /// Books everything a customer owes; returns the cents that were booked.
    pub async fn settle(&self, customer: u64) -> Result<u64, String> {
        let mut open = self.open.lock().unwrap();
        let Some(cents) = open.remove(&customer) else {
            return Ok(0);
        };
        match self.bank.book(customer, cents).await {
            Ok(booked) => Ok(booked),
            Err(reason) => {
                open.insert(customer, cents);
                Err(reason)
            }
        }
    }
}
