//! What `grade` makes of a machine that fails, and of lessons that fill it: that costs themselves, or is
//! no score at all.

use crate::grade::{ENVIRONMENT, copy, course, grade, home, slow, text, with_wal};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

#[test]
fn a_lesson_that_fills_the_disk_while_it_is_compiled_costs_only_itself() {
    let folder = with_wal(
        "static DATA: [u8; 480 << 20] = [1; 480 << 20];

        pub fn enable_wal(_: &rusqlite::Connection) -> Result<bool, crate::ConfigError> {
            Ok(DATA[std::process::id() as usize] == 1)
        }",
    );
    let models = folder.path().join("lessons/02-models");
    copy(&course().join("solutions/02-models"), &models);
    let at = folder.path().to_string_lossy().into_owned();
    let names = ["config/wal", "models/users"];
    let arguments = [&names[..], &["--submission", &at]].concat();
    if let Some(output) = grade(course(), &arguments) {
        let told = text(&output.stdout);
        // More than it may in all, or in one file: whatever is seen first.
        assert!(told.contains("stopped: compiling it writes "), "{told}");
        let models = told.lines().find(|line| line.starts_with(" 02 models"));
        assert!(models.is_some_and(|line| line.contains('●')), "{told}");
    }
}

/// A grade that is no score although the code is wrong.
fn assert_is_no_score(output: &Output, why: &str) {
    assert_eq!(output.status.code(), ENVIRONMENT, "{output:?}");
    assert_eq!(text(&output.stdout), "");
    let error = text(&output.stderr);
    assert!(error.contains(why), "{error}");
}

#[test]
#[cfg(unix)]
fn a_folder_that_is_removed_meanwhile_is_no_score() {
    for part in ["course", "target", "tmp"] {
        if let Some(output) = grade_without(part) {
            assert_is_no_score(&output, "");
        }
    }
}

