//! Which databases an observation has used. A person wants to look into the one that it is about:
//! that on which the student's statements ran, before those that the grader compares it with.

/// Whose statement it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Student,
    Grader,
}

/// The databases, by their paths; one in memory has none.
///
/// An observation that runs no statement tells of what was done before it, between observations, so
/// it has the databases of that.
#[derive(Clone)]
pub(crate) struct Touched {
    /// Each database once, the last one at the end.
    students: Vec<String>,
    graders: Vec<String>,
    /// The last one in memory that was lent, as it was when it was given back.
    lent: Vec<u8>,
    /// Whether the next statement begins a new list.
    is_over: bool,
}

impl Touched {
    pub(crate) const fn new() -> Self {
        Self {
            students: Vec::new(),
            graders: Vec::new(),
            lent: Vec::new(),
            is_over: false,
        }
    }

    /// An observation begins.
    pub(crate) fn begin_observation(&mut self) {
        self.is_over = true;
    }

    /// An observation has ended. What it has not used itself, the next one may tell of, too.
    pub(crate) fn end_observation(&mut self) {
        if !self.is_over {
            *self = Self::new();
        }
    }

    /// A statement runs.
    pub(crate) fn touch(&mut self, database: &str, by: By) {
        self.begin();
        let list = match by {
            By::Student => &mut self.students,
            By::Grader => &mut self.graders,
        };
        if list.last().is_some_and(|last| last == database) {
            return;
        }
        let known = list.iter().rposition(|known| known == database);
        let name = known.map_or_else(|| database.to_owned(), |at| list.remove(at));
        list.push(name);
    }

    /// A database in memory is given back.
    pub(crate) fn remember(&mut self, bytes: &[u8]) {
        self.begin();
        self.lent = bytes.to_vec();
    }

    /// The databases on which the student's statements ran, the last one first.
    pub(crate) fn of_student(&self) -> impl Iterator<Item = &String> {
        self.students.iter().rev()
    }

    /// The databases on which the grader's own ran, the last one first.
    pub(crate) fn of_grader(&self) -> impl Iterator<Item = &String> {
        self.graders.iter().rev()
    }

    /// The database in memory; empty if none was lent.
    pub(crate) fn lent(&self) -> &[u8] {
        &self.lent
    }

    fn begin(&mut self) {
        if self.is_over {
            *self = Self::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_comes_first() {
        let mut touched = Touched::new();
        for (database, by) in [
            ("a", By::Student),
            ("b", By::Student),
            ("a", By::Student),
            ("copy", By::Grader),
            ("b", By::Grader),
        ] {
            touched.touch(database, by);
        }
        assert_eq!(touched.of_student().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(touched.of_grader().collect::<Vec<_>>(), ["b", "copy"]);
    }

    #[test]
    fn an_observation_without_a_statement_has_the_databases_of_what_was_before() {
        let mut touched = Touched::new();
        touched.touch("a", By::Student);
        touched.remember(b"lent");
        for _ in 0..2 {
            touched.begin_observation();
            assert_eq!(touched.of_student().collect::<Vec<_>>(), ["a"]);
            assert_eq!(touched.lent(), b"lent");
            touched.end_observation();
        }
        touched.begin_observation();
        touched.touch("b", By::Grader);
        assert_eq!(touched.of_student().count(), 0);
        assert_eq!(touched.lent(), b"");
        touched.end_observation();
        touched.begin_observation();
        assert_eq!(touched.of_grader().count(), 0, "it is not of this one");
    }
}
