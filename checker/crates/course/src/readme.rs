//! The part of a lesson's README that is about one step, taken apart.

use crate::markdown::{Block, Item, Kind, Span};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

type Events<'a, 'e> = &'a mut dyn Iterator<Item = Event<'e>>;

/// The blocks below the heading `## Step 3 · …`, up to the next heading of its
/// rank or the next rule. None if there is no such heading.
pub fn of_step(readme: &str, number: usize) -> Option<Vec<Block>> {
    let heading = format!("Step {number} ·");
    let mut events = Parser::new_ext(readme, Options::ENABLE_TABLES);
    loop {
        if let Event::Start(Tag::Heading {
            level: HeadingLevel::H2,
            ..
        }) = events.next()?
        {
            let title = spans(&mut events);
            if title.first()?.text.starts_with(&heading) {
                return Some(blocks(&mut events, is_end_of_section));
            }
        }
    }
}

/// The blocks of a text that is Markdown.
pub fn of_text(text: &str) -> Vec<Block> {
    let mut events = Parser::new_ext(text, Options::ENABLE_TABLES);
    blocks(&mut events, |_| false)
}

/// The part that [`of_step`] reads, as it was written.
pub fn source_of_step(readme: &str, number: usize) -> Option<&str> {
    let heading = format!("Step {number} ·");
    let mut start = None;
    for (event, range) in Parser::new_ext(readme, Options::ENABLE_TABLES).into_offset_iter() {
        if let Some(start) = start
            && range.start >= start
            && is_end_of_section(&event)
        {
            return Some(readme[start..range.start].trim());
        }
        if start.is_none() && is_end_of_section(&event) {
            let title = readme[range.clone()].trim_start_matches('#').trim_start();
            start = title.starts_with(&heading).then_some(range.end);
        }
    }
    start.map(|start| readme[start..].trim())
}

fn is_end_of_section(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Rule
            | Event::Start(Tag::Heading {
                level: HeadingLevel::H1 | HeadingLevel::H2,
                ..
            })
    )
}

fn is_end(event: &Event<'_>) -> bool {
    matches!(event, Event::End(TagEnd::Item | TagEnd::BlockQuote(_)))
}

/// Reads blocks until an event `ends` them. An item of a tight list holds its
/// text without a paragraph around it.
fn blocks<'e>(events: Events<'_, 'e>, ends: fn(&Event<'_>) -> bool) -> Vec<Block> {
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

/// The text up to the end of what has just begun.
fn spans(events: Events<'_, '_>) -> Vec<Span> {
    let mut inline = Inline::default();
    for event in events {
        if inline.read(event).is_some() {
            break;
        }
    }
    inline.spans
}

/// Text that is being read, with the tags that are open in it.
#[derive(Default)]
struct Inline {
    spans: Vec<Span>,
    open: Vec<Kind>,
}

impl Inline {
    /// Takes an event that belongs to a text, or gives it back.
    fn read<'e>(&mut self, event: Event<'e>) -> Option<Event<'e>> {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                let kind = self.open.last().cloned().unwrap_or_default();
                self.push(&text, kind);
            }
            Event::Code(text) => self.push(&text, Kind::Code),
            Event::SoftBreak | Event::HardBreak => self.push(" ", Kind::Plain),
            Event::Start(Tag::Strong) => self.open.push(Kind::Strong),
            Event::Start(Tag::Emphasis) => self.open.push(Kind::Emphasis),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                self.open.push(Kind::Link(dest_url.to_string()));
            }
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link | TagEnd::Image) => {
                self.open.pop();
            }
            other => return Some(other),
        }
        None
    }

    fn push(&mut self, text: &str, kind: Kind) {
        match self.spans.last_mut() {
            Some(last) if last.kind == kind && kind != Kind::Code => last.text.push_str(text),
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

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "\
# A lesson

## Step 1 · One

one

## Step 12 · Twelve

`a/b` · 8 points

**Write** a [list] and `x`.

- first,
  still first
- *second* and **more**, and a [list]
  1. deep

```rust
fn a() {

}
```

| a | b |
| --- | --- |
| `c` | |

> ### Quoted
>
> words

---

## Step 2 · Two

[list]: https://example.org/
";

    fn plain(spans: &[Span]) -> String {
        spans.iter().map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn a_section_ends_at_the_rule_and_has_all_its_blocks() {
        let blocks = of_step(README, 12).unwrap();
        let [
            Block::Paragraph(line),
            Block::Paragraph(write),
            Block::List(items),
            Block::Code {
                language,
                text: code,
            },
            Block::Table(rows),
            Block::Quote(quote),
        ] = &blocks[..]
        else {
            panic!("{blocks:#?}");
        };
        assert_eq!(plain(line), "a/b · 8 points");
        assert_eq!(write[0].kind, Kind::Strong);
        assert_eq!(write[2].kind, Kind::Link("https://example.org/".into()));
        assert_eq!((&**language, &**code), ("rust", "fn a() {\n\n}"));
        assert_eq!(rows.len(), 2);
        assert_eq!(plain(&rows[1][0]), "c");
        assert!(rows[1][1].is_empty());
        assert!(matches!(
            quote[..],
            [Block::Heading(_), Block::Paragraph(_)]
        ));
        let Block::Paragraph(first) = &items[0].blocks[0] else {
            panic!("{items:#?}");
        };
        assert_eq!(plain(first), "first, still first");
        let [Block::Paragraph(second), Block::List(deep)] = &items[1].blocks[..] else {
            panic!("{items:#?}");
        };
        assert_eq!(plain(second), "second and more, and a list");
        assert_eq!(deep[0].number, Some(1));
    }

    #[test]
    fn the_source_of_a_section_is_all_that_is_read_of_it() {
        for number in [1, 12, 2] {
            let source = source_of_step(README, number).unwrap();
            // A link's address may be written elsewhere.
            let text = format!("{source}\n\n[list]: https://example.org/");
            assert_eq!(of_text(&text), of_step(README, number).unwrap());
        }
        assert!(source_of_step(README, 12).unwrap().ends_with("> words"));
        assert_eq!(source_of_step(README, 3), None);
    }

    #[test]
    fn step_1_is_not_step_12_and_a_missing_one_is_none() {
        assert_eq!(of_step(README, 1).unwrap().len(), 1);
        assert_eq!(of_step(README, 2).unwrap(), []);
        assert_eq!(of_step(README, 3), None);
        assert_eq!(of_step("", 1), None);
    }
}
