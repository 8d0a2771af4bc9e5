"""Reads the numeric targets of Chinese government plans and checks reported data against them.

Importing the package loads nothing else: each public name brings its module along when it is first used.
"""

TYPE_CHECKING = False  # type checkers take it for true; importing typing for it would cost start-up time
if TYPE_CHECKING:
    from plancheck.answers import compare
    from plancheck.bounds import Policy
    from plancheck.comparisons import PlanComparison
    from plancheck.errors import Diagnostic, PlancheckError
    from plancheck.many import read_plans
    from plancheck.pipeline import check, parse, read_plan
    from plancheck.plans import Plan
    from plancheck.records import Constraint, Observation
    from plancheck.relations import Relation
    from plancheck.verdicts import Report, Verdict

    __version__: str

__all__ = [
    "Constraint",
    "Diagnostic",
    "Observation",
    "Plan",
    "PlanComparison",
    "PlancheckError",
    "Policy",
    "Relation",
    "Report",
    "Verdict",
    "__version__",
    "check",
    "compare",
    "parse",
    "read_plan",
    "read_plans",
]

_HOMES = {
    "Constraint": "records",
    "Diagnostic": "errors",
    "Observation": "records",
    "Plan": "plans",
    "PlanComparison": "comparisons",
    "PlancheckError": "errors",
    "Policy": "bounds",
    "Relation": "relations",
    "Report": "verdicts",
    "Verdict": "verdicts",
    "check": "pipeline",
    "compare": "answers",
    "parse": "pipeline",
    "read_plan": "pipeline",
    "read_plans": "many",
}

if not TYPE_CHECKING:

    def __getattr__(name):
        """Return the public *name*, importing its home module now (PEP 562)."""
        if name == "__version__":
            value = _version()
        elif name in _HOMES:
            from importlib import import_module

            value = getattr(import_module(f"plancheck.{_HOMES[name]}"), name)
        else:
            msg = f"module 'plancheck' has no attribute {name!r}"
            raise AttributeError(msg)
        globals()[name] = value
        return value

    def __dir__():
        return sorted({*globals(), *__all__})


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("plancheck")
    except PackageNotFoundError:  # a bare checkout that is not installed
        return "0+unknown"
