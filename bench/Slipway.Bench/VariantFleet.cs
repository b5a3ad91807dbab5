// SPDX-License-Identifier: Apache-2.0
using System.Formats.Tar;
using System.Globalization;

namespace Slipway.Bench;

/// <summary>
/// Eight variants of one Dockerfile: a stage that all share joins 1,000 source files, another unpacks the packages of each variant, 8 MB, and
/// the last takes from both. RUN steps are all on the build platform.
/// </summary>
internal sealed class VariantFleet : SampleFleet
{
    private const int SourceFiles = 1_000;
    private const int SourceBytes = 10_000;
    private const int PackageFiles = 400;
    private const int PackageBytes = 20_000;

    private static readonly string[] Backends = ["all", "redis", "kafka", "sqs", "azure", "gcp", "mqtt", "minimal"];

    public VariantFleet()
    {
        Write("Dockerfile", """
            ARG BASE
            FROM --platform=$BUILDPLATFORM $BASE AS build
            COPY src /src
            RUN mkdir /out && cat $(find /src -type f | sort) > /out/app.js

            FROM --platform=$BUILDPLATFORM $BASE AS dependencies
            ARG BACKEND
            COPY packages/$BACKEND.tar /package.tar
            RUN mkdir /modules && tar -xf /package.tar -C /modules

            FROM $BASE
            COPY --from=dependencies /modules /app/modules
            COPY --from=build /out /app/out
            ARG BACKEND
            LABEL queue.backend=$BACKEND
            ENV QUEUE_BACKEND=$BACKEND
            USER 1000
            CMD ["true"]

            """);
        foreach (var (index, piece) in SamplePieces.Take(SourceBytes, SourceFiles).Index())
            Write(SourceName(index), piece);
        var pieces = SamplePieces.Take(PackageBytes, PackageFiles * Backends.Length).ToList();
        for (var backend = 0; backend < Backends.Length; backend++)
            Write($"packages/{Backends[backend]}.tar", Pack([.. pieces.Skip(backend * PackageFiles).Take(PackageFiles)]));
        Images = [.. Backends.Select(static backend => new SampleImage(backend, "gateway", $"1-{backend}", "", new Dictionary<string, string> { ["BACKEND"] = backend }, null))];
    }

    public override string Name => "eight variants";

    public override IReadOnlyList<SampleImage> Images { get; }

    public override void ChangeOneFile(int round)
    {
        var bytes = new byte[SourceBytes];
        new Random(round).NextBytes(bytes);
        Write(SourceName(SourceFiles / 2), bytes);
    }

    protected override string FleetFileImages() => $$"""
          gateway:
            matrix: { backend: [{{string.Join(", ", Backends)}}] }
            args: { BASE: "{{Base}}", BACKEND: "{backend}" }
            tags: ["1-{backend}"]

        """;

    private static string SourceName(int index) => string.Create(CultureInfo.InvariantCulture, $"src/{index / 50:d2}/{index:d4}.c");

    private static byte[] Pack(IReadOnlyList<byte[]> pieces)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            for (var index = 0; index < pieces.Count; index++)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, string.Create(CultureInfo.InvariantCulture, $"{index:d4}.js"))
                {
                    DataStream = new MemoryStream(pieces[index]),
                    ModificationTime = DateTimeOffset.UnixEpoch,
                });
        }
        return bytes.ToArray();
    }
}
