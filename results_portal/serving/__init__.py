"""How the web server process takes requests from the network. Read by gunicorn, before Django is set up."""
