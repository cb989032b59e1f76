//! What is laid out for programs that look for similar work.

use super::{collecting, hour, said};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Stands in for the real one, and says what it was called with.
const COMPARE50: &str = "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$(dirname \"$0\")/called\"\n";

#[test]
fn work_is_laid_out_with_the_stubs_beside_it() {
    let class = collecting::class("login,name\nsusan,Susan Quinn\njohn,John\nidle,Idle\n");
    for login in ["susan", "john"] {
        let archive = class.place(&format!("{login}.zip"));
        fs::write(archive, hour::zipped(&class.solution())).expect("a file");
    }
    collecting::collect(&class, &[]);
    let tools = class.folder.path().join("tools");
    fs::create_dir(&tools).expect("a folder");
    fs::write(tools.join("compare50"), COMPARE50).expect("a program");
    let rights = fs::Permissions::from_mode(0o755);
    fs::set_permissions(tools.join("compare50"), rights).expect("rights");
    let mut path = OsString::from(&tools);
    path.push(":");
    path.push(env::var_os("PATH").unwrap_or_default());

    let into = class.folder.path().join("similar");
    let lay = |arguments: &[&str]| {
        let mut command = class.command(&["similarity"]);
        command.arg(&into).args(arguments).env("PATH", &path);
        command.output().expect("the program")
    };
    let told = said(&lay(&[]));
    assert!(
        told.contains("2 people, and what compare50 finds"),
        "{told}"
    );
    let lesson = into.join("01-config");
    let read = |name: &str| fs::read_to_string(lesson.join(name)).expect(name);
    let solution = &class.solution()[Path::new("src/url.rs")];
    assert_eq!(&read("people/susan/src/url.rs"), solution);
    assert!(read("base/src/url.rs").contains("todo!"));
    assert!(read("base.rs").contains("todo!"));
    let table = read("dolos/info.csv");
    assert!(
        table.starts_with("filename,label,full_name,created_at"),
        "{table}"
    );
    assert!(table.contains("susan.rs,susan,Susan Quinn,"), "{table}");
    assert!(read("dolos/susan.rs").contains(solution));
    let called = fs::read_to_string(tools.join("called")).expect("a call");
    for part in [
        "people/john\n",
        "people/susan\n",
        "--distro\n",
        "--output\n",
    ] {
        assert!(called.contains(part), "{part} is missing in:\n{called}");
    }
    assert_eq!(lay(&[]).status.code(), Some(2), "it is there already");
    fs::remove_dir_all(&into).expect("a folder");
    lay(&["--anonymous"]);
    assert!(!read("dolos/info.csv").contains("susan"));
}
