import Calls

/// The Account resource ("Account Properties"): an account, or a subaccount of another.
struct AccountResource: ListedResource {
    static let element: StaticString = "Account"
    static let listElement: StaticString = "Accounts"
    static let listKey: StaticString = "accounts"

    /// What `subresource_uris` names, with the end of each path; not all of it is emulated.
    static let subresources: [(key: StaticString, tail: StaticString)] = [
        ("addresses", "/Addresses"),
        ("applications", "/Applications"),
        ("authorized_connect_apps", "/AuthorizedConnectApps"),
        ("available_phone_numbers", "/AvailablePhoneNumbers"),
        ("balance", "/Balance"),
        ("calls", "/Calls"),
        ("conferences", "/Conferences"),
        ("connect_apps", "/ConnectApps"),
        ("incoming_phone_numbers", "/IncomingPhoneNumbers"),
        ("keys", "/Keys"),
        ("messages", "/Messages"),
        ("notifications", "/Notifications"),
        ("outgoing_caller_ids", "/OutgoingCallerIds"),
        ("queues", "/Queues"),
        ("recordings", "/Recordings"),
        ("short_codes", "/SMS/ShortCodes"),
        ("signing_keys", "/SigningKeys"),
        ("sip", "/SIP"),
        ("transcriptions", "/Transcriptions"),
        ("usage", "/Usage"),
    ]

    static let schema = schema(of: sample)
    static let listSchema: ResourceSchema = listSchema(of: sample)

    let account: Account

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        let path = Array("/2010-04-01/Accounts/\(account.sid.text)".utf8)
        writer.string("auth_token", account.authToken)
        writer.date("date_created", account.dateCreated)
        writer.date("date_updated", account.dateUpdated)
        writer.string("friendly_name", account.friendlyName)
        writer.string("owner_account_sid", (account.ownerSid ?? account.sid).text)
        writer.string("sid", account.sid.text)
        writer.string("status", account.status.rawValue)
        writer.object("subresource_uris") { uris in
            for (key, tail) in Self.subresources { uris.uri(key, path, tail) }
        }
        writer.string("type", "Full")
        writer.uri("uri", path, "")
    }

    private static var sample: AccountResource {
        AccountResource(account: Account(sid: AccountSid(bits: 0), authToken: "", friendlyName: "", clock: .real))
    }
}
