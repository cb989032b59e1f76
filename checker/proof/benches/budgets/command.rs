//! Commands, and what they cost.

use crate::Result;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Most students have no database server, and starting one takes longer than anything else.
pub(crate) fn without_servers(command: &mut Command) -> &mut Command {
    command.envs([("TEST_POSTGRES_URL", "off"), ("TEST_MYSQL_URL", "off")])
}

/// Runs a command to its end, without its output, and returns the seconds. Its exit code does
/// not matter: missing points have one, too.
pub(crate) fn seconds_of(command: &mut Command) -> Result<f64> {
    let start = Instant::now();
    silent(command)?.wait()?;
    Ok(start.elapsed().as_secs_f64())
}

/// Runs a command that has to succeed, without its output, and returns the seconds.
pub(crate) fn checked(command: &mut Command) -> Result<f64> {
    let start = Instant::now();
    let status = silent(command)?.wait()?;
    if status.success() {
        Ok(start.elapsed().as_secs_f64())
    } else {
        Err(format!("{command:?} ended with {status}").into())
    }
}

/// The peak memory of a process itself, in MiB (Linux).
pub(crate) fn peak_memory(command: &mut Command) -> Result<f64> {
    Ok(cost(command)?.peak_mib)
}

/// What a run costs.
pub(crate) struct Cost {
    pub(crate) seconds: f64,
    /// The peak memory of the process itself (Linux).
    pub(crate) peak_mib: f64,
}

/// Runs a command to its end, without its output.
pub(crate) fn cost(command: &mut Command) -> Result<Cost> {
    let start = Instant::now();
    let mut child = silent(command)?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = 0.0;
    while child.try_wait()?.is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        peak = kib.map_or(peak, |kib| f64::max(peak, kib / 1024.0));
        thread::sleep(Duration::from_millis(5));
    }
    Ok(Cost {
        seconds: start.elapsed().as_secs_f64(),
        peak_mib: peak,
    })
}

fn silent(command: &mut Command) -> Result<Child> {
    Ok(command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?)
}
