use super::*;
use crate::samples::course;

/// What `names` select, such as `config: basedir url`.
fn selected(names: &[&str]) -> Result<Vec<String>, String> {
    let course = course();
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let wanted = select(&course, &names).map_err(|error| error.to_string())?;
    let line = |wanted: Wanted<'_>| {
        let steps: Vec<&str> = wanted.steps.iter().map(|step| step.id.as_str()).collect();
        format!("{}: {}", wanted.lesson.id, steps.join(" "))
    };
    Ok(wanted.into_iter().map(line).collect())
}

#[test]
fn no_name_means_everything() {
    let all = ["config: basedir url connect", "models: users limits"];
    assert_eq!(selected(&[]).expect("a selection"), all);
}

#[test]
fn a_lesson_has_several_names() {
    for name in [
        "02",
        "2",
        "models",
        "Models",
        "02-models",
        "lessons/02-models",
        "./lessons/02-models/",
    ] {
        assert_eq!(selected(&[name]).expect(name), ["models: users limits"]);
    }
}

#[test]
fn a_step_has_several_names() {
    let path = "/home/susan/course/lessons/01-config/src/url.rs";
    for name in [
        "config/url",
        "config/2",
        "01/2",
        "1/URL",
        "01-config/src/url.rs",
        path,
    ] {
        assert_eq!(selected(&[name]).expect(name), ["config: url"]);
    }
}

#[test]
fn names_add_up_in_the_order_of_the_course() {
    let wanted = selected(&["models/1", "config/connect", "config/basedir", "config/3"]);
    assert_eq!(
        wanted.expect("a selection"),
        ["config: basedir connect", "models: users"]
    );
}

#[test]
fn a_near_miss_gets_a_suggestion() {
    let cases = [
        (
            "confg",
            "there is no lesson or command `confg`; did you mean `config`?",
        ),
        (
            "lst",
            "there is no lesson or command `lst`; did you mean `list`?",
        ),
        (
            "connect",
            "there is no lesson or command `connect`; did you mean `config/connect`?",
        ),
        (
            "config/conect",
            "lesson 01-config has no step `conect`; did you mean `config/connect`?",
        ),
        (
            "confg/basdir",
            "there is no step `confg/basdir`; did you mean `config/basedir`?",
        ),
        (
            "config/9",
            "lesson 01-config has no step `9`; its steps are 1 to 3",
        ),
    ];
    for (name, message) in cases {
        assert_eq!(selected(&[name]).expect_err(name), message);
    }
}

#[test]
fn after_a_part_of_the_course_comes_the_next_step() {
    let course = course();
    let after = |name: &str| {
        let wanted = select(&course, &[name.to_owned()]).expect(name);
        step_after(&course, &wanted)
    };
    assert_eq!(after("config/1"), "config/url");
    assert_eq!(after("config"), "models/users");
    assert_eq!(after("models"), "");
}
