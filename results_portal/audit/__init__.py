"""The audit trail: `record` writes an entry, the actors say who acted."""

from results_portal.audit.actors import Actor, Anybody, CandidateActor, Command, Service, kind_of
from results_portal.audit.entries import record, request_address

__all__ = ["Actor", "Anybody", "CandidateActor", "Command", "Service", "kind_of", "record", "request_address"]
