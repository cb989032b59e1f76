//! The path must not depend on the folder in which the program was started.

use config::{basedir, default_db_path};
use rusqlite::Connection;
use scenario::Scenario;
use std::fs;
use std::path::{Path, PathBuf};

pub fn run(s: &mut Scenario) {
    let (work, crate_dir) = (s.work().to_owned(), s.crate_dir().to_owned());
    s.observe(
        "started-elsewhere",
        "started in another folder, basedir() does not move",
        || place(&basedir(), &crate_dir),
    );
    let blog = work.join("blog");
    fs::create_dir(&blog).expect("an empty folder");
    s.observe(
        "default-path",
        "the default database in <work>/blog is app.db in that folder",
        || default_db_path(&blog).display().to_string(),
    );
    s.observe(
        "default-opened",
        "opening the default database makes a file",
        || {
            let path = default_db_path(&blog);
            if path.is_absolute() && !path.starts_with(&work) {
                return "not tried: this path is outside of the folder that was given".to_owned();
            }
            match Connection::open(path).and_then(|db| db.execute_batch("CREATE TABLE t (x)")) {
                Ok(()) => "it does".to_owned(),
                Err(error) => error.to_string(),
            }
        },
    );
}

/// Names a folder without what differs from one computer to the next.
fn place(found: &Path, crate_dir: &Path) -> String {
    // The folder of the program is as good an anchor as that of the source.
    let exe = std::env::current_exe().unwrap_or_default();
    let known: [(&str, PathBuf); 5] = [
        ("the folder of the crate", crate_dir.to_owned()),
        (
            "the folder of the crate",
            exe.parent().unwrap_or(&exe).to_owned(),
        ),
        ("the program itself, which is a file", exe),
        (
            "the folder in which the program was started",
            std::env::current_dir().unwrap_or_default(),
        ),
        (
            "a folder of the user, for the home or for temporary files",
            std::env::home_dir().unwrap_or_default(),
        ),
    ];
    let name = known.into_iter().find(|(_, path)| same(path, found));
    match name {
        // This is what file!() leads to. Where the text begins depends on the build.
        _ if found.is_relative() && found.ends_with("src") => {
            "a relative path to the folder src".to_owned()
        }
        _ if found.is_relative() => format!("the relative path {:?}", found.display().to_string()),
        Some((name, _)) => name.to_owned(),
        None => found.display().to_string(),
    }
}

fn same(a: &Path, b: &Path) -> bool {
    a == b
        || a.canonicalize()
            .ok()
            .is_some_and(|a| b.canonicalize().is_ok_and(|b| a == b))
}
