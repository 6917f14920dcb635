"""The whole line over shards: pages in, one folder of tables, pictures and report out."""

from toolkit.audit.engines import Shard, plan, run
from toolkit.audit.shard import PROBLEMS, Spec, audit_shard
from toolkit.audit.whole import Audit, audit, intended
from toolkit.room import open_room

__all__ = ["PROBLEMS", "Audit", "Shard", "Spec", "audit", "audit_shard", "intended", "plan", "run"]

open_room(__name__)
