import pytest, json, time
pytestmark = pytest.mark.service
def test_try(public_site, udata):
    from tests.feed.load import load
    t=time.time()
    loaded = load(public_site.api)
    print("loaded", len(loaded), time.time()-t)
    out={}
    for fmt in ("ttl","rdf"):
        r = udata.harvest(f"{public_site.address}/catalog.{fmt}", "--map", public_site.map_option)
        print(fmt, r["exit"], r["said"][-600:], r["job"]["counts"])
        out[fmt]=r
    out["loaded"]={k:v.shown for k,v in loaded.items()}
    json.dump(out, open("/tmp/u_try.json","w"), indent=1, ensure_ascii=False)
