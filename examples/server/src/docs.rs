//! The documentation pages: Swagger UI and ReDoc over `/api/schema/`, whose assets are part of the binary (`assets/update.sh` fetches
//! them), under a policy that lets no request leave for another host.

use crate::answer::Answer;

/// Own scripts and styles only. Both pages put style elements into the document, and ReDoc searches in a worker that it makes from a blob.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
    font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const SWAGGER: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>HotCalls API</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="page"></div><script src="/api/docs/swagger-ui.js"></script><script src="/api/docs/start.js"></script></body></html>
"#;

/// A session's writes need the CSRF token, so "Try it out" sends it along.
const START: &str = r##"SwaggerUIBundle({
  url: "/api/schema/",
  dom_id: "#page",
  deepLinking: true,
  docExpansion: "none",
  validatorUrl: null,
  requestInterceptor: (request) => {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (token) request.headers["X-CSRFToken"] = token[1];
    return request;
  },
});
"##;

const REDOC: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>HotCalls API</title><link rel="icon" href="data:,"><style>body { margin: 0 }</style></head>
<body><redoc spec-url="/api/schema/"></redoc><script src="/api/redoc/redoc.js"></script></body></html>
"#;

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
