//! The system calls that a program may not make, by seccomp: they would open the network,
//! other processes, or the machine. Most are refused; a few that honest programs make out of
//! habit succeed and do nothing ([`IDLE`]), or do not exist ([`UNKNOWN`]).

use crate::launcher::policy::{Policy, Role};
use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter,
};
use std::collections::BTreeMap;
use std::io;

/// Refused to every program, with `EPERM`.
const REFUSED: &[c_long] = &[
    // The network, and sockets of every kind.
    libc::SYS_socket,
    // Other processes' memory and files.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    // Ways around Landlock: other mounts, files by handle.
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    libc::SYS_open_by_handle_at,
    libc::SYS_name_to_handle_at,
    libc::SYS_unshare,
    libc::SYS_setns,
    // Things that outlive a process.
    libc::SYS_shmget,
    libc::SYS_semget,
    libc::SYS_msgget,
    libc::SYS_mq_open,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    // The machine.
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_fanotify_init,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_syslog,
    libc::SYS_vhangup,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_move_pages,
    libc::SYS_migrate_pages,
];

/// Refused to student code, with `EPERM`: Landlock does not guard a file's owner, mode
/// and times.
const REFUSED_TO_STUDENTS: &[c_long] = &[
    libc::SYS_mknodat,
    libc::SYS_fchmodat,
    FCHMODAT2,
    libc::SYS_fchownat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
    libc::SYS_setpriority,
    libc::SYS_ioprio_set,
    libc::SYS_sched_setscheduler,
    libc::SYS_sched_setattr,
    libc::SYS_sched_setparam,
    libc::SYS_execveat,
];

/// It has the same number everywhere, but `libc` does not name it everywhere.
const FCHMODAT2: c_long = 452;

/// Older calls that do the same.
#[cfg(target_arch = "x86_64")]
const REFUSED_BY_OLD_NAME: &[c_long] = &[
    libc::SYS_mknod,
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_utime,
    libc::SYS_utimes,
    libc::SYS_futimesat,
];
#[cfg(not(target_arch = "x86_64"))]
const REFUSED_BY_OLD_NAME: &[c_long] = &[];

/// Refused as if the kernel did not know them: callers then fall back to an older call.
const UNKNOWN: &[c_long] = &[
    // Its flags lie in memory, where no filter can look.
    libc::SYS_clone3,
    // They make system calls that no filter sees.
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_memfd_create,
    libc::SYS_memfd_secret,
];

/// They do nothing and report success. `fs::copy` and SQLite set the mode of the file
/// that they have just made; refused, they would fail. Allowed, a file that can only be
/// read could change its mode.
const IDLE: &[c_long] = &[libc::SYS_fchmod, libc::SYS_fchown];

/// The flags of `clone` (sched.h) that make a new namespace: of mounts, control groups,
/// host names, IPC, users, processes, and the network. In a namespace of its own a
/// process has all rights.
const NAMESPACES: [u64; 7] = [
    0x0002_0000,
    0x0200_0000,
    0x0400_0000,
    0x0800_0000,
    0x1000_0000,
    0x2000_0000,
    0x4000_0000,
];

/// `TIOCSTI` and `TIOCLINUX` type on somebody else's keyboard.
const TYPING: [u64; 2] = [0x5412, 0x541C];

/// x32 programs make the same calls by other numbers.
#[cfg(target_arch = "x86_64")]
const X32: c_long = 0x4000_0000;

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Refuses the calls to this process and to all its children to come.
pub(super) fn refuse(policy: &Policy) -> io::Result<()> {
    for filter in filters(policy).map_err(io::Error::other)? {
        apply_filter(&filter).map_err(io::Error::other)?;
    }
    Ok(())
}

fn filters(policy: &Policy) -> Result<Vec<BpfProgram>, seccompiler::BackendError> {
    let role = policy.role;
    let mut refused: Rules = always(REFUSED);
    refused.extend(conditional(role)?);
    if policy.is_static {
        refused.extend(new_code()?);
    }
    let mut filters = vec![
        filter(refused, libc::EPERM)?,
        filter(always(UNKNOWN), libc::ENOSYS)?,
    ];
    if role == Role::Step {
        let all = [REFUSED_TO_STUDENTS, REFUSED_BY_OLD_NAME].concat();
        filters.push(filter(always(&all), libc::EPERM)?);
        filters.push(filter(always(IDLE), 0)?);
    }
    Ok(filters)
}

/// A call without a rule is refused whatever its arguments are.
fn always(calls: &[c_long]) -> Rules {
    let calls = calls.iter();
    let mut rules: Rules = calls.map(|call| (*call, Vec::new())).collect();
    #[cfg(target_arch = "x86_64")]
    {
        let old: Vec<c_long> = rules.keys().copied().collect();
        rules.extend(old.into_iter().map(|call| (call | X32, Vec::new())));
        // Calls with x32 numbers of their own: ptrace, process_vm_*, and more.
        rules.extend((512..548).map(|call| (call | X32, Vec::new())));
    }
    rules
}

/// Calls that are refused only with certain arguments.
fn conditional(role: Role) -> Result<Rules, seccompiler::BackendError> {
    let namespace = |flag| when(0, SeccompCmpOp::MaskedEq(flag), flag);
    let namespaces: Result<Vec<_>, _> = NAMESPACES.into_iter().map(namespace).collect();
    let typing = TYPING.map(|request| when(1, SeccompCmpOp::Eq, request));
    let typing: Result<Vec<_>, _> = typing.into_iter().collect();
    let mut rules = Rules::from([(libc::SYS_clone, namespaces?), (libc::SYS_ioctl, typing?)]);
    if role == Role::Step {
        // Another process's limits; the times of a file that is named rather than open.
        let others = when(0, SeccompCmpOp::Ne, 0)?;
        let named = when(1, SeccompCmpOp::Ne, 0)?;
        rules.insert(libc::SYS_prlimit64, vec![others]);
        rules.insert(libc::SYS_utimensat, vec![named]);
    }
    Ok(rules)
}

/// Memory that becomes code: of a library, of a program that a loader reads, or written there. The
/// kernel maps the program itself.
fn new_code() -> Result<Rules, seccompiler::BackendError> {
    let code = u64::from(libc::PROT_EXEC.cast_unsigned());
    let mut rules = Rules::new();
    for call in [libc::SYS_mmap, libc::SYS_mprotect, libc::SYS_pkey_mprotect] {
        rules.insert(call, vec![when(2, SeccompCmpOp::MaskedEq(code), code)?]);
    }
    Ok(rules)
}

fn when(
    argument: u8,
    operator: SeccompCmpOp,
    value: u64,
) -> Result<SeccompRule, seccompiler::BackendError> {
    let length = SeccompCmpArgLen::Qword;
    SeccompRule::new(vec![SeccompCondition::new(
        argument, length, operator, value,
    )?])
}

fn filter(rules: Rules, error: i32) -> Result<BpfProgram, seccompiler::BackendError> {
    let architecture: TargetArch = std::env::consts::ARCH.try_into()?;
    SeccompFilter::new(
        rules,
        SeccompAction::Allow,
        SeccompAction::Errno(error.cast_unsigned()),
        architecture,
    )?
    .try_into()
}
