// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Native;

namespace Slipway.Server;

/// <summary>A settings file of a registry, <c>registry.yaml</c>.</summary>
public sealed record RegistryServerSettingsFile
{
    /// <summary>The name that it has by custom.</summary>
    public const string FileName = "registry.yaml";

    /// <summary>What it says. Not to be used where there are errors.</summary>
    public required RegistryServerSettings Settings { get; init; }

    /// <summary>Everything that is wrong with it, in the order of the file.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Its words, each with the text that stands under it.</summary>
    public IReadOnlyDictionary<string, string> Words { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether something is wrong with it.</summary>
    public bool HasErrors => Diagnostics.Any(static diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>Reads a file; relative paths in it are of its folder.</summary>
    /// <param name="path">The file, an absolute path.</param>
    /// <param name="shown">How messages name it.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    public static RegistryServerSettingsFile Read(string path, string shown)
    {
        return Read(SourceText.FromBytes(shown, LinuxFile.ReadAll(path, SourceText.MaxBytes)), Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="source">The text.</param>
    /// <param name="folder">Where its relative paths start from.</param>
    public static RegistryServerSettingsFile Read(SourceText source, string folder) => new RegistryServerSettingsReader(source, folder).Read();
}
