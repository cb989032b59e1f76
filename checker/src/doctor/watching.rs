//! Whether the system tells of files that are saved.

use notify::{RecursiveMode, Watcher};
use std::fs;
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use terminal::doctor::DoctorCheck;

/// A network mount never tells; a busy machine may take its time.
const PATIENCE: Duration = Duration::from_secs(3);

const ADVICE: &str = "saves may go unseen on network folders and on Windows drives in WSL: clone \
                      the course to a folder of this system, or use `watch --poll`";

/// Saves a file beside the lessons, and waits to be told. It lies in `.checker/`, where the
/// file system is the same and nothing is the student's.
pub(super) fn look(root: &Path) -> DoctorCheck {
    let folder = root
        .join(".checker")
        .join(format!("doctor-{}", std::process::id()));
    let tried = fs::create_dir_all(&folder)
        .map_err(|error| error.to_string())
        .and_then(|()| try_in(&folder));
    // What cannot be tidied up does no harm; `.checker` itself stays if there is more in it.
    let _ = fs::remove_dir_all(&folder);
    let _ = fs::remove_dir(root.join(".checker"));
    match tried {
        Ok(Some(delay)) => {
            let told = format!("a save is seen within {} ms", delay.as_millis() + 1);
            DoctorCheck::fine("watching", told)
        }
        Ok(None) => DoctorCheck::note("watching", "a save was not seen", ADVICE),
        Err(why) => DoctorCheck::note("watching", limit().unwrap_or(why), ADVICE),
    }
}

fn try_in(folder: &Path) -> Result<Option<Duration>, String> {
    let (sender, receiver) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event| {
        // Nobody listens any more when all is known.
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

/// Linux has a limit that editors can use up.
fn limit() -> Option<String> {
    let watches = fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").ok()?;
    let instances = fs::read_to_string("/proc/sys/fs/inotify/max_user_instances").ok()?;
    Some(format!(
        "not possible; the limits are {} watches, {} watchers (fs.inotify.max_user_*)",
        watches.trim(),
        instances.trim()
    ))
}
