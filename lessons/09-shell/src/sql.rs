//! Step 3: look, but do not touch.

use crate::{ShellContext, ShellError, Table};

/// Write: the rows of one statement that only reads (README, step 3).
pub fn sql(ctx: &mut ShellContext, text: &str) -> Result<Table, ShellError> {
    todo!("step 3: read {text:?} from {:?}", ctx.db())
}
