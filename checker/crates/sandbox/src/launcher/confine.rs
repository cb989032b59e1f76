//! What a launcher gives up before it becomes the program: for itself and for all its
//! children.

use crate::launcher::landlock::{self, Enforced};
use crate::launcher::policy::Policy;
use crate::launcher::syscalls;
use harness::launcher::report_pipe;
use rustix::io::FdFlags;
use rustix::process::{Gid, Resource, Rlimit, Signal, Uid};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};
use std::fs::OpenOptions;
use std::io;
use std::mem;
use std::os::fd::AsRawFd;
use std::path::Path;

const MIB: u64 = 1024 * 1024;

/// Restricts this process to the policy. It has one thread, so what applies to a thread
/// applies to the process.
pub(super) fn confine(policy: &Policy) -> io::Result<Enforced> {
    limit(policy)?;
    let rules = landlock::prepare(policy)?;
    if let Some(user) = policy.user {
        become_user(user, policy.group.unwrap_or(user))?;
    }
    if let Some(report) = &policy.report {
        pass_on(&report_pipe(report))?;
    }
    // Without a checker nobody waits for it. This comes after the change of user, which
    // resets it.
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    rustix::thread::set_no_new_privs(true)?;
    let enforced = landlock::enforce(rules)?;
    syscalls::refuse(policy)?;
    Ok(enforced)
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
        // A limit can only be lowered.
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
fn become_user(user: u32, group: u32) -> io::Result<()> {
    let (uid, gid) = (Uid::from_raw(user), Gid::from_raw(group));
    set_thread_groups(&[])?;
    set_thread_res_gid(gid, gid, gid)?;
    set_thread_res_uid(uid, uid, uid)?;
    Ok(())
}

/// Opens the pipe for the program's report, where the program looks for it. Afterwards nobody can.
fn pass_on(report: &Path) -> io::Result<()> {
    let pipe = OpenOptions::new().write(true).open(report)?;
    let number = scenario::REPORT;
    let passed_on = rustix::io::fcntl_dupfd_cloexec(pipe, number)?;
    if passed_on.as_raw_fd() != number {
        return Err(io::Error::other("too many files are open"));
    }
    rustix::io::fcntl_setfd(&passed_on, FdFlags::empty())?;
    // It stays open until the launcher has become the program.
    mem::forget(passed_on);
    Ok(())
}
