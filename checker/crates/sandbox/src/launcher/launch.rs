//! What a launcher gives up before it becomes the program: for itself, and for all
//! processes that come of it.

use crate::launcher::landlock::{self, Held};
use crate::launcher::{Policy, syscalls};
use rustix::process::{Gid, Resource, Rlimit, Signal, Uid};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};
use std::io;

const MIB: u64 = 1024 * 1024;

/// Holds this process to the policy. It has one thread; so what belongs to a thread
/// belongs to the process.
pub(super) fn confine(policy: &Policy) -> io::Result<Held> {
    limit(policy)?;
    let rules = landlock::prepare(policy)?;
    if let Some(user) = policy.user {
        become_user(user)?;
    }
    // A checker that is gone waits for nobody. To change the user undoes this.
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    rustix::thread::set_no_new_privs(true)?;
    let held = landlock::enforce(rules)?;
    syscalls::refuse(policy.kind)?;
    Ok(held)
}

fn limit(policy: &Policy) -> io::Result<()> {
    let limits = [
        (Resource::As, policy.memory_mib * MIB),
        (Resource::Fsize, policy.file_mib * MIB),
        (Resource::Nofile, policy.open_files),
        (Resource::Cpu, policy.seconds),
        (Resource::Core, 0),
        (Resource::Memlock, 0),
        (Resource::Msgqueue, 0),
    ];
    let tasks = policy.tasks.map(|tasks| (Resource::Nproc, tasks));
    for (resource, wanted) in limits.into_iter().chain(tasks) {
        // Who has less already cannot have more.
        let most = rustix::process::getrlimit(resource).maximum;
        let value = Some(most.map_or(wanted, |most| most.min(wanted)));
        rustix::process::setrlimit(
            resource,
            Rlimit {
                current: value,
                maximum: value,
            },
        )?;
    }
    Ok(())
}

/// Gives up root for good.
fn become_user(user: u32) -> io::Result<()> {
    let (uid, gid) = (Uid::from_raw(user), Gid::from_raw(user));
    set_thread_groups(&[])?;
    set_thread_res_gid(gid, gid, gid)?;
    set_thread_res_uid(uid, uid, uid)?;
    Ok(())
}
