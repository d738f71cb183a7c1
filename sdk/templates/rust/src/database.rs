//! The extension's database.

use crate::exports::forge::extension::extension_api::Failure;
use crate::forge::extension::host_log::{LogLevel, log};
use crate::forge::extension::host_sql::{self, Rows, SqlError};
use serde_json::Value;

/// Rows that stay with the host: answering with them costs the extension nothing. A column is the field of its name.
pub fn rows(sql: &str, params: Value) -> Result<u32, Failure> {
    host_sql::query_ref(sql, &params.to_string()).map_err(unexpected)
}

/// The same, with SQLite's code when it refuses.
pub fn try_rows(sql: &str, params: Value) -> Result<u32, SqlError> {
    host_sql::query_ref(sql, &params.to_string())
}

/// The number in the only column of the only row.
pub fn number(sql: &str, params: Value) -> Result<i64, Failure> {
    let (Rows::Plain(json) | Rows::Escaped(json)) =
        host_sql::query(sql, &params.to_string()).map_err(unexpected)?;
    let rows: Vec<std::collections::HashMap<String, i64>> = serde_json::from_str(&json).unwrap_or_default();
    Ok(rows.first().and_then(|row| row.values().next().copied()).unwrap_or_default())
}

/// What the database says is for the operator's log, and not for whoever asked.
pub fn unexpected(error: SqlError) -> Failure {
    log(LogLevel::Error, &format!("{}: {}", error.code, error.message), None);
    crate::failure("", "The labels can't be read or stored at the moment.")
}
