"""Rules the dataset must obey beyond its schema, each answering with what to mend.

``python -m helpers.validation`` checks the whole package and lists every problem. The
rules look across rows and tables: keys that point nowhere, readings that contradict the
table without saying so, states in an impossible order.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator

import pandas as pd

from helpers.claims.registry import DECIDERS
from helpers.dataset import (
    DatasetError,
    find_cell_problems,
    get_table,
    load,
    package,
    read_cells,
    read_columns,
)
from helpers.evidence import REMARKS, WHOLE_COLUMN, evidence_states, is_compatible
from helpers.official import compare_official_counts
from helpers.partners import PARTNER_COLUMNS
from helpers.timeline import spells

Rule = Callable[[], Iterator[str]]

PARTNERS_OUTSIDE_ISO = {"EU"}


def find_problems() -> list[str]:
    """Every problem of the data package, one message each; empty when it is sound.

    Checked in stages, each only when the one before is sound: cells, then keys that point
    across tables, then what the rows say together.

    >>> find_problems()
    []
    """
    problems = []
    for table in package().tables.values():
        try:
            problems += find_cell_problems(table, read_columns(table))
        except DatasetError as error:
            problems.append(str(error))
    for stage in (KEY_RULES, CONTENT_RULES):
        if not problems:
            problems = [problem for rule in stage for problem in rule()]
    return problems


def check_foreign_keys() -> Iterator[str]:
    """Every key that points to another table finds its row there."""
    for table in package().tables.values():
        rows = load(table.name)
        for link in table.foreign_keys:
            (column,), target = link["fields"], link["reference"]["resource"]
            known = set(load(target)[link["reference"]["fields"][0]])
            for value in rows[column].dropna()[~rows[column].dropna().isin(known)]:
                yield f"{table.path.name}: {column} {value!r} is not in {target}; add it there"


def check_text_form() -> Iterator[str]:
    """Text is Unicode NFC, without stray space at its ends."""
    for table in package().tables.values():
        for column, cells in read_cells(table).items():
            for row, text in cells.items():
                if text == unicodedata.normalize("NFC", text) == text.strip():
                    continue
                yield (
                    f"{table.path.name}:{row}: column {column!r}: write {text!r} in Unicode NFC "
                    "and without space at its ends"
                )


def check_evidence_targets() -> Iterator[str]:
    """Every reading points to an existing table, row and column, and its source is used."""
    readings = load("evidence")
    for name, own in readings.groupby("table"):
        if name not in package().tables:
            yield f"evidence.csv: {name}: no such table"
            continue
        table = get_table(name)
        keys = {WHOLE_COLUMN, *load(name)[table.key]}
        for key in sorted(set(own["key"]) - keys):
            yield f"evidence.csv: {name}/{key}: the table has no such row"
        for field in sorted(set(own["field"]) - set(table.columns)):
            yield f"evidence.csv: {name}: the table has no column {field!r}"
    cited = set(readings["source_id"])
    for table in package().tables.values():
        if "source_id" in table.columns and table.name not in ("sources", "evidence"):
            cited |= set(load(table.name)["source_id"])
    unused = set(load("sources")["source_id"]) - cited
    yield from (f"sources.csv: {name} supports no reading; remove it" for name in sorted(unused))


def check_standings() -> Iterator[str]:
    """A reading supports its cell exactly when both can be true; if set aside, it says why."""
    for name in package().tables:
        readings = load("evidence")
        readings = readings[readings["table"] == name]
        readings = readings[(readings["field"] != REMARKS) & (readings["key"] != WHOLE_COLUMN)]
        if readings.empty:
            continue
        values = load(name).set_index(get_table(name).key)
        for reading in readings.itertuples():
            value = values.at[reading.key, reading.field]
            place = f"evidence.csv: {name}/{reading.key}/{reading.field} {reading.source_id}"
            agrees = is_compatible(reading.reading, value)
            if agrees != (reading.standing == "supports"):
                yield (
                    f"{place}: the reading {reading.reading} is marked {reading.standing!r} "
                    f"but the table holds {value}; correct one of them"
                )
            if reading.standing == "set_aside" and pd.isna(reading.note):
                yield f"{place}: a reading set aside needs a note that says why"


def check_evidence_coverage() -> Iterator[str]:
    """Every cell that the schema calls sourced is stated by at least one source."""
    for table in package().tables.values():
        fields = [field.name for field in table.fields if field.sourced]
        if not fields:
            continue
        states = evidence_states(table.name).set_index(["key", "field"])["state"]
        raw = read_cells(table).set_index(table.key)
        for field in fields:
            for key, text in raw.loc[raw[field] != "", field].items():
                if states.get((key, field), "no_reading") == "no_reading":
                    yield (
                        f"{table.path.name}: {key} {field} = {text}: no source states this value "
                        "at this precision; add a reading or lower the precision"
                    )


def check_cut_off() -> Iterator[str]:
    """No state begins after the cut-off or before its table's coverage."""
    cut_off = pd.Timestamp(package().cut_off)
    for table in package().tables.values():
        if not table.timeline:
            continue
        rows = load(table.name)
        start = table.timeline["start"]
        late = rows[rows[f"{start}_earliest"] > cut_off]
        early = rows[rows[f"{start}_latest"] < pd.Timestamp(table.coverage["from"])]
        for row in pd.concat([late, early]).to_dict("records"):
            yield (
                f"{table.path.name}: {row[table.key]}: {start} {row[start]} lies outside "
                f"{table.coverage['from']} to {cut_off:%Y-%m-%d}"
            )


