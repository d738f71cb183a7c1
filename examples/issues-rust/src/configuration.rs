//! What the operator can set; the manifest says within which limits, and what holds when nothing is set.

use serde::Deserialize;
use std::cell::Cell;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Configuration {
    page_size: Option<i64>,
}

thread_local! {
    static PAGE_SIZE: Cell<i64> = const { Cell::new(50) };
}

/// Takes JSON as the host passes it on, checked against the manifest; a host that knows no manifests gives none.
pub fn configure(json: Option<&str>) -> Result<(), String> {
    let Some(json) = json else { return Ok(()) };
    let given: Configuration = serde_json::from_str(json).map_err(|error| error.to_string())?;
    if let Some(page_size) = given.page_size {
        PAGE_SIZE.set(page_size);
    }
    Ok(())
}

/// How many issues `getAllIssues` gives when it is not told: 1 to 100.
pub fn page_size() -> i64 {
    PAGE_SIZE.get()
}
