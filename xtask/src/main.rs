//! The habits of this repository as one program.

fn main() {}
