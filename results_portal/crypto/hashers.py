"""How people's own passwords are hashed: slowly, and without keeping a database connection meanwhile."""

from django.contrib.auth.hashers import Argon2PasswordHasher

from results_portal.db.release import release_connection


class PatientArgon2PasswordHasher(Argon2PasswordHasher):
    """Django's Argon2. Hashing takes a tenth of a second or more: connections are for others in that time."""

    def encode(self, password: str, salt: str) -> str:
        release_connection()
        encoded: str = super().encode(password, salt)
        return encoded

    def verify(self, password: str, encoded: str) -> bool:
        release_connection()
        right: bool = super().verify(password, encoded)
        return right
