import Database

extension Schema {
    /// What lists of calls need that two equalities narrow, and the order in which calls were deleted.
    static let narrowed = Migration(
        "lists of calls by an address and a status",
        """
        -- A status may be rare among the calls of a number: each pair has an index in the order of the list.
        CREATE INDEX calls_by_to_status ON calls (account_sid, to_address, status, date_created, id);
        CREATE INDEX calls_by_from_status ON calls (account_sid, from_address, status, date_created, id);

        -- Counted up with each deletion: the places of the last ones are kept.
        ALTER TABLE deleted_calls ADD COLUMN ordinal INTEGER NOT NULL DEFAULT 0;
        DROP INDEX deleted_calls_by_account;
        CREATE INDEX deleted_calls_by_account ON deleted_calls (account_sid, ordinal);
        """
    )
}
