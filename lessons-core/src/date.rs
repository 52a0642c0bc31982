//! A day of the calendar, as incidents and approvals are dated.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day that exists in the proleptic Gregorian calendar; ordered in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Date {
    /// The year, 0 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

impl Date {
    /// The day, or `None` if the calendar has no such day.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        if year > 9999 || day < 1 || day > last {
            return None;
        }
        Some(Self { year, month, day })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A text that is no date of the form `YYYY-MM-DD`, or names a day that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no day of the calendar; write YYYY-MM-DD")]
pub struct DateError(String);

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let error = || DateError(text.to_owned());
        let mut parts = text.split('-');
        let (year, month, day) = (digits(parts.next(), 4), digits(parts.next(), 2), digits(parts.next(), 2));
        match (year, month, day, parts.next()) {
            (Some(year), Some(month), Some(day), None) => {
                let year = year.parse().map_err(|_| error())?;
                let month = month.parse().map_err(|_| error())?;
                let day = day.parse().map_err(|_| error())?;
                Self::new(year, month, day).ok_or_else(error)
            }
            _ => Err(error()),
        }
    }
}

/// The part, if it has so many digits and nothing else; `parse` alone would take a sign.
fn digits(part: Option<&str>, count: usize) -> Option<&str> {
    part.filter(|part| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_dates() {
        for (text, valid) in [
            ("2026-04-12", true),
            ("2024-02-29", true),
            ("2000-02-29", true),
            ("1900-02-29", false),
            ("2026-02-29", false),
            ("2026-04-31", false),
            ("2026-13-01", false),
            ("2026-00-10", false),
            ("2026-01-00", false),
            ("2026-1-01", false),
            ("+026-01-01", false),
            ("2026-01-01-", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<Date>().is_ok(), valid, "{text}");
            if valid {
                assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
            }
        }
        assert!(Date::new(2025, 12, 31) < Date::new(2026, 1, 1));
    }
}
