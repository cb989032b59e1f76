//! A throwaway PostgreSQL.

use crate::servers::credentials::Credentials;
use crate::servers::guard::{Guard, ServerCommands};
use crate::servers::programs::{self, argument};
use std::fs;
use std::path::{Path, PathBuf};

/// The programs of one installation.
pub(super) struct Programs {
    initdb: PathBuf,
    postgres: PathBuf,
}

/// Debian keeps the programs of each version in a folder that is not in PATH.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Looks for PostgreSQL on this machine.
pub(super) fn find() -> Option<Programs> {
    if !cfg!(unix) {
        return None;
    }
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    let initdb = programs::find("initdb", &folders)?;
    // Both programs must have the same version.
    let postgres = initdb.with_file_name("postgres");
    postgres.is_file().then_some(Programs { initdb, postgres })
}

/// Starts a server on this port, and returns its URL.
pub(super) fn start(
    programs: &Programs,
    credentials: &Credentials,
) -> Result<(String, Guard), String> {
    let guard = Guard::start(|folder| commands(programs, credentials, folder), is_ready)?;
    Ok((credentials.url("postgresql", "postgres", "postgres"), guard))
}

fn commands(programs: &Programs, credentials: &Credentials, folder: &Path) -> ServerCommands {
    let data = argument(&folder.join("data"));
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    ServerCommands {
        files: vec![("password", credentials.password.clone())],
        prepare: words(&[
            &argument(&programs.initdb),
            "--pgdata",
            &data,
            "--username=postgres",
            "--pwfile=password",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]),
        serve: words(&[
            &argument(&programs.postgres),
            "-D",
            &data,
            "-F", // no fsync: nobody needs the data after a power cut
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            &format!("port={}", credentials.port),
            "-c",
            "unix_socket_directories=",
        ]),
        signal: "QUIT",
    }
}

/// Line eight of the lock file is the server's state (`pidfile.h`, since
/// PostgreSQL 10).
fn is_ready(folder: &Path) -> bool {
    let file = fs::read_to_string(folder.join("data/postmaster.pid"));
    file.is_ok_and(|text| {
        text.lines()
            .nth(7)
            .is_some_and(|line| line.trim() == "ready")
    })
}
