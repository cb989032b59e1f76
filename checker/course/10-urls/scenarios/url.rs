//! What a URL says, and whether a real server agrees.

use crate::shared::{self, Login};
use scenario::{Scenario, Server, TEXTS};
use urls::{Dialect, ServerUrl, UrlError};

/// The URL of the notes.
const NOTES: &str =
    "postgresql+psycopg2://postgres:postgres@localhost:5432/hello_books_development";

pub fn run(s: &mut Scenario) {
    each(s, "url-of-the-notes", "the URL of the notes", &[NOTES], all);
    each(
        s,
        "schemes",
        "the words for PostgreSQL and for MySQL, with or without a driver",
        &[
            "postgres://h/d",
            "postgresql://h/d",
            "postgresql+psycopg://h/d",
            "mysql://postgres@h/postgresql",
            "mysql+pymysql://h/d",
            "mariadb+mariadbconnector://h/d",
        ],
        |url| kind(url.dialect).to_owned(),
    );
    each(
        s,
        "default-ports",
        "without a port: 5432 for PostgreSQL, 3306 for MySQL, whatever the driver",
        &[
            "postgresql://h/d",
            "mysql://h/d",
            "mariadb://h/d",
            "mysql+pymysql://h/d",
            "mysql://h:3307/d",
            "postgres://h",
        ],
        |url| url.port.to_string(),
    );
    each(
        s,
        "missing-parts",
        "what is not said is None",
        &[
            "postgresql://h/d",
            "postgresql://susan@h/d",
            "mysql://u:p@h",
            "mysql://u:p@h/",
        ],
        |url| format!("{}, {}", login(url), shown(url.database.as_ref())),
    );
    each(
        s,
        "percent-codes",
        "%40 in a password, a user or a database is an @, and %3a is a : as %3A is",
        &[
            "mysql+pymysql://u:p%40ss@host/db",
            "postgresql://Susan%40home:%20X%20@h/my%20Blog%20",
            "postgresql://u:caf%C3%A9%3a%2F@h/d",
        ],
        |url| format!("{}, {}", login(url), shown(url.database.as_ref())),
    );
    each(
        s,
        "decoded-once",
        "%2540 is %40: what was decoded is not decoded again",
        &["postgresql://u:p%2540ss@h/d"],
        login,
    );
    each(
        s,
        "plus-and-percent",
        "a + is a +, and a % without two hexadecimal digits is a %",
        &[
            "postgresql://u:1+1@h/d",
            "postgresql://u:50%@h/d",
            "mysql://u:9%zz@h/d",
            "mysql://u:5%+4@h/d",
            "mysql://u:%4%é%aé%4@h/d",
        ],
        login,
    );
    each(
        s,
        "colon-and-at",
        "the first : ends the user, the last @ ends the password",
        &[
            "postgresql://susan:a:b@h/d",
            "mysql://susan:p@ss@h/d",
            "mysql://u:[p]@h:1/d",
        ],
        |url| format!("{}, host {}", login(url), url.host),
    );
    each(
        s,
        "hash-sign",
        "a # is a sign like any other",
        &["postgresql://u:p#w@h/d", "mysql://u:p@h/blog#2"],
        all,
    );
    each(
        s,
        "at-behind-host",
        "an @, a : or one more / behind the host ends nothing, and a ? begins the options",
        &[
            "postgresql://h/a@b:c",
            "mysql://h/my/blog/",
            "mysql://u:p@h/d?user=x@y:z",
            "postgresql://h?a=b@c",
            "mysql://h?next=/x@y",
            "mysql://h//d",
        ],
        all,
    );
    each(
        s,
        "ipv6",
        "an IPv6 address stands in brackets",
        &["postgresql://u:p@[::1]:6543/d", "mysql://[2001:db8::7]/d"],
        |url| format!("host {}, port {}", url.host, url.port),
    );
    s.observe(
        "all-forms",
        "each part said and left out, in all combinations",
        || shared::first_fault(forms().iter().map(|(url, meant)| misread(url, meant))),
    );
    s.observe(
        "odd-texts",
        "the same odd text as user, password and database, in codes and as it is",
        || {
            let urls = TEXTS.iter().flat_map(|text| odd(text));
            shared::first_fault(urls.map(|(url, meant)| misread(&url, &meant)))
        },
    );
    errors(s);
    on_servers(s);
}

