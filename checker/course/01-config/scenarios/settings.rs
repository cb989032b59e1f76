//! What is in the environment, and what when it is not.

use config::{Config, ConfigError};
use scenario::Scenario;
use std::path::{Path, PathBuf};

const URL: (&str, &str) = ("DATABASE_URL", "sqlite:////srv/microblog/live.db");

pub fn run(s: &mut Scenario) {
    let basedir = s.work().join("blog");
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
            ];
            // Brackets, so that blanks at the end can be seen.
            let of_urls = urls.map(|set| format!("[{}]", url(&[("DATABASE_URL", set)])));
            // Whoever has read it already knows that it is no URL.
            let of_a_path = match read(&[("DATABASE_URL", "app.db")]) {
                Ok(cfg) if cfg.database_url != "app.db" => format!("[{}]", cfg.database_url),
                _ => "[app.db], or an error".to_owned(),
            };
            format!("{}\n{of_a_path}", of_urls.join("\n"))
        },
    );
    s.observe(
        "url-not-set",
        "DATABASE_URL is not set: app.db in basedir; the rest as it is set",
        || {
            let rest = [("SECRET_KEY", "hunter2"), ("TRACK_MODIFICATIONS", "true")];
            let fallback = text(read(&rest), all);
            let made = std::fs::remove_dir_all(&basedir).is_ok();
            format!(
                "{fallback}{}",
                if made {
                    "\nand the folder was made"
                } else {
                    ""
                }
            )
        },
    );
    s.observe(
        "url-empty",
        "DATABASE_URL is empty: app.db in basedir",
        || url(&[("DATABASE_URL", "")]),
    );
    s.observe(
        "other-variables",
        "SQLALCHEMY_DATABASE_URL and all others change nothing",
        || {
            let named = url(&[
                ("SQLALCHEMY_DATABASE_URL", "sqlite:///a.db"),
                ("SQLALCHEMY_DATABASE_URI", "sqlite:///b.db"),
            ]);
            format!("{named}\n{}", with_all_others(&basedir))
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
            ];
            keys.map(|set| format!("[{}]", key(&[URL, ("SECRET_KEY", set)])))
                .join("\n")
        },
    );
    s.observe(
        "key-not-set",
        "SECRET_KEY is not set or empty: the key of the notes",
        || {
            format!(
                "not set: {}\nempty: {}",
                key(&[URL]),
                key(&[URL, ("SECRET_KEY", "")])
            )
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
                "true ",
            ] {
                lines.push(format!(
                    "{value:?}: {}",
                    track(&[URL, ("TRACK_MODIFICATIONS", value)])
                ));
            }
            lines.join("\n")
        },
    );
}

/// Each variable is set to 1, but for the three that have a meaning.
fn with_all_others(basedir: &Path) -> String {
    const OURS: [&str; 3] = ["DATABASE_URL", "SECRET_KEY", "TRACK_MODIFICATIONS"];
    let cfg = Config::from_env(basedir, &|name| {
        (!OURS.contains(&name)).then(|| "1".to_owned())
    });
    text(cfg, all)
}

fn all(cfg: Config) -> String {
    let Config {
        database_url,
        secret_key,
        track_modifications,
    } = cfg;
    format!("{database_url}\n{secret_key}\n{track_modifications}")
}

fn from_env(basedir: &PathBuf, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::from_env(basedir, &|name| {
        variables
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    })
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
