from django.urls import path

from dosekeeper.web.account import views


urlpatterns = [
    path("", views.account, name="account"),
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("logout/", views.SignOut.as_view(), name="account_logout"),
    path("reauthenticate/", views.OnceMore.as_view(), name="account_reauthenticate"),
    path("password/change/", views.NewPassword.as_view(), name="account_change_password"),
    path("demo/", views.demo_sign_in, name="demo-sign-in"),
]
