"""What the forms about people ask for. Lengths are bounded here, meaning is judged by rules and actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shangyi.people.models import Account
from shangyi.places.models import Unit

LONGEST_NEXT = 500


class ContactForm(forms.Form):
    contact = forms.CharField(
        label=_("Mobile phone or e-mail"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "tel", "autofocus": True}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The six digits"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "class": "code",
            }
        ),
    )


class PasswordForm(forms.Form):
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    """A new password, typed twice; `account` is whose it will be."""

    new_password = forms.CharField(
        label=_("New password"),
        help_text=_("At least ten characters. Four unrelated words are good and easy to remember."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_new_password(self) -> str:
        wanted = str(self.cleaned_data["new_password"])
        validate_password(wanted, self.account)
        if self.account.check_password(wanted):
            raise ValidationError(_("This is the password you have now. Choose another one."))
        return wanted

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new_password") and data.get("again") and data["new_password"] != data["again"]:
            self.add_error("again", _("The two differ. Type it once more."))
        return data


class ChangePasswordForm(NewPasswordForm):
    current = forms.CharField(
        label=_("Your password now"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("current", "new_password", "again")


class CurrentPasswordForm(forms.Form):
    current = ChangePasswordForm.base_fields["current"]


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("How may we call you?"),
        help_text=_("For example 王阿姨 or your full name. You can leave it out."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class ReadingForm(forms.Form):
    large_print = forms.BooleanField(label=_("Large print wherever I sign in"), required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("as chosen on each device")), ("zh-hans", "中文"), ("en", "English")],
        required=False,
    )


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.CharField(label=_("E-mail"), max_length=120, required=False)
    large_print = forms.BooleanField(label=_("Reads large print"), required=False)


class CapacityForm(forms.Form):
    kind = forms.ChoiceField(label=_("Capacity"))
    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label=""
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=60,
        required=False,
        help_text=_("As the person is called, for example 社区党委书记"),
    )
    from_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class DelegateForm(forms.Form):
    to = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    until_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class JoinForm(forms.Form):
    other = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    keep = forms.ChoiceField(choices=[("this", ""), ("other", "")])
    reason = forms.CharField(label=_("How do you know that they are one person?"), max_length=300)


class SignInNameForm(forms.Form):
    sign_in_name = forms.CharField(label=_("Sign-in name"), max_length=60)
