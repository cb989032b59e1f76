//! How a table looks in 80 columns.

use rusqlite::types::Value;
use shell::Table;
use unicode_width::UnicodeWidthStr;

fn table(columns: &[&str], rows: Vec<Vec<Value>>) -> Table {
    Table {
        columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        rows,
        more: false,
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[track_caller]
fn check(table: &Table, expected: &str) {
    assert_eq!(table.to_string(), expected);
}

#[test]
fn each_kind_of_value_has_its_look() {
    let rows = vec![
        vec![Value::Null, text("NULL"), Value::Integer(-7)],
        vec![Value::Real(1.0), text(""), Value::Blob(vec![0, 255])],
    ];
    check(
        &table(&["a", "b", "c"], rows),
        "a     b     c\n----  ----  -------\nNULL  NULL  -7\n1.0         x'00ff'\n(2 rows)\n",
    );
}

#[test]
fn wide_letters_take_two_columns() {
    let rows = vec![
        vec![text("日本語"), Value::Integer(1)],
        vec![text("Köln"), Value::Integer(2)],
        vec![text("e\u{301}"), Value::Integer(3)],
    ];
    check(
        &table(&["body", "id"], rows),
        "body    id\n------  --\n日本語  1\nKöln    2\ne\u{301}       3\n(3 rows)\n",
    );
}

#[test]
fn no_row_has_its_columns_all_the_same() {
    check(&table(&["id"], Vec::new()), "id\n--\n(no rows)\n");
    check(&Table::default(), "(no rows)\n");
}

#[test]
fn one_row_is_not_plural_and_more_rows_are_told() {
    let mut one = table(&["n"], vec![vec![Value::Integer(1)]]);
    check(&one, "n\n-\n1\n(1 row)\n");
    one.more = true;
    check(&one, "n\n-\n1\n(the first 1 rows; there are more)\n");
}

#[test]
fn what_a_terminal_takes_for_an_order_is_shown() {
    let rows = vec![vec![text("two\nlines\tand \u{1b}[31mred")]];
    check(
        &table(&["t"], rows),
        "t\n---------------------------------\ntwo\\nlines\\tand \\u{1b}[31mred\n(1 row)\n"
            .replace("---------------------------------", &"-".repeat(29))
            .as_str(),
    );
}

#[test]
fn long_texts_are_cut_and_short_columns_are_not() {
    let rows = vec![vec![Value::Integer(12), text(&"x".repeat(200))]];
    let shown = table(&["id", "body"], rows).to_string();
    let line = shown.lines().nth(2).expect("a row");
    assert_eq!(line, format!("12  {}…", "x".repeat(75)));
    assert_eq!(line.width(), Table::WIDTH);
}

#[test]
fn a_wide_letter_is_not_cut_in_half() {
    let shown = table(&["a"], vec![vec![text(&"語".repeat(60))]]).to_string();
    let line = shown.lines().nth(2).expect("a row");
    assert_eq!(line, format!("{}…", "語".repeat(39)));
}

#[test]
fn no_line_is_too_wide_however_many_columns_there_are() {
    for columns in 1..=60 {
        for letter in ["x", "語"] {
            let value = text(&letter.repeat(50));
            let names = vec!["a long name of a column"; columns];
            let shown = table(&names, vec![vec![value; columns]]).to_string();
            let widest = shown.lines().map(UnicodeWidthStr::width).max();
            assert!(
                widest <= Some(Table::WIDTH),
                "{columns}: {widest:?}\n{shown}"
            );
        }
    }
}

#[test]
fn columns_without_room_are_counted() {
    let shown = table(&["n"; 20], vec![vec![Value::Integer(1); 20]]).to_string();
    let last: Vec<&str> = shown.lines().skip(3).collect();
    assert_eq!(
        last,
        ["(not shown, for want of room: 4 more columns)", "(1 row)"]
    );
}
