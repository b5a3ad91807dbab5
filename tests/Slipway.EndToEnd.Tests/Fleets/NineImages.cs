// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>A fleet in the shape of a platform's images: two levels of bases, and six services on them. The file names the services first.</summary>
internal static class NineImages
{
    /// <summary>How many RUN steps there are: base-alpine 2, base-java 1, base-postgresql 1, postgresql 1, patroni 2, minio 1, nessie 1, trino 1, spark 2.</summary>
    public const int Runs = 12;

    /// <summary>How many steps: each service copies a file as well.</summary>
    public const int Steps = Runs + 6;

    /// <summary>
    /// How many the images ask for, each with all it stands on: base-alpine 2, base-java 3, base-postgresql 3, postgresql 5, patroni 6, minio 4, nessie 5,
    /// trino 5, spark 6.
    /// </summary>
    public const int Requested = 39;

    /// <summary>The images, in the order of the file.</summary>
    public static IReadOnlyList<string> Names { get; } = ["spark", "trino", "nessie", "minio", "patroni", "postgresql", "base-postgresql", "base-java", "base-alpine"];

    /// <summary>Writes the fleet into <c>fleet/</c>.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="seconds">How long each step takes beside its work.</param>
    public static void Write(TempFolder folder, double seconds = 0)
    {
        folder.Write("fleet/slipway.yaml", "fleet: platform\nregistry: ghcr.io/org/repo\nimages:\n" + string.Concat(Names.Select(static name => $"  {name}: {{ context: {name} }}\n")));
        void Image(string name, string from, params string[] steps)
        {
            var lines = steps.Select(step => step.StartsWith("COPY", StringComparison.Ordinal) ? step : $"RUN echo {step} >> /{name}{(seconds > 0 ? FormattableString.Invariant($"; sleep {seconds:0.00}") : "")}");
            folder.Write($"fleet/{name}/Dockerfile", $"FROM {from}\n{string.Join('\n', lines)}\n");
            folder.Write($"fleet/{name}/start", $"exec {name}\n");
        }

        Image("base-alpine", "test/base:1", "curl", "user");
        Image("base-java", "base-alpine", "openjdk");
        Image("base-postgresql", "ghcr.io/org/repo/base-alpine:latest", "postgres");
        Image("postgresql", "base-postgresql", "initialised", "COPY start /start");
        Image("patroni", "ghcr.io/org/repo/base-postgresql", "python", "patroni", "COPY start /start");
        Image("minio", "base-alpine", "minio", "COPY start /start");
        Image("nessie", "base-java", "nessie", "COPY start /start");
        Image("trino", "ghcr.io/org/repo/base-java:latest", "COPY start /start", "trino");
        Image("spark", "base-java", "master", "COPY start /start", "worker");
    }
}
