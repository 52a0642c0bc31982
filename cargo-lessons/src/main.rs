//! The `cargo lessons` command.
fn main() {}
