"""Which indicator a run of figures speaks of, and whether it is a target or report at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from plancheck import counted, enumerations, lexicon, names, pairs, resources, runs, verbs
from plancheck.figures import makes_places_better
from plancheck.licences import PLANNED, PREDICATE, SET, is_licensed, was_set
from plancheck.patterns import compiled, deferred

if TYPE_CHECKING:
    from plancheck.figures import Reading
    from plancheck.pairs import Pair
    from plancheck.runs import Run
    from plancheck.topics import Topic

_JOINED = compiled(r"(?:、|以及|[和及与并])(?P<own>[^、和及与]{0,8}|[^、和及与]{0,24}等)$")
_ORDINAL = compiled(r"第.{1,3}[批次期轮个]|首批")
_FULFILS = compiled(
    rf"(?:超额)?(?:完成了?|(?<!下)达到?|占|为|是|[实]现)(?P<of>{PLANNED})(?:为?[\d.]+[万亿]*[^\d,，、的]{{0,3}})?的?$"
)
_CURRENT = compiled(r"(?:由|从)(?:目前|原来|现行|现在)的?[^，,、]{1,12}$")
_SETTLED = deferred(r"实现|脱贫|落户|搬迁|就业|参保|签约|转移")
_AMOUNTS = ("人次", "人次数", "人数", "人口")  # 总诊疗人次9.5亿
_SHORT_OF = {"不足", "不到", "近", "约"}  # 由不足10%提升至33%
# 我省实现县级医院远程会诊全覆盖: whose it is, not what.
_PLACE = deferred(r"(?:省|[^城]市|[^城旗]县|州|盟|自治区|[我本全]区|等(?:地|城市|省份))$")
_REACHES = deferred("达到|实现|建成|完成|通过|获得|开展")
_SAMPLES = deferred(r"(?:范文|计划|总结|方案|责任书|模板)\(?(?:精选|通用|推荐|汇[总编]|[锦合]集|集锦|收集|最新|参考)?$")
_LISTS = compiled("(?:任务|内容|工作|措施|目标|重点|特点|要求|原因|做法)共?有$")
_BY_RULE = deferred(r"的?(?:标准|要求|原则)(?=[配设建核增安聘招补落筹投])")
_SHARE_NAMED = deferred(r"(?:率|比例|占比|比重)[均都]?$")
_WHO_REACH = ("有", "推动", "带动", "帮助", "组织", "指导", "引导", "支持")  # behind these so many reach something
_WORD = 4  # characters, more than most verbs have
_REST = ("其余", "剩余", "剩下", "剩下的", "余下的", "另外", "其他", "余下")


def name(run: Run, readings: list[Reading], topic: Topic) -> tuple[list[Pair], list[str]]:
    """Return each figure of a run with its reading and its indicator, and codes that hold for all.

    The list is empty where the figures only describe.
    """
    reading = readings[0]
    if (
        reading.kind == "level"
        and set(run.figures[0].leads) <= _SHORT_OF
        and not any(figure.leads for figure in run.figures[1:])
        and runs.starts_from(run.left)
    ):
        topic.heading = runs.without_start(run.left) or topic.heading
        topic.subject = names.clean(topic.heading) or topic.subject
        topic.set_list(enumerations.split_names(topic.heading, len(run.figures)))
        return [], []  # 普及率从6.29%…: where a change starts is no target
    if not any(figure.leads for figure in run.figures) and (current := _CURRENT.search(run.left)):
        topic.heading = run.left[: current.start()]  # 由目前的每月补贴16元、13元,分别提高到…
        topic.set_list(enumerations.split_names(topic.heading, len(run.figures)))
        return [], []
    vague = run.figures[0].form == "quantity" and (not reading.bound or bool(run.figures[0].tail))
    lost = reading.group == "missing" and vague and run.noun_behind
    if (
        lost or was_set(run) or (reading.unit == "篇" and _SAMPLES.search(run.left))
    ):  # 进万家活动, 亿元以上项目, 超额完成30所的年度目标
        return [], []
    if reading.group == "count" or (reading.group == "duration" and reading.bound) or _is_uncounted(run, reading):
        return _name_counted(run, readings, topic)
    if reading.group == "duration" and not run.left.endswith(runs.SCORED):
        return [], []
    if reading.group == "reference" and run.left in ("均", "都") and topic.recent:
        return [(run.figures[0], reading, name) for name in topic.recent], []  # A达到…、B达到…,均高于全省平均水平
    if reading.group == "bare" and run.noun_behind and run.figures[0].low.strip("余多")[-1:] in ("万", "亿"):
        return _people(run, readings, topic)
    if _only_describes(run, reading):
        return [], []
    if progress := _progress(run, readings, topic):
        return progress, []
    left = _subject(run, reading, topic)
    if not left:
        return [], []
    if topic.took_right and len(run.figures) == 1:
        return [(run.figures[0], reading, names.trim(left))], []
    return pairs.pair(run, readings, left, topic)


def _is_uncounted(run: Run, reading: Reading) -> bool:
    """Tell whether only the measure word of counted work is left: 新增床位张."""
    figure = run.figures[0]
    return reading.group == "missing" and not figure.leads and figure.low in lexicon.uncounted_words()


def _people(run: Run, readings: list[Reading], topic: Topic) -> tuple[list[Pair], list[str]]:
    """Return an amount that has no measure word of whom it counts: 近2万贫困人口实现脱贫; others are background."""
    if readings[0].kind == "change" or not _SETTLED.search(run.right):
        return [], []
    return _name_counted(run, readings, topic)


def _only_describes(run: Run, reading: Reading) -> bool:
    """Tell whether a figure that counts nothing says something else than how high an indicator is."""
    figure = run.figures[0]
    if run.left.endswith(("~", "-", "至", "到")) and run.left.startswith("每") and reading.group in ("rate", "bare"):
        return True  # 每80万人口~150万人口
    if run.left == "的" and not run.first and reading.group == "rate":
        return True  # 低于全区平均值的50%: of another's figure
    if reading.group in ("bare", "garbled") and reading.unit is None:
        heads = ("比", "比值", "指数", "系数", *(_AMOUNTS if figure.low[-1:] in "万亿" else ()))
        index = run.left.endswith(heads) and not run.noun_behind  # 出生人口性别比108.6
        says = figure.leads[-1:] in (("为",), ("是",)) and not run.noun_behind
        stated = says and (reading.value == 0 or _SHARE_NAMED.search(run.left))  # 比例为53.4: its sign is lost
        if not (reading.bound or index or stated) and not (reading.group == "garbled" and figure.leads):
            return True
    if reading.group == "bare" and figure.tail and run.noun_behind:
        return True  # 人口10万以上的城市
    return bool(reading.group == "rate" and figure.leads and not names.clean(run.left) and SET.match(run.right))


def _progress(run: Run, readings: list[Reading], topic: Topic) -> list[Pair]:
    """Return the figures that say how much of a plan is done: 支出37亿元, 完成预算的98%."""
    if readings[0].group != "rate" or readings[0].kind != "level":
        return []
    done = _FULFILS.search(run.left)
    if not done:
        return []
    before = names.clean(run.left[: done.start()]) or topic.subject or names.clean(topic.heading)
    size = len(run.figures)
    listed = topic.listed(size) if size > 1 else [before]
    listed = listed if len(listed) == size else []
    found = [f"{name}完成{done['of']}" for name in listed]
    return list(zip(run.figures, readings, found, strict=True)) if found else []


def _subject(run: Run, reading: Reading, topic: Topic) -> str:
    """Return the text that names what a rate, quantifier or reference is about; empty where it only describes."""
    left = run.left if run.first else _own_left(run, topic)
    words = resources.rules("words.toml")["background"]
    behind = reading.group in ("rate", "missing") and reading.kind == "level" and run.noun_behind
    if left.endswith(tuple(words["strengths"])) and behind:
        return ""
    topic.took_right = False
    if behind and verbs.is_reach(left):
        topic.reach = left
        return left + run.right  # 直报系统覆盖100%的卫生院
    if behind and topic.reach and runs.ends_in_join(run.left):
        return topic.reach + run.right
    if run.right.startswith("的比例") or (
        behind and run.right.startswith("的") and reading.op == "=" and names.clean(left) and not left.endswith("有")
    ):
        return _handed_out(left, run.right)
    if behind and (runs.ends_in_join(run.left) or not names.clean(left) or verbs.ends_in_verb(left)):
        topic.took_right = True
        return _with_predicate(run)
    if reading.group == "all" and "实现" in left:
        before, _, after = left.partition("实现")
        who = names.clean(before)
        if names.clean(after) and (not who or _PLACE.search(who)):
            left = after
        else:  # 预约和结算实现全覆盖 are two names, 村医实现轮训全覆盖 one
            left = before if enumerations.members(before) > 1 else before + after.removeprefix("了")
    if (own := names.clean(left)) and not (len(own) < _WORD and own in verbs.listed("verbs", "create")):
        if reading.value == 100 and reading.group == "rate" and run.right[:1] != "、" and verbs.has_verb(run.right):
            return left + run.right
        if behind and run.right.startswith("的") and names.clean(left):
            return ""
        return left
    return (topic.subject if not run.first else "") or topic.heading or topic.subject


def _handed_out(left: str, right: str) -> str:
    """Return what is handed out by 按60%的比例给予补助 or 按每例800元的标准给予补助, and to whom."""
    giver = re.sub("(?:按照?|依照)(?:[^,，、]{1,8}的|每.{1,3})?$", "", left)
    return giver + re.sub("^的?(?:比例|标准)?(?:给予|予以)?", "", right)


def _with_predicate(run: Run) -> str:
    """Return the noun behind a figure with its verb, which in a list stands behind the last noun only."""
    right, own = _split_joined(run.right.removeprefix("的"))
    if own is None or PREDICATE.search(right.replace("建设", "")):  # 40%的新农村建设示范村、…
        return right
    last = run.rest[max(run.rest.rfind("、的"), 0) :]
    verb = _REACHES.search(last) or PREDICATE.search(last)
    return right + (last[verb.start() :] if verb else "")


def _name_counted(run: Run, readings: list[Reading], topic: Topic) -> tuple[list[Pair], list[str]]:
    reading, left = readings[0], _own_left(run, topic)
    if not reading.bound and (counted.is_size(left) or (topic.project and counted.is_capacity(left, run, reading))):
        return [], []
    if reading.group == "missing" and run.figures[0].low in ("个", "名") and not verbs.has_verb(left):
        return [], []  # 公示医师名 lists names
    if reading.group == "duration" and run.noun_behind:
        return [], []
    ruled = run.right[:1] in ("的", "标", "要", "原") and _BY_RULE.match(run.right)
    if ruled and re.search("按照?(?:每.{1,8}|人均)?$", left):  # 按每千人不少于1名的标准配备村医
        return [(run.figures[0], reading, names.counted(_BY_RULE.sub("", run.right), ""))], []
    if reading.op == "=" and re.search("按照?(?:每.{1,3})?$", left):
        return [(run.figures[0], reading, names.clean(_handed_out(left, run.right)))], []
    if not run.noun_behind:
        topic.counting = topic.took_right = False
        if reading.kind == "level" and (more := verbs.more_than(left)) and (name := topic.subject or more[1]):
            return [(run.figures[0], attrs.evolve(reading, kind="change", direction=more[0]), name)], []
        return _noun_before(left, run, readings, topic)
    if reading.kind == "change" and counted.is_made_better(run, reading):
        made_better = counted.made_better(run, reading)
        return ([(run.figures[0], *made_better)] if made_better else []), []
    if not is_licensed(run, reading, left, counting=topic.counting, listed=topic.unit == reading.unit):
        topic.counting = topic.took_right = False
        return [], []
    topic.counting = topic.took_right = True
    name = counted.with_shared_noun(_noun_behind(run, reading, left), run)
    return counted.named(run, readings, name), []


def _noun_behind(run: Run, reading: Reading, left: str) -> str:
    right = run.right if run.last else _split_joined(run.right)[0]
    if reading.op in ("=", "<=") and (gives := re.match("(?:一次性)?(?:给予|予以)", left)):
        return names.clean(left[gives.end() :].lstrip("每个名家") + right)
    if reading.op in ("=", "<=") and left.endswith(("给予", "给予一次性", "奖励", "补助")):
        return names.clean(re.sub("给予|一次性", "", left) + right)
    if verbs.is_reach(left):
        return names.clean(left + right)
    if not run.first and re.search(r"[县市区镇乡村院校企业目标家户]有$", left):  # 12个乡镇有8个建成…
        return names.clean(left[:-1] + right)
    if left.endswith(_WHO_REACH) and not run.last:  # 有8个镇和90个村完成改造
        return names.clean(_with_predicate(run))
    if verbs.ends_in_verb(left) or runs.ends_in_join(left) or left.endswith("等"):
        return names.clean(right)
    if not verbs.clean_front(left):
        return names.clean(_with_predicate(run))
    if reading.kind == "frequency":
        return names.clean(left + right)
    return names.counted(left, right) if verbs.has_verb(left) else names.clean(right)


def _noun_before(left: str, run: Run, readings: list[Reading], topic: Topic) -> tuple[list[Pair], list[str]]:
    reading, figure = readings[0], run.figures[0]
    plain = reading.kind != "frequency" and not reading.bound
    if plain and (figure.low == "一" or (re.match(r"[两三四五六七八九十]$", figure.low) and not verbs.has_verb(left))):
        return [], []  # 签约一人; 老年人、儿童两类
    if plain and _LISTS.search(left):
        return [], []  # 主要任务有4项: …
    change = verbs.change_verb(left) if reading.kind == "level" and not figure.leads else None
    if change and not makes_places_better((verbs.clean_front(left)[:2],), reading):
        direction, left = change
        readings = [attrs.evolve(r, kind="change", direction=direction) for r in readings]
    name = counted.work_on_same(left, reading, topic) or counted.before(left, topic)
    if name in pairs.NET and topic.subject:  # 收入11640元, 净增982元
        if (reading.unit or "").startswith("元"):  # 净增4家 counts, as 新增 does
            readings = [attrs.evolve(r, kind="change", direction=pairs.NET[name]) for r in readings]
        name = topic.subject
    if reading.kind == "frequency" and name in verbs.listed("verbs", "measure"):  # 每周调度1次、每月通报1次
        what = verbs.without_verb_behind(topic.subject)
        name = what + name if what != topic.subject else name
    if not name and run.right.startswith("以"):
        return [], []  # 建成5项以就业见习岗位: a word of comparison is cut
    if not name or name in _REST:
        size = len(run.figures)
        listed = topic.listed(size)
        if size > 1 and len(listed) == size:  # A…亩, B…吨, 分别比上年增加…亩、…吨
            return list(zip(run.figures, readings, listed, strict=True)), []
        name = (
            (names.clean(topic.heading) if not name and run.first else "") or counted.work_alone(left) or topic.subject
        )
        if size > 1 and name:
            return pairs.pair(run, readings, name, topic)
        return ([(figure, readings[0], name)] if name else []), []
    if len(run.figures) > 1 or "各" in figure.leads:
        return pairs.pair(run, readings, name, topic)
    return [(figure, readings[0], pairs.completed(name, run, topic, rate=False))], []


def _split_joined(between: str) -> tuple[str, str | None]:
    """Return what stands between two figures as the noun of the first and what begins the second.

    医院和改造 | 10所, 人选和第五批 | 125名; the second part is None where nothing coordinates them.
    """
    match = _JOINED.search(between)
    if match and (
        not match["own"]
        or match["own"].endswith("等")
        or _ORDINAL.fullmatch(match["own"])
        or verbs.ends_in_verb(match["own"])
    ):
        return between[: match.start()], match["own"]
    return between, None


def _own_left(run: Run, topic: Topic) -> str:
    """Return what stands before a run and does not belong to the one before it."""
    if run.first or not topic.took_right:
        return run.left.lstrip("、和及与") if not run.first else run.left
    _, own = _split_joined(run.left)
    return run.left if own is None else own
