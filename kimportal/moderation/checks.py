"""System check: every moderated model and its adapter keep the protocol."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.core.exceptions import FieldError
from django.db.models.sql import Query
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from kimportal.moderation.adapters import ModerationAdapter, registered_adapters
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.querysets import ModeratedQuerySet


@checks.register("moderation")
def check_moderation(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Report moderated models without an adapter, and whatever a model or adapter lacks."""
    models = [model for model in apps.get_models() if issubclass(model, ModeratedModel)]
    adapters = registered_adapters()
    return [
        *(error for model in models for error in check_model(model, adapters)),
        *(error for adapter in adapters for error in check_adapter(adapter)),
    ]


def check_model(
    model: type[ModeratedModel], adapters: Iterable[type[ModerationAdapter]]
) -> Iterator[checks.Error]:
    count = sum(adapter.model is model for adapter in adapters)
    if count != 1:
        yield checks.Error(
            f"{model.__name__} has {count} moderation adapters; it needs exactly one.",
            hint="Call register_adapters() in the AppConfig.ready of its app.",
            obj=model,
            id="moderation.E001",
        )
    for name in abstract_names(model):
        yield checks.Error(f"{name} is not defined.", obj=model, id="moderation.E002")
    if isinstance(model.region_code, str):  # the default of AuditTarget, not a field or property
        yield checks.Error("region_code is not defined.", obj=model, id="moderation.E002")
    queryset = model._default_manager.all()
    if not isinstance(queryset, ModeratedQuerySet):
        yield checks.Error(
            "The default manager must be made of a ModeratedQuerySet.",
            obj=model,
            id="moderation.E003",
        )
        return
    for name in abstract_names(type(queryset)):
        yield checks.Error(
            f"{type(queryset).__name__}.{name} is not defined.", obj=model, id="moderation.E002"
        )


def check_adapter(adapter: type[ModerationAdapter]) -> Iterator[checks.Error]:
    missing = abstract_names(adapter)
    for name in missing:
        yield checks.Error(f"{name} is not defined.", obj=adapter, id="moderation.E002")
    if missing:
        return  # it cannot be instantiated
    instance = adapter()
    try:
        get_template(instance.template)
    except TemplateDoesNotExist as error:
        yield checks.Error(
            f"The template {error} does not exist.", obj=adapter, id="moderation.E004"
        )
    opts = instance.model._meta
    labelled = {field.name for field in (*opts.fields, *opts.many_to_many)}
    for name in instance.fields:
        if name not in labelled | instance.field_labels.keys():
            yield checks.Error(
                f"fields: {name!r} is neither a field of {opts.object_name} nor in field_labels.",
                obj=adapter,
                id="moderation.E005",
            )
    lookups = [instance.region, instance.campaign, *instance.related]
    if instance.has_group:
        lookups.append("group")
    for lookup in filter(None, lookups):
        try:
            Query(instance.model).names_to_path(lookup.split("__"), opts, fail_on_missing=True)
        except FieldError as error:
            yield checks.Error(
                f"The lookup {lookup!r} does not resolve: {error}",
                obj=adapter,
                id="moderation.E006",
            )


def abstract_names(cls: type) -> list[str]:
    """Return the abstract members a class leaves undefined.

    Django's metaclasses are not ABCMeta, so `__abstractmethods__` is not there to be read.
    """
    names = {name for base in cls.__mro__ for name in vars(base)}
    return sorted(
        name for name in names if getattr(_lookup(cls, name), "__isabstractmethod__", False)
    )


def _lookup(cls: type, name: str) -> Any:
    """Return the member without calling a descriptor, as inspect.getattr_static does."""
    return next(vars(base)[name] for base in cls.__mro__ if name in vars(base))
