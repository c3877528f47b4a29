"""Forms that there are in any case: the crawler has to find them, or the tests would pass for want of any."""

from tests.odd_input.reading import Form, route_of

SERIES = "portal/<str:centre_number>/<slug:series_slug>/"
MEMBERS = "portal/<str:centre_number>/members/"
ROOM = "portal/associate/<str:code>/<slug:series_slug>/"
ACCOUNTS = "portal/accounts/"
CHANGES = "admin/changes/"
EXPECTED: dict[str, set[str]] = {
    "visitor": {
        "POST results/sign-in/: password username",
        "POST results/check/: code family_name",
        "POST portal/accounts/login/: login next password",
        "POST portal/accounts/password/reset/: email",
        "POST portal/invitations/<str:token>/: name password1 password2",
        "POST portal/recovery/<str:token>/:",
    },
    "halfway": {"POST portal/accounts/2fa/authenticate/: code"},
    "candidate": {"POST results/sign-out/:"},
    "officer": {
        (
            f"POST {SERIES}status/: candidates contact_email contact_name contact_telephone deals_with_queries group"
            " numbers q qualification status syllabus version"
        ),
        f"POST {SERIES}email/: by_number candidates group whom",
        f"GET {SERIES}candidates/: activity group numbers q qualification sort state syllabus",
        f"POST {SERIES}candidates/: action candidates page scope version",
        f"POST {SERIES}candidates/reissue/: action candidates page scope version",
        f"POST {SERIES}letters/chosen.pdf: action candidates page scope version",
        f"POST {SERIES}letters/again/:",
        f"POST {SERIES}letters/stop/:",
        "POST portal/accounts/logout/:",
        "POST portal/accounts/password/change/: oldpassword password1 password2",
    },
    "head": {
        f"POST {MEMBERS}invite/: email role",
        f"POST {MEMBERS}<int:key>/role/: role",
        f"POST {MEMBERS}<int:key>/remove/:",
        f"POST {MEMBERS}invitations/<int:key>/revoke/:",
        "GET portal/<str:centre_number>/audit/: action person since until",
    },
    "associate's officer": {f"GET {ROOM}: q sort status which"},
    "with an app": {
        f"POST {ACCOUNTS}2fa/totp/deactivate/:",
        f"POST {ACCOUNTS}2fa/recovery-codes/generate/:",
    },
    "superuser": {
        "GET admin/find/: q",
        "GET admin/calendar/: centre",
        "GET admin/candidates/result/: held__exact q",
        f"POST {CHANGES}candidates/<int:pk>/move/: centre number reason",
        f"POST {CHANGES}candidates/<int:pk>/rename/: candidate_uid date_of_birth family_name given_names reason who",
        f"POST {CHANGES}candidates/<int:pk>/withdraw/: reason",
        f"POST {CHANGES}centres/<str:centre_number>/rename/: name reason",
        f"POST {CHANGES}centres/<str:centre_number>/country/: country reason",
        f"POST {CHANGES}centres/<str:centre_number>/merge/: into reason",
        f"POST {CHANGES}centres/<str:centre_number>/close/: reason",
        "POST admin/candidates/result/: _selected_action action index select_across",
        "POST admin/candidates/result/: _selected_action action post",
        "POST admin/rehearsals/make/: candidates centres day name seed time zone",
        "POST admin/loads/new/: chosen_files encoding series",
        "POST admin/loads/<int:pk>/: confirm digest reason",
        "POST admin/loads/<int:pk>/: discard",
        "POST admin/centres/membership/add/: _addanother _continue _save associate centre role user",
    },
}


def told(form: Form) -> str:
    """The form in one line: how and whereto it is sent, and the names in it, but for the token that each has."""
    names = sorted(form.controls.keys() - {"csrfmiddlewaretoken"})
    return f"{form.method} {route_of(form.action)}: {' '.join(names)}".strip()
