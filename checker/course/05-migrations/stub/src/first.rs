//! Step 3: the first migration. The SQL goes into the folder `migrations`.

use refinery::Runner;

/// Write: a runner of the migrations in the folder `migrations` (README, step 3).
pub fn runner() -> Runner {
    todo!("step 3: two files in the folder migrations, and a runner of them")
}
