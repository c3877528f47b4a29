"""How the service is put to work; its scripts are run by themselves."""
