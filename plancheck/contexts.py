"""What carries over from clause to clause of a sentence, and what it states in the end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import Factory, define

from plancheck import deadlines
from plancheck.topics import Topic
from plancheck.trees import Date, Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plancheck.figures import Reading
    from plancheck.records import Modality, Role
    from plancheck.trees import Node


@define(kw_only=True)
class Statement:
    """One figure of a sentence with all that the sentence says of it; offsets are those of the figure's node.

    `bad_date` is where the date stands that dates it and cannot be read.
    """

    figure: Figure
    reading: Reading
    name: str
    role: Role
    modality: Modality
    deadline: date | None
    codes: tuple[str, ...]
    bad_date: tuple[int, int] | None = None


@define
class Context:
    """What carries over from clause to clause of one sentence."""

    text: str
    default: Role
    plan_year: int | None
    first_year: int | None
    end: int
    role: Role | None = None
    local_role: Role | None = None
    modality: Modality = "plain"
    deadline: date | None = None
    days: list[date] = Factory(list)
    bad_date: Date | None = None
    handing_out: bool = False
    prohibited: bool = False
    conditional: bool = False
    period: str = ""
    per_head: str = ""
    last_head: str = ""
    topic: Topic = Factory(Topic)
    seen: list[Statement] = Factory(list)

    def due(self, node: Date) -> tuple[date | None, Date | None]:
        """Return the last day that *node* allows, and *node* itself if it cannot be read.

        A month without a year stands in the year of the month named before it (2025年3月…, 6月…).
        """
        if deadlines.is_damaged(node):
            return None, node
        day = deadlines.due(node, self.plan_year)
        by_then = "前" in node.edge and (len(node.parts) > 1 or node.edge not in ("前", "以前", "之前"))
        if day and self.first_year and day.year < self.first_year and not by_then and node.word not in ("到", "至"):
            return None, None  # 2000年前建成的: whatever it dates, it is no day to come
        if "YEAR" in node.parts and len(node.parts) > 1 and day and day.year > (self.plan_year or 0):
            self.plan_year = day.year
        return day, None

    def take_up_dates(self, dates: Sequence[Date], clause: list[Node]) -> None:
        """Take up the days that a clause lists; a date by itself ends those that figures had in turn."""
        if len(dates) > 1 and (days := deadlines.coordinated(clause, self.plan_year)):
            self.days, self.topic.in_turn = days, False
        elif self.topic.in_turn:
            self.days = []
        self.topic.days = len(self.days)

    def take_up_days_in_turn(self) -> None:
        """Take up the days of two figures of one indicator: 到2025年不低于40%, 2030年不低于50%; …分别达到60%和70%."""
        if len(self.seen) < 2:
            return
        one, other = self.seen[-2:]
        same = one.name == other.name and one.reading.unit == other.reading.unit and one.role == other.role == "target"
        if same and one.deadline and other.deadline and one.deadline < other.deadline:
            self.days, self.topic.in_turn = [one.deadline, other.deadline], True
            self.topic.days = 2
