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
         add_header Cache-Control $keep always;\n}}\n"
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

    #[test]
    fn both_servers_send_the_policy_of_the_page() {
        for text in [nginx(), iis()] {
            assert!(text.contains("require-trusted-types-for 'script'; trusted-types default"), "{text}");
            assert!(text.contains(&format!("frame-ancestors {REGISTER}")), "{text}");
            assert!(text.contains("application/wasm") && text.contains("nosniff"), "{text}");
        }
    }
}
