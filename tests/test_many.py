"""Many documents: folders, patterns and long lists, in order, on several cores, past files that cannot be read."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from pathlib import Path

import pytest

import plancheck
from plancheck import many
from plancheck.cli import main
from plancheck.errors import PlancheckError
from plancheck.gathering import gather

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve plans, one of which is none, among files of other kinds."""
    root = tmp_path / "plans"
    (root / "b").mkdir(parents=True)
    for number in range(12):
        place = root / "b" if number % 3 else root
        text = "" if number == 7 else f"建档率达到{70 + number}%以上。新建医院{number + 1}所。"
        (place / f"{number:02}.txt").write_text(text, encoding="utf-8")
    (root / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    (root / "~$01.docx").write_bytes(b"lock")
    (root / ".hidden.txt").write_text("覆盖率达到99%。", encoding="utf-8")
    return root


def names(plans: list[plancheck.Plan]) -> list[str]:
    return [Path(plan.source.name).stem for plan in plans]


# --- the library ---


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_plans_come_in_the_order_of_their_paths(folder: Path, processes: int) -> None:
    paths = sorted(folder.rglob("[0-9]*.txt"), key=lambda path: path.name, reverse=True)
    bad: list[PlancheckError] = []
    plans = list(plancheck.read_plans(paths, processes=processes, on_error=bad.append))
    assert names(plans) == [f"{number:02}" for number in range(11, -1, -1) if number != 7]
    assert [error.diagnostic.code for error in bad] == ["empty-file"]
    assert bad[0].diagnostic.file == (folder / "b" / "07.txt").as_posix()
    assert plans[0] == plancheck.read_plan(paths[0])


def test_without_a_taker_the_first_error_is_raised(folder: Path) -> None:
    paths = sorted(folder.rglob("[0-9]*.txt"), key=lambda path: path.name)
    plans = plancheck.read_plans(paths, processes=2)
    assert names([next(plans) for _ in range(7)]) == [f"{number:02}" for number in range(7)]
    with pytest.raises(PlancheckError, match="empty-file"):
        next(plans)


@pytest.mark.parametrize("processes", [1, 2])
def test_paths_may_be_endless(folder: Path, processes: int) -> None:
    taken = []
    endless = (taken.append(number) or folder / "00.txt" for number in count())
    plans = plancheck.read_plans(endless, processes=processes)
    assert len([next(plans) for _ in range(20)]) == 20
    plans.close()  # type: ignore[attr-defined]
    assert len(taken) < 60


def test_year_and_encoding_reach_every_file(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_bytes("6月底前建档率达到90%。".encode("utf-16-be"))
    plans = plancheck.read_plans(sorted(tmp_path.iterdir()), processes=2, year=2031, encoding="utf-16-be")
    assert {str(plan.constraints[0].deadline) for plan in plans} == {"2031-06-30"}


def test_reading_is_a_plain_function_that_any_pool_can_use(folder: Path) -> None:
    assert pickle.loads(pickle.dumps(plancheck.read_plan)) is plancheck.read_plan
    paths = [folder / "00.txt", folder / "03.txt"]
    with ProcessPoolExecutor(2) as pool:
        plans = list(pool.map(plancheck.read_plan, paths))
    assert plans == [plancheck.read_plan(path) for path in paths]
    assert pickle.loads(pickle.dumps(plans[0].check([{"指标": "建档率", "数值": "71%"}]))).ok


def test_inside_a_worker_of_another_pool_nothing_is_forked(folder: Path) -> None:
    code = (
        "import multiprocessing, sys, plancheck\n"
        "def job(paths):\n    return len(list(plancheck.read_plans(paths, processes=4)))\n"
        "if __name__ == '__main__':\n"
        "    with multiprocessing.Pool(1) as pool:\n        print(pool.map(job, [sys.argv[1:]]))\n"
    )
    paths = [str(path) for path in sorted(folder.glob("0*.txt"))] * 2
    script = folder / "script.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), *paths], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (f"[{len(paths)}]\n", "")


def test_a_file_that_kills_its_reader_is_one_bad_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = many.read_plan

    def deadly(path: Path, **options: object) -> plancheck.Plan:
        if Path(path).name == "05.txt":
            os._exit(9)
        return read(path, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(many, "read_plan", deadly)
    paths = sorted(folder.rglob("[0-9]*.txt"), key=lambda path: path.name)
    bad: list[PlancheckError] = []
    plans = list(plancheck.read_plans(paths, processes=2, on_error=bad.append))
    assert names(plans) == [f"{number:02}" for number in range(12) if number not in (5, 7)]
    assert [error.diagnostic.code for error in bad] == ["reader-died", "empty-file"]


def test_a_mistake_of_ours_is_one_bad_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path, **_: object) -> plancheck.Plan:
        raise ZeroDivisionError(path)

    monkeypatch.setattr(many, "read_plan", broken)
    bad: list[PlancheckError] = []
    assert list(plancheck.read_plans([folder / "00.txt"], on_error=bad.append)) == []
    assert bad[0].diagnostic.code == "internal-error"


def test_nobody_reads_with_no_process() -> None:
    with pytest.raises(ValueError, match="at least one process"):
        list(plancheck.read_plans([], processes=0))


# --- what names mean ---


def test_a_folder_is_all_documents_below_it_sorted(folder: Path) -> None:
    found = gather([str(folder)])
    places = [path.removeprefix(f"{folder}/") for path in found.paths]
    assert places == ["00.txt", "03.txt", "06.txt", "09.txt"] + [
        f"b/{number:02}.txt" for number in (1, 2, 4, 5, 7, 8, 10, 11)
    ]
    assert (found.problems, dict(found.left_out)) == ([], {".jpg": 1})


def test_a_pattern_a_file_and_a_folder_name_each_document_once(folder: Path) -> None:
    given = [f"{folder}/b/0[12].txt", f"{folder}/b/01.txt", f"{folder}/../plans/00.txt", f"{folder}/**/*.txt"]
    found = gather(given)
    assert [Path(path).name for path in found.paths][:3] == ["01.txt", "02.txt", "00.txt"]
    assert len(found.paths) == 12


def test_a_pattern_without_a_match_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = gather([f"{tmp_path}/*.pdf", str(tmp_path / "empty"), str(tmp_path / "none.txt"), "-"])
    assert [error.diagnostic.code for error in found.problems] == ["file-not-found", "no-documents"]
    assert found.paths == [str(tmp_path / "none.txt"), "-"]


def test_a_name_with_the_signs_of_a_pattern_is_a_name_where_it_exists(tmp_path: Path) -> None:
    (tmp_path / "要点[2025].txt").write_text("建档率达到90%。", encoding="utf-8")
    assert gather([str(tmp_path / "要点[2025].txt")]).paths == [str(tmp_path / "要点[2025].txt")]


# --- the command ---


@pytest.mark.parametrize("processes", ["1", "2"])
def test_extract_keeps_going_and_counts_what_it_could_not_read(
    folder: Path, processes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["extract", str(folder), "--format", "jsonl", "--processes", processes]) == 2
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 22
    assert [Path(json.loads(row)["file"]).stem for row in out.splitlines()][:3] == ["00", "00", "03"]
    assert "b/07.txt: error[empty-file]" in err
    assert "1 of 12 documents could not be read\n1 files of other kinds were left out: .jpg 1\n" in err


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_every_format_holds_all_documents(folder: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b" / "07.txt").write_text("建档率达到77%以上。", encoding="utf-8")
    assert main(["extract", str(folder), "--format", form]) == 0
    out = capsys.readouterr().out
    assert out.count("81%" if form == "table" else "81") >= 1
    assert sum(f"{number:02}.txt" in out for number in range(12)) == 12
    assert out.startswith("[" if form == "json" else "id," if form == "csv" else "建档率")


def test_an_answer_does_not_overwrite_a_document_of_the_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["extract", str(folder), "--format", "jsonl", "-o", str(folder / "00.txt")]) == 2
    assert "error[output-is-input]" in capsys.readouterr().err


def test_nothing_is_written_where_nothing_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "1.txt").write_text("", encoding="utf-8")
    assert main(["extract", str(tmp_path / "1.txt"), "-o", str(tmp_path / "out.txt")]) == 2
    assert not (tmp_path / "out.txt").exists()


@pytest.mark.parametrize("arguments", [["--processes", "0"], ["--processes", "many"], ["--format", "txt"]])
def test_calls_that_make_no_sense(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["extract", "a.txt", "b.txt", *arguments])
    assert stop.value.code == 2


def test_progress_is_shown_on_a_terminal_and_nowhere_else(folder: Path, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="only where there are pseudo-terminals")
    command = [sys.executable, "-m", "plancheck", "extract", str(folder), "-o", str(tmp_path / "out.txt")]
    quiet = subprocess.run(command, capture_output=True, text=True)
    assert "reading" not in quiet.stderr
    leader, follower = pty.openpty()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=follower, env={**os.environ, "TERM": "xterm"})
    os.close(follower)
    shown = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # the other end is closed and everything has been read
            break
        if not piece:
            break
        shown += piece
    os.close(leader)
    assert done.returncode == 2
    assert "reading" in shown.decode()
    assert "/12" in shown.decode()
