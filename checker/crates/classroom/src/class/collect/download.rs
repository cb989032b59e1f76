//! A download of a platform: one ZIP file with what everybody has uploaded.

use course::error::Error;
use jiff::civil;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;
use tempfile::TempDir;

/// The longest file that is unpacked, and all of them together, in bytes.
const FILE: u64 = 64 * 1024 * 1024;
const ALL: u64 = 8 * 1024 * 1024 * 1024;

/// Unpacks a download into a folder that goes when it is dropped. What is too long is cut off, so
/// that it cannot be read; names that lead elsewhere are left out.
pub(super) fn unpack(file: &Path, time_zone: &TimeZone) -> Result<TempDir, Error> {
    let unpacking = || Error::while_doing(format!("unpack {}", file.display()));
    let folder = TempDir::new().map_err(unpacking())?;
    let archive = File::open(file).map_err(unpacking())?;
    let downloaded = archive.metadata().and_then(|data| data.modified()).ok();
    let archive = zip::ZipArchive::new(archive).map_err(io::Error::other);
    let mut archive = archive.map_err(unpacking())?;
    let mut left = ALL;
    for place in 0..archive.len() {
        let mut entry = match archive.by_index(place) {
            Ok(entry) => entry,
            Err(error) => return Err(unpacking()(io::Error::other(error))),
        };
        let Some(name) = entry.enclosed_name().filter(|_| entry.is_file()) else {
            continue;
        };
        let path = folder.path().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(unpacking())?;
        }
        let mut unpacked = File::create(&path).map_err(unpacking())?;
        let most = FILE.min(left);
        let written = io::copy(&mut entry.by_ref().take(most), &mut unpacked);
        left -= written.map_err(unpacking())?;
        if left == 0 {
            let why = format!("it has more than {} GiB", ALL >> 30);
            return Err(unpacking()(io::Error::other(why)));
        }
        let changed = entry.last_modified().and_then(|it| moment(it, time_zone));
        if let Some(changed) = changed.or(downloaded) {
            // Without it, the file is as old as its copy.
            let _ = unpacked.set_modified(changed);
        }
    }
    Ok(folder)
}

/// The names of all that lies in a ZIP file or a folder, without what lies in its folders; none if it is
/// neither.
pub(super) fn names(place: &Path) -> Option<BTreeSet<String>> {
    // A link may lead anywhere, also back.
    if fs::symlink_metadata(place).is_ok_and(|data| data.is_dir()) {
        let entries = fs::read_dir(place).ok()?.flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        return Some(names.collect());
    }
    let archive = zip::ZipArchive::new(File::open(place).ok()?).ok()?;
    let names = archive.file_names().filter_map(Result::ok);
    let tops = names.filter_map(|name| Some(name.split(['/', '\\']).next()?.to_owned()));
    Some(tops.collect())
}

/// A ZIP file says when by a clock on a wall: the one of the class. Who does not know the time writes
/// the first that there is.
fn moment(changed: zip::DateTime, time_zone: &TimeZone) -> Option<SystemTime> {
    if changed == zip::DateTime::DEFAULT {
        return None;
    }
    let small = |number: u8| i8::try_from(number).ok();
    let date = civil::DateTime::new(
        i16::try_from(changed.year()).ok()?,
        small(changed.month())?,
        small(changed.day())?,
        small(changed.hour())?,
        small(changed.minute())?,
        small(changed.second())?,
        0,
    );
    let moment = date.ok()?.to_zoned_datetime(time_zone.clone()).ok()?;
    SystemTime::try_from(moment.timestamp()).ok()
}
