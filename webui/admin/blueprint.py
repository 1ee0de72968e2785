"""The blueprint that the administrators' modules put their routes on."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__, template_folder="templates")
