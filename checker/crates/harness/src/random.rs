//! Randomness from the operating system.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// 32 hexadecimal digits that nobody can guess: the operating system's randomness seeds every
/// `RandomState`.
pub fn unguessable() -> String {
    format!(
        "{:016x}{:016x}",
        RandomState::new().hash_one(0),
        RandomState::new().hash_one(1)
    )
}
