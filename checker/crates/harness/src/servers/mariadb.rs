//! A throwaway MariaDB.

use crate::servers::guard::{Guard, Plan, greets};
use crate::servers::{Draw, argument, program};
use std::path::{Path, PathBuf};

/// The programs of one installation.
pub(super) struct Programs {
    install: PathBuf,
    mariadbd: PathBuf,
}

/// The user of a throwaway server: its root may only come by another door.
const USER: &str = "checker";

/// Looks for MariaDB on this machine.
pub(super) fn find() -> Option<Programs> {
    if !cfg!(unix) {
        return None;
    }
    let folders = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec"].map(PathBuf::from);
    Some(Programs {
        install: program("mariadb-install-db", &folders)?,
        mariadbd: program("mariadbd", &folders)?,
    })
}

/// Starts a server on this port, and returns its URL.
pub(super) fn start(programs: &Programs, draw: &Draw) -> Result<(String, Guard), String> {
    let guard = Guard::start(
        |folder| plan(programs, draw, folder),
        |folder| folder.join("pid").exists() && greets(draw),
    )?;
    Ok((draw.url("mysql", USER, USER), guard))
}

fn plan(programs: &Programs, draw: &Draw, folder: &Path) -> Plan {
    let data = format!("--datadir={}", argument(&folder.join("data")));
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let password = &draw.password;
    Plan {
        files: vec![(
            "init.sql",
            // One statement a line. Those who come without a password are sent away.
            format!(
                "DELETE FROM mysql.global_priv;\n\
                 FLUSH PRIVILEGES;\n\
                 CREATE USER '{USER}'@'%' IDENTIFIED BY '{password}';\n\
                 GRANT ALL ON *.* TO '{USER}'@'%';\n\
                 CREATE DATABASE {USER};\n"
            ),
        )],
        prepare: words(&[
            &argument(&programs.install),
            "--no-defaults",
            &data,
            "--skip-test-db",
            "--auth-root-authentication-method=normal",
            "--innodb-log-file-size=4M",
        ]),
        serve: words(&[
            &argument(&programs.mariadbd),
            "--no-defaults",
            &data,
            "--bind-address=127.0.0.1",
            &format!("--port={}", draw.port),
            &format!("--socket={}", argument(&folder.join("socket"))),
            &format!("--pid-file={}", argument(&folder.join("mariadb.pid"))),
            &format!("--tmpdir={}", argument(folder)),
            &format!("--init-file={}", argument(&folder.join("init.sql"))),
            "--skip-name-resolve",
            "--skip-log-bin",
            "--performance-schema=off",
            "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_general_ci",
            "--innodb-log-file-size=4M",
            "--innodb-buffer-pool-size=16M",
            "--innodb-flush-log-at-trx-commit=0",
        ]),
        signal: "KILL",
    }
}
