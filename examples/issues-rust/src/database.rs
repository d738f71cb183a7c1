//! The host's database, in the words of this extension.

use crate::forge::extension::host_database::{
    self, ExecInfo, ExecResult, QueryResult, QueryRow, RecordValue,
};
use crate::resolvers::Failure;

pub fn query(sql: &str, parameters: &[RecordValue]) -> Result<Vec<QueryRow>, Failure> {
    match host_database::query(sql, parameters) {
        QueryResult::Success(rows) => Ok(rows),
        QueryResult::Error(message) => Err(Failure::Database(message)),
    }
}

pub fn execute(sql: &str, parameters: &[RecordValue]) -> Result<ExecInfo, Failure> {
    match host_database::execute(sql, parameters) {
        ExecResult::Success(info) => Ok(info),
        ExecResult::Error(message) => Err(Failure::Database(message)),
    }
}

pub fn text_or_null(value: Option<&str>) -> RecordValue {
    value.map_or(RecordValue::Null, |text| RecordValue::Text(text.into()))
}
