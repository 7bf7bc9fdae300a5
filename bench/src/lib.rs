//! What pricing costs: one workload, measured natively and in the browser's wasm by `cargo xtask bench`.

pub mod chance;
pub mod job;
#[cfg(target_arch = "wasm32")]
mod wasm;
pub mod workload;
pub mod written;
