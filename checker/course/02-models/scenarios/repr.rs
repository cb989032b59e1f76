//! What is printed of a user and of a book, and what is not.

use models::model::{Book, User};
use scenario::{Scenario, TEXTS, became, first_fault};
use std::collections::BTreeSet;

const HASH: &str = "$argon2id$Zq7vXw3kTn";

/// Longer than any line.
const LONG: usize = 400;

/// Texts that careless code takes for something else where it prints them.
const PRINTED: [&str; 5] = ["zoe.", "...", "zo\\n", "None", "\u{feff}zoe"];

/// What stands for a value in somebody's template.
const PLACES: [&str; 14] = [
    "{id}",
    "{title}",
    "{about}",
    "{text}",
    "{desc}",
    "{description}",
    "{descrption}",
    "{d}",
    "{t}",
    "{1}",
    "{2}",
    "{:?}",
    "%d",
    "$title",
];

pub fn run(s: &mut Scenario) {
    let susan = User {
        id: 1,
        username: "susan".to_owned(),
        // In which her name does not stand.
        email: "hello@example.com".to_owned(),
        password_hash: Some(HASH.to_owned()),
    };
    s.observe("user-display", "susan, printed with {}", || {
        shown_at_end(format!("{susan}"))
    });
    s.observe(
        "user-debug",
        "susan, printed with {:?}, is named and her password_hash is not shown",
        || shown(&format!("{susan:?}"), HASH),
    );
    let zoe = User {
        id: 2,
        username: " Zoë \"O'Brien\" ".to_owned(),
        email: "zoe@example.com".to_owned(),
        password_hash: None,
    };
    s.observe(
        "odd-user",
        "a user with quotes and blanks in the name and without a hash, printed with {} and {:?}",
        || {
            let debug = if format!("{zoe:?}").contains("Zo") {
                "named"
            } else {
                "not named"
            };
            format!("{zoe}\nwith {{:?}}: {debug}")
        },
    );
    s.observe(
        "odd-names",
        "users with odd names, one of 400 letters, and an empty one, printed with {} and {:?}",
        || {
            let odd = each_text(|(_, text)| odd_name(text));
            let long = long_name(&"é".repeat(LONG));
            let none = odd_name("").unwrap_or_else(|| "as it is".to_owned());
            format!("{odd}\n400 letters: {long}\nno letters: {none}")
        },
    );
    s.observe(
        "odd-hashes",
        "hashes of 0, 2, 4 and 300 letters, one that is a number, one that begins with its method, and one with a quote are not shown by {:?}",
        || {
            let hashes = [
                ("no letters", ""),
                ("two letters", "é7"),
                ("four letters", "Wq7v"),
                ("a number", "98769876"),
                ("300 letters", &HASH.repeat(15)),
                ("its method first", "scrypt:32768:8:1$Zq7vXw3kTn"),
                ("a quote in it", "Zq7vXw3k\"Tn9\\b2m"),
            ];
            let hashes = hashes.map(|(name, hash)| {
                let user = User {
                    password_hash: Some(hash.to_owned()),
                    ..susan.clone()
                };
                format!("{name}: {}", shown(&format!("{user:?}"), hash))
            });
            hashes.join("\n")
        },
    );
    s.observe(
        "user-list-debug",
        "a list of users, printed with {:#?}, does not show the password_hash",
        || shown(&format!("{:#?}", [&susan]), HASH),
    );
    s.observe("saved-book", "a saved book, printed with {}", || {
        shown_at_end(book(Some(1), "Dune", Some("Sand")).to_string())
    });
    s.observe(
        "unsaved-book",
        "a book that is not saved yet, printed with {}",
        || shown_at_end(book(None, "Dune", Some("Sand")).to_string()),
    );
    s.observe(
        "book-without-description",
        "a book without a description, printed with {}",
        || shown_at_end(book(Some(2), "Emma", None).to_string()),
    );
    s.observe(
        "empty-description",
        "a book whose description is an empty text, and one whose title is, printed with {} between two bars",
        || {
            let untitled = book(Some(5), "", Some("Sand"));
            format!("|{}|\n|{untitled}|", book(Some(4), "Emma", Some("")))
        },
    );
    s.observe(
        "odd-book",
        "quotes, é, blanks and a line end in the texts, and the id 0, between two bars",
        || {
            format!(
                "|{}|",
                book(Some(0), " \"É\" \\ O'Brien ", Some("  Sand\nand sea "))
            )
        },
    );
    s.observe(
        "odd-texts",
        "books with odd titles and descriptions and large ids, printed with {}",
        || {
            each_text(|(number, text)| {
                let id = i64::MAX - number as i64;
                // A %s in the title is no place for a description.
                let about = TEXTS[(number + 1) % TEXTS.len()];
                let expected = format!("{id}: {text}. Description: {about}");
                became(&expected, &book(Some(id), text, Some(about)).to_string())
                    .or_else(|| about_itself(text))
            })
        },
    );
    s.observe(
        "long-book",
        "a book whose title and description have 400 letters each is printed whole",
        || {
            let text = "é".repeat(LONG);
            let printed = book(Some(i64::MIN), &text, Some(&text)).to_string();
            printed.replace(&text, "400 times é")
        },
    );
    s.observe(
        "braces-in-title",
        "a title and a description with {} in them are printed as they are",
        || {
            let book = book(
                Some(3),
                "How to use {} and {0}",
                Some("A {title}, {}, 100%"),
            );
            format!(
                "{book}\nother places: {}",
                first_fault(PLACES, in_its_place)
            )
        },
    );
}

