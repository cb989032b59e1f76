//! Input as nobody would write it, for tests of what reads input that nobody trusts.

use fastrand::Rng;
use std::env;
use std::ops::Range;

/// How many are tried; `FUZZ_ROUNDS` may ask for more.
const ROUNDS: u64 = 500;

/// Bytes at which those who read numbers and lengths go wrong.
const ODD: [u8; 8] = [0, 1, 0x7f, 0x80, 0xff, b'"', b'\n', b'{'];

/// The inputs, each made of `original` by some changes, the same in each run.
pub(crate) fn mangled(original: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let asked = env::var("FUZZ_ROUNDS").ok();
    let rounds = asked.and_then(|rounds| rounds.parse().ok());
    (0..rounds.unwrap_or(ROUNDS)).map(|round| {
        let mut rng = Rng::with_seed(round);
        let mut bytes = original.to_vec();
        for _ in 0..rng.usize(1..6) {
            change(&mut bytes, &mut rng);
        }
        bytes
    })
}

fn change(bytes: &mut Vec<u8>, rng: &mut Rng) {
    let part = part(bytes.len(), rng);
    match rng.u8(..6) {
        0 => bytes.truncate(part.start),
        1 => drop(bytes.drain(part)),
        2 => bytes.extend_from_within(part),
        3 => {
            let copy = bytes[part.clone()].to_vec();
            bytes.splice(part.start..part.start, copy);
        }
        4 => bytes[part].fill_with(|| rng.u8(..)),
        _ => {
            let odd = ODD[rng.usize(..ODD.len())];
            bytes[part.start..]
                .iter_mut()
                .take(1)
                .for_each(|byte| *byte = odd);
        }
    }
}

/// Some bytes, mostly few, perhaps none.
fn part(length: usize, rng: &mut Rng) -> Range<usize> {
    let start = rng.usize(..=length);
    let most = if rng.u8(..4) == 0 { length } else { 8 };
    start..(start + rng.usize(..=most)).min(length)
}
