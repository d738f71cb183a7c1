//! Marks repositories with labels: the interface `extension-api` of `forge:extension@0.3.0`.

mod database;
mod resolvers;

use std::cell::Cell;

wit_bindgen::generate!({ path: "wit", world: "extension" });

use exports::forge::extension::extension_api::{
    Call, ExtensionInfo, Failure, Guest, Migration, Outcome, Settings,
};

/// What the operator has configured; the manifest has checked it and filled in the defaults.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    max_labels: i64,
}

thread_local! {
    static MAX_LABELS: Cell<i64> = const { Cell::new(0) };
}

struct Labels;

impl Guest for Labels {
    fn get_info() -> ExtensionInfo {
        ExtensionInfo {
            name: env!("CARGO_PKG_NAME").into(),
            version: env!("CARGO_PKG_VERSION").into(),
            entities: vec!["Label".into()],
        }
    }

    fn get_schema() -> String {
        include_str!("schema.graphql").into()
    }

    /// The host runs each once. Add to the end and change nothing else.
    fn migrations() -> Vec<Migration> {
        vec![Migration {
            name: "0001-labels".into(),
            sql: "CREATE TABLE labels (
                id INTEGER PRIMARY KEY,
                repository_id TEXT NOT NULL,
                name TEXT NOT NULL,
                UNIQUE (repository_id, name)
            ) STRICT"
                .into(),
        }]
    }

    fn init(settings: Settings) -> Result<(), String> {
        let config: Config = serde_json::from_str(&settings.config).map_err(|error| error.to_string())?;
        MAX_LABELS.set(config.max_labels);
        Ok(())
    }

    fn resolve(
        parent_type: String,
        field: String,
        args: String,
        parents: Option<String>,
        context: String,
    ) -> Outcome {
        resolvers::resolve(&parent_type, &field, &args, parents.as_deref(), &context)
            .unwrap_or_else(Outcome::Failure)
    }

    fn resolve_many(calls: Vec<Call>) -> Vec<Outcome> {
        let resolve = |call: Call| {
            Self::resolve(call.parent_type, call.field, call.args, call.parents, call.context)
        };
        calls.into_iter().map(resolve).collect()
    }

    fn resolve_entities(type_name: String, representations: String, _context: String) -> Outcome {
        resolvers::entities(&type_name, &representations).unwrap_or_else(Outcome::Failure)
    }

    fn shutdown() {}
}

/// An error for whoever asked: its code becomes `extensions.code`.
fn failure(code: &str, message: impl Into<String>) -> Failure {
    Failure { code: code.into(), message: message.into(), details: None }
}

export!(Labels);
