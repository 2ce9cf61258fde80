"""One thread for linear algebra: with several, its sums depend on how many there are."""

from contextlib import AbstractContextManager

from fullcourt.errors import UsageError


def one_thread() -> AbstractContextManager[object]:
    """Hold NumPy's linear algebra to one thread, so that the same rows give the same bits.

    Raises:
        UsageError: The library that can do this is not installed.
    """
    try:
        from threadpoolctl import threadpool_limits
    except ImportError as error:
        raise UsageError(
            "predictions need threadpoolctl, which is not installed",
            hint="pip install 'fullcourt[predict]'",
        ) from error
    held: AbstractContextManager[object] = threadpool_limits(limits=1, user_api="blas")
    return held
