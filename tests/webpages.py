"""Pages as the sites of offices publish plans: the same kind of text inside very different furniture.

The readers of web pages were compared on them before one was chosen (`docs/decisions.md`), and the tests hold what the
chosen one reaches: all content, all rows of tables, and no furniture but where no reader can tell.
"""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """A page, the sentences and the table rows that are its content, and the furniture that is not."""

    name: str
    html: str
    content: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    furniture: tuple[str, ...] = ()


TITLE = "青河市2025年卫生健康工作要点"
AIM = "2025年，全市卫生健康工作坚持以人民健康为中心，着力补短板、强弱项、提质量，推动各项任务落到实处。"
RATES = "孕产妇死亡率控制在9.5/10万以下，婴儿死亡率、5岁以下儿童死亡率分别控制在3‰、4.5‰以内。"
WORK = "新建社区卫生服务中心6所，培训乡村医生320人次，家庭医生签约服务覆盖率达到40%以上。"
LEVELS = "居民健康素养水平提高到31%，适龄儿童免疫规划疫苗接种率保持在95%以上。"
ALL = (AIM, RATES, WORK, LEVELS)
SHORT = "确保建档率达到90%以上。"
SHORTS = ("建档率达到90%。", "签约率达到40%。", "新建医院2所。", "培训医生30名。")
HEAD = ("指标", "单位", "2020年", "2025年", "属性")
ROWS = (
    HEAD,
    ("人均预期寿命", "岁", "78.1", "79.2", "预期性"),
    ("孕产妇死亡率", "1/10万", "9.8", "≤9.0", "约束性"),
    ("每千人口床位数", "张", "6.2", "7.1", "预期性"),
)
SMALL = (("指标", "2025年"), ("建档率", "90%"))

NAV = ("首页", "政务公开", "政务服务", "互动交流", "专题专栏", "数据发布")
NEWS = (
    "我市孕产妇死亡率降至8.2/10万",
    "全市三级医院平均住院日下降0.5天",
    "市疾控中心启动流感疫苗接种",
    "关于2024年预算执行情况的公告",
    "我市新增定点医疗机构25家",
    "全市常住人口出生率6.9‰",
)
FOOT = (
    "主办：青河市卫生健康委员会",
    "网站标识码4201000033",
    "ICP备2021004567号",
    "联系电话：0712-8326190",
    "您是第1802345位访客",
)
FURNITURE = (*NEWS, *FOOT, "数据发布")


def links(words: tuple[str, ...], tag: str = "li") -> str:
    return "".join(f'<{tag}><a href="/{i}.html" title="{w}">{w}</a></{tag}>' for i, w in enumerate(words))


def table(rows: tuple[tuple[str, ...], ...] = ROWS, attributes: str = 'border="1"') -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table {attributes}>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def each(*texts: str, tag: str = "p", attributes: str = "") -> str:
    return "".join(f"<{tag} {attributes}>{text}</{tag}>" for text in texts)


def site(body: str, title: str = f"{TITLE}_青河市卫生健康委员会") -> str:
    head = f"<meta charset='utf-8'><title>{title}</title><style>p{{margin:0}}</style><script>var hits = 95;</script>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


MENU = f"<div class='nav'><ul>{links(NAV)}</ul></div>"
FOOTER = f"<div class='footer'>{each(*FOOT)}</div>"
WHERE = "<div class='position'>当前位置：<a href='/'>首页</a> &gt; <a href='/zwgk'>政务公开</a> &gt; 规划计划</div>"
SHARE = (
    "<div class='share'><span>字号：[大 中 小]</span><span>分享到：</span><a href='#'>微信</a><a href='#'>微博</a>"
    "<a href='javascript:print()'>打印本页</a><a href='javascript:close()'>关闭窗口</a></div>"
)
RELATED = f"<div class='related'><h3>相关链接</h3><ul>{links(NEWS)}</ul></div>"
FACTS = (
    "<table class='xxgk'><tr><td>索 引 号：</td><td>014422/2025-00317</td><td>发布机构：</td>"
    "<td>青河市卫生健康委员会</td></tr>"
    "<tr><td>发文日期：</td><td>2025-02-20</td><td>文号：</td><td>青卫发〔2025〕6号</td></tr></table>"
)


def framed(main: str) -> str:
    """A page with the main part between a menu, related news and a footer."""
    return site(f"{MENU}{main}{RELATED}{FOOTER}")


