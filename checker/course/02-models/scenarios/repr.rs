//! What is printed of a user and of a book, and what is not.

use models::model::{Book, User};
use scenario::Scenario;

const HASH: &str = "$argon2id$Zq7vXw3kTn";

pub fn run(s: &mut Scenario) {
    let susan = User {
        id: 1,
        username: "susan".to_owned(),
        email: "susan@example.com".to_owned(),
        password_hash: Some(HASH.to_owned()),
    };
    s.observe("user-display", "susan, printed with {}", || {
        format!("{susan}")
    });
    s.observe(
        "user-debug",
        "susan, printed with {:?}, is named and her password_hash is not shown",
        || shown(&format!("{susan:?}")),
    );
    s.observe(
        "user-list-debug",
        "a list of users, printed with {:#?}, does not show the password_hash",
        || shown(&format!("{:#?}", [&susan])),
    );
    s.observe("saved-book", "a saved book, printed with {}", || {
        book(Some(1), "Dune", Some("Sand")).to_string()
    });
    s.observe(
        "unsaved-book",
        "a book that is not saved yet, printed with {}",
        || book(None, "Dune", Some("Sand")).to_string(),
    );
    s.observe(
        "book-without-description",
        "a book without a description, printed with {}",
        || book(Some(2), "Emma", None).to_string(),
    );
    s.observe(
        "braces-in-title",
        "a title with {} in it is printed as it is",
        || book(Some(3), "How to use {} and {0}", Some("A {title}, 100%")).to_string(),
    );
}

fn book(id: Option<i64>, title: &str, descrption: Option<&str>) -> Book {
    Book {
        id,
        title: title.to_owned(),
        descrption: descrption.map(str::to_owned),
    }
}

/// How a developer wants to see a user is a matter of taste, but for the hash.
fn shown(text: &str) -> String {
    let pieces = (0..HASH.len() - 3).map(|at| &HASH[at..at + 4]);
    let leaked = pieces.filter(|piece| text.contains(piece)).count();
    match leaked {
        0 if text.contains("susan") => "susan is named, the hash is not there",
        0 => "susan is not named",
        _ if text.contains(HASH) => "the hash is there",
        _ => "a piece of the hash is there",
    }
    .to_owned()
}