/// URLs with each combination of parts, and what they mean.
fn forms() -> Vec<(String, ServerUrl)> {
    let schemes = [
        ("postgres", Dialect::Postgres, 5432),
        ("postgresql+psycopg2", Dialect::Postgres, 5432),
        ("mysql", Dialect::MySql, 3306),
        ("mariadb+mariadbconnector", Dialect::MySql, 3306),
    ];
    let logins = [
        ("", None, None),
        ("Ann@", Some("Ann"), None),
        ("Ann:Pw@", Some("Ann"), Some("Pw")),
        ("a%3Ab:p@w:%2F@", Some("a:b"), Some("p@w:/")),
    ];
    let hosts = ["db-1.example", "10.0.0.7", "2001:db8::7"];
    let ports = [("", None), (":1", Some(1)), (":65535", Some(65_535))];
    let paths = [
        ("", None),
        ("/", None),
        ("/D", Some("D")),
        ("/a@b:1/%3F", Some("a@b:1/?")),
    ];
    let mut forms = Vec::new();
    for (scheme, dialect, usual) in schemes {
        for (login, user, password) in logins {
            for host in hosts {
                let place = host.contains(':').then(|| format!("[{host}]"));
                let place = place.unwrap_or(host.to_owned());
                for (port_text, port) in ports {
                    for (path, database) in paths {
                        for options in ["", "?", "?a=b@c:1/d?e://f"] {
                            let meant = ServerUrl {
                                dialect,
                                user: user.map(str::to_owned),
                                password: password.map(str::to_owned),
                                host: host.to_owned(),
                                port: port.unwrap_or(usual),
                                database: database.map(str::to_owned),
                            };
                            let url =
                                format!("{scheme}://{login}{place}{port_text}{path}{options}");
                            forms.push((url, meant));
                        }
                    }
                }
            }
        }
    }
    forms
}

/// URLs that have this text in three parts.
fn odd(text: &str) -> Vec<(String, ServerUrl)> {
    let mut forms = vec![
        shared::encoded(text, true).to_ascii_lowercase(),
        shared::encoded(text, false),
    ];
    // What ends a part or may be a code cannot stand there as it is, and a blank is doubtful.
    let needs_code = |c: char| "/?:%".contains(c) || c.is_whitespace();
    if !text.contains(needs_code) {
        forms.push(text.to_owned());
    }
    let meant = ServerUrl {
        dialect: Dialect::MySql,
        user: Some(text.to_owned()),
        password: Some(text.to_owned()),
        host: "h".to_owned(),
        port: 1,
        database: Some(text.to_owned()),
    };
    let url = |form: String| format!("mysql://{form}:{form}@h:1/{form}?x");
    forms
        .into_iter()
        .map(|form| (url(form), meant.clone()))
        .collect()
}

/// How the URL was read, if that is not what it means.
fn misread(url: &str, meant: &ServerUrl) -> Option<String> {
    let (read, meant) = (outcome(url, all), all(meant));
    (read != meant).then(|| format!("{url}  →  {read}\nand it is  →  {meant}"))
}

fn errors(s: &mut Scenario) {
    each(
        s,
        "incomplete-urls",
        "what is no complete URL is an error",
        &[
            "localhost:5432/d",
            "",
            "postgresql:///d",
            "postgresql://u:p@/d",
            "mysql://h:70000/d",
            "mysql://h:port/d",
            "mysql://h:1:2/d",
            "postgresql:h/d",
            "postgresql://:5432/d",
            "postgresql://[::1/d",
            "postgresql://[::1]5432/d",
            "postgresql://u:%ff@h/d",
            "mysql://%ff@h/d",
            "mysql://h/d%ff",
            "mysql://",
            "mysql:/h/d",
            "mysql://u@",
            "mysql://?a=b",
            "postgresql://[]/d",
            "postgresql://[::1]:x/d",
            "postgresql://[::1]]:1/d",
            "postgresql://h[::1]:1/d",
            "mysql://h:65536/d",
            "mysql://h:-1/d",
            "mysql://h:1x/d",
        ],
        all,
    );
    s.observe(
        "unknown-schemes",
        "the error for another kind of database holds its scheme alone",
        || {
            let urls = [
                "mongodb://h/d",
                "sqlite:///app.db",
                "oracle+x://u:s3cret@h/d",
                "postgresqlx://h/d",
                "mysqlite+pymysql://h/d",
                "postgresql-x://h/d",
                "mysql.x://h/d",
            ];
            let lines = urls.map(|url| match url.parse::<ServerUrl>() {
                // With or without the driver: both name the scheme.
                Err(UrlError::UnknownScheme(scheme)) => {
                    let whole = url.split("://").next().unwrap_or_default();
                    let word = whole.split('+').next().unwrap_or_default();
                    let shown = if scheme == whole { word } else { &scheme };
                    format!("{url}  →  {shown}")
                }
                Err(UrlError::NotAUrl(_)) => format!("{url}  →  not a URL"),
                Ok(_) => format!("{url}  →  no error"),
            });
            lines.join("\n")
        },
    );
    s.observe(
        "password-in-errors",
        "no error repeats s3cret, whatever part it is of",
        || {
            let urls = [
                "susan:s3cret@host/blog",
                "postgresql://u:s3cret@/d",
                "mysql://u:s3cret@h:port/d",
                "mysql://u:s3cret/x@h/d",
                "mongodb://u:s3cret@h/d",
                "mysql://u:s3cret%ff@h/d",
                "u:s3cret@h?next=http://x",
                "s3cret",
                "mysql//s3cret@h/d",
                "oracle+x://s3cret:s3cret@s3cret/s3cret?s3cret",
                "mysql://s3cret:s3cret@/s3cret?s3cret",
                "mysql://s3cret:s3cret@s3cret:70000/s3cret?s3cret",
                "mysql://s3cret:s3cret@s3cret:s3cret/s3cret?s3cret",
                "mysql://s3cret@[s3cret/s3cret",
                "mysql://s3cret@[s3cret]s3cret/s3cret",
                "mysql://s3cret%ff:s3cret@s3cret/s3cret?s3cret",
                "mysql://s3cret:s3cret@s3cret/s3cret%ff?s3cret",
            ];
            // A list of bytes is printed as numbers.
            let numbers = format!("{:?}", "s3cret".as_bytes());
            let ways = [
                ("s3cret", "repeated"),
                (numbers.trim_matches(['[', ']']), "repeated, as numbers"),
            ];
            let leaking = urls.into_iter().filter_map(|url| {
                let error = url.parse::<ServerUrl>().err()?;
                let error = format!("{error} {error:?}");
                let (_, how) = ways.iter().find(|(secret, _)| error.contains(secret))?;
                Some(format!("{url}  →  {how}"))
            });
            let lines: Vec<String> = leaking.collect();
            if lines.is_empty() {
                "none does".to_owned()
            } else {
                lines.join("\n")
            }
        },
    );
}