def _templates() -> list[Page]:
    article = (
        f"<h1>{TITLE}</h1><h2>一、主要目标</h2>{each(AIM, RATES)}{table()}<h2>二、重点任务</h2>{each(WORK, LEVELS)}"
    )
    html5 = (
        f"<header><nav><ul>{links(NAV)}</ul></nav></header><main><article>{article}</article></main>"
        f"<aside><ul>{links(NEWS)}</ul></aside><footer>{''.join(FOOT)}</footer>"
    )
    editor = (
        "<div id='zoom' class='zoom'><div class='TRS_Editor'><style>.TRS_Editor P{margin:1em}</style>"
        + each("　　一、主要目标", f"　　{AIM}", f"&nbsp;&nbsp;&nbsp; {RATES}", attributes="align='justify'")
        + table(attributes="class='MsoTable' style='width:100%'")
        + each("　　二、重点任务", f"　　{WORK}", f"　　{LEVELS}")
        + "</div></div>"
    )
    dated = "<div class='date'>发布时间：2025-02-20 &nbsp; 来源：本网 浏览次数：1234</div>"
    content_system = f"{WHERE}<div class='con'><div class='title'>{TITLE}</div>{FACTS}{dated}{editor}{SHARE}</div>"
    pasted = "".join(
        "<p class='MsoNormal'>"
        + "".join(f"<span>{text[i : i + 5]}</span>" for i in range(0, len(text), 5))
        + "<o:p></o:p></p>"
        for text in ("一、主要目标", *ALL)
    )
    return [
        Page("html5", site(html5), ALL, ROWS, FURNITURE),
        Page("content system", framed(content_system), ALL, ROWS, (*FURNITURE, "打印本页")),
        Page("tables as layout", _old_page(), ALL, ROWS, FURNITURE),
        Page(
            "pasted from Word",
            framed(f"{WHERE}<h1>{TITLE}</h1><div>{pasted}{table()}</div>{SHARE}"),
            ALL,
            ROWS,
            FURNITURE,
        ),
    ]


def _old_page() -> str:
    """A page of the time when tables laid everything out, with tags in capitals and a declared encoding."""
    menu = "".join(f"<TD><A HREF=#>{word}</A></TD>" for word in NAV)
    news = "".join(f"<TR><TD>·<A HREF=#>{word}</A></TD></TR>" for word in NEWS)
    lines = ("一、主要目标<BR>", AIM, RATES, table(), "二、重点任务", f"{WORK}<BR>", LEVELS)
    text = "".join(f"　　{line}<BR>" for line in lines)
    return (
        "<HTML><HEAD><META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=gb2312'>"
        f"<TITLE>{TITLE}</TITLE></HEAD><BODY><TABLE WIDTH=1000><TR>{menu}</TR></TABLE><TABLE><TR>"
        f"<TD WIDTH=200 VALIGN=top><TABLE>{news}</TABLE></TD><TD><TABLE><TR><TD ALIGN=center><FONT SIZE=5>"
        f"<B>{TITLE}</B></FONT></TD></TR><TR><TD ALIGN=center>2025-2-20 9:30:11　阅读次数：332</TD></TR>"
        f"<TR><TD><FONT SIZE=3>{text}</FONT></TD></TR></TABLE></TD></TR></TABLE>"
        f"<TABLE WIDTH=1000><TR><TD ALIGN=center>{'<BR>'.join(FOOT)}</TD></TR></TABLE></BODY></HTML>"
    )


