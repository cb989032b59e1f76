//! What is found in submissions of every kind.

use super::*;
use crate::submission::source::FILE_LIMIT;
use fixtures::fuzzed;
use flate2::Compression;
use flate2::write::GzEncoder;
use harness::scratch::Scratch;
use std::fs::{self, File};
use std::io::{Cursor, Write};
use tar::{Builder, EntryType, Header};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The real course: the entries below belong to its lessons.
fn course() -> Course {
    course::catalogue::read(fixtures::source()).expect("the course")
}

fn read_from(folder: &Path, name: &str) -> Result<Overlay, String> {
    read(&course(), name, folder, None).map_err(|error| error.to_string())
}

/// The files that are taken, and those that are rejected with the reason.
fn taken_and_rejected(overlay: &Overlay) -> (Vec<&str>, Vec<(&str, &str)>) {
    let submission = &overlay.submission;
    let taken = submission.taken.iter().map(String::as_str).collect();
    let rejected = submission.rejected.iter();
    let rejected = rejected.map(|one| (one.path.as_str(), one.why.as_str()));
    (taken, rejected.collect())
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(*name, options).expect("an entry");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("an archive").into_inner()
}

/// Appends an entry of any name; `tar` itself would refuse names that lead elsewhere.
fn append(tar: &mut Builder<impl Write>, name: &str, kind: EntryType, content: &[u8]) {
    let mut header = Header::new_ustar();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    if kind.is_symlink() || kind.is_hard_link() {
        header.set_link_name("/etc/passwd").expect("a link");
    }
    header.set_cksum();
    tar.append(&header, content).expect("an entry");
}

const URL: &str = "lessons/01-config/src/url.rs";

#[test]
fn a_folder_is_read_and_links_in_it_are_not_followed() {
    let scratch = Scratch::new().expect("a folder");
    let lesson = scratch.work().join("lessons/01-config");
    fs::create_dir_all(lesson.join("src")).expect("a folder");
    fs::create_dir_all(scratch.work().join(".git/objects")).expect("a folder");
    fs::write(lesson.join("src/url.rs"), "// mine").expect("a file");
    fs::write(lesson.join("build.rs"), "fn main() {}").expect("a file");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", lesson.join("src/wal.rs")).expect("a link");

    let overlay = read_from(&scratch.work(), ".").expect("a submission");

    let (taken, rejected) = taken_and_rejected(&overlay);
    assert_eq!(taken, [URL]);
    if cfg!(unix) {
        assert_eq!(rejected, [("lessons/01-config/src/wal.rs", "it is a link")]);
    }
    assert_eq!(overlay.files[&1][Path::new("src/url.rs")], b"// mine");
    let dropped: Vec<&str> = overlay
        .submission
        .dropped
        .iter()
        .map(|one| &*one.path)
        .collect();
    assert_eq!(dropped, [".git/", "lessons/01-config/build.rs"]);
    assert_eq!(overlay.submission.found, "a folder with 1 lesson");
}

#[test]
fn given_code_that_is_unchanged_is_not_mentioned() {
    let scratch = Scratch::new().expect("a folder");
    let from = course().root.join("lessons/01-config");
    let to = scratch.work().join("01-config");
    fs::create_dir_all(to.join("src")).expect("a folder");
    for name in [
        "src/url.rs",
        "src/lib.rs",
        "src/error.rs",
        "Cargo.toml",
        "README.md",
    ] {
        fs::copy(from.join(name), to.join(name)).expect("a copy");
    }
    let overlay = read_from(&scratch.work(), ".").expect("a submission");
    assert_eq!(overlay.submission.dropped, []);
    assert_eq!(taken_and_rejected(&overlay).0, [URL]);
}

#[test]
fn a_zip_file_is_read_without_what_leads_elsewhere() {
    let scratch = Scratch::new().expect("a folder");
    let archive = zip(&[
        ("me/01-config/src/url.rs", b"// mine"),
        ("../../01-config/src/wal.rs", b"// out"),
        ("/01-config/src/wal.rs", b"// out"),
    ]);
    fs::write(scratch.work().join("a.zip"), archive).expect("a file");
    let overlay = read_from(&scratch.work(), "a.zip").expect("a submission");
    let (taken, rejected) = taken_and_rejected(&overlay);
    assert_eq!(taken, [URL]);
    assert_eq!(
        rejected,
        [
            (
                "../../01-config/src/wal.rs",
                "its name leads somewhere else"
            ),
            ("/01-config/src/wal.rs", "its name is an absolute path"),
        ]
    );
    assert_eq!(overlay.submission.found, "a ZIP file with 1 lesson");
}

