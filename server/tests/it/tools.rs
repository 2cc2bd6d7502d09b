//! The tools of the binary, run as processes.