def check_breaks() -> Iterator[str]:
    """Relations are broken after they began and resumed after they were broken."""
    began = load("diplomatic_relations").set_index("partner")["established_on_earliest"]
    for row in load("relation_breaks").itertuples():
        if row.broken_on_latest < began[row.partner]:
            yield f"relation_breaks.csv: {row.partner}: broken before relations began"
        if pd.notna(row.resumed_on_latest) and row.resumed_on_latest < row.broken_on_earliest:
            yield f"relation_breaks.csv: {row.partner}: resumed before it was broken"


def check_origins() -> Iterator[str]:
    """New states, and only they, opened relations after they came into being."""
    relations = load("diplomatic_relations").set_index("partner")
    origins = load("state_origins").set_index("country")
    for partner, row in relations[relations["established_with"] == "new_state"].iterrows():
        if partner not in origins.index:
            yield f"diplomatic_relations.csv: {partner} is a new state without a state_origins row"
        elif row["established_on_latest"] < origins.at[partner, "state_since_earliest"]:
            yield f"diplomatic_relations.csv: {partner}: relations began before the state did"
    marked = relations["established_with"] != "same_state"
    for partner in relations.index[marked & relations["predecessor"].isna()]:
        if partner not in origins.index or pd.notna(origins.at[partner, "predecessor"]):
            yield f"diplomatic_relations.csv: {partner}: name the predecessor"


def check_partnership_events() -> Iterator[str]:
    """Events are named after what they say, and counted ones only ever climb."""
    countries = set(load("countries")["country"]) | PARTNERS_OUTSIDE_ISO
    events = load("partnerships")
    for row in events.itertuples():
        place = f"partnerships.csv: {row.event}"
        dated = pd.notna(row.established_on_earliest)
        suffix = f"_{row.established_on_earliest.year}" if dated else ""
        if row.event != f"{row.partner}_{row.tier}{suffix}":
            yield f"{place}: the key must be {row.partner}_{row.tier}{suffix}"
        if row.partner not in countries:
            yield f"{place}: partner {row.partner!r} is not in countries"
    climbs = events[events["counted"] & (events["step"] == "established")]
    dated = climbs[climbs["established_on_earliest"].notna()]
    reached = spells("partnerships", rows=dated)
    if len(reached) != len(dated):
        yield (
            f"partnerships.csv: {len(dated)} counted events establish a tier, but only "
            f"{len(reached)} reach a higher one: look for a repeated or downward step"
        )


