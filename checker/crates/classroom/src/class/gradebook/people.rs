//! The people of the class.

use crate::class::gradebook::{Gradebook, unwritten};
use crate::class::moment;
use crate::class::roster::Member;
use course::error::Error;
use harness::random;
use rusqlite::{OptionalExtension, Params, Transaction, params};

/// What a list has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    Joined(String),
    /// They were in the class before.
    CameBack(String),
    Left(String),
    /// The login, and what is different now.
    Changed(String, Vec<&'static str>),
}

/// Somebody of the gradebook.
struct Known {
    id: i64,
    has_left: bool,
    member: Member,
}

impl Gradebook {
    /// Takes in a list of the whole class: whoever is not on it has left. What the list does not
    /// say of somebody stays as it is.
    pub(crate) fn take_in(&mut self, members: &[Member]) -> Result<Vec<Change>, Error> {
        let transaction = self.connection.transaction().map_err(unwritten)?;
        let changes = take_in(&transaction, members).map_err(unwritten)?;
        transaction.commit().map_err(unwritten)?;
        Ok(changes)
    }
}

fn take_in(transaction: &Transaction<'_>, members: &[Member]) -> rusqlite::Result<Vec<Change>> {
    let mut changes = Vec::new();
    let mut on_the_list = Vec::new();
    for member in members {
        let id = if let Some(known) = find(transaction, member)? {
            changes.extend(update(transaction, &known, member)?);
            known.id
        } else {
            changes.push(Change::Joined(member.login.clone()));
            insert(transaction, member)?
        };
        on_the_list.push(id);
    }
    let mut others =
        transaction.prepare("SELECT id, login FROM person WHERE left_at IS NULL ORDER BY login")?;
    let others = others.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))?;
    let others: Vec<(i64, String)> = others.collect::<rusqlite::Result<_>>()?;
    for (id, login) in others {
        if !on_the_list.contains(&id) {
            let leave = "UPDATE person SET left_at = ?1 WHERE id = ?2";
            transaction.execute(leave, params![moment::now(), id])?;
            changes.push(Change::Left(login));
        }
    }
    Ok(changes)
}

const COLUMNS: &str =
    "id, left_at IS NOT NULL, login, name, section, email, github, canvas, moodle, sis";

/// Finds somebody by the login, or else by an id that a platform has given.
fn find(transaction: &Transaction<'_>, member: &Member) -> rusqlite::Result<Option<Known>> {
    if let Some(known) = by(transaction, "login", [&member.login])? {
        return Ok(Some(known));
    }
    let ids = [
        ("canvas", &member.canvas),
        ("moodle", &member.moodle),
        ("sis", &member.sis),
        ("github", &member.github),
        ("email", &member.email),
    ];
    for (column, id) in ids {
        if let Some(id) = id
            && let Some(known) = by(transaction, column, [id])?
        {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

fn by(
    transaction: &Transaction<'_>,
    column: &str,
    id: impl Params,
) -> rusqlite::Result<Option<Known>> {
    // The name of a column is one of ours.
    let sql = format!("SELECT {COLUMNS} FROM person WHERE {column} = ?1");
    let known = transaction.query_row(&sql, id, |row| {
        let named = |place: usize| -> rusqlite::Result<Option<String>> {
            let text: String = row.get(place)?;
            Ok((!text.is_empty()).then_some(text))
        };
        Ok(Known {
            id: row.get(0)?,
            has_left: row.get(1)?,
            member: Member {
                login: row.get(2)?,
                name: named(3)?,
                section: named(4)?,
                email: row.get(5)?,
                github: row.get(6)?,
                canvas: row.get(7)?,
                moodle: row.get(8)?,
                sis: row.get(9)?,
            },
        })
    });
    known.optional()
}

fn insert(transaction: &Transaction<'_>, member: &Member) -> rusqlite::Result<i64> {
    transaction.execute(
        "INSERT INTO person
             (login, name, section, email, github, canvas, moodle, sis, alias, joined_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            member.login,
            member.name.as_deref().unwrap_or_default(),
            member.section.as_deref().unwrap_or_default(),
            member.email,
            member.github,
            member.canvas,
            member.moodle,
            member.sis,
            free_alias(transaction)?,
            moment::now(),
        ],
    )?;
    Ok(transaction.last_insert_rowid())
}

/// A name that tells nothing of a person.
fn free_alias(transaction: &Transaction<'_>) -> rusqlite::Result<String> {
    loop {
        let alias = format!("student-{}", &random::unguessable()[..5]);
        let is_taken = "SELECT count(*) FROM person WHERE alias = ?1";
        if transaction.query_row(is_taken, [&alias], |row| row.get::<_, i64>(0))? == 0 {
            return Ok(alias);
        }
    }
}

/// Changes what the list says otherwise.
fn update(
    transaction: &Transaction<'_>,
    known: &Known,
    member: &Member,
) -> rusqlite::Result<Option<Change>> {
    let old = &known.member;
    let pairs = [
        ("name", &old.name, &member.name),
        ("section", &old.section, &member.section),
        ("email", &old.email, &member.email),
        ("github", &old.github, &member.github),
        ("canvas", &old.canvas, &member.canvas),
        ("moodle", &old.moodle, &member.moodle),
        ("sis", &old.sis, &member.sis),
    ];
    let mut changed = Vec::new();
    for (column, old, new) in pairs {
        if new.is_some() && new != old {
            let sql = format!("UPDATE person SET {column} = ?1 WHERE id = ?2");
            transaction.execute(&sql, params![new, known.id])?;
            changed.push(column);
        }
    }
    let come_back = "UPDATE person SET left_at = NULL WHERE id = ?1 AND left_at IS NOT NULL";
    transaction.execute(come_back, [known.id])?;
    Ok(match (known.has_left, changed.is_empty()) {
        (true, _) => Some(Change::CameBack(old.login.clone())),
        (false, false) => Some(Change::Changed(old.login.clone(), changed)),
        (false, true) => None,
    })
}
