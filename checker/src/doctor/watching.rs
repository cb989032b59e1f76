//! Whether the system reports files that are saved.

use notify::{RecursiveMode, Watcher};
use std::fs;
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use terminal::doctor::DoctorCheck;

/// Network mounts never report anything; a busy machine may take a while.
const PATIENCE: Duration = Duration::from_secs(3);

const ADVICE: &str = "saves may go unseen on network folders and on Windows drives in WSL: clone \
                      the course to a folder of this system, or use `watch --poll`";

/// Saves a file and waits for the report. The file is in `.checker/`, which is on the same
/// file system as the lessons and has nothing of the student's in it.
pub(super) fn check(root: &Path) -> DoctorCheck {
    let folder = root
        .join(".checker")
        .join(format!("doctor-{}", std::process::id()));
    let result = fs::create_dir_all(&folder)
        .map_err(|error| error.to_string())
        .and_then(|()| try_in(&folder));
    // Leftovers do no harm. `.checker` stays if there is anything else in it.
    let _ = fs::remove_dir_all(&folder);
    let _ = fs::remove_dir(root.join(".checker"));
    match result {
        Ok(Some(delay)) => {
            let delay = format!("a save is seen within {} ms", delay.as_millis() + 1);
            DoctorCheck::fine("watching", delay)
        }
        Ok(None) => DoctorCheck::note("watching", "a save was not seen", ADVICE),
        Err(why) => DoctorCheck::note("watching", limits().unwrap_or(why), ADVICE),
    }
}

fn try_in(folder: &Path) -> Result<Option<Duration>, String> {
    let (sender, receiver) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event| {
        // The receiver is gone once the first report is in.
        let _ = sender.send(event);
    })
    .map_err(|error| error.to_string())?;
    watcher
        .watch(folder, RecursiveMode::NonRecursive)
        .map_err(|error| error.to_string())?;
    let start = Instant::now();
    fs::write(folder.join("saved"), "text").map_err(|error| error.to_string())?;
    match receiver.recv_timeout(PATIENCE) {
        Ok(Ok(_)) => Ok(Some(start.elapsed())),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Ok(None),
    }
}

/// The limits that Linux sets, which editors can use up.
fn limits() -> Option<String> {
    let watches = fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").ok()?;
    let instances = fs::read_to_string("/proc/sys/fs/inotify/max_user_instances").ok()?;
    Some(format!(
        "not possible; the limits are {} watches, {} watchers (fs.inotify.max_user_*)",
        watches.trim(),
        instances.trim()
    ))
}
