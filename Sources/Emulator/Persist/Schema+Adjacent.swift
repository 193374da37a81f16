import Database

extension Schema {
    /// What numbers, applications, keys and accounts lacked for the API, and the outgoing caller ids.
    ///
    /// An `ordinal` counts in the order of creation, by which lists are sorted: under a manual clock many things are
    /// created at one time.
    static let adjacent = Migration(
        "adjacent resources",
        """
        ALTER TABLE accounts ADD COLUMN date_created INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE accounts ADD COLUMN date_updated INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE accounts ADD COLUMN ordinal INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE accounts ADD COLUMN is_from_api INTEGER NOT NULL DEFAULT 0;  -- a reset removes it
        UPDATE accounts SET date_created = strftime('%s', 'now') * 1000, date_updated = strftime('%s', 'now') * 1000;

        ALTER TABLE api_keys ADD COLUMN friendly_name TEXT;
        ALTER TABLE api_keys ADD COLUMN date_created INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE api_keys ADD COLUMN date_updated INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE api_keys ADD COLUMN ordinal INTEGER NOT NULL DEFAULT 0;
        UPDATE api_keys SET date_created = strftime('%s', 'now') * 1000, date_updated = strftime('%s', 'now') * 1000;

        ALTER TABLE numbers ADD COLUMN date_created INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE numbers ADD COLUMN date_updated INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE numbers ADD COLUMN ordinal INTEGER NOT NULL DEFAULT 0;
        UPDATE numbers SET date_created = strftime('%s', 'now') * 1000, date_updated = strftime('%s', 'now') * 1000;

        ALTER TABLE applications ADD COLUMN date_created INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE applications ADD COLUMN date_updated INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE applications ADD COLUMN ordinal INTEGER NOT NULL DEFAULT 0;
        UPDATE applications
            SET date_created = strftime('%s', 'now') * 1000, date_updated = strftime('%s', 'now') * 1000;

        CREATE TABLE outgoing_caller_ids (
            id INTEGER PRIMARY KEY,
            sid TEXT NOT NULL UNIQUE,
            account_sid TEXT NOT NULL REFERENCES accounts (sid) ON DELETE CASCADE,
            phone_number TEXT NOT NULL,
            friendly_name TEXT NOT NULL,
            date_created INTEGER NOT NULL, -- times are milliseconds since 1970
            date_updated INTEGER NOT NULL,
            UNIQUE (account_sid, phone_number)
        );
        """
    )
}
