from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms find their templates where every other template lives."""
