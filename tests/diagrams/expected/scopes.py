"""x"""

from tests.diagrams.expected.model import Group

GROUP = Group()
