//! A program that measures: a line in, a line of numbers out.

use crate::run;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// One side of a comparison; it ends with this.
pub struct Side {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    shown: String,
}

impl Side {
    pub fn start(command: &mut Command) -> Result<Side> {
        let shown = run::line(command);
        run::say(&format!("$ {shown}"));
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = started.with_context(|| format!("could not start `{shown}`"))?;
        let from = BufReader::new(child.stdout.take().context("the child has no stdout")?);
        Ok(Side { to: child.stdin.take(), child, from, shown })
    }

    /// Asks and waits for the answer.
    pub fn ask(&mut self, line: &str) -> Result<Vec<f64>> {
        let to = self.to.as_mut().context("the child has no stdin")?;
        let mut answer = String::new();
        let asked = writeln!(to, "{line}").and_then(|()| to.flush()).and_then(|()| self.from.read_line(&mut answer));
        if !matches!(asked, Ok(length) if length > 0) {
            bail!("`{}` gave no answer to `{line}`", self.shown);
        }
        let number = |word: &str| word.parse().with_context(|| format!("`{}` answered {answer:?}", self.shown));
        answer.split_whitespace().map(number).collect()
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        // At the end of its input it ends by itself.
        self.to.take();
        let _ = self.child.wait();
    }
}
