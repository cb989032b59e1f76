//! Starts the editor that the speaker has chosen.

use course::error::Error;
use std::env;
use std::path::Path;
use std::process::Command;

/// Variables that name it; the first that is set counts.
const NAMES: [&str; 2] = ["VISUAL", "EDITOR"];

/// Opens a file, and waits for the editor to end. An editor with a window of its own may end
/// at once.
pub(crate) fn open(file: &Path) -> Result<(), Error> {
    let editor = NAMES.iter().find_map(|name| {
        let value = env::var(name).ok()?;
        (!value.trim().is_empty()).then_some(value)
    });
    let editor = editor.ok_or_else(|| {
        Error::Usage("set VISUAL or EDITOR to the command of your editor, then try again".into())
    })?;
    let starting = || Error::while_doing(format!("start the editor `{editor}`"));
    let status = command(&editor, file).status().map_err(starting())?;
    // This is how a shell says that there is no such program.
    if status.code() == Some(127) {
        return Err(Error::Usage(format!(
            "there is no editor `{editor}`; set VISUAL or EDITOR to another"
        )));
    }
    Ok(())
}

/// The value may have arguments, such as `code --wait`: as with git, the shell splits them.
#[cfg(unix)]
fn command(editor: &str, file: &Path) -> Command {
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("{editor} \"$@\""))
        .arg(editor)
        .arg(file);
    command
}

#[cfg(not(unix))]
fn command(editor: &str, file: &Path) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(editor));
    command.args(words).arg(file);
    command
}
