//! The calls between SQLite and its files are recorded.
//!
//! Each VFS is replaced by a copy with the same name. Its `xOpen` puts our functions into the open
//! file, for the calls that change what is on the disk; these record the call and pass it on. All
//! other functions stay the original ones. See <https://www.sqlite.org/vfs.html>.
#![expect(
    unsafe_code,
    reason = "SQLite calls these functions, and its files are pointers"
)]

use super::record::{self, Event};
use rusqlite::ffi::{
    self, SQLITE_IOERR, SQLITE_OK, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs,
};
use std::collections::BTreeMap;
use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

type XOpen = unsafe extern "C" fn(
    *mut sqlite3_vfs,
    *const c_char,
    *mut sqlite3_file,
    c_int,
    *mut c_int,
) -> c_int;
type XDelete = unsafe extern "C" fn(*mut sqlite3_vfs, *const c_char, c_int) -> c_int;

/// What was replaced. The keys are addresses, which are never followed.
struct Replaced {
    /// By VFS.
    vfs: BTreeMap<usize, (XOpen, XDelete)>,
    /// Our table for each of SQLite's: they differ in their version, locks and shared memory.
    tables: BTreeMap<usize, &'static sqlite3_io_methods>,
    /// By open file.
    files: BTreeMap<usize, File>,
}

#[derive(Clone)]
struct File {
    name: String,
    methods: &'static sqlite3_io_methods,
}

static REPLACED: Mutex<Replaced> = Mutex::new(Replaced {
    vfs: BTreeMap::new(),
    tables: BTreeMap::new(),
    files: BTreeMap::new(),
});

/// Replaces every VFS. To be called once, before a connection is opened.
pub(crate) fn install() {
    // SAFETY: `sqlite3_initialize` may be called at any time. A VFS stays where it is until the
    // process ends, and nobody else changes the list: there are no threads yet.
    unsafe {
        if ffi::sqlite3_initialize() != SQLITE_OK {
            return;
        }
        let default = ffi::sqlite3_vfs_find(std::ptr::null());
        let mut all = Vec::new();
        let mut next = default;
        while let Some(vfs) = next.as_ref() {
            all.push(next);
            next = vfs.pNext;
        }
        for vfs in all {
            replace(vfs, vfs == default);
        }
    }
}

/// # Safety
///
/// `vfs` is registered, and nobody changes the list meanwhile.
unsafe fn replace(vfs: *mut sqlite3_vfs, is_default: bool) {
    // SAFETY: as the caller says. The copy is never freed.
    unsafe {
        let original = *vfs;
        let (Some(x_open), Some(x_delete)) = (original.xOpen, original.xDelete) else {
            return;
        };
        let copy = Box::into_raw(Box::new(sqlite3_vfs {
            xOpen: Some(open),
            xDelete: Some(delete),
            ..original
        }));
        replaced().vfs.insert(copy.addr(), (x_open, x_delete));
        ffi::sqlite3_vfs_register(copy, c_int::from(is_default));
        ffi::sqlite3_vfs_unregister(vfs);
    }
}

unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    path: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let Some((x_open, _)) = replaced().vfs.get(&vfs.addr()).copied() else {
        return ffi::SQLITE_CANTOPEN;
    };
    // SAFETY: these are SQLite's own arguments. The copy has all that the original reads of it.
    let code = unsafe { x_open(vfs, path, file, flags, out_flags) };
    // SAFETY: `path` is null (a temporary file) or a text that ends in 0, as SQLite promises.
    let name = unsafe { name_of(path) };
    if let (SQLITE_OK, Some(name)) = (code, name) {
        // SAFETY: the original has opened this file.
        unsafe { take_over(file, name) };
    }
    code
}

