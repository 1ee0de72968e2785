"""Pages of leaders and of those who report: the statutory table, the lists behind it, the register."""

from webui.leader import registers, statutory
from webui.leader.blueprint import blueprint

__all__ = ["blueprint", "registers", "statutory"]
