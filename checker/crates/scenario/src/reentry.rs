//! Ends a process in which a hook of an SQLite connection runs inside itself. rusqlite 0.41 lets that
//! happen, and the hook then has the same variables twice: safe code can read and change any memory
//! that way, also ours.
//!
//! For code that nobody trusts, the linker puts these functions in front of SQLite's own
//! (`--wrap=sqlite3_update_hook`).

#![expect(
    unsafe_code,
    reason = "SQLite calls these functions, and they call SQLite"
)]

use rusqlite::ffi::sqlite3;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::{c_char, c_int, c_void};
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A hook of a connection: its kind, and the connection's address.
type Key = (&'static str, usize);

/// Functions that were registered, each with the address of what it gets.
struct Registered<F>(Mutex<BTreeMap<usize, (F, usize)>>);

impl<F: Copy> Registered<F> {
    const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<usize, (F, usize)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a function, or forgets the one that was there. Returns whether there is one now.
    fn keep(&self, db: *mut sqlite3, hook: Option<F>, data: *mut c_void) -> bool {
        match hook {
            Some(hook) => self
                .all()
                .insert(db.addr(), (hook, data.expose_provenance())),
            None => self.all().remove(&db.addr()),
        };
        hook.is_some()
    }

    fn get(&self, db: *mut c_void) -> Option<(F, *mut c_void)> {
        let (hook, data) = *self.all().get(&db.addr())?;
        Some((hook, std::ptr::with_exposed_provenance_mut(data)))
    }
}

thread_local! {
    static RUNNING: RefCell<Vec<Key>> = const { RefCell::new(Vec::new()) };
}

/// Runs a hook, or ends the process if it is running already.
fn once<T>(hook: Key, run: impl FnOnce() -> T) -> T {
    if RUNNING.with_borrow(|running| running.contains(&hook)) {
        eprintln!(
            "{} of a connection has run a statement that calls it again",
            hook.0
        );
        process::abort();
    }
    RUNNING.with_borrow_mut(|running| running.push(hook));
    let result = run();
    RUNNING.with_borrow_mut(Vec::pop);
    result
}

/// A function that registers a hook, and is called in place of SQLite's, which it gets as its last
/// argument.
macro_rules! in_front_of {
    ($name:literal, $register:ident($($first:ident: $number:ty,)?) -> $registered:ty,
     $function:ident($($argument:ident: $type:ty),*) -> $result:ty) => {
        #[doc = concat!("What `", $name, "` registers.")]
        pub type $function = unsafe extern "C" fn(*mut c_void, $($type),*) -> $result;

        #[doc = concat!("Calls `", $name, "` with a function that ends the process if it runs inside itself.")]
        ///
        /// # Safety
        ///
        /// That of SQLite's function, which is `real`.
        pub unsafe fn $register(
            db: *mut sqlite3,
            $($first: $number,)?
            hook: Option<$function>,
            data: *mut c_void,
            real: unsafe extern "C" fn(
                *mut sqlite3,
                $($number,)?
                Option<$function>,
                *mut c_void,
            ) -> $registered,
        ) -> $registered {
            static REGISTERED: Registered<$function> = Registered::new();
            unsafe extern "C" fn call(db: *mut c_void, $($argument: $type),*) -> $result {
                match REGISTERED.get(db) {
                    // SAFETY: it was registered for these arguments.
                    Some((hook, data)) => once(($name, db.addr()), || unsafe {
                        hook(data, $($argument),*)
                    }),
                    None => Default::default(),
                }
            }
            let is_there = REGISTERED.keep(db, hook, data);
            let call: Option<$function> = is_there.then_some(call);
            // SAFETY: the caller promises what SQLite asks for, and `call` gets the connection.
            unsafe { real(db, $($first,)? call, db.cast()) }
        }
    };
}

in_front_of!(
    "sqlite3_update_hook",
    update() -> *mut c_void,
    Update(action: c_int, database: *const c_char, table: *const c_char, row: i64) -> ()
);
in_front_of!("sqlite3_commit_hook", commit() -> *mut c_void, Commit() -> c_int);
in_front_of!("sqlite3_rollback_hook", rollback() -> *mut c_void, Rollback() -> ());
in_front_of!(
    "sqlite3_wal_hook",
    wal() -> *mut c_void,
    Wal(connection: *mut sqlite3, database: *const c_char, pages: c_int) -> c_int
);
in_front_of!("sqlite3_busy_handler", busy() -> c_int, Busy(count: c_int) -> c_int);
in_front_of!(
    "sqlite3_set_authorizer",
    authorizer() -> c_int,
    Authorizer(
        action: c_int,
        one: *const c_char,
        two: *const c_char,
        three: *const c_char,
        four: *const c_char
    ) -> c_int
);
in_front_of!("sqlite3_progress_handler", progress(steps: c_int,) -> (), Progress() -> c_int);

/// Puts these functions in front of SQLite's in the program in which it stands, provided that it is
/// linked with `--wrap` for each.
#[macro_export]
macro_rules! guard_hooks {
    () => {
        $crate::guard_hooks!(
            (__wrap_sqlite3_update_hook, __real_sqlite3_update_hook, update, Update, *mut std::ffi::c_void),
            (__wrap_sqlite3_commit_hook, __real_sqlite3_commit_hook, commit, Commit, *mut std::ffi::c_void),
            (__wrap_sqlite3_rollback_hook, __real_sqlite3_rollback_hook, rollback, Rollback, *mut std::ffi::c_void),
            (__wrap_sqlite3_wal_hook, __real_sqlite3_wal_hook, wal, Wal, *mut std::ffi::c_void),
            (__wrap_sqlite3_busy_handler, __real_sqlite3_busy_handler, busy, Busy, std::ffi::c_int),
            (__wrap_sqlite3_set_authorizer, __real_sqlite3_set_authorizer, authorizer, Authorizer, std::ffi::c_int),
            (__wrap_sqlite3_progress_handler, __real_sqlite3_progress_handler, progress, Progress, (), steps),
        );
    };
    ($(($wrap:ident, $real:ident, $register:ident, $function:ident, $result:ty $(, $first:ident)?)),* $(,)?) => {
        $(
            unsafe extern "C" {
                fn $real(
                    db: *mut rusqlite::ffi::sqlite3,
                    $($first: std::ffi::c_int,)?
                    hook: Option<$crate::reentry::$function>,
                    data: *mut std::ffi::c_void,
                ) -> $result;
            }

            #[unsafe(no_mangle)]
            unsafe extern "C" fn $wrap(
                db: *mut rusqlite::ffi::sqlite3,
                $($first: std::ffi::c_int,)?
                hook: Option<$crate::reentry::$function>,
                data: *mut std::ffi::c_void,
            ) -> $result {
                unsafe { $crate::reentry::$register(db, $($first,)? hook, data, $real) }
            }
        )*
    };
}

/// The functions of SQLite for which the linker has to be told.
pub const WRAPPED: [&str; 7] = [
    "sqlite3_update_hook",
    "sqlite3_commit_hook",
    "sqlite3_rollback_hook",
    "sqlite3_wal_hook",
    "sqlite3_busy_handler",
    "sqlite3_set_authorizer",
    "sqlite3_progress_handler",
];
