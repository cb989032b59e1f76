//! Tries out how much of a sandbox this machine offers: what a report says about it was
//! seen, not concluded.

use crate::launcher::command::{LAUNCH, LauncherCommand, PROBE};
use crate::launcher::policy::Policy;
use course::confinement::{Confinement, Means};
use course::error::Error;
use course::lesson::Limits;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::process::Stdio;

/// What a confined launcher found out about itself.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Findings {
    /// The kernel's version of Landlock; 0 if it closes no files.
    landlock: i32,
    /// What it can still do.
    can: Vec<Ability>,
}

/// Something that a submission must not be able to do, or should not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Ability {
    ReadSecrets,
    WriteElsewhere,
    OpenSockets,
    BeRoot,
    SignalOthers,
    SeeOthers,
}

/// Asks a launcher, in namespaces of its own where that works; where it does not,
/// `launcher` does without them from then on.
pub(super) fn confinement(
    launcher: &mut LauncherCommand,
    home: &Path,
    secret: &Path,
) -> Result<Confinement, Error> {
    let mut asked = ask(launcher, home, secret)?;
    let is_alone = |found: &Findings| !found.can.contains(&Ability::SeeOthers);
    if launcher.bubblewrap.is_some() && !asked.as_ref().is_ok_and(is_alone) {
        launcher.bubblewrap = None;
        asked = ask(launcher, home, secret)?;
    }
    Ok(match asked {
        Ok(found) => Confinement::of(means(&found, !launcher.users.is_empty())),
        Err(why) => Confinement::none(&why),
    })
}

/// What a launcher says, or why it says nothing.
fn ask(
    launcher: &LauncherCommand,
    home: &Path,
    secret: &Path,
) -> Result<Result<Findings, String>, Error> {
    let mut policy = Policy::for_step(&launcher.program, home, home, Limits::default());
    policy.user = launcher.users.first().copied();
    let mut command = launcher.start(policy, Path::new(PROBE))?;
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

fn means(found: &Findings, has_users: bool) -> Vec<Means> {
    let cannot = |what| !found.can.contains(&what);
    let closes_files = cannot(Ability::ReadSecrets) && cannot(Ability::WriteElsewhere);
    let landlock = match found.landlock {
        0 => "this kernel has no Landlock, or it is switched off".to_owned(),
        version => format!("Landlock {version}"),
    };
    let needed = |name, is_on, detail: &str| Means {
        name,
        is_on,
        detail: detail.to_owned(),
        is_needed: true,
    };
    let extra = |name, is_on, detail: &str| Means {
        is_needed: false,
        ..needed(name, is_on, detail)
    };
    let sockets = if cannot(Ability::OpenSockets) {
        "seccomp: no sockets, no other processes' memory, no mounts"
    } else {
        "system calls are not refused"
    };
    let namespaces = if cannot(Ability::SeeOthers) {
        "bubblewrap: processes, mounts and network of its own"
    } else {
        "bubblewrap is not installed, or does not work here"
    };
    let as_user = if has_users {
        "one to whom nothing else belongs"
    } else {
        "your own user"
    };
    vec![
        needed("files", closes_files, &landlock),
        needed("network", cannot(Ability::OpenSockets), sockets),
        needed("user", cannot(Ability::BeRoot), as_user),
        needed("limits", true, "memory, files, processes, time"),
        extra(
            "signals",
            cannot(Ability::SignalOthers),
            "to its own processes only (Landlock 6)",
        ),
        extra("namespaces", cannot(Ability::SeeOthers), namespaces),
    ]
}

/// What this process, a confined launcher, can still do: as JSON.
#[cfg(target_os = "linux")]
pub(super) fn report(
    enforced: crate::launcher::landlock::Enforced,
    secret: Option<&Path>,
) -> std::io::Result<String> {
    use std::fs;

    let beside = secret.map(|secret| secret.with_extension("probe"));
    let can = [
        (
            Ability::ReadSecrets,
            secret.is_none_or(|secret| fs::read(secret).is_ok()),
        ),
        (
            Ability::WriteElsewhere,
            beside.is_none_or(|beside| fs::write(beside, "").is_ok()),
        ),
        (
            Ability::OpenSockets,
            std::net::UdpSocket::bind(("127.0.0.1", 0)).is_ok(),
        ),
        (Ability::BeRoot, rustix::process::geteuid().is_root()),
        (Ability::SignalOthers, !enforced.closes_signals),
        (
            Ability::SeeOthers,
            crate::launcher::bubblewrap::sees_other_processes(),
        ),
    ];
    let can = can.into_iter().filter(|(_, is_so)| *is_so);
    let found = Findings {
        landlock: if enforced.closes_files {
            enforced.version
        } else {
            0
        },
        can: can.map(|(what, _)| what).collect(),
    };
    Ok(serde_json::to_string(&found)?)
}
