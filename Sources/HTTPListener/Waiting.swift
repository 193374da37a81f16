/// A response that is not all there yet, as the watch sees it.
protocol Waiting: AnyObject, Sendable {
    /// The client has closed its connection.
    func hangUp()
    /// The listener is stopping: end what has begun, and let the connection go on.
    func listenerStops()
}
