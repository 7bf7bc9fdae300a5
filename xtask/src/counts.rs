//! Counting tests. What must hold: a suite that fails without a failed test, or that runs no test at all, counts as
//! one failed.

use anyhow::{Context, Result};
use serde_json::Value;
use std::fmt;
use std::ops::AddAssign;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
}

impl Counts {
    /// From the `test result:` lines that the native and the browser test runner both print.
    pub fn from_test_results(output: &str) -> Self {
        let mut counts = Self::default();
        for line in output.lines() {
            let Some((_, result)) = line.split_once("test result: ") else { continue };
            for part in result.split([';', '.']) {
                match part.trim().split_once(' ') {
                    Some((number, "passed")) => counts.passed += number.parse::<u64>().unwrap_or(0),
                    Some((number, "failed")) => counts.failed += number.parse::<u64>().unwrap_or(0),
                    _ => {}
                }
            }
        }
        counts
    }

    /// From Playwright's JSON report. A test that passed only when repeated has failed.
    pub fn from_playwright(report: &str) -> Result<Self> {
        let report: Value = serde_json::from_str(report).context("the Playwright report is not JSON")?;
        let stat =
            |name: &str| report["stats"][name].as_u64().with_context(|| format!("no stats.{name} in the report"));
        let errors = report["errors"].as_array().map_or(0, Vec::len) as u64;
        Ok(Self { passed: stat("expected")?, failed: stat("unexpected")? + stat("flaky")? + errors })
    }

    /// What a finished suite counts for, given whether its command succeeded.
    pub fn settled(mut self, succeeded: bool) -> Self {
        if self.failed == 0 && (!succeeded || self.passed == 0) {
            self.failed = 1;
        }
        self
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn every_result_line_is_added_up() {
        let output = "running 2 tests\n\
            test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            log: \ttest result: FAILED. 3 passed; 2 failed; 0 ignored; 0 filtered out; finished in 1.00s\n";
        assert_eq!(Counts::from_test_results(output), Counts { passed: 15, failed: 2 });
        assert_eq!(Counts { passed: 15, failed: 2 }.to_string(), "15 passed, 2 failed");
    }

    #[test]
    fn a_suite_without_tests_or_without_success_has_failed() {
        assert_eq!(Counts::from_test_results("no tests to run!").settled(true).failed, 1);
        assert_eq!(Counts { passed: 4, failed: 0 }.settled(false), Counts { passed: 4, failed: 1 });
        assert_eq!(Counts { passed: 4, failed: 2 }.settled(false), Counts { passed: 4, failed: 2 });
        assert_eq!(Counts { passed: 4, failed: 0 }.settled(true), Counts { passed: 4, failed: 0 });
    }

    #[test]
    fn flaky_tests_and_errors_outside_tests_are_failures() {
        let report =
            r#"{"stats": {"expected": 7, "skipped": 1, "unexpected": 1, "flaky": 1}, "errors": [{"message": "x"}]}"#;
        assert_eq!(Counts::from_playwright(report).unwrap(), Counts { passed: 7, failed: 3 });
        assert!(Counts::from_playwright("{}").is_err());
    }
}
