import contextlib
import os
import resource


def hold(*, cpu, memory, output):
    """Bind this process for good: CPU seconds, bytes of address space, bytes it may write."""
    wanted = {
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: output,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in wanted.items():
        # Not every system knows every limit; the parent's clock holds on all of them.
        with contextlib.suppress(ValueError, OSError):
            # At the first figure for CPU comes SIGXCPU, by which the parent knows what happened.
            resource.setrlimit(limit, (value, value + (limit == resource.RLIMIT_CPU)))
    os.nice(5)