def _contents() -> list[Page]:
    """Pages whose main part is of an unusual kind: hardly any text, only a table, lists, one long line."""
    heading = f"<h1>{TITLE}</h1>"
    numbered = tuple(f"（{i}）加强第{i}项工作，覆盖率达到{60 + i}%以上，新增服务点{i}个。" for i in range(1, 41))
    merged = (
        "<table><tr><td rowspan='2'>指标</td><td rowspan='2'>单位</td><td colspan='2'>目标值</td>"
        "<td rowspan='2'>属性</td></tr>"
        "<tr><td>2022年</td><td>2025年</td></tr><tr><td>人均预期寿命</td><td>岁</td><td>78.6</td><td>79.2</td>"
        "<td rowspan='2'>预期性</td></tr><tr><td>每千人口床位数</td><td>张</td><td>6.5</td><td>7.1</td></tr></table>"
    )
    hidden = (
        "<div style='display:none'>隐藏覆盖率0.12%</div><noscript>兼容0.88%</noscript><script>put('0.77%')</script>"
    )
    mains = {
        "mostly a table": (f"{WHERE}<div>{heading}<p>{RATES}</p>{table()}</div>{SHARE}", (RATES,), ROWS),
        "only a table": (f"<div class='content'><h2>主要指标</h2>{table()}</div>", (), ROWS),
        "one sentence": (f"<div class='content'>{heading}<p>{SHORT}</p></div>", (SHORT,), ()),
        "preformatted": (f"<div>{heading}<pre>一、目标\n　　{AIM}\n　　{RATES}\n　　{WORK}</pre></div>", ALL[:3], ()),
        "nested lists": (
            f"<div>{heading}<ol><li>{AIM}</li><li>{RATES}<ul><li>{WORK}</li></ul></li></ol></div>",
            ALL[:3],
            (),
        ),
        "an attachment": (
            f"<div>{each(*ALL)}<p>附件：<a href='1.doc'>1.主要指标表.doc</a></p></div>",
            (*ALL, "附件"),
            (),
        ),
        "merged cells": (
            f"<div>{each(AIM)}{merged}{each(WORK)}</div>",
            (AIM, WORK),
            (("人均预期寿命", "岁", "78.6", "79.2"),),
        ),
        "long": (f"{WHERE}<div class='content'>{heading}{each(*numbered)}</div>{SHARE}", numbered, ()),
        "hidden parts": (f"<div class='main'>{heading}{hidden}{each(*ALL)}</div>", ALL, ()),
        "short lines": (f"<div class='box'><div>{TITLE}</div>{each(*SHORTS, tag='div')}</div>", SHORTS, ()),
        "a small table": (f"<div>{heading}{each(AIM)}{table(SMALL)}{each(WORK)}</div>", (AIM, WORK), SMALL),
        "a cell a sentence": (f"<table>{''.join(f'<tr><td>{text}</td></tr>' for text in ALL)}</table>", ALL, ()),
        "one line": (f"<div id='c'>{'<br>　　'.join(ALL)}</div>", ALL, ()),
        "links in the text": (
            f"<div><p>{AIM.replace('健康', '<a href=x>健康</a>')}</p>{each(WORK)}</div>",
            (AIM, WORK),
            (),
        ),
    }
    unseen = (*FURNITURE, "隐藏", "0.77%", "0.88%")
    return [Page(name, framed(main), text, rows, unseen) for name, (main, text, rows) in mains.items()]


def _structures() -> list[Page]:
    """Pages whose structure misleads: content in siblings, names of classes that mean something else, broken tags."""
    heading = f"<h1>{TITLE}</h1>"
    inner = f"{each(*ALL)}{table()}"
    state = "<input type='hidden' name='__VIEWSTATE' value='dDwtMTIzNDU2'>"
    sections = "".join(f"<section><h3>部分</h3><div><p>{text}</p></div></section>" for text in ALL)
    paged = "".join(f"<div class='page'>{each(text)}</div>" for text in ALL)
    mains = {
        "siblings": f"<div><div>{each(AIM, RATES)}</div><div>{table()}</div><div>{each(WORK, LEVELS)}</div></div>",
        "classes of tools": f"<div class='scroll_cont tool'>{heading}<div class='meta'>{inner}</div></div>",
        "classes of menus": f"<div class='page-header'>{heading}</div><div class='extra menu_con'>{inner}</div>",
        "a form": f"<form action='show.aspx'>{state}<div><span>{TITLE}</span><div>{inner}</div></div></form>",
        "divisions": f"<div>{each('<b>一、目标</b>', *ALL, tag='div')}<div class='x'>{table()}</div></div>",
        "sections": sections + table(),
        "pages": f"<div>{paged}</div><div class='pagination'><a href=1>1</a><a href=2>下一页</a></div>{table()}",
        "contents list": f"<div>{heading}<ul>{links(('一、目标', '二、任务', '三、保障'))}</ul>{inner}</div>",
        "much news": f"<div class='left'><ul>{links(NEWS * 8)}</ul></div><div>{heading}{each(*ALL)}{table()}</div>",
    }
    unclosed = (
        f"<html><body><div class=nav>{links(NAV)}<div><center>{TITLE}</center><p>{AIM}<p>{RATES}<table><tr><td>指标<td>"
        f"单位<td>2025年<tr><td>建档率<td>%<td>≥90</table><p>{WORK}"
    )
    return [
        *(Page(name, framed(main), ALL, ROWS, FURNITURE) for name, main in mains.items()),
        Page("unclosed tags", unclosed, ALL[:3], (("建档率", "%", "≥90"),)),
        Page("a fragment", each(AIM, RATES) + table() + each(WORK), ALL[:3], ROWS),
        Page("nothing else", f"<html><body><p>{SHORT}</p></body></html>", (SHORT,)),
    ]


PAGES = (*_templates(), *_contents(), *_structures())
