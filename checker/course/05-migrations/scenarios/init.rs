//! The folder of the migrations: made once, and never over somebody's work.

use crate::shared::{changes, files, first_fault, folder, odd_names, shown};
use migrations::{RepoError, init};
use scenario::Scenario;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

pub fn run(s: &mut Scenario) {
    let work = s.work().to_owned();
    let blog = work.join("blog");
    let dir = blog.join("migrations");
    s.observe(
        "missing-folder",
        "init makes the folder blog/migrations",
        || {
            let answer = answer(&dir);
            format!("{answer}\nin blog: {}{}", names(&blog), folders(&dir))
        },
    );
    s.observe(
        "readme",
        "there is a README, and there is text in it",
        || readme(&dir),
    );
    s.observe(
        "git-line-ends",
        "git is told to end the lines of .sql files with LF",
        || line_ends(&dir),
    );
    s.observe(
        "refinery-load",
        "refinery finds no migration in it yet",
        || match refinery::load_sql_migrations(&dir) {
            Ok(found) => format!("it finds {}", found.len()),
            Err(error) => error.to_string(),
        },
    );
    s.observe(
        "second-init",
        "a second init is refused, and nothing changes",
        || {
            let again = untouched(&dir);
            folder(
                &dir,
                &[("README", "Ask Susan.\n"), ("V1__a.sql", "SELECT 1;\n")],
            );
            format!("at once: {again}\nlater: {}", untouched(&dir))
        },
    );
    s.observe(
        "hidden-file",
        "a folder with one hidden file in it is refused, .gitkeep or .gitattributes",
        || {
            let taken = [("taken", ".gitkeep"), ("marked", ".gitattributes")];
            let said = taken.map(|(name, file)| {
                let dir = work.join(name);
                folder(&dir, &[(file, "# John's\n")]);
                untouched(&dir)
            });
            said.join("\n")
        },
    );
    s.observe(
        "folder-inside",
        "a folder in it, a link that leads nowhere, a name that is no UTF-8: it is refused",
        || {
            let dir = work.join("shelf");
            folder(&dir.join("books"), &[]);
            let link = work.join("link");
            folder(&link, &[]);
            lead_nowhere(&link.join("books"));
            let name = work.join("name");
            folder(&name, &[]);
            fs::write(name.join(odd_name()), "Susan's").expect("a file");
            [dir, link, name].map(|dir| untouched(&dir)).join("\n")
        },
    );
    s.observe(
        "empty-folder",
        "an empty folder that is there already is used",
        || {
            let dir = work.join("empty");
            folder(&dir, &[]);
            let answer = answer(&dir);
            format!("{answer}\n{}\n{}", readme(&dir), line_ends(&dir))
        },
    );
    s.observe(
        "file-in-place",
        "a file in the place of the folder stays",
        || {
            let file = work.join("file");
            fs::write(&file, "a shopping list").expect("a file");
            let said = if init(&file).is_ok() {
                "Ok"
            } else {
                "an error"
            };
            let now = fs::read_to_string(&file).unwrap_or_else(|error| error.to_string());
            format!("{said}; the file: {now}")
        },
    );

    s.observe(
        "odd-name",
        "a folder whose name is no UTF-8 is made, and filled",
        || {
            let dir = work.join(odd_name());
            format!("{}\n{}\n{}", answer(&dir), readme(&dir), line_ends(&dir))
        },
    );
    let names = odd_names(&work);
    s.observe(
        "odd-names",
        "folders with odd names are made, filled, and refused the second time",
        // Two folders above are missing.
        || odd(&work.join("odd").join("names"), &names),
    );
    s.observe(
        "no-room",
        "a file cannot be made, because its path is too long",
        || {
            let deep = work.join("deep");
            // The first leaves room for a README, the second for neither of the two.
            let said = [LONGEST - 10, LONGEST - 3].map(|length| match init(&path(&deep, length)) {
                Ok(()) => "Ok",
                Err(_) => "an error",
            });
            // What lies there is in the way of whoever walks through the folder afterwards.
            let _ = fs::remove_dir_all(&deep);
            said.join(", ")
        },
    );

    let folder_of_tool = work.join("tool");
    folder(&folder_of_tool, &[]);
    let versions = folder_of_tool.join("db").join("versions");
    let database = work.join("absent.db");
    let url = format!("sqlite:///{}", database.display());
    let tool = s
        .tool(&["init", "-d", "db/versions"])
        .dir(&folder_of_tool)
        .env("DATABASE_URL", &url);
    s.observe("tool-init", "migrations init -d db/versions", || {
        let run = shown(tool.run());
        let made = if database.exists() {
            "\na database was made"
        } else {
            ""
        };
        format!("{run}\n{}{made}", readme(&versions))
    });
}

