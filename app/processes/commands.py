"""`flask workflows publish|move`: the operations of the pages, by an account; a dry run unless `--yes`."""

from pathlib import Path
from typing import NoReturn

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.accounts.loading import load_actor
from app.errors import DomainError
from app.extensions import db
from app.messages import workflows as texts
from app.processes import operations
from app.processes.operations import Move, Which
from app.rounds.models import Round
from workflows import comparing, mapping


def person(session: Session, username: str) -> Actor:
    """Who acts: the account named, with the roles it holds now. Refuses an unknown or a closed one."""
    account_id = accounts.account_id_of(session, username)
    actor = load_actor(session, account_id) if account_id is not None else None
    if actor is None:
        raise click.ClickException(texts.no_account(username, closed=account_id is not None))
    return actor


def refuse(error: DomainError) -> NoReturn:
    """Say why, every reason on a line of its own, and end with code 1."""
    reasons = error.data.get("reasons") or error.message.splitlines()
    raise click.ClickException("\n".join(reasons)) from error


@click.command("publish")
@click.argument(
    "file", metavar=texts.FILE, type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
)
@click.option("--by", "username", metavar=texts.ACCOUNT, required=True, help=texts.HELP_PUBLISHER)
@click.option("--note", default="", metavar=texts.NOTE, help=texts.HELP_NOTE)
@click.option("--yes", is_flag=True, help=texts.HELP_YES)
def publish(file: Path, username: str, note: str, yes: bool) -> None:
    """Công bố phiên bản quy trình trong TỆP; không có --yes thì chỉ xem trước, không ghi gì."""
    session = db.session()
    actor = person(session, username)
    try:
        content = file.read_text(encoding="utf-8-sig")
        seen = operations.would_publish(session, actor, content)
    except UnicodeDecodeError as error:
        raise click.ClickException(texts.NOT_TEXT) from error
    except DomainError as error:
        refuse(error)
    if seen.previous is None:
        click.echo(texts.brand_new(seen.definition.key, seen.definition.title))
    else:
        click.echo(texts.following(seen.definition.key, seen.previous.key))
        for line in comparing.described(comparing.compare(seen.previous, seen.definition)):
            click.echo("  " + line)
    if not yes:
        click.echo(texts.DRY_PUBLISH if note.strip() else texts.DRY_PUBLISH_NOTE)
        return
    session.rollback()
    try:
        made = operations.publish(actor, content, note)
    except DomainError as error:
        refuse(error)
    click.echo(texts.published(made.key, made.hash))


@click.command("move")
@click.argument("round_or_year", metavar=texts.ROUND, type=int)
@click.argument("which", metavar=texts.WHICH_ITEMS, type=click.Choice(["assessment", "round"]))
@click.argument("version", metavar=texts.VERSION, type=int)
@click.option("--by", "username", metavar=texts.ACCOUNT, required=True, help=texts.HELP_MOVER)
@click.option("--reason", default="", metavar=texts.REASON, help=texts.HELP_REASON)
@click.option("--state", "states", metavar=texts.STATE_MAP, multiple=True, help=texts.HELP_STATE_MAP)
@click.option("--yes", is_flag=True, help=texts.HELP_YES)
def move(
    round_or_year: int,
    which: Which,
    version: int,
    username: str,
    reason: str,
    states: tuple[str, ...],
    yes: bool,
) -> None:
    """Chuyển KỲ (round) hoặc hồ sơ các đơn vị của KỲ (assessment) sang PHIÊN_BẢN khác của quy trình.

    Không có --yes thì chỉ xem trước, không ghi gì. KỲ là số của kỳ hoặc năm đánh giá.
    """
    session = db.session()
    actor, places = person(session, username), _places(states)
    round_ = _the_round(session, actor, round_or_year)
    round_id, seen_version = round_.id, round_.version
    try:
        _tell(operations.preview(session, actor, round_id, which, version, places), round_.title)
    except DomainError as error:
        refuse(error)
    if not yes:
        click.echo(texts.DRY_MOVE if reason.strip() else texts.DRY_MOVE_REASON)
        return
    session.rollback()
    try:
        done = operations.move(
            actor, round_id, which, version, reason=reason, states=places, seen_version=seen_version
        )
    except DomainError as error:
        refuse(error)
    click.echo(texts.moved(done.total, done.plan.new.key))


def _places(states: tuple[str, ...]) -> dict[str, str]:
    """`CŨ=MỚI` of every option, as the map of states; a usage error for anything else."""
    places: dict[str, str] = {}
    for text in states:
        old, sign, new = (part.strip() for part in text.partition("="))
        if not (old and sign and new) or old in places:
            raise click.BadParameter(texts.bad_state_map(text), param_hint="--state")
        places[old] = new
    return places


def _the_round(session: Session, actor: Actor, round_or_year: int) -> Round:
    """One round of the person's authority by its number, else the only one of a year."""
    own = select(Round).where(Round.authority_id == actor.authority_id)
    named = session.scalar(own.where(Round.id == round_or_year))
    if named is not None:
        return named
    of_year = session.scalars(own.where(Round.year == round_or_year).order_by(Round.id)).all()
    if len(of_year) != 1:
        raise click.ClickException(texts.which_round(round_or_year, [one.id for one in of_year]))
    return of_year[0]


def _tell(planned: Move, title: str) -> None:
    """What would happen: how many items go where, then what people gain and lose there."""
    before, after = planned.plan.old.states, planned.plan.new.states
    click.echo(texts.would_move(title, planned.plan.old.key, planned.plan.new.key, planned.total))
    for state, count in planned.counts.items():
        target = planned.plan.target(state)
        click.echo("  " + texts.moving(count, before[state].title, after[target].title))
    click.echo(texts.CHANGED_RIGHTS)
    for line in mapping.described(planned.plan):
        click.echo("  " + line)