/// The password of a throwaway server has signs in it that have to be decoded.
fn on_servers(s: &mut Scenario) {
    s.observe_on(
        Server::Postgres,
        "real-postgres",
        "a real PostgreSQL lets in who read its URL",
        |url| let_in(url, shared::postgres::opens),
    );
    s.observe_on(
        Server::MySql,
        "real-mariadb",
        "a real MariaDB lets in who read its URL",
        |url| let_in(url, shared::mysql::opens),
    );
}

/// The server's answer, and in which parts the URL was read in another way than it is meant.
/// Its password is shown to nobody.
fn let_in(url: &str, opens: fn(&Login) -> Result<(), String>) -> String {
    let read = match url.parse::<ServerUrl>() {
        Ok(read) => as_login(&read),
        Err(error) => return format!("its URL was not read: {error}"),
    };
    let Err(why) = opens(&read) else {
        return "it does".to_owned();
    };
    let meant = Login::read(url);
    let mut told = format!("it does not: {why}");
    for (part, read, meant) in [
        ("user", &read.user, &meant.user),
        ("host", &read.host, &meant.host),
        ("database", &read.database, &meant.database),
    ] {
        if read != meant {
            told = format!("{told}\n{part}: “{read}”, and it is “{meant}”");
        }
    }
    if let (Some(read), Some(meant)) = (read.port, meant.port)
        && read != meant
    {
        told = format!("{told}\nport: {read}, and it is {meant}");
    }
    if read.password != meant.password {
        told = format!("{told}\npassword: not the one of the URL");
    }
    told
}

fn as_login(url: &ServerUrl) -> Login {
    Login {
        user: url.user.clone().unwrap_or_default(),
        password: url.password.clone(),
        host: url.host.clone(),
        port: Some(url.port),
        database: url.database.clone().unwrap_or_default(),
    }
}

fn each(s: &mut Scenario, id: &str, title: &str, urls: &[&str], told: fn(&ServerUrl) -> String) {
    s.observe(id, title, || {
        let lines = urls.iter().map(|url| {
            let read = outcome(url, told);
            let url = if url.is_empty() {
                "(an empty text)"
            } else {
                url
            };
            format!("{url}  →  {read}")
        });
        lines.collect::<Vec<_>>().join("\n")
    });
}

fn outcome(url: &str, told: fn(&ServerUrl) -> String) -> String {
    match url.parse::<ServerUrl>() {
        Ok(read) => told(&read),
        Err(UrlError::NotAUrl(why)) if why.is_empty() => "not a URL, without a reason".to_owned(),
        Err(UrlError::NotAUrl(_)) => "not a URL".to_owned(),
        Err(UrlError::UnknownScheme(_)) => "an unknown scheme".to_owned(),
    }
}

fn all(url: &ServerUrl) -> String {
    format!(
        "{}, {}, host {}, port {}, {}",
        kind(url.dialect),
        login(url),
        url.host,
        url.port,
        shown(url.database.as_ref())
    )
}

fn kind(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "SQLite",
        Dialect::Postgres => "PostgreSQL",
        Dialect::MySql => "MySQL",
    }
}

fn login(url: &ServerUrl) -> String {
    let part = |part: Option<&String>| part.map_or("none".to_owned(), |text| format!("“{text}”"));
    format!(
        "user {}, password {}",
        part(url.user.as_ref()),
        part(url.password.as_ref())
    )
}

fn shown(database: Option<&String>) -> String {
    database.map_or("no database".to_owned(), |name| {
        format!("database “{name}”")
    })
}
