"""NumPy arrays out of Arrow ones and back, by their buffers.

PyArrow's own ways there (`to_numpy`, `pa.array`) load pandas if it is installed, which takes longer than the check of a
hundred thousand rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

_Array = Any  # a NumPy array
_NAMES = {"float": "float32", "double": "float64"}  # of types that NumPy calls by another name


def numbers(array: Any) -> _Array:
    """Return the cells of an Arrow array of numbers, whatever stands in the place of a missing one.

    >>> numbers(pa.array([1, 2, 3]).slice(1)), numbers(pa.array([], pa.float32()))
    (array([2, 3]), array([], dtype=float32))
    """
    kind = np.dtype(_NAMES.get(str(array.type), str(array.type)))
    if not len(array):
        return np.empty(0, kind)
    return np.frombuffer(array.buffers()[1], kind)[array.offset : array.offset + len(array)]


def flags(array: Any) -> _Array:
    """Return the cells of an Arrow array of true and false, a missing one as false.

    >>> flags(pa.array([True, None, False, True]).slice(1))
    array([False, False,  True])
    """
    return numbers((array.fill_null(False) if array.null_count else array).cast(pa.uint8())).view(bool)


def arrow(cells: _Array, missing: _Array | None = None) -> Any:
    """Return a NumPy array of numbers as an Arrow one, without those that the mask *missing* tells.

    >>> arrow(np.array([1.5, 2.5]), np.array([False, True])).to_pylist(), arrow(np.arange(2, dtype=np.int8)).type
    ([1.5, None], DataType(int8))
    """
    there = None if missing is None else _there(missing)
    kind = pa.from_numpy_dtype(cells.dtype)
    return pa.Array.from_buffers(kind, len(cells), [there, pa.py_buffer(np.ascontiguousarray(cells))])


def texts(cells: Sequence[str | None]) -> Any:
    """Return an Arrow array of texts, None is a missing one.

    >>> texts(["达标", "", None, "met"]).to_pylist()
    ['达标', '', None, 'met']
    """
    coded = [b"" if cell is None else cell.encode() for cell in cells]
    ends = np.cumsum([0, *map(len, coded)], dtype=np.int32)
    there = _there(np.array([cell is None for cell in cells], dtype=bool))
    return pa.StringArray.from_buffers(len(coded), pa.py_buffer(ends), pa.py_buffer(b"".join(coded)), there)


def _there(missing: _Array) -> Any:
    """Return the bits by which Arrow tells which cells there are, None if none is missing."""
    return pa.py_buffer(np.packbits(~missing, bitorder="little")) if missing.any() else None
