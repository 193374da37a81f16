import HTTPListener
import JSON

/// What a list request says about the page it wants ("Twilio's Response", paging).
struct PageRequest: Sendable {
    /// Where the page lies among the items.
    enum Position: Equatable, Sendable {
        /// So many items from the first.
        case offset(Int)
        /// Behind the item of this SID: `PageToken=PA…`.
        case after(String)
        /// Before the item of this SID: `PageToken=PB…`.
        case before(String)
    }

    /// The parameters that every list takes.
    static let parameters = [size.summary, number.summary, token.summary]

    private static let size = Parameter<Int64>.integer("PageSize")
    private static let number = Parameter<Int64>.integer("Page")
    private static let token = Parameter<String>.text("PageToken")

    let pageSize: Int
    let page: Int
    let position: Position
    /// The path of the list, its extension included.
    private let path: String
    /// The filters as they were typed.
    private let filters: [(name: String, value: String)]
    private let pageToken: String?

    /// Reads the page that a request wants.
    ///
    /// - Throws: 20007 for more than 1000 items, 20001 for what is no number or no token.
    init(_ request: APIRequest) throws(APIError) {
        let size = try request.form.value(Self.size) ?? 50
        guard size <= 1000 else { throw .pageSizeTooLarge }
        pageSize = Int(max(size, 1))
        page = Int(min(max(try request.form.value(Self.number) ?? 0, 0), 1_000_000_000))
        pageToken = try request.form.value(Self.token)
        if let token = pageToken {
            let sid = String(token.dropFirst(2))
            switch token.prefix(2) {
            case "PA" where sid.utf8.count == 34: position = .after(sid)
            case "PB" where sid.utf8.count == 34: position = .before(sid)
            default: throw .invalidPageToken(token)
            }
        } else {
            position = .offset(page * pageSize)
        }
        path = Self.path(of: request)
        filters = request.form.pairs.filter { !["PageSize", "Page", "PageToken"].contains($0.name) }
    }

    /// The path of the list as URIs have it: without a slash at its end, and in XML without its extension.
    private static func path(of request: APIRequest) -> String {
        let path = request.request.path
        if path.hasSuffix("/") { return String(path.dropLast()) }
        return request.representation == .xml && path.hasSuffix(".xml") ? String(path.dropLast(4)) : path
    }

    /// The URI of a page of the same list.
    fileprivate func uri(page: Int, token: String?) -> String {
        var pairs = filters
        pairs.append(("PageSize", String(pageSize)))
        pairs.append(("Page", String(page)))
        if let token { pairs.append(("PageToken", token)) }
        return path + "?" + pairs.map { "\($0.name.formEncoded)=\($0.value.formEncoded)" }.joined(separator: "&")
    }

    fileprivate var uri: String { uri(page: page, token: pageToken) }
}

/// A page of a list, with what stands around it.
struct Page<Item: ListedResource> {
    let items: [Item]
    private let request: PageRequest
    /// The SID of the first and of the last item, where there is a page before and after.
    private let first: String?
    private let last: String?

    /// Makes a page of items that were read for it.
    ///
    /// `sids` are those of the items, and `hasMore` says whether items follow.
    init(_ items: [Item], sids: [String], hasMore: Bool, _ request: PageRequest) {
        self.items = items
        self.request = request
        first = request.page > 0 ? sids.first : nil
        last = hasMore ? sids.last : nil
    }

    /// Cuts a page out of all items, for lists that are short by nature.
    ///
    /// - Throws: 20001 when the token's item is not among them.
    init(of all: [Item], sid: (Item) -> String, _ request: PageRequest) throws(APIError) {
        let start: Int
        switch request.position {
        case .offset(let offset):
            start = min(offset, all.count)
        case .after(let token):
            guard let index = all.firstIndex(where: { sid($0) == token }) else { throw .invalidPageToken("PA" + token) }
            start = index + 1
        case .before(let token):
            guard let index = all.firstIndex(where: { sid($0) == token }) else { throw .invalidPageToken("PB" + token) }
            start = max(0, index - request.pageSize)
        }
        let end = min(start + request.pageSize, all.count)
        let items = Array(all[start..<end])
        self.init(items, sids: items.map(sid), hasMore: end < all.count, request)
    }

    private var start: Int { items.isEmpty ? 0 : request.page * request.pageSize }
    private var end: Int { items.isEmpty ? 0 : start + items.count - 1 }
    private var nextURI: String? { last.map { request.uri(page: request.page + 1, token: "PA" + $0) } }
    private var previousURI: String? { first.map { request.uri(page: request.page - 1, token: "PB" + $0) } }
    private var firstURI: String { request.uri(page: 0, token: nil) }

    /// The envelope of section "paging", its keys in alphabetical order.
    var json: [UInt8] {
        let listKey = Item.listKey.description
        var fields = JSONFields(json: JSONWriter(capacity: 512 + items.count * 2304))
        fields.write { page in
            for key in (Self.keys + [listKey]).sorted() {
                switch key {
                case "end": page.integer("end", Int64(end))
                case "first_page_uri": page.string("first_page_uri", firstURI)
                case "next_page_uri": page.string("next_page_uri", nextURI)
                case "page": page.integer("page", Int64(request.page))
                case "page_size": page.integer("page_size", Int64(request.pageSize))
                case "previous_page_uri": page.string("previous_page_uri", previousURI)
                case "start": page.integer("start", Int64(start))
                case "uri": page.string("uri", request.uri)
                default:
                    page.json.name(Item.listKey)
                    page.json.beginArray()
                    for item in items { page.write { item.write(to: &$0) } }
                    page.json.endArray()
                }
            }
        }
        return fields.json.bytes
    }

    /// The list element with the envelope in its attributes.
    var xml: [UInt8] {
        let attributes = [
            ("page", String(request.page)), ("pagesize", String(request.pageSize)), ("uri", request.uri),
            ("firstpageuri", firstURI), ("previouspageuri", previousURI ?? ""), ("nextpageuri", nextURI ?? ""),
            ("start", String(start)), ("end", String(end)),
        ]
        let element = Array(Item.element.description.utf8)
        return APIResponse.xml { response in
            response.enclose(Array(Item.listElement.description.utf8), attributes: attributes) { list in
                for item in items { list.enclose(element) { item.write(to: &$0) } }
            }
        }
    }

    private static var keys: [String] {
        ["end", "first_page_uri", "next_page_uri", "page", "page_size", "previous_page_uri", "start", "uri"]
    }
}

extension String {
    /// The text as a form encodes it: letters, digits and `*-._` as they are, a space as a plus sign.
    var formEncoded: String {
        var encoded: [UInt8] = []
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                encoded.append(byte)
            case UInt8(ascii: " "):
                encoded.append(UInt8(ascii: "+"))
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
