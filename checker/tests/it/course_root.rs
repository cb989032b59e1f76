//! Small courses to run the checker on.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A folder that the checker takes for the course: lesson 1 of the real one,
/// solved, and another lesson of one step (`fixtures/other/`).
///
/// It lies below the target directory and keeps its name, so that what cargo
/// compiled for it the last time is of use again. Until it is dropped nobody
/// else uses it: two tests, or two runs of the tests, wait for each other.
pub(crate) struct CourseRoot {
    pub(crate) path: PathBuf,
    files: BTreeMap<PathBuf, Vec<u8>>,
    _lock: File,
}

const OTHER: [(&str, &str); 6] = [
    (
        "checker/course/02-other/lesson.toml",
        include_str!("fixtures/other/lesson.toml"),
    ),
    (
        "checker/course/02-other/steps/answer.md",
        include_str!("fixtures/other/step.md"),
    ),
    (
        "checker/course/02-other/scenarios/answer.rs",
        include_str!("fixtures/other/scenario.rs"),
    ),
    (
        "checker/course/02-other/expected/answer.snap",
        include_str!("fixtures/other/expected.snap"),
    ),
    (
        "lessons/02-other/Cargo.toml",
        include_str!("fixtures/other/Cargo.toml"),
    ),
    (
        "lessons/02-other/src/lib.rs",
        include_str!("fixtures/other/lib.rs"),
    ),
];

impl CourseRoot {
    /// Declares a course in which all is right. Nothing is written yet.
    pub(crate) fn new(name: &str) -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("the workspace");
        let fixtures = checker::hands::cargo::target_dir(source)
            .join("checker")
            .join("fixtures");
        fs::create_dir_all(&fixtures).expect("a folder for fixtures");
        let lock = File::create(fixtures.join(format!("{name}.lock"))).expect("a lock file");
        lock.lock().expect("the fixture for ourselves");

        let mut root = Self {
            path: fixtures.join(name),
            files: BTreeMap::new(),
            _lock: lock,
        };
        for file in ["Cargo.toml", "Cargo.lock"] {
            root.copy(&source.join(file), file);
        }
        for folder in ["scenarios", "steps", "expected"] {
            let folder = format!("checker/course/01-config/{folder}");
            root.copy(&source.join(&folder), &folder);
        }
        root.copy(&source.join("checker/scenario"), "checker/scenario");
        root.copy(
            &source.join("lessons/01-config/Cargo.toml"),
            "lessons/01-config/Cargo.toml",
        );
        root.copy(
            &source.join("solutions/01-config/src"),
            "lessons/01-config/src",
        );
        for (path, text) in OTHER {
            root = root.file(path, text);
        }
        let lesson_toml = "checker/course/01-config/lesson.toml";
        root.copy(&source.join(lesson_toml), lesson_toml);
        // Here a loop that never ends need not be waited for any longer.
        let text = root
            .text(lesson_toml)
            .replacen("\n\n", "\n\n[limits]\nseconds = 3\n\n", 1);
        root = root.file(lesson_toml, &text);
        let members = root
            .text("Cargo.toml")
            .replace("\"checker\", ", "")
            .replace(", \"solutions/*\"", "");
        root.file("Cargo.toml", &members)
    }

    /// Puts `code` into the file of a step of lesson 1.
    pub(crate) fn step(self, step: &str, code: &str) -> Self {
        self.file(&format!("lessons/01-config/src/{step}.rs"), code)
    }

    /// Adds or replaces a file.
    pub(crate) fn file(mut self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.files.insert(path.into(), text.as_ref().to_vec());
        self
    }

    /// Adds a file or a folder of the real course.
    pub(crate) fn with(mut self, path: &str) -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        self.copy(&source.expect("the workspace").join(path), path);
        self
    }

    /// Adds to the end of a file.
    pub(crate) fn append(self, path: &str, more: &str) -> Self {
        let text = self.text(path) + more;
        self.file(path, text)
    }

    /// Leaves out a file, or a folder.
    pub(crate) fn without(mut self, path: &str) -> Self {
        self.files.retain(|file, _| !file.starts_with(path));
        self
    }

    /// Makes the folder what was declared.
    pub(crate) fn write(self) -> Self {
        // Copies that `reset` has kept.
        let _ = fs::remove_dir_all(self.path.join(".checker"));
        for (path, text) in self.tree() {
            if self.files.get(&path) != Some(&text) {
                fs::remove_file(self.path.join(path)).expect("an old file to remove");
            }
        }
        for (path, text) in &self.files {
            let path = self.path.join(path);
            // cargo compiles again what has a new time.
            if fs::read(&path).is_ok_and(|old| old == *text) {
                continue;
            }
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder to write to");
            fs::write(path, text).expect("a file to write");
        }
        for folder in ["lessons/01-config", "lessons/02-other"] {
            if !self.files.keys().any(|file| file.starts_with(folder)) {
                let _ = fs::remove_dir_all(self.path.join(folder));
            }
        }
        self
    }

    /// All files below the folder, without those that are generated.
    pub(crate) fn tree(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        if self.path.is_dir() {
            read_tree(&self.path, &self.path, &mut files).expect("a readable fixture");
        }
        files.retain(|path, _| !path.starts_with("target"));
        files
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(self.files[Path::new(path)].clone()).expect("UTF-8")
    }

    fn copy(&mut self, from: &Path, to: &str) {
        if from.is_dir() {
            let mut files = BTreeMap::new();
            read_tree(from, from, &mut files).expect("a readable folder");
            let files = files
                .into_iter()
                .map(|(path, text)| (Path::new(to).join(path), text));
            self.files.extend(files);
        } else {
            let text = fs::read(from).expect("a readable file");
            self.files.insert(to.into(), text);
        }
    }
}

fn read_tree(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .strip_prefix(root)
            .expect("a path below the root")
            .to_owned();
        if path.is_dir() && name != Path::new("target") {
            read_tree(root, &path, files)?;
        } else if path.is_file() {
            files.insert(name, fs::read(&path)?);
        }
    }
    Ok(())
}
