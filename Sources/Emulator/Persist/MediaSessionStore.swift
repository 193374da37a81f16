import Calls
import Database
import JSON

// Streams, SIPREC sessions and transcriptions that run, as rows. A session ends with its call: rows of a call that is
// not in progress mean nothing any more.
extension Connection {
    /// How many tracks of a call are forked.
    func trackCount(of call: CallSid) throws -> Int64 {
        try first(
            """
            SELECT coalesce(sum(CASE track WHEN 'both_tracks' THEN 2 ELSE 1 END), 0)
            FROM media_sessions WHERE call_sid = ?
            """,
            .text(call.text)
        ) { row in try row.int(0) } ?? 0
    }

    /// The session of a call that has this SID or, if none has, this name.
    func session<Kind: MediaSessionKind>(
        _ sidOrName: String,
        of call: CallSid,
        _: Kind.Type
    ) throws -> (sid: Sid<Kind.Key>, name: String?)? {
        try first(
            """
            SELECT sid, name FROM media_sessions WHERE call_sid = ?1 AND kind = ?2 AND (sid = ?3 OR name = ?3)
            ORDER BY sid = ?3 DESC LIMIT 1
            """,
            .text(call.text),
            .text(Kind.segment),
            .text(sidOrName)
        ) { row in
            guard let sid = Sid<Kind.Key>(try row.text(0)) else {
                throw StoredValueError("a session of another kind", in: "media_sessions")
            }
            return (sid, try row.optionalText(1))
        }
    }

    /// Adds a session that has started.
    func insert<Kind: MediaSessionKind>(
        _ start: StartMediaSession,
        sid: Sid<Kind.Key>,
        of call: CallSid,
        _: Kind.Type
    ) throws(DatabaseError) {
        try run(
            """
            INSERT INTO media_sessions (sid, call_sid, kind, name, track, status_callback, status_callback_method,
                settings)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(sid.text),
            .text(call.text),
            .text(Kind.segment),
            .optional(start.name),
            .text(start.track.rawValue),
            .optional(start.statusCallback?.url),
            .optional(start.statusCallback?.method.rawValue),
            .text(Self.settings(of: start))
        )
    }

    /// Takes a session out that was stopped.
    func deleteSession(_ sid: String) throws(DatabaseError) {
        try run("DELETE FROM media_sessions WHERE sid = ?", .text(sid))
    }

    /// The column `settings`; the parameters for the other side keep their order, and may repeat a name.
    private static func settings(of start: StartMediaSession) -> String {
        var writer = JSONWriter()
        writer.object { object in
            for (name, value) in start.settings {
                object.name(name)
                object.string(value)
            }
            guard !start.parameters.isEmpty else { return }
            object.name("Parameters")
            object.array { array in
                for (name, value) in start.parameters {
                    array.object { pair in
                        pair.member("Name", name)
                        pair.member("Value", value)
                    }
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
