"""What failed sign-ins are counted by: digests, since people type passwords there."""

from django.utils.crypto import salted_hmac


def account_digest(account: str) -> str:
    """Of what was typed as an account."""
    text = account.strip().lower()
    return salted_hmac("accounts.sign-in", text, algorithm="sha256").hexdigest()


def code_account(pk: int) -> str:
    """What failed codes of this person's second factor are counted by."""
    return f"second factor of {pk}"
