use super::*;
use insta::assert_snapshot;

fn words(text: &str) -> Vec<Span> {
    vec![Span {
        text: text.to_owned(),
        kind: SpanKind::Plain,
    }]
}

fn shown(blocks: &[Block], width: usize) -> String {
    let mut out = Vec::new();
    write(&mut out, blocks, "    ", width).unwrap();
    anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
}

#[test]
fn a_table_that_is_too_wide_wraps_in_its_widest_column() {
    let rows = [
        ["url", "meaning"],
        ["sqlite://", "a database in memory, and no file"],
    ];
    let rows = rows.map(|row| row.map(words).to_vec());
    assert_snapshot!(shown(&[Block::Table(rows.to_vec())], 38), @r"
        url        meaning
        ─────────  ───────────────────────
        sqlite://  a database in memory,
                   and no file
    ");
}

#[test]
fn a_name_in_backticks_gets_no_more_of_them() {
    let code = |text: &str| Span {
        text: text.to_owned(),
        kind: SpanKind::Code,
    };
    let line = vec![code("user"), words(" or ").remove(0), code("`user`")];
    assert_snapshot!(shown(&[Block::Paragraph(line)], 40), @"    `user` or `user`");
}

#[test]
fn lists_and_quotes_keep_their_indent() {
    let item = |number, text| Item {
        number,
        blocks: vec![Block::Paragraph(words(text))],
    };
    let blocks = [
        Block::List(vec![
            item(None, "one two three four five"),
            item(None, "six"),
        ]),
        Block::List(vec![
            item(Some(9), "nine"),
            item(Some(10), "ten eleven twelve"),
        ]),
        Block::Quote(vec![
            Block::Heading(words("Why")),
            Block::Code {
                language: String::new(),
                text: "a\n\n  b".to_owned(),
            },
        ]),
    ];
    assert_snapshot!(shown(&blocks, 22), @r"
        • one two three
          four five
        • six

        9. nine
        10. ten eleven
            twelve

        │ Why
        │
        │     a
        │
        │       b
    ");
}
