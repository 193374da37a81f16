# Ringback as an image of its own: the program, its C libraries, a user, and nothing else.
# Tests/packaging replays each RUN line in a shell, in the order and with the files that stand here.

ARG SWIFT_IMAGE=swift:6.3-bookworm

FROM ${SWIFT_IMAGE} AS build
WORKDIR /src
COPY scripts/ scripts/
RUN scripts/system-packages build
COPY Package.swift ./
COPY Sources/ Sources/
COPY Tests/ Tests/
COPY seed-data/ seed-data/
RUN swift build -c release --static-swift-stdlib -Xlinker -s --product ringback
RUN scripts/gather-rootfs .build/release/ringback /rootfs

FROM scratch
COPY --from=build /rootfs/ /
# Inside a container loopback is not reachable from without.
ENV RINGBACK_HOST=0.0.0.0
USER 10001:10001
EXPOSE 2010
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s --retries=3 CMD ["/ringback", "healthcheck"]
ENTRYPOINT ["/ringback"]
CMD ["serve"]
