//! What a URL means.

use config::{ConfigError, DbUrl, parse};
use scenario::Scenario;
use std::fs;
use std::path::{Path, PathBuf};

pub fn run(s: &mut Scenario) {
    let instance = s.work().join("instance");
    let mut each = |id: &str,
                    title: &str,
                    urls: &[&str],
                    told: fn(&str, Result<DbUrl, ConfigError>) -> String| {
        s.observe(id, title, || {
            let lines = urls.iter().map(|url| {
                let shown = if url.is_empty() {
                    "(an empty text)"
                } else {
                    *url
                };
                format!("{shown}  →  {}", told(url, parse(url, &instance)))
            });
            lines.collect::<Vec<_>>().join("\n")
        });
    };
    each(
        "memory",
        "a database in memory",
        &[
            "sqlite://",
            "sqlite:///:memory:",
            "sqlite://?timeout=10",
            "sqlite:///:memory:?timeout=10",
        ],
        place,
    );
    each(
        "three-slashes",
        "three slashes: a file in <work>/instance",
        &[
            "sqlite:///database.db",
            "sqlite:///blog/a:b.db",
            "sqlite:///Memory.db",
            "sqlite:///:memory:.db",
            "sqlite:///:MEMORY:",
            "sqlite:///blog/:memory:",
            "sqlite:////srv/:memory:",
            "sqlite:///file:memo.db",
            "sqlite:///instance/a%2Fb.db",
            "sqlite:///notes",
            "sqlite:///memory",
            "sqlite:///~/$HOME.db",
        ],
        place,
    );
    each(
        "four-slashes",
        "four slashes: a file anywhere",
        &["sqlite:////srv/x/app.db", "sqlite:////:memory:"],
        place,
    );
    each(
        "percent-encoded",
        "each %xx is a byte: %20 a blank, %C3%A9 an é, %25 a %",
        &[
            "sqlite:///my%20notes.db",
            "sqlite:///caf%C3%A9.db",
            "sqlite:///Köln%c3%a9.db",
            "sqlite:///two%2520.db",
            "sqlite:///a%20b%20c.db",
            "sqlite:////srv/x/my%20notes.db",
            "sqlite:///caf%C3%A9",
            "sqlite:///%63af%c3%a9%21",
            "sqlite:///%20%22notes%22",
        ],
        name,
    );
    each(
        "plus-sign",
        "a + is a +, and so is each other sign, for this is a path and no form",
        &[
            "sqlite:///1+1.db",
            "sqlite:///Q&A's; b=c.db",
            "sqlite:///susan@home.db",
            "sqlite:///a~b$c!(d),*[e].db",
            "sqlite:///a\\b.db",
            "sqlite:///€€€€.db",
        ],
        name,
    );
    each(
        "bare-percent",
        "a % without two hexadecimal digits behind it is a %",
        &[
            "sqlite:///50%.db",
            "sqlite:///9%zz.db",
            "sqlite:///9%+5.db",
            "sqlite:///50%%20.db",
            "sqlite:///50%é.db",
            "sqlite:///50%",
            "sqlite:///50%4",
            "sqlite:///9%aé.db",
            "sqlite:///5%€.db",
        ],
        name,
    );
    each(
        "not-utf-8",
        "bytes that are not UTF-8 are an error",
        &["sqlite:///%ff.db"],
        name,
    );
    each(
        "query-string",
        "what follows a ? is no part of the file's name",
        &[
            "sqlite:///app.db?timeout=10",
            "sqlite:///app.db?next=sqlite:///b.db?x=/y",
            "sqlite:////srv/x/app.db?timeout=10",
            "sqlite:///app.db?mode=memory&file=:memory:",
            "sqlite:///app.db?",
            "sqlite:///app.db?%ff",
        ],
        name,
    );
    each(
        "encoded-question-mark",
        "but %3F is a ? that belongs to the name",
        &["sqlite:///why%3F.db"],
        name,
    );
    each(
        "server-schemes",
        "servers are told by their scheme, and keep their URL whole",
        &[
            "postgres://h/d",
            "postgresql://h/d",
            "postgresql+psycopg2://postgres:postgres@localhost:5432/hello_books_development",
            "mysql+pymysql://h/d",
            "mariadb://h/d",
            "postgresql+asyncpg://susan:p%40ss@H/d?sslmode=require",
            "mariadb+mariadbconnector://h/d",
            "postgresql:///blog?host=/var/run/postgresql",
            "mysql://susan:p%FFss@H:3306/../d%20é#x?",
            "mariadb://",
            "postgres://h:80/d?x=://y",
        ],
        place,
    );
    each(
        "no-database-url",
        "what is no database URL is an error",
        &["app.db", "sqlite:/x", "", "://h/d", "€€€€", "é€€€€"],
        place,
    );
    each(
        "sqlite-with-host",
        "an sqlite URL with a host is an error",
        &[
            "sqlite://host/x",
            "sqlite://app.db",
            "sqlite://localhost/x",
            "sqlite://é/x",
        ],
        place,
    );
    let folders = odd_folders(s.work());
    s.observe(
        "other-folders",
        "each call takes the folder that it is given, whatever its name",
        || {
            // A file of this name lies where the program was started, too. It is another one.
            let _ = fs::write(RELATIVE, "");
            let lines = folders.map(|folder| in_folder(&folder));
            let _ = fs::remove_file(RELATIVE);
            lines.join("\n")
        },
    );
    s.observe(
        "zero-byte",
        "%00 is a byte as each other one, or an error, and cuts nothing off",
        || match parse("sqlite:///a%00b.db", &instance) {
            Ok(DbUrl::File(path)) if path == instance.join("a\0b.db") => "nothing is".to_owned(),
            Err(_) => "nothing is".to_owned(),
            parsed => told("", parsed, |path| {
                format!("{:?}", path.display().to_string())
            }),
        },
    );
    s.observe(
        "unknown-scheme",
        "the error for a scheme that is not in the table names it",
        || {
            let urls = [
                "mongodb://h/d",
                "mysqlx://h/d",
                "mysql2://h/d",
                "postgresfoo://h/d",
                "sqlite3:///x",
                "mongodb+srv://h/d",
                "redis://",
            ];
            urls.map(|url| names_scheme(url, &instance)).join("\n")
        },
    );
    s.observe(
        "nothing-made",
        "reading a URL makes no file and no folder",
        || {
            let _ = parse("sqlite:///database.db", &instance);
            if instance.exists() {
                "the folder instance was made"
            } else {
                "nothing is made"
            }
        },
    );
    s.observe(
        "password-in-errors",
        "no error repeats the password s3cret",
        || {
            let urls = [
                "susan:s3cret@host/blog",
                "oracle://susan:s3cret@host/blog",
                "sqlite://susan:s3cret@host/x",
                "susan:s3cret@host/?next=http://x",
                "sqlite:///s3cret%ff.db",
                "oracle+x://susan:s3cret@host",
                "://susan:s3cret@host",
                "sqlite:/susan:s3cret@host",
            ];
            // No scheme has one of these signs in it. The first one that passes is enough.
            let signs = ":@/?#%&= !$,;é\\[]{}\"'<>|^`~*()_".chars();
            let leaky = signs
                .map(|sign| format!("susan{sign}s3cret://host/blog"))
                .find(|url| is_repeated(url, &instance));
            let leaked: Vec<_> = urls
                .into_iter()
                .filter(|url| is_repeated(url, &instance))
                .chain(leaky.as_deref())
                .map(|url| format!("{url}  →  the error repeats it"))
                .collect();
            if leaked.is_empty() {
                "none does".to_owned()
            } else {
                leaked.join("\n")
            }
        },
    );
}

