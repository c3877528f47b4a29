"""Staff's pages for loads: send files, look at what they would change, confirm or discard."""
