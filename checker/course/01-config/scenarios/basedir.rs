//! The path must not depend on the folder in which the program was started.

use config::{basedir, default_db_path};
use rusqlite::Connection;
use scenario::Scenario;
use std::fs;
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let crate_dir = s.crate_dir().to_owned();
    s.observe("started in another folder, basedir() is still the folder of the crate", || {
        let found = basedir();
        // The folder of the program is as good an anchor as that of the source.
        let exe = std::env::current_exe().unwrap_or_default();
        let own = [Some(crate_dir.as_path()), exe.parent()];
        if found.is_relative() {
            format!("the relative path {:?}", found.display().to_string())
        } else if own.into_iter().flatten().any(|dir| same(dir, &found)) {
            "the folder of the crate".to_owned()
        } else {
            found.display().to_string()
        }
    });
    let blog = s.work().join("blog");
    fs::create_dir(&blog).expect("an empty folder");
    s.observe("the default database in <work>/blog is app.db in that folder", || {
        default_db_path(&blog).display().to_string()
    });
    s.observe("opening the default database makes a file", || {
        let path = default_db_path(&blog);
        match Connection::open(path).and_then(|db| db.execute_batch("CREATE TABLE t (x)")) {
            Ok(()) => "it does".to_owned(),
            Err(error) => error.to_string(),
        }
    });
}

fn same(a: &Path, b: &Path) -> bool {
    a == b || a.canonicalize().ok().is_some_and(|a| b.canonicalize().is_ok_and(|b| a == b))
}
