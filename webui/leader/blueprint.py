"""The blueprint that the leaders' modules put their routes on."""

from flask import Blueprint

blueprint = Blueprint("leader", __name__, template_folder="templates")
