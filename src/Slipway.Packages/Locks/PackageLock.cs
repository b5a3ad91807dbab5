// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>A lock file: the packages that images are composed from, in exact versions. Equal locks are equal bytes.</summary>
public sealed class PackageLock
{
    /// <summary>What the file is called, beside the fleet file.</summary>
    public const string FileName = "slipway.lock";

    private const int Version = 1;
    private const int MaxSize = 64 * 1024 * 1024;

    private readonly SortedDictionary<string, PackageSet> _sets;

    private PackageLock(SortedDictionary<string, PackageSet> sets) => _sets = sets;

    /// <summary>A lock that says nothing.</summary>
    public static PackageLock Empty => new(new(StringComparer.Ordinal));

    /// <summary>What the entries are for.</summary>
    public IReadOnlyCollection<string> Selections => _sets.Keys;

    /// <summary>Reads a lock file.</summary>
    /// <exception cref="BaseImageException">It is none that is known.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static PackageLock Read(string path)
    {
        if (new FileInfo(path).Length > MaxSize)
            throw new BaseImageException($"The lock file '{path}' is larger than the {MaxSize} bytes that are read of one.");
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), PackagesJson.Default.PackageLockFile)
                ?? throw new JsonException("it is JSON 'null'");
            if (file.Version != Version)
                throw new JsonException($"it is of the version {file.Version}, and {Version} is known");
            return new(new(file.Images.ToDictionary(static entry => entry.Selection, static entry => entry.Packages), StringComparer.Ordinal));
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            throw new BaseImageException($"The lock file '{path}' can't be read: {e.Message.TrimEnd('.')}. Write it anew with 'slipway lock --update'.", e);
        }
    }

    /// <summary>What a request is locked to; null where the lock doesn't say.</summary>
    public PackageSet? Find(PackagesRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _sets.GetValueOrDefault(request.Selection);
    }

    /// <summary>The same lock with what a request is locked to.</summary>
    public PackageLock With(PackagesRequest request, PackageSet packages)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(new(_sets, StringComparer.Ordinal) { [request.Selection] = packages });
    }

    /// <summary>Writes the lock file whole.</summary>
    public void Write(string path)
    {
        var file = new PackageLockFile { Version = Version, Images = [.. _sets.Select(static set => new PackageLockEntry { Selection = set.Key, Packages = set.Value })] };
        AtomicFile.Write(path, (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(file, PackagesJson.Relaxed.PackageLockFile), (byte)'\n']);
    }

    /// <summary>What to say where a lock doesn't have a request.</summary>
    public static BaseImageException Missing(string path, PackagesRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new($"The lock file '{path}' says nothing of '{request.Selection}'. Add it with 'slipway lock', which leaves the rest as it is.");
    }
}
