use super::*;
use course::outcome::Exit;
use fixtures::fuzzed;
use std::collections::BTreeSet;
use std::time::Duration;

const RECEIPT: &str = "0123456789abcdef0123456789abcdef";

fn observation(title: &str) -> Record {
    Record::Observation {
        id: title.replace(' ', "-"),
        title: title.to_owned(),
        text: "susan | NULL\n\"quoted\" \u{1b}[31m".to_owned(),
    }
}

fn receipt() -> Record {
    Record::Receipt {
        receipt: RECEIPT.to_owned(),
    }
}

fn report(records: &[Record]) -> String {
    let lines = records.iter().map(serde_json::to_string);
    let lines = lines.map(|line| line.expect("a record") + "\n");
    lines.collect()
}

fn read(report: &str) -> StepRun {
    let mut run = StepRun {
        observations: Vec::new(),
        clues: Vec::new(),
        skipped: Vec::new(),
        panics: Vec::new(),
        complete: false,
        exit: Exit::Success,
        stdout: String::new(),
        stderr: String::new(),
        duration: Duration::ZERO,
    };
    let why = |server| (server == Server::Postgres).then_some(Why::RestFirst(server));
    read_records(report, RECEIPT, &mut run, harmless, why);
    run
}

fn one_of_each() -> Vec<Record> {
    let title = |title: &str| title.to_owned();
    vec![
        observation("one"),
        Record::Clue {
            id: title("a-clue"),
            text: "1".to_owned(),
        },
        Record::Panic {
            id: title("two"),
            title: title("two"),
            message: "not yet implemented".to_owned(),
            file: "src/url.rs".to_owned(),
            line: 7,
            todo: true,
        },
        Record::Skipped {
            id: title("three"),
            title: title("three"),
            server: Server::Postgres,
        },
    ]
}

#[test]
fn a_report_is_read_to_its_receipt() {
    let mut records = one_of_each();
    records.push(receipt());
    let run = read(&report(&records));
    assert!(run.complete);
    let titles: Vec<_> = run.observations.iter().map(|seen| &*seen.title).collect();
    assert_eq!(titles, ["one", "two"]);
    assert_eq!(
        (run.clues.len(), run.panics.len(), run.skipped.len()),
        (1, 1, 1)
    );
}

#[test]
fn a_report_with_records_after_the_receipt_counts_for_nothing() {
    let records = [observation("one"), receipt(), observation("two")];
    assert!(!read(&report(&records)).complete);
    assert!(!read(&(report(&records[..2]) + "{}\n")).complete);
}

#[test]
fn an_id_has_one_record_and_a_report_has_an_end() {
    assert!(
        !read(&report(&[
            observation("one"),
            observation("one"),
            receipt()
        ]))
        .complete
    );
    let mut many: Vec<_> = (0..RECORDS).map(|n| observation(&n.to_string())).collect();
    many.push(receipt());
    let run = read(&report(&many));
    assert!(!run.complete);
    assert_eq!(run.observations.len(), RECORDS);
}

#[test]
fn a_broken_report_breaks_nothing_and_counts_for_nothing() {
    let mut records = one_of_each();
    for broken in fuzzed(report(&records).as_bytes()) {
        let run = read(&text_of(&broken));
        assert!(!run.complete);
        let ids: BTreeSet<_> = run.observations.iter().map(|seen| &seen.id).collect();
        assert_eq!(ids.len(), run.observations.len());
    }
    records.push(receipt());
    for broken in fuzzed(report(&records).as_bytes()) {
        let text = text_of(&broken);
        let last = text.lines().last().unwrap_or_default();
        assert!(!read(&text).complete || last.contains(RECEIPT));
    }
}
