//! Reads what somebody handed in, as the hostile input that it is: a folder, an archive,
//! or a commit. Nothing is unpacked; only the files that are graded are read, into memory.
//!
//! [`read()`] goes through these steps:
//! 1. `open` finds out what was handed in, and opens it as a `source`: `folder`,
//!    `zip_file`, `tar_file` or `commit`.
//! 2. `names` refuses names that lead elsewhere.
//! 3. `lesson_folders` finds the lessons by the names of their files.
//! 4. `triage` decides which files are graded, and says why the others are not.
//! 5. `assembly` puts an error in the place of machine code.

mod assembly;
mod commit;
mod course_files;
mod folder;
mod history;
mod lesson_folders;
mod names;
mod open;
mod read;
mod source;
mod tar_file;
mod triage;
mod zip_file;

pub use commit::{BROKEN, MISSING};
pub use course_files::course_files;
pub use history::{Branch, Commit, history, last_change, other_branches};
pub use read::{Overlay, examine, read};
