//! XML (w3.org/TR/xml), each element on lines of its own.

use std::io::{self, Write};

/// An element with children or with text.
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Self>,
    text: String,
}

impl Element {
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            children: Vec::new(),
            text: String::new(),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.attributes.push((name, value.to_string()));
        self
    }

    pub(super) fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    pub(super) fn text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    /// Writes a document with this element as its root.
    pub(super) fn write_document(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        self.write(out, 0)
    }

    fn write(&self, out: &mut dyn Write, depth: usize) -> io::Result<()> {
        let indent = "  ".repeat(depth);
        write!(out, "{indent}<{}", self.name)?;
        for (name, value) in &self.attributes {
            write!(out, " {name}=\"{}\"", escaped(value).replace('\n', "&#10;"))?;
        }
        if self.children.is_empty() && self.text.is_empty() {
            return writeln!(out, "/>");
        }
        write!(out, ">{}", escaped(&self.text))?;
        if !self.children.is_empty() {
            writeln!(out)?;
            for child in &self.children {
                child.write(out, depth + 1)?;
            }
            write!(out, "{indent}")?;
        }
        writeln!(out, "</{}>", self.name)
    }
}

/// Text as it stands between tags.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // `::` and `##[` begin commands in a log of GitHub Actions.
            ':' | '#' if rest.peek() == Some(&c) => {
                escaped.push_str(if c == ':' { "&#58;" } else { "&#35;" });
            }
            '\n' => escaped.push('\n'),
            // The characters of XML 1.0 (section 2.2) without control characters.
            ' '..='\u{7e}' | '\u{a0}'..='\u{fffd}' | '\u{1_0000}'.. => escaped.push(c),
            _ => escaped.push('\u{fffd}'),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        let element = Element::new("a")
            .with("b", "\"><!--\u{0}é]]>")
            .child(Element::new("c").text("::error::x\n##[y]<![CDATA[\u{1b}[2J\u{ffff}&日"));
        let mut text = Vec::new();
        element
            .write_document(&mut text)
            .expect("a vector takes all");
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <a b=\"&quot;&gt;&lt;!--\u{fffd}é]]&gt;\">\n  \
            <c>&#58;:error&#58;:x\n&#35;#[y]&lt;![CDATA[\u{fffd}[2J\u{fffd}&amp;日</c>\n</a>\n";
        assert_eq!(String::from_utf8(text).expect("text"), expected);
    }
}
