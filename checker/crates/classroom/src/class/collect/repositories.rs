//! A list of repositories that are cloned already: an address of git's in each line, or a CSV file with
//! such a column. Whose a clone is, a column of the list says, or else the name of the repository.

use crate::class::collect::found::{Found, Kind};
use crate::class::csv_file::CsvFile;
use std::path::{Path, PathBuf};

/// Columns with addresses, and with those who work there, as GitHub Classroom and others call them.
const ADDRESSES: [&str; 4] = ["student_repository_url", "repository", "url", "clone"];
const PEOPLE: [&str; 4] = ["login", "github_username", "roster_identifier", "email"];

/// So many columns are shown of what is something else.
const SHOWN: usize = 5;

/// The clones of a list.
#[derive(Debug, Default)]
pub(super) struct Clones {
    pub(super) found: Vec<Found>,
    /// The names of those that are not there, each with the place where it should be.
    pub(super) missing: Vec<(String, PathBuf)>,
}

/// The clones of a list: each lies beside it, or in `clones`, and is called like its repository.
/// An error is a sentence: this is no list of repositories, or has none whose clone is there.
pub(super) fn in_list(list: &Path, bytes: &[u8], clones: &Path) -> Result<Clones, String> {
    let file = CsvFile::parse(bytes).map_err(|why| format!("it {why}"))?;
    let address = file.column(&ADDRESSES);
    if address.is_none() {
        check_plain(&file)?;
    }
    let person = file.column(&PEOPLE).filter(|_| address.is_some());
    let folders = [list.parent().unwrap_or(list), clones];
    let rows = file.rows.iter().skip(usize::from(address.is_some()));
    let mut clones = Clones::default();
    for row in rows {
        let Some(address) = cell(row, address.unwrap_or_default()) else {
            continue;
        };
        let repository = repository(address);
        let name = person.and_then(|place| cell(row, place));
        let name = name.unwrap_or(repository).to_owned();
        let path = clone(address, repository, folders);
        if path.is_dir() {
            clones.found.push(Found {
                name,
                place: path.clone(),
                path,
                kind: Kind::Clone,
            });
        } else {
            clones.missing.push((name, path));
        }
    }
    match (&clones.found[..], &clones.missing[..]) {
        ([], [(_, path), ..]) => Err(format!(
            "it is a list of {}, and of none a clone is there, such as {}; clone them first",
            match clones.missing.len() {
                1 => "1 repository".to_owned(),
                count => format!("{count} repositories"),
            },
            path.display()
        )),
        ([], []) => Err("it names no repository".to_owned()),
        _ => Ok(clones),
    }
}

/// Without a column of addresses there is nothing else than addresses.
fn check_plain(file: &CsvFile) -> Result<(), String> {
    let is_address = |row: &[String]| match cells(row)[..] {
        [] => true,
        [one] => one.contains(['/', ':']),
        _ => false,
    };
    let mut rows = file.rows.iter().zip(&file.lines);
    let Some((row, line)) = rows.find(|(row, _)| !is_address(row)) else {
        return Ok(());
    };
    let columns = cells(row);
    let more = if columns.len() > SHOWN { ", …" } else { "" };
    Err(format!(
        "it is not a list of repositories: no column is called `{}`, and line {line} is not an address, but \
         {}{more}. Name a folder, a download of all submissions, or a list of repositories",
        ADDRESSES.join("`, `"),
        columns[..columns.len().min(SHOWN)].join(", ")
    ))
}

/// What is in a row, without comments.
fn cells(row: &[String]) -> Vec<&str> {
    let cells = (0..row.len()).map_while(|place| match row[place].trim() {
        comment if place == 0 && comment.starts_with('#') => None,
        cell => Some(cell),
    });
    cells.filter(|cell| !cell.is_empty()).collect()
}

fn cell(row: &[String], place: usize) -> Option<&str> {
    let cell = row.get(place)?.trim();
    (!cell.is_empty() && !cell.starts_with('#')).then_some(cell)
}

/// Where the clone is, or should be.
fn clone(address: &str, repository: &str, folders: [&Path; 2]) -> PathBuf {
    let local = PathBuf::from(address.strip_prefix("file://").unwrap_or(address));
    let called = [repository.to_owned(), format!("{repository}.git")];
    let beside = called
        .iter()
        .flat_map(|name| folders.map(|folder| folder.join(name)));
    let mut places = beside.chain([local]).filter(|place| place.is_dir());
    let place = places.next();
    place.unwrap_or_else(|| folders[0].join(repository))
}

/// What git calls the folder into which it clones an address.
fn repository(address: &str) -> &str {
    let address = address.trim_end_matches('/');
    let name = address.rsplit(['/', ':']).next().unwrap_or(address);
    name.strip_suffix(".git").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    type Names = (Vec<(String, String)>, Vec<String>);

    /// Reads a list that lies beside a clone `databases-susan`: names and folders of what is found,
    /// and names of what is not.
    fn read(list: &str) -> Result<Names, String> {
        let folder = TempDir::new().expect("a folder");
        fs::create_dir(folder.path().join("databases-susan")).expect("a folder");
        let clones = in_list(
            &folder.path().join("a.csv"),
            list.as_bytes(),
            Path::new("clones"),
        )?;
        let found = clones.found.iter();
        let found = found.map(|found| (found.name.clone(), found.source()));
        let missing = clones.missing.into_iter().map(|(name, _)| name);
        Ok((found.collect(), missing.collect()))
    }

    #[test]
    fn a_list_has_addresses_alone_or_with_people() {
        let pair = |who: &str, name: &str| (who.to_owned(), name.to_owned());
        let plain = "# our class, in 2027\nhttps://git.example/org/databases-susan.git\n\n\
            git@git.example:org/databases-john\n";
        let found = vec![pair("databases-susan", "databases-susan")];
        let missing = vec!["databases-john".to_owned()];
        assert_eq!(read(plain), Ok((found, missing.clone())));
        let exported = "github_username,student_repository_url\n\
            squinn,https://git.example/org/databases-susan\n,https://git.example/org/databases-john/\n";
        let found = vec![pair("squinn", "databases-susan")];
        assert_eq!(read(exported), Ok((found, missing)));
    }

    #[test]
    fn what_is_no_list_says_what_it_is() {
        let error = read("Student,ID,SIS Login ID,Section,a,b\n\"Quinn, Susan\",101,squinn,A,,\n");
        let error = error.expect_err("a gradebook");
        assert!(
            error.starts_with("it is not a list of repositories"),
            "{error}"
        );
        let shown = "line 1 is not an address, but Student, ID, SIS Login ID, Section, a, …. Name";
        assert!(error.contains(shown), "{error}");
        for (list, expected) in [
            (
                "url\nhttps://git.example/org/x\n",
                "it is a list of 1 repository, and of none",
            ),
            (
                "git.example/x\nsusan\n",
                "line 2 is not an address, but susan. Name",
            ),
            ("", "it names no repository"),
        ] {
            let error = read(list).expect_err("no clones");
            assert!(error.contains(expected), "{error}");
        }
    }
}