/// Grades while somebody removes a part of the submission's place again and again.
#[cfg(unix)]
fn grade_without(part: &str) -> Option<Output> {
    use std::time::{Duration, Instant};

    let slow = slow(2) + "// without " + part;
    let folder = with_wal(&slow);
    let at = folder.path().to_string_lossy().into_owned();
    grade(course(), &["config/wal", "--submission", &at])?;
    let slots = home().join("slots");
    let mut grader = Command::new(assert_cmd::cargo::cargo_bin!("classroom"))
        .current_dir(course())
        .args(["grade", "config/wal", "--submission", &at])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let is_ours = |slot: &PathBuf| {
        let wal = slot.join("course/lessons/01-config/src/wal.rs");
        fs::read_to_string(wal).is_ok_and(|text| text == slow)
    };
    let start = Instant::now();
    while grader.try_wait().expect("a process").is_none() && start.elapsed().as_secs() < 60 {
        let entries = fs::read_dir(&slots).into_iter().flatten().flatten();
        let mut entries = entries.map(|entry| entry.path());
        if let Some(slot) = entries.find(is_ours) {
            let _ = fs::remove_dir_all(slot.join(part));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Some(grader.wait_with_output().expect("an end"))
}

/// With so few files a launcher cannot pass on the report, and has to give up.
#[test]
#[cfg(target_os = "linux")]
fn a_step_that_cannot_be_started_is_no_score() {
    let folder = with_wal(include_str!(
        "../../../../tests/it/fixtures/wal_is_wrong.rs"
    ));
    let at = folder.path().to_string_lossy().into_owned();
    if grade(course(), &["config/wal", "--submission", &at]).is_none() {
        return;
    }
    let output = Command::new("sh")
        .args(["-c", "ulimit -n 100; exec \"$@\"", "sh"])
        .arg(assert_cmd::cargo::cargo_bin!("classroom"))
        .args(["grade", "config/wal", "--submission", &at])
        .current_dir(course())
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    assert_is_no_score(&output, "cannot lock up a step's program");
}

#[cfg(target_os = "linux")]
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Only root can give each step a user of its own.
#[test]
#[cfg(target_os = "linux")]
fn a_step_that_takes_all_processes_costs_only_itself() {
    let folder = with_wal(
        "use std::thread::{Builder, sleep};
        use std::time::Duration;

        pub fn enable_wal(_: &rusqlite::Connection) -> Result<bool, crate::ConfigError> {
            loop {
                let rest = || sleep(Duration::from_secs(60));
                if Builder::new().stack_size(1 << 16).spawn(rest).is_err() {
                    sleep(Duration::from_micros(100));
                }
            }
        }",
    );
    let models = folder.path().join("lessons/02-models");
    copy(&course().join("solutions/02-models"), &models);
    let at = folder.path().to_string_lossy().into_owned();
    let Some(output) = grade(course(), &["config/wal", "02", "--submission", &at]) else {
        return;
    };
    let told = text(&output.stdout);
    assert!(told.contains("still running after"), "{told}");
    if is_root() {
        let models = told.lines().find(|line| line.starts_with(" 02 models"));
        assert!(models.is_some_and(|line| line.contains("60/60")), "{told}");
    }
}

/// Puts a small disk over each folder, and grades. Those with 8 MiB are filled.
#[cfg(target_os = "linux")]
const WITH_SMALL_DISKS: &str = r#"
while [ $# -gt 2 ]; do
    mount -t tmpfs -o size="$2" none "$1" || exit 99
    [ "$2" != 8m ] || head -c 9m /dev/zero >"$1/fill"
    shift 2
done
exec "$1" grade config/wal --submission "$2"
"#;

/// Only root can put a disk somewhere. `None`: it cannot be done here, or root grades among temporary
/// files, where nothing would be prepared.
#[cfg(target_os = "linux")]
fn grade_with_disks(submission: &TempDir, temporary: &str, disks: &[&str]) -> Option<Output> {
    if !home().ends_with("grade") {
        return None;
    }
    let output = Command::new("unshare")
        .args(["--mount", "sh", "-c", WITH_SMALL_DISKS, "sh"])
        .args(disks)
        .arg(assert_cmd::cargo::cargo_bin!("classroom"))
        .arg(submission.path())
        .current_dir(course())
        .env("TMPDIR", temporary)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    (!matches!(output.status.code(), Some(1 | 99))).then_some(output)
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_no_score() {
    let wrong = with_wal(include_str!(
        "../../../../tests/it/fixtures/wal_is_wrong.rs"
    ));
    let at = wrong.path().to_string_lossy().into_owned();
    if grade(course(), &["config/wal", "--submission", &at]).is_none() {
        return;
    }
    let own = TempDir::new().expect("a folder");
    let own = own.path().to_string_lossy().into_owned();
    let slots = home().join("slots").to_string_lossy().into_owned();
    let with = |disks: &[&str]| grade_with_disks(&wrong, &own, disks);
    let no_files = "1g,nr_inodes=90";
    for full in ["8m", no_files] {
        // Where memory is full, the disk is as good.
        let Some(output) = with(&["/dev/shm", full]) else {
            eprintln!("skipped: no disk can be mounted here");
            return;
        };
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let output = with(&["/dev/shm", full, &own, full]).expect("mounts");
        assert_is_no_score(&output, &own);
    }
    let output = with(&[&slots, "2m"]).expect("mounts");
    assert_is_no_score(&output, "No space left on device");
}

/// Removed files that are open lie nowhere, and take the disk all the same.
#[test]
#[cfg(target_os = "linux")]
fn a_step_that_fills_the_disk_with_removed_files_is_stopped() {
    let attack = include_str!("../attacks/corpus/fills_the_disk.attack");
    let (_, code) = attack.split_once("--- src/wal.rs\n").expect("its code");
    let filling = with_wal(code);
    let at = filling.path().to_string_lossy().into_owned();
    if grade(course(), &["config/wal", "--submission", &at]).is_none() {
        return;
    }
    let own = TempDir::new().expect("a folder");
    let own = own.path().to_string_lossy().into_owned();
    let disks = ["/dev/shm", "8m", &own, "800m"];
    let Some(output) = grade_with_disks(&filling, &own, &disks) else {
        eprintln!("skipped: no disk can be mounted here");
        return;
    };
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let told = text(&output.stdout);
    assert!(told.contains("filled the disk"), "{told}");
}
