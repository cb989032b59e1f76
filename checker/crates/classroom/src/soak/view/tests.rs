use super::*;
use course::outcome::Verdict;
use std::time::Duration;

fn written(soak: &Soak) -> String {
    let mut text = Vec::new();
    write(&mut text, soak).expect("a vector takes all");
    let text = String::from_utf8(text).expect("UTF-8");
    anstream::adapter::strip_str(&text).to_string()
}

#[test]
fn each_run_that_differs_is_named() {
    let slowest = Slowest {
        step: "config/wal".to_owned(),
        took: Duration::from_millis(4210),
        limit: 10,
    };
    let different = Different {
        round: 2,
        seed: Some(7),
        step: "config/connect".to_owned(),
        verdict: Verdict::Partly,
        titles: vec!["foreign keys are on".to_owned()],
    };
    let mut soak = Soak {
        rounds: 2,
        runs: 12,
        different: Vec::new(),
        slowest: Some(slowest),
    };
    insta::assert_snapshot!(written(&soak), @"
     Soak 12 step runs in 2 rounds
        nearest to its limit: config/wal, 4.2 of 10 seconds
     ✓ all are right, each time
    ");
    soak.different.push(different);
    insta::assert_snapshot!(written(&soak), @"
     Soak 12 step runs in 2 rounds
        nearest to its limit: config/wal, 4.2 of 10 seconds
        config/connect, round 2, seed 7: partly
            foreign keys are on
     ✗ 1 verdict is different
    ");
}