def check_agreements() -> Iterator[str]:
    """Steps of an agreement follow each other, and members of the Union come with it."""
    steps = load("agreement_steps")
    for agreement, own in steps.groupby("agreement"):
        at = own.drop_duplicates("step").set_index("step")  # the key check below names doubles
        for earlier, later in (
            ("talks_launched", "concluded"),
            ("talks_launched", "signed"),
            ("concluded", "signed"),
            ("framework_signed", "in_force"),
            ("signed", "in_force"),
            ("signed_by_viet_nam", "in_force_for_viet_nam"),
        ):
            if {earlier, later} <= set(at.index) and (
                at.at[later, "held_on_latest"] < at.at[earlier, "held_on_earliest"]
            ):
                yield f"agreement_steps.csv: {agreement}: {later} comes before {earlier}"
    parties = load("agreement_parties")
    for agreement, own in parties[parties["via"] == "EU"].groupby("agreement"):
        signatories = set(parties.loc[parties["agreement"] == agreement, "party"])
        if len(own) != 27 or "EU" not in signatories:
            yield f"agreement_parties.csv: {agreement}: 27 member states and a row EU are needed"
    for table, part in (("agreement_steps", "step"), ("agreement_parties", "party")):
        rows = load(table)
        key = get_table(table).key
        for row in rows[rows[key] != rows["agreement"] + "_" + rows[part]].to_dict("records"):
            yield f"{table}.csv: {row[key]}: the key must be {row['agreement']}_{row[part]}"


def check_partners_exist() -> Iterator[str]:
    """Parties, partners and donors are states of this dataset or documented others."""
    known = set(load("countries")["country"]) | PARTNERS_OUTSIDE_ISO
    for table, column in PARTNER_COLUMNS:
        allowed = known | set(get_table(table).manifest.get("other_codes", ()))
        for code in sorted(set(load(table)[column].dropna()) - allowed):
            yield f"{table}.csv: {column} {code!r} is not in countries nor a documented code"


def check_terms() -> Iterator[str]:
    """What ends does so after it began; nobody gets more votes than were cast."""
    for table, begin, end in (
        ("memberships", "joined_on", "left_on"),
        ("roles", "term_start", "term_end"),
        ("roles", "elected_on", "term_end"),
    ):
        rows = load(table)
        key = get_table(table).key
        for row in rows[rows[f"{end}_latest"] < rows[f"{begin}_earliest"]].to_dict("records"):
            yield f"{table}.csv: {row[key]}: {end} {row[end]} is before {begin} {row[begin]}"
    roles = load("roles")
    for role in roles.loc[(roles["votes_for"] > roles["votes_cast"]).fillna(False), "role_id"]:
        yield f"roles.csv: {role}: more votes for than cast"


def check_vote_counts() -> Iterator[str]:
    """Votes cast in the General Assembly add up, and shares lie between 0 and 1."""
    votes = load("unga_votes")
    parts = votes["yes"] + votes["no"] + votes["abstain"]
    for row in votes[(parts != votes["votes_cast"]).fillna(False)].to_dict("records"):
        yield f"unga_votes.csv: {row['year']} {row['vote_set']}: yes, no and abstain do not add up"
    agreement = load("unga_agreement")
    for column in ("agree_exact", "agree_scored"):
        outside = agreement[column].notna() & ~agreement[column].between(0, 1)
        for row in agreement[outside].to_dict("records"):
            yield f"unga_agreement.csv: {row['partner']} {row['year']}: {column} is no share"


def check_themes() -> Iterator[str]:
    """The article of 2023 has seven achievements, six lessons and seven solutions."""
    parts = load("themes").query("article == 'article_2023'")["part"].value_counts()
    for part, count in (("achievement", 7), ("lesson", 6), ("solution", 7)):
        if parts.get(part, 0) != count:
            yield f"themes.csv: article_2023 has {parts.get(part, 0)} rows of {part}, not {count}"


