//! Asks a model: what is asked and answered as plain data, the client, and the transcript that replays a run.

mod chat;
#[cfg(feature = "model")]
mod client;
#[cfg(feature = "model")]
mod endpoint;
mod error;
mod schema;
mod transcript;
#[cfg(feature = "model")]
mod transport;
#[cfg(feature = "model")]
mod wire;

pub use chat::{Finish, Message, Reply, Role, Usage};
pub(crate) use chat::{Model, Progress, Request, estimate};
#[cfg(feature = "model")]
pub(crate) use client::Client;
#[cfg(feature = "model")]
pub use endpoint::{ApiKey, Endpoint, Limits};
pub use error::ModelError;
pub(crate) use schema::Schema;
pub(crate) use transcript::Replay;
pub use transcript::{Entry, Transcript, TranscriptError};
