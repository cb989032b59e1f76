//! `class similarity FOLDER`: lays out what the class handed in as `JPlag`, Dolos and compare50 want it, with
//! the stubs as base code, and runs compare50 where it is installed. It finds nothing itself, and what
//! those find is no verdict: a person looks.

use crate::class::args::SimilarityArgs;
use crate::class::csv_file::CsvFile;
use crate::class::folder::ClassFolder;
use crate::class::gradebook::HandedIn;
use crate::class::work::{self, Files};
use crate::output;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::given;
use course::lesson::{Course, Lesson, Step};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use terminal::words::plural;

/// In the folder of a lesson: a folder for each person, the stubs, a file for each person with the
/// table that Dolos wants, and what compare50 finds.
const PEOPLE: &str = "people";
const BASE: &str = "base";
const DOLOS: &str = "dolos";
/// The stubs, for Dolos.
const DOLOS_BASE: &str = "base.rs";
const COMPARE50: &str = "compare50";

pub(super) fn run(folder: &ClassFolder, args: &SimilarityArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let settings = folder.settings(&course)?;
    output::refuse_folder(&args.into, &course.root, false)?;
    let gradebook = folder.gradebook_to_read()?;
    for lesson in counted(&course, settings.due.keys()) {
        let handed_in = gradebook.handed_in(&lesson.id)?;
        if handed_in.is_empty() {
            continue;
        }
        let place = args.into.join(lesson.folder());
        let laying = || Error::while_doing(format!("write {}", place.display()));
        lay(&place, lesson, &handed_in, args.anonymous).map_err(laying())?;
        let compared = compare50(&place, handed_in.len());
        anstream::println!(
            "{}: {}{compared}",
            place.display(),
            plural(handed_in.len(), "person")
        );
    }
    anstream::println!(
        "Whatever a program finds similar proves nothing: look at it, and ask.\n\
         In the folder of a lesson:\n  \
         java -jar jplag.jar -l rust -bc {BASE} {PEOPLE}\n  \
         dolos run -l rust --ignore {DOLOS_BASE} {DOLOS}/info.csv"
    );
    Ok(ExitCode::AllPoints)
}

fn counted<'c>(
    course: &'c Course,
    ids: impl Iterator<Item = &'c String> + Clone,
) -> impl Iterator<Item = &'c Lesson> {
    let lessons = course.lessons.iter();
    lessons.filter(move |lesson| ids.clone().any(|id| *id == lesson.id))
}

fn lay(
    place: &Path,
    lesson: &Lesson,
    handed_in: &[HandedIn],
    is_anonymous: bool,
) -> std::io::Result<()> {
    let stubs = stubs(lesson);
    work::write(&stubs, &place.join(BASE))?;
    fs::write(place.join(DOLOS_BASE), in_one_file(&stubs))?;
    fs::create_dir_all(place.join(DOLOS))?;
    let head = ["filename", "label", "full_name", "created_at"];
    let mut table = vec![head.map(str::to_owned).to_vec()];
    for one in handed_in {
        let who = if is_anonymous { &one.alias } else { &one.login };
        work::write(&one.files, &place.join(PEOPLE).join(who))?;
        let file = format!("{who}.rs");
        fs::write(place.join(DOLOS).join(&file), in_one_file(&one.files))?;
        let name = if is_anonymous { &one.alias } else { &one.name };
        table.push(vec![
            file,
            who.clone(),
            name.clone(),
            one.submitted_at.clone(),
        ]);
    }
    fs::write(
        place.join(DOLOS).join("info.csv"),
        CsvFile::of(table).bytes(),
    )
}

/// The files of a lesson as they were given.
fn stubs(lesson: &Lesson) -> Files {
    let steps: Vec<&Step> = lesson.steps.iter().collect();
    let given = given::of_steps(lesson, &steps).unwrap_or_default();
    let files = given.into_iter();
    files
        .filter_map(|(name, content)| Some((name, content?)))
        .collect()
}

/// Dolos compares one file for each person.
fn in_one_file(files: &Files) -> Vec<u8> {
    let rust = files.iter().filter(|(name, _)| {
        let extension = name.extension();
        extension.is_some_and(|extension| extension == "rs")
    });
    let mut all = Vec::new();
    for (name, content) in rust {
        all.extend(format!("// {}\n", name.display()).into_bytes());
        all.extend(content);
        all.push(b'\n');
    }
    all
}

/// Runs compare50, if it is installed and there is something to compare. Returns what to say of it.
fn compare50(place: &Path, people: usize) -> &'static str {
    if people < 2 {
        return "";
    }
    let folders: Vec<PathBuf> = fs::read_dir(place.join(PEOPLE))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    let run = Command::new("compare50")
        .args(&folders)
        .arg("--distro")
        .arg(place.join(BASE))
        .arg("--output")
        .arg(place.join(COMPARE50))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match run {
        Ok(status) if status.success() => ", and what compare50 finds",
        Ok(_) => "; compare50 failed",
        Err(_) => "; compare50 is not installed",
    }
}
