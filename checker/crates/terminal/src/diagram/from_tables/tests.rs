use super::*;
use harness::samples::{microblog, table};

fn sentences(diagram: &Diagram) -> Vec<String> {
    let edges = diagram.edges.iter();
    edges.map(|edge| diagram.sentence(edge)).collect()
}

fn names(diagram: &Diagram) -> Vec<&str> {
    diagram
        .boxes
        .iter()
        .map(|table| table.name.as_str())
        .collect()
}

#[test]
fn a_table_comes_behind_those_that_it_refers_to() {
    let diagram = Diagram::of(&microblog());
    assert_eq!(names(&diagram), ["tags", "users", "posts", "post_tags"]);
    assert_eq!(
        sentences(&diagram),
        [
            "users.boss_id → users.id",
            "posts.user_id → users.id",
            "post_tags.post_id → posts.id",
            "post_tags.tag_id → tags.id"
        ]
    );
    assert_eq!(diagram.boxes[3].rows[0].signs(), "PK FK");
}

#[test]
fn tables_in_a_circle_come_by_name() {
    let circle = [
        table("b", &["id! INTEGER", "a_id INTEGER → a"]),
        table("a", &["id! INTEGER", "b_id INTEGER → b"]),
    ];
    assert_eq!(names(&Diagram::of(&circle)), ["a", "b"]);
}

#[test]
fn a_foreign_key_to_nowhere_is_told() {
    let tables = [table("posts", &["id! INTEGER", "user_id INTEGER → user"])];
    let diagram = Diagram::of(&tables);
    assert_eq!(diagram.edges, []);
    assert_eq!(
        diagram.dangling,
        ["posts.user_id → user, which does not exist"]
    );
}

#[test]
fn one_to_one_and_what_deleting_does_is_told() {
    let mut tables = microblog();
    tables[1].indexes.push(Index {
        name: "one".to_owned(),
        terms: vec![harness::schema::Term {
            name: "user_id".to_owned(),
            nocase: false,
        }],
        unique: true,
        partial: false,
    });
    tables[1].foreign_keys[0].on_delete = "SET NULL".to_owned();
    tables[1].columns[2].required = false;
    let diagram = Diagram::of(&tables);
    assert_eq!(
        sentences(&diagram)[1],
        "posts.user_id → users.id, one to one, on delete set null"
    );
    assert_eq!(diagram.boxes[2].rows[2].signs(), "FK UQ ?");
    assert!(diagram.edges[1].optional);
}

#[test]
fn of_many_columns_the_keys_are_shown() {
    let mut columns: Vec<String> = (0..40).map(|n| format!("c{n} TEXT")).collect();
    columns.push("user_id INTEGER → users".to_owned());
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let diagram = Diagram::of(&[table("wide", &columns), table("users", &["id! INTEGER"])]);
    let wide = &diagram.boxes[1];
    assert_eq!((wide.rows.len(), wide.more), (ROWS, 41 - ROWS));
    assert_eq!(wide.rows[ROWS - 1].signs(), "FK");
}

#[test]
fn of_many_tables_some_are_counted_only() {
    let tables: Vec<Table> = (0..100)
        .map(|n| table(&format!("t{n:03}"), &["id! INTEGER"]))
        .collect();
    let diagram = Diagram::of(&tables);
    assert_eq!((diagram.boxes.len(), diagram.more), (BOXES, 100 - BOXES));
}

#[test]
fn names_are_harmless() {
    let diagram = Diagram::of(&[table("a\x1b[2J\nb", &["c\x07 D\u{202e}"])]);
    assert_eq!(diagram.boxes[0].name, "a\\u{1b}[2J↵b");
    assert_eq!(diagram.boxes[0].rows[0].name, "c\\u{7}");
    assert_eq!(diagram.boxes[0].rows[0].kind, "D\\u{202e}");
}