def check_keys_say_what_rows_hold() -> Iterator[str]:
    """A key made of other columns still agrees with them."""
    for row in load("memberships").itertuples():
        if not row.membership.startswith(f"{row.body}_{row.role}"):
            yield f"memberships.csv: {row.membership}: the key must begin {row.body}_{row.role}"
    for row in load("themes").itertuples():
        article = row.article.replace("article_", "a")
        if row.theme != f"{article}_{row.part}_{row.position}":
            yield f"themes.csv: {row.theme}: the key must be {article}_{row.part}_{row.position}"
    for row in load("official_counts").itertuples():
        if row.statement != f"{row.measure}_{row.stated_on.replace('-', '_')}":
            yield f"official_counts.csv: {row.statement}: key, measure and day disagree"
    for table, column in (("roles", "term_start"), ("roles", "elected_on")):
        rows = load(table)
        year = rows[f"{column}_earliest"].dt.year
        named = rows["role_id"].str.extract(r"_(\d{4})$")[0].astype("Int64")
        for key in rows.loc[((named - year).abs() > 2).fillna(False), "role_id"]:
            yield f"{table}.csv: {key}: the year of the key is far from {column}"


def check_claims() -> Iterator[str]:
    """A claim names what decides it, or what would; what it points to exists."""
    themes = set(load("themes")["theme"])
    for row in load("claims").to_dict("records"):
        place = f"claims.csv: {row['claim']}"
        given = {name for name, value in row.items() if pd.notna(value)}
        if row["kind"] == "evaluative" and given & {"decided_by", "quantity", "needs"}:
            yield f"{place}: a judgement of value has no quantity and nothing decides it"
        if row["kind"] != "evaluative" and not given & {"decided_by", "needs"}:
            yield f"{place}: name the function that decides it, or the data it needs"
        if len(given & {"quantity", "comparator", "unit"}) in (1, 2):
            yield f"{place}: quantity, comparator and unit go together"
        if "decided_by" in given and row["decided_by"] not in DECIDERS:
            yield f"{place}: decided_by is one of {', '.join(sorted(DECIDERS))}"
        if "theme" in given and row["theme"] not in themes:
            yield f"{place}: no theme {row['theme']!r} in themes"
        if "about" in given:
            yield from (f"{place}: {problem}" for problem in _check_pointer(row["about"]))


def _check_pointer(about: str) -> Iterator[str]:
    """``table/key/column`` leads to a cell that is there."""
    table, _, rest = about.partition("/")
    key, _, column = rest.partition("/")
    if table not in package().tables:
        yield f"about points to no table: {about}"
    elif key not in set(load(table)[get_table(table).key]):
        yield f"about points to no row: {about}"
    elif column not in get_table(table).columns:
        yield f"about points to no column: {about}"


def check_regions() -> Iterator[str]:
    """Each sub-region lies in one region, and a state has both or neither."""
    countries = load("countries")
    regions = countries.groupby("un_subregion")["un_region"].nunique()
    for name in regions.index[regions > 1]:
        yield f"countries.csv: sub-region {name!r} stands under more than one region"
    for row in countries[
        countries["un_region"].isna() != countries["un_subregion"].isna()
    ].itertuples():
        yield f"countries.csv: {row.country}: region and sub-region go together"


def check_row_floors() -> Iterator[str]:
    """No table has fewer rows than it was sealed with; a meant loss lowers its floor."""
    for table in package().tables.values():
        floor = table.manifest.get("row_floor", 0)
        if (count := len(load(table.name))) < floor:
            yield (
                f"{table.path.name}: {count} rows, at least {floor} expected; restore the lost "
                "ones, or lower row_floor in datapackage.json and log why"
            )


