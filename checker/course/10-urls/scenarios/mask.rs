//! What is printed of a URL, and what never is.

use crate::shared::decoded;
use scenario::Scenario;
use std::fmt::Display;
use urls::{Config, Dialect, ServerUrl, cannot_connect};

/// Signs that must be encoded in a URL, so that both of its spellings can be looked for.
const PASSWORD: &str = "p@ss:CANARY/1";
const ENCODED: &str = "p%40ss%3ACANARY%2F1";

/// A password that is the beginning of its own encoded form.
const PERCENT: &str = "25%";

/// A password that no other text here has in it.
const SHORT: &str = "q9";

pub fn run(s: &mut Scenario) {
    s.observe(
        "url-of-the-notes",
        "the URL of the notes, whose password is postgres, too",
        || written(&url(Some("postgres"), Some("postgres"))),
    );
    s.observe(
        "mask-length",
        "the mask has three signs, whatever the password's length",
        || {
            let lines = ["x", "a much longer password"]
                .map(|password| written(&url(Some("susan"), Some(password))));
            lines.join("\n")
        },
    );
    s.observe(
        "no-password",
        "where there is no password there is no mask",
        || {
            let lines = [url(Some("susan"), None), url(None, None)].map(|url| written(&url));
            lines.join("\n")
        },
    );
    s.observe(
        "mysql-and-ipv6",
        "MySQL, an IPv6 address, and no database",
        || {
            let mut url = url(Some("root"), Some("x"));
            url.dialect = Dialect::MySql;
            (url.host, url.port, url.database) = ("::1".to_owned(), 3306, None);
            written(&url)
        },
    );
    s.observe(
        "encoded-parts",
        "the user susan@home and the database my/blog are encoded, as other signs are",
        || {
            let mut url = url(Some("susan@home"), Some("x"));
            url.database = Some("my/blog".to_owned());
            let simple = written(&url);
            url.user = Some("a:b/c 50%40".to_owned());
            url.database = Some("d?e 50%40\tg".to_owned());
            format!("{simple}\n{}", read_back(&url.to_string()))
        },
    );
    s.observe("umlaut", "the ü of jürgen is no letter of a URL", || {
        written(&url(Some("jürgen"), Some("x")))
    });
    let secret = || url(Some("susan"), Some(PASSWORD));
    s.observe(
        "debug-of-url",
        "{:?} of a URL shows the host and not the password",
        || {
            let told = |url: ServerUrl| format!("{url:?}\n{:#?}", Some(&url));
            let shown = about(&told(secret()), &["localhost"]);
            let other = url(Some("susan"), Some("another password"));
            format!("{shown}\n{}", compared(&told(secret()), &told(other)))
        },
    );
    s.observe(
        "debug-of-config",
        "{:?} of a Config shows the host, and neither password nor key",
        || {
            let told = |server: ServerUrl, key: &str, track_modifications| {
                let config = Config {
                    server,
                    secret_key: key.to_owned(),
                    track_modifications,
                };
                format!("{config:?}\n{config:#?}")
            };
            let one = told(secret(), "KEY-OF-SUSAN", true);
            let other_url = url(Some("susan"), Some("another password"));
            let other = told(other_url, "another key", true);
            let shown = about(&one, &["localhost", "track_modifications", "true"]);
            let untracked = about(&told(secret(), "KEY-OF-SUSAN", false), &["false"]);
            format!(
                "{shown}\n{}\nuntracked: {untracked}",
                compared(&one, &other)
            )
        },
    );
    s.observe(
        "cannot-connect",
        "the error tells host and reason, and not the password",
        || {
            let why = "Connection refused (os error 111)\n\tIs the server running on that host, and does it take connections?";
            let told = cannot_connect(&secret(), why);
            let shown = about(
                &told,
                &["localhost", "Connection refused", "does it take connections"],
            );
            let notes = url(Some("postgres"), Some("postgres"));
            let of_notes = cannot_connect(&notes, "timed out");
            format!(
                "{shown}\n{}\nof the notes: {}",
                server_in(&told, &secret()),
                server_in(&of_notes, &notes)
            )
        },
    );
    s.observe(
        "driver-repeats-password",
        "the error of a driver that repeats the password, in both forms and twice",
        || {
            let told = |password: &str, encoded: &str| {
                let server = url(Some("susan"), Some(password));
                let login = format!("susan:{encoded}");
                let whys = [
                    format!("no answer from postgresql://{login}@::1 and {login}@localhost"),
                    format!(
                        "wrong password {password} for susan, so {password} is none ({encoded})"
                    ),
                ];
                whys.map(|why| cannot_connect(&server, &why)).join("\n")
            };
            let one = told(PASSWORD, ENCODED);
            let other = told(PERCENT, "25%25");
            let shown = about(&one, &["localhost", "no answer", "wrong password"]);
            format!("{shown}\n{}", compared(&one, &other))
        },
    );
    s.observe(
        "short-password",
        "the same with a password of two letters",
        || {
            let told = cannot_connect(
                &url(Some("susan"), Some(SHORT)),
                &format!("wrong password {SHORT} for susan"),
            );
            about(&told, &["wrong password", "for susan"])
        },
    );
    s.observe(
        "error-without-password",
        "the error of a server without a password keeps its reason",
        || {
            let lines = [None, Some("")].map(|password| {
                let told = cannot_connect(&url(Some("susan"), password), "timed out");
                format!("password {password:?}: {}", about(&told, &["timed out"]))
            });
            lines.join("\n")
        },
    );
}

