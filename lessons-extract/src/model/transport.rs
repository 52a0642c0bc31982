//! The layer below the client: sends one request, tells failures apart, and keeps an answer within its limits.
//!
//! It stands between async-openai and the network, so that a body that says something went wrong is read here, briefly,
//! and goes into no log.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use futures_util::StreamExt as _;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Body, Response};
use serde_json::Value;

use super::endpoint::Limits;
use crate::clean;

/// Why one try failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    #[error("unreachable: {0}")]
    Unreachable(String),
    #[error("no answer: {0}")]
    TimedOut(&'static str),
    #[error("broken off: {0}")]
    Cut(String),
    #[error("endless")]
    Endless,
    #[error("protocol: {0}")]
    Protocol(String),
    #[error("status {status}: {message}")]
    Status { status: u16, message: String, code: String, retry_after: Option<Duration> },
}

/// What a body that tells of an error is read up to, in bytes.
const LONGEST_ERROR: usize = 16 << 10;

/// A tower service that sends requests.
#[derive(Clone)]
pub(super) struct Transport {
    pub(super) client: reqwest::Client,
    pub(super) limits: Limits,
    /// What went wrong while a body was read: async-openai hands on only words.
    pub(super) broken: Arc<Mutex<Option<Failure>>>,
}

impl tower::Service<HttpRequestFactory> for Transport {
    type Response = Response;
    type Error = OpenAIError;
    type Future = Pin<Box<dyn Future<Output = Result<Response, OpenAIError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        let this = self.clone();
        Box::pin(
            async move { this.send(factory).await.map_err(|failure| OpenAIError::Boxed(Box::new(failure))) },
        )
    }
}

impl Transport {
    async fn send(self, factory: HttpRequestFactory) -> Result<Response, Failure> {
        let request = factory.build().await.map_err(|error| Failure::Protocol(reason(&error)))?;
        let response = tokio::time::timeout(self.limits.begin, self.client.execute(request)).await;
        let response = match response {
            Ok(Ok(response)) => response,
            Ok(Err(error)) if error.is_timeout() => return Err(Failure::TimedOut("connect")),
            Ok(Err(error)) if error.is_connect() => return Err(Failure::Unreachable(reason(&error))),
            Ok(Err(error)) => return Err(Failure::Cut(reason(&error))),
            Err(_) => return Err(Failure::TimedOut("begin to answer")),
        };
        if !response.status().is_success() {
            return Err(self.failure(response).await);
        }
        let mark = |headers: &HeaderMap| {
            let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
            kind.trim_start().to_ascii_lowercase()
        };
        let kind = mark(response.headers());
        if kind.starts_with("text/html") {
            return Err(Failure::Protocol("it sends a web page".to_owned()));
        }
        let body = if kind.starts_with("text/event-stream") {
            self.capped(response)
        } else {
            self.whole(response).await?
        };
        let events = http::Response::builder().header(CONTENT_TYPE, "text/event-stream").body(body);
        events.map(Response::from).map_err(|error| Failure::Protocol(error.to_string()))
    }

    /// The body as it comes, up to the limit of bytes.
    fn capped(&self, response: Response) -> Body {
        let (limit, broken) = (self.limits.bytes, Arc::clone(&self.broken));
        let mut read = 0usize;
        let stream = response.bytes_stream().map(move |piece| {
            let failure = match piece {
                Ok(bytes) => {
                    read = read.saturating_add(bytes.len());
                    if read <= limit {
                        return Ok(bytes);
                    }
                    Failure::Endless
                }
                Err(error) => Failure::Cut(reason(&error)),
            };
            if let Ok(mut slot) = broken.lock() {
                slot.get_or_insert_with(|| failure.clone());
            }
            Err(std::io::Error::other(failure))
        });
        Body::wrap_stream(stream)
    }

    /// An answer in one piece, as servers give it that do not stream, as a stream of one event.
    async fn whole(&self, response: Response) -> Result<Body, Failure> {
        let read = self.read(response, self.limits.bytes);
        let (bytes, is_whole) = tokio::time::timeout(self.limits.answer, read)
            .await
            .map_err(|_| Failure::TimedOut("end its answer"))??;
        if !is_whole {
            return Err(Failure::Endless);
        }
        let value: Value = serde_json::from_slice(&bytes)
            .map_err(|error| Failure::Protocol(format!("it is no JSON ({error})")))?;
        Ok(Body::from(format!("data: {value}\n\ndata: [DONE]\n\n")))
    }

