from groups.forms.directory import DirectoryForm
from groups.forms.office import OfficeForm, StaffInvitationForm
from groups.forms.officers import OfficerFormSet, officers_of
from groups.forms.people import InviteForm, MembershipForm, NoteForm
from groups.forms.registration import DeclarationsForm, DecreeForm, ProfileForm, StartForm

__all__ = [
    "DeclarationsForm",
    "DecreeForm",
    "DirectoryForm",
    "InviteForm",
    "MembershipForm",
    "NoteForm",
    "OfficeForm",
    "OfficerFormSet",
    "ProfileForm",
    "StaffInvitationForm",
    "StartForm",
    "officers_of",
]
