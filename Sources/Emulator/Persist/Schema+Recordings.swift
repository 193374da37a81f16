import Database

extension Schema {
    /// Recordings outlive their calls, as Twilio's do: only the account owns them.
    static let recordings = Migration(
        "recordings",
        """
        CREATE TABLE recordings (
            id INTEGER PRIMARY KEY,
            sid TEXT NOT NULL UNIQUE,
            account_sid TEXT NOT NULL REFERENCES accounts (sid) ON DELETE CASCADE,
            call_sid TEXT NOT NULL,
            source TEXT NOT NULL,
            channels TEXT NOT NULL,        -- mono or dual
            track TEXT NOT NULL,
            started INTEGER NOT NULL,      -- times are milliseconds since 1970
            updated INTEGER NOT NULL,
            paused INTEGER,                -- since when
            pause_behavior TEXT,
            skipped INTEGER NOT NULL,      -- milliseconds that pauses left out
            stopped INTEGER,
            deleted INTEGER,
            callback TEXT,
            callback_method TEXT,
            callback_events TEXT           -- space-separated
        );
        CREATE INDEX recordings_by_account ON recordings (account_sid, started);
        CREATE INDEX recordings_by_call ON recordings (call_sid, started);
        CREATE INDEX recordings_under_way ON recordings (call_sid) WHERE stopped IS NULL;
        CREATE INDEX recordings_deleted ON recordings (account_sid, deleted) WHERE deleted IS NOT NULL;
        """
    )
}
