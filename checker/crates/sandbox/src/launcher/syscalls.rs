//! The system calls that a program may make, by seccomp. Student code has a list of those that it
//! needs ([`ALLOWED`]); compilers have one of those that would open the network, other processes, or
//! the machine ([`REFUSED`]). A few that honest programs make out of habit succeed and do nothing
//! ([`IDLE`]).

use crate::launcher::policy::{Policy, Role};
use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter,
};
use std::collections::BTreeMap;
use std::io;

/// Refused to compilers, with `EPERM`.
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

/// What student code may call: what Rust's standard library, SQLite and the C library have a use
/// for. Everything else does not exist for it. Not here, because Landlock does not guard them, are
/// a file's owner, mode, times and attributes.
const ALLOWED: &[c_long] = &[
    // Files.
    libc::SYS_openat,
    libc::SYS_close,
    libc::SYS_close_range,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_pread64,
    libc::SYS_preadv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_pwrite64,
    libc::SYS_pwritev,
    libc::SYS_lseek,
    libc::SYS_fcntl,
    libc::SYS_flock,
    libc::SYS_ioctl,
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_pipe2,
    libc::SYS_recvfrom,
    libc::SYS_fsync,
    libc::SYS_fdatasync,
    libc::SYS_sync_file_range,
    libc::SYS_truncate,
    libc::SYS_ftruncate,
    libc::SYS_fallocate,
    libc::SYS_fadvise64,
    libc::SYS_copy_file_range,
    libc::SYS_sendfile,
    libc::SYS_splice,
    libc::SYS_fstat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_statfs,
    libc::SYS_fstatfs,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getdents64,
    libc::SYS_mkdirat,
    libc::SYS_unlinkat,
    libc::SYS_renameat,
    libc::SYS_renameat2,
    // Landlock refuses links.
    libc::SYS_linkat,
    libc::SYS_symlinkat,
    libc::SYS_getcwd,
    libc::SYS_chdir,
    libc::SYS_fchdir,
    libc::SYS_umask,
    libc::SYS_utimensat,
    libc::SYS_fchmod,
    libc::SYS_fchown,
    // Memory.
    libc::SYS_brk,
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    libc::SYS_msync,
    libc::SYS_mincore,
    // Processes and threads.
    libc::SYS_clone,
    libc::SYS_execve,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_wait4,
    libc::SYS_waitid,
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_tgkill,
    libc::SYS_futex,
    libc::SYS_set_tid_address,
    libc::SYS_set_robust_list,
    libc::SYS_get_robust_list,
    libc::SYS_rseq,
    libc::SYS_membarrier,
    libc::SYS_setsid,
    libc::SYS_setpgid,
    libc::SYS_getpgid,
    libc::SYS_getsid,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_gettid,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    libc::SYS_getresuid,
    libc::SYS_getresgid,
    libc::SYS_getgroups,
    libc::SYS_prlimit64,
    libc::SYS_getrusage,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_getscheduler,
    libc::SYS_sched_getparam,
    libc::SYS_getpriority,
    // Signals and time.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_rt_sigpending,
    libc::SYS_rt_sigtimedwait,
    libc::SYS_rt_sigsuspend,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_ppoll,
    libc::SYS_pselect6,
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    libc::SYS_eventfd2,
    libc::SYS_nanosleep,
    libc::SYS_clock_nanosleep,
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_gettimeofday,
    libc::SYS_times,
    libc::SYS_setitimer,
    libc::SYS_getitimer,
    // About the machine.
    libc::SYS_getrandom,
    libc::SYS_uname,
    libc::SYS_sysinfo,
    libc::SYS_getcpu,
];

