//! What a request may say. Arguments come as the host passes them on: their types are those of the schema.

use crate::configuration;
use crate::issue::Status;
use crate::resolvers::Failure;
use serde::{Deserialize, Deserializer};

const MAX_TITLE_LENGTH: usize = 255;
const MAX_DESCRIPTION_LENGTH: usize = 65_536;
const MAX_PAGE_SIZE: i64 = 100;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateIssueInput {
    pub title: String,
    pub description: Option<String>,
    pub repository_id: Option<String>,
}

/// The outer option tells whether the field was given, the inner one whether it is null.
#[derive(Deserialize)]
pub struct UpdateIssueInput {
    #[serde(default, deserialize_with = "given")]
    pub title: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    pub description: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    pub status: Option<Option<Status>>,
}

fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

pub fn check_title(title: &str) -> Result<String, Failure> {
    let trimmed = title.trim_matches(is_js_space);
    if trimmed.is_empty() {
        return refuse("The title of an issue must not be empty.");
    }
    if trimmed.contains(['\n', '\r']) {
        return refuse("The title of an issue must be one line.");
    }
    let length = trimmed.chars().count();
    if length <= MAX_TITLE_LENGTH {
        return Ok(trimmed.into());
    }
    refuse(format!(
        "The title of an issue must have at most {MAX_TITLE_LENGTH} characters; this one has {length}."
    ))
}

/// What `trim` of JavaScript takes away, so that both examples store the same.
fn is_js_space(character: char) -> bool {
    (character.is_whitespace() && character != '\u{85}') || character == '\u{feff}'
}

pub fn check_description(description: String) -> Result<String, Failure> {
    let length = description.chars().count();
    if length <= MAX_DESCRIPTION_LENGTH {
        return Ok(description);
    }
    refuse(format!(
        "The description of an issue must have at most {MAX_DESCRIPTION_LENGTH} characters; this one has {length}."
    ))
}

pub fn check_page_size(first: Option<i64>) -> Result<i64, Failure> {
    let size = first.unwrap_or_else(configuration::page_size);
    if (1..=MAX_PAGE_SIZE).contains(&size) {
        return Ok(size);
    }
    refuse(format!(
        "The argument \"first\" must be between 1 and {MAX_PAGE_SIZE}; it is {size}."
    ))
}

/// Refuses when nothing is to change, or what can't be null is to become null.
pub fn check_update(input: &UpdateIssueInput) -> Result<(), Failure> {
    if input.title.is_none() && input.description.is_none() && input.status.is_none() {
        return refuse("Nothing is to change: give at least one of title, description and status.");
    }
    if matches!(input.title, Some(None)) {
        return refuse("The title of an issue can't be null; leave it out to keep it.");
    }
    if matches!(input.status, Some(None)) {
        return refuse("The status of an issue can't be null; leave it out to keep it.");
    }
    Ok(())
}

fn refuse<T>(message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Request(message.into()))
}