/// A folder for each name, and none besides.
fn odd(base: &Path, names: &[&str]) -> String {
    let fault = |name: &&str| {
        let dir = base.join(name);
        let first = answer(&dir);
        let again = match init(&dir) {
            Err(RepoError::NotEmpty(path)) if path == dir => "refused",
            Err(error) => &format!("an error: {error}"),
            Ok(()) => "Ok",
        };
        let found = [first, readme(&dir), line_ends(&dir), again.to_owned()];
        let wanted = ["made", "there is a README", "*.sql: LF", "refused"];
        (found != wanted).then(|| format!("{name:?}: {}", found.join("; ")))
    };
    let said = first_fault(names, fault);
    let made = files(base).into_keys();
    let more = made.filter(|made| !names.contains(&made.as_str())).count();
    match more {
        0 => said,
        more => format!("{said}\nfolders that nobody asked for: {more}"),
    }
}

fn answer(dir: &Path) -> String {
    match init(dir) {
        Ok(()) if dir.is_dir() => "made".to_owned(),
        Ok(()) => "Ok, but there is no such folder".to_owned(),
        Err(error) => format!("an error: {error}"),
    }
}

/// What init says of a folder with files in it, and what it does to them.
fn untouched(dir: &Path) -> String {
    let before = files(dir);
    let answer = answer(dir);
    let changes = changes(&before, &files(dir));
    let changes = if changes.is_empty() {
        "nothing has changed".to_owned()
    } else {
        changes
    };
    format!("{answer}\n{changes}")
}

/// The folders in a folder, if there are any.
fn folders(dir: &Path) -> String {
    let names = files(dir).into_keys();
    let inside: Vec<String> = names.filter(|name| dir.join(name).is_dir()).collect();
    match inside[..] {
        [] => String::new(),
        _ => format!("\nfolders in migrations: {}", inside.join(", ")),
    }
}

/// A link to something that is not there; where not everybody may make one, a file.
fn lead_nowhere(path: &Path) {
    #[cfg(unix)]
    let made = std::os::unix::fs::symlink("nowhere", path);
    #[cfg(not(unix))]
    let made: std::io::Result<()> = Err(std::io::ErrorKind::PermissionDenied.into());
    made.or_else(|_| fs::write(path, "")).expect("a file");
}

/// Where names are bytes, this one is not UTF-8.
fn odd_name() -> OsString {
    #[cfg(target_os = "linux")]
    return std::os::unix::ffi::OsStringExt::from_vec(b"O'Brien's caf\xe9; \"1\"".to_vec());
    #[cfg(not(target_os = "linux"))]
    return "O'Brien's café; 1".into();
}

/// How many bytes a path may have; on Linux 4096 (`PATH_MAX`), the zero at its end included. Where
/// it is less, the folder itself cannot be made, and that is an error as well.
const LONGEST: usize = 4095;

/// A path of this length in a folder.
fn path(folder: &Path, length: usize) -> PathBuf {
    let mut path = folder.to_owned();
    while path.as_os_str().len() < length {
        // A name has at most 255 bytes, and there must be room for the next one.
        let left = length - path.as_os_str().len() - 1;
        path.push("d".repeat(if left > 200 { 100 } else { left }));
    }
    path
}

fn names(dir: &Path) -> String {
    let names: Vec<String> = files(dir).into_keys().collect();
    names.join(", ")
}

fn readme(dir: &Path) -> String {
    let found = files(dir)
        .into_iter()
        .find(|(name, _)| name == "README" || name.starts_with("README."));
    match found {
        None => "there is no README",
        Some((_, text)) if text.trim_ascii().is_empty() => "the README is empty",
        Some(_) => "there is a README",
    }
    .to_owned()
}

/// What `.gitattributes` says of the text of `.sql` files. Of each attribute the last line decides
/// that fits and names it.
fn line_ends(dir: &Path) -> String {
    let Ok(text) = fs::read_to_string(dir.join(".gitattributes")) else {
        return "there is no .gitattributes".to_owned();
    };
    let (mut text_is, mut eol_is) = (None, None);
    for line in text.lines() {
        let mut words = line.split_whitespace();
        if !words
            .next()
            .is_some_and(|pattern| ["*.sql", "*"].contains(&pattern))
        {
            continue;
        }
        for word in words {
            let name = word.trim_start_matches(['-', '!']).split('=').next();
            match name.unwrap_or_default() {
                "text" => text_is = Some(word),
                "binary" if word == "binary" => text_is = Some("-text"),
                "eol" => eol_is = Some(word),
                _ => {}
            }
        }
    }
    // Without conversion the bytes stay as they are: that is as good.
    if text_is == Some("-text") || eol_is == Some("eol=lf") {
        return "*.sql: LF".to_owned();
    }
    let said: Vec<&str> = text_is.into_iter().chain(eol_is).collect();
    match said[..] {
        [] => "nothing is said of *.sql".to_owned(),
        _ => format!("*.sql: {}", said.join(" ")),
    }
}
