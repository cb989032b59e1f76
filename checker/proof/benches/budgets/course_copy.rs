//! A copy of the working tree, as a student has it.

use crate::Result;
use crate::command::{checked, without_servers};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use tempfile::TempDir;

/// The copy, removed when dropped.
pub(crate) struct CourseCopy {
    dir: TempDir,
}

impl CourseCopy {
    /// Copies the files that git tracks, as they are in the working tree, and downloads what
    /// they need.
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
        let copy = Self { dir };
        checked(&mut copy.cargo(&["fetch", "--locked"]))?;
        Ok(copy)
    }

    /// Makes a repository of it, whose tree is clean.
    pub(crate) fn commit(&self) -> Result<()> {
        let who = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"];
        let commit = [&who[..], &["commit", "-qm", "all"]].concat();
        for arguments in [&["init", "-q"][..], &["add", "-A"], &commit] {
            checked(&mut self.command("git", arguments))?;
        }
        Ok(())
    }

    /// The manifest of the workspace.
    pub(crate) fn manifest(&self) -> Result<String> {
        Ok(fs::read_to_string(self.path("Cargo.toml"))?)
    }

    /// A path in the copy.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.dir.path().join(relative)
    }

    /// A command that is run in the copy, with the servers that there are.
    pub(crate) fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.dir.path());
        // As `cargo bench` has set it for this program.
        command.env_remove("CARGO_TARGET_DIR");
        command
    }

    /// A call of cargo in the copy.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("cargo", arguments);
        without_servers(&mut command);
        command
    }

    /// `cargo run` of the checker.
    pub(crate) fn cargo_run(&self, arguments: &[&str]) -> Command {
        self.cargo(&[&["run", "-q", "-p", "checker", "--"], arguments].concat())
    }

    /// The checker as `cargo run` built it.
    pub(crate) fn checker(&self, arguments: &[&str]) -> Command {
        let program = self.path("target/debug/checker");
        let mut command = self.command(&program.to_string_lossy(), arguments);
        without_servers(&mut command);
        command
    }

    /// Builds the programs that the checker generated for these lessons, or for all if there are none.
    /// The target folder is spelt as the checker spells it: for another spelling cargo
    /// compiles again.
    pub(crate) fn build_programs(&self, lessons: &[&str]) -> Result<Command> {
        let folder = self.path("target/checker/lesson");
        let mut command = self.cargo(&["build", "-q", "--target-dir"]);
        command.arg(self.path("target")).current_dir(&folder);
        for lesson in lessons {
            let package = find(&folder, &format!("lesson-{lesson}-"))?;
            command
                .arg("--package")
                .arg(package.file_name().ok_or("no name")?);
        }
        Ok(command)
    }

    /// Removes what was compiled for the lessons, except what they need of others.
    pub(crate) fn forget_programs(&self) -> Result<()> {
        let folder = self.path("target/checker/lesson");
        let mut command = self.cargo(&["clean", "-q", "--target-dir"]);
        command.arg(self.path("target")).current_dir(&folder);
        for lesson in self.lessons()? {
            let (_, package) = lesson.split_once('-').ok_or("a lesson has a number")?;
            let program = find(&folder, &format!("lesson-{package}-"))?;
            let program = program.file_name().ok_or("no name")?;
            command
                .args(["--package", package, "--package"])
                .arg(program);
        }
        checked(&mut command)?;
        Ok(())
    }

    /// The program of the first lesson, as often as the course has steps.
    pub(crate) fn programs(&self) -> Result<Vec<Command>> {
        let program = find(&self.path("target/debug"), "lesson-config-")?;
        let steps = self.steps()?;
        Ok((0..steps).map(|_| Command::new(&program)).collect())
    }

    /// How many steps the course has.
    pub(crate) fn steps(&self) -> Result<usize> {
        let mut steps = 0;
        for entry in fs::read_dir(self.path("checker/course"))? {
            steps += fs::read_dir(entry?.path().join("expected"))?.count();
        }
        Ok(steps)
    }

    /// Replaces what the student writes by the solutions.
    pub(crate) fn solve(&self) -> Result<()> {
        self.lessons()?
            .iter()
            .try_for_each(|lesson| self.solve_lesson(lesson))
    }

    /// The same in one lesson, by the name of its folder.
    pub(crate) fn solve_lesson(&self, lesson: &str) -> Result<()> {
        for folder in ["src", "migrations"] {
            copy_files(
                &self.path("solutions").join(lesson).join(folder),
                &self.path("lessons").join(lesson).join(folder),
            )?;
        }
        Ok(())
    }

    /// The names of the folders of the lessons, in their order.
    pub(crate) fn lessons(&self) -> Result<Vec<String>> {
        let mut lessons = Vec::new();
        for entry in fs::read_dir(self.path("solutions"))? {
            lessons.push(entry?.file_name().to_string_lossy().into_owned());
        }
        lessons.sort();
        Ok(lessons)
    }

    /// Changes a function of the first lesson a little; `number` makes a difference each time.
    pub(crate) fn edit(&self, number: usize) -> Result<()> {
        edit(&self.path("lessons/01-config/src/basedir.rs"), number)
    }

    /// Changes something in each lesson.
    pub(crate) fn edit_all(&self, number: usize) -> Result<()> {
        for entry in fs::read_dir(self.path("lessons"))? {
            edit(&entry?.path().join("src/lib.rs"), number)?;
        }
        Ok(())
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
        let file = self.path("lessons/01-config/src/basedir.rs");
        let text = fs::read_to_string(&file)?;
        let flood =
            "{\n    loop {\n        println!(\"flood\");\n    }\n    #[expect(unreachable_code)]\n";
        let text = text.replacen("-> PathBuf {\n", &format!("-> PathBuf {flood}"), 1);
        Ok(fs::write(file, text)?)
    }

    /// The crates of others that were compiled so far: `NAME-VERSION`, and the files that
    /// cargo wrote about each time.
    pub(crate) fn crates(&self) -> Result<BTreeSet<(String, PathBuf)>> {
        let mut crates = BTreeSet::new();
        for entry in fs::read_dir(self.path("target/debug/deps"))? {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "d") {
                continue;
            }
            // It names the sources, which are in `registry/src/INDEX/NAME-VERSION`.
            let sources = fs::read_to_string(&path)?;
            let parts: Vec<&str> = sources.split(['/', '\\']).collect();
            let mut places = parts.windows(4);
            let place = places.find(|place| place[..2] == ["registry", "src"]);
            if let Some(place) = place {
                crates.insert((place[3].to_owned(), path));
            }
        }
        Ok(crates)
    }

    /// The size of the target folder, in MiB.
    pub(crate) fn target_mib(&self) -> Result<f64> {
        let bytes = size(&self.path("target"))?;
        Ok(f64::from(u32::try_from(bytes / (1024 * 1024))?))
    }

    /// Removes the target folder.
    pub(crate) fn clean(&self) -> Result<()> {
        let target = self.path("target");
        if target.exists() {
            fs::remove_dir_all(target)?;
        }
        Ok(())
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

/// Appends a function, which differs from the one that was there.
pub(crate) fn edit(file: &Path, number: usize) -> Result<()> {
    let text = fs::read_to_string(file)?;
    let text = text.split("\npub fn edit").next().unwrap_or_default();
    let edit = format!("{text}\npub fn edit() -> usize {{ {number} }}\n");
    Ok(fs::write(file, edit)?)
}

/// The folder or program in `folder` whose name begins like this.
fn find(folder: &Path, prefix: &str) -> Result<PathBuf> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(prefix) && path.extension().is_none_or(|extension| extension == "exe") {
            return Ok(path);
        }
    }
    Err(format!("no {prefix}… in {}", folder.display()).into())
}

/// Copies the files of a folder, if there is one.
pub(crate) fn copy_files(from: &Path, to: &Path) -> Result<()> {
    for file in fs::read_dir(from).into_iter().flatten() {
        let file = file?;
        fs::copy(file.path(), to.join(file.file_name()))?;
    }
    Ok(())
}

/// In bytes. A file counts once, however many names it has: cargo links programs to a second one.
fn size(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        bytes += if meta.is_dir() {
            size(&entry.path())?
        } else {
            meta.len() / meta.nlink()
        };
    }
    Ok(bytes)
}
