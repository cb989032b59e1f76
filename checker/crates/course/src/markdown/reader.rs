//! Reads Markdown, event by event.

use crate::markdown::tree::{Block, Item, Span, SpanKind};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

type Events<'a, 'e> = &'a mut dyn Iterator<Item = Event<'e>>;

/// The events of a text.
pub(crate) fn events(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES)
}

fn is_end(event: &Event<'_>) -> bool {
    matches!(event, Event::End(TagEnd::Item | TagEnd::BlockQuote(_)))
}

/// Reads blocks until an event for which `ends` is true. An item of a tight list holds its
/// text without a paragraph around it.
pub(crate) fn blocks<'e>(events: Events<'_, 'e>, ends: fn(&Event<'_>) -> bool) -> Vec<Block> {
    let mut found = Vec::new();
    let mut loose = Inline::default();
    while let Some(event) = events.next() {
        if ends(&event) {
            break;
        }
        let Some(event) = loose.read(event) else {
            continue;
        };
        loose.end(&mut found);
        let block = match event {
            Event::Start(Tag::Paragraph) => Block::Paragraph(spans(events)),
            Event::Start(Tag::Heading { .. }) => Block::Heading(spans(events)),
            Event::Start(Tag::CodeBlock(kind)) => {
                let text: String = spans(events).into_iter().map(|span| span.text).collect();
                Block::Code {
                    language: match kind {
                        CodeBlockKind::Fenced(language) => language.into_string(),
                        CodeBlockKind::Indented => String::new(),
                    },
                    text: text.trim_end().to_owned(),
                }
            }
            Event::Start(Tag::BlockQuote(_)) => Block::Quote(blocks(events, is_end)),
            Event::Start(Tag::List(first)) => Block::List(items(events, first)),
            Event::Start(Tag::Table(_)) => Block::Table(rows(events)),
            _ => continue,
        };
        found.push(block);
    }
    loose.end(&mut found);
    found
}

fn items(events: Events<'_, '_>, first: Option<u64>) -> Vec<Item> {
    let mut items = Vec::new();
    while let Some(Event::Start(Tag::Item)) = events.next() {
        let number = first.map(|first| first + items.len() as u64);
        let blocks = blocks(events, is_end);
        items.push(Item { number, blocks });
    }
    items
}

fn rows(events: Events<'_, '_>) -> Vec<Vec<Vec<Span>>> {
    let mut rows = Vec::new();
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => {
                let cell = spans(events);
                if let Some(row) = rows.last_mut() {
                    row.push(cell);
                }
            }
            Event::End(TagEnd::Table) => break,
            _ => {}
        }
    }
    rows
}

/// The text up to the end of the element that has just begun.
pub(crate) fn spans(events: Events<'_, '_>) -> Vec<Span> {
    let mut inline = Inline::default();
    for event in events {
        if inline.read(event).is_some() {
            break;
        }
    }
    inline.spans
}

/// The text read so far, and the tags that are still open.
#[derive(Default)]
struct Inline {
    spans: Vec<Span>,
    open: Vec<SpanKind>,
}

impl Inline {
    /// Takes an event that is part of a text, or gives it back.
    fn read<'e>(&mut self, event: Event<'e>) -> Option<Event<'e>> {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                let kind = self.open.last().cloned().unwrap_or_default();
                self.push(&text, kind);
            }
            Event::Code(text) => self.push(&text, SpanKind::Code),
            Event::SoftBreak | Event::HardBreak => self.push(" ", SpanKind::Plain),
            Event::Start(Tag::Strong) => self.open.push(SpanKind::Strong),
            Event::Start(Tag::Emphasis) => self.open.push(SpanKind::Emphasis),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                self.open.push(SpanKind::Link(dest_url.to_string()));
            }
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link | TagEnd::Image) => {
                self.open.pop();
            }
            other => return Some(other),
        }
        None
    }

    fn push(&mut self, text: &str, kind: SpanKind) {
        match self.spans.last_mut() {
            Some(last) if last.kind == kind && kind != SpanKind::Code => last.text.push_str(text),
            _ => self.spans.push(Span {
                text: text.to_owned(),
                kind,
            }),
        }
    }

    fn end(&mut self, blocks: &mut Vec<Block>) {
        let spans = std::mem::take(&mut self.spans);
        if !spans.is_empty() {
            blocks.push(Block::Paragraph(spans));
        }
    }
}
