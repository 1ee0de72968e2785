"""The blueprint that the desk's modules put their routes on."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__, template_folder="templates")
