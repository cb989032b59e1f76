//! A throwaway MariaDB.

use crate::servers::address::greets;
use crate::servers::credentials::Credentials;
use crate::servers::guard::{Guard, ServerCommands};
use crate::servers::programs::{self, argument};
use std::path::{Path, PathBuf};

/// The programs of one installation.
pub(super) struct Programs {
    install: PathBuf,
    mariadbd: PathBuf,
}

/// The user and the database: root cannot log in with a password.
const USER: &str = "checker";

/// Looks for MariaDB on this machine.
pub(super) fn find() -> Option<Programs> {
    if !cfg!(unix) {
        return None;
    }
    let folders = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec"].map(PathBuf::from);
    Some(Programs {
        install: programs::find("mariadb-install-db", &folders)?,
        mariadbd: programs::find("mariadbd", &folders)?,
    })
}

/// Starts a server on this port, and returns its URL.
pub(super) fn start(
    programs: &Programs,
    credentials: &Credentials,
) -> Result<(String, Guard), String> {
    let guard = Guard::start(
        |folder| commands(programs, credentials, folder),
        |folder| folder.join("pid").exists() && greets(credentials.port),
    )?;
    Ok((credentials.url("mysql", USER, USER), guard))
}

fn commands(programs: &Programs, credentials: &Credentials, folder: &Path) -> ServerCommands {
    let data = format!("--datadir={}", argument(&folder.join("data")));
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let password = &credentials.password;
    ServerCommands {
        files: vec![(
            "init.sql",
            // One statement per line. Users without a password are removed.
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
            &format!("--port={}", credentials.port),
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
