//! Seeded data: what stands for the names and numbers of a lesson's step files in one
//! run. Observations are told in the words of the step files again, so that the same
//! snapshots serve every seed.

use course::lesson::{Look, LookAt, Vocabulary};
use fastrand::Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// Without vowels nothing is drawn that is a word of a language, or of SQL.
const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz";

/// Draws of one word or run of numbers, and of all of them together, before it is given
/// up: there may be no room.
const DRAWS: usize = 1000;

/// What is said of a word of the step files that comes back as it is: in a seeded run
/// nobody has told it to the student's code.
const FOREIGN: &str = " (not in this run)";

/// What stands for what, in one lesson and for one seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disguise {
    /// By the words of the step files, in lower case.
    put_on: BTreeMap<String, String>,
    /// The other way round.
    taken_off: BTreeMap<String, String>,
}

impl Disguise {
    /// Draws it. What is drawn is as long as what it stands for, has the same first
    /// letter or as many digits, and stands in the same order; none of it is one of the
    /// words `taken`. None: there is no room for that.
    pub fn draw(vocabulary: &Vocabulary, taken: &BTreeSet<String>, seed: u64) -> Option<Self> {
        let mut rng = Rng::with_seed(seed);
        let amounts = vocabulary.amounts.iter().cloned().flatten();
        let mut taken = taken.clone();
        taken.extend(vocabulary.words.iter().cloned());
        taken.extend(amounts.map(|amount| amount.to_string()));
        let words = vocabulary.words.iter();
        let (patterns, words): (BTreeSet<_>, BTreeSet<_>) =
            words.partition(|word| is_pattern(word, &vocabulary.words));
        let mut put_on = repeated(|| draw_words(&words, &taken, &mut rng))?;
        let mut amounts = vocabulary.amounts.clone();
        amounts.sort_by_key(|amounts| *amounts.start());
        put_on.extend(repeated(|| draw_amounts(&amounts, &taken, &mut rng))?);
        for pattern in &patterns {
            let word = put_on.iter().find(|(word, _)| matches(pattern, word))?;
            let stands = word.1.chars().zip(pattern.chars());
            let stands = stands.map(|(drawn, sign)| if sign == '_' { '_' } else { drawn });
            let stands = stands.collect();
            put_on.insert((*pattern).clone(), stands);
        }
        let mut taken_off = BTreeMap::new();
        for (word, drawn) in &put_on {
            // Somebody may say `create users` for create_users.
            let parts = drawn.split('_').zip(word.split('_'));
            let parts = parts.filter(|_| !patterns.contains(word));
            let pairs = parts.chain([(drawn.as_str(), word.as_str())]);
            taken_off.extend(pairs.map(|(drawn, word)| (drawn.to_owned(), word.to_owned())));
        }
        Some(Self { put_on, taken_off })
    }

    /// Text of the course's, such as a step file, with what was drawn in it.
    pub fn of(&self, text: &str) -> String {
        replaced(text, |word| self.put_on.get(word).cloned())
    }

    /// Where to look, in a run with what was drawn.
    pub fn of_look(&self, look: &Look) -> Look {
        let mut look = look.clone();
        if let LookAt::Rows { sql, .. } = &mut look.at {
            *sql = self.of(sql);
        }
        look
    }

    /// What was seen in a run, in the words of the step files. A word of theirs that comes
    /// back as it is was not read from what the run has told, and is marked: it is no right
    /// answer, and never compares equal to one.
    pub fn off(&self, text: &str) -> String {
        let marked = |word: &str| {
            let is_foreign = self.put_on.contains_key(word);
            is_foreign.then(|| format!("{word}{FOREIGN}"))
        };
        replaced(text, |word| {
            self.taken_off.get(word).cloned().or_else(|| marked(word))
        })
    }

    /// Text that only a person reads, such as what was printed, in the words of the step
    /// files. It may be about anything: its numbers stay, and nothing is marked.
    pub fn off_for_reading(&self, text: &str) -> String {
        let is_number = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
        replaced(text, |word| {
            let plain = self.taken_off.get(word).filter(|_| !is_number(word));
            plain.cloned()
        })
    }
}

/// The words and numbers of a text, in lower case.
pub fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    words(text).map(str::to_ascii_lowercase)
}

/// Those of them that might be drawn by chance, and are not to be.
pub fn drawable_words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    words(text)
        .filter(|word| is_drawable(word))
        .map(str::to_ascii_lowercase)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|sign| !is_of_word(sign));
    let words = words.flat_map(|words| words.split("__"));
    words.filter(|word| !word.is_empty())
}

/// Whether all letters but the first of each part are such as are drawn.
fn is_drawable(word: &str) -> bool {
    let mut letters = word.split('_').flat_map(|part| part.bytes().skip(1));
    letters.all(|letter| {
        !letter.is_ascii_alphabetic() || LETTERS.contains(&letter.to_ascii_lowercase())
    })
}

/// Tries something until it is there, up to [`DRAWS`] times.
fn repeated<T>(mut draw: impl FnMut() -> Option<T>) -> Option<T> {
    (0..DRAWS).find_map(|_| draw())
}

/// In the order of the words, each above the one before. None: one was drawn too high.
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

/// Other letters but for the first of each part; what is no letter of ASCII stays.
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

/// Each run of numbers is moved as a whole: what follows 41 is one more in every run.
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
