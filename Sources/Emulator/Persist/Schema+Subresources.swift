import Database

extension Schema {
    /// What runs on a call besides its document, and goes with the call.
    static let subresources = Migration(
        "sessions, payments and messages of calls",
        """
        CREATE TABLE media_sessions (          -- those that run; a row goes when its session is stopped
            id INTEGER PRIMARY KEY,
            sid TEXT NOT NULL UNIQUE,
            call_sid TEXT NOT NULL,
            kind TEXT NOT NULL,                -- Streams, Siprec or Transcriptions
            name TEXT,
            track TEXT NOT NULL,
            status_callback TEXT,
            status_callback_method TEXT,
            settings TEXT NOT NULL             -- the other parameters as sent, a JSON object
        );
        CREATE INDEX media_sessions_by_call ON media_sessions (call_sid);

        CREATE TABLE payments (
            id INTEGER PRIMARY KEY,
            sid TEXT NOT NULL UNIQUE,
            call_sid TEXT NOT NULL,
            status TEXT NOT NULL,              -- in-progress, complete or cancel
            date_created INTEGER NOT NULL,     -- of the world's clock, milliseconds since 1970
            date_updated INTEGER NOT NULL,
            status_callback TEXT NOT NULL,
            allowed TEXT NOT NULL,             -- what may be captured, space-separated
            required TEXT NOT NULL,            -- what must be captured before it is complete
            captured TEXT NOT NULL,            -- what was captured
            settings TEXT NOT NULL             -- the other parameters as sent, a JSON object
        );
        CREATE INDEX payments_by_call ON payments (call_sid);

        CREATE TABLE user_defined_messages (
            id INTEGER PRIMARY KEY,
            sid TEXT NOT NULL UNIQUE,
            call_sid TEXT NOT NULL,
            at INTEGER NOT NULL,               -- of the world's clock, milliseconds since 1970
            content TEXT NOT NULL              -- a JSON document
        );
        CREATE INDEX user_defined_messages_by_call ON user_defined_messages (call_sid);

        CREATE TABLE user_defined_message_subscriptions (
            id INTEGER PRIMARY KEY,
            sid TEXT NOT NULL UNIQUE,
            call_sid TEXT NOT NULL,
            at INTEGER NOT NULL,               -- of the world's clock, milliseconds since 1970
            callback TEXT NOT NULL,
            method TEXT NOT NULL
        );
        CREATE INDEX user_defined_message_subscriptions_by_call ON user_defined_message_subscriptions (call_sid);

        CREATE TABLE idempotent_requests (     -- what an IdempotencyKey was answered
            id INTEGER PRIMARY KEY,
            call_sid TEXT NOT NULL,
            request TEXT NOT NULL,             -- path and parameters, the key among them
            sid TEXT NOT NULL,
            date_created INTEGER NOT NULL,     -- of the world's clock, milliseconds since 1970
            date_updated INTEGER NOT NULL,
            UNIQUE (call_sid, request)
        );
        """
    )
}
