"""Validates what .ci/formats rendered in the formats that are no JSON."""

import csv
import sys
from pathlib import Path

import xmlschema
from junitparser import JUnitXml

samples = Path(sys.argv[1])
schemas = Path(__file__).parent.parent / "checker" / "schema"


def files(name):
    found = sorted((samples / name).iterdir())
    assert len(found) > 10, f"{name}: too few samples"
    return found


def is_chain(text):
    """Whether nothing in a page of Markdown opens what it does not close."""
    return all(
        text.count(f"<{tag}>") == text.count(f"</{tag}>")
        for tag in ["details", "summary", "pre", "b"]
    )


strict = xmlschema.XMLSchema(schemas / "junit-10.xsd")
for file in files("junit-strict"):
    strict.validate(str(file))
print(f"junit-strict: {len(files('junit-strict'))} files are valid by junit-10.xsd")

for name in ["junit", "junit-strict"]:
    for file in files(name):
        report = JUnitXml.fromfile(str(file))
        cases = [case for suite in report for case in suite]
        names = {(case.classname, case.name) for case in cases}
        assert len(names) == len(cases), f"{file}: a name twice"
        failed = sum(case.is_failure for case in cases)
        broken = sum(case.is_error for case in cases)
        counts = (report.tests, report.failures, report.errors)
        assert counts == (len(cases), failed, broken), f"{file}: {counts}"
    print(f"{name}: {len(files(name))} files are read by junitparser, and their counts agree")

for file in files("csv"):
    with open(file, newline="") as opened:
        rows = list(csv.DictReader(opened, strict=True))
    for row in rows:
        assert 0 <= int(row["score"]) <= int(row["max_score"]), file
print(f"csv: {len(files('csv'))} files are read")

for file in files("markdown"):
    text = file.read_text(encoding="utf-8")
    assert is_chain(text), file
    assert "<script" not in text, file
    assert len(text.encode()) <= 1024 * 1024, file
print(f"markdown: {len(files('markdown'))} files close what they open")
