import JSON

@testable import Emulator

/// An error as it was answered, in whichever representation: its four fields, and no other.
struct TwilioError: Equatable, Sendable {
    let code: Int
    let message: String
    let moreInfo: String
    let status: Int

    /// Reads the body of an answer by its content type; nil unless it is an error to the letter.
    init?(_ answer: Answer) {
        let fields: [(name: String, value: String)]
        switch answer.header("Content-Type") {
        case "application/json":
            guard answer.names == ["code", "message", "more_info", "status"], case .number(let code)? = answer["code"],
                case .number(let status)? = answer["status"], let message = answer.string("message"),
                let moreInfo = answer.string("more_info")
            else { return nil }
            fields = [("Code", code), ("Message", message), ("MoreInfo", moreInfo), ("Status", status)]
        case "application/xml":
            guard let root = try? XMLElement(parsing: answer.text), root.name == "TwilioResponse",
                root.children.count == 1, root.attributes.isEmpty, let error = root["RestException"]
            else { return nil }
            fields = error.children.map { ($0.name, $0.text) }
        case "text/csv":
            guard let table = CSVTable(parsing: answer.text), table.rows.count == 2,
                table.rows[0].count == table.rows[1].count
            else { return nil }
            fields = Array(zip(table.rows[0], table.rows[1])).map { (name: $0.0, value: $0.1) }
        default: return nil
        }
        guard fields.map(\.name) == ["Code", "Message", "MoreInfo", "Status"], let code = Int(fields[0].value),
            let status = Int(fields[3].value), status == answer.status
        else { return nil }
        self.code = code
        message = fields[1].value
        moreInfo = fields[2].value
        self.status = status
    }
}
