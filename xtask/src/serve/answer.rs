//! From a path in a request to an answer.
//!
//! What must hold: no path leaves the folder, whatever it is spelled like; a compressed twin is only sent when it
//! belongs to the present file and the browser accepts it.

use super::headers::content_type;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// A folder with the headers it is served with.
pub struct Site {
    root: PathBuf,
    headers: Vec<(&'static str, String)>,
}

/// Status, headers and body of an answer.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Site {
    pub fn new(root: &Path, headers: Vec<(&'static str, String)>) -> Self {
        Self { root: root.to_path_buf(), headers }
    }

    pub fn answer(&self, url: &str, accept_encoding: &str, if_none_match: &str) -> Answer {
        let Some(file) = self.file(url) else { return self.refuse(404, "not found\n") };
        let Ok(meta) = fs::metadata(&file) else { return self.refuse(404, "not found\n") };
        let tag = etag(&meta);
        let mut answer = self.empty(200);
        answer.headers.push(("ETag", tag.clone()));
        answer.headers.push(("Vary", "Accept-Encoding".to_owned()));
        if if_none_match.split(',').any(|t| t.trim().trim_start_matches("W/") == tag) {
            answer.status = 304;
            return answer;
        }
        answer.headers.push(("Content-Type", content_type(&file.to_string_lossy()).to_owned()));
        let twin = brotli_twin(&file);
        let twin_is_good = accepts_brotli(accept_encoding)
            && fs::metadata(&twin).is_ok_and(|t| t.modified().ok() >= meta.modified().ok());
        let (source, encoding) = if twin_is_good { (twin, Some("br")) } else { (file, None) };
        let Ok(body) = fs::read(source) else { return self.refuse(404, "not found\n") };
        if let Some(encoding) = encoding {
            answer.headers.push(("Content-Encoding", encoding.to_owned()));
        }
        answer.body = body;
        answer
    }

    /// A plain answer without a file, with all headers of the site.
    pub fn refuse(&self, status: u16, text: &str) -> Answer {
        let mut answer = self.empty(status);
        answer.headers.push(("Content-Type", "text/plain; charset=utf-8".to_owned()));
        if status == 405 {
            answer.headers.push(("Allow", "GET, HEAD".to_owned()));
        }
        answer.body = text.as_bytes().to_vec();
        answer
    }

    fn empty(&self, status: u16) -> Answer {
        Answer { status, headers: self.headers.clone(), body: Vec::new() }
    }

    /// The file of a URL. Names consist of letters, digits, `.`, `-` and `_`, so that nothing needs decoding; a segment
    /// never starts with a dot; symbolic links out of the folder are not followed.
    fn file(&self, url: &str) -> Option<PathBuf> {
        let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
        let mut file = self.root.clone();
        let segments: Vec<&str> = path.split('/').collect();
        for (index, segment) in segments.iter().enumerate() {
            let last = index + 1 == segments.len();
            if segment.is_empty() && last {
                file.push("index.html");
            } else if is_plain_name(segment) {
                file.push(segment);
            } else {
                return None;
            }
        }
        let file = file.canonicalize().ok()?;
        (file.starts_with(self.root.canonicalize().ok()?) && file.is_file()).then_some(file)
    }
}

fn is_plain_name(segment: &str) -> bool {
    !segment.is_empty()
        && !segment.starts_with('.')
        && segment.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

fn etag(meta: &fs::Metadata) -> String {
    let modified = meta.modified().ok().and_then(|m| m.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    format!("\"{:x}-{:x}\"", meta.len(), modified.as_nanos())
}

/// `app.js` -> `app.js.br`
pub fn brotli_twin(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    PathBuf::from(name)
}

fn accepts_brotli(accept: &str) -> bool {
    accept.split(',').any(|part| {
        let mut words = part.split(';').map(str::trim);
        words.next() == Some("br") && !words.any(|w| matches!(w, "q=0" | "q=0.0"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(name: &str) -> (Site, PathBuf) {
        let dir = std::env::temp_dir().join(format!("xtask-site-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("site/sub")).unwrap();
        fs::write(dir.join("secret.txt"), "secret").unwrap();
        fs::write(dir.join("site/index.html"), "<!doctype html>").unwrap();
        fs::write(dir.join("site/sub/app.js"), "let a = 1;").unwrap();
        fs::write(dir.join("site/sub/app.js.br"), "compressed").unwrap();
        fs::write(dir.join("site/.hidden"), "hidden").unwrap();
        std::os::unix::fs::symlink(dir.join("secret.txt"), dir.join("site/link.txt")).unwrap();
        (Site::new(&dir.join("site"), vec![("X-Content-Type-Options", "nosniff".to_owned())]), dir)
    }

    fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
        answer.headers.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())
    }

    #[test]
    fn nothing_outside_the_folder_is_served_and_errors_carry_the_headers() {
        let (site, dir) = site("outside");
        let bad = [
            "/../secret.txt",
            "/sub/../../secret.txt",
            "/%2e%2e/secret.txt",
            "//secret.txt",
            "/.hidden",
            "/link.txt",
            "/sub",
            "/sub\\..\\x",
            "/sub/",
            "secret.txt",
            "",
            "http://x/",
            "/nothing.js",
        ];
        for url in bad {
            let answer = site.answer(url, "", "");
            assert_eq!(answer.status, 404, "{url}");
            assert_eq!(header(&answer, "X-Content-Type-Options"), Some("nosniff"), "{url}");
        }
        assert_eq!(site.refuse(405, "no").status, 405);
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_file_is_served_with_type_and_tag_and_compressed_when_accepted() {
        let (site, dir) = site("file");
        let index = site.answer("/?lang=hr", "gzip", "");
        assert_eq!((index.status, index.body.as_slice()), (200, b"<!doctype html>".as_slice()));
        assert_eq!(header(&index, "Content-Type"), Some("text/html; charset=utf-8"));
        let plain = site.answer("/sub/app.js", "gzip, br;q=0", "");
        assert_eq!((plain.body.as_slice(), header(&plain, "Content-Encoding")), (b"let a = 1;".as_slice(), None));
        let packed = site.answer("/sub/app.js", "gzip, br", "");
        assert_eq!(
            (packed.body.as_slice(), header(&packed, "Content-Encoding")),
            (b"compressed".as_slice(), Some("br"))
        );
        assert_eq!(header(&packed, "Content-Type"), Some("text/javascript; charset=utf-8"));
        let tag = header(&packed, "ETag").unwrap().to_owned();
        let again = site.answer("/sub/app.js", "br", &tag);
        assert_eq!((again.status, again.body.len()), (304, 0));
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_compressed_twin_older_than_its_file_is_not_sent() {
        let (site, dir) = site("stale");
        let old = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
        let twin = fs::File::options().write(true).open(dir.join("site/sub/app.js.br")).unwrap();
        twin.set_modified(old).unwrap();
        assert_eq!(site.answer("/sub/app.js", "br", "").body, b"let a = 1;");
        fs::remove_dir_all(dir).unwrap();
    }
}
