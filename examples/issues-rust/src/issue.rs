use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Open,
    InProgress,
    Closed,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::InProgress => "IN_PROGRESS",
            Self::Closed => "CLOSED",
        }
    }
}

#[derive(Serialize)]
pub struct Repository {
    pub id: String,
}

/// An issue as the API shows it. Every field of the type is there, so that the host has nothing left to ask.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    pub id: String,
    /// Positive; never given twice.
    pub number: i64,
    pub title: String,
    pub description: Option<String>,
    pub status: String,
    /// ISO 8601, UTC, with milliseconds.
    pub created_at: String,
    pub repository: Option<Repository>,
}

pub fn id_of(number: i64) -> String {
    format!("issue-{number}")
}

/// The number in `issue-<number>`; none when no issue can have that id.
pub fn number_of_id(id: &str) -> Option<i64> {
    let digits = id.strip_prefix("issue-")?;
    let is_number =
        digits.len() <= 15 && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}