/// A text is not enough for each name of a folder.
fn odd_folders(work: &Path) -> [PathBuf; 3] {
    #[cfg(unix)]
    let bytes = std::os::unix::ffi::OsStringExt::from_vec(b"not-UTF-8-\xff".to_vec());
    #[cfg(not(unix))]
    let bytes = std::ffi::OsString::from("not-UTF-8-\u{fffd}");
    ["other", " O'Brien & 100%20 é"]
        .map(std::ffi::OsString::from)
        .into_iter()
        .chain([bytes])
        .map(|name| work.join(name))
        .collect::<Vec<_>>()
        .try_into()
        .expect("three names")
}

const RELATIVE: &str = "database.db";

fn in_folder(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().display();
    match parse(&format!("sqlite:///{RELATIVE}"), folder) {
        Ok(DbUrl::File(path)) if path == folder.join(RELATIVE) => format!("{name}: in it"),
        Ok(DbUrl::File(path)) => format!("{name}: {}", path.display()),
        _ => format!("{name}: no file"),
    }
}

/// What lands in a log is the one text of an error or the other.
fn is_repeated(url: &str, instance: &Path) -> bool {
    parse(url, instance).is_err_and(|error| format!("{error} {error:?}").contains("s3cret"))
}

fn names_scheme(url: &str, instance: &Path) -> String {
    // Whether the driver is named, too, is free.
    let scheme = url.split([':', '+']).next().unwrap_or_default();
    let told = match parse(url, instance) {
        Err(error) if error.to_string().contains(scheme) => "it does",
        Err(error) if error.to_string().to_lowercase().contains(scheme) => "in other letters",
        Err(_) => "it does not",
        Ok(_) => "no error",
    };
    format!("{url}  →  {told}")
}

fn place(url: &str, parsed: Result<DbUrl, ConfigError>) -> String {
    told(url, parsed, |path| {
        format!("file {}", path.display().to_string().replace('\\', "/"))
    })
}

/// The folder is judged elsewhere: one fault should not show in every line.
fn name(url: &str, parsed: Result<DbUrl, ConfigError>) -> String {
    // Where a backslash separates folders, the name that was asked for is two.
    const BACKSLASH: &str = "a\\b.db";
    told(url, parsed, |path| {
        let name = if path.ends_with(BACKSLASH) {
            BACKSLASH.as_ref()
        } else {
            path.file_name().unwrap_or_default()
        };
        format!("a file called {}", name.display())
    })
}

fn told(url: &str, parsed: Result<DbUrl, ConfigError>, file: fn(&Path) -> String) -> String {
    // As a `String`: a type of the student's could equal each text.
    let (kind, kept): (&str, String) = match parsed {
        Ok(DbUrl::Memory) => return "memory".to_owned(),
        Ok(DbUrl::File(path)) => return file(&path),
        Err(_) => return "an error".to_owned(),
        Ok(DbUrl::Postgres(server)) => ("PostgreSQL", server.0),
        Ok(DbUrl::MySql(server)) => ("MySQL", server.0),
    };
    if kept == url {
        kind.to_owned()
    } else {
        format!("{kind}, with the URL {kept}")
    }
}
