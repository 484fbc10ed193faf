from groups.forms.directory import DirectoryForm
from groups.forms.people import InviteForm, MembershipForm, NoteForm
from groups.forms.registration import DeclarationsForm, DecreeForm, ProfileForm, StartForm
from groups.forms.officers import OfficerFormSet, officers_of

__all__ = [
    "DeclarationsForm",
    "DecreeForm",
    "DirectoryForm",
    "InviteForm",
    "MembershipForm",
    "NoteForm",
    "OfficerFormSet",
    "ProfileForm",
    "StartForm",
    "officers_of",
]
