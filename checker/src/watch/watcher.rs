//! Tells that the student has saved something. The system's notifications only
//! wake it: what counts is whether the files say something else than before. So a
//! notification that is lost, or one too many, does no harm.

use harness::student_files::StudentFiles;
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// How often it looks where the system does not tell of saves.
const POLL: Duration = Duration::from_millis(300);

/// How often it looks besides, in case the system has not told.
const NET: Duration = Duration::from_secs(2);

/// An editor's save is several steps (write, rename, remove). It is over when
/// nothing was heard of for this time, and is not waited for any longer than that.
const QUIET: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_millis(100);

/// How it learns of saves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// The system tells.
    Notified,
    /// It looks again and again, because it was asked to.
    Polling,
    /// It looks again and again, because the system refused to tell, for this reason.
    Refused(String),
}

/// Waits for saves in some lessons.
pub(crate) struct Watcher {
    folder: PathBuf,
    files: StudentFiles,
    source: Source,
    native: Option<RecommendedWatcher>,
    wakes: Receiver<Wake>,
    sender: Sender<Wake>,
}

/// Ends the [`Watcher`] that it comes from, when dropped.
pub(crate) struct Stop(Sender<Wake>);

enum Wake {
    Touched,
    Stop,
}

impl Watcher {
    /// From now on each save is told of, in its time: the student's files are
    /// those below `folder`.
    pub(crate) fn new(folder: &Path, poll: bool, look: impl FnOnce() -> StudentFiles) -> Self {
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
            // Not before the system tells: what is saved in between would be lost.
            files: look(),
            source,
            native: native.unwrap_or_default(),
            wakes,
            sender,
        }
    }

    /// How it learns of saves.
    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    /// What ends [`Self::run`].
    pub(crate) fn stop(&self) -> Stop {
        Stop(self.sender.clone())
    }

    /// Calls `on_save` with the lessons that have changed, until it is stopped.
    pub(crate) fn run(mut self, on_save: impl Fn(BTreeSet<u32>)) {
        loop {
            let pause = if self.native.is_some() { NET } else { POLL };
            let told = match self.wakes.recv_timeout(pause) {
                Ok(Wake::Touched) if self.is_stopped_while_settling() => return,
                Ok(Wake::Touched) => true,
                Err(RecvTimeoutError::Timeout) => false,
                Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            };
            let changed = self.files.changed();
            if changed.is_empty() {
                continue;
            }
            if !told && self.source == Source::Notified {
                // The folder that was listened to may be gone, and this is another.
                self.native = listen(&self.folder, &self.sender).ok();
            }
            on_save(changed);
        }
    }

    /// Waits for the end of a save; returns whether it was stopped meanwhile.
    fn is_stopped_while_settling(&self) -> bool {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            match self.wakes.recv_timeout(QUIET) {
                Ok(Wake::Touched) => {}
                Ok(Wake::Stop) => return true,
                Err(_) => return false,
            }
        }
        false
    }
}

impl Drop for Stop {
    fn drop(&mut self) {
        // Nobody there is fine: it has ended already.
        let _ = self.0.send(Wake::Stop);
    }
}

fn listen(folder: &Path, sender: &Sender<Wake>) -> notify::Result<RecommendedWatcher> {
    let sender = sender.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // What could not be told may have been a save.
        if event.is_ok_and(|event| !may_be_save(event.kind)) {
            return;
        }
        let _ = sender.send(Wake::Touched);
    })?;
    watcher.watch(folder, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// Compilers open and read the same files all the time.
fn may_be_save(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}
