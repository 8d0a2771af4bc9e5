"""The peers in `tests.bench.check`: the closest that pandera, pointblank and dataframely can do, in two ways each."""

PEERS: tuple[str, ...] = ()
