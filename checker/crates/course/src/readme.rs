//! The section of a lesson's README that is about one step.

use crate::markdown::{Block, reader};
use pulldown_cmark::{Event, HeadingLevel, Tag};

/// The blocks below the heading `## Step 3 · …`, up to the next heading of its level or the
/// next rule. `None` if there is no such heading.
pub fn of_step(readme: &str, number: usize) -> Option<Vec<Block>> {
    let heading = format!("Step {number} ·");
    let mut events = reader::events(readme);
    loop {
        if let Event::Start(Tag::Heading {
            level: HeadingLevel::H2,
            ..
        }) = events.next()?
        {
            let title = reader::spans(&mut events);
            if title.first()?.text.starts_with(&heading) {
                return Some(reader::blocks(&mut events, is_end_of_section));
            }
        }
    }
}

/// The same section as Markdown.
pub fn source_of_step(readme: &str, number: usize) -> Option<&str> {
    let heading = format!("Step {number} ·");
    let mut start = None;
    for (event, range) in reader::events(readme).into_offset_iter() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{self, Span, SpanKind};

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
        assert_eq!(write[0].kind, SpanKind::Strong);
        assert_eq!(write[2].kind, SpanKind::Link("https://example.org/".into()));
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
            assert_eq!(markdown::parse(&text), of_step(README, number).unwrap());
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
