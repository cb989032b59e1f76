//! What the published schemas say against a value.

use boon::{Compiler, Schemas};
use serde_json::Value;

/// The first errors, or nothing.
pub(crate) fn errors(schema: &str, value: &Value) -> Option<String> {
    let schema = serde_json::from_str(schema).expect("JSON");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler
        .add_resource("/schema.json", schema)
        .expect("a schema");
    let schema = compiler
        .compile("/schema.json", &mut schemas)
        .unwrap_or_else(|error| panic!("{error:#}"));
    let result = schemas.validate(value, schema);
    result.err().map(|error| error.to_string())
}
