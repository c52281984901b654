"""Pages of acting for somebody else: what one lent and was lent, giving, ending, switching."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.accounts import lending, loading, rules
from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.accounts.delegating import operations, queries
from app.accounts.delegating.forms import DelegationForm
from app.accounts.forms import put_on
from app.errors import InvalidInput
from app.extensions import db
from app.messages import accounts as account_messages
from app.messages import delegating as messages
from app.policy import SIGNED_IN, only
from app.security import current_actor, switch_person

blueprint = Blueprint("delegating", __name__)

MANAGERS = only("standing_body", "administrator")
ACCESS = {
    "delegating.list": SIGNED_IN,
    "delegating.give": SIGNED_IN,
    "delegating.end": SIGNED_IN,
    "delegating.begin": SIGNED_IN,
    "delegating.stop": SIGNED_IN,
    "delegating.appoint": MANAGERS,
}
HOME = "desk.work"


@blueprint.get("/uy-quyen", endpoint="list")
def listing() -> ResponseReturnValue:
    """What the person lent and was lent, and the form to lend; for managers everything that stands."""
    return show_list(current_actor())


@blueprint.post("/uy-quyen")
def give() -> ResponseReturnValue:
    """Lend one's own roles."""
    actor = current_actor()
    form = DelegationForm().offer(lending.own_roles(loading.oneself(db.session(), actor)))
    if not form.roles.choices:
        form.form_errors.append(messages.NO_ROLES)
    elif form.validate_on_submit():
        try:
            operations.give(actor, actor.id or 0, form.wanted())
        except InvalidInput as refusal:
            put_on(form, refusal)
        else:
            flash(messages.GIVEN, "success")
            return redirect(url_for("delegating.list"))
    return show_list(actor, form=form), 422


@blueprint.route("/tai-khoan/<int:account_id>/nguoi-lam-thay", methods=["GET", "POST"])
def appoint(account_id: int) -> ResponseReturnValue:
    """Name who acts for a person that is away."""
    actor = current_actor()
    account = accounts.detail(db.session(), actor, account_id)
    principal = loading.load_actor(db.session(), account_id)
    form = DelegationForm().offer(lending.own_roles(principal) if principal else [], by_letter=True)
    if request.method == "POST" and not form.roles.choices:
        form.form_errors.append(messages.NO_ROLES)
    elif form.validate_on_submit():
        try:
            operations.give(actor, account_id, form.wanted())
        except InvalidInput as refusal:
            put_on(form, refusal)
        else:
            flash(messages.GIVEN, "success")
            return redirect(url_for("delegating.list"))
    page = render_template(
        "accounts/appoint.html",
        account=account,
        form=form,
        lendable=bool(principal and lending.own_roles(principal)),
        suggested=queries.suggested(db.session(), principal) if principal else [],
        most_days=lending.MOST_DAYS,
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/uy-quyen/<int:delegation_id>/ket-thuc")
def end(delegation_id: int) -> ResponseReturnValue:
    """End one before its last day."""
    actor = current_actor()
    try:
        operations.end(actor, delegation_id, request.form.get("reason", ""))
    except InvalidInput as refusal:
        return show_list(actor, ending=delegation_id, ending_error=refusal.message), 422
    flash(messages.ENDED, "success")
    return redirect(url_for("delegating.list"))


@blueprint.post("/uy-quyen/<int:delegation_id>/lam-thay")
def begin(delegation_id: int) -> ResponseReturnValue:
    """Act for the principal from now on."""
    acting = operations.begin(current_actor(), delegation_id)
    switch_person(session, delegation_id)
    if acting.behalf is not None and acting.behalf.until is not None:
        flash(messages.began(acting.behalf.name, acting.behalf.until), "success")
    return redirect(url_for(HOME))


@blueprint.post("/thoi-lam-thay")
def stop() -> ResponseReturnValue:
    """Act as oneself again."""
    operations.stop(current_actor())
    switch_person(session, None)
    flash(messages.STOPPED, "success")
    return redirect(url_for(HOME))


def show_list(
    actor: Actor, *, form: DelegationForm | None = None, ending: int = 0, ending_error: str = ""
) -> str:
    """The page; `form` is one that was refused, with what was typed."""
    db.session.rollback()
    own = loading.oneself(db.session(), actor)
    lines = queries.of_person(db.session(), actor.id)
    manages = bool(actor.all_roles & rules.MANAGERS)
    roles = lending.own_roles(own)
    return render_template(
        "accounts/delegations.html",
        given=[line for line in lines if line.principal_id == actor.id],
        received=[line for line in lines if line.delegate_id == actor.id],
        standing=queries.standing(db.session(), actor.authority_id) if manages else [],
        manages=manages,
        form=form or DelegationForm(formdata=None).offer(roles),
        lendable=bool(roles),
        acting=actor.behalf,
        suggested=queries.suggested(db.session(), own),
        states=messages.STATES,
        role_titles=account_messages.role_titles,
        most_days=lending.MOST_DAYS,
        ending=ending,
        ending_error=ending_error,
    )
