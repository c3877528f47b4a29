"""The audit trail: `record` writes an entry, `record_counted` what is repeated at will, the actors say who acted."""

from results_portal.audit.actors import Actor, Anybody, CandidateActor, Command, Service, kind_of
from results_portal.audit.entries import record, request_address
from results_portal.audit.tallies import record_counted, sum_up

__all__ = [
    "Actor",
    "Anybody",
    "CandidateActor",
    "Command",
    "Service",
    "kind_of",
    "record",
    "record_counted",
    "request_address",
    "sum_up",
]
