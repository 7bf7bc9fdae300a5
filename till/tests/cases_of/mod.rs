//! Files of cases: `== title`, what is given, `->`, what is expected. One check for every kind of them.

/// One case of a file.
pub struct Case {
    pub title: String,
    /// Everything above the arrow, as written.
    pub given: String,
    pub expected: String,
}

/// Splits a file into its cases.
pub fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut below = false;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("== ") {
            cases.push(Case { title: title.to_owned(), given: String::new(), expected: String::new() });
            below = false;
        } else if line == "->" {
            below = true;
        } else if let Some(case) = cases.last_mut() {
            let part = if below { &mut case.expected } else { &mut case.given };
            part.push_str(line);
            part.push('\n');
        }
    }
    cases
}

/// Runs every case of `cases/<folder>/*.txt`, at least so many; `UPDATE_EXPECT=1` writes what came out.
#[allow(dead_code, reason = "a browser has no folder")]
pub fn check(folder: &str, least: usize, outcome: &dyn Fn(&str) -> String) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let (mut count, mut differences) = (0, Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut written = text.split("== ").next().unwrap_or_default().to_owned();
        for case in cases(&text) {
            let found = outcome(&case.given);
            let gap = "\n".repeat(usize::from(!written.is_empty() && !written.ends_with("\n\n")));
            written.push_str(&format!("{gap}== {}\n{}->\n{found}", case.title, case.given));
            count += 1;
            if found.trim() != case.expected.trim() {
                differences.push(format!("== {}\nexpected:\n{}found:\n{found}", case.title, case.expected));
            }
        }
        if update {
            std::fs::write(&file, written).unwrap();
        }
    }
    assert!(count >= least, "{count} cases");
    assert!(update || differences.is_empty(), "{}", differences.join("\n"));
}

/// The cases in the `text` blocks of a document.
#[allow(dead_code, reason = "not every test has a document")]
pub fn of_document(text: &str) -> Vec<Case> {
    text.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next()).flat_map(cases).collect()
}
