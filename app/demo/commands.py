"""Command line: `flask demo` plays a round headless, `flask seed` fills a database for a first start."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask, current_app

from app.demo import output, papers, play, seeding
from app.demo.presets import PRESETS, THANH_HOA
from app.demo.story import Story
from app.extensions import db
from app.messages import demo as texts

FEWEST_UNITS = 3


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(demo)
    app.cli.add_command(seed)


@click.command("demo")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help=texts.HELP_OUT)
@click.option(
    "--preset",
    "name",
    type=click.Choice([*PRESETS]),
    default=THANH_HOA.name,
    show_default=True,
    help=texts.HELP_PRESET,
)
@click.option("--seed", "number", type=int, help=texts.HELP_SEED)
@click.option("--units", type=click.IntRange(min=FEWEST_UNITS), help=texts.HELP_UNITS)
@click.option(
    "--documents", type=click.Choice(["main", "all"]), default="main", show_default=True,
    help=texts.HELP_DOCUMENTS,
)  # fmt: skip
def demo(out: Path, name: str, number: int | None, units: int | None, documents: str) -> None:
    """Chạy trọn một kỳ đánh giá trên cơ sở dữ liệu trống và xuất kết quả ra thư mục."""
    if not play.is_empty():
        raise click.ClickException(texts.NOT_EMPTY)
    out.mkdir(parents=True, exist_ok=True)
    preset = PRESETS[name]
    play.build(preset.built, units, preset)
    story = play.plan(preset.calendar, preset.seed if number is None else number, preset=preset)
    _play(texts.PLAYING, story, play.play(story))
    session = db.session()
    outcome = output.read(session, story.round_id)
    wanted = papers.chosen(session, story, outcome, documents == "all")
    messages = papers.waiting(session, wanted)
    session.rollback()  # nothing may be held while two processes write
    with _bar(texts.RENDERING, len(messages)) as count:
        papers.render(story.app, messages, count)
    made = output.write_tables(outcome, out)
    made += papers.write(session, wanted, out / texts.DOCUMENTS_FOLDER)
    for hook in preset.after:
        made += hook(session, story, outcome, out)
    files = [path.relative_to(out) for path in made]
    (out / texts.SUMMARY_FILE).write_text(output.summary(session, story, outcome, files), encoding="utf-8")
    for group in outcome.groups:
        click.echo("\n" + output.screen_table(outcome, group))
    click.echo("\n" + texts.written(str(out)))


@click.command("seed")
@click.option("--if-empty", is_flag=True, help=texts.HELP_IF_EMPTY)
@click.option("--units", type=click.IntRange(min=FEWEST_UNITS), help=texts.HELP_UNITS)
def seed(if_empty: bool, units: int | None) -> None:
    """Dựng tỉnh mẫu: kỳ đánh giá năm 2021 đã công bố và kỳ năm nay đang diễn ra."""
    mark = seeding.mark_of(current_app.config["SETTINGS"])
    if seeding.begin_again(mark):
        click.echo(texts.BEGUN_AGAIN)
    elif not play.is_empty():
        if if_empty:
            return
        raise click.ClickException(texts.NOT_EMPTY)
    mark.touch(mode=0o600)
    published = seeding.published_round(units)
    _play(texts.SEEDING_ROUND, published, play.play(published))
    seeding.render_main_papers(published.app, published.round_id)
    running = seeding.round_under_way(published)
    _play(texts.SEEDING_NOW, running, seeding.play_until_now(running))
    seeding.pace_the_rest()
    mark.unlink()
    click.echo(texts.seeded(published.calendar.year, running.calendar.year))


def _play(label: str, story: Story, steps: Iterator[None]) -> None:
    with _bar(label, len(story.diary)) as count:
        for _ in steps:
            count(1)


@contextmanager
def _bar(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A progress bar, with the log quiet below warnings so that it stays one line."""
    logger = logging.getLogger("app")
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        with click.progressbar(length=length, label=label) as bar:
            yield bar.update
    finally:
        logger.setLevel(before)
