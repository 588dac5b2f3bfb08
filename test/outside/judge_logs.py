"""Reads event logs with pm4py and says, as one line of JSON, what it found."""
import contextlib
import io
import json
import os
import sys
import warnings

warnings.filterwarnings("ignore")
silence = io.StringIO()
with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
    import pm4py
    from pm4py.objects.ocel.validation import ocel20_rel_validation

folder, damaged = sys.argv[1:3]


def counts(log):
    return {
        "events": len(log.events),
        "objects": len(log.objects),
        "eventObjectRelations": len(log.relations),
        "objectObjectRelations": len(log.o2o),
        "attributeChanges": len(log.object_changes),
        "eventTypes": int(log.events["ocel:activity"].nunique()),
        "objectTypes": int(log.objects["ocel:type"].nunique()),
    }


READERS = {
    "ocel-json": (pm4py.read_ocel2_json, "log.json"),
    "ocel-xml": (pm4py.read_ocel2_xml, "log.xml"),
    "ocel-sqlite": (pm4py.read_ocel2_sqlite, "log.sqlite"),
}
# Two activities in each other's place: a judge who takes these cases proves nothing.
SWAPPED = {
    "PurchaseOrder": ["Create purchase order", "Send purchase order"],
    "Delivery": ["Pick delivery", "Issue delivery"],
}
verdict = {"logs": {}, "refused": []}
with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
    for name, (read, file) in READERS.items():
        path = os.path.join(folder, name, file)
        if not os.path.exists(path):
            continue
        log = read(path)
        verdict["logs"][name] = counts(log)
        if name == "ocel-sqlite":
            satisfied, unsatisfied = ocel20_rel_validation.apply(path)
            verdict["satisfied"] = len(satisfied)
            verdict["unsatisfied"] = [str(one) for one in unsatisfied]
        if name == "ocel-json":
            flow = pm4py.filter_ocel_object_types(log, ["SalesOrder", "Delivery", "CustomerInvoice"])
            graph = pm4py.discover_ocdfg(flow)
            verdict["discovered"] = sorted(graph["object_types"])
    flat = pm4py.read_xes(os.path.join(folder, "xes", "PurchaseOrder.xes"))
    verdict["nets"] = {}
    for file in sorted(os.listdir(os.path.join(folder, "xes"))):
        name = file.removesuffix(".xes")
        net, initial, final = pm4py.read_pnml(
            os.path.join(folder, "models", name + ".pnml"), auto_guess_final_marking=True
        )
        cases = pm4py.read_xes(os.path.join(folder, "xes", file))
        aligned = pm4py.conformance_diagnostics_alignments(cases, net, initial, final)
        if name in SWAPPED:
            other = cases.replace({"concept:name": dict(zip(SWAPPED[name], reversed(SWAPPED[name])))})
            bent = pm4py.conformance_diagnostics_alignments(other, net, initial, final)
        else:
            bent = []
        verdict["nets"][name] = {
            "isSound": bool(pm4py.check_soundness(net, initial, final)[0]),
            "cases": len(aligned),
            "whole": sum(one["fitness"] == 1 for one in aligned),
            "bent": sum(one["fitness"] == 1 for one in bent),
        }
    verdict["traces"] = int(flat["case:concept:name"].nunique())
    verdict["flatEvents"] = len(flat)
    try:
        pm4py.read_ocel2_json(damaged)
    except Exception:
        verdict["refused"].append(os.path.basename(damaged))
print()
print(json.dumps(verdict))
