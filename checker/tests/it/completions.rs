//! `completions`: a script for each shell.

use fixtures::CourseRoot;

fn root() -> CourseRoot {
    CourseRoot::new().write()
}

#[test]
fn each_shell_knows_all_names() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = root().run(&["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
        run.assert_tells(&["solution", "give-up"]);
        if ["bash", "zsh", "fish"].contains(&shell) {
            run.assert_tells(&["config/basedir", "other/answer"]);
        }
    }
    let run = root().run(&["completions", "bsh"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("bash"), "{run:?}");
}

/// bash itself completes what was typed, with the script.
#[test]
#[cfg(unix)]
fn bash_completes_names_and_options() {
    let script = root().run(&["completions", "bash"]).stdout;
    for (command, typed, completed) in [
        ("show", "config/b", "config/basedir"),
        ("walkthrough", "--tim", "--timing"),
        ("grade", "--sub", "--submission"),
    ] {
        let ask = format!(
            "\nCOMP_WORDS=(checker {command} {typed}); COMP_CWORD=2\n\
             _checker checker {typed} {command}; echo \"${{COMPREPLY[@]}}\"\n"
        );
        let run = assert_cmd::Command::new("bash")
            .args(["--norc", "-c", &format!("{script}{ask}")])
            .output();
        match run {
            Ok(run) => {
                let text = String::from_utf8_lossy(&run.stdout).into_owned();
                assert_eq!(text.trim(), completed, "{run:?}");
            }
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound),
        }
    }
}
