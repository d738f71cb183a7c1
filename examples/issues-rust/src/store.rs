use crate::database::{execute, query, text_or_null};
use crate::forge::extension::host_database::{self, QueryRow, RecordValue};
use crate::issue::{Issue, Repository, Status, id_of};
use crate::resolvers::Failure;

/// AUTOINCREMENT, so that SQLite itself gives each number once, even after a deletion.
const MIGRATIONS: &str = "
CREATE TABLE IF NOT EXISTS issues (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  description TEXT,
  status TEXT NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'IN_PROGRESS', 'CLOSED')),
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  repository_id TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS issues_by_repository ON issues (repository_id, number);
CREATE INDEX IF NOT EXISTS issues_by_status ON issues (status, number);
";

const SELECT_ISSUES: &str =
    "SELECT number, title, description, status, created_at, repository_id FROM issues";

pub fn migrate() -> Result<(), String> {
    host_database::migrate(MIGRATIONS)
}

#[derive(Default)]
pub struct IssueFilter<'a> {
    pub status: Option<Status>,
    pub repository_id: Option<&'a str>,
    /// Only issues with a higher number.
    pub after_number: Option<i64>,
    /// How many at most; all when left out.
    pub limit: Option<i64>,
}

/// The issues, the oldest first.
pub fn find_issues(filter: &IssueFilter) -> Result<Vec<Issue>, Failure> {
    let mut conditions: Vec<&str> = Vec::new();
    let mut parameters = Vec::new();
    if let Some(status) = filter.status {
        conditions.push("status = ?");
        parameters.push(RecordValue::Text(status.name().into()));
    }
    if let Some(id) = filter.repository_id {
        conditions.push("repository_id = ?");
        parameters.push(RecordValue::Text(id.into()));
    }
    if let Some(number) = filter.after_number {
        conditions.push("number > ?");
        parameters.push(RecordValue::Integer(number));
    }
    let filter_sql = if conditions.is_empty() {
        String::new()
    } else {
        format!(" WHERE {}", conditions.join(" AND "))
    };
    parameters.push(RecordValue::Integer(filter.limit.unwrap_or(-1)));
    let rows = query(
        &format!("{SELECT_ISSUES}{filter_sql} ORDER BY number LIMIT ?"),
        &parameters,
    )?;
    rows.into_iter().map(to_issue).collect()
}

pub fn find_issue(number: i64) -> Result<Option<Issue>, Failure> {
    let rows = query(
        &format!("{SELECT_ISSUES} WHERE number = ?"),
        &[RecordValue::Integer(number)],
    )?;
    rows.into_iter().next().map(to_issue).transpose()
}

/// Gives the number of the new issue.
pub fn insert_issue(
    title: &str,
    description: Option<&str>,
    repository_id: Option<&str>,
) -> Result<i64, Failure> {
    let info = execute(
        "INSERT INTO issues (title, description, repository_id) VALUES (?, ?, ?)",
        &[
            RecordValue::Text(title.into()),
            text_or_null(description),
            text_or_null(repository_id),
        ],
    )?;
    let id = info.last_insert_id.and_then(|id| i64::try_from(id).ok());
    id.ok_or_else(|| Failure::Database("an INSERT gave no number".into()))
}

pub fn update_issue(
    number: i64,
    title: &str,
    description: Option<&str>,
    status: &str,
) -> Result<(), Failure> {
    execute(
        "UPDATE issues SET title = ?, description = ?, status = ? WHERE number = ?",
        &[
            RecordValue::Text(title.into()),
            text_or_null(description),
            RecordValue::Text(status.into()),
            RecordValue::Integer(number),
        ],
    )?;
    Ok(())
}

fn to_issue(row: QueryRow) -> Result<Issue, Failure> {
    use RecordValue::{Integer, Null, Text};
    let values: Result<[RecordValue; 6], _> = row.values.try_into();
    let Ok(
        [
            Integer(number),
            Text(title),
            description,
            Text(status),
            Text(created_at),
            repository_id,
        ],
    ) = values
    else {
        return Err(Failure::Database("a row isn't one of an issue".into()));
    };
    let text = |value: RecordValue| match value {
        Text(text) => Ok(Some(text)),
        Null => Ok(None),
        _ => Err(Failure::Database("a column holds no text".into())),
    };
    Ok(Issue {
        id: id_of(number),
        number,
        title,
        description: text(description)?,
        status,
        created_at,
        repository: text(repository_id)?.map(|id| Repository { id }),
    })
}
