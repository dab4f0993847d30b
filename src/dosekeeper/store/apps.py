from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "dosekeeper.store"
    label = "store"
