"""The same two pages made with what Django brings along and its defaults, as a good developer would write them.

The comparison of `tests.benchmarks.results_day`: `django.contrib.auth` with its default hasher, sessions in the
database, `LoginView`, a view with plain ORM, the middleware of a new project, a database connection for each request.
"""
