//! `tidy`: the house rules that no compiler checks.
use anyhow::Result;
use std::process::ExitCode;
pub fn command(_words: &[String]) -> Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
pub fn report() -> Result<bool> {
    Ok(true)
}
