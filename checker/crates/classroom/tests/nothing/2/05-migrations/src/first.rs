//! Does nothing.
use refinery::Runner;
/// Nothing.
pub fn runner() -> Runner {
    Runner::new(&[refinery::Migration::unapplied("V1__a", "").expect("a name")])
}
