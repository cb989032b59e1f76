//! Step 4: will it travel?

use crate::{Dialect, Finding};

/// Write: what `dialect` will not understand of `sql`, in the order of the text (README,
/// step 4).
#[must_use]
pub fn portability(sql: &str, dialect: Dialect) -> Vec<Finding> {
    todo!("step 4: what {dialect:?} does not understand of {sql:?}")
}
