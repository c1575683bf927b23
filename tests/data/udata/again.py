"""Runs in udata's own virtualenv: one portal, harvested once more for each line that comes in.

`again.py HARVEST.PY URL [options of harvest.py]`; a line says how many days have passed since the
last harvest, and is answered by a line of JSON.
"""

import contextlib
import importlib.util
import json
import sys
from datetime import timedelta


def load(path):
    spec = importlib.util.spec_from_file_location("harvest", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def serve(tool, args, answer):
    from udata.core.dataservices.models import Dataservice
    from udata.harvest import backends
    from udata.models import Dataset

    tool.load_licenses(args.licenses)
    source = tool.source_for(args)
    mine = {"harvest__source_id": str(source.id)}
    for line in sys.stdin:
        for row in [*Dataset.objects(**mine), *Dataservice.objects(**mine)]:
            row.harvest.last_update -= timedelta(days=int(line))
            row.save()
        job = backends.get_backend(source.backend)(source).harvest()
        datasets = [tool.describe(each) | {"id": str(each.id)} for each in Dataset.objects(**mine)]
        services = [
            {"title": each.title, "remote_id": each.harvest.remote_id, "id": str(each.id)}
            for each in Dataservice.objects(**mine)
        ]
        result = {"job": tool.describe_job(job), "datasets": datasets, "dataservices": services}
        answer.write(json.dumps(result) + "\n")
        answer.flush()


def main():
    answer = sys.stdout
    tool = load(sys.argv.pop(1))
    args = tool.arguments()
    with contextlib.redirect_stdout(sys.stderr):
        app = tool.make_app(args)
        tool.save_job_once()
        if args.map:
            tool.map_requests(args.map)
        with app.app_context(), app.test_request_context():
            serve(tool, args, answer)


main()
