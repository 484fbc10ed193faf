"""Permission rules for materials. Each returns True, or a Denied with its reason."""

from django.utils.translation import gettext as _

from campaigns.materials.models.material import Material
from campaigns.materials.requirements import missing_requirements
from groups.jurisdictions.rules import has_jurisdiction
from groups.kim.models import Group
from groups.kim.rules import has_no_tie, membership_of
from groups.members.models import MemberRole
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation import rules
from kimportal.moderation.states import State
from kimportal.web.permissions import Denied

#: Drafts of one group that may be open at once; the next one waits until one is finished.
MAX_DRAFTS = 20
MAX_FILES = 10


def may_start(person, group):
    """Start a material of this KIM, or (without a KIM) of the ministry."""
    if group is None:
        if not person.is_editor:
            return Denied(_("Editors write the ministry's materials."))
        return True
    if membership_of(person, group) is None:
        return Denied(_("Members of the KIM do this."))
    if not group.is_live:
        return Denied(_("A KIM can offer materials once it has been verified."))
    if Material.objects.filter(group=group).drafts()[:MAX_DRAFTS].count() >= MAX_DRAFTS:
        return Denied(_("Your KIM has many drafts open. Finish or hand in some of them first."))
    return True


def may_edit(person, material):
    """Change its texts and files."""
    if not material.is_editable:
        reason = _("Nothing can be changed while this is “%s”.") % material.get_state_display()
        return Denied(reason, of=material)
    return _is_author(person, material)


def may_submit(person, material):
    if not material.is_editable:
        return Denied(_("This has been sent in already."), of=material)
    return _is_author(person, material)


def may_add_file(person, material):
    if material.files.count() >= MAX_FILES:
        return Denied(_("A material carries at most %s files.") % MAX_FILES, of=material)
    return may_edit(person, material)


def may_renew(person, material):
    """Start a corrected edition of a published material."""
    if material.state not in {State.LIVE, State.WITHDRAWN}:
        return Denied(_("Only what was published can get a new version."), of=material)
    if material.successors.exclude(state=State.REJECTED).exists():
        return Denied(_("A newer version has been started already."), of=material)
    return _is_author(person, material)


def may_translate(person, material):
    """Translate a live material: any verified KIM, or an editor."""
    if not material.is_live:
        return Denied(_("Only what is published can be translated."))
    if person.is_editor or Group.objects.of(person).live().exists():
        return True
    return Denied(_("Members of a verified KIM do this."))


def may_review(person, material):
    """Review within one's jurisdiction, never one's own work or that of one's group."""
    if not has_jurisdiction_over(person, material):
        return Denied(_("This lies outside your jurisdiction."))
    if _has_edited(person, material):
        return Denied(_("You have worked on this yourself, so a colleague decides on it."))
    if material.group_id and not (answer := has_no_tie(person, material.group)):
        return answer
    return rules.may_review(person, material)


def may_withdraw(person, material):
    """Withdraw: reviewers; editors for the ministry's materials; a KIM's officers for its own."""
    if person.is_reviewer and has_jurisdiction_over(person, material):
        return True
    if material.is_official:
        return person.is_editor or Denied(_("Editors and reviewers do this."))
    membership = membership_of(person, material.group)
    if membership is not None and membership.role != MemberRole.MEMBER:
        return True
    return Denied(_("The officers of the KIM do this."))


def may_restore(person, material):
    """Restore, unless retention deleted the files it needs (campaigns/retention.py)."""
    if any(field == "new_file" for field, _sentence in missing_requirements(material)):
        reason = _("Its files were deleted two years after the withdrawal. Begin a new version.")
        return Denied(reason, of=material)
    return may_review(person, material)


def has_jurisdiction_over(person, material):
    """Limit the ministry's materials to national staff, others to the KIM's region."""
    if not person.is_staff:
        return False
    if material.is_official:
        return not person.jurisdiction_codes
    return has_jurisdiction(person, material.region_code)


def _is_author(person, material):
    if material.is_official:
        return person.is_editor or Denied(_("Editors write the ministry's materials."))
    if membership_of(person, material.group) is None:
        return Denied(_("Members of the KIM do this."))
    return True


def _has_edited(person, material):
    if person.pk in {material.created_by_id, material.submitted_by_id}:
        return True
    edits = AuditEvent.objects.about(material).filter(
        by=person, action__in=[Action.EDIT, Action.SUBMIT]
    )
    return edits.exists()
