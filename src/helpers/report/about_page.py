"""The pages about the collection: how it works, what it lacks, what has changed."""

from __future__ import annotations

import re
from pathlib import Path

from helpers.dataset import data_root, package
from helpers.dates import show_date

ROOT = Path(__file__).resolve().parents[3]

_PLACES = {
    "LICENSE.md": "about",
    "GAPS.md": "gaps",
    "CHANGELOG.md": "changes",
    "CODEBOOK.md": "codebook",
    "MUTATION.md": "codebook",
    "data/CHANGELOG.md": "changes",
    "../CITATION.cff": "about",
}
"""Where the documents of the repository stand in the site."""


def write_about_page() -> str:
    """How the collection works, names and borders, licence and how to cite, as Markdown."""
    current = package()
    address = "https://creativecommons.org/licenses/by/4.0/"
    return f"""# About this collection

Notebooks, a dataset and this report, on one subject: how Viet Nam joined the world
(*hội nhập quốc tế*, international integration). It began with two press articles, one
of June 2023 and one of April 2025; everything they assert is treated as something to check.

## How a number comes about

A row of the dataset states one fact: a date, a count, a membership. Beside it stand the readings
of every source that was found, also of those that state otherwise. A notebook computes its numbers
from rows; the sentence, the table or the figure keeps the rows it used, and the note behind it
leads back to them. Nothing is typed into a sentence.

- *Dates* have the precision their sources state. A date known only to the year makes a count
  possible on some days and certain on others; the pages say which.
- *Evidence* is worked out from the sources: two that do not copy each other, one, an encyclopaedia
  only, or sources in conflict. Reprints of one agency's text are one source.
- *Verdicts* on claims are computed by stated rules: supported, partly, contradicted, undetermined.
  A judgement of value is not scored. Every sense the words can bear is tried and shown.
- *Another day*: [any day](days) can be asked about, and a page then knows nothing later.
- *Reproducible*: the stored outputs of the notebooks are compared word by word, figures included.

## What this is not

It is not a ranking, not a forecast and not advice. It neither praises nor attacks. It cannot say
what a partnership is worth, what was said behind closed doors, or what caused what; each page ends
with what it cannot tell. One team chose the sources, the definitions and the words; another team
would have chosen some of them otherwise, and the page *How sure are we* measures how
much that matters where it can be measured.

## Names and borders

Names of states are neutral short names for reading. A name, a row or a code says nothing about
status, recognition or borders. Charts that place states use tiles or capitals, never outlines, so
that no border and no claim at sea is drawn. Predecessor states (two Viet Nams before 1976, the
Soviet Union, Yugoslavia, Czechoslovakia, two Germanys, two Yemens) are marked, because counts
depend on them. Viet Nam and Ha Noi are written as the United Nations writes them,
without accents; titles of documents keep theirs.

## Use it, cite it

Text, data and figures: [Creative Commons Attribution 4.0]({address}). Code: MIT. Facts are free;
the documents they were found in keep their own terms, named in the table of sources.

> {current.title}, data version {current.version}, cut-off {show_date(current.cut_off)}.
> Maintainers of vietnam-integration-notebooks. CC BY 4.0.

```bibtex
@misc{{vietnam-integration-notebooks,
  title   = {{{current.title}}},
  author  = {{{{Maintainers of vietnam-integration-notebooks}}}},
  note    = {{Data version {current.version}, cut-off {current.cut_off}}},
  version = {{{current.version}}}
}}
```

Give the data version and the cut-off with any number. What has changed between versions stands
under [changes](changes), and what we looked for and did not find under [what is missing](gaps).
"""


def write_changes_page() -> str:
    """Both changelogs of the repository as one page."""
    data = adopt(data_root() / "CHANGELOG.md")
    code = adopt(ROOT / "CHANGELOG.md")
    return f"# What has changed\n\n{_demote(data)}\n{_demote(code)}"


def adopt(path: Path) -> str:
    """A document of the repository, with its links to other documents led to their pages."""
    return adopt_text(path.read_text(encoding="utf-8"))


def adopt_text(text: str) -> str:
    """Markdown with its links to documents of the repository led to their pages.

    >>> adopt_text("See [GAPS.md](GAPS.md).")
    'See [GAPS.md](gaps).'
    """
    return re.sub(
        r"\]\(([^)#:]+)\)",
        lambda link: f"]({_PLACES.get(link[1], link[1])})",
        text,
    )


def _demote(text: str) -> str:
    return re.sub(r"(?m)^#", "##", text)
