//! Nothing: cargo takes note of build dependencies where there is a build script.

fn main() {}
