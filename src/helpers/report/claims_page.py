"""The page of claims: each with its verdict, the definitions tried, its rows and sources."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from helpers.claims.decision import Decision
from helpers.claims.summary import DOCUMENTS, WORDS
from helpers.claims.verdicts import Verdict
from helpers.prose import Note
from helpers.report.notes import render_body

TITLES = {
    "article_2023": "The review of foreign affairs of June 2023",
    "article_2025": "The article on integration, Ha Noi and Resolution 59 of April 2025",
    "collection": "Headlines of this collection",
}
_MEANT = {"yes": "holds", "no": "does not hold", "open": "open"}
_BESIDE = {"yes": "a neighbouring figure: fits", "no": "a neighbouring figure", "open": "quoted"}
_MOVES = {
    "verdict": "Another reading of the data changes the verdict",
    "value": "Another reading of the data changes the value, not the verdict",
    "nothing": "No other reading of the data changes value or verdict",
}


def write_claims_page(decisions: Iterable[Decision], as_of: str | None = None) -> str:
    """Every claim in print on the day, by document, as Markdown."""
    parts = [
        "# Claims: what is said, and what the data say of it",
        "Each claim is in our words, with its place in the document. The plain sense of the "
        "words is tried first, then every other sense they can bear. *Supported*: the plain "
        "sense holds. *Partly*: only another one does, or the evidence is weak throughout. "
        "*Contradicted*: none does. *Undetermined*: the data do not decide; the reason says "
        "which would. *Not scored*: a judgement of value. No verdict is typed in.",
    ]
    if as_of is not None:
        parts.append(
            "Claims printed after this day are left out and nothing that happened later is "
            "used; statistical series are those of the release held, even where it is newer."
        )
    decided = list(decisions)
    parts.append(f"```{{raw}} html\n{_write_filter(decided)}\n```")
    for document, title in TITLES.items():
        own = [one for one in decided if one.claim.document == document]
        if own:
            entries = "\n".join(_write_claim(decision) for decision in own)
            parts += [f"## {title}", tell_verdicts(own), f"```{{raw}} html\n{entries}\n```"]
    return "\n\n".join(parts) + "\n"


def _write_filter(decisions: list[Decision]) -> str:
    """The form that narrows the list; a script shows it, since without one it could do nothing."""
    verdicts = count_verdicts(decisions)
    printed = {one.claim.document for one in decisions}
    documents = {name: words for name, words in DOCUMENTS.items() if name in printed}
    kinds = sorted({one.claim.kind for one in decisions})
    return (
        '<form class="claims-filter" role="search" aria-label="Claims" hidden>'
        '<label>Words <input type="search" name="words" autocomplete="off"></label>'
        f"{_write_choice('verdict', {one: WORDS[one] for one in verdicts})}"
        f"{_write_choice('document', documents)}"
        f"{_write_choice('kind', {kind: kind.replace('_', ' ') for kind in kinds})}"
        '<p role="status" aria-live="polite"></p></form>'
    )


def _write_choice(name: str, options: Mapping[str, str]) -> str:
    listed = "".join(
        f'<option value="{value}">{html.escape(words)}</option>' for value, words in options.items()
    )
    return (
        f'<label>{name.capitalize()} <select name="{name}"><option value="">any</option>'
        f"{listed}</select></label>"
    )


def count_verdicts(decisions: Iterable[Decision]) -> dict[Verdict, int]:
    """How many claims have which verdict; those that none has are left out."""
    found = Counter(decision.verdict for decision in decisions)
    return {verdict: found[verdict] for verdict in WORDS if found[verdict]}


def tell_verdicts(decisions: list[Decision]) -> str:
    """The verdicts of some claims in a sentence."""
    counts = count_verdicts(decisions)
    listed = ", ".join(f"{count} {WORDS[word]}" for word, count in counts.items())
    return f"{len(decisions)} claims: {listed}."


def _write_claim(decision: Decision) -> str:
    claim = decision.claim
    verdict = WORDS[decision.verdict]
    return (
        f'<details class="claim" data-verdict="{decision.verdict}" '
        f'data-document="{claim.document}" data-kind="{claim.kind}"><summary>'
        f'<span class="verdict {decision.verdict}">{verdict}</span> '
        f"{html.escape(claim.statement)} <code>{claim.id}</code></summary>"
        f'<div class="note-body" id="{claim.id}"><p>{html.escape(decision.reason)}</p>'
        f"<p>Place: {html.escape(claim.locator)}</p>"
        f"{_write_definitions(decision)}{_write_robustness(decision)}"
        f"{_write_evidence(decision)}"
        "</div></details>"
    )


def _write_definitions(decision: Decision) -> str:
    if not decision.tried:
        return ""
    rows = "".join(
        f"<tr><th>{html.escape(tried.name)}</th><td>{html.escape(tried.value)}</td>"
        f"<td>{(_BESIDE if tried.beside else _MEANT)[tried.meets]}</td></tr>"
        for tried in decision.tried
    )
    return (
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Definitions tried">'
        "<table><thead><tr><th>definition</th><th>value</th><th>the claim</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _write_evidence(decision: Decision) -> str:
    if not decision.tried:
        return ""
    return render_body(Note(replace(decision.evidence, claim=None)).as_dict())


def _write_robustness(decision: Decision) -> str:
    table = decision.robustness
    if table.empty:
        return ""
    strict = table["kind"] == "stricter evidence"
    moving = table[(table["verdict_moves"] | table["value_moves"]) & ~strict]
    named = "; ".join(_show_variant(row) for row in moving.head(4).to_dict("records"))
    listed = f": {html.escape(named)}" if named else ""
    floor = "; ".join(table.loc[strict, "value"])
    return (
        f"<p>{_MOVES[decision.moves]} ({int((~strict).sum())} tried){listed}.</p>"
        f"<p>As a floor, with rows of two independent sources only: {html.escape(floor)}.</p>"
    )


def _show_variant(row: dict[str, object]) -> str:
    verdict = str(row["verdict"]).replace("_", " ")
    return f"{row['variant']}: {row['value']}, {verdict}"
