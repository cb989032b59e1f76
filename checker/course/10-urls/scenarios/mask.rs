//! What is printed of a URL, and what never is.

use crate::shared::{decoded, first_fault};
use scenario::{Scenario, TEXTS};
use std::fmt::Display;
use urls::{Config, Dialect, ServerUrl, cannot_connect};

/// Signs that must be encoded in a URL, so that both of its spellings can be looked for.
const PASSWORD: &str = "p@ss:CANARY/1";
const ENCODED: &str = "p%40ss%3ACANARY%2F1";

/// A password that is the beginning of its own encoded form.
const PERCENT: &str = "25%";

/// All signs that are no codes in a URL, beside one that is.
const UNRESERVED: &str = "Z0-1.a_9~@";

/// A password that no other text here has in it.
const SHORT: &str = "q9";

pub fn run(s: &mut Scenario) {
    s.observe(
        "mask-length",
        "what stands in the place of the passwords x and postgres, and of one of 64 letters",
        || {
            ["x", "postgres", &"Canary-1".repeat(8)]
                .map(mask_of)
                .join("\n")
        },
    );
    s.observe(
        "url-of-the-notes",
        "the URL of the notes, whose password is postgres, too",
        || written(&url(Some("postgres"), Some("postgres"))),
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
    s.observe(
        "all-forms",
        "{}, {:?} and the error, with each part there and left out",
        || first_fault(forms().iter().map(miswritten)),
    );
    s.observe(
        "odd-names",
        "a user and a database of any text can be read again",
        || first_fault(TEXTS.iter().map(|text| lost_name(text))),
    );
    s.observe("umlaut", "the ü of jürgen is no letter of a URL", || {
        written(&url(Some("jürgen"), Some("x")))
    });
    printed(s);
    connecting(s);
    odd_secrets(s);
}

/// What `Debug` shows.
fn printed(s: &mut Scenario) {
    let secret = || url(Some("susan"), Some(PASSWORD));
    let mut on_one_line = "";
    s.observe(
        "debug-of-url",
        "{:?} and {:#?} of a URL show the host and not the password",
        || {
            let told = |url: ServerUrl| format!("{url:?}\n{:#?}", Some(&url));
            let shown = about(&told(secret()), &["localhost"]);
            let other = url(Some("susan"), Some("another password"));
            on_one_line = compared(&format!("{:?}", secret()), &format!("{other:?}"));
            format!("{shown}\n{}", compared(&told(secret()), &told(other)))
        },
    );
    s.clue("debug-on-one-line", on_one_line);
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
}

/// What is said of a server that does not answer.
fn connecting(s: &mut Scenario) {
    let secret = || url(Some("susan"), Some(PASSWORD));
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
        "short-password",
        "the error of a driver that repeats a password of two letters",
        || {
            let told = cannot_connect(
                &url(Some("susan"), Some(SHORT)),
                &format!("wrong password {SHORT} for susan"),
            );
            about(&told, &["wrong password", "for susan"])
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

/// Each observation tries all odd texts.
fn odd_secrets(s: &mut Scenario) {
    s.observe(
        "odd-secrets",
        "{} and {:?} with odd texts as password and key",
        || {
            let told = |text: &str| {
                let server = url(Some("susan"), Some(text));
                let (shown, url) = (server.to_string(), format!("{server:?} {server:#?}"));
                let config = Config {
                    server,
                    secret_key: text.to_owned(),
                    track_modifications: true,
                };
                [
                    ("{} of a URL", shown),
                    ("{:?} of a URL", url),
                    ("{:?} of a Config", format!("{config:?} {config:#?}")),
                ]
            };
            let usual = told("usual");
            // Whoever writes no user has hidden nothing.
            if !written(&url(Some("susan"), Some("usual"))).contains("susan") {
                return NO_LOGIN.to_owned();
            }
            first_fault(TEXTS.iter().flat_map(|text| {
                let pairs = told(text).into_iter().zip(&usual);
                let differs = pairs.filter(|(odd, usual)| odd.1 != usual.1);
                let faults = differs.map(|(odd, _)| format!("{} changes with {text:?}", odd.0));
                faults.map(Some).collect::<Vec<_>>()
            }))
        },
    );
    s.observe(
        "odd-passwords-in-reason",
        "odd passwords in the reason, in both forms, leave the same text",
        || {
            let texts = TEXTS.iter().chain(&[UNRESERVED]);
            let odd = texts.map(|text| left_of_password(text));
            let own_words = words_of_mask();
            let own = own_words.iter().map(|word| left_of_own_word(word));
            first_fault(odd.chain(own).chain([without_mask()]))
        },
    );
    s.observe(
        "odd-reasons",
        "any reason without the password, and a server whose parts are equal, stay as they are",
        || {
            let same = |text: &str| {
                let mut server = url(Some(text), Some(text));
                server.database = Some(text.to_owned());
                let told = cannot_connect(&server, "timed out");
                (!told.contains(&server.to_string()))
                    .then(|| format!("user, password and database {text:?}: another server"))
            };
            let kept = |text: &str| {
                let why = format!("no <{text}> there");
                let told = cannot_connect(&url(Some("susan"), Some("CANARY")), &why);
                (!told.contains(&why)).then(|| format!("the reason {why:?} is not in {told:?}"))
            };
            // How a reason of several lines is laid out is free.
            let lines = TEXTS.iter().filter(|text| !text.contains('\n'));
            first_fault(
                TEXTS
                    .iter()
                    .map(|text| same(text))
                    .chain(lines.map(|text| kept(text))),
            )
        },
    );
}

/// Servers with each combination of parts, and how they are written.
fn forms() -> Vec<(ServerUrl, String)> {
    let mut forms = Vec::new();
    for (dialect, scheme) in [(Dialect::Postgres, "postgresql"), (Dialect::MySql, "mysql")] {
        for (user, password, login) in [
            (None, None, ""),
            (Some("Ann"), None, "Ann@"),
            (Some("Ann"), Some("Ann"), "Ann:***@"),
        ] {
            for (host, place) in [
                ("DB-1.example", "DB-1.example"),
                ("2001:db8:1:2:3:4:5:6", "[2001:db8:1:2:3:4:5:6]"),
            ] {
                for port in [1, 3306, 5432, 65_535] {
                    for (database, path) in [(None, ""), (Some("D-1.x_~"), "/D-1.x_~")] {
                        let server = ServerUrl {
                            dialect,
                            host: host.to_owned(),
                            port,
                            database: database.map(str::to_owned),
                            ..url(user, password)
                        };
                        forms.push((server, format!("{scheme}://{login}{place}:{port}{path}")));
                    }
                }
            }
        }
    }
    forms
}

/// What is not as it should be in one of three texts about a server.
fn miswritten((server, meant): &(ServerUrl, String)) -> Option<String> {
    let written = written(server);
    if written != *meant {
        return Some(format!("{written}, and it is {meant}"));
    }
    let error = cannot_connect(server, "timed out");
    if !(error.contains(&server.to_string()) && error.contains("timed out")) {
        return Some(format!("the error for {meant}: {error}"));
    }
    let debug = format!("{server:?}");
    (!debug.contains(&server.host)).then(|| format!("{{:?}} of {meant}: {debug}"))
}

/// What becomes of a user and a database of that name, if they cannot be read again.
fn lost_name(text: &str) -> Option<String> {
    let mut url = url(Some(text), Some("x"));
    url.database = Some(text.to_owned());
    let read = read_back(&url.to_string());
    let meant = format!("read again: user {text:?}, database {text:?}");
    (read != meant).then(|| format!("{text:?}: {read}"))
}

/// Which password leaves another text than a usual one.
fn left_of_password(text: &str) -> Option<String> {
    // Whoever puts three stars into the text may find this password in them.
    if text == "*" {
        return None;
    }
    let told = |password: &str| {
        let code = in_url(password);
        let why = format!("wrong <{password}>, at <mysql://susan:{code}@h>\n<{password}{code}>");
        cannot_connect(&url(Some("susan"), Some(password)), &why)
    };
    let (odd, usual) = (told(text), told("canary"));
    if odd != usual {
        let (odd, usual) = (behind("wrong", &odd), behind("wrong", &usual));
        return Some(format!("{text:?}: {odd}\nwith another password: {usual}"));
    }
    let mut kept = ["wrong <", ">, at <mysql://susan:", "@h>"].into_iter();
    let lost = kept
        .find(|part| !odd.contains(part))
        .map(|part| format!("{text:?}: {}\nwithout {part:?}", behind("wrong", &odd)));
    lost.or_else(|| left_of_bare_password(text))
}

/// The same where the reason is the password, and nothing stands before or behind it.
fn left_of_bare_password(text: &str) -> Option<String> {
    let told = |password: &str| cannot_connect(&url(Some("susan"), Some(password)), password);
    let (odd, usual) = (told(text), told("canary"));
    (odd != usual).then(|| format!("nothing but {text:?}: {odd}\nwith another password: {usual}"))
}

/// The password as a URL has it.
fn in_url(password: &str) -> String {
    let code = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    password.bytes().map(code).collect()
}

/// The reason, which begins so. Before it stand the server and the student's own words.
fn behind<'a>(begin: &str, told: &'a str) -> &'a str {
    told.get(told.find(begin).unwrap_or(0)..)
        .unwrap_or_default()
}

/// The words that stand in the place of a password, if any do.
fn words_of_mask() -> Vec<String> {
    let told = alone("canary");
    let mask = told
        .split_once('<')
        .and_then(|(_, rest)| rest.rsplit_once('>'));
    let words = mask.map_or("", |(mask, _)| mask);
    let words = words.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Somebody may have such a word as their password.
fn left_of_own_word(word: &str) -> Option<String> {
    let (odd, usual) = (alone(word), alone("canary"));
    (odd != usual).then(|| {
        let (odd, usual) = (behind("<", &odd), behind("<", &usual));
        format!("{word:?}: {odd}\nwith another password: {usual}")
    })
}

/// Whether a password goes and nothing comes in its place, so that the reason reads as if there had
/// been none.
fn without_mask() -> Option<String> {
    let told = alone("canary");
    let left = behind("<", &told);
    told.contains("<>").then(|| format!("\"canary\": {left}"))
}

/// The error whose reason is a password, and nothing else that could be taken for one.
fn alone(password: &str) -> String {
    cannot_connect(
        &url(Some("susan"), Some(password)),
        &format!("<{password}>"),
    )
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

const NO_LOGIN: &str = "no login is written";

/// What stands between the user and the host, if that can be told. The rest is judged elsewhere, but
/// whoever writes no user has masked nothing.
fn mask_of(password: &str) -> String {
    let text = written(&url(Some("susan"), Some(password)));
    let mask = text
        .split_once("susan:")
        .and_then(|(_, rest)| rest.split_once('@'));
    match mask {
        Some((mask, _)) => mask.to_owned(),
        None if text.contains("susan") => "***".to_owned(),
        None => NO_LOGIN.to_owned(),
    }
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
