import Database

extension Schema {
    /// What lists of calls need: an index for each filter, and the places of deleted calls.
    static let lists = Migration(
        "lists of calls",
        """
        ALTER TABLE calls ADD COLUMN options TEXT NOT NULL DEFAULT '{}';  -- kept for the time when it runs
        DROP INDEX calls_by_account;
        -- Lists are ordered by date and by order of creation, newest first; each filter that is an equality has an
        -- index in that order. The first one covers the filters by time.
        CREATE INDEX calls_by_date ON calls (account_sid, date_created, id, started, ended);
        CREATE INDEX calls_by_status ON calls (account_sid, status, date_created, id);
        CREATE INDEX calls_by_to ON calls (account_sid, to_address, date_created, id);
        CREATE INDEX calls_by_from ON calls (account_sid, from_address, date_created, id);
        CREATE INDEX calls_by_parent ON calls (parent_call_sid, date_created, id)
            WHERE parent_call_sid IS NOT NULL;
        -- How long after their creation calls start or end, where that is long: what bounds the dates that a filter by
        -- time has to look at.
        CREATE INDEX calls_by_lead ON calls (account_sid, coalesce(ended, started) - date_created)
            WHERE coalesce(ended, started) - date_created > 600000;

        -- Where a deleted call stood in the lists: a page token that names it goes on from there.
        CREATE TABLE deleted_calls (
            sid TEXT PRIMARY KEY NOT NULL,
            account_sid TEXT NOT NULL REFERENCES accounts (sid) ON DELETE CASCADE,
            date_created INTEGER NOT NULL,
            id INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX deleted_calls_by_account ON deleted_calls (account_sid);
        """
    )
}
