//! Code and differences in HTML.

use course::comparison::DiffLine;
use maud::{Markup, html};
use terminal::code::{self, Class, Language, Token};
use terminal::words::plural;

/// A file, below its path.
pub(super) fn file(path: &str, language: Option<Language>, text: &str) -> Markup {
    let lines = coloured(text, language);
    let body = html! { @for line in lines { (line) "\n" } };
    figure(path, &body)
}

/// What differs between two files. Each line has a sign, not only a colour.
pub(super) fn diff(path: &str, language: Option<Language>, lines: &[DiffLine]) -> Markup {
    let is_new = |line: &&DiffLine| matches!(line, DiffLine::Same(_) | DiffLine::Yours(_));
    let new = lines.iter().filter(is_new).map(text_of);
    let new = new.collect::<Vec<_>>().join("\n");
    let mut coloured = coloured(&new, language).into_iter();
    let mut next = || coloured.next().unwrap_or_default();
    let body = html! {
        @for line in lines {
            @match line {
                DiffLine::Same(_) => { "  " (next()) "\n" }
                DiffLine::Yours(_) => { ins { "+ " (next()) } "\n" }
                DiffLine::Expected(old) => { del { "− " (old) } "\n" }
                DiffLine::Skipped(count) => { span class="quiet" { "… " (plural(*count, "equal line")) } "\n" }
            }
        }
    };
    figure(path, &body)
}

/// Code that is not a file.
pub(super) fn plain(language: Option<Language>, text: &str) -> Markup {
    let lines = coloured(text, language);
    html! {
        pre class="scrolls" tabindex="0" role="group" aria-label="code" {
            @for line in lines { (line) "\n" }
        }
    }
}

/// SQL on one line.
pub(super) fn sql(text: &str) -> Markup {
    html! { code { @for line in coloured(text, Some(Language::Sql)) { (line) } } }
}

/// Code that is wider than the screen scrolls by itself, also with keys.
fn figure(path: &str, body: &Markup) -> Markup {
    html! {
        figure class="code" {
            figcaption { code { (path) } }
            pre class="scrolls" tabindex="0" role="group" aria-label=(path) { (body) }
        }
    }
}

fn text_of(line: &DiffLine) -> &str {
    match line {
        DiffLine::Same(text) | DiffLine::Expected(text) | DiffLine::Yours(text) => text,
        DiffLine::Skipped(_) => "",
    }
}

fn coloured(text: &str, language: Option<Language>) -> Vec<Markup> {
    let text = text.trim_end_matches('\n');
    let Some(language) = language else {
        return text.split('\n').map(|line| html! { (line) }).collect();
    };
    let lines = code::lines(text, language);
    let line = |line: Vec<Token<'_>>| html! { @for piece in line { (token(piece)) } };
    lines.into_iter().map(line).collect()
}

fn token(token: Token<'_>) -> Markup {
    let class = match (token.class, token.is_quoted_sql) {
        (Class::Comment, _) => "comment",
        (Class::Keyword, true) => "text keyword",
        (Class::Keyword, false) => "keyword",
        (Class::Text, _) | (Class::Code, true) => "text",
        (Class::Code, false) => return html! { (token.text) },
    };
    html! { span class=(class) { (token.text) } }
}
