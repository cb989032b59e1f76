//! What the kernel offers to lock up other people's code. Your own is graded without.

use crate::hands::toolchain::output_of;
use crate::vocabulary::finding::Finding;
use std::fs;

const NEEDLESS: &str = "nothing to do: your own code is graded without it";

/// Only Linux has these.
pub(super) fn look() -> Option<Finding> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let yes_no = [
        ("Landlock", landlock()),
        ("seccomp", Some(seccomp())),
        ("user namespaces", Some(user_namespaces())),
    ];
    let words = yes_no.map(|(name, there)| match there {
        Some(true) => format!("{name}: yes"),
        Some(false) => format!("{name}: no"),
        None => format!("{name}: unknown"),
    });
    let told = words.join(", ");
    Some(if yes_no.iter().all(|(_, there)| *there == Some(true)) {
        Finding::fine("sandbox", told)
    } else {
        Finding::note("sandbox", told, NEEDLESS)
    })
}

/// The list of security modules is a file, where securityfs is mounted.
fn landlock() -> Option<bool> {
    let modules = fs::read_to_string("/sys/kernel/security/lsm").ok()?;
    Some(modules.trim().split(',').any(|module| module == "landlock"))
}

fn seccomp() -> bool {
    fs::read_to_string("/proc/sys/kernel/seccomp/actions_avail")
        .is_ok_and(|actions| actions.contains("errno"))
}

/// Many distributions have them and do not let everyone in: so one is made.
fn user_namespaces() -> bool {
    output_of("unshare", &["--user", "--map-root-user", "true"]).is_ok()
}
