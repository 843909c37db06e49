from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stop allauth from reading every session of a person at each sign-in.

        `adapters.AccountAdapter.login` lists the new session instead, at a cost
        that does not grow with the number of sessions.
        """
        from allauth.account.signals import user_logged_in
        from allauth.usersessions.signals import on_user_logged_in

        user_logged_in.disconnect(on_user_logged_in)
