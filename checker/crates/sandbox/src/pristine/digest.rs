//! Tells one set of bytes from another, in names and marks on the disk.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A digest of all `parts`, in their order.
pub(super) fn digest<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        part.hash(&mut hasher);
    }
    hasher.finish()
}
