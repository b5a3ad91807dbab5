// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Bench;

/// <summary>Twelve images on each other: one base, three with a runtime of 12 MB on it, and on those eight services of 2 MB.</summary>
internal sealed class HierarchyFleet : SampleFleet
{
    private const int FileBytes = 10_000;
    private const int RuntimeFiles = 1_200;
    private const int ServiceFiles = 200;

    private static readonly (string Name, string? Parent)[] Shape =
    [
        ("base", null),
        ("base-java", "base"), ("base-node", "base"), ("base-postgres", "base"),
        ("nessie", "base-java"), ("trino", "base-java"), ("spark", "base-java"),
        ("api", "base-node"), ("web", "base-node"), ("worker", "base-node"),
        ("postgres", "base-postgres"), ("patroni", "base-postgres"),
    ];

    public HierarchyFleet()
    {
        var pieces = new Queue<byte[]>(SamplePieces.Take(FileBytes, Shape.Sum(static image => FilesOf(image.Name))));
        foreach (var (name, parent) in Shape)
        {
            for (var index = 0; index < FilesOf(name); index++)
                Write(NameOf(name, index), pieces.Dequeue());
            Write($"{name}/Dockerfile", $"""
                {(parent is null ? "ARG BASE\nFROM $BASE" : $"FROM {parent}")}
                COPY files /opt/{name}
                RUN sha256sum $(find /opt/{name} -type f | sort) > /opt/{name}.sums
                ENV {name.ToUpperInvariant().Replace('-', '_')}_HOME=/opt/{name}
                CMD ["true"]

                """);
        }
        Images =
        [
            .. Shape.Select(static image => new SampleImage(image.Name, image.Name, "latest", image.Name, new Dictionary<string, string>(), image.Parent)),
        ];
    }

    public override string Name => "hierarchy of twelve";

    public override IReadOnlyList<SampleImage> Images { get; }

    public override void ChangeOneFile(int round)
    {
        var bytes = new byte[FileBytes];
        new Random(round).NextBytes(bytes);
        Write(NameOf("base-java", RuntimeFiles / 2), bytes);
    }

    protected override string FleetFileImages() => string.Concat(
        Images.Select(image => $"  {image.Name}:\n    context: {image.Folder}\n    tags: [{image.Tag}]\n{(image.Parent is null ? $"    args: {{ BASE: \"{Base}\" }}\n" : "")}"));

    private static int FilesOf(string image) => image.StartsWith("base-", StringComparison.Ordinal) ? RuntimeFiles : ServiceFiles;

    private static string NameOf(string image, int index) => string.Create(CultureInfo.InvariantCulture, $"{image}/files/{index / 50:d2}/{index:d4}.bin");
}
