//! The state of a screen on which one of many steps is chosen: what was typed, which rows
//! are visible, and which one is chosen. `checker list` and the slides draw it.

use crate::screen::Key;
use course::outcome::Verdict;
use std::ops::Range;

/// One step in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its name, such as `config/url`.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// Its file, from the course's folder.
    pub file: String,
    /// What became of it.
    pub verdict: Verdict,
    /// The word for that, which can be searched for.
    pub state: &'static str,
    /// Points earned, and points that could be.
    pub points: (u32, u32),
}

/// What a key does to the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It stays.
    Stay,
    /// It goes.
    Leave,
    /// It goes, and the row with this index was chosen.
    Choose(usize),
}

/// The screen's state.
#[derive(Debug)]
pub struct Picker {
    rows: Vec<Row>,
    filter: String,
    /// Among the rows that are found.
    chosen: usize,
    /// Rows that fit on the screen.
    height: usize,
}

impl Picker {
    /// A screen with all rows, at one of them.
    pub fn new(rows: Vec<Row>, chosen: usize) -> Self {
        Self {
            rows,
            filter: String::new(),
            chosen,
            height: 1,
        }
    }

    /// All rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What was typed.
    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// Sets how many rows fit on the screen.
    pub fn resize(&mut self, height: usize) {
        self.height = height.max(1);
    }

    /// The rows that have every word that was typed, by index.
    pub fn found(&self) -> Vec<usize> {
        let filter = self.filter.to_lowercase();
        let words: Vec<&str> = filter.split_whitespace().collect();
        let matches = |row: &Row| {
            let text = format!("{} {} {} {}", row.name, row.title, row.file, row.state);
            let text = text.to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        (0..self.rows.len())
            .filter(|index| matches(&self.rows[*index]))
            .collect()
    }

    /// The index of the chosen row, if there is any.
    pub fn chosen(&self) -> Option<usize> {
        self.found().get(self.chosen).copied()
    }

    /// Which of the found rows are on the screen: the chosen one in the middle, if possible.
    pub fn visible(&self) -> Range<usize> {
        let count = self.found().len();
        let last_start = count.saturating_sub(self.height);
        let start = self.chosen.saturating_sub(self.height / 2).min(last_start);
        start..(start + self.height).min(count)
    }

    /// Does what a key is for.
    pub fn press(&mut self, key: Key) -> Next {
        let last = self.found().len().saturating_sub(1);
        match key {
            Key::Interrupt => return Next::Leave,
            Key::Escape | Key::Char('q') if self.filter.is_empty() => return Next::Leave,
            Key::Enter => return self.chosen().map_or(Next::Stay, Next::Choose),
            Key::Up => self.chosen = self.chosen.saturating_sub(1),
            Key::Down => self.chosen = (self.chosen + 1).min(last),
            Key::PageUp => self.chosen = self.chosen.saturating_sub(self.height),
            Key::PageDown => self.chosen = (self.chosen + self.height).min(last),
            Key::Home => self.chosen = 0,
            Key::End => self.chosen = last,
            Key::Char(c) => {
                let mut filter = self.filter.clone();
                filter.push(c);
                self.search(filter);
            }
            Key::Backspace => {
                let mut filter = self.filter.clone();
                filter.pop();
                self.search(filter);
            }
            Key::Clear | Key::Escape => self.search(String::new()),
            Key::Left | Key::Right => {}
        }
        Next::Stay
    }

    /// Finds other rows. The chosen one stays chosen if it is among them.
    fn search(&mut self, filter: String) {
        let before = self.chosen();
        self.filter = filter;
        let found = self.found();
        let index = before.and_then(|before| found.iter().position(|index| *index == before));
        self.chosen = index.unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picker() -> Picker {
        let row = |name: &str, title: &str, verdict, state| Row {
            name: name.to_owned(),
            title: title.to_owned(),
            file: format!("lessons/{name}.rs"),
            verdict,
            state,
            points: (0, 8),
        };
        let rows = vec![
            row("config/url", "Slashes", Verdict::Passed, "passed"),
            row("config/wal", "Readers", Verdict::Failed, "not right yet"),
            row(
                "models/users",
                "The table",
                Verdict::NotStarted,
                "not started",
            ),
            row(
                "urls/url",
                "Read any URL",
                Verdict::NotStarted,
                "not started",
            ),
        ];
        Picker::new(rows, 1)
    }

    fn type_in(picker: &mut Picker, text: &str) {
        for c in text.chars() {
            assert_eq!(picker.press(Key::Char(c)), Next::Stay);
        }
    }

    #[test]
    fn all_words_must_be_found_and_case_does_not_count() {
        let mut picker = picker();
        type_in(&mut picker, "URL not STARTED");
        assert_eq!(picker.found(), [3]);
        assert_eq!(picker.press(Key::Enter), Next::Choose(3));
        type_in(&mut picker, "x");
        assert!(picker.found().is_empty());
        assert_eq!(picker.press(Key::Enter), Next::Stay);
        assert_eq!(picker.press(Key::Down), Next::Stay);
        assert_eq!(picker.visible(), 0..0);
    }

    #[test]
    fn escape_takes_the_words_back_and_then_leaves() {
        let mut picker = picker();
        type_in(&mut picker, "models");
        assert_eq!(picker.chosen(), Some(2));
        assert_eq!(picker.press(Key::Escape), Next::Stay);
        assert_eq!(picker.chosen(), Some(2), "the row stays chosen");
        assert_eq!(picker.press(Key::Escape), Next::Leave);
        assert_eq!(picker.press(Key::Char('q')), Next::Leave);
    }

    #[test]
    fn q_is_a_letter_once_something_was_typed() {
        let mut picker = picker();
        type_in(&mut picker, "sq");
        assert_eq!(picker.filter(), "sq");
        assert_eq!(picker.press(Key::Interrupt), Next::Leave);
    }

    #[test]
    fn the_chosen_row_is_always_on_the_screen() {
        let mut picker = picker();
        for height in 0..6 {
            picker.resize(height);
            for key in [
                Key::Home,
                Key::Down,
                Key::PageDown,
                Key::Up,
                Key::End,
                Key::PageUp,
            ] {
                picker.press(key);
                let chosen = picker.chosen().unwrap();
                assert!(picker.visible().contains(&chosen), "{height}: {picker:?}");
            }
        }
    }
}
