"""What the calculator's pages show: plain data, ready for the templates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.calculator.forms import DECLARABLE, FIGURE, OTHERS, POINTS, STATUS, Typed
from app.calculator.output import decision_line
from app.calculator.scoring import Scored, UnitScore, compared_inputs
from app.messages import calculator as texts
from app.messages import suppliers
from app.rounds.views import basis_text
from frameworks.computation import Line
from frameworks.explain import describe_rule
from frameworks.model import Framework, Input, Node
from frameworks.numbers import format_vi
from frameworks.rules.manual import Manual

#: With figures in more sections than this only the wrong ones are unfolded: the page would not end.
MOST_OPEN = 2
STATUS_CHOICES = tuple((str(status), texts.STATUSES[status]) for status in DECLARABLE)


@dataclass(frozen=True)
class FieldView:
    """One field; `kind` says how it is drawn."""

    name: str
    title: str
    kind: str  # boolean, choice, number, text, list
    text: str
    error: str
    unit: str = ""
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()

    @property
    def id(self) -> str:
        """Its anchor in the page."""
        return anchor(self.name)


@dataclass(frozen=True)
class CriterionView:
    """One criterion with its fields, and its points once they are computed."""

    node: Node
    anchor: str
    rule: str
    basis_kind: str
    basis: str
    supplier: str
    fields: Sequence[FieldView]
    shared: Sequence[tuple[str, str]]  # sentence, anchor of the field
    status: FieldView
    line: Line | None
    points: str
    explanation: str


@dataclass(frozen=True)
class HeadingView:
    """An inner node between criteria."""

    node: Node
    depth: int
    points: str


@dataclass
class SectionView:
    """A main index: folded until it holds something typed or wrong."""

    anchor: str
    label: str
    title: str
    pillar: str
    maximum: str
    points: str
    fields: list[FieldView] = field(default_factory=list)
    lines: list[HeadingView | CriterionView] = field(default_factory=list)
    reached: Fraction = Fraction(0)
    most: Fraction = Fraction(0)
    open: bool = False
    wrong: int = 0
    typed: int = 0


@dataclass(frozen=True)
class FrameworkLine:
    """A framework as the list shows it."""

    framework: Framework
    address: tuple[str, str]
    maximum: str
    proposed: int


def chosen(frameworks: Sequence[Framework]) -> dict[str, list[FrameworkLine]]:
    """The frameworks by the decision that issued them."""
    found: dict[str, list[FrameworkLine]] = {}
    for one in frameworks:
        decision, _, group = one.id.partition("/")
        proposed = sum(leaf.basis is not None and leaf.basis.kind == "proposed" for leaf in one.leaves)
        line = FrameworkLine(one, (decision, group), format_vi(one.maximum), proposed)
        head = texts.decision(one.decision.body, one.decision.number, one.decision.year, None)
        found.setdefault(head, []).append(line)
    return found


@dataclass(frozen=True)
class FormPage:
    """The whole page of one framework."""

    framework: Framework
    decision: str
    sections: Sequence[SectionView]
    errors: Sequence[tuple[str, str]]
    unit: UnitScore | None
    total: str
    maximum: str
    comparing: Sequence[tuple[str, str]]  # label and anchor of the criteria that compare units
    special: Sequence[str]


def form_page(
    framework: Framework, given: Typed, errors: Mapping[str, str], scored: Scored | None = None
) -> FormPage:
    """The form with what was typed, what is wrong with it, and the points when they are there."""
    builder = _Builder(framework, given, errors, scored)
    sections = list(builder.sections())
    for section in sections:
        section.open = bool(section.wrong)
    filled = [section for section in sections if section.typed]
    if len(filled) <= MOST_OPEN:
        for section in filled or sections[:1]:
            section.open = True
    unit = scored.units[0] if scored is not None else None
    return FormPage(
        framework=framework,
        decision=decision_line(framework.decision),
        sections=sections,
        errors=[(message, anchor(name)) for name, message in errors.items()],
        unit=unit,
        total=format_vi(unit.sheet.rescaled_total, scored.decimals) if unit and scored else "",
        maximum=format_vi(framework.maximum),
        comparing=[
            (leaf.label, "tc-" + anchor(leaf.code))
            for leaf in framework.leaves
            if leaf.rule is not None and leaf.rule.comparing
        ],
        special=[rule.title for rule in framework.special],
    )


def anchor(name: str) -> str:
    """The id of a field or criterion in the page."""
    return name.replace(".", "-")


class _Builder:
    """Puts the sections together; every input has one field, at the first criterion that reads it."""

    def __init__(
        self, framework: Framework, given: Typed, errors: Mapping[str, str], scored: Scored | None
    ) -> None:
        self.framework, self.given, self.errors, self.scored = framework, given, errors, scored
        self.unit = scored.units[0] if scored is not None else None
        self.compared = compared_inputs(framework)
        self.placed: dict[str, str] = {}  # input -> label of the criterion with its field; "" in general

    def sections(self) -> Iterator[SectionView]:
        """The general figures that feed formulas, the main indexes, and what stands under none of them."""
        general = [one for one in self.framework.general if self.framework.leaves_using(one.name)]
        if general:
            section = SectionView("chung", "", texts.GENERAL_SECTION, "", "", "")
            for declared in general:
                self._place(section, declared, "", section.fields)
            yield section
        pillars = {
            node.code: root.title
            for root in self.framework.roots
            if root.level == "pillar"
            for node in root.walk()
        }
        mains = {main.code: main for main in self.framework.mains}
        covered = {leaf for code in mains for leaf in self.framework.leaves_under[code]}
        for node in self.framework.nodes.values():
            if node.code in mains:
                yield self._section(node, pillars.get(node.code, ""))
            elif node.is_leaf and node.code not in covered:
                yield self._section(node, "")

    def _section(self, top: Node, pillar: str) -> SectionView:
        points = self._points(top)
        section = SectionView(
            "muc-" + anchor(top.code), top.label, top.title, pillar, format_vi(top.maximum), points
        )
        section.most = top.maximum
        if self.unit is not None:
            section.reached = self.unit.sheet.node_points(top.code)
        below = [(top, 0)] if top.is_leaf else [pair for child in top.children for pair in _walk(child, 0)]
        for node, depth in below:
            if node.is_leaf:
                section.lines.append(self._criterion(node, section))
            else:
                section.lines.append(HeadingView(node, depth, self._points(node)))
        return section

    def _points(self, node: Node) -> str:
        if self.unit is None or self.scored is None:
            return ""
        return format_vi(self.unit.sheet.node_points(node.code), self.scored.decimals)

    def _criterion(self, leaf: Node, section: SectionView) -> CriterionView:
        fields: list[FieldView] = []
        shared: list[tuple[str, str]] = []
        for name in leaf.inputs:
            declared = self.framework.inputs[name]
            if name not in self.placed:
                self._place(section, declared, leaf.label, fields)
            else:
                where = texts.SHARED if self.placed[name] else texts.SHARED_GENERAL
                sentence = where.format(title=declared.title, label=self.placed[name])
                shared.append((sentence, anchor(FIGURE + name)))
        if isinstance(leaf.rule, Manual):
            fields.append(
                self._field(section, POINTS + leaf.code, texts.POINTS_LABEL, "number", texts.POINTS_UNIT)
            )
        return CriterionView(
            node=leaf,
            anchor="tc-" + anchor(leaf.code),
            rule=describe_rule(leaf, self.framework),
            basis_kind=leaf.basis.kind if leaf.basis else "",
            basis=basis_text(leaf.basis) if leaf.basis else "",
            supplier="" if leaf.supplier == "unit" else suppliers.inside(leaf.supplier),
            fields=fields,
            shared=shared,
            status=self._field(
                section, STATUS + leaf.code, texts.STATUS_LABEL, "choice", choices=STATUS_CHOICES
            ),
            line=self.unit.sheet.lines[leaf.code] if self.unit else None,
            points=self._points(leaf),
            explanation=self.unit.explanation(leaf) if self.unit else "",
        )

    def _place(self, section: SectionView, declared: Input, label: str, fields: list[FieldView]) -> None:
        """Give an input its one field, and one for the other units where criteria compare them."""
        self.placed[declared.name] = label
        users = [leaf.label for leaf in self.framework.leaves_using(declared.name)]
        also = texts.ALSO_USED.format(labels=", ".join(users)) if len(users) > 1 else ""
        hint = " ".join(filter(None, (declared.definition, declared.guidance, also)))
        kind = declared.type if declared.type in ("boolean", "choice", "text") else "number"
        choices = tuple(declared.choices.items())
        if kind == "boolean":
            choices = (("true", texts.YES), ("false", texts.NO))
        unit = declared.unit or ("%" if declared.type == "percent" else "")
        fields.append(self._field(section, FIGURE + declared.name, declared.title, kind, unit, hint, choices))
        if declared.name in self.compared:
            title = texts.OTHERS_LABEL.format(title=declared.title)
            fields.append(self._field(section, OTHERS + declared.name, title, "list", "", texts.OTHERS_HINT))

    def _field(
        self,
        section: SectionView,
        name: str,
        title: str,
        kind: str,
        unit: str = "",
        hint: str = "",
        choices: Sequence[tuple[str, str]] = (),
    ) -> FieldView:
        text, error = self.given.fields.get(name, ""), self.errors.get(name, "")
        section.typed += bool(text)
        section.wrong += bool(error)
        return FieldView(name, title, kind, text, error, unit, hint, choices)


def _walk(node: Node, depth: int) -> Iterator[tuple[Node, int]]:
    yield node, depth
    for child in node.children:
        yield from _walk(child, depth + 1)
