"""What a release's page says of access and letters before the release."""
