"""Mail servers that are away, or refuse everybody."""

from smtplib import SMTPRecipientsRefused

from django.core.mail.backends.base import BaseEmailBackend


class MailBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError


class RefusingBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise SMTPRecipientsRefused({})
