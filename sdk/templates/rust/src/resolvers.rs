//! One function for each field.

use crate::database::{number, rows, try_rows, unexpected};
use crate::exports::forge::extension::extension_api::{Failure, Grouping, Outcome};
use crate::{MAX_LABELS, failure};
use serde::Deserialize;
use serde_json::json;

/// Each column is the field of its name.
const LABEL: &str = r#"id, name, repository_id AS "repository.id""#;

#[derive(Deserialize)]
struct LabelArgs {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AddLabelArgs {
    repository_id: String,
    name: String,
}

/// The rest of what a call is about is left out here.
#[derive(Deserialize)]
struct Context {
    repository: Option<Repository>,
}

#[derive(Deserialize)]
struct Repository {
    id: String,
}

pub fn resolve(
    parent_type: &str,
    field: &str,
    args: &str,
    parents: Option<&str>,
    context: &str,
) -> Result<Outcome, Failure> {
    match (parent_type, field, parents) {
        ("Query", "label", None) => label(parse(args)?),
        ("Mutation", "addLabel", None) => add_label(parse(args)?, parse(context)?),
        ("Repository", "labels", Some(parents)) => labels(parents),
        _ => Err(failure("", format!("There is no resolver for {parent_type}.{field}."))),
    }
}

fn label(args: LabelArgs) -> Result<Outcome, Failure> {
    rows(&format!("SELECT {LABEL} FROM labels WHERE id = ?"), json!([args.id])).map(Outcome::Row)
}

fn add_label(args: AddLabelArgs, context: Context) -> Result<Outcome, Failure> {
    // The host looks up the repository that an argument repositoryId names.
    let Some(repository) = context.repository else {
        let message = format!("There is no repository with the id \"{}\".", args.repository_id);
        return Err(failure("REPOSITORY_NOT_FOUND", message));
    };
    if !is_name(&args.name) {
        let message = "The name of a label has 1 to 40 lower-case letters, digits and hyphens.";
        return Err(failure("INPUT_INVALID", message));
    }
    let count = number("SELECT count(*) AS count FROM labels WHERE repository_id = ?", json!([repository.id]))?;
    let most = MAX_LABELS.get();
    if count >= most {
        return Err(failure("TOO_MANY_LABELS", format!("A repository can have {most} labels.")));
    }
    let insert = format!("INSERT INTO labels (repository_id, name) VALUES (?, ?) RETURNING {LABEL}");
    match try_rows(&insert, json!([repository.id, args.name])) {
        Ok(handle) => Ok(Outcome::Row(handle)),
        Err(error) if error.code == "SQLITE_CONSTRAINT_UNIQUE" => {
            Err(failure("LABEL_EXISTS", format!("The repository has the label \"{}\" already.", args.name)))
        }
        Err(error) => Err(unexpected(error)),
    }
}

/// One query for all repositories that a request is about; the column deals the rows out.
fn labels(parents: &str) -> Result<Outcome, Failure> {
    let sql = format!(
        "SELECT {LABEL} FROM labels
         WHERE repository_id IN (SELECT value ->> 'id' FROM json_each(?)) ORDER BY name"
    );
    Ok(Outcome::RowsBy(by(rows(&sql, json!([parents]))?, "repository.id")))
}

/// Others can refer to a label by its id.
pub fn entities(type_name: &str, representations: &str) -> Result<Outcome, Failure> {
    if type_name != "Label" {
        return Err(failure("", format!("{type_name} is no type of this extension.")));
    }
    let sql =
        format!("SELECT {LABEL} FROM labels WHERE id IN (SELECT value ->> 'id' FROM json_each(?))");
    Ok(Outcome::RowBy(by(rows(&sql, json!([representations]))?, "id")))
}

fn by(rows: u32, column: &str) -> Grouping {
    Grouping { rows, column: column.into(), parent_field: "id".into() }
}

fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=40).contains(&name.len()) && name.bytes().all(fits)
}

fn parse<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Failure> {
    serde_json::from_str(json).map_err(|error| failure("", error.to_string()))
}
