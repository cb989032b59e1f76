//! Does nothing.
use refinery::Runner;
/// Nothing.
pub fn runner() -> Runner {
    Runner::new(&[])
}
