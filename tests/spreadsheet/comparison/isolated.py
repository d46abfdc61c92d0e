"""Runs a function on many items, each in a process of its own with limits on processor time and memory.

What another program's reader does with a hostile file (loop, grow, crash) then costs one result, not the run.
"""

import os
import pickle
import resource
import signal
import tempfile
import traceback


class Failure:
    """Why there is no result: `reason` is an exception's class, "timeout", "out of memory" or "signal N"."""

    def __init__(self, reason, detail=""):
        self.reason = reason
        self.detail = detail


def jobs():
    return len(os.sched_getaffinity(0))


def run(function, items, weights, seconds, memory_bytes):
    """Returns [function(item) or Failure] in the order of `items`, as many at a time as there are processors.

    The items with the largest weights are started first. `seconds` are of the processor, so that a busy machine changes
    no result. `function` may read what this process holds; its result must be picklable.
    """
    results = [None] * len(items)
    running = {}
    with tempfile.TemporaryDirectory(prefix="sheetgate-comparison-") as directory:
        waiting = sorted(range(len(items)), key=lambda index: weights[index])
        while waiting or running:
            while waiting and len(running) < jobs():
                index = waiting.pop()
                path = os.path.join(directory, str(index))
                running[_start(function, items[index], path, seconds, memory_bytes)] = (index, path)
            pid, status = os.wait()
            index, path = running.pop(pid)
            results[index] = _result(path, status)
    return results


def _start(function, item, path, seconds, memory_bytes):
    pid = os.fork()
    if pid:
        return pid
    try:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        try:
            result = function(item)
        except MemoryError:
            result = Failure("out of memory")
        except Exception as error:
            result = Failure(type(error).__name__, traceback.format_exc())
        with open(path, "wb") as out:
            pickle.dump(result, out)
    finally:
        os._exit(0)


def _result(path, status):
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return Failure("timeout" if number == signal.SIGXCPU else f"signal {number}")
    try:
        with open(path, "rb") as stored:
            result = pickle.load(stored)
        os.unlink(path)
        return result
    except (OSError, EOFError, pickle.UnpicklingError) as error:
        return Failure("no result", str(error))
