//! Keys: a hash over everything that a stored value depends on.

use std::hash::{Hash, Hasher};

/// The name of a stored value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CacheKey([u8; 16]);

impl CacheKey {
    /// The key of a value of some `kind` that depends on `parts`: a BLAKE3 hash, cut to 128 bits, over both and this
    /// crate's version. Keys of different machines have nothing in common.
    #[must_use]
    pub fn new(kind: &str, parts: &impl Hash) -> Self {
        let mut hasher = KeyHasher(blake3::Hasher::new());
        (env!("CARGO_PKG_VERSION"), kind).hash(&mut hasher);
        parts.hash(&mut hasher);
        let mut key = [0; 16];
        hasher.0.finalize_xof().fill(&mut key);
        Self(key)
    }

    /// The key whose bytes these are.
    pub(crate) const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The key's bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Lets everything that can be hashed be a part of a key.
struct KeyHasher(blake3::Hasher);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Nobody asks: the key is longer.
    fn finish(&self) -> u64 {
        let mut first = [0; 8];
        self.0.finalize_xof().fill(&mut first);
        u64::from_le_bytes(first)
    }
}
