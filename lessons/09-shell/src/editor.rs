//! Given: rustyline as an input for [`run`](crate::run). It is the only user of that crate.

use std::{
    cell::RefCell,
    env, fs,
    io::{self, BufRead, Read},
    path::PathBuf,
    rc::Rc,
};

use rustyline::{
    CompletionType, Config, Context, Editor, Helper, completion::Completer, error::ReadlineError,
    highlight::Highlighter, hint::Hinter, history::FileHistory, validate::Validator,
};

use crate::{
    ShellContext,
    terminal::{PROMPT, is_yes},
};

/// The commands, for Tab. The names of the context come to them.
const COMMANDS: [&str; 13] = [
    "add post ",
    "add user ",
    "commit",
    "help",
    "names",
    "posts ",
    "quit",
    "reset",
    "rollback",
    "sql ",
    "user ",
    "users",
    "users --desc",
];

/// Opens the editor, and lets the context ask its questions there.
pub(crate) fn open(ctx: &mut ShellContext) -> io::Result<Lines> {
    let words = COMMANDS.into_iter().chain(ctx.names());
    let words = Words(words.map(str::to_owned).collect());
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .build();
    let mut editor = Editor::with_config(config).map_err(io::Error::other)?;
    editor.set_helper(Some(words));
    let history = history_file();
    if let Some(file) = &history {
        // There is none on the first day.
        let _ = editor.load_history(file);
    }
    let editor = Rc::new(RefCell::new(editor));
    let asked = Rc::clone(&editor);
    ctx.set_interactive(move |question| {
        let answer = asked.borrow_mut().readline(&format!("{question} [y/N] "));
        // Ctrl-C and Ctrl-D mean no.
        answer.is_ok_and(|answer| is_yes(&answer))
    });
    Ok(Lines {
        editor,
        history,
        line: Vec::new(),
        read: 0,
    })
}

/// The file for the history: `microblog-shell/history` where the system keeps such things; none
/// where it has no such place. Never in the folder of the course.
fn history_file() -> Option<PathBuf> {
    let folder = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let state = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else {
        folder("XDG_STATE_HOME").or_else(|| Some(folder("HOME")?.join(".local").join("state")))
    };
    let folder = state?.join("microblog-shell");
    fs::create_dir_all(&folder).ok()?;
    Some(folder.join("history"))
}

/// What is typed, line by line. The end of input is Ctrl-D.
pub(crate) struct Lines {
    editor: Rc<RefCell<Editor<Words, FileHistory>>>,
    history: Option<PathBuf>,
    line: Vec<u8>,
    read: usize,
}

impl Lines {
    /// The next line with its end; nothing after Ctrl-D. Ctrl-C drops the line and keeps the
    /// shell.
    fn next(&self) -> io::Result<Vec<u8>> {
        loop {
            let line = self.editor.borrow_mut().readline(PROMPT);
            match line {
                Ok(line) => {
                    self.remember(&line);
                    return Ok((line + "\n").into_bytes());
                }
                Err(ReadlineError::Interrupted) => {}
                Err(ReadlineError::Eof) => return Ok(Vec::new()),
                Err(ReadlineError::Io(error)) => return Err(error),
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }

    /// A history that cannot be written must not stop anybody's work.
    fn remember(&self, line: &str) {
        let mut editor = self.editor.borrow_mut();
        let added = editor.add_history_entry(line);
        if let (Ok(true), Some(file)) = (added, &self.history) {
            let _ = editor.append_history(file);
        }
    }
}

impl BufRead for Lines {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read == self.line.len() {
            self.line = self.next()?;
            self.read = 0;
        }
        Ok(&self.line[self.read..])
    }

    fn consume(&mut self, bytes: usize) {
        self.read += bytes;
    }
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?.read(buffer)?;
        self.consume(bytes);
        Ok(bytes)
    }
}

/// What Tab offers.
struct Words(Vec<String>);

impl Completer for Words {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        cursor: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = &line[..cursor];
        let fitting = self.0.iter().filter(|word| word.starts_with(typed));
        Ok((0, fitting.cloned().collect()))
    }
}

impl Hinter for Words {
    type Hint = String;
}

impl Helper for Words {}
impl Highlighter for Words {}
impl Validator for Words {}
