use super::*;

/// The look that a line of lesson.toml describes, or why it describes none.
fn look(line: &str) -> Result<LookAt, String> {
    let toml: LookToml = toml::from_str(&format!("id = 'a-look'\ntitle = 'a look'\n{line}"))
        .map_err(|error| error.to_string())?;
    toml.into_look().map(|look| look.at)
}

#[test]
fn a_look_at_a_schema_shows_all_of_it_unless_told_otherwise() {
    let whole = LookAt::Schema {
        database: PathBuf::from("work/app.db"),
        tables: Vec::new(),
        omit: Vec::new(),
    };
    assert_eq!(look("schema = 'work/app.db'"), Ok(whole));
    let part = LookAt::Schema {
        database: PathBuf::from("work/app.db"),
        tables: vec!["posts".to_owned()],
        omit: vec![Omit::Actions, Omit::Lookups, Omit::Case],
    };
    assert_eq!(
        look("schema = 'work/app.db'\ntables = ['posts']\nomit = ['actions', 'lookups', 'case']"),
        Ok(part)
    );
}

#[test]
fn a_look_that_means_nothing_is_an_error() {
    let why = look("schema = 'work/app.db'\nomit = ['index']").expect_err("an unknown word");
    assert!(why.contains("unknown variant `index`"), "{why}");
    let why = look("files = 'work'\nomit = ['actions']").expect_err("no schema");
    assert_eq!(why, "look \"a look\": tables and omit belong to schema");
    let why = look("files = 'work'\nschema = 'work/app.db'").expect_err("two looks");
    assert!(why.contains("needs one of"), "{why}");
}
