//! Tries out how much of a sandbox this machine offers: what is told in a report was
//! seen, not concluded.

use crate::launcher::{LAUNCH, NOBODY, PROBE, Sandbox, running};
use course::confinement::{Confinement, Means};
use course::error::Error;
use course::lesson::Limits;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::thread;

/// Processes and threads that each step may have.
const TASKS: u64 = 48;

/// What a launcher can still do, as it says.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Found {
    landlock: i32,
    can: Vec<Can>,
}

/// Something that a submission must not be able to do, or should not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Can {
    ReadSecrets,
    WriteElsewhere,
    OpenSockets,
    BeRoot,
    SignalOthers,
    SeeOthers,
}

/// Asks a launcher, in namespaces of its own where that works. What it says is all that
/// counts.
pub(super) fn confinement(
    sandbox: &mut Sandbox,
    home: &Path,
    secret: &Path,
) -> Result<Confinement, Error> {
    let mut asked = ask(sandbox, home, secret)?;
    let is_alone = |found: &Found| !found.can.contains(&Can::SeeOthers);
    if sandbox.wrapper.is_some() && !asked.as_ref().is_ok_and(is_alone) {
        sandbox.wrapper = None;
        asked = ask(sandbox, home, secret)?;
    }
    Ok(match asked {
        Ok(found) => Confinement::of(means(&found, sandbox.user)),
        Err(why) => Confinement::none(&why),
    })
}

/// What a launcher says, or why it says nothing.
fn ask(sandbox: &Sandbox, home: &Path, secret: &Path) -> Result<Result<Found, String>, Error> {
    let policy = running(&sandbox.launcher, home, home, Limits::default());
    let mut command = sandbox.launcher(&policy, Path::new(PROBE))?;
    let output = command
        .arg(secret)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .map_err(Error::while_doing(format!(
            "start the checker with {LAUNCH}"
        )))?;
    Ok(serde_json::from_slice(&output.stdout).map_err(|_| {
        let why = String::from_utf8_lossy(&output.stderr);
        let why = why.trim().lines().next().unwrap_or("it failed").to_owned();
        course::document::harmless(&why)
    }))
}

fn means(found: &Found, user: Option<u32>) -> Vec<Means> {
    let cannot = |what| !found.can.contains(&what);
    let closes_files = cannot(Can::ReadSecrets) && cannot(Can::WriteElsewhere);
    let landlock = match found.landlock {
        0 => "this kernel has no Landlock, or it is switched off".to_owned(),
        version => format!("Landlock {version}"),
    };
    let one = |name, is_on, told: &str| Means {
        name,
        is_on,
        detail: told.to_owned(),
        is_needed: true,
    };
    let extra = |name, is_on, told: &str| Means {
        is_needed: false,
        ..one(name, is_on, told)
    };
    let sockets = if cannot(Can::OpenSockets) {
        "seccomp: no sockets, no other processes' memory, no mounts"
    } else {
        "system calls are not refused"
    };
    let namespaces = if cannot(Can::SeeOthers) {
        "bubblewrap: processes, mounts and network of its own"
    } else {
        "bubblewrap is not installed, or does not work here"
    };
    let as_user = if user.is_some() {
        "nobody"
    } else {
        "your own user"
    };
    vec![
        one("files", closes_files, &landlock),
        one("network", cannot(Can::OpenSockets), sockets),
        one("user", cannot(Can::BeRoot), as_user),
        one("limits", true, "memory, files, processes, time"),
        extra(
            "signals",
            cannot(Can::SignalOthers),
            "to its own processes only (Landlock 6)",
        ),
        extra("namespaces", cannot(Can::SeeOthers), namespaces),
    ]
}

/// What this process, a launcher that is confined, can still do: as JSON.
#[cfg(target_os = "linux")]
pub(super) fn report(
    held: crate::launcher::landlock::Held,
    secret: Option<&Path>,
) -> io::Result<String> {
    let beside = secret.map(|secret| secret.with_extension("probe"));
    let can = [
        (
            Can::ReadSecrets,
            secret.is_none_or(|secret| fs::read(secret).is_ok()),
        ),
        (
            Can::WriteElsewhere,
            beside.is_none_or(|beside| fs::write(beside, "").is_ok()),
        ),
        (
            Can::OpenSockets,
            std::net::UdpSocket::bind(("127.0.0.1", 0)).is_ok(),
        ),
        (Can::BeRoot, rustix::process::geteuid().is_root()),
        (Can::SignalOthers, !held.closes_signals),
        (Can::SeeOthers, crate::launcher::namespaces::are_shared()),
    ];
    let can = can.into_iter().filter(|(_, is_so)| *is_so);
    let found = Found {
        landlock: if held.closes_files { held.version } else { 0 },
        can: can.map(|(what, _)| what).collect(),
    };
    Ok(serde_json::to_string(&found)?)
}

/// The user that student code is to be: root's is nobody's, if nobody can come to
/// where it is.
pub(super) fn user(home: &Path) -> Option<u32> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let is_open = |folder: &Path| {
            let mode = fs::metadata(folder).map(|data| data.permissions().mode());
            mode.is_ok_and(|mode| mode & 0o001 != 0)
        };
        let is_root = rustix::process::geteuid().is_root();
        (is_root && home.ancestors().all(is_open)).then_some(NOBODY)
    }
    #[cfg(not(unix))]
    {
        let _ = home;
        None
    }
}

/// How many processes and threads the user of student code may have, with those that
/// are there already.
pub(super) fn tasks(user: Option<u32>) -> u64 {
    let workers = thread::available_parallelism().map_or(1, usize::from) as u64;
    let user = user.unwrap_or_else(own_user);
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let theirs = processes.filter_map(|entry| {
        let status = fs::read_to_string(entry.path().join("status")).ok()?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        };
        (field("Uid:") == Some(user.into())).then(|| field("Threads:"))?
    });
    theirs.sum::<u64>() + workers * TASKS
}

#[cfg(unix)]
fn own_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn own_user() -> u32 {
    0
}