#[test]
fn a_file_that_expands_too_far_is_rejected() {
    let scratch = Scratch::new().expect("a folder");
    let bomb = vec![b' '; 64 * 1024 * 1024];
    let archive = zip(&[("src/url.rs", &bomb), ("src/basedir.rs", b"// mine")]);
    assert!(archive.len() < 128 * 1024);
    fs::write(scratch.work().join("a.zip"), archive).expect("a file");
    let overlay = read_from(&scratch.work(), "a.zip").expect("a submission");
    assert_eq!(
        taken_and_rejected(&overlay),
        (
            vec!["lessons/01-config/src/basedir.rs"],
            vec![("src/url.rs", "it is longer than 256 KiB")]
        )
    );
    assert_eq!(overlay.single, Some(1));
}

#[test]
fn a_file_that_is_not_utf_8_is_rejected_and_named() {
    let scratch = Scratch::new().expect("a folder");
    let text = "\u{feff}// mine".encode_utf16();
    let utf_16: Vec<u8> = text.flat_map(u16::to_le_bytes).collect();
    let archive = zip(&[
        ("src/url.rs", &utf_16),
        ("src/basedir.rs", "\u{feff}// mine: é".as_bytes()),
        ("src/lib.rs", &utf_16),
    ]);
    fs::write(scratch.work().join("a.zip"), archive).expect("a file");
    let overlay = read_from(&scratch.work(), "a.zip").expect("a submission");
    let why = "it is not UTF-8 text; save it as UTF-8";
    assert_eq!(
        taken_and_rejected(&overlay),
        (
            vec!["lessons/01-config/src/basedir.rs"],
            vec![("src/lib.rs", why), ("src/url.rs", why)]
        )
    );
    assert_eq!(overlay.submission.dropped, []);
}

#[test]
fn a_tar_file_is_read_without_links_and_devices() {
    let scratch = Scratch::new().expect("a folder");
    let file = File::create(scratch.work().join("a.tar.gz")).expect("a file");
    let mut tar = Builder::new(GzEncoder::new(file, Compression::fast()));
    append(
        &mut tar,
        "01-config/src/url.rs",
        EntryType::Regular,
        b"// mine",
    );
    append(&mut tar, "01-config/src/wal.rs", EntryType::Symlink, b"");
    append(&mut tar, "01-config/src/track.rs", EntryType::Link, b"");
    append(&mut tar, "01-config/src/connect.rs", EntryType::Char, b"");
    append(&mut tar, "01-config/../../x", EntryType::Regular, b"x");
    append(&mut tar, "/01-config/src/wal.rs", EntryType::Regular, b"x");
    tar.into_inner()
        .expect("a stream")
        .finish()
        .expect("a file");
    let overlay = read_from(&scratch.work(), "a.tar.gz").expect("a submission");
    let (taken, rejected) = taken_and_rejected(&overlay);
    assert_eq!(taken, [URL]);
    assert_eq!(
        rejected,
        [
            ("/01-config/src/wal.rs", "its name is an absolute path"),
            ("01-config/../../x", "its name leads somewhere else"),
            ("01-config/src/connect.rs", "it is not a file"),
            ("01-config/src/track.rs", "it is a link"),
            ("01-config/src/wal.rs", "it is a link"),
        ]
    );
}

#[test]
fn a_name_that_is_there_twice_is_rejected() {
    let scratch = Scratch::new().expect("a folder");
    let file = File::create(scratch.work().join("a.tar")).expect("a file");
    let mut tar = Builder::new(file);
    for content in [b"// one", b"// two"] {
        append(
            &mut tar,
            "01-config/src/url.rs",
            EntryType::Regular,
            content,
        );
    }
    append(
        &mut tar,
        "01-config/src/wal.rs",
        EntryType::Regular,
        b"// mine",
    );
    tar.into_inner().expect("a file");
    let overlay = read_from(&scratch.work(), "a.tar").expect("a submission");
    assert_eq!(
        taken_and_rejected(&overlay),
        (
            vec!["lessons/01-config/src/wal.rs"],
            vec![("01-config/src/url.rs", "it is there twice")]
        )
    );
}

#[test]
fn a_name_that_is_in_a_zip_file_twice_is_rejected() {
    let scratch = Scratch::new().expect("a folder");
    let mut archive = zip(&[
        (URL, b"// one"),
        ("lessons/01-config/src/xxx.rs", b"// two"),
        ("lessons/01-config/src/wal.rs", b"// mine"),
    ]);
    for at in 0..archive.len() - 6 {
        if archive[at..].starts_with(b"xxx.rs") {
            archive[at..at + 3].copy_from_slice(b"url");
        }
    }
    fs::write(scratch.work().join("a.zip"), archive).expect("a file");
    let overlay = read_from(&scratch.work(), "a.zip").expect("a submission");
    assert_eq!(
        taken_and_rejected(&overlay),
        (
            vec!["lessons/01-config/src/wal.rs"],
            vec![(URL, "it is there twice")]
        )
    );
}

