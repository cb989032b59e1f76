//! Prose in HTML.

use crate::walkthrough::pages::code;
use course::markdown::{Block, Item, Span, SpanKind};
use maud::{Markup, html};
use terminal::code::Language;

pub(super) fn blocks(blocks: &[Block]) -> Markup {
    html! { @for block in blocks { (block_of(block)) } }
}

fn block_of(block: &Block) -> Markup {
    match block {
        Block::Heading(text) => html! { h4 { (spans(text)) } },
        Block::Paragraph(text) => html! { p { (spans(text)) } },
        Block::Code { language, text } => code::plain(Language::of_fence(language), text),
        Block::List(items) => list(items),
        Block::Table(rows) => table(rows),
        Block::Quote(inner) => html! { blockquote { (blocks(inner)) } },
    }
}

fn list(items: &[Item]) -> Markup {
    let is_numbered = items.iter().any(|item| item.number.is_some());
    let inner = html! { @for item in items { li value=[item.number] { (item_of(item)) } } };
    html! {
        @if is_numbered { ol { (inner) } } @else { ul { (inner) } }
    }
}

/// An item of one paragraph needs no space around it.
fn item_of(item: &Item) -> Markup {
    match &item.blocks[..] {
        [Block::Paragraph(text), rest @ ..] => html! { (spans(text)) (blocks(rest)) },
        all => blocks(all),
    }
}

fn table(rows: &[Vec<Vec<Span>>]) -> Markup {
    html! {
        div class="scrolls" tabindex="0" role="group" aria-label="table" {
            table {
                @if let Some(head) = rows.first() {
                    thead { tr { @for cell in head { th scope="col" { (spans(cell)) } } } }
                }
                tbody {
                    @for row in rows.iter().skip(1) { tr { @for cell in row { td { (spans(cell)) } } } }
                }
            }
        }
    }
}

fn spans(all: &[Span]) -> Markup {
    html! { @for span in all { (span_of(span)) } }
}

/// Only addresses in the web are links: the course's own files are not in the folder.
fn span_of(Span { text, kind }: &Span) -> Markup {
    match kind {
        SpanKind::Strong => html! { strong { (text) } },
        SpanKind::Emphasis => html! { em { (text) } },
        SpanKind::Code => html! { code { (text) } },
        SpanKind::Link(address) if address.starts_with("https://") => {
            html! { a href=(address) { (text) } }
        }
        SpanKind::Plain | SpanKind::Link(_) => html! { (text) },
    }
}
