"""Documents made from nothing but a seed: prose with the density of figures that real plans have."""

from __future__ import annotations

import random

HEADS = [
    "加强队伍建设",
    "完善服务体系",
    "深化改革创新",
    "做好疾病防控",
    "推进信息化",
    "提升服务能力",
    "强化监督管理",
    "落实保障措施",
]
PROSE = """
    坚持以人民为中心的发展思想，统筹推进各项重点工作 完善工作机制，加强部门协同，形成齐抓共管的良好局面
    进一步规范服务流程，改善就医环境，提高群众满意度 强化责任落实，加大督导检查力度，确保政策措施落地见效
    深入开展主题教育，严明纪律规矩，营造风清气正的氛围 积极探索新模式，总结推广好经验好做法，发挥示范带动作用
    加大宣传力度，普及政策知识，引导群众广泛参与 健全应急预案，做好物资储备，提升快速反应和处置能力
    优化资源布局，补齐基层短板，推动优质资源下沉 落实主体责任，加强风险排查，坚决守住安全底线
    推进数据共享，打通业务壁垒，方便企业和群众办事 加强人才引进和培养，完善激励机制，稳定基层队伍
""".split()
NAMES = """
    健康档案建档率 重点人群签约率 疫苗接种率 产前筛查率 规范管理率 水质合格率 生活垃圾处理率 入学率 城镇登记失业率
    饮用水水源地水质达标率 农村自来水普及率 医保参保率 劳动合同签订率 秸秆综合利用率
""".split()
THINGS = """
    社区卫生服务中心 普惠性托位 全科医生 中医馆 示范村 口袋公园 就业见习岗位 便民服务点 急救站点 公共充电桩
""".split()
UNITS = "所 个 名 家 个 座 个 处 个 台".split()


def document(rng: random.Random, characters: int = 10_000) -> str:
    """Return a plan of about so many characters, in which every twelfth sentence or so holds figures."""
    lines = [f"云河市{rng.randint(2016, 2030)}年工作要点", ""]
    length = section = 0
    while length < characters:
        section += 1
        sentences = "".join(_sentence(rng) for _ in range(rng.randint(5, 12)))
        lines.append(
            f"（{'一二三四五六七八九十'[section % 10]}）{rng.choice(HEADS)}。{sentences}（责任科室：综合科、财务科）"
        )
        length += len(lines[-1])
    return "\n".join(lines)


def corpus(size: int = 5_000_000, seed: int = 1) -> list[str]:
    """Return documents with *size* bytes of UTF-8 in all."""
    rng = random.Random(seed)
    documents: list[str] = []
    total = 0
    while total < size:
        documents.append(document(rng))
        total += len(documents[-1].encode())
    return documents


def _sentence(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.08:
        name, other = rng.sample(NAMES, 2)
        return f"{name}、{other}分别达到{rng.randint(50, 99)}%、{rng.randint(50, 99)}.{rng.randint(1, 9)}%以上。"
    if kind < 0.13:
        index = rng.randrange(len(THINGS))
        amount = f"{rng.randint(2, 400)}{UNITS[index]}{THINGS[index]}"
        return f"{rng.choice(['力争', '确保', ''])}年内新建{amount}，{rng.choice(PROSE)}。"
    if kind < 0.15:
        return f"按照《关于做好2019年工作的通知》（〔2019〕{rng.randint(1, 90)}号）要求，{rng.choice(PROSE)}。"
    return f"{rng.choice(PROSE)}。"
