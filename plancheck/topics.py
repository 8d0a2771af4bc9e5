"""What a sentence has been speaking of so far."""

from __future__ import annotations

from attrs import Factory, define


@define
class Topic:
    """What the sentence has been speaking of so far.

    `heading` is the last clause without a figure, `headings` those right before a clause that name an indicator each,
    `subject` the last indicator named, `last` the last name, which may be of how much of a plan is done, `parent` the
    indicator that 其中 or a colon breaks down, `recent` are all of the sentence and `lists` the last so many of one
    clause (`_listed`: how many were named before them). `counting` tells that counted work is being listed,
    `took_right` that the figure before took the text behind it as its noun. `unit` is that of the last figure with a
    name, `reach` what reaches so many of one thing after the other (科普覆盖80%的村、90%的社区). `days` is how many
    dates stand side by side (到2025年和2030年) or had figures of one indicator `in_turn`, `project` tells that one
    building was named last.
    """

    heading: str = ""
    headings: list[str] = Factory(list)
    subject: str = ""
    last: str = ""
    unit: str | None = None
    parent: str = ""
    recent: list[str] = Factory(list)
    _known: set[str] = Factory(set)
    lists: dict[int, list[str]] = Factory(dict)
    _listed: dict[int, int] = Factory(dict)
    counting: bool = False
    took_right: bool = False
    days: int = 0
    in_turn: bool = False
    project: bool = False
    reach: str = ""

    def remember(self, name: str) -> None:
        """Add *name* to those of the sentence, once."""
        if name not in self._known:
            self._known.add(name)
            self.recent.append(name)

    def set_list(self, names: list[str]) -> None:
        """Take up *names* as those that one clause lists."""
        self.lists[len(names)] = names
        self._listed[len(names)] = len(self.recent)

    def listed(self, size: int) -> list[str]:
        """Return the names for *size* figures that name nothing: those of a list, or the last of the sentence.

        Where that many were named since the list, they are meant: A、B分别…, C为…, D为…, 分别增长….
        """
        stale = len(self.recent) - self._listed.get(size, 0) >= size
        return self.recent[-size:] if stale or size not in self.lists else self.lists[size]

    def has_days_for(self, names: int) -> bool:
        """Tell whether figures of so many names are those of `days`: those in turn may as well be of a name each."""
        return self.days > 1 and not (self.in_turn and names > 1)
