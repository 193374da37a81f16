// swift-tools-version: 6.2
import PackageDescription

// The walls of the house: each C library has one importer, every unsafe expression is spelled `unsafe`,
// and a warning fails the build.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // What a request passes through lies in several targets: let the optimiser see through their walls.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

let package = Package(
    name: "ringback",
    products: [.executable(name: "ringback", targets: ["ringback"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CMicroHTTPD",
            pkgConfig: "libmicrohttpd",
            providers: [.apt(["libmicrohttpd-dev"])]
        ),
        .systemLibrary(
            name: "CSQLite",
            pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"])]
        ),
        .systemLibrary(name: "CMalloc"),
        .target(name: "Locking", swiftSettings: settings),
        .target(name: "HTTPListener", dependencies: ["CMicroHTTPD", "Locking"], swiftSettings: settings),
        .target(name: "Database", dependencies: ["CSQLite", "Locking"], swiftSettings: settings),
        .target(name: "JSON", swiftSettings: settings),
        .target(name: "Calls", swiftSettings: settings),
        .target(
            name: "SeedData",
            path: "seed-data",
            sources: ["SeedData.swift"],
            resources: [.embedInCode("default.json"), .embedInCode("documented-call.json")],
            swiftSettings: settings
        ),
        .target(
            name: "Emulator",
            dependencies: [
                "Calls", "Database", "HTTPListener", "JSON", "Locking", "SeedData",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ringback",
            dependencies: [
                "CMalloc", "Calls", "Emulator", "HTTPListener", "JSON", "Locking",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        .testTarget(name: "HTTPListenerTests", dependencies: ["HTTPListener", "Locking"], swiftSettings: settings),
        .testTarget(name: "DatabaseTests", dependencies: ["Database", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "CallsTests", dependencies: ["Calls", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "EmulatorTests",
            dependencies: [
                "Emulator", "Calls", "Database", "HTTPListener", "JSON", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
