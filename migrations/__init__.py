"""How the tables came to be, step by step (Alembic); run by `activities.providers.database.migrate`."""
