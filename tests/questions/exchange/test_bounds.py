"""Hostile files end in a refusal within bounds of time and memory, measured."""

import io
import os
import resource
import zipfile

import pytest
import xlsxwriter

from questions.exchange import read_file

SECONDS = 60  # of processor time, on any machine; none of these takes six here
MEGABYTES = 500


def measured(data, name):
    """(processor seconds, megabytes more, messages) of reading it, in a child."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS * 2, SECONDS * 2))
            before = resource.getrusage(resource.RUSAGE_SELF)
            parsed = read_file(data, name)
            after = resource.getrusage(resource.RUSAGE_SELF)
            told = " ".join(fault.message for fault in parsed.errors[:3])
            spent = after.ru_utime - before.ru_utime
            more = (after.ru_maxrss - before.ru_maxrss) // 1024
            os.write(send, f"{spent}\n{more}\n{told[:500]}".encode())
        finally:
            os._exit(0)
    os.close(send)
    with os.fdopen(receive) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    assert answer, "the reader died"
    spent, more, told = answer.split("\n", 2)
    return float(spent), int(more), told


def sheet(change):
    """A workbook whose first sheet was changed by hand."""
    source, out = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(source) as book:
        book.add_worksheet().write(0, 0, "question")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, change(body) if name.endswith("sheet1.xml") else body)
    return out.getvalue()


def rows(count):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["question", "a", "b", "correct"])
        for number in range(1, count):
            page.write_row(number, 0, ["q", "x", "y", "A"])
    return out.getvalue()


def laughs():
    told = b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"x")
        for n in range(10)
    )
    return b"<!DOCTYPE quiz [" + told + b"]><quiz>&a9;</quiz>"


def html(body):
    return (
        b'<quiz><question type="multichoice"><questiontext format="html"><text>'
        b"<![CDATA[" + body + b"]]></text></questiontext></question></quiz>"
    )


HARM = {
    "laughs": (laughs, "x.xml", "entities"),
    "external": (
        lambda: (
            b'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'
        ),
        "x.xml",
        "entities",
    ),
    "parameters": (
        lambda: (
            b'<!DOCTYPE quiz [<!ENTITY % x SYSTEM "http://127.0.0.1:1/">%x;]><quiz/>'
        ),
        "x.xml",
        "entities",
    ),
    "defaults": (
        lambda: (
            b'<!DOCTYPE quiz [<!ATTLIST a b CDATA "'
            + b"x" * 100_000
            + b'">]><quiz>'
            + b"<a/>" * 100_000
        ),
        "x.xml",
        "DOCTYPE",
    ),
    "deep": (lambda: b"<quiz>" + b"<a>" * 1_000_000, "x.xml", "deeply"),
    "wide": (lambda: b"<quiz>" + b"<a/>" * 2_000_000, "x.xml", "elements"),
    "long": (lambda: b"<quiz>" + b"x" * 70_000_000, "x.xml", "larger"),
    "deep HTML": (lambda: html(b"<div>" * 10_000), "x.xml", "deeply"),
    "long HTML": (lambda: html(b"**a_b[`" * 20_000), "x.xml", "longer"),
    "NUL": (lambda: b"x{=a\0 ~b}", "x.gift", "NUL"),
    "open braces": (lambda: b"q {=a\n\n" * 300_000, "x.gift", "20,000"),
    "many options": (lambda: b"q{" + b"~a " * 2_000_000 + b"=b}", "x.gift", "26"),
    "comments": (
        lambda: b"// " + b"[id:" * 500_000 + b"\nq{=a ~b",
        "x.gift",
        "braces",
    ),
    "many rows": (
        lambda: b"question,a,b,correct\n" + b"q,x,y,A\n" * 1_000_000,
        "x.csv",
        "20,000",
    ),
    "blank rows": (
        lambda: b"question,a,b\n" + b",,\n" * 3_000_000,
        "x.csv",
        "20,000",
    ),
    "long cell": (lambda: b'question,a,b\n"' + b"q" * 5_000_000, "x.csv", "broken"),
    "deep YAML": (lambda: b"questions: " + b"[" * 1_000_000, "x.yaml", "deeply"),
    "aliases": (lambda: b"a: &a [x]\nb: *a\nquestions: []", "x.yaml", "anchors"),
    "sheet rows": (lambda: rows(100_000), "x.xlsx", "20,000"),
    "last cell": (
        lambda: sheet(
            lambda body: body.replace(
                b"</sheetData>",
                b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is>'
                b"</c></row></sheetData>",
            )
        ),
        "x.xlsx",
        "",
    ),
    "sheet entities": (
        lambda: sheet(lambda body: b'<!DOCTYPE a [<!ENTITY a "b">]>' + body),
        "x.xlsx",
        "entities",
    ),
}


class BoundsTests:
    @pytest.mark.parametrize("name", HARM)
    def test_it_ends_in_a_refusal_within_bounds(self, name):
        make, file, words = HARM[name]
        spent, more, told = measured(make(), file)
        assert words in told
        assert spent < SECONDS
        assert more < MEGABYTES
