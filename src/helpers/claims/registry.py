"""Which function decides which claims: the names that ``decided_by`` may take."""

from __future__ import annotations

from collections.abc import Callable

from helpers.claims import activities, capital, counts, events, headlines, openness, ranks, stories
from helpers.claims.model import Definition, Question

Decider = Callable[[Question], list[Definition]]

DECIDERS: dict[str, Decider] = {
    "activities_sum": activities.add_activities,
    "agreements": counts.count_agreements,
    "aid_recipients": activities.count_aided,
    "arms_treaties": events.count_arms_treaties,
    "assembly_agreement": headlines.measure_agreement,
    "attribution": events.attribute,
    "busiest_years": headlines.find_busiest_years,
    "busiest_years_older_states": headlines.find_busiest_without_new_states,
    "date": events.date_row,
    "diplomatic_relations": counts.count_diplomatic_relations,
    "effective_markets": openness.count_markets,
    "export_leader": openness.measure_export_leader,
    "fastest_rung": headlines.find_fastest_rung,
    "forums": counts.list_forums,
    "goal": events.find_target,
    "goods_trade": ranks.sum_goods_trade,
    "goods_trade_share": openness.measure_goods_trade,
    "growth_rank": ranks.rank_growth,
    "hanoi_goals_reached": capital.count_goals_reached,
    "hanoi_pace": capital.measure_capital_pace,
    "hanoi_places": capital.count_named_places,
    "hanoi_well_sourced": capital.share_capital_sourced,
    "income_group": events.find_income_group,
    "investment_rank": ranks.rank_investment,
    "milestones_omit": stories.share_named_facts,
    "milestones_since": stories.share_recent_milestones,
    "new_relations": headlines.count_new_relations,
    "official_totals_equal": headlines.share_equal_totals,
    "organisations": counts.count_organisations,
    "pandemic_end": events.date_pandemic_end,
    "partner_cities": activities.count_partner_cities,
    "partner_economies": counts.count_partner_economies,
    "peacekeepers_sent": headlines.count_peacekeepers_sent,
    "peacekeeping_growth": activities.grow_peacekeeping,
    "placebo_partners": openness.count_placebo_exceedances,
    "repeated_count": activities.repeat_count,
    "sanctions": events.count_sanctions,
    "share_of_nation": capital.share_of_nation,
    "story_moved": stories.measure_moved_story,
    "term": events.date_term,
    "titles": activities.count_titles,
    "top_partners": counts.count_top_partners,
    "top_partners_earlier": counts.list_earlier_top_partners,
    "top_partners_gained": headlines.count_gained_top_partners,
    "top_partners_named": counts.list_top_partners,
    "top_partners_raised": counts.list_raised_partners,
    "trade_rank": ranks.rank_trade,
    "vaccine_doses": activities.count_doses,
    "vote_shares": headlines.share_votes_won,
    "waiting_time": headlines.measure_wait,
    "war_months": events.count_war_months,
    "well_sourced": headlines.share_well_sourced,
    "well_sourced_all": stories.share_all_well_sourced,
    "years_since": events.count_years,
}
