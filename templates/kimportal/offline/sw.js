{# Needs nothing. The file has a hashed name, so that a new release brings a new worker. #}
importScripts("{% static "js/offline.js" %}");
