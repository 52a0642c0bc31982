//! What is kept from one run for the next, by key. The trait knows no place; [`CacheFile`] is one flat file on disk.

mod codec;
#[cfg(feature = "workspace")]
mod file;
mod key;

pub(crate) use codec::{load, store};
#[cfg(feature = "workspace")]
pub use file::CacheFile;
pub use key::CacheKey;

/// A store of bytes by key. A key is made of all that the value depends on, so a value is never wrong; it may be gone
/// at any time, and a store that keeps nothing is a store. Asked from several threads.
pub trait Cache: Send + Sync {
    /// What was stored under this key.
    fn get(&self, key: &CacheKey) -> Option<Vec<u8>>;

    /// Stores a value; failing to is no error.
    fn put(&self, key: CacheKey, value: Vec<u8>);
}
