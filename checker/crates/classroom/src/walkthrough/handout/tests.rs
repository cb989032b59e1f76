use super::*;
use crate::walkthrough::notes::speaker_notes::StepNotes;
use course::samples;

#[test]
fn a_handout_has_the_question_and_not_what_the_speaker_says() {
    let lesson = samples::lesson(1, "config", vec![samples::step(1, "url", 8)]);
    let notes = StepNotes {
        say: "a secret".to_owned(),
        ask: "Why so? Another secret.".to_owned(),
        ..StepNotes::default()
    };
    let handout = Handout {
        lesson: &lesson,
        readme: Some("## Step 1 · About url\n\n**Write** it.\n\n---\n".to_owned()),
        notes: LessonNotes {
            introduction: "a third".to_owned(),
            steps: [("url".to_owned(), notes)].into(),
        },
        steps: vec![AnsweredStep {
            step: &lesson.steps[0],
            files: vec![(
                "src/url.rs".to_owned(),
                "/// ```\n/// x\n/// ```\nfn url() {}\n".to_owned(),
            )],
        }],
    };
    let mut bytes = Vec::new();
    write(&mut bytes, &handout).expect("written");
    insta::assert_snapshot!(String::from_utf8(bytes).expect("UTF-8"), @"
    # Lesson 1 · config: All about config

    ## Step 1 · About url

    **Write** it.

    ### To talk about

    Why so?

    ### Our answer

    The comments say why it is written this way.

    `src/url.rs`

    ````rust
    /// ```
    /// x
    /// ```
    fn url() {}
    ````
    ");
}
