"""Three roles on PostgreSQL: who owns and migrates, the officers' site with its workers, and the candidates' site.

`grants` says what each may do with each table, `statements` says it in SQL, `apply` runs that.
"""
