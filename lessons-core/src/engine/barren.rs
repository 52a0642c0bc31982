//! Parts of files that were searched and gave nothing, for histories, in which most of a file stays as it was.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use crate::cache::CacheKey;

/// Keys of what need not be searched again. Grows by 16 bytes for each text that was parsed.
#[derive(Debug, Default)]
pub(super) struct Barren(Mutex<HashSet<CacheKey>>);

impl Barren {
    pub(super) fn knows(&self, key: &CacheKey) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(key)
    }

    pub(super) fn note(&self, key: CacheKey) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
    }
}
