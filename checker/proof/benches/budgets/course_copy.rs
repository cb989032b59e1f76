//! A copy of the working tree, as a student has it.

use crate::Result;
use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The copy, removed when dropped.
pub(crate) struct CourseCopy {
    dir: TempDir,
}

impl CourseCopy {
    /// Copies the files that git tracks, as they are in the working tree.
    pub(crate) fn new() -> Result<Self> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .ok_or("no workspace")?;
        let list = Command::new("git")
            .arg("ls-files")
            .current_dir(source)
            .output()?;
        let dir = tempfile::tempdir()?;
        for name in String::from_utf8(list.stdout)?.lines() {
            let to = dir.path().join(name);
            fs::create_dir_all(to.parent().ok_or("no folder")?)?;
            // git still tracks a file whose removal is not committed.
            if source.join(name).is_file() {
                fs::copy(source.join(name), to)?;
            }
        }
        Ok(Self { dir })
    }

    /// A call of cargo in the copy.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("cargo");
        command
            .args(arguments)
            .current_dir(self.dir.path())
            .env_remove("CARGO_TARGET_DIR");
        without_servers(&mut command);
        command
    }

    /// The checker as `cargo run` built it.
    pub(crate) fn checker(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.dir.path().join("target/debug/checker"));
        command.args(arguments).current_dir(self.dir.path());
        without_servers(&mut command);
        command
    }

    /// Builds what the checker generated for the lessons, and nothing else. The target folder
    /// is spelt as the checker spells it: for another spelling cargo compiles again.
    pub(crate) fn build_lessons(&self) -> Command {
        let mut command = self.cargo(&["build", "-q", "--target-dir"]);
        command.arg(self.dir.path().join("target"));
        command.current_dir(self.dir.path().join("target/checker/lesson"));
        command
    }

    /// The program of the first lesson.
    pub(crate) fn program(&self) -> Result<PathBuf> {
        let folder = self.dir.path().join("target/debug");
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if name.starts_with("lesson-") && path.extension().is_none_or(|ext| ext == "exe") {
                return Ok(path);
            }
        }
        Err("no lesson was built".into())
    }

    /// How many steps the course has.
    pub(crate) fn steps(&self) -> Result<usize> {
        let mut steps = 0;
        for entry in fs::read_dir(self.dir.path().join("checker/course"))? {
            steps += fs::read_dir(entry?.path().join("expected"))?.count();
        }
        Ok(steps)
    }

    /// Replaces what the student writes by the solutions.
    pub(crate) fn solve(&self) -> Result<()> {
        for entry in fs::read_dir(self.dir.path().join("solutions"))? {
            let solution = entry?.path();
            let lesson = solution.strip_prefix(self.dir.path().join("solutions"))?;
            let lesson = self.dir.path().join("lessons").join(lesson);
            for folder in ["src", "migrations"] {
                copy_files(&solution.join(folder), &lesson.join(folder))?;
            }
        }
        Ok(())
    }

    /// Changes a function of the first lesson a little; `number` makes a difference each time.
    pub(crate) fn edit(&self, number: usize) -> Result<()> {
        let file = self.dir.path().join("lessons/01-config/src/basedir.rs");
        let text = fs::read_to_string(&file)?;
        let text = text.split("\npub fn edit").next().unwrap_or_default();
        Ok(fs::write(
            file,
            format!("{text}\npub fn edit() -> usize {{ {number} }}\n"),
        )?)
    }

    /// Starts to watch the first lesson, without a terminal.
    pub(crate) fn watch(&self) -> Result<Watch> {
        let mut command = self.checker(&["watch", "config"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn()?;
        let stdout = child.stdout.take().ok_or("no output")?;
        let lines = BufReader::new(stdout).lines();
        let mut watch = Watch { child, lines };
        watch.verdict()?;
        Ok(watch)
    }

    /// Makes the first step print for ever.
    pub(crate) fn flood(&self) -> Result<()> {
        let file = self.dir.path().join("lessons/01-config/src/basedir.rs");
        let text = fs::read_to_string(&file)?;
        let flood =
            "{\n    loop {\n        println!(\"flood\");\n    }\n    #[expect(unreachable_code)]\n";
        let text = text.replacen("-> PathBuf {\n", &format!("-> PathBuf {flood}"), 1);
        Ok(fs::write(file, text)?)
    }

    /// Makes a crate that compiles what every lesson needs.
    pub(crate) fn floor_crate(&self) -> Result<PathBuf> {
        let folder = self.dir.path().join("target/floor");
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src/main.rs"), "fn main() {}\n")?;
        let root = fs::read_to_string(self.dir.path().join("Cargo.toml"))?;
        let line = |name: &str| {
            root.lines()
                .find(|line| line.starts_with(name))
                .unwrap_or_default()
        };
        let profile = root
            .split_once("[profile.dev]")
            .map_or("", |(_, profile)| profile);
        let manifest = format!(
            "[package]\nname = \"floor\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{}\n{}\n[profile.dev]{profile}",
            line("rusqlite ="),
            line("refinery ="),
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::copy(
            self.dir.path().join("Cargo.lock"),
            folder.join("Cargo.lock"),
        )?;
        Ok(folder)
    }

    /// The size of the target folder, without the crate of the floor.
    pub(crate) fn target_mib(&self) -> Result<f64> {
        let target = self.dir.path().join("target");
        let bytes = size(&target)? - size(&target.join("floor"))?;
        Ok(f64::from(u32::try_from(bytes / (1024 * 1024))?))
    }
}

/// A running watch; it ends when this is dropped.
pub(crate) struct Watch {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Watch {
    /// Waits for the next verdict, whose report ends with a line about what to do.
    pub(crate) fn verdict(&mut self) -> Result<()> {
        for line in &mut self.lines {
            let line = line?;
            if line.contains("Next:") || line.contains("are right: ") {
                return Ok(());
            }
        }
        Err("the watch has ended".into())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Copies the files of a folder, if there is one.
fn copy_files(from: &Path, to: &Path) -> Result<()> {
    for file in fs::read_dir(from).into_iter().flatten() {
        let file = file?;
        fs::copy(file.path(), to.join(file.file_name()))?;
    }
    Ok(())
}

fn size(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        bytes += if meta.is_dir() {
            size(&entry.path())?
        } else {
            meta.len()
        };
    }
    Ok(bytes)
}

/// Most students have no database server, and starting one takes longer than anything else.
fn without_servers(command: &mut Command) {
    command.envs([("TEST_POSTGRES_URL", "off"), ("TEST_MYSQL_URL", "off")]);
}

/// Runs a command to its end, without its output, and returns the seconds.
pub(crate) fn seconds_of(command: &mut Command) -> Result<f64> {
    let start = Instant::now();
    silent(command)?.wait()?;
    Ok(start.elapsed().as_secs_f64())
}

/// The peak memory of a process itself, in MiB (Linux).
pub(crate) fn peak_memory(command: &mut Command) -> Result<f64> {
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
    Ok(peak)
}

fn silent(command: &mut Command) -> Result<Child> {
    Ok(command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?)
}