#[test]
fn one_file_by_two_names_is_rejected() {
    let scratch = Scratch::new().expect("a folder");
    let archive = zip(&[
        ("01-config/src/url.rs", b"// one"),
        ("./01-config/src/url.rs", b"// two"),
        ("01-config/src/basedir.rs", b"// one"),
        ("01-config\\src\\basedir.rs", b"// two"),
        ("01-config/src/wal.rs", b"// mine"),
    ]);
    fs::write(scratch.work().join("a.zip"), archive).expect("a file");
    let overlay = read_from(&scratch.work(), "a.zip").expect("a submission");
    assert_eq!(
        taken_and_rejected(&overlay),
        (
            vec!["lessons/01-config/src/wal.rs"],
            vec![
                ("01-config/src/basedir.rs", "it is there twice"),
                ("01-config/src/url.rs", "it is there twice"),
            ]
        )
    );
}

#[test]
fn a_broken_member_of_a_zip_file_costs_only_itself() {
    let scratch = Scratch::new().expect("a folder");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["url", "basedir", "wal"] {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        zip.start_file(format!("01-config/src/{name}.rs"), options)
            .expect("an entry");
        write!(zip, "// mine: {name}").expect("its content");
    }
    let mut archive = zip.finish().expect("an archive").into_inner();
    let all_of = |archive: &[u8], text: &[u8]| -> Vec<usize> {
        let windows = archive.windows(text.len()).enumerate();
        windows
            .filter_map(|(at, part)| (part == text).then_some(at))
            .collect()
    };
    // Another content than its checksum says.
    let content = all_of(&archive, b"// mine: url")[0];
    archive[content] = b'x';
    // A compression that nobody knows, in the file's header and in the directory's.
    let [local, central] = all_of(&archive, b"01-config/src/basedir.rs")[..] else {
        panic!("two headers");
    };
    archive[local - 30 + 8] = 97;
    archive[central - 46 + 10] = 97;
    fs::write(scratch.work().join("a.zip"), archive).expect("a file");

    let overlay = read_from(&scratch.work(), "a.zip").expect("a submission");

    let (taken, rejected) = taken_and_rejected(&overlay);
    assert_eq!(taken, ["lessons/01-config/src/wal.rs"]);
    let paths: Vec<&str> = rejected.iter().map(|(path, _)| *path).collect();
    assert_eq!(paths, ["01-config/src/basedir.rs", "01-config/src/url.rs"]);
    for (_, why) in rejected {
        assert!(why.starts_with("it cannot be unpacked: "), "{why}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_that_is_not_utf_8_costs_only_itself() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let scratch = Scratch::new().expect("a folder");
    let folder = scratch.work().join("lessons/05-migrations/migrations");
    fs::create_dir_all(&folder).expect("a folder");
    let latin = OsStr::from_bytes(b"V9__caf\xe9.sql");
    fs::write(folder.join(latin), "-- mine").expect("a file");
    fs::write(folder.join("V3__mine.sql"), "-- mine").expect("a file");
    let file = File::create(scratch.work().join("a.tar")).expect("a file");
    let mut tar = Builder::new(file);
    tar.append_dir_all("lessons", scratch.work().join("lessons"))
        .expect("an archive");
    tar.into_inner().expect("a file");
    for name in ["lessons", "a.tar"] {
        let overlay = read_from(&scratch.work(), name).expect("a submission");
        let (taken, rejected) = taken_and_rejected(&overlay);
        assert_eq!(taken, ["lessons/05-migrations/migrations/V3__mine.sql"]);
        let [(path, why)] = rejected[..] else {
            panic!("{rejected:?}");
        };
        assert!(path.ends_with("V9__caf\u{fffd}.sql"), "{path}");
        assert_eq!(why, "its name is not UTF-8 text");
    }
}

#[test]
fn long_names_in_a_tar_file_cost_only_themselves() {
    let scratch = Scratch::new().expect("a folder");
    let mut tar = Builder::new(Vec::new());
    let mine = |tar: &mut Builder<Vec<u8>>, name: &str| {
        append(tar, name, EntryType::Regular, b"// mine");
    };
    let gnu = "x".repeat(100_000);
    let pax = format!("{} path={}\n", 60_000 + 12, "x".repeat(60_000));
    let long_fact = format!("{} path={}\n", 70_000 + 12, "x".repeat(70_000));
    for (number, (kind, description)) in [
        (EntryType::GNULongName, gnu.as_bytes()),
        (EntryType::XHeader, pax.as_bytes()),
        (EntryType::XHeader, long_fact.as_bytes()),
        (EntryType::XHeader, b"nonsense\n"),
    ]
    .into_iter()
    .enumerate()
    {
        append(&mut tar, "description", kind, description);
        mine(&mut tar, &format!("01-config/src/{number}.rs"));
    }
    // The name of a link's target is none of the next file.
    append(
        &mut tar,
        "name",
        EntryType::GNULongName,
        b"01-config/src/url.rs\0",
    );
    append(&mut tar, "target", EntryType::GNULongLink, b"elsewhere\0");
    mine(&mut tar, "cut");
    let archive = tar.into_inner().expect("an archive");
    fs::write(scratch.work().join("a.tar"), archive).expect("a file");

    let overlay = read_from(&scratch.work(), "a.tar").expect("a submission");

    let (taken, rejected) = taken_and_rejected(&overlay);
    assert_eq!(taken, [URL]);
    let long = format!("{}…{}", "x".repeat(120), "x".repeat(60));
    assert_eq!(
        rejected,
        [
            ("01-config/src/2.rs", "its description is too long"),
            ("01-config/src/3.rs", "its description is broken"),
            (&*long, "its name is too long"),
        ]
    );
}

#[test]
fn a_report_lists_some_of_many_files_and_first_those_of_lessons() {
    let scratch = Scratch::new().expect("a folder");
    let mut tar = Builder::new(Vec::new());
    append(&mut tar, URL, EntryType::Regular, b"// mine");
    for number in 0..300 {
        append(&mut tar, &format!("a{number}"), EntryType::Regular, b"");
        append(&mut tar, &format!("b{number}"), EntryType::Symlink, b"");
    }
    let other = "lessons/01-config/src/wal.rs";
    append(&mut tar, other, EntryType::Symlink, b"");
    let archive = tar.into_inner().expect("an archive");
    fs::write(scratch.work().join("a.tar"), archive).expect("a file");

    let submission = read_from(&scratch.work(), "a.tar")
        .expect("a submission")
        .submission;

    assert_eq!(
        (submission.dropped.len(), submission.more_dropped),
        (100, 200)
    );
    assert_eq!(
        (submission.rejected.len(), submission.more_rejected),
        (100, 201)
    );
    assert!(submission.rejected.iter().any(|one| one.path == other));
}

#[test]
fn names_that_only_case_or_spelling_tells_apart_are_both_rejected() {
    let scratch = Scratch::new().expect("a folder");
    let names = [
        "lessons/01-config/src/url.rs",
        "lessons/01-config/src/URL.rs",
        "lessons/01-config/src/wal.rs",
        "lessons/05-migrations/migrations/V3__caf\u{e9}.sql",
        "lessons/05-migrations/migrations/V3__cafe\u{301}.sql",
        "lessons/05-migrations/migrations/V4__a\nb.sql",
        "README.md",
        "readme.md",
    ];
    let entries = names.map(|name| (name, &b"-- mine"[..]));
    fs::write(scratch.work().join("a.zip"), zip(&entries)).expect("a file");
    let overlay = read_from(&scratch.work(), "a.zip").expect("a submission");
    let (taken, rejected) = taken_and_rejected(&overlay);
    assert_eq!(taken, ["lessons/01-config/src/wal.rs"]);
    let paths: Vec<&str> = rejected.iter().map(|(path, _)| *path).collect();
    assert_eq!(
        paths,
        [
            names[1],
            names[0],
            names[4],
            names[3],
            "lessons/05-migrations/migrations/V4__a\\u{a}b.sql",
        ]
    );
    let why = "only case or spelling tells its name from lessons/01-config/src/url.rs";
    assert_eq!(rejected[0].1, why);
}

#[test]
fn what_is_broken_or_no_submission_is_refused() {
    let scratch = Scratch::new().expect("a folder");
    let path = |name: &str| scratch.work().join(name);
    let mut cut = zip(&[("01-config/src/url.rs", b"// mine")]);
    cut.truncate(40);
    fs::write(path("cut.zip"), cut).expect("a file");
    fs::write(path("essay.txt"), "Dear instructor").expect("a file");
    fs::write(path("empty"), "").expect("a file");
    fs::write(path("a.tgz"), b"\x1f\x8bnonsense").expect("a file");
    let other = ["a.md", "b.md", "c.md", "d.md"].map(|name| (name, &b"x"[..]));
    fs::write(path("other.zip"), zip(&other)).expect("a file");
    fs::write(path("essay.zip"), "Dear instructor").expect("a file");
    fs::write(path("nothing.zip"), zip(&[])).expect("a file");
    fs::create_dir(path("nothing")).expect("a folder");
    for (name, expected) in [
        ("cut.zip", "it is not a proper ZIP file"),
        ("essay.txt", "is neither a folder nor"),
        ("empty", "the file is empty"),
        (
            "essay.zip",
            "it is not a ZIP file, although its name says so",
        ),
        (
            "nothing.zip",
            "`nothing.zip` cannot be graded: the archive is empty",
        ),
        ("nothing", "the folder is empty"),
        ("a.tgz", "it is not a proper tar file"),
        ("other.zip", "no file in it is one that a step asks for"),
        ("other.zip", "; it has a.md, b.md, c.md and 1 more"),
        ("not-there", "there is no file, folder or commit"),
        ("--help", "there is no file, folder or commit"),
        ("", "the submission has an empty name"),
        (" ", "the submission has an empty name"),
    ] {
        let error = read_from(&scratch.work(), name).expect_err(name);
        assert!(error.contains(expected), "{name}: {error}");
    }
}

#[test]
#[cfg(unix)]
fn the_name_of_a_submission_has_no_control_characters() {
    let scratch = Scratch::new().expect("a folder");
    let name = "a\u{1b}[2J.zip";
    let error = read_from(&scratch.work(), name).expect_err("nothing");
    assert!(error.contains("`a\\u{1b}[2J.zip`"), "{error:?}");
    let path = scratch.work().join(name);
    for (content, why) in [(zip(&[]), "is empty"), (b"x".into(), "is not a ZIP")] {
        fs::write(&path, content).expect("a file");
        let error = read_from(&scratch.work(), name).expect_err("nothing");
        assert!(
            error.contains(why) && error.contains("`a\\u{1b}[2J.zip`"),
            "{error:?}"
        );
    }
    fs::write(&path, zip(&[(URL, b"// mine")])).expect("a file");
    let overlay = read_from(&scratch.work(), name).expect("a submission");
    assert_eq!(overlay.submission.name, "a\\u{1b}[2J.zip");
}

/// Whatever the bytes are, there is an answer and no panic. Each run changes the same
/// bytes.
#[test]
fn archives_with_wrong_bytes_are_no_danger() {
    let scratch = Scratch::new().expect("a folder");
    let file = scratch.work().join("a");
    let mut tar = Builder::new(Vec::new());
    append(
        &mut tar,
        "01-config/src/url.rs",
        EntryType::Regular,
        b"// mine",
    );
    let tar = tar.into_inner().expect("an archive");
    let zip = zip(&[("01-config/src/url.rs", b"// mine")]);
    let mut random: u64 = 0x9E37_79B9_7F4A_7C15;
    let course = course();
    for round in 0..600 {
        let mut bytes = if round % 2 == 0 {
            tar.clone()
        } else {
            zip.clone()
        };
        for _ in 0..=round % 5 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let at = usize::try_from(random >> 33).expect("31 bits") % bytes.len();
            bytes[at] = random.to_le_bytes()[3];
        }
        fs::write(&file, bytes).expect("a file");
        if let Ok(overlay) = read(&course, "a", &scratch.work(), None) {
            let files = overlay.files.values().flat_map(BTreeMap::keys);
            assert!(files.into_iter().all(|file| file.starts_with("src")));
        }
    }
}

#[test]
fn broken_archives_are_refused_and_break_nothing() {
    let course = course();
    let scratch = Scratch::new().expect("a folder");
    let mut tar = Builder::new(Vec::new());
    append(&mut tar, URL, EntryType::Regular, b"// mine");
    append(
        &mut tar,
        "lessons/01-config/src/wal.rs",
        EntryType::Symlink,
        b"",
    );
    let archives = [
        (
            "a.zip",
            zip(&[(URL, b"// mine"), ("README.md", &[b'x'; 600])]),
        ),
        ("a.tar", tar.into_inner().expect("an archive")),
    ];
    for (name, whole) in archives {
        for broken in fuzzed(&whole) {
            fs::write(scratch.work().join(name), broken).expect("a file");
            if let Ok(overlay) = read(&course, name, &scratch.work(), None) {
                let mut files = overlay.files.values().flat_map(BTreeMap::values);
                assert!(files.all(|file| file.len() as u64 <= FILE_LIMIT));
            }
        }
    }
}