/// Puts our functions into an open file.
///
/// # Safety
///
/// `file` is open, and its methods are a table that never goes away.
unsafe fn take_over(file: *mut sqlite3_file, name: String) {
    // SAFETY: as the caller says.
    let Some(methods) = (unsafe { (*file).pMethods.as_ref() }) else {
        return;
    };
    let mut replaced = replaced();
    let table = replaced
        .tables
        .entry(std::ptr::from_ref(methods).addr())
        .or_insert_with(|| {
            Box::leak(Box::new(sqlite3_io_methods {
                xClose: Some(close),
                xWrite: Some(write),
                xTruncate: Some(truncate),
                xSync: Some(sync),
                ..*methods
            }))
        });
    // SAFETY: as the caller says.
    unsafe { (*file).pMethods = *table };
    record::call(Event::Open(name.clone()), &[]);
    replaced.files.insert(file.addr(), File { name, methods });
}

unsafe extern "C" fn delete(vfs: *mut sqlite3_vfs, path: *const c_char, sync: c_int) -> c_int {
    let Some((_, x_delete)) = replaced().vfs.get(&vfs.addr()).copied() else {
        return SQLITE_IOERR;
    };
    // SAFETY: as in `open`.
    let name = unsafe { name_of(path) };
    // SAFETY: these are SQLite's own arguments.
    let code = unsafe { x_delete(vfs, path, sync) };
    if let (SQLITE_OK, Some(name)) = (code, name) {
        let synced = sync != 0;
        record::call(Event::Delete { name, synced }, &[]);
    }
    code
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let Some(File { methods, .. }) = replaced().files.remove(&file.addr()) else {
        return SQLITE_IOERR;
    };
    // SAFETY: the file is open, and these are the methods that it had.
    unsafe {
        (*file).pMethods = methods;
        methods.xClose.map_or(SQLITE_OK, |x_close| x_close(file))
    }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    offset: sqlite3_int64,
) -> c_int {
    let Some((name, methods)) = of(file) else {
        return SQLITE_IOERR;
    };
    let Some(x_write) = methods.xWrite else {
        return SQLITE_IOERR;
    };
    // SAFETY: these are SQLite's own arguments.
    let code = unsafe { x_write(file, bytes, length, offset) };
    if let (SQLITE_OK, Ok(length), Ok(offset)) =
        (code, usize::try_from(length), u64::try_from(offset))
    {
        // SAFETY: SQLite wants so many bytes written that lie there.
        let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), length) };
        let event = Event::Write {
            name,
            offset,
            length,
        };
        record::call(event, bytes);
    }
    code
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: sqlite3_int64) -> c_int {
    let Some((name, methods)) = of(file) else {
        return SQLITE_IOERR;
    };
    let Some(x_truncate) = methods.xTruncate else {
        return SQLITE_IOERR;
    };
    // SAFETY: these are SQLite's own arguments.
    let code = unsafe { x_truncate(file, length) };
    if let (SQLITE_OK, Ok(length)) = (code, u64::try_from(length)) {
        record::call(Event::Truncate { name, length }, &[]);
    }
    code
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    let Some((name, methods)) = of(file) else {
        return SQLITE_IOERR;
    };
    let Some(x_sync) = methods.xSync else {
        return SQLITE_IOERR;
    };
    // SAFETY: these are SQLite's own arguments.
    let code = unsafe { x_sync(file, flags) };
    if code == SQLITE_OK {
        record::call(Event::Sync(name), &[]);
    }
    code
}

/// The name and the original methods of a file that is open.
fn of(file: *mut sqlite3_file) -> Option<(String, &'static sqlite3_io_methods)> {
    let file = replaced().files.get(&file.addr()).cloned()?;
    Some((file.name, file.methods))
}

/// # Safety
///
/// `path` is null, or a text that ends in 0.
unsafe fn name_of(path: *const c_char) -> Option<String> {
    if path.is_null() {
        return None;
    }
    // SAFETY: as the caller says.
    let path = unsafe { CStr::from_ptr(path) };
    record::name_of(Path::new(OsStr::from_bytes(path.to_bytes())))
}

fn replaced() -> MutexGuard<'static, Replaced> {
    REPLACED.lock().unwrap_or_else(PoisonError::into_inner)
}