def check_series() -> Iterator[str]:
    """Series keep their bounds: partner trade within totals, points within intervals."""
    trade = load("trade_by_partner").query("reporter == 'VNM' and 1998 <= year <= 2020")
    totals = load("indicators").query("source_id == 'world_bank_wdi_2025_10'")
    for flow, indicator in (("exports_usd", "goods_exports"), ("imports_usd", "goods_imports")):
        official = totals[totals["indicator"] == indicator].set_index("year")["value"]
        for year, total in trade.groupby("year")[flow].sum().items():
            if year not in official.index:
                yield f"indicators.csv: no {indicator} for {year}, which trade_by_partner needs"
                continue
            share = float(total) / float(official[year])
            if not 0.94 <= share <= 1.02:
                yield (
                    f"trade_by_partner.csv: {flow} of {year} add up to {share:.0%} of the total "
                    "that Viet Nam reported; look for a wrong value or a lost row"
                )
    points = load("unga_ideal_points")
    for name in ("ideal_point_all", "ideal_point_final"):
        inside = points[name].between(points[f"{name}_q5"], points[f"{name}_q95"])
        for row in points[points[name].notna() & ~inside.fillna(True)].itertuples():
            yield f"unga_ideal_points.csv: {row.country} {row.year}: {name} outside its interval"
    agreement = load("unga_agreement").dropna(subset=["common_votes", "absences", "roll_calls"])
    wrong = agreement["common_votes"] + agreement["absences"] != agreement["roll_calls"]
    for row in agreement[wrong & ~agreement["partner"].str.startswith("MEDIAN")].itertuples():
        yield f"unga_agreement.csv: {row.partner} {row.year}: votes and absences do not add up"


def check_source_dates() -> Iterator[str]:
    """A document is read after it is published."""
    sources = load("sources")
    for row in sources[sources["accessed_latest"] < sources["published_earliest"]].itertuples():
        yield f"sources.csv: {row.source_id}: accessed before it was published"


def check_members() -> Iterator[str]:
    """United Nations members have a day of admission and others have none; tiles differ."""
    countries = load("countries")
    for row in countries.itertuples():
        if (row.un_status == "member") != pd.notna(row.un_member_since):
            yield f"countries.csv: {row.country}: un_status and un_member_since disagree"
    tiles = countries[["tile_column", "tile_row"]]
    for code in countries.loc[tiles.duplicated(), "country"]:
        yield f"countries.csv: {code} stands on another state's tile"


def check_official_counts() -> Iterator[str]:
    """Every difference from our own count is explained, and nothing else is."""
    for row in compare_official_counts().itertuples():
        if (row.difference != 0) != pd.notna(row.explanation):
            yield (
                f"official_counts.csv: {row.statement}: {row.count} stated, ours {row.ours_low} "
                f"to {row.ours_high}: explain the difference, or drop the explanation"
            )


def check_known_sizes() -> Iterator[str]:
    """Lists whose length is known change only on purpose."""
    held = load("diplomatic_relations")["partner"]
    members = load("countries").query("un_status == 'member' and country != 'VNM'")["country"]
    for code in sorted(set(members) - set(held)):
        yield f"diplomatic_relations.csv: UN member {code} is missing"
    if sorted(set(held) - set(members)) != ["COK", "ESH", "PSE"]:
        yield "diplomatic_relations.csv: partners outside the UN must be COK, ESH and PSE"
    if len(load("countries").query("un_status == 'member'")) != 193:
        yield "countries.csv: the United Nations has 193 members"


KEY_RULES: tuple[Rule, ...] = (check_foreign_keys, check_text_form, check_evidence_targets)
EVIDENCE_RULES: tuple[Rule, ...] = (check_standings, check_evidence_coverage)
ROW_RULES: tuple[Rule, ...] = (
    check_cut_off,
    check_breaks,
    check_origins,
    check_partnership_events,
    check_members,
    check_agreements,
    check_partners_exist,
    check_terms,
    check_vote_counts,
    check_themes,
    check_claims,
    check_keys_say_what_rows_hold,
    check_regions,
    check_series,
    check_source_dates,
)
COUNT_RULES: tuple[Rule, ...] = (check_row_floors, check_official_counts, check_known_sizes)
CONTENT_RULES = EVIDENCE_RULES + ROW_RULES + COUNT_RULES


def main() -> int:
    """List every problem; exit with 1 when there are any."""
    problems = find_problems()
    print("\n".join(problems) or f"{package().title}: no problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
