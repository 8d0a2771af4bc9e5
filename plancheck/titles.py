"""What the first lines of a text say: its title, what kind of text it is, who issued it, which place it is for."""

from __future__ import annotations

import re

from plancheck.patterns import compiled, deferred

# A line of the opening that says what kind of text it is: one that sets what is to be reached.
_DECLARED = compiled(
    r"(?:要点|计划(?!生育|免疫)|规划|方案|意见|纲要|打算|安排|任务书?|目标|责任[书状]|办法|细则|标准|通知|决定|规定|行动"
    r"|[要拟]办的|实事(?=(?:项目)?(?:清单)?$))"
    r"[^\n。,，;；:]{0,12}$"
)
_PLANNING = compiled("要点|计划(?!生育)|方案|打算|安排")
_ACHIEVED = compiled("圆满|顺利完成|超额|提前|召开|举行|取得|获评|通过")  # news, not a plan
# The title of a report on one year with a plan for the next.
MIXED = compiled(
    r"(?:总结|回顾|汇报|完成情况|工作情况)[^。]{0,4}(?:和|及|与|暨|、|以及|并|,)[^。]{0,16}(?:计划|安排|打算|思路|要点|任务|谋划)"
)
_BODY = compiled(
    r"[\u4e00-\u9fff]{2,20}?(?:卫生健康委员会|卫生和计划生育委员会|卫生计生委|卫生健康委|卫健委|发展和改革委员会|人民政府|管委会|委员会|[\u4e00-\u9fff]局|厅)(?:办公室)?"
)
_REVIEW_TITLE = deferred(
    "总结|公报|(?:评估|考核结果|执行情况|形势|统计)(?:分析)?报告|分析报告|自查报告|述职|情况(?:汇报|通报|分析)"
)
_REGION = compiled(r"([\u4e00-\u9fff]{2,7}?(?:自治区|自治州|省|市|州|盟|县|区|旗))")


def title_of(text: str) -> str | None:
    """Return the first line that reads like a title; a website's path and labels do not.

    >>> title_of("首页>政务公开>规划\\n云河市2025年卫生健康工作要点\\n一、目标")
    '云河市2025年卫生健康工作要点'
    """
    lines = first_lines(text, 60)
    plain = [
        line for line in lines if 4 <= len(line) <= 60 and not re.search(r"[>|:。?？]|浏览|首页|版权|您|来源", line)
    ]
    closing = (
        r"(?:要点|计划|规划|方案|报告|总结|意见|纲要|讲话|打算|安排|任务|目标|措施|公报)(?:\(.{1,8}\))?(?:的?通知)?$"
    )
    named = [line for line in plain if re.search(closing, line)]
    return next(iter(named or plain or lines), None)


def declares(text: str) -> bool:
    """Tell whether one of the first lines announces a plan or who must keep to what follows.

    >>> declares("云河市2025年工作要点\\n一、目标"), declares("我市圆满完成计划")
    (True, False)
    """
    lines = (line for line in first_lines(text, 12) if len(line) <= 80)
    return any(_DECLARED.search(line) and not _ACHIEVED.search(line) for line in lines)


def is_review(title: str | None) -> bool:
    """Tell whether a title is that of a text on what is past.

    >>> is_review("云河市2025年工作总结"), is_review("云河市2025年总结表彰方案"), is_review(None)
    (True, False, False)
    """
    if not title or "。" in title or _PLANNING.search(title):
        return False
    return _REVIEW_TITLE.search(title) is not None


def body_of(text: str) -> str | None:
    """Return who issued *text*, as one of its first lines names them.

    >>> body_of("云河市卫生健康委员会关于印发2025年工作要点的通知")
    '云河市卫生健康委员会'
    """
    lines = (line for line in first_lines(text, 25) if len(line) < 40)
    return next((match[0] for line in lines if (match := _BODY.search(line))), None)


def region_of(text: str | None) -> str | None:
    """Return the place that a title or the name of a body begins with, None if it begins with none.

    >>> region_of("云河市2025年工作要点"), region_of("2025年工作要点"), region_of(None)
    ('云河市', None, None)
    """
    match = _REGION.match(text or "")
    return match[1] if match else None


def first_lines(text: str, count: int) -> list[str]:
    """Return the first *count* lines that are not blank.

    >>> first_lines("  要点\\n\\n一、目标\\n", 9)
    ['要点', '一、目标']
    """
    return [line.strip() for line in text[:4000].split("\n") if line.strip()][:count]
