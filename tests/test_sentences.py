"""The sentences that can carry figures: those of a plain division of the text, found without looking at each."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from plancheck import sentences
from plancheck.documents import Document, read_document
from plancheck.text import Source

PIECES = """
    0 7 12 95 % ‰ 。 ！ ？ ! ? 0。4 一、 （一） 1. ① 第一章 2019年 三个 八成 一半 过半数 翻番 全覆盖 百分之 达到 控制在
    不低于 目标 水平 率 ， 、 （责任科室：综合科） 发布时间： 完成 下达 医院 千 半 分 \\n
""".split()
TEXTS = st.lists(st.sampled_from([*PIECES, " ", "\n"]), max_size=40).map("".join)


def plainly(document: Document) -> list[tuple[str, int]]:
    """Return text and place of each sentence with a figure, by dividing the text first, then at the heads in it."""
    text, found = document.normalized.text, []
    places = [0, *(match.end() for match in sentences._end().finditer(text)), len(text)]
    for start, end in pairwise(places):
        stop = end - text[start:end].endswith("\n")
        heads = [section for section in document.sections if start <= section.start < stop]
        pieces = zip(
            [start, *(head.body_start for head in heads)], [*(head.start for head in heads), stop], strict=True
        )
        for begin, behind in pieces:
            begin += len(text[begin:behind]) - len(text[begin:behind].lstrip())
            begin += sentences._half(text, begin)
            dull = sentences._is_label(text, begin) or document.is_furniture(begin)
            if begin < behind and sentences._gate().search(text, begin, behind) and not dull:
                found.append((text[begin:behind], begin))
    return found


@given(TEXTS)
def test_sentences_are_those_of_a_plain_division(text: str) -> None:
    document = read_document(Source(text))
    assert [(sentence.text, sentence.start) for sentence in sentences.split(document)] == plainly(document)


def test_a_sentence_without_a_figure_is_left_out() -> None:
    document = read_document(Source("完善工作机制。建档率达到95%。2019年是关键之年。"))
    assert [sentence.text for sentence in sentences.split(document)] == ["建档率达到95%。"]


def test_a_sentence_longer_than_any_is_divided_behind_a_mark() -> None:
    text = "建档率达到95%，" * 5_000
    found = [(sentence.text, sentence.start) for sentence in sentences.split(read_document(Source(text)))]
    assert len(found) > 1
    assert all(sentence.endswith("，") and text.startswith(sentence, start) for sentence, start in found)
    assert "".join(sentence for sentence, _ in found) == text
