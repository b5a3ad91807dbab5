// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Native;

namespace Slipway.Fleet;

/// <summary>A policy file, <c>policy.yaml</c>: what images must be to be let in.</summary>
public sealed record PolicyFile
{
    /// <summary>The name that it has by custom.</summary>
    public const string FileName = "policy.yaml";

    /// <summary>The doors, by the words that policy files and commands have for them.</summary>
    public static IReadOnlyDictionary<string, PolicyDoors> Doors { get; } = new Dictionary<string, PolicyDoors>
    {
        ["publish"] = PolicyDoors.Publish,
        ["push"] = PolicyDoors.Push,
        ["install"] = PolicyDoors.Install,
        ["upgrade"] = PolicyDoors.Upgrade,
    };

    /// <summary>What it says. Not to be used where there are errors.</summary>
    public required ImagePolicy Policy { get; init; }

    /// <summary>Everything that is wrong with it, in the order of the file.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Whether something is wrong with it.</summary>
    public bool HasErrors => Diagnostics.Any(static diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shown">How messages name it.</param>
    /// <exception cref="IOException">It isn't there, or can't be read.</exception>
    public static PolicyFile Read(string path, string shown) => Read(SourceText.FromBytes(shown, LinuxFile.ReadAll(path, SourceText.MaxBytes)));

    /// <summary>Reads the text of a file; never throws for what stands in it: see <see cref="Diagnostics"/>.</summary>
    public static PolicyFile Read(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new PolicyReader(source).Read();
    }
}
