//! A hash that stays the same: names of folders on disk are made of it, and a new version of
//! Rust may change the standard library's.

use std::hash::Hasher;
use std::path::Path;

/// FNV-1a with 64 bits (datatracker.ietf.org/doc/html/rfc9923). It keeps names apart, and
/// withstands no attack. Only bytes should be written to it: how `Hash` feeds a hasher is not
/// stable either.
#[derive(Debug, Clone, Copy)]
pub struct StableHasher(u64);

impl Default for StableHasher {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for StableHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The hash of some bytes.
pub fn of_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = StableHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

/// Eight hexadecimal digits that stand for a path in the name of a folder or a program.
pub fn short_name(path: &Path) -> String {
    let hash = of_bytes(path.as_os_str().as_encoded_bytes());
    // The lower half of an FNV hash depends on fewer bits of the input than both halves together.
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_standard() {
        assert_eq!(of_bytes(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(of_bytes(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(of_bytes(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_short_name_has_eight_digits() {
        assert_eq!(short_name(Path::new("foobar")), "72ad2699");
        assert_eq!(short_name(Path::new("")).len(), 8);
    }
}
