# SPDX-License-Identifier: Apache-2.0
"""A small web application with Flask: notes that are kept while it runs."""
import logging
import os
import signal
import sys

from flask import Flask, abort, jsonify, request

MAX_NOTES = 100
MAX_CHARACTERS = 1000


def create_app(environment):
    """The application, with the settings of an environment."""
    app = Flask(__name__)
    notes = []

    @app.get("/")
    def home():
        return jsonify(name="my-flask-app", version="1.0.0", environment=environment.get("APP_ENV", "development"), debug=environment.get("DEBUG", "false") == "true")

    @app.get("/health")
    def health():
        return jsonify(status="healthy")

    @app.get("/notes")
    def list_notes():
        return jsonify(notes=notes)

    @app.post("/notes")
    def add_note():
        body = request.get_json()
        text = body.get("text") if isinstance(body, dict) else None
        if not isinstance(text, str) or not 0 < len(text) <= MAX_CHARACTERS:
            abort(422, f"'text' has to be a text of 1 to {MAX_CHARACTERS} characters")
        notes.append(text)
        del notes[:-MAX_NOTES]
        return jsonify(notes=len(notes)), 201

    @app.errorhandler(400)
    @app.errorhandler(404)
    @app.errorhandler(405)
    @app.errorhandler(415)
    @app.errorhandler(422)
    def refuse(problem):
        return jsonify(error=problem.description), problem.code

    return app


if __name__ == "__main__":
    # A container's first process is asked to stop by a signal that it has to take itself.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(asctime)s %(message)s")
    create_app(os.environ).run(host="0.0.0.0", port=5000)
