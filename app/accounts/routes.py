"""Pages of signing in, passwords and the management of accounts."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts import operations, queries
from app.accounts.forms import (
    AccountForm,
    ChangePasswordForm,
    GrantForm,
    HandOverForm,
    PersonForm,
    ReasonForm,
    SignInForm,
    UnitAccountsForm,
    put_on,
)
from app.accounts.operations import Issued
from app.errors import InvalidInput
from app.extensions import db
from app.messages import accounts as messages
from app.messages import clock_and_day
from app.messages.delegating import principal_in
from app.policy import PUBLIC, SIGNED_IN, only
from app.security import current_actor, safe_next, start_session

blueprint = Blueprint("accounts", __name__)

MANAGERS = only("standing_body", "administrator")
ACCESS = {
    "accounts.sign_in": PUBLIC,
    "accounts.sign_out": SIGNED_IN,
    "accounts.change_password": SIGNED_IN,
    "accounts.list": MANAGERS,
    "accounts.detail": MANAGERS,
    "accounts.create": MANAGERS,
    "accounts.create_for_unit": MANAGERS,
    "accounts.correct": MANAGERS,
    "accounts.hand_over": MANAGERS,
    "accounts.close": MANAGERS,
    "accounts.reopen": MANAGERS,
    "accounts.reset": MANAGERS,
    "accounts.grant": MANAGERS,
    "accounts.end_role": MANAGERS,
}
HOME = "desk.work"


@blueprint.route("/dang-nhap", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in and go on to where the person was going."""
    form = SignInForm()
    if request.method == "GET":
        target = safe_next(request.args.get("next"))
        if current_user.is_authenticated:
            return redirect(target or url_for(HOME))
        form.next.data = target or ""
        return render_template("accounts/sign_in.html", form=form)
    if form.validate_on_submit():
        try:
            actor = operations.sign_in(form.username.data, form.password.data, request.remote_addr or "")
        except InvalidInput as refusal:
            form.form_errors.append(refusal.message)
        else:
            start_session(session, actor.id or 0, actor.session_epoch)
            return redirect(safe_next(form.next.data) or url_for(HOME))
    return render_template("accounts/sign_in.html", form=form), 422


@blueprint.post("/dang-xuat")
def sign_out() -> ResponseReturnValue:
    """End the session, here and everywhere."""
    operations.sign_out(current_actor())
    session.clear()
    flash(messages.SIGNED_OUT, "success")
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/doi-mat-khau", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    """Choose a password; the first one is handed over and must be replaced."""
    actor = current_actor()
    form = ChangePasswordForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            try:
                fresh = operations.change_password(actor, form.current.data, form.new.data)
            except InvalidInput as refusal:
                put_on(form, refusal)
            else:
                start_session(session, fresh.id or 0, fresh.session_epoch)
                flash(messages.PASSWORD_CHANGED, "success")
                return redirect(url_for(HOME))
    page = render_template(
        "accounts/change_password.html",
        form=form,
        forced=actor.must_change_password,
        username=actor.username,
    )
    return page, status


@blueprint.get("/tai-khoan", endpoint="list")
def list_accounts() -> ResponseReturnValue:
    """Accounts of the authority, narrowed by name, unit, role and state."""
    actor = current_actor()
    wanted = queries.Filter(
        text=request.args.get("tim", "").strip()[:100],
        unit_id=request.args.get("don_vi", type=int),
        role=request.args.get("vai_tro", ""),
        state=request.args.get("trang_thai", ""),
    )
    page = queries.search(db.session(), actor, wanted, request.args.get("trang", 1, type=int))
    kept = {name: value for name, value in request.args.items() if name != "trang" and value}
    return render_template(
        "accounts/list.html",
        page=page,
        wanted=wanted,
        units=queries.unit_choices(db.session(), actor.authority_id),
        lacking=queries.units_lacking_accounts(db.session(), actor.authority_id),
        role_titles=messages.ROLE_TITLES,
        address_of=lambda number: url_for("accounts.list", **{**kept, "trang": number}),
    )


@blueprint.route("/tai-khoan/lap-moi", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Make one account."""
    actor = current_actor()
    form = AccountForm(
        unit_id=request.args.get("don_vi", type=int), unit_role=request.args.get("vai_tro", "")
    ).offer(queries.unit_choices(db.session(), actor.authority_id))
    if form.validate_on_submit():
        try:
            issued = operations.create_account(
                actor,
                form.username.data,
                form.person(),
                unit_id=form.unit_id.data,
                unit_role=form.unit_role.data or None,
            )
        except InvalidInput as refusal:
            put_on(form, refusal)
        else:
            return show_issued([issued])
    return render_template("accounts/create.html", form=form), 422 if form.errors else 200


@blueprint.route("/tai-khoan/lap-cho-don-vi", methods=["GET", "POST"])
def create_for_unit() -> ResponseReturnValue:
    """Make both accounts of a unit."""
    actor = current_actor()
    form = UnitAccountsForm(unit_id=request.args.get("don_vi", type=int)).offer(
        queries.unit_choices(db.session(), actor.authority_id, assessed_only=True)
    )
    if form.validate_on_submit():
        try:
            issued = operations.create_unit_accounts(actor, form.unit_id.data, form.people())
        except InvalidInput as refusal:
            put_on(form, refusal)
        else:
            return show_issued(issued)
    return render_template("accounts/create_for_unit.html", form=form), 422 if form.errors else 200


