//! Being told how a search goes, and stopping it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Somebody who wants to know how far a search has come. Called from many threads.
pub trait Progress: Send + Sync {
    /// So many files will be searched.
    fn begin(&self, files: u64);

    /// One more file is done.
    fn file_done(&self);
}

/// Nobody.
impl Progress for () {
    fn begin(&self, _: u64) {}

    fn file_done(&self) {}
}

/// A switch that stops a search soon after it is turned: between two files.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// A switch that is not turned yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops every search that was given this switch or a clone of it.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the switch was turned.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
