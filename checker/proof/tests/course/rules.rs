//! Rules that every lesson keeps, whatever it teaches. Those about `lessons/` itself hold only
//! until a student begins, so they run only with `-- --include-ignored`.

use crate::classes;
use crate::crates::ProofKind;
use crate::fingerprint;
use crate::mutants;
use crate::proof::{COURSE, SERVERS, context};
use crate::screen;
use answers::sources;
use course::expected;
use course::files::files_below;
use course::given;
use course::lesson::{Credit, Lesson, Step, Variant, Vocabulary};
use course::outcome::Verdict;
use harness::build::{self, BuildOutput, BuildRequest};
use harness::cancel::Cancel;
use harness::cargo;
use harness::launcher::Plain;
use harness::pipeline;
use harness::seeding;
use harness::seeding::words_of;
use harness::workspace::{Purpose, Subject, scenario_path, shared_path, subject_of};
use libtest_mimic::{Failed, Trial};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

type Rule = fn(&'static Lesson) -> Result<(), Failed>;

/// The untouched lessons, built as for a student.
type Lessons = Vec<(Subject<'static>, BuildOutput)>;

/// Built once for all rules: they run at the same time, in one generated workspace.
static LESSONS: OnceLock<Result<Lessons, String>> = OnceLock::new();

/// The most words of a hint.
const HINT_WORDS: usize = 80;

/// The number of hints of each step.
const HINTS: usize = 3;

pub(crate) fn trials() -> Vec<Trial> {
    let always: [(&str, Rule); 14] = [
        ("names_are_words_and_unique", names_are_words_and_unique),
        ("hints_are_three_and_short", hints_are_three_and_short),
        (
            "shares_and_advice_name_observations",
            shares_and_advice_name_observations,
        ),
        (
            "ids_are_words_that_no_seed_changes",
            ids_are_words_that_no_seed_changes,
        ),
        ("every_step_has_its_files", every_step_has_its_files),
        (
            "the_graders_migrations_are_the_solutions",
            the_graders_migrations_are_the_solutions,
        ),
        ("no_file_is_left_over", no_file_is_left_over),
        (
            "every_step_has_mistakes_and_alternatives",
            every_step_has_mistakes_and_alternatives,
        ),
        (
            "no_two_mistakes_differ_only_by_a_constant",
            no_two_mistakes_differ_only_by_a_constant,
        ),
        ("the_readme_names_each_step", the_readme_names_each_step),
        ("seeds_draw_for_what_is_there", seeds_draw_for_what_is_there),
        ("feedback_fits_a_screen", screen::feedback_fits_a_screen),
        ("two_mistakes_are_told", screen::two_mistakes_are_told),
        (
            "each_file_is_in_a_fingerprint",
            fingerprint::each_file_is_in_a_fingerprint,
        ),
    ];
    let untouched: [(&str, Rule); 2] = [
        ("lessons_hold_the_stubs", lessons_hold_the_stubs),
        ("lessons_earn_nothing", lessons_earn_nothing),
    ];
    let trial = |lesson: &'static Lesson, (name, rule): (&str, Rule)| {
        Trial::test(format!("rule::{}::{name}", lesson.id), move || rule(lesson))
    };
    let mut trials = trials_of_the_course();
    for lesson in &COURSE.lessons {
        trials.extend(always.map(|rule| trial(lesson, rule)));
        trials.extend(untouched.map(|rule| trial(lesson, rule).with_ignored_flag(true)));
    }
    trials
}

/// What is not said of each lesson.
fn trials_of_the_course() -> Vec<Trial> {
    vec![
        Trial::test("rule::the_numbers_have_no_gap", the_numbers_have_no_gap),
        Trial::test("rule::sql_is_mutated", mutants::sql_is_mutated),
        Trial::test(
            "rule::each_class_is_looked_for",
            classes::each_class_is_looked_for,
        ),
        Trial::test(
            "rule::each_room_is_in_a_fingerprint",
            fingerprint::each_room_is_in_a_fingerprint,
        ),
        Trial::test(
            "rule::each_variable_of_the_gate_is_in_a_fingerprint",
            fingerprint::each_variable_of_the_gate_is_in_a_fingerprint,
        ),
    ]
}

fn the_numbers_have_no_gap() -> Result<(), Failed> {
    for (number, lesson) in (1..).zip(&COURSE.lessons) {
        require(lesson.number == number, || {
            format!("{} should have number {number}", lesson.folder())
        })?;
    }
    Ok(())
}

fn names_are_words_and_unique(lesson: &'static Lesson) -> Result<(), Failed> {
    let mut seen = BTreeSet::new();
    for step in &lesson.steps {
        let is_word = step
            .id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        require(is_word && !step.id.is_empty(), || {
            format!("{:?} is not a word", step.id)
        })?;
        require(seen.insert(&step.id), || {
            format!("two steps are called {}", step.id)
        })?;
        require(step.points > 0, || format!("{} has no points", step.id))?;
        let known = |id: &String| {
            lesson
                .steps
                .iter()
                .take_while(|s| s.id != step.id)
                .any(|s| s.id == *id)
        };
        require(step.after.iter().all(known), || {
            format!("{} builds on a later step", step.id)
        })?;
    }
    Ok(())
}

fn hints_are_three_and_short(lesson: &'static Lesson) -> Result<(), Failed> {
    for step in &lesson.steps {
        require(step.hints.len() == HINTS, || {
            format!("{} has {} hints", step.id, step.hints.len())
        })?;
        let expected = expected::of_step(lesson, step)?;
        let is_seen = |id: &String| expected.iter().any(|seen| seen.id == *id);
        for hint in &step.hints {
            let (text, about) = (&hint.text, &hint.about);
            let words = text.split_whitespace().count();
            require((5..=HINT_WORDS).contains(&words), || {
                format!("{}: {words} words: {text}", step.id)
            })?;
            require(about.iter().all(is_seen), || {
                format!("{}: a hint is about {about:?}", step.id)
            })?;
        }
        // Something is left to ask for, whatever is right.
        let last = step.hints.last().is_some_and(|hint| hint.about.is_empty());
        require(last, || {
            format!("{}: the last hint is about a part", step.id)
        })?;
    }
    Ok(())
}

fn shares_and_advice_name_observations(lesson: &'static Lesson) -> Result<(), Failed> {
    for step in &lesson.steps {
        let expected = expected::of_step(lesson, step)?;
        let ids: BTreeSet<&String> = expected.iter().map(|entry| &entry.id).collect();
        let titles: BTreeSet<&String> = expected.iter().map(|entry| &entry.title).collect();
        let is_unique = ids.len() == expected.len() && titles.len() == expected.len();
        require(is_unique, || {
            format!("{}: two observations of one id or title", step.id)
        })?;
        let shares = match &step.credit {
            Credit::Shares(shares) => shares.clone(),
            Credit::Whole | Credit::Equal => BTreeMap::new(),
        };
        let has_down = step.adds.iter().any(|name| name.ends_with(".down.sql"));
        let of_down = step.down.iter();
        require(
            of_down.clone().all(|id| has_down && ids.contains(id)),
            || format!("{}: down has {:?}", step.id, step.down),
        )?;
        require(shares.values().sum::<u32>() < step.points, || {
            format!("{}: the shares leave nothing", step.id)
        })?;
        for id in shares.keys().chain(step.advice.keys()) {
            require(ids.contains(id), || {
                format!("{}: no observation {id:?}", step.id)
            })?;
        }
    }
    Ok(())
}

/// A seed replaces words in step files; an id must not have one of them.
fn ids_are_words_that_no_seed_changes(lesson: &'static Lesson) -> Result<(), Failed> {
    let Vocabulary { words, amounts } = &lesson.vocabulary;
    let is_drawn = |word: &String| {
        let number = word.parse::<u64>().ok();
        words.contains(word)
            || number.is_some_and(|number| amounts.iter().any(|run| run.contains(&number)))
    };
    for step in &lesson.steps {
        let right = expected::shown_by(lesson, step)?;
        let mut ids: Vec<String> = right.clues.into_iter().map(|clue| clue.id).collect();
        ids.extend(right.observations.into_iter().map(|own| own.id));
        let unique: BTreeSet<&String> = ids.iter().collect();
        require(unique.len() == ids.len(), || {
            format!("{}: two things have the same id", step.id)
        })?;
        for mistake in expected::mistakes_of(lesson, step)? {
            ids.extend(mistake.clues.into_iter().map(|clue| clue.id));
            ids.extend(mistake.observations.into_iter().map(|own| own.id));
        }
        for id in ids {
            let is_kebab = id.split('-').all(|word| {
                let is_sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
                !word.is_empty() && word.bytes().all(is_sign)
            });
            require(is_kebab, || format!("{}: {id:?} is not like-this", step.id))?;
            let drawn = words_of(&id).find(is_drawn);
            require(drawn.is_none(), || {
                format!(
                    "{}: {id} has a word of [seed], which a seed replaces",
                    step.id
                )
            })?;
        }
    }
    Ok(())
}

fn every_step_has_its_files(lesson: &'static Lesson) -> Result<(), Failed> {
    for step in &lesson.steps {
        let solution = COURSE.root.join("solutions").join(lesson.folder());
        let files = [
            scenario_path(&lesson.scenarios(), &step.id),
            expected::snapshot_path(lesson, step),
            lesson.dir.join("stub").join(&step.file),
            solution.join(&step.file),
        ];
        let added = step.adds.iter().map(|file| solution.join(file));
        for file in files.into_iter().chain(added) {
            require(file.is_file(), || format!("{} is missing", file.display()))?;
        }
    }
    Ok(())
}

/// Grading has copies of the migrations that it needs: submissions are graded in a course
/// without solutions.
fn the_graders_migrations_are_the_solutions(lesson: &'static Lesson) -> Result<(), Failed> {
    let solution = COURSE.root.join("solutions").join(lesson.folder());
    let own = lesson.dir.join("scenarios").join("migrations");
    if !own.is_dir() {
        return Ok(());
    }
    for name in files_below(&own)? {
        let same = fs::read(own.join(&name))? == fs::read(solution.join("migrations").join(&name))?;
        require(same, || format!("{} is not the solution's", name.display()))?;
    }
    Ok(())
}

/// A file that belongs to no step would be a check that nobody runs.
fn no_file_is_left_over(lesson: &'static Lesson) -> Result<(), Failed> {
    let of_step = |step: &Step| {
        [
            PathBuf::from("steps").join(format!("{}.md", step.id)),
            PathBuf::from("scenarios").join(format!("{}.rs", step.id)),
            PathBuf::from("expected").join(format!("{}.snap", step.id)),
            PathBuf::from("stub").join(&step.file),
        ]
    };
    let known: BTreeSet<PathBuf> = lesson.steps.iter().flat_map(of_step).collect();
    for name in files_below(&lesson.dir)? {
        let file = lesson.dir.join(&name);
        let is_called = |extension| name.extension().is_some_and(|own| own == extension);
        let is_shared = file == shared_path(&lesson.scenarios())
            || name.starts_with("scenarios/shared")
            || name.starts_with("scenarios/migrations");
        let belongs = if name == Path::new("lesson.toml") || is_shared {
            true
        } else if name.starts_with("mistakes") {
            is_called("snap")
        } else if name.starts_with("alternatives") {
            is_called("patch")
        } else {
            known.contains(&name)
        };
        require(belongs, || format!("{} belongs to nothing", file.display()))?;
    }
    Ok(())
}

fn every_step_has_mistakes_and_alternatives(lesson: &'static Lesson) -> Result<(), Failed> {
    for step in &lesson.steps {
        let count = |kind: ProofKind| -> Result<usize, Failed> {
            let files = kind.files(lesson)?;
            let own = files.iter().filter(|path| expected::is_of(path, &step.id));
            Ok(own.count())
        };
        let (mistakes, alternatives) = (count(ProofKind::Mistake)?, count(ProofKind::Alternative)?);
        let enough = mistakes >= 3 && alternatives >= 2;
        require(enough, || {
            format!(
                "{}: {mistakes} mistakes, {alternatives} alternatives",
                step.id
            )
        })?;
    }
    Ok(())
}

/// One mistake stands for its class: the next number or name proves nothing more.
fn no_two_mistakes_differ_only_by_a_constant(lesson: &'static Lesson) -> Result<(), Failed> {
    for step in &lesson.steps {
        let mut seen = BTreeMap::new();
        for mistake in sources::mistakes(lesson, &step.id)? {
            let patch = without_constants(&mistake.patch, &lesson.vocabulary.words);
            let twin = seen.insert(patch, mistake.id.clone());
            require(twin.is_none(), || {
                format!("{} differs only by a constant from {twin:?}", mistake.id)
            })?;
        }
    }
    Ok(())
}

/// A patch without its numbers, and the names for which a seed draws others.
fn without_constants(patch: &str, names: &[String]) -> String {
    let is_constant = |word: &str| {
        let is_number = word.starts_with(|first: char| first.is_ascii_digit());
        is_number || names.contains(&word.to_ascii_lowercase())
    };
    let line = |line: &str| {
        // The numbers of a heading say where it is.
        if line.starts_with("@@") {
            return line.to_owned();
        }
        let pieces = line.split_inclusive(|sign: char| !sign.is_alphanumeric() && sign != '_');
        let pieces = pieces.map(|piece| {
            let word = piece.trim_end_matches(|sign: char| !sign.is_alphanumeric() && sign != '_');
            let behind = &piece[word.len()..];
            format!("{}{behind}", if is_constant(word) { "0" } else { word })
        });
        pieces.collect()
    };
    patch.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// A misspelt word would replace nothing, and leave the right word guessable.
fn seeds_draw_for_what_is_there(lesson: &'static Lesson) -> Result<(), Failed> {
    let scenarios = lesson.scenarios();
    let mut known: BTreeSet<String> = words_of(scenario::MICROBLOG).collect();
    for name in files_below(&scenarios)? {
        let text = fs::read_to_string(scenarios.join(name))?;
        // In a source \n and %40 are no part of the word behind them.
        known.extend(words_of(&text.replace("\\n", " ").replace("%40", " ")));
    }
    let Vocabulary { words, amounts } = &lesson.vocabulary;
    let amounts = amounts.iter().map(|run| run.start().to_string());
    for word in words.iter().cloned().chain(amounts) {
        require(known.contains(&word), || {
            format!("[seed] has {word}, which is in no step file")
        })?;
    }
    require(words.len() >= 5, || "[seed] has few words".to_owned())?;
    seeding::draw(lesson, 0)?;
    Ok(())
}

fn the_readme_names_each_step(lesson: &'static Lesson) -> Result<(), Failed> {
    let readme = COURSE
        .root
        .join("lessons")
        .join(lesson.folder())
        .join("README.md");
    let text = fs::read_to_string(&readme)?;
    for step in &lesson.steps {
        let heading = format!("## Step {} · {}", step.number, step.title);
        let points = format!(
            "`{}` · {} points · `{}`",
            lesson.name_of(step),
            step.points,
            step.file
        );
        for part in [heading, points] {
            require(text.contains(&part), || {
                format!("{} does not say: {part}", readme.display())
            })?;
        }
        for line in step.signature.lines().map(str::trim) {
            require(text.contains(line), || {
                format!("{} does not say: {line}", readme.display())
            })?;
        }
    }
    Ok(())
}

/// Students get the stubs as in `stub/`, and given files as in the solution, all of them.
fn lessons_hold_the_stubs(lesson: &'static Lesson) -> Result<(), Failed> {
    let own = COURSE.root.join("lessons").join(lesson.folder());
    for step in &lesson.steps {
        let same =
            fs::read(own.join(&step.file))? == fs::read(lesson.dir.join("stub").join(&step.file))?;
        require(same, || format!("{} is not the stub", step.file))?;
    }
    let solution = COURSE.root.join("solutions").join(lesson.folder());
    for name in files_below(&own)? {
        let of_its_own = ["Cargo.toml", "README.md"].map(Path::new);
        let mut steps = lesson.steps.iter().map(|step| Path::new(&step.file));
        let same = of_its_own.contains(&&*name)
            || steps.any(|step| step == name)
            || fs::read(own.join(&name))? == fs::read(solution.join(&name)).unwrap_or_default();
        require(same, || {
            format!("{} is given, but not as in the solution", name.display())
        })?;
    }
    // `reset` takes given files from the solution, and removes what an answer adds.
    let places = ["src", "migrations", "build.rs"];
    let added: BTreeSet<&str> = lesson
        .steps
        .iter()
        .flat_map(|step| step.adds.iter().map(String::as_str))
        .collect();
    for name in files_below(&solution)? {
        let is_added = added.iter().any(|file| name == Path::new(file));
        let is_given = places.iter().any(|place| name.starts_with(place)) && !is_added;
        require(!is_given || own.join(&name).is_file(), || {
            format!(
                "{} is only in the solution: is it in `adds`?",
                name.display()
            )
        })?;
    }
    // What an answer adds would be an answer given away.
    require(given::is_untouched(&COURSE, lesson, &own), || {
        "the lesson has files that only an answer has".to_owned()
    })
}

fn lessons_earn_nothing(lesson: &'static Lesson) -> Result<(), Failed> {
    let lessons = LESSONS.get_or_init(|| build_lessons().map_err(|error| error.to_string()));
    let (subject, built) = lessons
        .as_ref()?
        .iter()
        .find(|(subject, _)| subject.lesson.number == lesson.number)
        .ok_or("the lesson was not built")?;
    let warnings = &built.warnings;
    if let Some(warning) = warnings.of_crate.iter().chain(&warnings.of_steps).next() {
        return Err(warning.rendered.clone().into());
    }
    let program = built
        .program
        .as_ref()
        .map_err(|build_failure| format!("{build_failure:#?}"))?;
    for step in &lesson.steps {
        let run = pipeline::run_step(subject, step, program, context())?;
        let grade = pipeline::grade_step(lesson, step, run)?;
        require(grade.verdict == Verdict::NotStarted, || {
            format!("{}: {:?}", step.id, grade.verdict)
        })?;
    }
    Ok(())
}

fn build_lessons() -> Result<Lessons, Box<dyn std::error::Error>> {
    let purpose = Purpose::Grade(Variant::Lesson);
    let subject = |lesson| subject_of(&COURSE, lesson, Variant::Lesson, purpose);
    let subjects: Vec<_> = COURSE.lessons.iter().map(subject).collect();
    let wanted: Vec<usize> = (0..subjects.len()).collect();
    let target_dir = cargo::target_dir(&COURSE.root);
    let request = BuildRequest {
        purpose,
        subjects: &subjects,
        wanted: &wanted,
        servers: &SERVERS.found(),
        target_dir: &target_dir,
        cancel: &Cancel::NEVER,
        launcher: &Plain,
    };
    let built = build::build(&COURSE, request, &mut |_| {})?;
    Ok(subjects.into_iter().zip(built).collect())
}

/// Fails with `otherwise` unless `holds`.
pub(crate) fn require(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Failed> {
    if holds {
        Ok(())
    } else {
        Err(otherwise().into())
    }
}
