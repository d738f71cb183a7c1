use crate::exports::forge::extension::extension_api::{RequestContext, ResolveInfo};
use crate::input::{
    CreateIssueInput, UpdateIssueInput, check_description, check_page_size, check_title, check_update,
};
use crate::issue::{Issue, Status, number_of_id};
use crate::store::{self, IssueFilter};
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub enum Failure {
    /// The request can't be carried out as it stands; the message is for whoever sent it.
    Request(String),
    /// The database refused a statement; the message is SQLite's and not for users of the API.
    Database(String),
}

#[derive(Deserialize)]
struct ById {
    id: String,
}

#[derive(Deserialize)]
struct Page {
    status: Option<Status>,
    first: Option<i64>,
    after: Option<String>,
}

#[derive(Deserialize)]
struct Filter {
    status: Option<Status>,
}

#[derive(Deserialize)]
struct Create {
    input: CreateIssueInput,
}

#[derive(Deserialize)]
struct Update {
    id: String,
    input: UpdateIssueInput,
}

/// Answers one field, with its JSON.
pub fn resolve(info: &ResolveInfo) -> Result<String, Failure> {
    match (info.parent_type.as_str(), info.field_name.as_str()) {
        ("Query", "getAllIssues") => to_json(&get_all_issues(&read(&info.arguments)?)?),
        ("Query", "getIssue") => to_json(&issue_of(&read::<ById>(&info.arguments)?.id)?),
        ("Mutation", "createIssue") => to_json(&create_issue(
            read::<Create>(&info.arguments)?.input,
            &info.context,
        )?),
        ("Mutation", "updateIssue") => to_json(&update_issue(read(&info.arguments)?)?),
        ("Repository", "issues") => {
            let Filter { status } = read(&info.arguments)?;
            let ById { id } = parent(info)?;
            let filter = IssueFilter {
                status,
                repository_id: Some(&id),
                ..IssueFilter::default()
            };
            to_json(&store::find_issues(&filter)?)
        }
        ("Issue", "__resolveReference") => to_json(&issue_of(&parent::<ById>(info)?.id)?),
        (parent_type, field) => request(format!("This extension has no field {parent_type}.{field}.")),
    }
}

fn get_all_issues(page: &Page) -> Result<Vec<Issue>, Failure> {
    let cursor = page
        .after
        .as_deref()
        .map(|id| known_issue(id, "after"))
        .transpose()?;
    store::find_issues(&IssueFilter {
        status: page.status,
        after_number: cursor.map(|issue| issue.number),
        limit: Some(check_page_size(page.first)?),
        ..IssueFilter::default()
    })
}

fn create_issue(input: CreateIssueInput, context: &RequestContext) -> Result<Option<Issue>, Failure> {
    let title = check_title(&input.title)?;
    let description = input.description.map(check_description).transpose()?;
    let repository = input
        .repository_id
        .map(|id| check_repository(id, context))
        .transpose()?;
    let number = store::insert_issue(&title, description.as_deref(), repository.as_deref())?;
    store::find_issue(number)
}

fn update_issue(Update { id, input }: Update) -> Result<Option<Issue>, Failure> {
    check_update(&input)?;
    let issue = known_issue(&id, "id")?;
    let title = match input.title.flatten() {
        Some(title) => check_title(&title)?,
        None => issue.title,
    };
    let description = match input.description {
        Some(description) => description.map(check_description).transpose()?,
        None => issue.description,
    };
    let status = input
        .status
        .flatten()
        .map_or(issue.status, |status| status.name().into());
    store::update_issue(issue.number, &title, description.as_deref(), &status)?;
    store::find_issue(issue.number)
}

fn issue_of(id: &str) -> Result<Option<Issue>, Failure> {
    number_of_id(id).map_or(Ok(None), store::find_issue)
}

fn known_issue(id: &str, argument: &str) -> Result<Issue, Failure> {
    match issue_of(id)? {
        Some(issue) => Ok(issue),
        None => request(format!(
            "There is no issue with the id \"{id}\", which the argument \"{argument}\" names."
        )),
    }
}

/// The host looks the repository up and puts it in the context; an unknown one is not there.
fn check_repository(id: String, context: &RequestContext) -> Result<String, Failure> {
    match &context.repository {
        Some(repository) if repository.id == id => Ok(id),
        _ => request(format!("There is no repository with the id \"{id}\".")),
    }
}

fn parent<T: DeserializeOwned>(info: &ResolveInfo) -> Result<T, Failure> {
    read(info.parent.as_deref().unwrap_or("null"))
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, Failure> {
    serde_json::from_str(json).or_else(|error| request(format!("The arguments can't be read: {error}.")))
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).or_else(|error| request(error.to_string()))
}

fn request<T>(message: String) -> Result<T, Failure> {
    Err(Failure::Request(message))
}
