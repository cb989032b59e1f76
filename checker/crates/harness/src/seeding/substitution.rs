//! Replaces the names and numbers of a lesson's step files for one seed, and puts the originals
//! back into what was observed.

use course::lesson::{Look, LookAt, Vocabulary};
use fastrand::Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// Without vowels, nothing that is drawn is a word of a language or of SQL.
const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz";

/// The most attempts to draw a word or a range, and to draw all of them: there may be no solution.
const DRAWS: usize = 1000;

/// Marks an original word in an observation: the student's code cannot know it from this run.
const FOREIGN: &str = " (not in this run)";

/// What replaces what, in one lesson and for one seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substitution {
    /// Replacements by the original words, in lower case.
    replacements: BTreeMap<String, String>,
    /// Originals by their replacements.
    originals: BTreeMap<String, String>,
}

impl Substitution {
    /// Draws replacements. Each is as long as the original, begins with the same letter or has
    /// as many digits, and sorts like the original; none is one of the words `taken`. `None` if
    /// there are not enough such words.
    pub(crate) fn draw(
        vocabulary: &Vocabulary,
        taken: &BTreeSet<String>,
        seed: u64,
    ) -> Option<Self> {
        let mut rng = Rng::with_seed(seed);
        let amounts = vocabulary.amounts.iter().cloned().flatten();
        let mut taken = taken.clone();
        taken.extend(vocabulary.words.iter().cloned());
        taken.extend(amounts.map(|amount| amount.to_string()));
        let words = vocabulary.words.iter();
        let (patterns, words): (BTreeSet<_>, BTreeSet<_>) =
            words.partition(|word| is_pattern(word, &vocabulary.words));
        let mut replacements = repeated(|| draw_words(&words, &taken, &mut rng))?;
        let mut amounts = vocabulary.amounts.clone();
        amounts.sort_by_key(|amounts| *amounts.start());
        replacements.extend(repeated(|| draw_amounts(&amounts, &taken, &mut rng))?);
        for pattern in &patterns {
            let word = replacements
                .iter()
                .find(|(word, _)| matches(pattern, word))?;
            let stands = word.1.chars().zip(pattern.chars());
            let stands = stands.map(|(drawn, sign)| if sign == '_' { '_' } else { drawn });
            let stands = stands.collect();
            replacements.insert((*pattern).clone(), stands);
        }
        let mut originals = BTreeMap::new();
        for (word, drawn) in &replacements {
            // Somebody may write `create users` for create_users.
            let parts = drawn.split('_').zip(word.split('_'));
            let parts = parts.filter(|_| !patterns.contains(word));
            let pairs = parts.chain([(drawn.as_str(), word.as_str())]);
            originals.extend(pairs.map(|(drawn, word)| (drawn.to_owned(), word.to_owned())));
        }
        Some(Self {
            replacements,
            originals,
        })
    }

    /// Replaces the originals in a text of the course, such as a step file.
    pub(crate) fn encode(&self, text: &str) -> String {
        replaced(text, |word| self.replacements.get(word).cloned())
    }

    /// Replaces the originals in a look.
    pub(crate) fn encode_look(&self, look: &Look) -> Look {
        let mut look = look.clone();
        if let LookAt::Rows { sql, .. } = &mut look.at {
            *sql = self.encode(sql);
        }
        look
    }

    /// Puts the originals back into what was observed. An original that is there already cannot
    /// come from this run. It is marked, so that it never equals a right answer.
    pub(crate) fn decode(&self, text: &str) -> String {
        let marked = |word: &str| {
            let is_foreign = self.replacements.contains_key(word);
            is_foreign.then(|| format!("{word}{FOREIGN}"))
        };
        replaced(text, |word| {
            self.originals.get(word).cloned().or_else(|| marked(word))
        })
    }

    /// Puts the original words back into a text that only a person reads, such as what was
    /// printed. It may be about anything, so numbers stay and nothing is marked.
    pub(crate) fn decode_for_reading(&self, text: &str) -> String {
        let is_number = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
        replaced(text, |word| {
            let plain = self.originals.get(word).filter(|_| !is_number(word));
            plain.cloned()
        })
    }
}

/// The words and numbers of a text, in lower case.
pub fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    words(text).map(str::to_ascii_lowercase)
}

/// The words and numbers of a text that could be drawn by chance, but must not be.
pub(super) fn drawable_words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    candidates(text)
        .into_iter()
        .flat_map(words)
        .filter(|word| is_drawable(word))
        .map(str::to_ascii_lowercase)
}

/// The parts of a text in which drawable words may be. All known mistakes are read for each submission,
/// by a program that is not optimised, and most words cannot be drawn: finding that out byte by byte is
/// several times faster than [`words`].
fn candidates(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (start, mut last, mut may_be) = (at, b'_', true);
        let mut is_one_word = true;
        while at < bytes.len() && !matches!(kind(bytes[at]), Kind::Separator) {
            let byte = bytes[at];
            is_one_word &= byte.is_ascii() && (byte != b'_' || last != b'_' || at == start);
            may_be &= last == b'_' || !matches!(kind(byte), Kind::Undrawn);
            last = byte;
            at += 1;
        }
        if at > start && (may_be || !is_one_word) {
            found.push(&text[start..at]);
        }
        at += 1;
    }
    found
}

/// What a byte is in a word.
#[derive(Clone, Copy)]
enum Kind {
    /// A letter that is not drawn.
    Undrawn,
    /// Another part of a word, or a part of a character that may be.
    Other,
    Separator,
}

fn kind(byte: u8) -> Kind {
    KINDS[usize::from(byte)]
}

