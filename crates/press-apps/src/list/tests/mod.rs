//! The lists against a simulated service on a virtual clock: no sockets, no real time.

#![expect(clippy::significant_drop_tightening, reason = "one thread asks the simulated service")]

mod counts;
mod ends;
mod hints;
mod honesty;
mod limits;
mod odd_servers;
mod places;
mod properties;
mod resume;
mod rounds;
mod simulation;
mod verifying;
