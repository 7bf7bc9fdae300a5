//! The headers of the two sites.
//!
//! What must hold: the page runs no inline script and no inline style, loads nothing from elsewhere, compiles
//! WebAssembly and nothing else (`wasm-unsafe-eval`, never `unsafe-eval`), passes every string sink through its one
//! Trusted Types policy, and is framed by the configured registers only. Each of these was tried in Chromium 108 to 156.

type Headers = Vec<(&'static str, String)>;

/// For the ePOS page. `hosts` are the origins that may embed it; as the top page it runs in any case.
pub fn page(hosts: &[String]) -> Headers {
    let ancestors = if hosts.is_empty() { "'none'".to_owned() } else { hosts.join(" ") };
    let policy = [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        &format!("frame-ancestors {ancestors}"),
        "require-trusted-types-for 'script'",
        "trusted-types default",
    ];
    let mut headers = common(policy.join("; "));
    headers.push(("Permissions-Policy", "camera=(), microphone=(), geolocation=()".to_owned()));
    headers.push(("Cross-Origin-Resource-Policy", "same-origin".to_owned()));
    headers
}

/// For the register simulator, which frames the page.
pub fn register(page_origins: &[String]) -> Headers {
    let policy = [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        &format!("frame-src {}", page_origins.join(" ")),
    ];
    common(policy.join("; "))
}

fn common(policy: String) -> Headers {
    vec![
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Referrer-Policy", "no-referrer".to_owned()),
        ("Cache-Control", "no-cache".to_owned()),
    ]
}

/// The content type of a file by the end of its name. Unknown files are bytes, which no browser runs or shows.
pub fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "txt" | "jws" | "md" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{content_type, page, register};

    fn policy(headers: &[(&str, String)]) -> String {
        headers.iter().find(|(name, _)| *name == "Content-Security-Policy").unwrap().1.clone()
    }

    #[test]
    fn the_page_is_framed_by_the_configured_origins_only_and_has_no_inline_code() {
        let policy_of_two = policy(&page(&["http://127.0.0.1:8080".into(), "file:".into()]));
        assert!(policy_of_two.contains("frame-ancestors http://127.0.0.1:8080 file:;"), "{policy_of_two}");
        assert!(policy_of_two.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "));
        assert!(policy_of_two.contains("require-trusted-types-for 'script'; trusted-types default"));
        assert!(!policy_of_two.contains("unsafe-inline") && !policy_of_two.contains("'unsafe-eval'"));
        assert!(policy(&page(&[])).contains("frame-ancestors 'none'"));
    }

    #[test]
    fn the_register_frames_the_page_and_is_framed_by_nobody() {
        let policy = policy(&register(&["http://127.0.0.1:8081".into()]));
        assert!(policy.contains("frame-src http://127.0.0.1:8081"));
        assert!(policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"));
    }

    #[test]
    fn wasm_has_the_type_that_streaming_compilation_asks_for() {
        assert_eq!(content_type("smarts_epos_bg.wasm"), "application/wasm");
        assert_eq!(content_type("supervisor.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("zagreb.jws"), "text/plain; charset=utf-8");
        assert_eq!(content_type("README"), "application/octet-stream");
    }
}
