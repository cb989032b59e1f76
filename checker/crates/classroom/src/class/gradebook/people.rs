//! The people of the class.

use crate::class::collect::Person;
use crate::class::gradebook::{Gradebook, unread, unwritten};
use crate::class::moment;
use crate::class::roster::{self, Change, Comparison, Known, Member};
use course::error::Error;
use harness::random;
use rusqlite::{Connection, Transaction, params};
use std::collections::HashMap;

impl Gradebook {
    /// Everybody who has not left.
    pub(crate) fn people(&self) -> Result<Vec<Person>, Error> {
        let mut people = self.everybody()?;
        people.retain(|person| !person.has_left);
        Ok(people)
    }

    /// Everybody who is or was in the class.
    pub(crate) fn everybody(&self) -> Result<Vec<Person>, Error> {
        let known = known(&self.connection).map_err(unread)?.into_iter();
        let people = known.map(
            |Known {
                 id,
                 has_left,
                 member,
             }| Person {
                id,
                has_left,
                login: member.login,
                name: member.name.unwrap_or_default(),
                email: member.email,
                github: member.github,
                canvas: member.canvas,
                moodle: member.moodle,
                sis: member.sis,
            },
        );
        Ok(people.collect())
    }

    /// Whose places are of which a teacher has said so.
    pub(crate) fn owners(&self) -> Result<HashMap<String, i64>, Error> {
        let owners = self.rows("SELECT place, person FROM owner", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(owners.into_iter().collect())
    }

    /// Keeps whose a place is; what is said last is so.
    pub(crate) fn own(&mut self, place: &str, person: i64) -> Result<(), Error> {
        let sql = "INSERT INTO owner (place, person) VALUES (?1, ?2)
             ON CONFLICT (place) DO UPDATE SET person = excluded.person";
        let kept = self.connection.execute(sql, params![place, person]);
        kept.map(drop).map_err(unwritten)
    }

    /// The places that this machine may not read, and those of clones that were looked at: and whose they are.
    pub(crate) fn noted_places(&self) -> Result<Vec<(String, i64)>, Error> {
        let sql = "SELECT place, person FROM denied UNION SELECT place, person FROM look";
        self.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Forgets what was noted of a place.
    pub(crate) fn forget(&mut self, place: &str) -> Result<(), Error> {
        self.allow(place)?;
        self.forget_look(place)
    }

    /// Notes that this machine may not read something of somebody.
    pub(crate) fn deny(&mut self, place: &str, person: i64, why: &str) -> Result<(), Error> {
        let sql = "INSERT OR REPLACE INTO denied (place, person, why) VALUES (?1, ?2, ?3)";
        let kept = self.connection.execute(sql, params![place, person, why]);
        kept.map(drop).map_err(unwritten)
    }

    /// Notes that it may.
    pub(crate) fn allow(&mut self, place: &str) -> Result<(), Error> {
        let sql = "DELETE FROM denied WHERE place = ?1";
        self.connection
            .execute(sql, [place])
            .map(drop)
            .map_err(unwritten)
    }

    /// What a list of the whole class would change: whoever is not on it has left.
    pub(crate) fn compare(&self, members: &[Member]) -> Result<Vec<Change>, Error> {
        let known = known(&self.connection).map_err(unread)?;
        let comparison = roster::compare(&known, members).map_err(Error::Usage)?;
        Ok(comparison.changes)
    }

    /// Takes the list in.
    pub(crate) fn take_in(&mut self, members: &[Member]) -> Result<Vec<Change>, Error> {
        let transaction = self.connection.transaction().map_err(unwritten)?;
        let known = known(&transaction).map_err(unread)?;
        let comparison = roster::compare(&known, members).map_err(Error::Usage)?;
        write(&transaction, &comparison).map_err(unwritten)?;
        transaction.commit().map_err(unwritten)?;
        Ok(comparison.changes)
    }
}

/// Everybody who is or was in the class, by login.
fn known(connection: &Connection) -> rusqlite::Result<Vec<Known>> {
    let mut known = connection.prepare(
        "SELECT id, left_at IS NOT NULL, login, nullif(name, ''), nullif(section, ''), email,
             github, canvas, moodle, sis
         FROM person ORDER BY login",
    )?;
    let known = known.query_map([], |row| {
        Ok(Known {
            id: row.get(0)?,
            has_left: row.get(1)?,
            member: Member {
                login: row.get(2)?,
                is_called_so: true,
                name: row.get(3)?,
                section: row.get(4)?,
                email: row.get(5)?,
                github: row.get(6)?,
                canvas: row.get(7)?,
                moodle: row.get(8)?,
                sis: row.get(9)?,
            },
        })
    })?;
    known.collect()
}

fn write(transaction: &Transaction<'_>, comparison: &Comparison) -> rusqlite::Result<()> {
    for id in &comparison.left {
        let leave = "UPDATE person SET left_at = ?1 WHERE id = ?2";
        transaction.execute(leave, params![moment::now(), id])?;
    }
    // First nobody has an id, since two people may have exchanged theirs.
    for Known { id, .. } in &comparison.changed {
        transaction.execute(
            "UPDATE person
             SET login = ' ' || id, email = NULL, github = NULL, canvas = NULL, moodle = NULL,
                 sis = NULL
             WHERE id = ?1",
            [id],
        )?;
    }
    for known in &comparison.changed {
        update(transaction, known)?;
    }
    for member in &comparison.joined {
        insert(transaction, member)?;
    }
    Ok(())
}

fn update(transaction: &Transaction<'_>, known: &Known) -> rusqlite::Result<()> {
    let member = &known.member;
    transaction.execute(
        "UPDATE person
         SET login = ?1, name = ?2, section = ?3, email = ?4, github = ?5, canvas = ?6,
             moodle = ?7, sis = ?8, left_at = iif(?9, left_at, NULL)
         WHERE id = ?10",
        params![
            member.login,
            member.name.as_deref().unwrap_or_default(),
            member.section.as_deref().unwrap_or_default(),
            member.email,
            member.github,
            member.canvas,
            member.moodle,
            member.sis,
            known.has_left,
            known.id,
        ],
    )?;
    Ok(())
}

fn insert(transaction: &Transaction<'_>, member: &Member) -> rusqlite::Result<()> {
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
    Ok(())
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
