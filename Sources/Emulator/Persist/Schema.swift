import Database

/// The tables, as migrations in order: never edited once released, only followed by another.
enum Schema {
    static let migrations = [
        Migration(
            "worlds and calls",
            """
            CREATE TABLE accounts (
                sid TEXT PRIMARY KEY NOT NULL,
                owner_sid TEXT REFERENCES accounts (sid) ON DELETE CASCADE,
                auth_token TEXT NOT NULL,
                friendly_name TEXT NOT NULL,
                status TEXT NOT NULL,
                clock_mode TEXT NOT NULL,
                clock_now INTEGER,             -- milliseconds since 1970; NULL on a real clock
                calls_per_second REAL,         -- NULL: no limit
                queue_milliseconds INTEGER NOT NULL,
                dial_milliseconds INTEGER NOT NULL,
                is_strict INTEGER NOT NULL,
                ended_call_update TEXT NOT NULL,
                sid_count INTEGER NOT NULL
            ) WITHOUT ROWID;
            CREATE INDEX accounts_by_owner ON accounts (owner_sid);

            CREATE TABLE api_keys (
                sid TEXT PRIMARY KEY NOT NULL,
                account_sid TEXT NOT NULL REFERENCES accounts (sid) ON DELETE CASCADE,
                secret TEXT NOT NULL
            ) WITHOUT ROWID;
            CREATE INDEX api_keys_by_account ON api_keys (account_sid);

            CREATE TABLE numbers (
                sid TEXT PRIMARY KEY NOT NULL,
                account_sid TEXT NOT NULL REFERENCES accounts (sid) ON DELETE CASCADE,
                phone_number TEXT NOT NULL,
                fields TEXT NOT NULL,          -- the other fields of the resource, a JSON object
                UNIQUE (account_sid, phone_number)
            ) WITHOUT ROWID;

            CREATE TABLE applications (
                sid TEXT PRIMARY KEY NOT NULL,
                account_sid TEXT NOT NULL REFERENCES accounts (sid) ON DELETE CASCADE,
                fields TEXT NOT NULL           -- the fields of the resource, a JSON object
            ) WITHOUT ROWID;
            CREATE INDEX applications_by_account ON applications (account_sid);

            CREATE TABLE phones (
                account_sid TEXT NOT NULL REFERENCES accounts (sid) ON DELETE CASCADE,
                number TEXT NOT NULL,
                behaviour TEXT NOT NULL,       -- {"script":[…]} or {"manual":true}
                PRIMARY KEY (account_sid, number)
            ) WITHOUT ROWID;

            CREATE TABLE calls (
                id INTEGER PRIMARY KEY,
                sid TEXT NOT NULL UNIQUE,
                account_sid TEXT NOT NULL REFERENCES accounts (sid) ON DELETE CASCADE,
                parent_call_sid TEXT,
                direction TEXT NOT NULL,
                to_address TEXT NOT NULL,
                from_address TEXT NOT NULL,
                phone_number_sid TEXT,
                status TEXT NOT NULL,          -- one of the eight; queued with a started time is initiated
                date_created INTEGER NOT NULL, -- times are milliseconds since 1970
                date_updated INTEGER NOT NULL,
                started INTEGER,
                answered INTEGER,
                ended INTEGER,
                duration INTEGER,              -- seconds
                queue_time INTEGER NOT NULL,   -- milliseconds
                price TEXT,
                price_unit TEXT NOT NULL,
                answered_by TEXT,
                forwarded_from TEXT,
                caller_name TEXT,
                group_sid TEXT,
                trunk_sid TEXT,
                annotation TEXT,
                timeout INTEGER NOT NULL,      -- seconds
                time_limit INTEGER NOT NULL,   -- seconds
                url TEXT,
                method TEXT,
                twiml TEXT,
                fallback_url TEXT,
                fallback_method TEXT,
                status_callback TEXT,
                status_callback_method TEXT,
                status_callback_events TEXT,   -- space-separated
                callback_count INTEGER NOT NULL
            );
            CREATE INDEX calls_by_account ON calls (account_sid, status);

            CREATE TABLE effects (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                account_sid TEXT NOT NULL REFERENCES accounts (sid) ON DELETE CASCADE,
                call_sid TEXT NOT NULL,
                at INTEGER NOT NULL,           -- of the world's clock, milliseconds since 1970
                kind TEXT NOT NULL,
                payload TEXT NOT NULL          -- a JSON object
            );
            CREATE INDEX effects_by_call ON effects (call_sid, kind);
            CREATE INDEX effects_by_account ON effects (account_sid);

            CREATE TABLE seeds (
                name TEXT PRIMARY KEY NOT NULL,
                content BLOB NOT NULL          -- the document as it was last loaded
            ) WITHOUT ROWID;
            """
        ),
        Migration(
            "notifications and events",
            """
            CREATE TABLE notifications (
                id INTEGER PRIMARY KEY,
                sid TEXT NOT NULL UNIQUE,
                account_sid TEXT NOT NULL REFERENCES accounts (sid) ON DELETE CASCADE,
                call_sid TEXT NOT NULL,
                at INTEGER NOT NULL,           -- of the world's clock, milliseconds since 1970
                level TEXT NOT NULL,           -- 0 error, 1 warning
                code INTEGER NOT NULL,
                message TEXT NOT NULL,
                request_method TEXT,
                request_url TEXT,
                request_variables TEXT,
                response_headers TEXT,
                response_body TEXT
            );
            CREATE INDEX notifications_by_call ON notifications (call_sid);
            CREATE INDEX notifications_by_account ON notifications (account_sid);

            CREATE TABLE events (
                id INTEGER PRIMARY KEY,
                account_sid TEXT NOT NULL REFERENCES accounts (sid) ON DELETE CASCADE,
                call_sid TEXT NOT NULL,
                at INTEGER NOT NULL,           -- of the world's clock, milliseconds since 1970
                method TEXT NOT NULL,
                url TEXT NOT NULL,
                parameters TEXT NOT NULL,      -- a JSON object of strings
                response_code INTEGER NOT NULL,
                duration INTEGER NOT NULL,     -- milliseconds
                content_type TEXT,
                response_body TEXT
            );
            CREATE INDEX events_by_call ON events (call_sid);
            CREATE INDEX events_by_account ON events (account_sid);
            """
        ),
        lists,
        recordings,
        subresources,
        adjacent,
        narrowed,
    ]
}