fn each_text(fault: impl FnMut((usize, &&'static str)) -> Option<String>) -> String {
    first_fault(TEXTS.iter().chain(&PRINTED).enumerate(), fault)
}

fn about_itself(text: &str) -> Option<String> {
    let expected = format!("3: Emma. Description: {text}");
    became(&expected, &book(Some(3), "Emma", Some(text)).to_string())
}

fn in_its_place(place: &str) -> Option<String> {
    let [title, about] = ["How to use", "A"].map(|word| format!("{word} {place}"));
    let expected = format!("3: {title}. Description: {about}");
    became(&expected, &book(Some(3), &title, Some(&about)).to_string())
}

/// Whoever prints no name at all has not cut it.
fn long_name(name: &str) -> &'static str {
    let user = named(name);
    let printed = [user.to_string(), format!("{user:?}")];
    if odd_name(name).is_none() {
        "whole"
    } else if printed.iter().all(|text| text.contains(name)) {
        "whole, but not as <User …>"
    } else if printed
        .iter()
        .any(|text| text.contains("éé") && !text.contains(name))
    {
        "not whole"
    } else {
        "not there"
    }
}

fn named(name: &str) -> User {
    User {
        id: 3,
        username: name.to_owned(),
        email: "zoe@example.com".to_owned(),
        password_hash: None,
    }
}

/// In `{:?}` a name may be written as it is, or as a developer would write it in Rust.
fn odd_name(name: &str) -> Option<String> {
    let user = named(name);
    let escaped = format!("{name:?}");
    let debug = format!("{user:?}");
    let named = debug.contains(name) || debug.contains(escaped.trim_matches('"'));
    became(&format!("<User {name}>"), &user.to_string())
        .or_else(|| (!named).then(|| format!("with {{:?}}, {name:?} is not named")))
}

fn book(id: Option<i64>, title: &str, descrption: Option<&str>) -> Book {
    Book {
        id,
        title: title.to_owned(),
        descrption: descrption.map(str::to_owned),
    }
}

/// What stands behind the text would not be seen.
fn shown_at_end(text: String) -> String {
    match text.strip_suffix('\n') {
        Some(line) => format!("{line}\nand a line end behind it"),
        None => text,
    }
}

/// How a developer may write a byte as a number.
const NUMBERS: [fn(u8) -> String; 4] = [
    |byte| byte.to_string(),
    |byte| format!("{byte:02x}"),
    |byte| format!("0x{byte:02x}"),
    |byte| format!("\\x{byte:02x}"),
];

/// How a developer wants to see a user is a matter of taste, but for the hash. Its bytes as numbers
/// are the hash, too. Fewer than four letters may stand there by chance.
fn shown(text: &str, hash: &str) -> &'static str {
    let plain = |text: &str| {
        text.replace([' ', '\n', ',', '\'', '"', '\\'], "")
            .to_lowercase()
    };
    let all = plain(text);
    let leaked = |form: fn(u8) -> String| {
        let pieces: BTreeSet<&[u8]> = hash.as_bytes().windows(4).collect();
        let written = |piece: &[u8]| piece.iter().map(|byte| form(*byte)).collect::<String>();
        pieces
            .into_iter()
            .any(|piece| all.contains(&plain(&written(piece))))
    };
    if hash.len() >= 4 && text.contains(hash) {
        "the hash is there"
    } else if leaked(|byte| char::from(byte).to_string()) {
        "a piece of the hash is there"
    } else if NUMBERS.into_iter().any(leaked) {
        "bytes of the hash are there, as numbers"
    } else if leaked(|byte| format!("\\u{{{byte:x}}}")) {
        "letters of the hash are there, as escapes"
    } else if text.contains("susan") {
        "susan is named, the hash is not there"
    } else {
        "susan is not named"
    }
}
