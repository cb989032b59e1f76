//! Step 5: an empty microblog.

use crate::{ShellContext, ShellError};

/// Write: all migrations down, and up again, if it is meant (README, step 5).
pub fn reset(ctx: &mut ShellContext, yes: bool) -> Result<(), ShellError> {
    todo!("step 5: reset {:?}, asked for with --yes: {yes}", ctx.db())
}
