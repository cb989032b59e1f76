use super::*;
use course::samples;

/// Lessons 1, config (src/basedir.rs, src/url.rs, …) and 2, models.
fn course() -> Course {
    let mut course = samples::course();
    course.lessons[1].number = 2;
    course.lessons[1].student = vec!["migrations/*.sql".to_owned()];
    course
}

fn found(names: &[&str]) -> Result<Vec<(u32, String)>, Unclear> {
    let found = LessonFolders::find(&course(), names.iter().copied(), None)?;
    Ok(found.folders.into_iter().collect())
}

#[test]
fn a_clone_has_its_lessons_in_a_folder() {
    let names = [
        "me/solutions/01-config/src/url.rs",
        "me/solutions/01-config/src/basedir.rs",
        "me/checker/course/01-config/stub/src/url.rs",
        "me/lessons/01-config/src/url.rs",
        "me/lessons/02-models/src/users.rs",
    ];
    assert_eq!(
        found(&names),
        Ok(vec![
            (1, "me/lessons/01-config/".to_owned()),
            (2, "me/lessons/02-models/".to_owned())
        ])
    );
}

#[test]
fn the_folders_of_lessons_may_come_alone() {
    assert_eq!(
        found(&["01-config/src/url.rs"]),
        Ok(vec![(1, "01-config/".to_owned())])
    );
}

#[test]
fn the_fullest_of_several_copies_counts() {
    let names = [
        "a/lessons/01-config/src/url.rs",
        "b/lessons/01-config/src/url.rs",
        "b/lessons/01-config/src/basedir.rs",
    ];
    assert_eq!(
        found(&names),
        Ok(vec![(1, "b/lessons/01-config/".to_owned())])
    );
}

#[test]
fn what_is_called_as_it_should_be_comes_before_what_is_fuller() {
    let names = [
        "me/lessons/01-config/src/url.rs",
        "me/lessons/old/lessons/01-config/src/url.rs",
        "me/lessons/old/lessons/01-config/src/basedir.rs",
        "me/answers/01-config/src/url.rs",
        "me/answers/01-config/src/basedir.rs",
    ];
    assert_eq!(
        found(&names),
        Ok(vec![(1, "me/lessons/01-config/".to_owned())])
    );
}

#[test]
fn one_lessons_folder_is_known_by_its_files() {
    assert_eq!(
        found(&["work/src/users.rs", "work/Cargo.toml"]),
        Ok(vec![(2, "work/".to_owned())])
    );
    assert_eq!(found(&["src/url.rs"]), Ok(vec![(1, String::new())]));
    assert_eq!(found(&["essay.docx"]), Err(Unclear::Nothing));
}

#[test]
fn a_folder_that_may_be_two_lessons_is_asked_about() {
    let mut course = course();
    course.lessons[1].steps[0].file = "src/url.rs".to_owned();
    let names = ["src/url.rs"];
    let unclear = LessonFolders::find(&course, names.into_iter(), None);
    let both = vec!["config".to_owned(), "models".to_owned()];
    assert_eq!(unclear, Err(Unclear::Several(both)));
    let asked = LessonFolders::find(&course, names.into_iter(), Some(&course.lessons[1]));
    assert_eq!(asked.unwrap().folders, BTreeMap::from([(2, String::new())]));
}

#[test]
fn only_named_files_are_the_students() {
    let course = course();
    let (config, models) = (&course.lessons[0], &course.lessons[1]);
    for (lesson, file, expected) in [
        (config, "src/url.rs", true),
        (config, "src/lib.rs", false),
        (config, "Cargo.toml", false),
        (models, "migrations/V1__a.sql", true),
        (models, "migrations/.sql", false),
        (models, "migrations/x/V1__a.sql", false),
        (models, "migrations/V1__a.rs", false),
    ] {
        assert_eq!(is_students(lesson, file), expected, "{file}");
    }
}

#[test]
fn what_is_outside_is_named_by_its_topmost_folder() {
    let found = LessonFolders {
        shape: Shape::Lessons,
        folders: BTreeMap::from([(1, "me/lessons/01-config/".to_owned())]),
    };
    for (name, expected) in [
        ("me/solutions/01-config/src/url.rs", "me/solutions/"),
        ("me/Cargo.toml", "me/Cargo.toml"),
        ("me/lessons/99-more/src/lib.rs", "me/lessons/99-more/"),
        ("other/x", "other/"),
    ] {
        assert_eq!(found.topmost_outside(name), expected);
    }
}
