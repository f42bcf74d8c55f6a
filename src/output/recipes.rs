//! The recipes of docs/recipes.md, one section per program. Knows the layout of that page, not the content of the
//! recipes.

/// The page, embedded at compile time.
const PAGE: &str = include_str!("../../docs/recipes.md");

/// The values on the page that are replaced by the user's own.
const BASE_URL: &str = "YOUR_BASE_URL";
const BASE_HOST: &str = "YOUR_BASE_HOST";
const EDITOR_VERSION: &str = "vscode/1.107.0";
const INTEGRATION_ID: &str = "vscode-chat";

/// The user's own values.
pub struct Own<'a> {
    /// `None` leaves the placeholder.
    pub base_url: Option<&'a str>,
    pub editor_version: &'a str,
    pub integration_id: &'a str,
}

/// The section of one program, with the user's own values filled in.
pub fn section(program: &str, own: &Own) -> Option<String> {
    let (_, text) = sections().find(|(name, _)| *name == program)?;
    let text = text.replace(EDITOR_VERSION, own.editor_version).replace(INTEGRATION_ID, own.integration_id);
    let Some(base_url) = own.base_url else { return Some(text) };
    let host = base_url.trim_start_matches("https://");
    Some(text.replace(BASE_URL, base_url).replace(BASE_HOST, host))
}

/// Whether a recipe needs the user's base URL or its host.
pub fn names_base_url(program: &str) -> bool {
    sections().any(|(name, text)| name == program && (text.contains(BASE_URL) || text.contains(BASE_HOST)))
}

/// Each program, and the version that its recipe was tested with.
pub fn list() -> impl Iterator<Item = (&'static str, &'static str)> {
    sections().filter_map(|(name, text)| Some((name, tried_with(text)?)))
}

fn tried_with(section: &str) -> Option<&str> {
    let (_, rest) = section.split_once("\nTried with ")?;
    // A version also contains full stops: the end is a full stop before a space or a line break, or a semicolon.
    let end = rest.find(". ").into_iter().chain(rest.find(".\n")).chain(rest.find("; ")).min()?;
    Some(&rest[..end])
}

fn sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGE.split("\n## ").skip(1).filter_map(|section| Some((section.split_once('\n')?.0, section)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::PROGRAMS;
    use crate::credential::Access;

    const OWN: Own =
        Own { base_url: Some("https://api.x.example"), editor_version: "e/1", integration_id: "i" };

    #[test]
    fn the_page_has_a_tried_recipe_for_each_program_that_the_grammar_knows() {
        let names: Vec<&str> = list().map(|(name, _)| name).collect();
        assert_eq!(names, PROGRAMS);
        assert!(
            list().all(|(_, version)| version.contains(|c: char| c.is_ascii_digit()) && version.len() < 90)
        );
    }

    #[test]
    fn the_readers_own_values_replace_those_of_the_page() {
        let text = section("claude-code", &OWN).unwrap();
        assert!(text.contains("\"ANTHROPIC_BASE_URL\": \"https://api.x.example\""), "{text}");
        assert!(text.contains("Editor-Version: e/1\\nCopilot-Integration-Id: i\""), "{text}");
        assert!(section("gptel", &OWN).unwrap().contains(":host \"api.x.example\""));
        let unknown = section("gptel", &Own { base_url: None, ..OWN }).unwrap();
        assert!(unknown.contains(":host \"YOUR_BASE_HOST\""), "{unknown}");
        assert_eq!(section("nonsense", &OWN), None);
        assert!(names_base_url("gptel") && names_base_url("pi") && !names_base_url("aider"));
    }

    #[test]
    fn the_page_says_the_headers_that_are_sent_by_default() {
        let settings = crate::settings::Settings::read(&crate::cli::Options::default()).unwrap();
        let headers = settings.identity.headers(Access::Exchange);
        assert!(headers.contains(&("Editor-Version", EDITOR_VERSION)), "{headers:?}");
        assert!(headers.contains(&("Copilot-Integration-Id", INTEGRATION_ID)), "{headers:?}");
    }
}
