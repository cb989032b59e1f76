//! Whatever happens in whatever order, the newest state gets a verdict.

use crate::watch::schedule::{Action, End, Lessons, Runs};

fn some(lessons: &[u32]) -> Lessons {
    lessons.iter().copied().collect()
}

/// A watch whose first run has ended well.
fn watch(lessons: &[u32]) -> Runs {
    let mut runs = Runs::new(some(lessons));
    assert_eq!(runs.begin(), Action::Start(some(lessons)));
    assert_eq!(runs.ended(End::Graded), (true, Action::Wait));
    runs
}

#[test]
fn a_save_starts_a_run_of_its_lesson() {
    let mut runs = watch(&[1, 2]);
    assert_eq!(runs.saved(&some(&[2])), Action::Start(some(&[2])));
    assert_eq!(runs.ended(End::Graded), (true, Action::Wait));
}

#[test]
fn a_save_during_a_run_cancels_it_and_is_graded() {
    let mut runs = watch(&[1]);
    runs.saved(&some(&[1]));
    assert_eq!(runs.saved(&some(&[1])), Action::Cancel);
    assert_eq!(
        runs.saved(&some(&[1])),
        Action::Wait,
        "it is cancelled once"
    );
    let again = Action::Start(some(&[1]));
    assert_eq!(runs.ended(End::Cancelled), (false, again));
    assert_eq!(runs.ended(End::Graded), (true, Action::Wait));
}

#[test]
fn a_run_that_ends_before_it_is_cancelled_has_no_verdict() {
    let mut runs = watch(&[1]);
    runs.saved(&some(&[1]));
    runs.saved(&some(&[1]));
    let again = Action::Start(some(&[1]));
    assert_eq!(runs.ended(End::Graded), (false, again));
}

#[test]
fn the_lessons_of_a_cancelled_run_are_due_again() {
    let mut runs = watch(&[1, 2, 3]);
    runs.saved(&some(&[1]));
    assert_eq!(runs.saved(&some(&[3])), Action::Cancel);
    let both = Action::Start(some(&[1, 3]));
    assert_eq!(runs.ended(End::Cancelled), (false, both));
}

#[test]
fn a_lesson_that_is_not_watched_starts_no_run() {
    let mut runs = watch(&[2]);
    assert_eq!(runs.saved(&some(&[1])), Action::Wait);
    runs.saved(&some(&[2]));
    assert_eq!(runs.saved(&some(&[1])), Action::Wait);
    assert_eq!(runs.ended(End::Graded), (true, Action::Wait));
}

#[test]
fn run_again_grades_everything() {
    let mut runs = watch(&[1, 2]);
    assert_eq!(runs.again(), Action::Start(some(&[1, 2])));
    assert_eq!(runs.again(), Action::Cancel);
    let all = Action::Start(some(&[1, 2]));
    assert_eq!(runs.ended(End::Cancelled), (false, all));
}

#[test]
fn a_failure_is_tried_once_more_and_then_waits_for_a_save() {
    let mut runs = watch(&[1, 2]);
    runs.saved(&some(&[1]));
    let again = Action::Start(some(&[1]));
    assert_eq!(runs.ended(End::Failed), (false, again));
    assert_eq!(runs.ended(End::Failed), (false, Action::Wait));
    assert!(!runs.is_running());
    // The lesson that failed is graded with the next save.
    let both = Action::Start(some(&[1, 2]));
    assert_eq!(runs.saved(&some(&[2])), both);
}

/// A student, an editor and a slow machine: 500 histories of 200 events each. Each save is
/// a new version of a lesson.
#[test]
fn after_any_history_the_last_verdict_is_on_the_last_save() {
    let lessons = [1, 2, 3];
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |limit: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % limit
    };
    for _ in 0..500 {
        let mut runs = Runs::new(some(&lessons));
        let (mut saved, mut graded) = ([0; 4], [0; 4]);
        // Which lessons the run has read, and in which versions.
        let mut reading: Option<(Lessons, [u64; 4])> = None;
        let act = |action, saved: &[u64; 4], reading: &mut Option<_>| {
            if let Action::Start(lessons) = action {
                assert!(reading.is_none(), "one run at a time");
                *reading = Some((lessons, *saved));
            }
        };
        act(runs.begin(), &saved, &mut reading);
        for round in 0..200 {
            let is_winding_down = round > 180;
            if !is_winding_down && next(3) > 0 {
                let lesson = usize::try_from(next(3) + 1).expect("small");
                saved[lesson] += 1;
                let lesson = u32::try_from(lesson).expect("small");
                act(runs.saved(&some(&[lesson])), &saved, &mut reading);
            } else if let Some((lessons, read)) = reading.take() {
                let end =
                    [End::Graded, End::Cancelled][usize::from(next(2) == 0 && !is_winding_down)];
                let (is_current, action) = runs.ended(end);
                let shown = Some(lessons).filter(|_| is_current).unwrap_or_default();
                show(&shown, &read, &saved, &mut graded);
                act(action, &saved, &mut reading);
            }
        }
        assert!(!runs.is_running());
        assert_eq!(graded, saved, "a save is lost");
    }
}

/// Shows the verdict of a run that has read these versions.
fn show(lessons: &Lessons, read: &[u64; 4], saved: &[u64; 4], graded: &mut [u64; 4]) {
    for lesson in lessons.iter().map(|lesson| *lesson as usize) {
        assert_eq!(read[lesson], saved[lesson], "an old verdict is shown");
        graded[lesson] = read[lesson];
    }
}
