//! Where the component's memory comes from.
//!
//! What must hold: whoever links this crate for the browser allocates with [talc](https://docs.rs/talc), and nobody else is
//! touched by it. It is a crate of its own so that it can be built for speed while what uses it is built to be small
//! (docs/performance.md).
#![cfg_attr(target_arch = "wasm32", no_std)]

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static HEAP: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
