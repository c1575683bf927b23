"""Write into the database what no form would take."""

from __future__ import annotations


def spoil(id_: str, address: str = "", **columns: str) -> None:
    """Change columns of a dataset, and the address of its first file, below the validators."""
    import sqlalchemy as sa

    from ckan import model

    changed = "".join(f", {name} = :{name}" for name in columns)
    now = "metadata_modified = now() AT TIME ZONE 'utc'"
    statement = f"UPDATE package SET {now}{changed} WHERE id = :id"
    model.Session.execute(sa.text(statement), columns | {"id": id_})
    if address:
        statement = "UPDATE resource SET url = :url WHERE package_id = :id AND position = 0"
        model.Session.execute(sa.text(statement), {"url": address, "id": id_})
    model.Session.commit()
