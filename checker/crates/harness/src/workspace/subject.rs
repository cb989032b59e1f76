//! The crate that is graded.

use crate::seeding::Substitution;
use crate::stable_hash;
use course::lesson::Lesson;
use std::path::{Path, PathBuf};

/// A crate that is graded: a student's, a solution, or a patched solution.
#[derive(Debug, Clone)]
pub struct Subject<'c> {
    /// The lesson that it answers.
    pub lesson: &'c Lesson,
    /// Tells the subjects of a workspace apart; part of its program's name.
    pub label: String,
    /// The folder of the crate.
    pub dir: PathBuf,
    /// What precedes the names of the crate's files and means nothing to students; the longest
    /// prefix comes first.
    pub prefixes: Vec<String>,
    /// The crate's name in its manifest.
    pub package: String,
    /// The ids of the steps that its program can run.
    pub steps: Vec<String>,
    /// Whether its program can also be the crate's own command line tool.
    pub has_tool: bool,
    /// Where to keep the databases that its steps leave, if they are to be kept.
    pub keep: Option<PathBuf>,
    /// What a seed replaces in its step files, if there is a seed.
    pub substitution: Option<Substitution>,
    /// Whether its program is one crate: this one, with the step files in it. That is compiled
    /// sooner, and the steps see what is private, so nobody is graded like that. The crate's own
    /// manifest and `src/lib.rs` are written for it.
    pub is_one_crate: bool,
}

impl Subject<'_> {
    /// The name of the generated package and of its program. The crate's folder is part of it,
    /// because two clones of the course may share a target directory.
    pub fn program(&self) -> String {
        format!("{}-{}", self.label, stable_hash::short_name(&self.dir))
    }

    /// The folder of its step files; `member` is the folder of the generated package.
    pub fn scenarios(&self, member: &Path) -> PathBuf {
        match self.substitution {
            Some(_) => member.join("scenarios"),
            None => self.lesson.scenarios(),
        }
    }

    /// Renames the crate's files in a text as students know them, such as
    /// `lessons/01-config/src/url.rs`.
    pub fn tidy(&self, text: &str) -> String {
        self.prefixes
            .iter()
            .fold(text.to_owned(), |text, prefix| text.replace(prefix, ""))
    }
}
