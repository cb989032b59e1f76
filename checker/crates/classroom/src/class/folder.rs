//! The folder of a class.
//!
//! | in it | what |
//! | --- | --- |
//! | `class.toml` | what the teacher decides for all |
//! | `roster.csv` | who is in the class |
//! | `submissions/` | what was handed in |
//! | `gradebook.sqlite3` | everything else |

use crate::class::gradebook::{Access, Gradebook};
use crate::class::settings::Settings;
use crate::output;
use course::catalogue;
use course::error::Error;
use course::lesson::Course;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) const SETTINGS: &str = "class.toml";
pub(super) const ROSTER: &str = "roster.csv";
pub(super) const SUBMISSIONS: &str = "submissions";
const GRADEBOOK: &str = "gradebook.sqlite3";

/// What to do when something is due at another time than when clones were collected.
pub(super) const OTHER_COMMITS: &str = "something is due at another time now, so other commits of clones may count; \
    `class grade` looks at them again, in `submissions/` or in the place that you name";

/// The folder of a class.
#[derive(Debug, Clone)]
pub(super) struct ClassFolder {
    path: PathBuf,
}

impl ClassFolder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The class that was asked for, or else the one of the current folder, or the only one in it.
    pub(super) fn find(asked: Option<&Path>) -> Result<Self, Error> {
        let is_class = |folder: &Path| folder.join(SETTINGS).is_file();
        if let Some(asked) = asked {
            if is_class(asked) {
                return Ok(Self::new(asked.to_owned()));
            }
            let why = format!("{} is not a class folder", asked.display());
            return Err(Error::Usage(format!("{why}; `class init` makes one")));
        }
        let here = PathBuf::from(".");
        if is_class(&here) {
            return Ok(Self::new(here));
        }
        let reading = Error::while_doing("read the current folder");
        let mut found = Vec::new();
        for entry in fs::read_dir(&here).map_err(reading)?.flatten() {
            let folder = PathBuf::from(entry.file_name());
            if is_class(&folder) {
                found.push(folder);
            }
        }
        match &found[..] {
            [one] => Ok(Self::new(one.clone())),
            [] => Err(Error::Usage(
                "there is no class here; name one with `--in FOLDER`, or make one with \
                 `class init FOLDER`"
                    .to_owned(),
            )),
            several => {
                let names = several.iter().map(|it| it.display().to_string());
                let names: Vec<String> = names.collect();
                let names = names.join(", ");
                Err(Error::Usage(format!(
                    "there are several classes here ({names}); name one with `--in FOLDER`"
                )))
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn roster(&self) -> PathBuf {
        self.path.join(ROSTER)
    }

    pub(super) fn submissions(&self) -> PathBuf {
        self.path.join(SUBMISSIONS)
    }

    /// How the gradebook names a file or folder: in the folder of the class, which may be moved, by the
    /// path from there.
    pub(super) fn name_of(&self, place: &Path) -> String {
        let place = output::place(place);
        let here = output::place(&self.path);
        place
            .strip_prefix(here)
            .unwrap_or(&place)
            .display()
            .to_string()
    }

    /// The place that the gradebook names so.
    pub(super) fn place_of(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Whether everything that was handed in lies in a folder.
    pub(super) fn is_below(&self, folder: &Path) -> bool {
        output::place(&self.submissions()).starts_with(output::place(folder))
    }

    pub(super) fn settings(&self, course: &Course) -> Result<Settings, Error> {
        Settings::read(&self.path.join(SETTINGS), course)
    }

    /// The gradebook, with the course and the settings as they are now.
    pub(super) fn gradebook(
        &self,
        course: &Course,
        settings: &Settings,
    ) -> Result<Gradebook, Error> {
        let mut gradebook = Gradebook::open(&self.path.join(GRADEBOOK), Access::Write)?;
        gradebook.follow(course, settings)?;
        Ok(gradebook)
    }

    /// The gradebook, to be looked at only. It is written if the course or `class.toml` have changed.
    pub(super) fn gradebook_to_read(&self) -> Result<Gradebook, Error> {
        let gradebook = self.gradebook_as_it_is()?;
        if !gradebook.clones_to_look_at()?.is_empty() {
            anstream::eprintln!("{OTHER_COMMITS}");
        }
        Ok(gradebook)
    }

    fn gradebook_as_it_is(&self) -> Result<Gradebook, Error> {
        let course = catalogue::here()?;
        let settings = self.settings(&course)?;
        let gradebook = Gradebook::open(&self.path.join(GRADEBOOK), Access::Read)?;
        if gradebook.follows(&course, &settings)? {
            return Ok(gradebook);
        }
        match self.gradebook(&course, &settings) {
            Err(Error::Environment { .. }) => {
                anstream::eprintln!(
                    "the course or class.toml has changed, and the gradebook cannot be written: this is \
                     how it was before"
                );
                Ok(gradebook)
            }
            gradebook => gradebook,
        }
    }

    pub(super) fn create_gradebook(&self) -> Result<Gradebook, Error> {
        Gradebook::create(&self.path.join(GRADEBOOK))
    }
}
