//! The documentation pages: Swagger UI and ReDoc over `/api/schema/`, whose assets are part of the binary (`assets/update.sh` fetches
//! them), under a policy that lets no request leave for another host.

use crate::answer::Answer;

/// Own scripts and styles only. Both pages put style elements into the document, and ReDoc searches in a worker that it makes from a blob.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
    font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const SWAGGER: &str = include_str!("../assets/swagger-ui.html");

/// A session's writes need the CSRF token, so "Try it out" sends it along.
const START: &str = include_str!("../assets/start.js");
const REDOC: &str = include_str!("../assets/redoc.html");

/// The page or asset at a path.
pub fn page(path: &str) -> Option<Answer> {
    Some(match path {
        "/api/docs/" => html(SWAGGER),
        "/api/redoc/" => html(REDOC),
        "/api/docs/start.js" => Answer::new(200, "text/javascript; charset=utf-8", START).with("cache-control", "no-cache"),
        "/api/docs/swagger-ui.js" => packed("text/javascript; charset=utf-8", include_bytes!("../assets/swagger-ui.js.gz")),
        "/api/docs/swagger-ui.css" => packed("text/css; charset=utf-8", include_bytes!("../assets/swagger-ui.css.gz")),
        "/api/redoc/redoc.js" => packed("text/javascript; charset=utf-8", include_bytes!("../assets/redoc.js.gz")),
        _ => return None,
    })
}

fn html(text: &'static str) -> Answer {
    Answer::new(200, "text/html; charset=utf-8", text).with("content-security-policy", POLICY).with("cache-control", "no-cache")
}

/// Assets are sent as they are stored: every browser that these pages run in reads gzip.
fn packed(content_type: &'static str, bytes: &'static [u8]) -> Answer {
    Answer::new(200, content_type, bytes).with("content-encoding", "gzip").with("cache-control", "public, max-age=3600")
}
