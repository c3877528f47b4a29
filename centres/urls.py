from django.urls import path

from centres.accounts import recovery_views
from centres.administer_exams import views
from centres.audit_trail import views as audit_views
from centres.members import invitation_views
from centres.members import views as members_views

app_name = "centres"

urlpatterns = [
    path("", views.administer_exams, name="administer_exams"),
    path("invitations/<str:token>/", invitation_views.invitation, name="invitation"),
    path("recovery/<str:token>/", recovery_views.recovery, name="recovery"),
    path("<str:centre_number>/members/", members_views.members, name="members"),
    path("<str:centre_number>/members/invite/", members_views.invite_member, name="invite_member"),
    path("<str:centre_number>/members/<int:key>/role/", members_views.member_role, name="member_role"),
    path("<str:centre_number>/members/<int:key>/remove/", members_views.member_removal, name="remove_member"),
    path(
        "<str:centre_number>/members/invitations/<int:key>/revoke/",
        members_views.revoke_invitation,
        name="revoke_invitation",
    ),
    path("<str:centre_number>/audit/", audit_views.trail, name="audit"),
    path("<str:centre_number>/audit.csv", audit_views.trail_csv, name="audit_csv"),
]
