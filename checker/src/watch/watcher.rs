//! Notices that the student has saved something. The system's notifications only
//! wake it: what counts is whether the text of the files has changed. So a
//! notification that is lost, or one too many, does no harm.

use crate::watch::stop::StopOnDrop;
use harness::student_files::StudentFiles;
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// How often it looks at the files where the system does not report saves.
const POLL: Duration = Duration::from_millis(300);

/// How often it looks at them otherwise, in case a notification was lost.
const SAFETY_NET: Duration = Duration::from_secs(2);

/// Debouncing: an editor's save is several operations (write, rename, remove). It is over
/// when nothing has happened for this long, …
const DEBOUNCE: Duration = Duration::from_millis(20);

/// … and is waited for no longer than this.
const DEBOUNCE_AT_MOST: Duration = Duration::from_millis(100);

/// How it learns of saves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// The system notifies it.
    Notified,
    /// It polls, as it was asked to.
    Polling,
    /// It polls, because the system refused to notify it, for this reason.
    Refused(String),
}

/// Waits for saves in some lessons.
pub(super) struct Watcher {
    folder: PathBuf,
    files: StudentFiles,
    source: Source,
    native: Option<RecommendedWatcher>,
    wakes: Receiver<Wake>,
    sender: Sender<Wake>,
}

enum Wake {
    /// A file may have been saved.
    Touched,
    Stop,
}

impl Watcher {
    /// Begins to watch the files below `folder`: from here on no save is missed. `read` reads
    /// the files as they are now.
    pub(super) fn new(folder: &Path, poll: bool, read: impl FnOnce() -> StudentFiles) -> Self {
        let (sender, wakes) = mpsc::channel();
        let native = if poll {
            Ok(None)
        } else {
            listen(folder, &sender).map(Some)
        };
        let source = match &native {
            Ok(Some(_)) => Source::Notified,
            Ok(None) => Source::Polling,
            Err(error) => Source::Refused(error.to_string()),
        };
        Self {
            folder: folder.to_owned(),
            // Not before the system notifies us: a save in between would be lost.
            files: read(),
            source,
            native: native.unwrap_or_default(),
            wakes,
            sender,
        }
    }

    /// How it learns of saves.
    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// What ends [`Self::run`].
    pub(super) fn stop_on_drop(&self) -> StopOnDrop {
        let sender = self.sender.clone();
        StopOnDrop::new(move || {
            // The receiver is gone if it has ended already.
            let _ = sender.send(Wake::Stop);
        })
    }

    /// Calls `on_save` with the lessons that have changed, until it is stopped.
    pub(super) fn run(mut self, on_save: impl Fn(BTreeSet<u32>)) {
        loop {
            let pause = if self.native.is_some() {
                SAFETY_NET
            } else {
                POLL
            };
            let notified = match self.wakes.recv_timeout(pause) {
                Ok(Wake::Touched) if self.is_stopped_while_debouncing() => return,
                Ok(Wake::Touched) => true,
                Err(RecvTimeoutError::Timeout) => false,
                Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            };
            let changed = self.files.changed();
            if changed.is_empty() {
                continue;
            }
            if !notified && self.source == Source::Notified {
                // The folder may have been replaced by a new one with the same name.
                self.native = listen(&self.folder, &self.sender).ok();
            }
            on_save(changed);
        }
    }

    /// Waits for the end of a save; returns whether the watch was ended meanwhile.
    fn is_stopped_while_debouncing(&self) -> bool {
        let start = Instant::now();
        while start.elapsed() < DEBOUNCE_AT_MOST {
            match self.wakes.recv_timeout(DEBOUNCE) {
                Ok(Wake::Touched) => {}
                Ok(Wake::Stop) => return true,
                Err(_) => return false,
            }
        }
        false
    }
}

fn listen(folder: &Path, sender: &Sender<Wake>) -> notify::Result<RecommendedWatcher> {
    let sender = sender.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // An error may stand for a save.
        if event.is_ok_and(|event| !may_be_save(event.kind)) {
            return;
        }
        let _ = sender.send(Wake::Touched);
    })?;
    watcher.watch(folder, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// Reading is no save: compilers open and read the same files all the time.
fn may_be_save(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}
