//! What is in the environment, and what when it is not.

use config::{Config, ConfigError};
use scenario::Scenario;
use std::path::{Path, PathBuf};

const URL: (&str, &str) = ("DATABASE_URL", "sqlite:////srv/microblog/live.db");

pub fn run(s: &mut Scenario) {
    let basedir = s.work().join("blog");
    let odd = s.work().join(" O'Brien's  ''é''  ~$HOME 1+1 ");
    let read = |variables: &[(&str, &str)]| from_env(&basedir, variables);
    let url = |variables: &[(&str, &str)]| text(read(variables), |cfg| cfg.database_url);
    let key = |variables: &[(&str, &str)]| text(read(variables), |cfg| cfg.secret_key);

    s.observe(
        "url-set",
        "DATABASE_URL is set: it is used as it stands",
        || {
            let urls = [
                URL.1,
                "sqlite:////srv/Blog/my%20Notes.db?timeout=10 ",
                "postgres://susan:S3cret@host/blog",
                "postgresql://h/d/",
                "sqlite://",
                "sqlite:///live.db",
                "sqlite:///:memory:",
                "mysql://h/\"d\"",
                "sqlite:///~/$HOME/${X}%HOME%.db",
            ];
            // Brackets, so that blanks at the end can be seen.
            let set = |set| {
                [
                    ("DATABASE_URL", set),
                    ("SECRET_KEY", "a-key-of-many-letters"),
                ]
            };
            let of_urls = urls.map(|value| format!("[{}]", url(&set(value))));
            // Whoever has read it already knows that it is no URL.
            let of_texts = [
                "app.db",
                "\"sqlite:///live.db\"",
                "0",
                "€€€€",
                "SQLite:///live.db",
            ]
            .map(|text| match read(&set(text)) {
                Ok(cfg) if *url_of(&cfg) != text => format!("[{}]", cfg.database_url),
                _ => format!("[{text}], or an error"),
            });
            format!("{}\n{}", of_urls.join("\n"), of_texts.join("\n"))
        },
    );
    s.observe(
        "url-not-set",
        "DATABASE_URL is not set: app.db in basedir; the rest as it is set",
        || {
            let rest = [
                ("SECRET_KEY", "a-key-of-many-letters"),
                ("TRACK_MODIFICATIONS", "true"),
            ];
            let fallback = text(read(&rest), all);
            let made = std::fs::remove_dir_all(&basedir).is_ok();
            let made = if made {
                "\nand the folder was made"
            } else {
                ""
            };
            format!("{fallback}{made}\n{}", in_odd_folder(&odd))
        },
    );
    s.observe(
        "url-empty",
        "DATABASE_URL is empty: app.db in basedir",
        || {
            let fallback = url(&[
                ("DATABASE_URL", ""),
                ("SECRET_KEY", "a-key-of-many-letters"),
            ]);
            told_of_fallback(&basedir, fallback)
        },
    );
    s.observe(
        "key-set",
        "SECRET_KEY is set: it is used as it stands",
        || {
            let keys = [
                "hunter2",
                " Hunter2, O'Brien's; 100% \"é\" and 30 more letters ",
                "\"why\" #1\"",
                "two\nlines\r\n",
                "x",
                "0",
                "None",
                "C:\\new%20$HOME~",
            ];
            keys.map(|set| format!("[{}]", on_one_line(&key(&[URL, ("SECRET_KEY", set)]))))
                .join("\n")
        },
    );
    s.observe(
        "key-not-set",
        "SECRET_KEY is not set or empty: the key of the notes",
        || {
            let fallbacks = format!(
                "not set: {}\nempty: {}\nnot set, and the URL is that of a server: {}",
                key(&[URL]),
                key(&[URL, ("SECRET_KEY", "")]),
                key(&[("DATABASE_URL", "postgresql://h/d")])
            );
            told_of_fallback(&basedir, fallbacks)
        },
    );
    s.observe(
        "track-modifications",
        "modifications are tracked for TRACK_MODIFICATIONS=1 and =true only",
        || {
            let track =
                |variables: &[(&str, &str)]| text(read(variables), |cfg| cfg.track_modifications);
            let mut lines = vec![format!("not set: {}", track(&[URL]))];
            for value in [
                "", "0", "1", "true", "false", "TRUE", "True", "yes", "on", "2", "01", " 1",
                "true ", "true\n",
            ] {
                lines.push(format!(
                    "{value:?}: {}",
                    track(&[URL, ("TRACK_MODIFICATIONS", value)])
                ));
            }
            lines.join("\n")
        },
    );
    s.observe(
        "other-variables",
        "SQLALCHEMY_DATABASE_URL and all others change nothing",
        || {
            let named = url(&[
                ("SQLALCHEMY_DATABASE_URL", "sqlite:///a.db"),
                ("SQLALCHEMY_DATABASE_URI", "sqlite:///b.db"),
            ]);
            told_of_fallback(&basedir, format!("{named}\n{}", with_all_others(&basedir)))
        },
    );
    s.observe(
        "process-environment",
        "what is set in the environment of the process, or in a file .env, changes nothing",
        || told_of_fallback(&basedir, in_the_process(&basedir)),
    );
}

const OURS: [&str; 3] = ["DATABASE_URL", "SECRET_KEY", "TRACK_MODIFICATIONS"];

