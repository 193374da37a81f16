/// One step of the schema, applied once to each database and never edited after its release.
package struct Migration: Sendable {
    /// What an error calls it, sortable: `001-calls`.
    package let name: String

    /// One or more statements, without a transaction of their own.
    package let sql: StaticString

    /// Names the statements of one step.
    package init(_ name: String, _ sql: StaticString) {
        self.name = name
        self.sql = sql
    }
}
