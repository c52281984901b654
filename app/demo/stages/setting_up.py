"""Before the round: the standing body creates it, names its groups and people, and opens it."""

from datetime import timedelta

from sqlalchemy import select

from app.accounts.queries import account_id_of
from app.assessments.opening import open_collection
from app.demo.story import Story
from app.extensions import db
from app.rounds import operations as rounds
from app.rounds.operations import Plan
from app.rounds.ruling import PRESETS as BANDS
from app.rounds.ruling import Ruling
from app.units.models import Authority, UnitGroup

STANDING_BODY = "standing_body"
PREPARED_BEFORE = timedelta(days=6)


def plan(story: Story) -> None:
    """Create the round a week ahead and open it on its first morning."""
    opens_on = story.calendar.opens_on
    story.diary.add(opens_on - PREPARED_BEFORE, 1, lambda: _create(story))
    story.diary.add(opens_on - PREPARED_BEFORE, 2, lambda: _name_groups(story))
    story.diary.add(opens_on - PREPARED_BEFORE, 3, lambda: _name_people(story))
    if any(group.bands or group.tie_break for group in story.preset.groups):
        story.diary.add(opens_on - PREPARED_BEFORE, 3.5, lambda: _rule(story))
    story.diary.add(opens_on, 0, lambda: open_collection(story.officer(STANDING_BODY), story.round_id))


def _create(story: Story) -> None:
    calendar = story.calendar
    story.round_id = rounds.create_round(
        story.officer(STANDING_BODY),
        calendar.year,
        Plan(
            title=story.preset.words.round_title.format(year=calendar.year),
            opens_on=calendar.opens_on,
            entry_deadline=calendar.entry_deadline,
            grace_days=calendar.grace_days,
            appraisal_deadline=calendar.appraisal_deadline,
            council_on=calendar.council_on,
            publish_before=calendar.publish_before,
            decimals=story.preset.decimals,
        ),
        story.preset.workflow,
    )


def _name_groups(story: Story) -> None:
    rows = db.session().execute(
        select(UnitGroup.code, UnitGroup.id)
        .join(Authority, Authority.id == UnitGroup.authority_id)
        .where(Authority.code == story.preset.authority.code)
    )
    groups = dict(rows.all())
    for code, framework_id in story.preset.frameworks.items():
        rounds.add_group(story.officer(STANDING_BODY), story.round_id, groups[code], framework_id)


def _name_people(story: Story) -> None:
    for staff in story.preset.staff:
        if staff.of_round:
            account_id = account_id_of(db.session(), staff.username)
            if account_id is None:
                raise LookupError(f"nobody is called {staff.username}")
            rounds.add_member(story.officer(STANDING_BODY), story.round_id, account_id, staff.role)
    story.forget_actors()


def _rule(story: Story) -> None:
    """Bands and the order of equal totals, for groups whose round has its own."""
    ids = story.round_groups()
    for group in story.preset.groups:
        if group.bands or group.tie_break:
            ruling = Ruling(group.bands or "framework", mains=group.tie_break, bands=BANDS.get(group.bands))
            rounds.rule_group(story.officer(STANDING_BODY), story.round_id, ids[group.code], ruling)
