/// The documents of this folder, compiled into the program: its two worlds are there wherever the binary goes.
package enum SeedData {
    /// Every document with its file name, in the order in which they are loaded.
    package static let documents: [(name: String, content: [UInt8])] = [
        ("default.json", PackageResources.default_json),
        ("documented-call.json", PackageResources.documented_call_json),
    ]
}
