"""Candidates with their entries and results, each the account of a user."""

from typing import ClassVar, Self

from django.contrib.auth.models import User
from django.db import models


class Table(models.Model):
    """Says what Django's plug-in for types can't know of an app that isn't installed."""

    objects: ClassVar[models.Manager[Self]]

    class Meta:
        abstract = True


class Release(Table):
    """When a qualification's results may be seen."""

    qualification = models.CharField(max_length=20, unique=True)
    releases_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.qualification


class Syllabus(Table):
    """What is examined."""

    code = models.CharField(max_length=4, unique=True)
    title = models.CharField(max_length=200)
    release = models.ForeignKey(Release, models.PROTECT)

    def __str__(self) -> str:
        return self.code


class Centre(Table):
    """A school, with whom to ask there."""

    number = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.number


class Candidate(Table):
    """A person who is examined."""

    user = models.OneToOneField(User, models.CASCADE)
    centre = models.ForeignKey(Centre, models.PROTECT)
    number = models.CharField(max_length=4)
    has_access = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.number


class Result(Table):
    """A grade in one syllabus."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="results")
    syllabus = models.ForeignKey(Syllabus, models.PROTECT)
    grade = models.CharField(max_length=10)
    mark = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.grade
