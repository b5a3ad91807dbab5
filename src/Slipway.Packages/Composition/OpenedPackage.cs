// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Packages;

/// <summary>A package whose archive is here, with what dpkg is to know of it.</summary>
internal sealed class OpenedPackage : IDisposable
{
    private OpenedPackage(LockedPackage package, DebArchive archive, SortedDictionary<string, byte[]> control)
    {
        (Package, Archive, Control) = (package, archive, control);
        Stanza = Encoding.UTF8.GetString(control["control"]).Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd() + "\n";
        // One stanza, or it would write another package's record.
        Fields = DebianFields.ParseAll(Stanza).ToList() is [var only] ? only : throw new BaseImageException($"The package {package} is refused: its 'control' is not one stanza.");
        if (Fields.GetValueOrDefault("Package") != package.Name || Fields.GetValueOrDefault("Version") != package.Version)
            throw new BaseImageException($"The package {package} is refused: it says of itself that it is {Fields.GetValueOrDefault("Package")} {Fields.GetValueOrDefault("Version")}.");
        ConfigurationFiles = [.. Lines("conffiles").Where(static line => line.StartsWith('/'))];
        Replaces = [.. Relations("Replaces").SelectMany(static group => group)];
    }

    /// <summary>Which it is.</summary>
    public LockedPackage Package { get; }

    /// <summary>Its archive.</summary>
    public DebArchive Archive { get; }

    /// <summary>What dpkg is to know, by name.</summary>
    public SortedDictionary<string, byte[]> Control { get; }

    /// <summary>Its description, as it is in the archive.</summary>
    public string Stanza { get; }

    /// <summary>The fields of the description.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; }

    /// <summary>The files that belong to the administrator, as absolute paths in the order that it says.</summary>
    public IReadOnlyList<string> ConfigurationFiles { get; }

    /// <summary>Packages whose files it may replace.</summary>
    public IReadOnlyList<PackageRelation> Replaces { get; }

    /// <summary>What dpkg calls its files: the name, with the architecture where several may be there.</summary>
    public string RecordName => Fields.GetValueOrDefault("Multi-Arch") == "same" ? $"{Package.Name}:{Package.Architecture}" : Package.Name;

    /// <summary>Opens the archive of a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="path">Its archive, verified.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BaseImageException">It is no package, or another.</exception>
    public static async Task<OpenedPackage> OpenAsync(LockedPackage package, string path, CancellationToken cancellationToken)
    {
        var archive = DebArchive.Open(path, package.ToString());
        try
        {
            return new(package, archive, await archive.ReadControlAsync(cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>A field of relations.</summary>
    public IReadOnlyList<IReadOnlyList<PackageRelation>> Relations(string field) => PackageRelation.ParseField(Fields.GetValueOrDefault(field), Package.Architecture);

    /// <summary>The lines of a control file; none where it isn't there.</summary>
    public IEnumerable<string> Lines(string name) =>
        Control.TryGetValue(name, out var content) ? Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];

    public void Dispose() => Archive.Dispose();
}
