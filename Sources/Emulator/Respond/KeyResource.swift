import Calls

/// The Key resource ("Key Properties"): never with its secret.
struct KeyResource: ListedResource {
    static let element: StaticString = "Key"
    static let listElement: StaticString = "Keys"
    static let listKey: StaticString = "keys"

    static let schema = schema(of: sample)
    static let listSchema: ResourceSchema = listSchema(of: sample)

    let key: APIKey

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        writer.date("date_created", key.dateCreated)
        writer.date("date_updated", key.dateUpdated)
        writer.string("friendly_name", key.friendlyName)
        writer.string("sid", key.sid.text)
    }

    private static var sample: KeyResource {
        KeyResource(key: APIKey(sid: KeySid(bits: 0), accountSid: AccountSid(bits: 0), secret: ""))
    }
}