fn url(user: Option<&str>, password: Option<&str>) -> ServerUrl {
    ServerUrl {
        dialect: Dialect::Postgres,
        user: user.map(str::to_owned),
        password: password.map(str::to_owned),
        host: "localhost".to_owned(),
        port: 5432,
        database: Some("hello_books_development".to_owned()),
    }
}

/// Codes in small letters are right as well, and so are codes that nothing needs, as of a `_`.
fn written(url: &ServerUrl) -> String {
    let text = url.to_string();
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (code, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        let code = format!("%{}", code.to_ascii_uppercase());
        let sign = decoded(&code);
        let is_free = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        let code = if sign.len() == 1 && sign.chars().all(is_free) {
            sign
        } else {
            code
        };
        format!("{text}{code}{rest}")
    })
}

/// User and database of a URL as somebody else reads them, or as they stand there if they have
/// signs in them that a URL has not, or that end a part of it.
fn read_back(url: &str) -> String {
    let part = |text: &str| {
        let is_border = |c: char| !c.is_ascii_graphic() || "@:/?".contains(c);
        if text.contains(is_border) {
            format!("{text:?}, which is not encoded")
        } else {
            format!("{:?}", decoded(text))
        }
    };
    let rest = url.strip_prefix("postgresql://");
    let parts = rest.and_then(|rest| rest.split_once(":***@localhost:5432/"));
    parts.map_or("another URL".to_owned(), |(user, database)| {
        format!(
            "read again: user {}, database {}",
            part(user),
            part(database)
        )
    })
}

/// Whether a sentence has the URL in it, as its `Display` writes it.
fn server_in(told: &str, server: &ServerUrl) -> &'static str {
    if told.contains(&server.to_string()) {
        "the server as Display writes it"
    } else {
        "the server is not as Display writes it"
    }
}

/// Whether the secrets have left a trace, such as their length.
fn compared(one: &str, other: &str) -> &'static str {
    if one == other {
        "the same for other secrets"
    } else {
        "other secrets give another text"
    }
}

/// Which of some words a text has, and which secrets. How the rest is said is the student's
/// own affair.
fn about(text: &impl Display, words: &[&str]) -> String {
    let text = text.to_string();
    let mut lines: Vec<String> = words
        .iter()
        .map(|word| {
            let verb = if text.contains(word) {
                "shows"
            } else {
                "does not show"
            };
            format!("{verb} {word}")
        })
        .collect();
    let secrets = [PASSWORD, ENCODED, "CANARY", "KEY-OF-SUSAN", SHORT];
    let leaked = secrets.into_iter().filter(|secret| text.contains(secret));
    lines.extend(leaked.map(|secret| format!("shows the secret {secret}")));
    lines.join("\n")
}
