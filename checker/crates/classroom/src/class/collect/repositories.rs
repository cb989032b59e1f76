//! A list of repositories that are cloned already: an address of git's in each line, or a CSV file with
//! such a column. Whose a clone is, a column of the list says, or else the name of the repository.

use crate::class::collect::found::{Found, Kind};
use crate::class::csv_file::CsvFile;
use std::path::{Path, PathBuf};

/// Columns with addresses, and with those who work there, as GitHub Classroom and others call them.
const ADDRESSES: [&str; 4] = ["student_repository_url", "repository", "url", "clone"];
const PEOPLE: [&str; 4] = ["login", "github_username", "roster_identifier", "email"];

/// The clones of a list: each lies beside it, or in `clones`, and is called like its repository.
/// An error is a part of a sentence: the list …
pub(super) fn in_list(list: &Path, bytes: &[u8], clones: &Path) -> Result<Vec<Found>, String> {
    let file = CsvFile::parse(bytes)?;
    let address = file.column(&ADDRESSES);
    let person = file.column(&PEOPLE).filter(|_| address.is_some());
    let folders = [list.parent().unwrap_or(list), clones];
    let rows = file.rows.iter().skip(usize::from(address.is_some()));
    let cell = |row: &[String], place: usize| {
        let cell = row.get(place).map(|cell| cell.trim().to_owned());
        cell.filter(|cell| !cell.is_empty() && !cell.starts_with('#'))
    };
    let found = rows.filter_map(|row| {
        let address = cell(row, address.unwrap_or_default())?;
        let repository = repository(&address).to_owned();
        let person = person.and_then(|place| cell(row, place));
        Some(Found {
            name: person.unwrap_or_else(|| repository.clone()),
            path: clone(&address, &repository, &folders),
            kind: Kind::Clone,
        })
    });
    Ok(found.collect())
}

/// Where the clone is, or should be.
fn clone(address: &str, repository: &str, folders: &[&Path]) -> PathBuf {
    let local = PathBuf::from(address.strip_prefix("file://").unwrap_or(address));
    let named = folders.iter().map(|folder| folder.join(repository));
    let mut places = named.chain([local]).filter(|place| place.is_dir());
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

    fn found(list: &str) -> Vec<(String, String)> {
        let found = in_list(
            Path::new("lists/a.csv"),
            list.as_bytes(),
            Path::new("clones"),
        );
        let found = found.expect("a list").into_iter();
        found
            .map(|found| (found.name, found.path.display().to_string()))
            .collect()
    }

    #[test]
    fn a_list_has_addresses_alone_or_with_people() {
        let names = ["databases-susan", "databases-john"];
        let expected = names.map(|name| (name.to_owned(), format!("lists/{name}")));
        let plain = "# our class\nhttps://git.example/org/databases-susan.git\n\
            git@git.example:org/databases-john\n";
        assert_eq!(found(plain), expected);
        let exported = "github_username,student_repository_url\n\
            squinn,https://git.example/org/databases-susan\n,https://git.example/org/databases-john/\n";
        let expected = [
            ("squinn", "databases-susan"),
            ("databases-john", "databases-john"),
        ];
        let expected = expected.map(|(who, name)| (who.to_owned(), format!("lists/{name}")));
        assert_eq!(found(exported), expected);
    }
}
