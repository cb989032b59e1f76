//! The files that a program can reach, by Landlock (Linux 5.13 and newer).

use crate::launcher::policy::{Policy, Role};
use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, LandlockStatus, Ruleset,
    RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
    path_beneath_rules,
};
use std::io;

/// The newest version whose rights we have tried out. An older kernel enforces those
/// that it knows.
const KNOWN: ABI = ABI::V6;

/// What the kernel enforces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Enforced {
    /// The kernel's version of Landlock; 0 if it has none.
    pub(super) version: i32,
    /// Whether files are out of reach.
    pub(super) closes_files: bool,
    /// Whether signals reach its own processes only.
    pub(super) closes_signals: bool,
}

/// Opens the folders of the policy, which can be opened only now.
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
        .add_rules(path_beneath_rules(&policy.write, writing(policy.role)))
}

/// A build makes programs and runs them. A step makes files and folders: links, pipes
/// and devices would only mislead whoever reads them afterwards.
fn writing(role: Role) -> BitFlags<AccessFs> {
    let all = AccessFs::from_all(KNOWN);
    match role {
        Role::Build => all,
        Role::Step => {
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

/// Restricts this process and all its children to come.
pub(super) fn enforce(rules: RulesetCreated) -> io::Result<Enforced> {
    let status = rules.restrict_self().map_err(io::Error::other)?;
    let version = match status.landlock {
        LandlockStatus::Available {
            effective_abi,
            kernel_abi,
        } => kernel_abi.unwrap_or(effective_abi as i32),
        _ => 0,
    };
    Ok(Enforced {
        version,
        closes_files: status.ruleset != RulesetStatus::NotEnforced,
        closes_signals: version >= ABI::V6 as i32,
    })
}
