use super::size::NARROWEST;
use super::*;
use crate::diagram::Diagram;
use harness::samples::{microblog, table};
use harness::schema::Table;
use std::collections::BTreeMap;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("small")
    }

    fn name(&mut self) -> String {
        let lengths = [1, 4, 8, 20, 70];
        let length = lengths[self.below(lengths.len())];
        let letters = ["a", "b", "_", "語"];
        (0..length).map(|_| letters[self.below(4)]).collect()
    }

    fn tables(&mut self) -> Vec<Table> {
        let count = 1 + self.below(14);
        let tables = (0..count).map(|number| {
            let mut columns = vec!["id! INTEGER".to_owned()];
            for column in 0..self.below(9) {
                let to = match self.below(3) {
                    0 => format!(" → t{}", self.below(count + 1)),
                    _ => String::new(),
                };
                let name = self.name();
                columns.push(format!("{name}{column} VARCHAR{to}"));
            }
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            table(&format!("t{number}"), &columns)
        });
        tables.collect()
    }
}

/// Every cell that a line uses, with whether it runs up and down there or to the
/// side, or both.
fn cells(line: &Connector) -> BTreeMap<(usize, usize), (bool, bool)> {
    let mut cells: BTreeMap<_, (bool, bool)> = BTreeMap::new();
    let (first, last) = line.span();
    for y in first..=last {
        cells.entry((line.lane, y)).or_default().0 = true;
    }
    for end in &line.ends {
        let (from, to) = (end.border.min(line.lane), end.border.max(line.lane));
        for x in (from..=to).filter(|x| *x != end.border) {
            cells.entry((x, end.y)).or_default().1 = true;
        }
    }
    cells
}

#[track_caller]
fn assert_sound(diagram: &Diagram, width: usize) {
    let layout = layout(diagram, width);
    assert_eq!(layout.boxes.len(), diagram.boxes.len());
    assert!(
        layout.width <= width.max(NARROWEST),
        "{} > {width}",
        layout.width
    );
    let covers = |placed: &PlacedBox, x: usize, y: usize| {
        (placed.x..placed.x + placed.width).contains(&x)
            && (placed.y..placed.y + placed.height).contains(&y)
    };
    for (number, one) in layout.boxes.iter().enumerate() {
        assert!(one.x + one.width <= layout.width && one.y + one.height <= layout.height);
        for other in &layout.boxes[number + 1..] {
            let apart = one.x + one.width <= other.x
                || other.x + other.width <= one.x
                || one.y + one.height <= other.y
                || other.y + other.height <= one.y;
            assert!(apart, "{one:?} covers {other:?}");
        }
    }
    let mut used: BTreeMap<(usize, usize), (bool, bool)> = BTreeMap::new();
    for line in &layout.connectors {
        assert_eq!(line.ends.iter().filter(|end| end.head).count(), 1);
        for ((x, y), (vertical, horizontal)) in cells(line) {
            assert!(x < layout.width && y < layout.height);
            assert!(
                !layout.boxes.iter().any(|placed| covers(placed, x, y)),
                "a line in a box"
            );
            let before = used.insert((x, y), (vertical, horizontal));
            // Two lines may cross, and never run into each other.
            let crosses = before.is_none_or(|(v, h)| {
                (v, h) == (true, false) && (vertical, horizontal) == (false, true)
                    || (v, h) == (false, true) && (vertical, horizontal) == (true, false)
            });
            assert!(crosses, "two lines meet at {x}, {y}");
        }
    }
}

#[test]
fn boxes_never_overlap_and_lines_never_meet() {
    let mut numbers = Numbers(20_230_519);
    for _ in 0..2000 {
        let diagram = Diagram::of(&numbers.tables());
        for width in [76, 96, 42] {
            assert_sound(&diagram, width);
        }
    }
}

#[test]
fn any_width_is_enough() {
    let diagram = Diagram::of(&microblog());
    for width in 0..120 {
        assert_sound(&diagram, width);
    }
    assert_sound(&Diagram::default(), 80);
}

#[test]
fn every_foreign_key_of_a_small_schema_has_a_line() {
    let layout = layout(&Diagram::of(&microblog()), 76);
    let ends: usize = layout.connectors.iter().map(|line| line.ends.len()).sum();
    // Three columns are referred to, by four others.
    assert_eq!((layout.connectors.len(), ends), (3, 7));
    assert!(
        layout.boxes.iter().any(|placed| placed.x > 0),
        "two columns"
    );
}

#[test]
fn what_is_too_wide_stands_in_one_column() {
    let long = "a_very_long_name_of_a_column_indeed VARCHAR(12345678901234567890)";
    let tables = [table("a", &[long]), table("b", &[long])];
    let layout = layout(&Diagram::of(&tables), 76);
    assert!(layout.boxes.iter().all(|placed| placed.x == 0));
    assert!(layout.boxes[1].y > layout.boxes[0].y);
}
