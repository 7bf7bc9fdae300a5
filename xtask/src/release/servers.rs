//! The headers of the page as configurations of nginx and IIS.
//!
//! What must hold: they say what the demo's server sends (`serve/headers.rs`), and nothing is cached longer than the folder of a
//! version stays what it is.

use super::VERSION;
use crate::serve::headers;
use anyhow::Result;
use std::fs;
use std::path::Path;

/// What stands for the shop's own register in both files.
const REGISTER: &str = "https://register.shop.example";

pub fn write(folder: &Path) -> Result<()> {
    fs::write(folder.join("nginx.conf"), nginx())?;
    Ok(fs::write(folder.join(VERSION).join("web.config"), iis())?)
}

/// The headers without the demo's rule for caches.
fn lasting() -> Vec<(&'static str, String)> {
    let all = headers::page(&[REGISTER.to_owned()]);
    all.into_iter().filter(|(name, _)| *name != "Cache-Control").collect()
}

fn nginx() -> String {
    let rows: String =
        lasting().iter().map(|(name, value)| format!("    add_header {name} \"{value}\" always;\n")).collect();
    format!(
        "# Inside a `server` of https. Put the origin of your register in the place of {REGISTER}.\n\
         location ~ ^/[0-9]+\\.[0-9]+\\.[0-9]+/ {{\n    root /srv/epos;\n    index index.html;\n    \
         types {{\n        text/html html; text/javascript js; text/css css; application/json json; application/wasm wasm;\n        \
         image/svg+xml svg; text/plain jws txt;\n    }}\n    charset utf-8;\n{rows}    \
         # A version never changes; what is the shop's own (config.json, packs) is asked for each time.\n    \
         set $keep \"public, max-age=31536000, immutable\";\n    if ($uri ~ (config\\.json|/packs/|\\.html)) {{ set $keep \"no-cache\"; }}\n    \
         # Not `always`: a file that is missing for a moment is not to be missing for a year.\n    add_header Cache-Control $keep;\n}}\n"
    )
}

fn iis() -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let row =
        |(name, value): &(&str, String)| format!("        <add name=\"{name}\" value=\"{}\" />\n", escaped(value));
    let rows: String = lasting().iter().map(row).collect();
    let types: String = [
        (".wasm", "application/wasm"),
        (".jws", "text/plain"),
        (".json", "application/json"),
        (".js", "text/javascript"),
    ]
    .map(|(end, kind)| {
        format!(
            "      <remove fileExtension=\"{end}\" />\n      <mimeMap fileExtension=\"{end}\" mimeType=\"{kind}\" />\n"
        )
    })
    .concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- Put the origin of your register in the place of {REGISTER}. -->\n\
         <configuration>\n  <system.webServer>\n    <httpProtocol>\n      <customHeaders>\n{rows}        \
         <add name=\"Cache-Control\" value=\"no-cache\" />\n      </customHeaders>\n    </httpProtocol>\n    \
         <staticContent>\n{types}    </staticContent>\n  </system.webServer>\n</configuration>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name and value of each header, from rows that begin so, with what stands between and behind.
    fn rows(text: &str, begin: &str, between: &str, end: &str) -> Vec<(String, String)> {
        let row = |line: &str| {
            let (name, value) = line.trim().strip_prefix(begin)?.strip_suffix(end)?.split_once(between)?;
            let value = value.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&");
            Some((name.to_owned(), value))
        };
        text.lines().filter_map(row).collect()
    }

    #[test]
    fn both_servers_send_what_the_demo_sends() {
        let nginx = rows(&nginx(), "add_header ", " \"", "\" always;");
        let mut iis = rows(&iis(), "<add name=\"", "\" value=\"", "\" />");
        assert_eq!(iis.pop(), Some(("Cache-Control".to_owned(), "no-cache".to_owned())));
        assert_eq!(nginx, iis);
        let demo: Vec<_> = lasting().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(nginx, demo);
        assert_eq!(nginx.len(), 5);
    }

    #[test]
    fn web_config_is_well_formed_and_says_the_types_that_iis_does_not_know() {
        let text = iis();
        let mut open: Vec<&str> = Vec::new();
        for tag in text.split('<').skip(1) {
            let (inside, after) = tag.split_once('>').expect("a tag ends");
            assert!(!after.contains(['"', '&']) && after.trim().is_empty(), "{after}");
            assert_eq!(inside.matches('"').count() % 2, 0, "{inside}");
            let entities = inside.split('&').skip(1);
            assert!(
                entities.into_iter().all(|one| ["quot;", "amp;", "lt;"].iter().any(|e| one.starts_with(e))),
                "{inside}"
            );
            let name = inside.split([' ', '/']).find(|word| !word.is_empty()).expect("a tag has a name");
            match inside {
                _ if inside.starts_with(['?', '!']) || inside.ends_with('/') => {}
                _ if inside.starts_with('/') => assert_eq!(open.pop(), Some(name)),
                _ => open.push(name),
            }
        }
        assert!(open.is_empty() && text.starts_with("<?xml version=\"1.0\""), "{open:?}");
        for (end, kind) in [("wasm", "application/wasm"), ("jws", "text/plain"), ("js", "text/javascript")] {
            assert!(text.contains(&format!("fileExtension=\".{end}\" mimeType=\"{kind}\"")), "{end}");
            assert!(nginx().contains(&format!("{kind} {end}")), "{end}");
        }
    }

    #[test]
    fn a_missing_file_is_kept_by_nobody() {
        assert!(nginx().contains("add_header Cache-Control $keep;"));
        assert!(!nginx().contains("Cache-Control $keep always"));
    }
}
