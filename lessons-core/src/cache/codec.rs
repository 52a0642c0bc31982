//! Values as bytes.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Cache, CacheKey};

/// What is stored under a key, if it can still be read.
pub(crate) fn load<T: DeserializeOwned>(cache: &dyn Cache, key: &CacheKey) -> Option<T> {
    postcard::from_bytes(&cache.get(key)?).ok()
}

/// Stores a value; one that cannot be told in bytes is not stored.
pub(crate) fn store(cache: &dyn Cache, key: CacheKey, value: &impl Serialize) {
    if let Ok(bytes) = postcard::to_allocvec(value) {
        cache.put(key, bytes);
    }
}
