use super::*;
use course::samples;

fn lesson() -> Lesson {
    let steps = vec![samples::step(1, "basedir", 8), samples::step(2, "url", 8)];
    samples::lesson(1, "config", steps)
}

fn section(id: &str, minutes: &str, show: &str) -> String {
    let say = "word ".repeat(60);
    format!(
        "## {id}\n\n**Minutes:** {minutes}\n\n**Say:** {say}\n\n**Show:** {show}\n\n**Ask:** Why?\n\n"
    )
}

fn notes(sections: &[String]) -> String {
    let text = "# Speaker notes: 01-config\n\nOne line\nand another.\n\nMore.\n\n".to_owned();
    text + &sections.concat()
}

#[test]
fn whole_notes_have_no_problems() {
    let url = section("url", "12", "`typo`. Many\n  write it.");
    let text = notes(&[section("basedir", "8", "`cwd`. So."), url]);
    let (notes, problems) = parse(&text, &lesson());
    assert_eq!(problems, [""; 0]);
    assert_eq!(notes.introduction, "One line and another.\n\nMore.");
    let url = &notes.steps["url"];
    assert_eq!((url.minutes, url.mistake.as_str()), (12, "typo"));
    assert_eq!(url.show, "Many write it.");
    assert_eq!(url.ask, "Why?");
}

#[test]
fn each_problem_says_what_to_write() {
    let problems = |text: &str| parse(text, &lesson()).1.join("\n");
    let good = || section("basedir", "8", "`cwd`. So.");
    insta::assert_snapshot!(problems(""), @"
    its first line must be `# Speaker notes: 01-config`
    below the title, say what the lesson is about
    its sections must be the steps, in order: basedir, url
    ");
    insta::assert_snapshot!(problems(&notes(&[good()])), @"its sections must be the steps, in order: basedir, url");
    insta::assert_snapshot!(problems(&notes(&[good(), section("url", "a few", "`x`. So.")])), @"`## url`: `**Minutes:**` must be a whole number above 0");
    insta::assert_snapshot!(problems(&notes(&[good(), section("url", "8", "x. So.")])), @"`## url`: `**Show:**` must begin with the name of a mistake in backquotes");
    insta::assert_snapshot!(problems(&notes(&[good(), "## url\n\nMore.\n".to_owned()])), @"`## url`: write four paragraphs, `**Minutes:**`, `**Say:**`, `**Show:**`, `**Ask:**`");
    let long = section("url", "8", &format!("`x`. {}", "word ".repeat(91)));
    insta::assert_snapshot!(problems(&notes(&[good(), long])), @"`## url` has 152 words to say; write 60 to 150");
}
