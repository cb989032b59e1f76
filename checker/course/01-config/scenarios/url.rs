//! What a URL means.

use config::{ConfigError, DbUrl, parse};
use scenario::Scenario;
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let instance = s.work().join("instance");
    let mut each =
        |id: &str, title: &str, urls: &[&str], told: fn(Result<DbUrl, ConfigError>) -> String| {
            s.observe(id, title, || {
                let lines = urls.iter().map(|url| {
                    let shown = if url.is_empty() {
                        "(an empty text)"
                    } else {
                        *url
                    };
                    format!("{shown}  →  {}", told(parse(url, &instance)))
                });
                lines.collect::<Vec<_>>().join("\n")
            });
        };
    each(
        "memory",
        "a database in memory",
        &["sqlite://", "sqlite:///:memory:"],
        place,
    );
    each(
        "three-slashes",
        "three slashes: a file in <work>/instance",
        &[
            "sqlite:///database.db",
            "sqlite:///blog/a:b.db",
            "sqlite:///Memory.db",
        ],
        place,
    );
    each(
        "four-slashes",
        "four slashes: a file anywhere",
        &["sqlite:////srv/x/app.db"],
        place,
    );
    each(
        "percent-encoded",
        "%20 is a blank and %C3%A9 is an é",
        &["sqlite:///my%20notes.db", "sqlite:///caf%C3%A9.db"],
        name,
    );
    each(
        "plus-sign",
        "a + is a +, for this is a path and no form",
        &["sqlite:///1+1.db"],
        name,
    );
    each(
        "bare-percent",
        "a % without two hexadecimal digits behind it is a %",
        &["sqlite:///50%.db", "sqlite:///9%zz.db"],
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
        &["sqlite:///app.db?timeout=10"],
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
        "servers are told by their scheme, with or without a driver",
        &[
            "postgres://h/d",
            "postgresql://h/d",
            "postgresql+psycopg2://postgres:postgres@localhost:5432/hello_books_development",
            "mysql+pymysql://h/d",
            "mariadb://h/d",
        ],
        place,
    );
    each(
        "no-database-url",
        "what is no database URL is an error",
        &["app.db", "sqlite:/x", ""],
        place,
    );
    each(
        "sqlite-with-host",
        "an sqlite URL with a host is an error",
        &["sqlite://host/x"],
        place,
    );
    s.observe(
        "unknown-scheme",
        "the error for mongodb://h/d names the scheme",
        || match parse("mongodb://h/d", &instance) {
            Err(error) if error.to_string().contains("mongodb") => "it does".to_owned(),
            Err(_) => "it does not".to_owned(),
            Ok(_) => "no error".to_owned(),
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
            ];
            let leaked = urls.into_iter().filter_map(|url| {
                let text = parse(url, &instance).err()?.to_string();
                text.contains("s3cret")
                    .then(|| format!("{url}  →  the error repeats it"))
            });
            let leaked: Vec<_> = leaked.collect();
            if leaked.is_empty() {
                "none does".to_owned()
            } else {
                leaked.join("\n")
            }
        },
    );
}

fn place(parsed: Result<DbUrl, ConfigError>) -> String {
    told(parsed, |path| {
        format!("file {}", path.display().to_string().replace('\\', "/"))
    })
}

/// The folder is judged elsewhere: one fault should not show in every line.
fn name(parsed: Result<DbUrl, ConfigError>) -> String {
    told(parsed, |path| {
        format!(
            "a file called {}",
            path.file_name().unwrap_or_default().display()
        )
    })
}

fn told(parsed: Result<DbUrl, ConfigError>, file: fn(&Path) -> String) -> String {
    match parsed {
        Ok(DbUrl::Memory) => "memory".to_owned(),
        Ok(DbUrl::File(path)) => file(&path),
        Ok(DbUrl::Postgres(_)) => "PostgreSQL".to_owned(),
        Ok(DbUrl::MySql(_)) => "MySQL".to_owned(),
        Err(_) => "an error".to_owned(),
    }
}