/// Older calls that do the same, and one that a processor needs.
#[cfg(target_arch = "x86_64")]
const ALLOWED_BY_OLD_NAME: &[c_long] = &[
    libc::SYS_open,
    libc::SYS_creat,
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_access,
    libc::SYS_readlink,
    libc::SYS_getdents,
    libc::SYS_mkdir,
    libc::SYS_rmdir,
    libc::SYS_unlink,
    libc::SYS_rename,
    libc::SYS_link,
    libc::SYS_symlink,
    libc::SYS_pipe,
    libc::SYS_dup2,
    libc::SYS_poll,
    libc::SYS_select,
    libc::SYS_epoll_create,
    libc::SYS_epoll_wait,
    libc::SYS_eventfd,
    libc::SYS_fork,
    libc::SYS_vfork,
    libc::SYS_getpgrp,
    libc::SYS_getrlimit,
    libc::SYS_time,
    libc::SYS_alarm,
    libc::SYS_pause,
    libc::SYS_arch_prctl,
];
#[cfg(not(target_arch = "x86_64"))]
const ALLOWED_BY_OLD_NAME: &[c_long] = &[];

/// Refused to compilers as if the kernel did not know them: callers then fall back to an older call.
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

/// `PR_SET_NAME`, `PR_GET_NAME` and `PR_SET_VMA` (prctl.h) name threads and memory. Others would
/// let a process outlive the one that started it.
const NAMING: [u64; 3] = [15, 16, 0x5356_4d41];

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

/// Of filters that disagree, one that refuses a call wins.
fn filters(policy: &Policy) -> Result<Vec<BpfProgram>, seccompiler::BackendError> {
    let mut refused = conditional(policy.role)?;
    if policy.is_static {
        refused.extend(new_code()?);
    }
    if policy.role == Role::Build {
        refused.extend(always(REFUSED));
        return Ok(vec![
            filter(refused, libc::EPERM)?,
            filter(always(UNKNOWN), libc::ENOSYS)?,
        ]);
    }
    Ok(vec![
        filter(refused, libc::EPERM)?,
        filter(always(IDLE), 0)?,
        allowed()?,
    ])
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

/// What student code may call. All other calls are refused as if the kernel did not know them:
/// callers then fall back to an older one.
fn allowed() -> Result<BpfProgram, seccompiler::BackendError> {
    let calls = ALLOWED.iter().chain(ALLOWED_BY_OLD_NAME);
    let mut rules: Rules = calls.map(|call| (*call, Vec::new())).collect();
    let naming = NAMING.map(|option| when(0, SeccompCmpOp::Eq, option));
    rules.insert(
        libc::SYS_prctl,
        naming.into_iter().collect::<Result<_, _>>()?,
    );
    rules.insert(
        libc::SYS_socketpair,
        vec![pair(libc::SOCK_SEQPACKET)?, pair(libc::SOCK_STREAM)?],
    );
    // To the other socket of the pair, and to no address.
    rules.insert(libc::SYS_sendto, vec![when(4, SeccompCmpOp::Eq, 0)?]);
    SeccompFilter::new(
        rules,
        SeccompAction::Errno(libc::ENOSYS.cast_unsigned()),
        SeccompAction::Allow,
        architecture()?,
    )?
    .try_into()
}

/// The pairs of sockets through which Rust hears whether a new process has become its program, and
/// through which the process of a step hears from its tool. Datagrams could be sent to whoever listens
/// on this machine.
fn pair(kind: i32) -> Result<SeccompRule, seccompiler::BackendError> {
    let is = |argument, value: i32| {
        let value = u64::from(value.cast_unsigned());
        SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value)
    };
    SeccompRule::new(vec![
        is(0, libc::AF_UNIX)?,
        is(1, kind | libc::SOCK_CLOEXEC)?,
    ])
}

fn architecture() -> Result<TargetArch, seccompiler::BackendError> {
    std::env::consts::ARCH.try_into()
}

fn filter(rules: Rules, error: i32) -> Result<BpfProgram, seccompiler::BackendError> {
    SeccompFilter::new(
        rules,
        SeccompAction::Allow,
        SeccompAction::Errno(error.cast_unsigned()),
        architecture()?,
    )?
    .try_into()
}
