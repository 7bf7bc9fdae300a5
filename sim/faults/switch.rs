
/// Deliberate faults, in the copy that `cargo xtask sim --faults` builds and nowhere else.
pub mod fault {
    use std::sync::OnceLock;

    /// Whether this is the fault that is being looked for.
    pub fn on(name: &str) -> bool {
        static WANTED: OnceLock<Option<String>> = OnceLock::new();
        WANTED.get_or_init(|| std::env::var("SIM_FAULT").ok()).as_deref() == Some(name)
    }
}
