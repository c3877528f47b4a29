"""Browsers of tests as a real sign-in leaves them: `Client.force_login` alone records no proof of who somebody is."""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from centres.models import User

USER_KEY = "account_authentication_methods_user"


def browser_of(user: User) -> Client:
    """A browser in which `user` signed in a moment ago."""
    return sign_in(Client(), user)


def sign_in(client: Client, user: User) -> Client:
    """`client`, signed in as `user` a moment ago."""
    client.force_login(user)
    return prove(client)


def prove(client: Client, *, minutes_ago: float = 0) -> Client:
    """`client`, whose signed-in user gave their password so many minutes ago, and not since."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() - 60 * minutes_ago}]
    session[USER_KEY] = session["_auth_user_id"]
    session.save()
    return client