/// Where nothing that is set is used, nothing has fallen back. (Whoever asks the process instead
/// of `get` has another fault.)
fn told_of_fallback(basedir: &Path, told: String) -> String {
    let of = |values: [&str; 3]| {
        let variables: [_; 3] = std::array::from_fn(|at| (OURS[at], values[at]));
        set_variables(&values.map(Some));
        let cfg = from_env(basedir, &variables);
        set_variables(&[None; 3]);
        cfg.map(all)
    };
    let one = of(["sqlite:////srv/live.db", "the-key-of-susan", "true"]);
    let other = of(["sqlite:////srv/notes.db", "the-key-of-john", "false"]);
    match (one, other) {
        (Ok(one), Ok(other)) if one == other => format!("{told}\nwhatever is set, it is the same"),
        _ => told,
    }
}

/// Each variable is set to 1, but for the three that have a meaning.
fn with_all_others(basedir: &Path) -> String {
    let cfg = Config::from_env(basedir, &|name| {
        (!OURS.contains(&name)).then(|| "1".to_owned())
    });
    text(cfg, all)
}

/// `get` stands for the environment, and here it has nothing.
fn in_the_process(basedir: &Path) -> String {
    set_variables(&["sqlite:////srv/process.db", "process", "true"].map(Some));
    let cfg = Config::from_env(basedir, &|_| None);
    set_variables(&[None; 3]);
    let told = text(cfg, all);
    let without = text(Config::from_env(basedir, &|_| None), all);
    let beside = beside_dot_env(basedir);
    if beside == without {
        told
    } else {
        format!("{told}\nand beside a file .env:\n{beside}")
    }
}

/// One is in the folder, and one where the program was started.
fn beside_dot_env(basedir: &Path) -> String {
    const SET: &str = "DATABASE_URL=sqlite:////srv/env.db\nSECRET_KEY=env\n";
    let files = [basedir.join(".env"), PathBuf::from(".env")];
    let _ = std::fs::create_dir_all(basedir);
    for file in &files {
        std::fs::write(file, SET).expect("a file .env");
    }
    let cfg = Config::from_env(basedir, &|_| None);
    for file in &files {
        let _ = std::fs::remove_file(file);
    }
    let _ = std::fs::remove_dir(basedir);
    text(cfg, all)
}

#[expect(unsafe_code, reason = "other threads may read the environment")]
fn set_variables(values: &[Option<&str>; 3]) {
    for (name, value) in OURS.iter().zip(values) {
        // SAFETY: the other thread of this process watches the clock and reads no variable.
        match value {
            Some(value) => unsafe { std::env::set_var(name, value) },
            None => unsafe { std::env::remove_var(name) },
        }
    }
}

/// The folder is there, and each sign of its name stands for itself, in a URL, too. Whoever puts
/// codes for some of them means the same file.
fn in_odd_folder(folder: &Path) -> String {
    std::fs::create_dir(folder).expect("an empty folder");
    // Where the program was started, there is another file of the name, and one in `instance`.
    let instance = folder.join("instance");
    std::fs::create_dir(&instance).expect("an empty folder");
    let others = [PathBuf::from("app.db"), instance.join("app.db")];
    for other in &others {
        let _ = std::fs::write(other, "");
    }
    let cfg = Config::from_env(folder, &|name| {
        (name == "SECRET_KEY").then(|| "a-key-of-many-letters".to_owned())
    });
    for other in &others {
        let _ = std::fs::remove_file(other);
    }
    let _ = std::fs::remove_dir(instance);
    let empty = std::fs::remove_dir(folder).is_ok();
    let _ = std::fs::remove_dir_all(folder);
    let path = folder.join("app.db").display().to_string();
    let told = match cfg {
        Ok(cfg) if url_of(&cfg).strip_prefix("sqlite:///").map(decoded) == Some(path) => {
            "of a folder with blanks and signs in its name: its app.db".to_owned()
        }
        Ok(cfg) => format!(
            "of a folder with blanks and signs in its name: {}",
            cfg.database_url
        ),
        Err(_) => "of a folder with blanks and signs in its name: an error".to_owned(),
    };
    let made = if empty {
        ""
    } else {
        "\nand there is something in it"
    };
    format!("{told}{made}")
}

/// As a `String`: a type of the student's could equal each text.
fn url_of(cfg: &Config) -> &String {
    &cfg.database_url
}

/// There is no % in the path itself.
fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let code = part
            .get(..2)
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.extend(code);
        bytes.extend(part.bytes().skip(2));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn all(cfg: Config) -> String {
    let Config {
        database_url,
        secret_key,
        track_modifications,
    } = cfg;
    let _: (&String, &String, bool) = (&database_url, &secret_key, track_modifications);
    format!("{database_url}\n{secret_key}\n{track_modifications}")
}

fn from_env(basedir: &Path, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::from_env(basedir, &|name| {
        variables
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    })
}

fn on_one_line(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\r', "\\r")
        .replace('\n', "\\n")
}

/// An empty text is to be seen.
fn text<T: ToString>(cfg: Result<Config, ConfigError>, field: impl Fn(Config) -> T) -> String {
    let text = cfg.map_or_else(|_| "an error".to_owned(), |cfg| field(cfg).to_string());
    if text.is_empty() {
        "(an empty text)".to_owned()
    } else {
        text
    }
}
