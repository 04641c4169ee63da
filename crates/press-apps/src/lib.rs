//! Under construction.

#[allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    private_interfaces,
    private_bounds,
    missing_docs
)]
mod list;