@blueprint.get("/tai-khoan/<int:account_id>")
def detail(account_id: int) -> ResponseReturnValue:
    """One account: the person, roles, history and what can be done."""
    return show_detail(account_id)


@blueprint.post("/tai-khoan/<int:account_id>/sua")
def correct(account_id: int) -> ResponseReturnValue:
    """Put right how the person is written."""
    form = PersonForm()
    if form.validate_on_submit():
        try:
            operations.correct_person(current_actor(), account_id, form.person(), form.seen_version.data)
        except InvalidInput as refusal:
            put_on(form, refusal)
        else:
            return back_to(account_id, messages.PERSON_SAVED)
    return show_detail(account_id, person_form=form), 422


@blueprint.post("/tai-khoan/<int:account_id>/ban-giao")
def hand_over(account_id: int) -> ResponseReturnValue:
    """Give the account to another person."""
    form = HandOverForm(prefix="nhan-")
    if form.validate_on_submit():
        try:
            issued = operations.hand_over(
                current_actor(), account_id, form.person(), form.reason.data, form.seen_version.data
            )
        except InvalidInput as refusal:
            put_on(form, refusal)
        else:
            return show_issued([issued])
    return show_detail(account_id, hand_over_form=form), 422


@blueprint.post("/tai-khoan/<int:account_id>/khoa")
def close(account_id: int) -> ResponseReturnValue:
    """Close the account."""
    form = ReasonForm()
    if form.validate_on_submit():
        operations.close_account(current_actor(), account_id, form.reason.data, form.seen_version.data)
        return back_to(account_id, messages.CLOSED)
    return show_detail(account_id, reason_form=form), 422


@blueprint.post("/tai-khoan/<int:account_id>/mo-khoa")
def reopen(account_id: int) -> ResponseReturnValue:
    """Open the account again."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            operations.reopen_account(current_actor(), account_id, form.reason.data, form.seen_version.data)
        except InvalidInput as refusal:
            form.form_errors.append(refusal.message)
        else:
            return back_to(account_id, messages.REOPENED)
    return show_detail(account_id, reason_form=form), 422


@blueprint.post("/tai-khoan/<int:account_id>/dat-lai-mat-khau")
def reset(account_id: int) -> ResponseReturnValue:
    """Issue a password for one sign-in."""
    return show_issued([operations.reset_password(current_actor(), account_id)])


@blueprint.post("/tai-khoan/<int:account_id>/vai-tro")
def grant(account_id: int) -> ResponseReturnValue:
    """Give a role."""
    actor = current_actor()
    form = GrantForm().offer(queries.round_choices(db.session(), actor.authority_id))
    if form.validate_on_submit():
        try:
            operations.grant_role(actor, account_id, form.role.data, form.round_id.data)
        except InvalidInput as refusal:
            put_on(form, refusal)
        else:
            return back_to(account_id, messages.ROLE_GRANTED)
    return show_detail(account_id, grant_form=form), 422


@blueprint.post("/tai-khoan/<int:account_id>/vai-tro/<int:grant_id>/thu-lai")
def end_role(account_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role back."""
    operations.end_role(current_actor(), account_id, grant_id)
    return back_to(account_id, messages.ROLE_ENDED)


def back_to(account_id: int, message: str) -> ResponseReturnValue:
    """To the account's page, saying what was done."""
    flash(message, "success")
    return redirect(url_for("accounts.detail", account_id=account_id))


def show_issued(issued: list[Issued]) -> ResponseReturnValue:
    """The passwords to hand over: on this answer only, never in a cookie or an address."""
    return render_template("accounts/issued.html", issued=issued)


def show_detail(account_id: int, **forms: Any) -> str:
    """The account's page; `forms` holds the one that was refused, with what was typed."""
    actor = current_actor()
    db.session.rollback()  # a refused operation's half-written person is not what stands
    account = queries.detail(db.session(), actor, account_id)
    reads = {"formdata": None, "seen_version": account.version}
    forms.setdefault("person_form", PersonForm(obj=account, **reads))
    forms.setdefault("hand_over_form", HandOverForm(prefix="nhan-", **reads))
    forms.setdefault("reason_form", ReasonForm(**reads))
    rounds = queries.round_choices(db.session(), actor.authority_id)
    forms.setdefault("grant_form", GrantForm(formdata=None).offer(rounds))
    events = [
        {
            "title": messages.EVENT_TITLES.get(event.kind, event.kind),
            "when": clock_and_day(clock.local(event.at)),
            "who": event.actor_name,
            "comment": event.comment or "",
            "details": messages.event_details(event.data),
            "on_behalf": principal_in(event.data),
        }
        for event in queries.events_of(db.session(), account_id)
    ]
    return render_template(
        "accounts/detail.html",
        account=account,
        is_self=account.id == actor.id,
        roles=messages.role_titles(account.roles),
        role_titles=messages.ROLE_TITLES,
        events=events,
        **forms,
    )
