import Calls

/// An entry of a call's Events: a request that was made for it, and the answer.
struct EventResource: ListedResource {
    static let element: StaticString = "Event"
    static let listElement: StaticString = "Events"
    static let listKey: StaticString = "events"

    static let listSchema: ResourceSchema = listSchema(
        of: EventResource(
            stored: StoredEvent(
                id: 0,
                exchange: CallExchange(
                    at: Instant(milliseconds: 0),
                    method: "",
                    url: "",
                    parameters: [],
                    responseCode: 200,
                    milliseconds: 0
                )
            )
        )
    )

    let stored: StoredEvent

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        let exchange = stored.exchange
        writer.object("request") { request in
            request.string("method", exchange.method)
            request.object("parameters") { parameters in
                for (name, value) in exchange.parameters { parameters.string(named: name, value) }
            }
            request.string("url", exchange.url)
        }
        writer.object("response") { response in
            response.string("content_type", exchange.contentType)
            response.date("date_created", exchange.at)
            response.integer("request_duration", exchange.milliseconds)
            response.string("response_body", exchange.responseBody)
            response.integer("response_code", exchange.responseCode)
        }
    }
}
