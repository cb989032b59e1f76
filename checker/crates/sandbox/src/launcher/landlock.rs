//! The files that a program can reach, by Landlock (Linux 5.13 and newer).

use crate::launcher::{Kind, Policy};
use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, LandlockStatus, Ruleset,
    RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
    path_beneath_rules,
};
use std::io;

/// The rights that we know and have tried out. A kernel that knows fewer gives what
/// it has.
const KNOWN: ABI = ABI::V6;

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    /// The kernel's version of Landlock; 0 if it has none.
    pub(super) version: i32,
    /// Whether files are closed.
    pub(super) closes_files: bool,
    /// Whether signals stay inside.
    pub(super) closes_signals: bool,
}

/// Opens the folders of the policy: now, while they can be opened.
pub(super) fn prepare(policy: &Policy) -> io::Result<RulesetCreated> {
    rules(policy).map_err(io::Error::other)
}

fn rules(policy: &Policy) -> Result<RulesetCreated, RulesetError> {
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(KNOWN))?
        .handle_access(AccessNet::from_all(KNOWN))?
        .scope(Scope::from_all(KNOWN))?
        .create()?
        .add_rules(path_beneath_rules(&policy.read, read))?
        .add_rules(path_beneath_rules(
            &policy.execute,
            read | AccessFs::Execute,
        ))?
        .add_rules(path_beneath_rules(&policy.write, writing(policy.kind)))?
        .add_rules(path_beneath_rules(
            &policy.tell,
            AccessFs::WriteFile | AccessFs::Truncate | AccessFs::RemoveFile,
        ))
}

/// Who builds makes programs and runs them. A step makes files and folders: it has
/// no use for links, pipes and devices, which could mislead whoever looks at them
/// afterwards.
fn writing(kind: Kind) -> BitFlags<AccessFs> {
    let all = AccessFs::from_all(KNOWN);
    match kind {
        Kind::Build => all,
        Kind::Run => {
            let odd = AccessFs::MakeSym
                | AccessFs::MakeFifo
                | AccessFs::MakeSock
                | AccessFs::MakeChar
                | AccessFs::MakeBlock
                | AccessFs::IoctlDev
                | AccessFs::Execute;
            all & !odd
        }
    }
}

/// Holds this process and all that come of it to the rules.
pub(super) fn enforce(rules: RulesetCreated) -> io::Result<Held> {
    let status = rules.restrict_self().map_err(io::Error::other)?;
    let version = match status.landlock {
        LandlockStatus::Available {
            effective_abi,
            kernel_abi,
        } => kernel_abi.unwrap_or(effective_abi as i32),
        _ => 0,
    };
    Ok(Held {
        version,
        closes_files: status.ruleset != RulesetStatus::NotEnforced,
        closes_signals: version >= ABI::V6 as i32,
    })
}