    /// A body up to a limit, and whether that is all of it.
    async fn read(&self, response: Response, limit: usize) -> Result<(Vec<u8>, bool), Failure> {
        let mut bytes = Vec::new();
        let mut stream = response.bytes_stream();
        loop {
            match tokio::time::timeout(self.limits.idle, stream.next()).await {
                Err(_) => return Err(Failure::TimedOut("go on with its answer")),
                Ok(None) => return Ok((bytes, true)),
                Ok(Some(Err(error))) => return Err(Failure::Cut(reason(&error))),
                Ok(Some(Ok(piece))) => bytes.extend_from_slice(&piece),
            }
            if bytes.len() > limit {
                bytes.truncate(limit);
                return Ok((bytes, false));
            }
        }
    }

    /// What a server says that answers with an error.
    async fn failure(&self, response: Response) -> Failure {
        let status = response.status().as_u16();
        let retry_after = retry_after(response.headers());
        let location = response.headers().get("location").and_then(|value| value.to_str().ok());
        let moved = location.map(|location| format!("it sends elsewhere, to {}", clean::line(location, 200)));
        let read = tokio::time::timeout(self.limits.begin, self.read(response, LONGEST_ERROR)).await;
        let bytes = match read {
            Ok(Ok((bytes, _))) => bytes,
            // The status says enough.
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        let (message, code) = told(&bytes);
        let message = moved.filter(|_| (300..400).contains(&status)).unwrap_or(message);
        Failure::Status { status, message, code, retry_after }
    }
}

/// The message and the code or type of a body, whatever its form.
pub(super) fn told(bytes: &[u8]) -> (String, String) {
    let text = String::from_utf8_lossy(bytes);
    let value: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    let (message, code) = told_by(&value);
    let message =
        message.unwrap_or_else(|| if value.is_null() { text.into_owned() } else { value.to_string() });
    let message = clean::line(&message, 400);
    (if message.is_empty() { "it says nothing more".to_owned() } else { message }, code)
}

/// `{"error": {"message", "code", "type"}}`, `{"error": "…"}`, `{"message": "…"}`, `{"detail": "…"}`.
pub(super) fn told_by(value: &Value) -> (Option<String>, String) {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let value = match value {
        Value::Array(items) => items.first().unwrap_or(&Value::Null),
        other => other,
    };
    let error = value.get("error").unwrap_or(value);
    let message = text(error).or_else(|| {
        ["message", "detail", "error_description", "error"]
            .iter()
            .find_map(|name| error.get(name).and_then(text))
    });
    let codes: Vec<String> =
        ["code", "type", "param"].iter().filter_map(|name| error.get(name).and_then(text)).collect();
    (message, codes.join(" "))
}

/// `Retry-After` in seconds or as a date, or `retry-after-ms`.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    if let Some(ms) = text("retry-after-ms").and_then(|value| value.parse::<f64>().ok()) {
        return seconds(ms / 1_000.0);
    }
    let value = text(RETRY_AFTER.as_str())?;
    match value.parse::<f64>() {
        Ok(number) => seconds(number),
        Err(_) => {
            let at = httpdate::parse_http_date(value).ok()?;
            Some(at.duration_since(std::time::SystemTime::now()).unwrap_or_default())
        }
    }
}

fn seconds(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number.max(0.0)).ok()
}

/// An error with what caused it, without URLs, on one line.
fn reason(error: &dyn std::error::Error) -> String {
    let mut words = Vec::new();
    let mut next = error.source();
    while let Some(error) = next {
        words.push(error.to_string());
        next = error.source();
    }
    words.dedup();
    let last = words.pop().unwrap_or_else(|| error.to_string());
    clean::line(&last, 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_every_form_are_read() {
        for (body, message, code) in [
            (r#"{"error":{"message":"no","type":"t","code":7}}"#, "no", "7 t"),
            (r#"{"error":"model not found"}"#, "model not found", ""),
            (r#"{"detail":"Not Found"}"#, "Not Found", ""),
            (r#"[{"error":{"message":"a list"}}]"#, "a list", ""),
            ("<html>\u{1b}[31mBad\n Gateway</html>", "<html>Bad Gateway</html>", ""),
            ("", "it says nothing more", ""),
        ] {
            assert_eq!(told(body.as_bytes()), (message.to_owned(), code.to_owned()));
        }
    }

    #[test]
    fn retry_after_has_three_forms() {
        let of = |name: &'static str, value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(of("retry-after", "2"), Some(Duration::from_secs(2)));
        assert_eq!(of("retry-after", "0.5"), Some(Duration::from_millis(500)));
        assert_eq!(of("retry-after-ms", "1500"), Some(Duration::from_millis(1500)));
        assert_eq!(of("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        assert_eq!(of("retry-after", "soon"), None);
        assert_eq!(of("retry-after", "1e300"), None);
    }
}
