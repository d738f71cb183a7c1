//! The interface `extension-api` of `forge:extension@0.2.0`, an issue tracker; the same as `examples/issues`.

mod configuration;
mod database;
mod input;
mod issue;
mod resolvers;
mod store;

wit_bindgen::generate!({ path: "../../wit/0.2.0", world: "extension" });

use exports::forge::extension::extension_api::{Config, ExtensionInfo, Guest, ResolveInfo, ResolveResult};
use forge::extension::host_log::{LogLevel, log};
use resolvers::Failure;

struct Issues;

impl Guest for Issues {
    fn init(config: Config) -> Result<(), String> {
        configuration::configure(config.custom_config.as_deref())?;
        store::migrate()
    }

    fn get_info() -> ExtensionInfo {
        ExtensionInfo {
            name: "issues".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            capabilities: vec!["entities".into()],
        }
    }

    fn get_schema() -> String {
        let page_size = configuration::page_size().to_string();
        include_str!("schema.graphql").replace("__PAGE_SIZE__", &page_size)
    }

    fn resolve_field(info: ResolveInfo) -> ResolveResult {
        match resolvers::resolve(&info) {
            Ok(value) => ResolveResult::Success(value),
            Err(Failure::Request(message)) => ResolveResult::Error(message),
            Err(Failure::Database(message)) => {
                log(
                    LogLevel::Error,
                    &format!("{}.{}: {message}", info.parent_type, info.field_name),
                );
                ResolveResult::Error("The issues can't be read or stored at the moment.".into())
            }
        }
    }

    fn shutdown() {
        log(LogLevel::Debug, "closed");
    }
}

export!(Issues);