/// The kinds of all bytes.
static KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Other; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        if byte.is_ascii_alphabetic() {
            kinds[byte as usize] = Kind::Undrawn;
        } else if !byte.is_ascii_digit() && byte != b'_' {
            kinds[byte as usize] = Kind::Separator;
        }
        byte += 1;
    }
    let mut drawn = 0;
    while drawn < LETTERS.len() {
        kinds[LETTERS[drawn] as usize] = Kind::Other;
        kinds[LETTERS[drawn].to_ascii_uppercase() as usize] = Kind::Other;
        drawn += 1;
    }
    kinds
};

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|sign| !is_of_word(sign));
    let words = words.flat_map(|words| words.split("__"));
    words.filter(|word| !word.is_empty())
}

/// Whether all letters, except for the first of each part, are among those that are drawn.
fn is_drawable(word: &str) -> bool {
    let mut letters = word.split('_').flat_map(|part| part.bytes().skip(1));
    letters.all(|letter| {
        !letter.is_ascii_alphabetic() || LETTERS.contains(&letter.to_ascii_lowercase())
    })
}

/// Tries up to [`DRAWS`] times until there is a result.
fn repeated<T>(mut draw: impl FnMut() -> Option<T>) -> Option<T> {
    (0..DRAWS).find_map(|_| draw())
}

/// Draws replacements in the order of the words, each greater than the one before. `None` if one
/// was so great that the next has no room.
fn draw_words(
    words: &BTreeSet<&String>,
    taken: &BTreeSet<String>,
    rng: &mut Rng,
) -> Option<BTreeMap<String, String>> {
    let mut drawn = BTreeMap::new();
    let mut last = String::new();
    for word in words {
        last = repeated(|| {
            let other = draw_word(word, rng);
            (other > last && !taken.contains(&other)).then_some(other)
        })?;
        drawn.insert((*word).clone(), last.clone());
    }
    Some(drawn)
}

/// Replaces all letters but the first of each part; anything but ASCII letters stays.
fn draw_word(word: &str, rng: &mut Rng) -> String {
    let mut last = '_';
    let draw = |sign: char| {
        let is_kept = last == '_' || !sign.is_ascii_alphabetic();
        last = sign;
        if is_kept {
            sign
        } else {
            char::from(LETTERS[rng.usize(..LETTERS.len())])
        }
    };
    word.chars().map(draw).collect()
}

/// Each range of numbers is moved as a whole: the number after 41 is one more with every seed.
fn draw_amounts(
    amounts: &[RangeInclusive<u64>],
    taken: &BTreeSet<String>,
    rng: &mut Rng,
) -> Option<BTreeMap<String, String>> {
    let mut drawn = BTreeMap::new();
    let mut last = 0;
    for run in amounts {
        let smallest = 10_u64.checked_pow(run.start().ilog10())?;
        let length = run.end() - run.start();
        let start = repeated(|| {
            let start = rng.u64(smallest..(smallest * 10).checked_sub(length)?);
            let mut numbers = start..=start + length;
            let is_free = numbers.all(|number| !taken.contains(&number.to_string()));
            (start > last && is_free).then_some(start)
        })?;
        last = start + length;
        drawn.extend(
            run.clone()
                .zip(start..)
                .map(|(number, drawn)| (number.to_string(), drawn.to_string())),
        );
    }
    Some(drawn)
}

/// Whether a word is no name of its own, but asks whether `_` is one letter or any.
fn is_pattern(word: &str, words: &[String]) -> bool {
    let mut others = words.iter().filter(|other| *other != word);
    word.contains('_') && others.any(|other| matches(word, other))
}

/// Whether LIKE takes the word for one of this pattern.
fn matches(pattern: &str, word: &str) -> bool {
    let mut signs = pattern.chars().zip(word.chars());
    pattern.chars().count() == word.chars().count()
        && signs.all(|(sign, letter)| sign == '_' || sign == letter)
}

fn is_of_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// How much of the beginning of a word is the end of an escape: the `n` of `\n` in Rust,
/// the `40` of `%40` in a URL.
fn escaped(before: &str, from_word: &str) -> usize {
    let hexadecimal = from_word.bytes().take(2).filter(u8::is_ascii_hexdigit);
    if before.ends_with('\\') && from_word.starts_with(['n', 'r', 't']) {
        1
    } else if before.ends_with('%') && hexadecimal.count() == 2 {
        2
    } else {
        0
    }
}

/// A text with other whole words, in the case of those for which they stand.
fn replaced(text: &str, other: impl Fn(&str) -> Option<String>) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_of_word) {
        let (before, from_word) = rest.split_at(start);
        let (escaped, from_word) = from_word.split_at(escaped(before, from_word));
        whole += before;
        whole += escaped;
        let end = from_word.find(|sign| !is_of_word(sign));
        let (words, behind) = from_word.split_at(end.unwrap_or(from_word.len()));
        // As in V1__create_users.sql.
        for (at, word) in words.split("__").enumerate() {
            whole += if at == 0 { "" } else { "__" };
            match other(&word.to_ascii_lowercase()) {
                Some(other) => whole.extend(in_case_of(word, &other)),
                None => whole += word,
            }
        }
        rest = behind;
    }
    whole + rest
}

/// The letters of `other`, each as capital as the one of `word` at its place.
fn in_case_of(word: &str, other: &str) -> impl Iterator<Item = char> + use<> {
    let capital = word.chars().map(|letter| letter.is_ascii_uppercase());
    let capital: Vec<bool> = capital.collect();
    let letters: Vec<char> = other.chars().collect();
    letters.into_iter().enumerate().map(move |(at, letter)| {
        if capital.get(at) == Some(&true) {
            letter.to_ascii_uppercase()
        } else {
            letter
        }
    })
}

#[cfg(test)]
mod tests;
