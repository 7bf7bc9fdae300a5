//! What happened, line by line, for a person who looks into a failed run.

/// Lines of one run; nothing is written where nobody wants to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trace {
    Off,
    On,
}

impl Trace {
    /// A line at a time in milliseconds since 1970.
    pub fn line(self, at: i64, text: impl FnOnce() -> String) {
        if self == Trace::On {
            let second = at.rem_euclid(86_400_000);
            let (hour, minute) = (second / 3_600_000, second / 60_000 % 60);
            println!("{hour:02}:{minute:02}:{:02}.{:03} {}", second / 1000 % 60, second % 1000, text());
        }
    }
}
