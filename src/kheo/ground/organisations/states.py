from enum import StrEnum


class LinkKind(StrEnum):
    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    FUNCTION_MOVED = "function_moved"
